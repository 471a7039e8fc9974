"""Handing over what a person leaves, closing the account, and taking both back within a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app import audit
from app.access import office, users
from app.access.scope import GRANTS, Permission
from app.errors import Conflict, Invalid, NotFound
from app.handover.open_work import WAITING, open_work
from app.model.account import HandOver, User
from app.model.notice import NoticeKind
from app.model.report import EDITABLE, Revision, State
from app.reports import notify

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.access.scope import Actor
    from app.db import ReadSession, WriteSession
    from app.handover.open_work import OpenWork

TAKE_BACK = timedelta(hours=24)
DRAFT, REVIEW, ACCOUNT = "draf", "telaah", "akun"
P = Permission


def candidates(session: ReadSession, user: User) -> list[User]:
    """Return who of the same office could take over: people who use their account."""
    query = (
        select(User)
        .where(
            User.region_code == user.region_code,
            User.id != user.id,
            User.is_active,
            User.password_hash != "",
        )
        .options(selectinload(User.roles))
        .order_by(User.name)
    )
    return list(session.scalars(query))


def hand_over(
    session: WriteSession,
    actor: Actor,
    user_id: int,
    to_user_id: int,
    moment: tuple[datetime, date],
) -> HandOver:
    """Move a person's drafts and reviews to a successor and close the account, in one act.

    Only what is unfinished changes hands; what was sent keeps the names it was sent with.
    `moment` is now, and the day it is in the office.

    Raises:
        Invalid: the successor is not somebody of this office who could go on with the work.
        Conflict: it is one's own account, or the office would lose its last signatory, or
            somebody else has just handed the work over.
    """
    now, today = moment
    user = office.locked(session, actor, user_id)
    successor = next((one for one in candidates(session, user) if one.id == to_user_id), None)
    if successor is None:
        raise Invalid("Pilih penerus dari kantor yang sama yang sudah memakai akunnya.")
    work = open_work(session, actor, user, today)
    if not user.is_active and not work.moves:
        raise Conflict("Akun ini sudah ditutup dan tidak ada lagi yang perlu diserahkan.")
    _must_fit(work, successor)
    moved: list[list[str | int]] = []
    for revision in work.drafts:
        if _confirms(successor, revision):
            continue
        revision.drafted_by_id = successor.id
        moved.append([DRAFT, revision.id])
    for revision in work.reviews:
        revision.reviewer_id = successor.id
        moved.append([REVIEW, revision.id])
    if user.is_active:
        users.close(session, actor, user, now)
        moved.append([ACCOUNT, user.id])
    done = HandOver(
        from_user_id=user.id, to_user_id=successor.id, at=now, made_by=actor.username, moved=moved
    )
    session.add(done)
    session.flush()
    _record(session, actor, "pengguna.serah", user, done, now)
    _tell_both(session, done, str(done.id), now)
    return done


def take_back(
    session: WriteSession, actor: Actor, user_id: int, hand_over_id: int, now: datetime
) -> HandOver:
    """Open the account again and give back what the successor has not finished meanwhile.

    Raises:
        NotFound: there is no such hand-over of this person.
        Conflict: it is older than a day, or was taken back already.
    """
    user = office.locked(session, actor, user_id)
    done = session.get(HandOver, hand_over_id, with_for_update=True)
    if done is None or done.from_user_id != user.id:
        raise NotFound
    if done.undone_at is not None or now >= take_back_until(done):
        raise Conflict("Serah terima ini tidak dapat dibatalkan lagi. Buat serah terima baru.")
    for kind, number in done.moved:
        if kind == ACCOUNT:
            users.reopen(user)
        else:
            _give_back(session, done, kind, number)
    done.undone_at = now
    _record(session, actor, "pengguna.serah-batal", user, done, now)
    _tell_both(session, done, f"{done.id}/batal", now)
    return done


def take_back_until(done: HandOver) -> datetime:
    """Return when a hand-over becomes final."""
    return done.at + TAKE_BACK


def latest(session: ReadSession, user: User) -> HandOver | None:
    """Return the newest hand-over of a closed account that was not taken back."""
    if user.is_active:
        return None
    return session.scalar(
        select(HandOver)
        .where(HandOver.from_user_id == user.id, HandOver.undone_at.is_(None))
        .options(joinedload(HandOver.to_user))
        .order_by(HandOver.id.desc())
        .limit(1)
    )


def received(session: ReadSession, actor: Actor) -> list[tuple[HandOver, str]]:
    """Return what was handed to a person and not taken back, newest first, with who left."""
    rows = session.execute(
        select(HandOver, User.name)
        .join(User, User.id == HandOver.from_user_id)
        .where(HandOver.to_user_id == actor.user_id, HandOver.undone_at.is_(None))
        .order_by(HandOver.id.desc())
        .limit(10)
    )
    return [(done, name) for done, name in rows]


def _tell_both(session: WriteSession, done: HandOver, subject: str, now: datetime) -> None:
    """Write to the one who leaves and to the one who goes on, each at most once."""
    for user_id in (done.from_user_id, done.to_user_id):
        person = session.get_one(User, user_id)
        if person.email:
            zone = notify.zone_of(session, person.region_code)
            notify.queue(session, person, NoticeKind.SERAH_TERIMA, subject, zone=zone, now=now)


def _must_fit(work: OpenWork, successor: User) -> None:
    drafts = [one for one in work.drafts if not _confirms(successor, one)]
    if drafts and not _may(successor, P.REPORT_DRAFT):
        raise Invalid(
            f"{successor.name} tidak berperan menyusun laporan. Beri peran Operator atau "
            "Pemeriksa dahulu, atau pilih orang lain."
        )
    if work.reviews and not _may(successor, P.REPORT_REVIEW):
        raise Invalid(
            f"{successor.name} tidak berperan menelaah laporan. Beri perannya dahulu, atau pilih "
            "orang lain."
        )


def _confirms(successor: User, revision: Revision) -> bool:
    """Tell whether a report only waits for the successor's own signature.

    Then it stays with its drafter: whoever confirms must not become the drafter (ADR 10).
    """
    return revision.state is WAITING and _may(successor, P.REPORT_SUBMIT)


def _may(user: User, permission: Permission) -> bool:
    return any(permission in GRANTS[role] for role in user.role_set)


def _give_back(session: WriteSession, done: HandOver, kind: str, revision_id: int) -> None:
    """Give one report back, unless it went on meanwhile."""
    revision = session.get_one(Revision, revision_id, with_for_update=True)
    unfinished = EDITABLE | {WAITING}
    if (
        kind == DRAFT
        and revision.drafted_by_id == done.to_user_id
        and revision.state in unfinished
    ):
        revision.drafted_by_id = done.from_user_id
    under_review = revision.state is State.DITELAAH
    if kind == REVIEW and revision.reviewer_id == done.to_user_id and under_review:
        revision.reviewer_id = done.from_user_id


def _record(
    session: WriteSession, actor: Actor, action: str, user: User, done: HandOver, now: datetime
) -> None:
    to_name = session.scalars(select(User.username).where(User.id == done.to_user_id)).one()
    reports = [kind for kind, _ in done.moved if kind != ACCOUNT]
    details = {"kepada": to_name, "berpindah": len(reports)}
    audit.record(session, actor.username, action, user.username, now=now, details=details)
