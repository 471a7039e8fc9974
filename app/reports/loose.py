"""Offices' own tables: kept until their columns are agreed, read as agreed, and remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from app import audit
from app.access.scope import Permission
from app.errors import Conflict, NotFound
from app.intake.loose.choices import choices_from_json, choices_to_json
from app.intake.loose.read import parse_loose
from app.intake.loose.understand import understand
from app.model.account import User
from app.model.area_code import AreaCode
from app.model.loose import ColumnMemory, WaitingFile
from app.model.report import Revision
from app.reports import drafts
from app.reports.matching import DraftKeys
from app.reports.uploads import receive_upload

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from app.access.scope import Actor, Scope
    from app.db import ReadSession, WriteSession
    from app.files import FileStore
    from app.intake.loose.choices import Choices
    from app.intake.loose.understand import Memory, SheetReading
    from app.intake.parsed import Parsed
    from app.model.report import Upload
    from app.reports.uploads import PreparedTable, PreparedUpload

CHANGED_MEANWHILE = (
    "Pilihan kolom ini berubah sejak Anda membuka halaman, mungkin di tab lain. Pilihan Anda "
    "belum disimpan: periksa, lalu tekan lagi."
)


def memory_of(session: ReadSession, scope: Scope, region_code: AreaCode) -> Memory:
    """Return what an office said of the headings of its tables."""
    rows = session.execute(
        select(ColumnMemory.kind, ColumnMemory.heading, ColumnMemory.meaning).where(
            ColumnMemory.region_code == region_code, scope.clause(ColumnMemory.region_code)
        )
    )
    return {(kind, heading): meaning for kind, heading, meaning in rows}


def waiting_files(session: ReadSession, revision: Revision | None) -> list[WaitingFile]:
    """Return the files of a draft whose columns are not agreed yet, the newest first."""
    if revision is None:
        return []
    return list(
        session.scalars(
            select(WaitingFile)
            .where(WaitingFile.revision_id == revision.id, WaitingFile.upload_id.is_(None))
            .options(joinedload(WaitingFile.uploaded_by))
            .order_by(WaitingFile.id.desc())
        )
    )


def waiting_file(session: ReadSession, revision: Revision, number: int) -> WaitingFile:
    """Return a file of a draft.

    Raises:
        NotFound: the draft has no such file.
    """
    found = session.scalar(
        select(WaitingFile).where(WaitingFile.revision_id == revision.id, WaitingFile.id == number)
    )
    if found is None:
        raise NotFound
    return found


def file_of_upload(session: ReadSession, upload: Upload) -> int | None:
    """Return the file an upload was read from by agreed columns; None for our workbook."""
    return session.scalar(select(WaitingFile.id).where(WaitingFile.upload_id == upload.id))


def keep(
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    table: PreparedTable,
    *,
    files: FileStore,
    now: datetime,
) -> WaitingFile:
    """Keep a file until its columns are agreed; the same content is kept once in a draft."""
    actor.require(Permission.REPORT_DRAFT)
    drafts.editable(revision, None)
    sha256 = files.put(table.data)
    found = session.scalar(
        select(WaitingFile).where(
            WaitingFile.revision_id == revision.id, WaitingFile.file_sha256 == sha256
        )
    )
    if found is not None:
        return found
    waiting = WaitingFile(
        file_name=table.file_name[:200],
        file_sha256=sha256,
        size_bytes=len(table.data),
        uploaded_at=now,
        revision=revision,
        uploaded_by=session.get_one(User, actor.user_id),
    )
    session.add(waiting)
    audit.record(
        session, actor.username, "laporan.tabel", drafts.subject(revision), now=now,
        details={"sha256": sha256},
    )  # fmt: skip
    session.flush()
    return waiting


def chosen(waiting: WaitingFile) -> Choices:
    """Return the choices made about a file so far."""
    return choices_from_json(waiting.choices)


def choose(
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    waiting: WaitingFile,
    choices: Choices,
    expected: int,
) -> None:
    """Keep the choices made so far, so that nothing is lost when the officer leaves.

    Raises:
        Conflict: somebody changed them meanwhile.
    """
    actor.require(Permission.REPORT_DRAFT)
    drafts.editable(revision, None)
    told = choices_to_json(choices)
    if told == waiting.choices:
        return  # the same page sent twice
    if waiting.lock_version != expected:
        raise Conflict(CHANGED_MEANWHILE)
    waiting.choices = told
    waiting.lock_version += 1
    session.flush()


def discard(
    session: WriteSession, actor: Actor, revision: Revision, waiting: WaitingFile, now: datetime
) -> None:
    """Take a file out that is not wanted; what it brought before stays in the draft."""
    actor.require(Permission.REPORT_DRAFT)
    drafts.editable(revision, None)
    session.delete(waiting)
    audit.record(session, actor.username, "laporan.tabel-buang", drafts.subject(revision), now=now)
    session.flush()


def judge(
    session: ReadSession,
    revision: Revision | None,
    table: PreparedTable,
    choices: Choices,
) -> tuple[Parsed, DraftKeys]:
    """Return the verdicts a file would get now, and the codes the draft has."""
    keys = DraftKeys(session, revision, table.context)
    return parse_loose(table.raw, choices, table.context, keys), keys


def readings_of(
    session: ReadSession, scope: Scope, table: PreparedTable, choices: Choices
) -> tuple[SheetReading, ...]:
    """Return how a file is understood by the choices made and what the office said before."""
    memory = memory_of(session, scope, AreaCode(table.context.region_code))
    return understand(table.raw, memory, choices)


def take(  # noqa: PLR0913 - whose draft, which file, with which verdicts, kept where, when
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    waiting: WaitingFile,
    prepared: PreparedUpload,
    *,
    files: FileStore,
    now: datetime,
) -> Upload:
    """Put the judged rows of a file into its draft, like those of a workbook."""
    # One after another: two files of one draft would learn the same headings at once.
    session.execute(select(Revision.id).where(Revision.id == revision.id).with_for_update())
    upload = receive_upload(session, actor, revision, prepared, files=files, now=now)
    waiting.upload = upload
    session.flush()
    return upload


def learn(
    session: WriteSession,
    actor: Actor,
    region_code: AreaCode,
    lessons: Mapping[tuple[str, str], str],
    now: datetime,
) -> None:
    """Remember what an office's headings mean; a later answer replaces an earlier one."""
    actor.require(Permission.REPORT_DRAFT)
    rows = {
        (row.kind, row.heading): row
        for row in session.scalars(
            select(ColumnMemory).where(ColumnMemory.region_code == region_code)
        )
    }
    who = session.get_one(User, actor.user_id)
    for (kind, heading), meaning in lessons.items():
        row = rows.get((kind, heading))
        if row is None:
            session.add(
                ColumnMemory(
                    region_code=region_code,
                    kind=kind,
                    heading=heading,
                    meaning=meaning,
                    set_at=now,
                    set_by=who,
                )
            )
        elif row.meaning != meaning:
            row.meaning, row.set_at, row.set_by = meaning, now, who
    session.flush()


def forget(
    session: WriteSession, actor: Actor, region_code: AreaCode, kind: str, heading: str
) -> None:
    """Forget what a heading means, and that tables of its shape are known."""
    actor.require(Permission.REPORT_DRAFT)
    session.execute(
        delete(ColumnMemory).where(
            ColumnMemory.region_code == region_code,
            ColumnMemory.kind == kind,
            ColumnMemory.heading == heading,
        )
    )
