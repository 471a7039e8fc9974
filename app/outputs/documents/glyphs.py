"""Texts that our font can print: PDF/A refuses a sign without a glyph, so none may reach it."""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_REWRITTEN = {"→": "->", "←": "<-", "✓": "v", "✗": "x", "▲": "^", "▼": "v", "●": "•", "\t": " "}
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}


def printable(text: str, font: Path) -> str:
    """The text with every sign the font lacks written as its number, such as `[U+1F525]`.

    Invisible signs (control, direction, zero width) are left out; line breaks stay.
    """
    return _lacking(font).sub(_printed, unicodedata.normalize("NFC", text))


@lru_cache(maxsize=4)
def _lacking(font: Path) -> re.Pattern[str]:
    covered = "".join(re.escape(chr(point)) for point in sorted(covered_by(font)))
    return re.compile(f"[^\n{covered}]")


def _printed(match: re.Match[str]) -> str:
    sign = match[0]
    if sign in _REWRITTEN:
        return _REWRITTEN[sign]
    if unicodedata.category(sign) in _INVISIBLE or "\ufe00" <= sign <= "\ufe0f":
        return ""
    return f"[U+{ord(sign):04X}]"


@lru_cache(maxsize=4)
def covered_by(font: Path) -> frozenset[int]:
    """Code points of a TrueType font, from the format 4 subtable of its `cmap`.

    Raises:
        ValueError: the file has no such table.
    """
    data = font.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    for index in range(tables):
        tag, _, start, _ = struct.unpack_from(">4sIII", data, 12 + 16 * index)
        if tag == b"cmap":
            return _format_4(data, start)
    raise ValueError(f"no cmap in {font.name}")


def _format_4(data: bytes, start: int) -> frozenset[int]:
    (count,) = struct.unpack_from(">H", data, start + 2)
    for index in range(count):
        _, _, offset = struct.unpack_from(">HHI", data, start + 4 + 8 * index)
        table = start + offset
        if struct.unpack_from(">H", data, table)[0] == 4:
            return _segments(data, table)
    raise ValueError("no format 4 cmap")


def _segments(data: bytes, table: int) -> frozenset[int]:
    segments = struct.unpack_from(">H", data, table + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", data, table + 14)
    starts = struct.unpack_from(f">{segments}H", data, table + 16 + 2 * segments)
    ranges = zip(starts, ends, strict=True)
    return frozenset(
        point for first, last in ranges for point in range(first, last + 1) if 32 <= point < 0xFFFF
    )
