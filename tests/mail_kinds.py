"""Every mail the portal can send, made from a database with one of everything, without sending.

Nobody lists the kinds by hand: `NoticeKind` says what there is, and a kind that is new and has no
way to be listed here is an error.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from app.access import links
from app.mail import factor_mail
from app.mail.letters import trial
from app.mail.sending import claimed
from app.model.account import HandOver, LinkPurpose, OneTimeLink, User
from app.model.flash import FlashReport
from app.model.notice import Notice, NoticeKind
from app.model.period import Period, PeriodStatus
from app.model.report import Report
from app.model.second_factor import FactorRecovery
from app.reports.lateness import day_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from app.db import Database, WriteSession
    from app.settings import Settings

ZONE = "Asia/Makassar"
# Days from the first look on: before the due date, on it, after it.
REMINDED = (0, 4, 9)
K = NoticeKind


def letters(database: Database, settings: Settings, now: datetime) -> dict[str, bytes]:
    """Return every mail by its kind and variant, as it would be handed over.

    Nothing of it stays in the database, and an address that no mail can go to is replaced.
    """
    made: dict[str, bytes] = {}
    with database.write() as session:
        session.execute(delete(Notice))
        for number, user in enumerate(session.scalars(select(User))):
            user.email = f"orang{number}@contoh.example"
        for name, notice, moment in _listed(session, now):
            session.add(notice)
            session.flush()
            claim = claimed(session, settings, notice.id, moment)
            if claim is not None:
                made[name] = claim.message.as_bytes()
        session.rollback()
    made["percobaan"] = trial("orang@contoh.example", settings, now).as_bytes()
    return made


def kind_of(name: str) -> str:
    """Return the kind of a mail that `letters` named."""
    return name.partition("/")[0]


def _listed(session: WriteSession, now: datetime) -> Iterator[tuple[str, Notice, datetime]]:
    """Yield a notice for every sentence, not yet stored, and when it is due."""
    officer = session.scalars(select(User).order_by(User.id)).first()
    assert officer is not None
    subjects = _subjects(session, officer, now)
    for kind in NoticeKind:
        for variant, subject, whom in subjects.get(kind, []):
            yield f"{kind}/{variant}", _notice(kind, subject, whom, now), now
    yield from _reminders(session, officer, now)


def _reminders(
    session: WriteSession, officer: User, now: datetime
) -> Iterator[tuple[str, Notice, datetime]]:
    """Yield one before, on and after the due day, and one once the quarter is locked."""
    for days in REMINDED:
        moment = now + timedelta(days=days)
        yield f"{K.PENGINGAT}/{days}", _notice(K.PENGINGAT, "", officer, moment), moment
    locked = {"status": PeriodStatus.TERKUNCI, "locked_at": moment}
    session.execute(update(Period).where(Period.status == PeriodStatus.DIBUKA).values(locked))
    later = moment + timedelta(days=1)
    yield f"{K.PENGINGAT}/terkunci", _notice(K.PENGINGAT, "", officer, later), later


def _notice(kind: NoticeKind, subject: str, whom: User, moment: datetime) -> Notice:
    return Notice(
        kind=kind,
        subject=subject,
        day=day_in(moment, ZONE),
        created_at=moment,
        not_before=moment,
        recipient=whom,
    )


def _subjects(
    session: WriteSession, officer: User, now: datetime
) -> dict[NoticeKind, list[tuple[str, str, User]]]:
    """What each kind is about, one line for each sentence it has."""
    report_no = session.scalars(select(Report.report_no).order_by(Report.id)).first()
    flash = session.scalars(select(FlashReport.code)).first()
    recovery = session.scalars(select(FactorRecovery)).first()
    hand_over = session.scalars(
        select(HandOver).options(joinedload(HandOver.to_user), joinedload(HandOver.from_user))
    ).first()
    assert report_no
    assert flash
    assert recovery
    assert hand_over
    about = f"{report_no}/1"
    leaver, successor = hand_over.from_user, hand_over.to_user
    return {
        K.DIKEMBALIKAN: [("", about, officer)],
        K.DITERIMA: [("", about, officer)],
        K.DITANGGAPI: [("", about, officer)],
        K.LAPORAN_KHUSUS: [("", f"{flash}/1", officer)],
        K.UJI: [("", "uji", officer)],
        K.UNDANGAN: [("", _link(session, officer, LinkPurpose.UNDANGAN, now), officer)],
        K.RESET: [("", _link(session, officer, LinkPurpose.RESET, now), officer)],
        K.FAKTOR: [
            (what, f"{recovery.id}/{what}", officer)
            for what in (factor_mail.OPENED, factor_mail.ASKED, factor_mail.DONE)
        ],
        K.SERAH_TERIMA: [
            ("pergi", f"{hand_over.id}", leaver),
            ("penerus", f"{hand_over.id}", successor),
            ("pergi-batal", f"{hand_over.id}/batal", leaver),
            ("penerus-batal", f"{hand_over.id}/batal", successor),
        ],
    }


def _link(session: WriteSession, user: User, purpose: LinkPurpose, now: datetime) -> str:
    link = OneTimeLink(
        user=user,
        purpose=purpose,
        created_at=now,
        expires_at=now + links.LIFETIME[purpose],
        made_by="uji",
    )
    session.add(link)
    session.flush()
    return str(link.id)
