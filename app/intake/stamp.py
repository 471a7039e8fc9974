"""The stamp of a workbook: whose it is, for which quarter, and that we made it."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass

TEMPLATE_VERSION = "1"
PROPERTY_NAME = "petakonflik"
_MARK_LENGTH = 16
_VISIBLE = re.compile(
    r"\((\d{2}\.\d{2})\) · .{0,80}?(\d{4}-TW[1-4]) · templat (\w{1,8}) · cap ([0-9a-f]{16})"
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a workbook says of itself; `valid` is None when there was no key to check it with."""

    region_code: str
    quarter_code: str
    template_version: str
    valid: bool | None


def mark(secret: bytes, region_code: str, quarter_code: str, version: str) -> str:
    """Return the keyed fingerprint of a stamp."""
    text = "|".join((region_code, quarter_code, version))
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


def stamp_text(secret: bytes, region_code: str, quarter_code: str) -> str:
    """Return the stamp as the JSON kept in the hidden sheet and the document property."""
    version = TEMPLATE_VERSION
    return json.dumps(
        {
            "wilayah": region_code,
            "triwulan": quarter_code,
            "templat": version,
            "cap": mark(secret, region_code, quarter_code, version),
        }
    )


def visible_stamp(secret: bytes, region: tuple[str, str], quarter: tuple[str, str]) -> str:
    """Return the line printed under the title; region and quarter are (code, name)."""
    short = mark(secret, region[0], quarter[0], TEMPLATE_VERSION)[:_MARK_LENGTH]
    return (
        f"{region[1]} ({region[0]}) · {quarter[1]} · {quarter[0]} · "
        f"templat {TEMPLATE_VERSION} · cap {short}"
    )


def read_stamp(text: str, secret: bytes | None) -> Stamp | None:
    """Read a stamp in JSON; None when the text is not one."""
    try:
        data = json.loads(text)
        parts = tuple(str(data[name]) for name in ("wilayah", "triwulan", "templat", "cap"))
    except (ValueError, KeyError, TypeError):
        return None
    return _checked(parts, secret)


def find_visible_stamp(text: str, secret: bytes | None) -> Stamp | None:
    """Find the printed stamp in a line of text."""
    found = _VISIBLE.search(text)
    return _checked(found.groups(), secret) if found else None


def _checked(parts: tuple[str, ...], secret: bytes | None) -> Stamp:
    region, quarter, version, cap = parts
    valid = None
    if secret:
        expected = mark(secret, region, quarter, version)[: len(cap)]
        valid = len(cap) >= _MARK_LENGTH and hmac.compare_digest(expected.encode(), cap.encode())
    return Stamp(region, quarter, version, valid)
