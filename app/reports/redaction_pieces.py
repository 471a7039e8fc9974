"""What one thing is made of that goes from reports: its words and files, version by version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.model.flash import FlashReport
from app.model.followup import FollowUp
from app.model.period import Obligation
from app.model.report import Report, Revision
from app.reports.redaction_texts import said

if TYPE_CHECKING:
    from app.db import ReadSession
    from app.model.redaction import Home, Owner, Part
    from app.reports.redaction_texts import HeldFile, Text


@dataclass(frozen=True, slots=True)
class Piece:
    """What goes from one version, flash report, follow-up or duty: texts, and files."""

    owner: Owner
    texts: tuple[Text, ...] = ()
    files: tuple[HeldFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing in sight of a person; `label` says which without a word of what it says."""

    part: Part
    row_key: str
    label: str
    region_code: str
    home: Home
    pieces: tuple[Piece, ...]

    @property
    def home_no(self) -> str:
        """Number of the report it belongs to, or what names its follow-up or duty."""
        return number_of(self.home)

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
        home=report,
        pieces=pieces,
    )


def number_of(home: Home) -> str:
    """Name a report, flash report, follow-up or duty as the audit trail does."""
    if isinstance(home, Report):
        return home.report_no
    if isinstance(home, FlashReport):
        return home.code
    if isinstance(home, FollowUp):
        item = home.recommendation
        return f"{item.rakor.code} {item.code} {home.region_code}"
    return f"{home.region_code} {home.period.quarter.code}"
