"""Gives the officer's own file back with every problem marked in it."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING

from app.errors import Unreadable
from app.intake.gate import MOST_BYTES, inspect_workbook
from app.intake.gate_kinds import XLSX
from app.intake.sandbox import Sandbox, WorkerFailed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.intake.problem import Problem

MOST_ELEMENTS = 1_500_000  # what openpyxl can hold within its memory
_SECONDS = 25
_MARKER = Sandbox("app.intake.worker_mark", seconds=_SECONDS, kept_idle=1)
_FAILED = (
    "Berkas ini terlalu besar untuk ditandai. Perbaiki langsung di halaman, atau salin barisnya "
    "ke templat baru."
)
_NOT_MARKABLE = (
    "Hanya berkas .xlsx yang dapat ditandai. Perbaiki langsung di halaman hasil pemeriksaan."
)


def mark_workbook(data: bytes, problems: Sequence[Problem], *, limit: int = MOST_BYTES) -> bytes:
    """Return the workbook with a list of problems in front and each bad cell in red.

    Checks, protection, hidden sheets and properties stay; pictures do not.

    Raises:
        Unreadable: refused by the gate, or too much to be marked.
    """
    found = inspect_workbook(data, limit=limit)
    if found.kind != XLSX:
        raise Unreadable(_NOT_MARKABLE)
    if found.elements > MOST_ELEMENTS:
        raise Unreadable(_FAILED)
    listed = json.dumps([problem.to_json() for problem in problems]).encode()
    try:
        marked = _MARKER.ask(struct.pack(">I", len(listed)) + listed + data)
    except WorkerFailed as cause:
        raise Unreadable(_FAILED) from cause
    if not marked:
        raise Unreadable(_FAILED)
    return marked
