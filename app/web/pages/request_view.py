"""Words and tones of requests and of the clock the province answers by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.model.vocabulary import REC_STATUS
from app.web.formats import date_id

if TYPE_CHECKING:
    from app.reports.request_answers import Asked

WORDS = {code.code: code.label for code in REC_STATUS}
TONES = {"DICATAT": "busy", "DITERUSKAN": "busy", "DIJALANKAN": "done", "DITOLAK": "caution"}
QUEUE = "/tindak-lanjut/permintaan"
_SOON = 5


def clock_words(item: Asked) -> tuple[str, str]:
    """Say how a request stands by its clock, with the tone of its tag."""
    if not item.is_open:
        return WORDS[item.status].lower(), TONES.get(item.status, "")
    if item.is_late:
        return f"lewat {-item.days_left} hari", "danger"
    if item.days_left == 0:
        return "jawab hari ini", "danger"
    return f"sisa {item.days_left} hari", "caution" if item.days_left <= _SOON else ""


def due_words(item: Asked) -> str:
    """Say since when the province has a request and by when it answers."""
    return f"diterima {date_id(item.since)}, dijawab paling lambat {date_id(item.due_on)}"


def address(item: Asked) -> str:
    """Return the address of a request's page."""
    return f"{QUEUE}/{item.revision.report.report_no}/{item.row.number}"
