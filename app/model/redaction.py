"""Texts and files taken out of what was sent because they named a person; every seal stays."""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.account import User
from app.model.area_code import AreaCode
from app.model.base import Base
from app.model.flash import FlashReport
from app.model.followup import FollowUp
from app.model.period import Obligation
from app.model.report import Report, Revision

# What a redacted text or file belongs to, and what a request is about.
Owner = Revision | FlashReport | FollowUp | Obligation
Home = Report | FlashReport | FollowUp | Obligation

LAW = "UU 27/2022"
_MARKS = ("[dihapus {day:%d-%m-%Y}: data pribadi, " + LAW + "]", "[dihapus: data pribadi]")
_SHORTEST = "[dihapus]"
_IS_MARK = re.compile(
    rf"\[dihapus(?: \d\d-\d\d-\d{{4}})?(?:: data pribadi(?:, {re.escape(LAW)})?)?\]"
)


def mark_of(day: date, room: int | None) -> str:
    """Return what stands where a text stood: when it went and on which law.

    `room` is how many characters the column takes, None for any number.
    """
    marks = [mark.format(day=day) for mark in _MARKS]
    return next((mark for mark in marks if room is None or len(mark) <= room), _SHORTEST)


def is_mark(text: str) -> bool:
    """Tell whether a text is nothing but such a mark."""
    return _IS_MARK.fullmatch(text) is not None


class Part(StrEnum):
    """Where a text or file stood."""

    LETTER = "letter"
    ENTRY = "entry"
    LOCATION = "location"
    PARTY = "party"
    SOURCE = "source"
    ACTION = "action"
    UPLOAD = "upload"
    DISTRICT = "district"
    OMISSION = "omission"
    ATTACHMENT = "attachment"
    NOTE = "note"
    REPLY = "reply"
    ANSWER = "answer"
    REQUEST = "request"
    RESPONSE = "response"
    FLASH = "flash"
    ASSESSMENT = "assessment"
    DECISION = "decision"
    VERDICT = "verdict"
    AMENDMENT = "amendment"
    TAKEOVER = "takeover"
    DECIDED = "decided"
    EXTENSION = "extension"
    UNLOCK = "unlock"
    WAIVER = "waiver"
    FOLLOW_UP = "followup"
    EVIDENCE = "evidence"


# What an officer's workbook says as well: when one of these goes, the file goes with it.
IN_WORKBOOK = frozenset(
    {
        Part.LETTER,
        Part.ENTRY,
        Part.LOCATION,
        Part.PARTY,
        Part.SOURCE,
        Part.ACTION,
        Part.REQUEST,
    }
)


# What the files of an edition print: when one of these goes, whatever edition prints it is held.
IN_EDITION = (IN_WORKBOOK - {Part.LETTER}) | {Part.ATTACHMENT, Part.ASSESSMENT}

_SLOTS: dict[type[Owner | Home], str] = {
    Revision: "revision",
    Report: "report",
    FlashReport: "flash_report",
    FollowUp: "follow_up",
    Obligation: "obligation",
}


def slot_of(owner: Owner | Home) -> str:
    """Return the name of the relationship under which a row keeps what it belongs to."""
    return _SLOTS[type(owner)]


def _one_of(*columns: str) -> str:
    """Return the condition that exactly one of the columns is filled."""
    each = (f"CASE WHEN {column} IS NULL THEN 0 ELSE 1 END" for column in columns)
    return f"{' + '.join(each)} = 1"


class Basis(StrEnum):
    """Why one thing is to go, by the law's own articles."""

    SUBJECT = "SUBJEK"
    NEEDLESS = "BERLEBIH"
    CHILD = "ANAK"
    SOURCE = "SUMBER"

    @property
    def label(self) -> str:
        """The reason in words, with its article."""
        return _BASES[self]


_BASES = {
    Basis.SUBJECT: "Diminta orang yang bersangkutan (UU 27/2022 Pasal 8)",
    Basis.NEEDLESS: "Tidak diperlukan untuk tujuan laporan (UU 27/2022 Pasal 16)",
    Basis.CHILD: "Menyangkut anak (UU 27/2022 Pasal 25)",
    Basis.SOURCE: "Membuka identitas pelapor, saksi, atau korban (UU 14/2008 Pasal 17)",
}


class RedactionRequest(Base):
    """Somebody asks that one thing goes; somebody of the province decides.

    `label` names the thing without a word of what it says.
    """

    __tablename__ = "redaction_request"
    __table_args__ = (
        CheckConstraint(
            _one_of("report_id", "flash_report_id", "follow_up_id", "obligation_id"),
            "of_one_report",
        ),
        CheckConstraint("(decided_at IS NULL) = (granted IS NULL)", "decided_with_a_word"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    part: Mapped[str] = mapped_column(String(12))
    row_key: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(200))
    region_code: Mapped[AreaCode] = mapped_column(ForeignKey("region.code"), index=True)
    basis: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(600))
    asked_at: Mapped[datetime]
    report_id: Mapped[int | None] = mapped_column(
        ForeignKey("report.id"), init=False, default=None
    )
    flash_report_id: Mapped[int | None] = mapped_column(
        ForeignKey("flash_report.id"), init=False, default=None
    )
    follow_up_id: Mapped[int | None] = mapped_column(
        ForeignKey("follow_up.id"), init=False, default=None
    )
    obligation_id: Mapped[int | None] = mapped_column(
        ForeignKey("obligation.id"), init=False, default=None
    )
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), init=False)
    granted: Mapped[bool | None] = mapped_column(default=None)
    decision_note: Mapped[str] = mapped_column(String(600), default="")
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id"), init=False, default=None
    )
    asked_by: Mapped[User] = relationship(foreign_keys=[asked_by_id], lazy="raise", default=None)
    decided_by: Mapped[User | None] = relationship(
        foreign_keys=[decided_by_id], lazy="raise", default=None
    )
    report: Mapped[Report | None] = relationship(lazy="raise", default=None)
    flash_report: Mapped[FlashReport | None] = relationship(lazy="raise", default=None)
    follow_up: Mapped[FollowUp | None] = relationship(lazy="raise", default=None)
    obligation: Mapped[Obligation | None] = relationship(lazy="raise", default=None)

    @property
    def home(self) -> Home:
        """The report, flash report, follow-up or duty it is about, whichever it is."""
        found = self.report or self.flash_report or self.follow_up or self.obligation
        if found is None:
            raise LookupError("a request is about something")
        return found


class Redaction(Base):
    """One text or file that was taken out, told by its place and its SHA-256.

    While a row is open, the database lets the texts of its version or flash report be overwritten;
    the act that opens it closes it again.
    """

    __tablename__ = "redaction"
    __table_args__ = (
        UniqueConstraint("revision_id", "part", "row_key", "field_name"),
        UniqueConstraint("flash_report_id", "part", "row_key", "field_name"),
        UniqueConstraint("follow_up_id", "part", "row_key", "field_name"),
        UniqueConstraint("obligation_id", "part", "row_key", "field_name"),
        CheckConstraint(
            _one_of("revision_id", "flash_report_id", "follow_up_id", "obligation_id"),
            "of_one_owner",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("revision.id"), init=False, default=None
    )
    flash_report_id: Mapped[int | None] = mapped_column(
        ForeignKey("flash_report.id"), init=False, default=None
    )
    follow_up_id: Mapped[int | None] = mapped_column(
        ForeignKey("follow_up.id"), init=False, default=None
    )
    obligation_id: Mapped[int | None] = mapped_column(
        ForeignKey("obligation.id"), init=False, default=None
    )
    request_id: Mapped[int | None] = mapped_column(
        ForeignKey("redaction_request.id"), init=False, default=None
    )
    part: Mapped[str] = mapped_column(String(12))
    row_key: Mapped[str] = mapped_column(String(40))
    field_name: Mapped[str] = mapped_column(String(40))
    original_sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    is_open: Mapped[bool] = mapped_column(default=True)
    revision: Mapped[Revision | None] = relationship(lazy="raise_on_sql", default=None)
    flash_report: Mapped[FlashReport | None] = relationship(lazy="raise_on_sql", default=None)
    follow_up: Mapped[FollowUp | None] = relationship(lazy="raise_on_sql", default=None)
    obligation: Mapped[Obligation | None] = relationship(lazy="raise_on_sql", default=None)
    request: Mapped[RedactionRequest | None] = relationship(lazy="raise_on_sql", default=None)
