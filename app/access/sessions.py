"""The sessions of a person as they are listed, left and ended one by one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import CursorResult, delete, func, or_, select

from app import audit
from app.access import office
from app.access.sign_in import end_all
from app.errors import NotFound
from app.model.account import SignInAttempt, SignInSession, SpentKey
from app.model.second_factor import SpentTicket

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.access.scope import Actor
    from app.access.sign_in import Lifetimes
    from app.db import ReadSession, WriteSession

_KEEP_ATTEMPTS = timedelta(days=1)
_KEEP_KEYS = timedelta(days=30)


def leave(session: WriteSession, actor: Actor, session_id: int, now: datetime) -> bool:
    """End the session the person leaves; tell whether they came through the sign-in provider."""
    here = SignInSession.id == session_id
    by_provider = bool(session.scalar(select(SignInSession.by_provider).where(here)))
    session.execute(delete(SignInSession).where(here))
    audit.record(session, actor.username, "keluar", actor.username, now=now)
    return by_provider


def sessions_of(
    session: ReadSession, user_id: int, lifetimes: Lifetimes, now: datetime
) -> Sequence[SignInSession]:
    """Return a person's living sessions, the most recently used first."""
    query = (
        select(SignInSession)
        .where(SignInSession.user_id == user_id, lifetimes.alive(now))
        .order_by(SignInSession.seen_at.desc(), SignInSession.id)
    )
    return session.scalars(query).all()


def count(session: ReadSession, user_id: int) -> int:
    """Return how many sessions of a person are stored as open."""
    query = select(func.count()).where(SignInSession.user_id == user_id)
    return session.scalar(query) or 0


def end_own(session: WriteSession, actor: Actor, session_id: int, now: datetime) -> None:
    """End one of the person's own sessions.

    Raises:
        NotFound: it is not theirs, or has ended already.
    """
    own = (SignInSession.id == session_id, SignInSession.user_id == actor.user_id)
    ended = session.execute(delete(SignInSession).where(*own))
    if not isinstance(ended, CursorResult) or ended.rowcount != 1:
        raise NotFound
    audit.record(session, actor.username, "akun.akhiri-sesi", actor.username, now=now)


def end_others(session: WriteSession, actor: Actor, here: int, now: datetime) -> int:
    """End every session of one's own but this one; return how many there were."""
    ended = end_all(session, actor.user_id, but=here)
    details = {"sesi": ended}
    audit.record(
        session, actor.username, "akun.akhiri-sesi", actor.username, now=now, details=details
    )
    return ended


def end_for(session: WriteSession, actor: Actor, user_id: int, now: datetime) -> int:
    """End every session of somebody within reach; return how many there were.

    Raises:
        NotFound: there is no such account within reach.
        Forbidden: it holds more rights than the person.
    """
    user = office.locked(session, actor, user_id)
    ended = end_all(session, user.id)
    details = {"sesi": ended}
    audit.record(
        session, actor.username, "pengguna.akhiri-sesi", user.username, now=now, details=details
    )
    return ended


def sweep(session: WriteSession, lifetimes: Lifetimes, now: datetime) -> None:
    """Forget ended sessions, old attempts and old idempotency keys."""
    ended = or_(
        SignInSession.seen_at <= now - lifetimes.idle,
        SignInSession.created_at <= now - lifetimes.longest,
    )
    session.execute(delete(SignInSession).where(ended))
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - _KEEP_ATTEMPTS))
    session.execute(delete(SpentKey).where(SpentKey.at < now - _KEEP_KEYS))
    session.execute(delete(SpentTicket).where(SpentTicket.at < now - _KEEP_ATTEMPTS))
