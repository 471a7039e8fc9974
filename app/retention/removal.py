"""Letting go of rows of one kind, with the names of the files that may go after them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from app.model.account import OneTimeLink
from app.model.case_history import CaseOmission
from app.model.entry import Entry
from app.model.loose import WaitingFile
from app.model.notice import Notice
from app.model.particulars import Action, Assessment, EntryLocation, InformationSource, Party
from app.model.recommendation import Recommendation
from app.model.report import (
    Attachment,
    DistrictStatement,
    PendingRow,
    Report,
    Revision,
    Upload,
)
from app.model.review import SignalAnswer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.db import WriteSession

_OF_ENTRY = (EntryLocation, Party, InformationSource, Action, Assessment)
# What hangs on a version; a waiting file names its upload, so it goes first.
_OF_REVISION = (
    WaitingFile,
    Upload,
    PendingRow,
    Attachment,
    Recommendation,
    DistrictStatement,
    CaseOmission,
)


def remove_drafts(session: WriteSession, ids: Sequence[int]) -> set[str]:
    """Remove versions that were never sent with all that hangs on them; return their files.

    The database itself refuses to remove anything of a version that was sent.
    """
    files: set[str] = set()
    columns: tuple[Any, ...] = (
        WaitingFile.file_sha256,
        Upload.file_sha256,
        Attachment.sha256,
        Attachment.thumbnail_sha256,
        Attachment.original_sha256,
    )
    for column in columns:
        files |= set(session.scalars(select(column).where(column.class_.revision_id.in_(ids))))
    entries = select(Entry.id).where(Entry.revision_id.in_(ids))
    for kind in _OF_ENTRY:
        _delete(session, kind, kind.entry_id.in_(entries))
    _delete(session, Entry, Entry.revision_id.in_(ids))
    for table in _OF_REVISION:
        _delete(session, table, table.revision_id.in_(ids))
    reports = set(session.scalars(select(Revision.report_id).where(Revision.id.in_(ids))))
    _delete(session, Revision, Revision.id.in_(ids))
    left = set(session.scalars(select(Revision.report_id).where(Revision.report_id.in_(reports))))
    bare = reports - left
    _delete(session, SignalAnswer, SignalAnswer.report_id.in_(bare))
    _delete(session, Report, Report.id.in_(bare))
    return {name for name in files if name}


def remove_tables(session: WriteSession, ids: Sequence[int]) -> set[str]:
    """Remove files no row was taken from; return them."""
    files = set(session.scalars(select(WaitingFile.file_sha256).where(WaitingFile.id.in_(ids))))
    _delete(session, WaitingFile, WaitingFile.id.in_(ids))
    return files


def remove_mail(session: WriteSession, ids: Sequence[int]) -> set[str]:
    """Remove rows of the mail ledger; no file hangs on them."""
    _delete(session, Notice, Notice.id.in_(ids))
    return set()


def remove_links(session: WriteSession, ids: Sequence[int]) -> set[str]:
    """Remove links; no file hangs on them."""
    _delete(session, OneTimeLink, OneTimeLink.id.in_(ids))
    return set()


def _delete(session: WriteSession, table: Any, condition: Any) -> None:
    session.execute(delete(table).where(condition).execution_options(synchronize_session=False))


REMOVERS: dict[str, Callable[[WriteSession, Sequence[int]], set[str]]] = {
    "draf": remove_drafts,
    "tabel-menunggu": remove_tables,
    "surel": remove_mail,
    "tautan": remove_links,
}
