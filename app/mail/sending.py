"""Working off the list: claim a row, hand the mail over, write down what is known.

A mail is sent at most once. The claim is committed before the server is asked; a row found
claimed without an outcome is unknown and waits for a person (ADR 14).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import joinedload

from app.access.reachability import mail_address
from app.errors import Invalid
from app.mail import reminders
from app.mail.letters import letter_of, message_of
from app.mail.smtp import NotTaken, Unknown, hand_over
from app.model.notice import Notice, NoticeKind, NoticeState
from app.model.working_time import next_office_moment
from app.reports import notify
from app.reports.holidays import days_off
from app.reports.lateness import day_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from email.message import EmailMessage

    from app.db import Database, WriteSession
    from app.model.account import User
    from app.settings import Settings

log = structlog.get_logger(__name__)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240))
_A_ROUND = 50
_HANGING = timedelta(minutes=15)  # longer than any step of a sending may take
_STALE = timedelta(days=3)  # news of a decision that nobody could be told in time
_NO_ADDRESS = "Alamat surel penerima tidak sah. Perbaiki di Akun, Pemberitahuan, lalu kirim ulang."
UNSURE = "Proses berhenti di tengah pengiriman."


@dataclass(frozen=True, slots=True)
class Claim:
    """A row that is ours to send, with the mail made from it."""

    notice_id: int
    attempt: str
    tries: int
    address: str
    zone: str
    at_once: bool
    message: EmailMessage


def send_round(database: Database, settings: Settings, clock: Callable[[], datetime]) -> int:
    """Look who is to be reminded, then send what is due; return how many mails went out."""
    if not settings.sends_mail:
        return 0
    now = clock()
    with database.write() as session:
        leave_unknown(session, before=now - _HANGING)
        reminders.plan(session, now)
        due = session.scalars(
            select(Notice.id)
            .where(Notice.state == NoticeState.MENUNGGU, Notice.not_before <= now)
            .order_by(Notice.not_before, Notice.id)
            .limit(_A_ROUND)
        ).all()
    return sum(_send(database, settings, notice_id, clock) for notice_id in due)


def leave_unknown(session: WriteSession, before: datetime) -> int:
    """Mark claimed rows without an outcome: whether they went out, nobody knows."""
    lost = session.execute(
        update(Notice)
        .where(Notice.state == NoticeState.MENGIRIM, Notice.claimed_at <= before)
        .values(state=NoticeState.TIDAK_PASTI, problem=UNSURE)
    )
    return lost.rowcount if isinstance(lost, CursorResult) else 0


def _send(
    database: Database, settings: Settings, notice_id: int, clock: Callable[[], datetime]
) -> bool:
    with database.write() as session:
        claim = claimed(session, settings, notice_id, clock())
    if claim is None:
        return False
    try:
        hand_over(claim.message, settings.mail_sender, claim.address, settings)
    except NotTaken as refusal:
        with database.write() as session:
            _put_back(session, claim, refusal, clock())
    except Unknown as fault:
        log.warning("mail of unknown fate", notice_id=notice_id, fault=str(fault))
        with database.write() as session:
            _settle(session, claim, NoticeState.TIDAK_PASTI, problem=f"{UNSURE} {fault}")
    else:
        with database.write() as session:
            _settle(session, claim, NoticeState.TERKIRIM, sent_at=clock())
        return True
    return False


def claimed(
    session: WriteSession, settings: Settings, notice_id: int, now: datetime
) -> Claim | None:
    """Make a waiting row ours; None when it is not waiting any more or has nothing to say."""
    notice = session.scalar(
        select(Notice)
        .where(Notice.id == notice_id, Notice.state == NoticeState.MENUNGGU)
        .options(joinedload(Notice.recipient))
        .with_for_update(of=Notice)
    )
    if notice is None:
        return None
    zone = notify.zone_of(session, notice.recipient.region_code)
    why_not = _why_not(notice, day_in(now, zone), now)
    letter = None if why_not else letter_of(session, notice, settings, now)
    if letter is None:
        notice.state = NoticeState.BATAL
        notice.problem = why_not or _nothing_to_say(notice)
        return None
    if not _can_be_addressed(notice.recipient):
        notice.state, notice.problem = NoticeState.GAGAL, _NO_ADDRESS
        return None
    notice.state, notice.attempt = NoticeState.MENGIRIM, secrets.token_hex(16)
    notice.tries, notice.claimed_at = notice.tries + 1, now
    notice.address, notice.title = notice.recipient.email or "", letter.title
    message = message_of(notice, letter, settings, now)
    return Claim(
        notice_id=notice.id,
        attempt=notice.attempt,
        tries=notice.tries,
        address=notice.address,
        zone=zone,
        at_once=notice.kind.is_at_once,
        message=message,
    )


def _can_be_addressed(person: User) -> bool:
    """Tell whether a mail can go there; one that cannot must not stop the others."""
    try:
        return bool(mail_address(person.email or ""))
    except Invalid:
        return False


def _nothing_to_say(notice: Notice) -> str:
    if notice.kind is NoticeKind.FAKTOR:
        return "Pemulihan sudah berakhir."
    if notice.kind is NoticeKind.SERAH_TERIMA:
        return "Serah terima sudah dibatalkan."
    return "Tautan tidak berlaku lagi." if notice.kind.is_link else "Laporan sudah masuk."


def _why_not(notice: Notice, today: date, now: datetime) -> str:
    person, is_reminder = notice.recipient, notice.kind is NoticeKind.PENGINGAT
    is_there = person.is_active or notice.kind.reaches_closed
    if not is_there or not person.email:
        return "Penerima tidak aktif atau tidak punya alamat."
    if is_reminder and not person.wants_reminders:
        return "Penerima mematikan pengingat."
    if today > notice.day if is_reminder else now > notice.not_before + _STALE:
        return "Tidak terkirim pada waktunya."
    return ""


def _put_back(session: WriteSession, claim: Claim, refusal: NotTaken, now: datetime) -> None:
    """Try again later, more and more rarely; what is refused for good is not tried again."""
    if refusal.for_good or claim.tries > len(PAUSES):
        _settle(session, claim, NoticeState.GAGAL, problem=refusal.reason)
        return
    later = now + PAUSES[claim.tries - 1]
    due = later if claim.at_once else next_office_moment(later, claim.zone, days_off(session))
    _settle(session, claim, NoticeState.MENUNGGU, problem=refusal.reason, not_before=due)


def _settle(
    session: WriteSession, claim: Claim, state: NoticeState, **values: datetime | str
) -> None:
    """Write an outcome to the row of this very attempt, even if it was given up meanwhile."""
    session.execute(
        update(Notice)
        .where(Notice.id == claim.notice_id, Notice.attempt == claim.attempt)
        .values(state=state, **({"problem": ""} | values))
    )
