"""Files that may no longer lie on the disk: those of redacted texts, and of rows that ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import select

from app.errors import Conflict, Invalid
from app.files import sha256_of
from app.model.edition import Artefact
from app.model.followup import Evidence
from app.model.loose import WaitingFile
from app.model.redaction import Part, Redaction
from app.model.region import BoundarySet
from app.model.report import Attachment, Revision, Upload
from app.reports.redacting import FILE, THUMBNAIL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import InstrumentedAttribute

    from app.db import ReadSession
    from app.files import FileStore

Held = TypeVar("Held", Attachment, Evidence)
_AT_ONCE = 500  # names in one statement


def erased_uploads(session: ReadSession) -> list[Upload]:
    """Return the workbooks nobody may have any more: their versions were redacted."""
    return list(session.scalars(select(Upload).where(Upload.revision_id.in_(redacted_versions()))))


def refuse_erased(session: ReadSession, upload: Upload) -> None:
    """Refuse to give a workbook on, in whatever form, once its version was redacted.

    Raises:
        Conflict: personal data in it was taken out of the report.
    """
    if upload.id in {item.id for item in erased_uploads(session)}:
        raise Conflict(
            "Berkas ini sudah dihapus karena memuat data pribadi. Isi laporannya tetap dapat "
            "dibaca di halaman versi."
        )


def erase_redacted(session: ReadSession, files: FileStore) -> int:
    """Remove the files of what was redacted that nothing else holds; return how many."""
    names = set(
        session.scalars(
            select(Redaction.original_sha256).where(Redaction.field_name.in_((FILE, THUMBNAIL)))
        )
    )
    for kind in (Attachment, Evidence):
        names |= set(
            session.scalars(
                select(kind.original_sha256).where(
                    kind.redacted_at.is_not(None), kind.original_sha256.is_not(None)
                )
            )
        )
    names |= set(
        session.scalars(
            select(WaitingFile.file_sha256).where(WaitingFile.revision_id.in_(redacted_versions()))
        )
    )
    return erase_unheld(session, files, names)


def erase_unheld(session: ReadSession, files: FileStore, names: Iterable[str]) -> int:
    """Remove those of the files that no row holds; return how many were there.

    What came lies sealed beside what is given, under a name of its own.
    """
    wanted = set(names)
    gone = wanted - held(session, wanted)
    return sum(files.erase(name) + files.sealed.erase(name) for name in gone)


def held(session: ReadSession, names: Iterable[str]) -> set[str]:
    """Return which of the files some row still needs. A new table of files has its line here."""
    found: set[str] = set()
    every = sorted(set(names))
    for start in range(0, len(every), _AT_ONCE):
        some = every[start : start + _AT_ONCE]
        for column, condition in _holders():
            wanted: Select[Any] = select(column).where(column.in_(some))
            found |= set(session.scalars(wanted if condition is None else wanted.where(condition)))
    return found


def still_there(row: Held) -> Held:
    """Return a file that may be given out.

    Raises:
        Conflict: it was taken out because of personal data.
    """
    if row.redacted_at is not None:
        raise Conflict(
            "Berkas ini sudah dihapus karena memuat data pribadi. Isi lainnya tetap dapat "
            "dibaca di halaman asalnya."
        )
    return row


def must_not_come_back(session: ReadSession, revision: Revision, data: bytes) -> None:
    """Let a file into a report unless it was taken out of it because of personal data.

    Raises:
        Invalid: it was.
    """
    erased = (
        select(Attachment.id)
        .join(Attachment.revision)
        .where(
            Revision.report_id == revision.report_id,
            Attachment.sha256 == sha256_of(data),
            Attachment.redacted_at.is_not(None),
        )
    )
    if session.scalar(erased.limit(1)) is not None:
        raise Invalid(
            "Berkas ini pernah dihapus dari laporan ini karena memuat data pribadi. Hapus data "
            "pribadinya dari berkas, lalu lampirkan lagi."
        )


def _holders() -> tuple[tuple[InstrumentedAttribute[Any], ColumnElement[bool] | None], ...]:
    stands, proves = Attachment.redacted_at.is_(None), Evidence.redacted_at.is_(None)
    return (
        (Upload.file_sha256, Upload.revision_id.not_in(redacted_versions())),
        (WaitingFile.file_sha256, WaitingFile.revision_id.not_in(redacted_versions())),
        (Attachment.sha256, stands),
        (Attachment.thumbnail_sha256, stands),
        (Attachment.original_sha256, stands),
        (Evidence.sha256, proves),
        (Evidence.original_sha256, proves),
        (Evidence.thumbnail_sha256, proves),
        (Artefact.sha256, None),
        (BoundarySet.file_sha256, None),
    )


def redacted_versions() -> Select[Any]:
    """Versions whose workbooks went; never empty of NULL, because NOT IN would then fail."""
    return select(Redaction.revision_id).where(
        Redaction.part == Part.UPLOAD, Redaction.revision_id.is_not(None)
    )
