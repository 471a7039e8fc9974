"""What one thing is made of that goes from reports: its words and files, version by version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.model.flash import FlashReport
from app.model.period import Obligation
from app.model.report import Report, Revision
from app.reports.redaction_texts import said

if TYPE_CHECKING:
    from app.db import ReadSession
    from app.model.redaction import Part
    from app.model.report import Attachment
    from app.reports.redaction_texts import Text


@dataclass(frozen=True, slots=True)
class Piece:
    """What goes from one version or flash report: texts, and files."""

    owner: Revision | FlashReport
    texts: tuple[Text, ...] = ()
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing in sight of a person; `label` says which without a word of what it says."""

    part: Part
    row_key: str
    label: str
    region_code: str
    report: Report | FlashReport
    pieces: tuple[Piece, ...]

    @property
    def report_no(self) -> str:
        """Number of the report or flash report it belongs to."""
        return self.report.code if isinstance(self.report, FlashReport) else self.report.report_no

    @property
    def is_gone(self) -> bool:
        """Tell whether nothing of it is left."""
        return not any(
            said(piece.texts) or any(row.redacted_at is None for row in piece.files)
            for piece in self.pieces
        )


def versions_of(session: ReadSession, report_id: int) -> list[Revision]:
    """Return the sent versions of a report, oldest first, with what names it."""
    return list(
        session.scalars(
            select(Revision)
            .where(Revision.report_id == report_id, Revision.submitted_at.is_not(None))
            .options(
                joinedload(Revision.report)
                .joinedload(Report.obligation)
                .joinedload(Obligation.period)
            )
            .order_by(Revision.number)
        )
    )


def thing_of(
    part: Part, number: int, words: str, versions: list[Revision], *pieces: Piece
) -> Thing:
    """Put a thing together; the report is that of the versions, oldest first, never none."""
    report = versions[0].report
    return Thing(
        part=part,
        row_key=str(number),
        label=f"{words}, {report.report_no}",
        region_code=report.obligation.region_code,
        report=report,
        pieces=pieces,
    )
