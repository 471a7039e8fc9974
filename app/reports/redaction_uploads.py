"""Workbooks an office sent in: what they are called goes with what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.model.loose import WaitingFile
from app.model.redaction import IN_WORKBOOK, Part, Redaction
from app.model.report import Report, Revision, Upload
from app.reports.redaction_pieces import Piece, Thing, thing_of, versions_of
from app.reports.redaction_texts import Place, Text, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.access.scope import Actor
    from app.db import ReadSession
    from app.model.redaction import Owner


def find_upload(session: ReadSession, _actor: Actor, number: int) -> Thing | None:
    """A workbook goes with the others of its version, and from a draft that took the same one."""
    row = session.get(Upload, number)
    home = session.get(Revision, row.revision_id) if row is not None else None
    if row is None or home is None or home.submitted_at is None:
        return None
    copies = session.scalars(
        select(Revision)
        .join(Revision.report)
        .where(
            Revision.report_id == home.report_id,
            Revision.id.in_(
                select(Upload.revision_id).where(Upload.file_sha256 == row.file_sha256)
            ),
        )
        .options(joinedload(Revision.report).joinedload(Report.obligation))
        .order_by(Revision.number)
    ).all()
    pieces = [Piece(copy, tuple(said(file_names(session, copy.id)))) for copy in copies]
    words = f"Berkas unggahan versi {home.number}"
    return thing_of(Part.UPLOAD, number, words, versions_of(session, home.report_id), *pieces)


def workbooks_with(session: ReadSession, owner: Owner, texts: Iterable[Text]) -> Sequence[Upload]:
    """Return the workbooks of a version that hold one of the texts and are not marked yet."""
    told = {text.place.part for text in texts}
    if not isinstance(owner, Revision) or told.isdisjoint(IN_WORKBOOK | {Part.UPLOAD}):
        return ()
    known = session.scalars(
        select(Redaction.row_key).where(
            Redaction.revision_id == owner.id, Redaction.part == Part.UPLOAD
        )
    )
    uploads = session.scalars(select(Upload).where(Upload.revision_id == owner.id))
    marked = set(known)
    return [row for row in uploads if str(row.id) not in marked]


def file_names(session: ReadSession, revision_id: int) -> list[Text]:
    """Return what the workbooks of a version are called, those whose rows were taken too."""
    uploads = session.scalars(select(Upload).where(Upload.revision_id == revision_id)).all()
    taken = session.scalars(
        select(WaitingFile).where(
            WaitingFile.revision_id == revision_id, WaitingFile.upload_id.is_not(None)
        )
    ).all()
    named = [(f"{row.id}", row) for row in uploads] + [(f"kolom {row.id}", row) for row in taken]
    return [Text(Place(Part.UPLOAD, key, "file_name"), row, row.file_name) for key, row in named]
