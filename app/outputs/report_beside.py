"""Requests and files of one report as lines of its paper, by what the reader may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.model import vocabulary as words
from app.model.day_words import date_id
from app.outputs.beside_words import file_words
from app.outputs.documents.report_data import PaperBeside, PaperFile, PaperRequest
from app.reports.beside import beside_entries

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from app.db import ReadSession
    from app.model.recommendation import Recommendation
    from app.model.report import Attachment, Revision

_SHOWN_DIGITS = 16


def lines(session: ReadSession, revision: Revision, whole: Collection[str]) -> PaperBeside:
    """Write what stands beside the entries; `whole` are the codes of those this copy tells."""
    found = beside_entries(session, [revision.id])
    return PaperBeside(
        requests=_requests(found.requests.get(revision.id, ()), whole),
        files=_files(found.files.get(revision.id, ()), whole),
    )


def _requests(asked: Sequence[Recommendation], whole: Collection[str]) -> tuple[PaperRequest, ...]:
    return tuple(
        PaperRequest(
            number=str(item.number),
            key=item.entry_key or "",
            target=words.REC_TARGET.label_of(item.target),
            text=item.text,
            wanted_by=date_id(item.wanted_by) if item.wanted_by else "",
        )
        for item in asked
        if item.entry_key is None or item.entry_key in whole
    )


def _files(held: Sequence[Attachment], whole: Collection[str]) -> tuple[PaperFile, ...]:
    return tuple(
        PaperFile(
            key=" / ".join(part for part in (item.entry_key, item.action_key) if part),
            what=file_words(item),
            taken_on=date_id(item.taken_on) if item.taken_on else "",
            fingerprint=grouped(item.sha256[:_SHOWN_DIGITS]),
        )
        for item in held
        if item.entry_key is None or item.entry_key in whole
    )


def grouped(digits: str) -> str:
    """Set the digits of a fingerprint in groups of four, as eyes compare them."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
