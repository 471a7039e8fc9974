"""Mail about a second factor: to its owner, and to those who can be the second person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.access.factor_recovery import others_who_may_agree
from app.model.account import User
from app.model.notice import Notice, NoticeKind
from app.model.second_factor import FactorRecovery
from app.reports.lateness import day_in
from app.reports.notify import zone_of

if TYPE_CHECKING:
    from datetime import datetime

    from app.db import ReadSession, WriteSession
    from app.settings import Settings

OPENED, ASKED, DONE = "buka", "setuju", "lepas"


def tell_opened(
    session: WriteSession, settings: Settings, recovery: FactorRecovery, now: datetime
) -> None:
    """List the mails of a recovery that was opened: the owner can stop it, others can agree."""
    owner = session.get_one(User, recovery.user_id)
    _list(session, settings, owner, f"{recovery.id}/{OPENED}", now)
    for person in others_who_may_agree(session, recovery):
        _list(session, settings, person, f"{recovery.id}/{ASKED}", now)


def tell_done(session: WriteSession, settings: Settings, user_id: int, now: datetime) -> None:
    """List the mail that tells the owner that the factor was taken off."""
    newest = (
        select(FactorRecovery.id)
        .where(FactorRecovery.user_id == user_id, FactorRecovery.done_at.is_not(None))
        .order_by(FactorRecovery.id.desc())
    )
    owner = session.get_one(User, user_id)
    _list(session, settings, owner, f"{session.scalars(newest).first()}/{DONE}", now)


def words_of(session: ReadSession, notice: Notice) -> tuple[str, list[str], str] | None:
    """Return title, lines and page of such a mail; None when it is over before it was sent."""
    number, _, what = notice.subject.partition("/")
    recovery = session.get(FactorRecovery, int(number))
    if recovery is None or (what != DONE and recovery.ended_at is not None):
        return None
    owner = session.get_one(User, recovery.user_id)
    if what == ASKED:
        line = (
            f"Verifikasi dua langkah akun {owner.username} diminta untuk dilepas. Pastikan "
            "orangnya lewat telepon atau bertemu, lalu setujui atau tolak dalam 24 jam."
        )
        return "Pemulihan akun menunggu Anda", [line], "/pemulihan"
    if what == OPENED:
        line = (
            f"Seorang admin meminta verifikasi dua langkah akun Anda ({owner.username}) dilepas "
            "karena hilang. Bukan permintaan Anda? Batalkan di halaman Akun sekarang juga."
        )
        return "Pemulihan akun Anda diminta", [line], "/akun"
    line = (
        f"Verifikasi dua langkah akun Anda ({owner.username}) sudah dilepas dan semua sesi "
        "diakhiri. Masuk dengan kata sandi, lalu pasang lagi. Bukan permintaan Anda? Ganti kata "
        "sandi dan beri tahu admin provinsi."
    )
    return "Verifikasi dua langkah dilepas", [line], "/masuk"


def _list(
    session: WriteSession, settings: Settings, person: User, subject: str, now: datetime
) -> None:
    if not settings.sends_mail or not person.email:
        return
    session.add(
        Notice(
            kind=NoticeKind.FAKTOR,
            subject=subject,
            day=day_in(now, zone_of(session, person.region_code)),
            created_at=now,
            not_before=now,
            recipient=person,
        )
    )
