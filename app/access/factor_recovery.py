"""A lost second factor: one person opens its recovery, another one agrees; the owner is told.

Neither alone takes a factor off, and nobody does it for themselves; the database holds to that too
(checks of `factor_recovery`). The password stays: who takes off a factor gets in nowhere by it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app import audit
from app.access import office, second_factor, sign_in
from app.access.held_factors import has_factor
from app.access.scope import GRANTS, Permission
from app.errors import Conflict, Invalid, NotFound
from app.model.account import User, UserRole
from app.model.second_factor import FactorRecovery

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import ReadSession, WriteSession
    from app.model.account import Role

LIFETIME = timedelta(hours=24)
LONGEST_REASON = 300
_SHORTEST_REASON = 10


def begin(
    session: WriteSession, actor: Actor, user_id: int, reason: str, now: datetime
) -> FactorRecovery:
    """Open the recovery of somebody's second factor; nothing is taken off yet.

    Raises:
        Invalid: no reason is given.
        Conflict: it is one's own, there is no factor, or a recovery is open already.
    """
    actor.require(Permission.USER_MANAGE)
    user = office.locked(session, actor, user_id)
    if not _SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Invalid(
            f"Tulis alasan dan cara Anda memastikan orangnya, {_SHORTEST_REASON} sampai "
            f"{LONGEST_REASON} karakter."
        )
    if user.id == actor.user_id:
        raise Conflict("Pemulihan akun sendiri dibuka oleh admin lain, atau di server.")
    if not has_factor(session, user.id):
        raise Conflict(f"{user.name} tidak memakai verifikasi dua langkah.")
    if open_for(session, user.id, now) is not None:
        raise Conflict("Pemulihan akun ini sudah dibuka dan menunggu orang kedua.")
    recovery = FactorRecovery(
        user_id=user.id,
        opened_by_id=actor.user_id,
        reason=reason,
        opened_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(recovery)
    session.flush()
    audit.record(session, actor.username, "pemulihan.buka", user.username, now=now)
    return recovery


def agree(session: WriteSession, actor: Actor, recovery_id: int, now: datetime) -> FactorRecovery:
    """Agree as the second person: the factor is taken off and every session ends.

    Raises:
        NotFound: there is none that waits.
        Conflict: the same person opened it, or it is their own factor.
    """
    actor.require(Permission.RECOVERY_CONFIRM)
    recovery = _locked(session, recovery_id, now)
    if actor.user_id in {recovery.opened_by_id, recovery.user_id}:
        raise Conflict(
            "Orang kedua harus orang lain: bukan yang membuka pemulihan, bukan pemilik akun."
        )
    recovery.decided_by_id = actor.user_id
    recovery.ended_at = recovery.done_at = now
    second_factor.take_off_all(session, recovery.user_id)
    audit.record(session, actor.username, "pemulihan.setuju", recovery.user.username, now=now)
    return recovery


def refuse(session: WriteSession, actor: Actor, recovery_id: int, now: datetime) -> str:
    """End a recovery without taking anything off; return whose it was.

    Whoever may agree may refuse, whoever opened it may take it back, and the owner may stop it.

    Raises:
        NotFound: there is none that waits, or it is not theirs to end.
    """
    recovery = _locked(session, recovery_id, now)
    if recovery.user_id != actor.user_id and not actor.may(Permission.RECOVERY_CONFIRM):
        raise NotFound
    recovery.ended_at = now
    audit.record(session, actor.username, "pemulihan.tolak", recovery.user.username, now=now)
    return recovery.user.name


def at_the_server(session: WriteSession, actor: Actor, username: str, now: datetime) -> User:
    """Take somebody's factor off at the server's keyboard, where there is no second administrator.

    Raises:
        NotFound: there is no such account.
        Conflict: it has no second factor.
    """
    user = sign_in.account(session, username)
    if user is None:
        raise NotFound(f"Tidak ada akun {username}.")
    if not has_factor(session, user.id):
        raise Conflict(f"Akun {username} tidak memakai verifikasi dua langkah.")
    second_factor.take_off_all(session, user.id)
    done = FactorRecovery(
        user_id=user.id,
        reason="Baris perintah di server",
        opened_at=now,
        expires_at=now,
        ended_at=now,
        done_at=now,
    )
    session.add(done)
    session.flush()
    audit.record(session, actor.username, "pemulihan.server", user.username, now=now)
    return user


def waiting(session: ReadSession, actor: Actor, now: datetime) -> Sequence[FactorRecovery]:
    """Return the recoveries that wait for a second person, the oldest first."""
    actor.require(Permission.RECOVERY_CONFIRM)
    return session.scalars(_open(now).order_by(FactorRecovery.id)).all()


def open_for(session: ReadSession, user_id: int, now: datetime) -> FactorRecovery | None:
    """Return the recovery of somebody's factor that waits for a second person."""
    return session.scalar(_open(now).where(FactorRecovery.user_id == user_id))


def others_who_may_agree(session: ReadSession, recovery: FactorRecovery) -> Sequence[User]:
    """Return the people who can be the second one."""
    query = (
        select(User)
        .join(UserRole, UserRole.user_id == User.id)
        .where(
            UserRole.role.in_(_agreeing_roles()),
            User.is_active,
            User.id.not_in([recovery.opened_by_id, recovery.user_id]),
        )
        .distinct()
    )
    return session.scalars(query).all()


def news(session: WriteSession, user_id: int, now: datetime) -> str:
    """Tell a person who signs in that their factor was taken off, once; empty when it was not."""
    done = session.scalars(
        select(FactorRecovery)
        .where(
            FactorRecovery.user_id == user_id,
            FactorRecovery.done_at.is_not(None),
            FactorRecovery.told_at.is_(None),
        )
        .options(joinedload(FactorRecovery.opened_by), joinedload(FactorRecovery.decided_by))
    ).all()
    for recovery in done:
        recovery.told_at = now
    if not done:
        return ""
    last = done[-1]
    names = [one.name for one in (last.opened_by, last.decided_by) if one is not None]
    by = " dan ".join(names) or "pengelola server"
    return (
        f"Verifikasi dua langkah Anda dilepas oleh {by}. Pasang lagi di Akun. Bukan permintaan "
        "Anda? Ganti kata sandi sekarang dan beri tahu admin provinsi."
    )


def _locked(session: WriteSession, recovery_id: int, now: datetime) -> FactorRecovery:
    query = _open(now).where(FactorRecovery.id == recovery_id)
    found = session.scalar(query.with_for_update(of=FactorRecovery))
    if found is None:
        raise NotFound
    return found


def _open(now: datetime) -> Select[FactorRecovery]:
    return (
        select(FactorRecovery)
        .where(FactorRecovery.ended_at.is_(None), FactorRecovery.expires_at > now)
        .options(joinedload(FactorRecovery.user), joinedload(FactorRecovery.opened_by))
    )


def _agreeing_roles() -> list[Role]:
    return [role for role, may in GRANTS.items() if Permission.RECOVERY_CONFIRM in may]
