"""Keys of rows as the workbook prints them: `P-001`."""

from __future__ import annotations

import re

KEY_SHAPE = re.compile(r"([PKU])\s*-?\s*([BTW]?)0*(\d{1,5})", re.IGNORECASE)


def normal_key(text: str) -> str | None:
    """Return a row key as the workbook prints it (`p-1` is `P-001`); None when it is not one."""
    found = KEY_SHAPE.fullmatch(text.strip())
    if found is None:
        return None
    return f"{found[1].upper()}-{found[2].upper()}{int(found[3]):03d}"
