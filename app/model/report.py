"""A regency's report: its fixed identity, its numbered revisions, and what hangs on them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.account import User
from app.model.area_code import AreaCode
from app.model.base import Base
from app.model.period import Obligation


class State(StrEnum):
    """State of a revision (domain paper 5.2); only `TRANSITIONS` are possible."""

    DRAF = "DRAF"
    MENUNGGU_PENGESAHAN = "MENUNGGU_PENGESAHAN"
    DIKIRIM = "DIKIRIM"
    DITELAAH = "DITELAAH"
    DIKEMBALIKAN = "DIKEMBALIKAN"
    DITERIMA = "DITERIMA"
    DIGANTI = "DIGANTI"
    DITARIK = "DITARIK"


TRANSITIONS: dict[State, frozenset[State]] = {
    State.DRAF: frozenset({State.MENUNGGU_PENGESAHAN, State.DIKIRIM}),
    State.MENUNGGU_PENGESAHAN: frozenset({State.DRAF, State.DIKIRIM}),
    State.DIKIRIM: frozenset({State.DITELAAH, State.DITARIK}),
    State.DITELAAH: frozenset({State.DIKEMBALIKAN, State.DITERIMA}),
    State.DITERIMA: frozenset({State.DIGANTI}),
    State.DIKEMBALIKAN: frozenset(),
    State.DIGANTI: frozenset(),
    State.DITARIK: frozenset(),
}
EDITABLE = frozenset({State.DRAF})
SENT = frozenset({State.DIKIRIM, State.DITELAAH})


class Report(Base):
    """Identity of one regency's report for one quarter."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    obligation_id: Mapped[int] = mapped_column(
        ForeignKey("obligation.id"), init=False, unique=True
    )
    report_no: Mapped[str] = mapped_column(String(24), unique=True)
    obligation: Mapped[Obligation] = relationship(lazy="raise")
    revisions: Mapped[list[Revision]] = relationship(
        back_populates="report", lazy="raise", default_factory=list, order_by="Revision.number"
    )


class Revision(Base):
    """One version of a report; editable as a draft, never changed after it is sent."""

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("report_id", "number"),
        Index(None, "state"),
        CheckConstraint("(submitted_at IS NULL) = (receipt_code IS NULL)", "sent_with_receipt"),
        CheckConstraint(
            "(amendment_reason IS NULL) = (amendment_note IS NULL)", "amendment_explained"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), init=False)
    number: Mapped[int]
    state: Mapped[State] = mapped_column(
        Enum(State, native_enum=False, length=24, create_constraint=False), default=State.DRAF
    )
    lock_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    is_nil: Mapped[bool] = mapped_column(default=False)
    nil_statement: Mapped[str | None] = mapped_column(String(500), default=None)
    classification: Mapped[str] = mapped_column(String(12), default="TERBATAS")
    urgency: Mapped[str] = mapped_column(String(12), default="BIASA")
    letter_no: Mapped[str | None] = mapped_column(String(60), default=None)
    letter_date: Mapped[date | None] = mapped_column(default=None)
    letter_subject: Mapped[str] = mapped_column(String(200), default="")
    letter_enclosures: Mapped[str] = mapped_column(String(60), default="1 (satu) berkas")
    addressee: Mapped[str] = mapped_column(String(200), default="")
    cc: Mapped[list[str]] = mapped_column(default_factory=list)
    signatory_name: Mapped[str] = mapped_column(String(120), default="")
    signatory_position: Mapped[str] = mapped_column(String(120), default="")
    signatory_rank: Mapped[str] = mapped_column(String(60), default="")
    signing_capacity: Mapped[str] = mapped_column(String(12), default="DEFINITIF")
    sign_method: Mapped[str] = mapped_column(String(12), default="TTE")
    situation_summary: Mapped[str] = mapped_column(Text, default="")
    trend: Mapped[str] = mapped_column(String(12), default="TDK_DINILAI")
    trend_reason: Mapped[str] = mapped_column(String(600), default="")
    channel: Mapped[str] = mapped_column(String(12), default="EXCEL")
    amendment_reason: Mapped[str | None] = mapped_column(String(12), default=None)
    amendment_note: Mapped[str | None] = mapped_column(String(600), default=None)
    after_lock: Mapped[bool] = mapped_column(default=False)
    single_officer: Mapped[bool] = mapped_column(default=False)
    receipt_code: Mapped[str | None] = mapped_column(String(32), unique=True, default=None)
    content_sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    submitted_at: Mapped[datetime | None] = mapped_column(default=None)
    review_started_at: Mapped[datetime | None] = mapped_column(default=None)
    reserved_until: Mapped[date | None] = mapped_column(default=None)
    takeover_note: Mapped[str | None] = mapped_column(String(400), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decision_note: Mapped[str] = mapped_column(String(600), default="")
    drafted_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id"), init=False, default=None
    )
    checked_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id"), init=False, default=None
    )
    submitted_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id"), init=False, default=None
    )
    reviewer_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id"), init=False, default=None
    )
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id"), init=False, default=None
    )
    report: Mapped[Report] = relationship(back_populates="revisions", lazy="raise")
    drafted_by: Mapped[User | None] = relationship(
        foreign_keys=[drafted_by_id], lazy="raise", default=None
    )
    checked_by: Mapped[User | None] = relationship(
        foreign_keys=[checked_by_id], lazy="raise", default=None
    )
    submitted_by: Mapped[User | None] = relationship(
        foreign_keys=[submitted_by_id], lazy="raise", default=None
    )
    reviewer: Mapped[User | None] = relationship(
        foreign_keys=[reviewer_id], lazy="raise", default=None
    )
    decided_by: Mapped[User | None] = relationship(
        foreign_keys=[decided_by_id], lazy="raise", default=None
    )


class DistrictStatement(Base):
    """What the regency says of one kecamatan: entries, checked and nil, or no information."""

    __tablename__ = "district_statement"
    __table_args__ = (UniqueConstraint("revision_id", "region_code"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), init=False)
    region_code: Mapped[AreaCode] = mapped_column(ForeignKey("region.code"))
    statement: Mapped[str] = mapped_column(String(12), default="TANPA_INFO")
    basis: Mapped[str | None] = mapped_column(String(20), default=None)
    note: Mapped[str] = mapped_column(String(200), default="")
    revision: Mapped[Revision] = relationship(lazy="raise")


class Upload(Base):
    """A workbook an officer sent in: kept bit for bit, with the verdict on its rows."""

    __tablename__ = "upload"
    __table_args__ = (
        CheckConstraint(
            "created_rows + unchanged_rows + changed_rows + refused_rows = total_rows",
            "every_row_has_a_verdict",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), init=False, index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    file_sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), init=False)
    total_rows: Mapped[int]
    created_rows: Mapped[int]
    unchanged_rows: Mapped[int]
    changed_rows: Mapped[int]
    refused_rows: Mapped[int]
    problems: Mapped[list[Any]] = mapped_column(default_factory=list)
    revision: Mapped[Revision] = relationship(lazy="raise")
    uploaded_by: Mapped[User] = relationship(lazy="raise", default=None)


class PendingRow(Base):
    """A row that cannot be an entry yet: its cells as typed, and what is wrong with them."""

    __tablename__ = "pending_row"
    __table_args__ = (UniqueConstraint("revision_id", "sheet", "row_key"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), init=False)
    sheet: Mapped[str] = mapped_column(String(40))
    row_number: Mapped[int]
    row_key: Mapped[str] = mapped_column(String(24))
    cells: Mapped[dict[str, Any]]
    cells_sha256: Mapped[str] = mapped_column(String(64))
    problems: Mapped[list[Any]]
    revision: Mapped[Revision] = relationship(lazy="raise")


class Attachment(Base):
    """A file of a revision: the signed letter, or what shows an entry, an action, the report.

    `entry_key` and `action_key` are the codes of the rows it belongs to, so that it stays with
    them when a row is read anew from a file; of an action both are given. One that was taken off
    a draft keeps its row until the report is sent, as the way back; one that was redacted keeps
    its row and its SHA-256, while the file itself is gone. `sha256` names what is given to
    readers; `original_sha256` what came, sealed away when it is another file.
    """

    __tablename__ = "attachment"
    __table_args__ = (CheckConstraint("action_key IS NULL OR entry_key IS NOT NULL", "of_entry"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), init=False, index=True)
    category: Mapped[str] = mapped_column(String(12))
    file_name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(100))
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), init=False)
    caption: Mapped[str] = mapped_column(String(200), default="")
    entry_key: Mapped[str | None] = mapped_column(String(24), default=None)
    action_key: Mapped[str | None] = mapped_column(String(24), default=None)
    taken_on: Mapped[date | None] = mapped_column(default=None)
    classification: Mapped[str] = mapped_column(String(12), default="TERBATAS")
    has_personal_data: Mapped[bool] = mapped_column(default=False)
    thumbnail_sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    removed_at: Mapped[datetime | None] = mapped_column(default=None)
    redacted_at: Mapped[datetime | None] = mapped_column(default=None)
    original_sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    revision: Mapped[Revision] = relationship(lazy="raise")
    uploaded_by: Mapped[User] = relationship(lazy="raise")


class ReviewNote(Base):
    """What the province asks about one entry, one field or the whole report.

    It stands over the versions of the report until it is resolved; `repeated_in` is the number of
    the version on which the province last asked it again.
    """

    __tablename__ = "review_note"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), init=False, index=True)
    row_key: Mapped[str | None] = mapped_column(String(24), default=None)
    field_name: Mapped[str | None] = mapped_column(String(40), default=None)
    code: Mapped[str] = mapped_column(String(12))
    severity: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(String(600))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), init=False)
    resolved_in: Mapped[int | None] = mapped_column(default=None)
    repeated_in: Mapped[int | None] = mapped_column(default=None)
    revision: Mapped[Revision] = relationship(lazy="raise")
    created_by: Mapped[User] = relationship(lazy="raise")
    replies: Mapped[list[NoteReply]] = relationship(
        back_populates="note", lazy="raise", default_factory=list, order_by="NoteReply.id"
    )


class Reply(StrEnum):
    """What somebody does with a note that stands."""

    ANSWER = "JAWAB"
    REPEAT = "ULANG"
    CLOSE = "SELESAI"


class NoteReply(Base):
    """One turn of the talk about a note: the office answers, the province repeats or closes it.

    `version` is the number of the version the person was looking at.
    """

    __tablename__ = "note_reply"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    note_id: Mapped[int] = mapped_column(ForeignKey("review_note.id"), init=False, index=True)
    act: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(String(600))
    version: Mapped[int]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), init=False)
    note: Mapped[ReviewNote] = relationship(back_populates="replies", lazy="raise")
    created_by: Mapped[User] = relationship(lazy="raise")
