"""A text of parted columns before it is read: its length, its lines, and no binary in it."""

from __future__ import annotations

import codecs
import re

from app.intake.gate_xml import MOST_ROWS
from app.intake.gate_zip import too_big

MOST_LINE = 200_000
_LINE_END = re.compile(r"\r\n?|\n")


def inspect_text(data: bytes) -> int:
    """Let a text pass whose lines a reader can hold, and count them.

    Raises:
        Unreadable: too many lines, or one that is too long.
    """
    lines = data.replace(b"\r", b"\n").split(b"\n")
    if len(lines) > 2 * MOST_ROWS:
        raise too_big(f"lebih dari {MOST_ROWS} baris")
    if max(map(len, lines)) > MOST_LINE:
        raise too_big(f"satu baris memuat lebih dari {MOST_LINE} karakter")
    return _count_lines(data)


def _count_lines(data: bytes) -> int:
    """Count lines without reading cells: the reader's rows must come from as many."""
    wide = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "latin-1"
    lines = _LINE_END.split(data.decode(wide, "replace"))
    return len(lines) - (lines[-1] == "")
