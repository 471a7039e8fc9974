"""A text of parted columns before it is read: its length, its lines, and no binary in it."""

from __future__ import annotations

from app.intake.gate_xml import MOST_ROWS
from app.intake.gate_zip import too_big

MOST_LINE = 200_000


def inspect_text(data: bytes) -> None:
    """Let a text pass whose lines a reader can hold.

    Raises:
        Unreadable: too many lines, or one that is too long.
    """
    lines = data.replace(b"\r", b"\n").split(b"\n")
    if len(lines) > 2 * MOST_ROWS:
        raise too_big(f"lebih dari {MOST_ROWS} baris")
    if max(map(len, lines)) > MOST_LINE:
        raise too_big(f"satu baris memuat lebih dari {MOST_LINE} karakter")
