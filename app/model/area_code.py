"""Kemendagri region codes: dotted text, never numbers (`64.10` is not 64.1)."""

from __future__ import annotations

import re
from typing import NewType

AreaCode = NewType("AreaCode", str)
_SHAPE = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?")
PROVINCE, REGENCY, DISTRICT, VILLAGE = 1, 2, 3, 4


def parse_area_code(text: str) -> AreaCode:
    """Check a dotted code.

    Raises:
        ValueError: the text is not a Kemendagri code.
    """
    if _SHAPE.fullmatch(text) is None:
        raise ValueError(f"not a region code: {text!r}")
    return AreaCode(text)


def level_of(code: str) -> int:
    """Return 1 for a province, 2 regency or city, 3 kecamatan, 4 desa or kelurahan."""
    return code.count(".") + 1


def ancestor(code: str, level: int) -> AreaCode:
    """Cut a code to a higher level; a code above that level is returned unchanged."""
    return AreaCode(".".join(code.split(".")[:level]))


def is_within(code: str, other: str) -> bool:
    """Tell whether a region is the other or lies in it."""
    return code == other or code.startswith(other + ".")


def undotted(code: str) -> str:
    """Return the code as report and case numbers print it (`6409`)."""
    return code.replace(".", "")
