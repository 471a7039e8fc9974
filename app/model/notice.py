"""Mail to be sent and mail that was sent: the rows are the to-do list and the record in one."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.account import User
from app.model.base import Base

MOST_TITLE = 160  # what the list keeps of a subject; no mail has a longer one


class NoticeKind(StrEnum):
    """Why somebody is written to."""

    PENGINGAT = "PENGINGAT"
    DIKEMBALIKAN = "DIKEMBALIKAN"
    DITERIMA = "DITERIMA"
    DITANGGAPI = "DITANGGAPI"
    LAPORAN_KHUSUS = "LAPORAN_KHUSUS"
    UJI = "UJI"
    UNDANGAN = "UNDANGAN"
    RESET = "RESET"
    FAKTOR = "FAKTOR"
    SERAH_TERIMA = "SERAH_TERIMA"

    @property
    def is_link(self) -> bool:
        """Tell whether the mail carries a one-time link; `subject` is the link's number then."""
        return self in {NoticeKind.UNDANGAN, NoticeKind.RESET}

    @property
    def reaches_closed(self) -> bool:
        """Tell whether it goes to somebody whose account was closed: it tells them just that."""
        return self is NoticeKind.SERAH_TERIMA

    @property
    def is_at_once(self) -> bool:
        """Tell whether somebody waits for this mail now: office hours do not matter to it."""
        return self in {NoticeKind.UJI, NoticeKind.FAKTOR} or self.is_link

    @property
    def label(self) -> str:
        """Indonesian name of the kind."""
        return _KINDS[self]


_KINDS = {
    NoticeKind.PENGINGAT: "Pengingat",
    NoticeKind.DIKEMBALIKAN: "Laporan dikembalikan",
    NoticeKind.DITERIMA: "Laporan diterima",
    NoticeKind.DITANGGAPI: "Permintaan ditanggapi",
    NoticeKind.LAPORAN_KHUSUS: "Laporan khusus",
    NoticeKind.UJI: "Surel uji",
    NoticeKind.UNDANGAN: "Undangan",
    NoticeKind.RESET: "Tautan kata sandi",
    NoticeKind.FAKTOR: "Verifikasi dua langkah",
    NoticeKind.SERAH_TERIMA: "Serah terima pekerjaan",
}


class NoticeState(StrEnum):
    """Life of a notice. `TIDAK_PASTI`: it may have gone out, so nobody sends it again alone."""

    MENUNGGU = "MENUNGGU"
    MENGIRIM = "MENGIRIM"
    TERKIRIM = "TERKIRIM"
    TIDAK_PASTI = "TIDAK_PASTI"
    GAGAL = "GAGAL"
    BATAL = "BATAL"

    @property
    def label(self) -> str:
        """Indonesian name of the state."""
        return _STATES[self]


_STATES = {
    NoticeState.MENUNGGU: "Menunggu",
    NoticeState.MENGIRIM: "Sedang dikirim",
    NoticeState.TERKIRIM: "Terkirim",
    NoticeState.TIDAK_PASTI: "Tidak pasti",
    NoticeState.GAGAL: "Gagal",
    NoticeState.BATAL: "Tidak perlu lagi",
}


class Notice(Base):
    """One mail to one person; it names what it is about and never holds text of a report.

    `subject` tells notices of one kind and day apart: a version of a report, empty for the one
    reminder a person gets a day. The words are made when it is sent, from what is true then.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("recipient_id", "kind", "subject", "day"),
        Index(None, "state", "not_before"),
        CheckConstraint("(state = 'TERKIRIM') = (sent_at IS NOT NULL)", "sent_has_time"),
        CheckConstraint("state != 'MENGIRIM' OR attempt IS NOT NULL", "sending_has_attempt"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("user.id"), init=False)
    kind: Mapped[NoticeKind] = mapped_column(
        Enum(NoticeKind, native_enum=False, length=24, create_constraint=False)
    )
    subject: Mapped[str] = mapped_column(String(40))
    day: Mapped[date]
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    state: Mapped[NoticeState] = mapped_column(
        Enum(NoticeState, native_enum=False, length=24, create_constraint=False),
        default=NoticeState.MENUNGGU,
    )
    tries: Mapped[int] = mapped_column(default=0)
    attempt: Mapped[str | None] = mapped_column(String(32), default=None)
    claimed_at: Mapped[datetime | None] = mapped_column(default=None)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    address: Mapped[str] = mapped_column(String(254), default="")
    title: Mapped[str] = mapped_column(String(MOST_TITLE), default="")
    problem: Mapped[str] = mapped_column(String(200), default="")
    recipient: Mapped[User] = relationship(lazy="raise")
