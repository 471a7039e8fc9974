"""A file and a request in a line, as tables and papers name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.model import vocabulary as words
from app.model.day_words import date_id

if TYPE_CHECKING:
    from app.model.recommendation import Recommendation
    from app.model.report import Attachment


def file_words(row: Attachment) -> str:
    """Say what a file shows; with personal data in it only what kind of file it is."""
    kind = words.ATTACHMENT_CATEGORY.label_of(row.category)
    if row.has_personal_data:
        return f"{kind} (memuat data pribadi)"
    return f"{kind}: {row.caption}" if row.caption else kind


def request_words(row: Recommendation) -> str:
    """Say who is asked for what, and until when."""
    until = f" (sebelum {date_id(row.wanted_by)})" if row.wanted_by else ""
    return f"{words.REC_TARGET.label_of(row.target)}: {row.text}{until}"
