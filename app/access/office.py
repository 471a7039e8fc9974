"""Who cares for whose account: administrators for all, a head and their delegate for the office.

Nobody gives more than they have: a delegate who is no head neither makes heads nor touches the
account of one, for a link to a head's account would be the head's signature.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.access.scope import EVERYWHERE, Permission, Scope
from app.errors import Conflict, Forbidden, NotFound
from app.model.account import Role, User, UserRole
from app.model.area_code import PROVINCE, level_of
from app.model.record import AuditEvent
from app.model.region import Office

if TYPE_CHECKING:
    from app.access.scope import Actor
    from app.db import ReadSession, WriteSession

_RANK = {Role.OPERATOR_KAB: 1, Role.PEMERIKSA_KAB: 2, Role.PENGESAH_KAB: 3}
# An office that has somebody in one of these must not lose the last one.
KEY_ROLES = (Role.PENGESAH_KAB, Role.PENGESAH_PROV, Role.ADMIN)


def reach(actor: Actor) -> Scope:
    """Return the offices whose accounts a person cares for.

    Raises:
        Forbidden: none.
    """
    if actor.may(Permission.USER_MANAGE):
        return EVERYWHERE
    actor.require(Permission.OFFICE_PEOPLE)
    return Scope(everywhere=False, regencies=frozenset({actor.region_code}))


def roles_for(region_code: str) -> list[Role]:
    """Return the roles there are in a region: those of a regency, or those of the province."""
    in_province = level_of(region_code) == PROVINCE
    return [role for role in Role if role.is_regency != in_province]


def roles_to_give(actor: Actor, region_code: str) -> list[Role]:
    """Return the roles a person may give in a region."""
    if not reach(actor).covers(region_code):
        return []
    there = roles_for(region_code)
    if actor.may(Permission.USER_MANAGE):
        return there
    highest = _rank(actor.roles)
    return [role for role in there if _RANK.get(role, highest + 1) <= highest]


def may_delegate(actor: Actor) -> bool:
    """Tell whether a person may let somebody else care for the accounts of an office."""
    return actor.may(Permission.USER_MANAGE) or Role.PENGESAH_KAB in actor.roles


def stands_above(actor: Actor, user: User) -> bool:
    """Tell whether somebody's account holds more than the person could give."""
    return bool(user.role_set - set(roles_to_give(actor, user.region_code)))


def locked(session: WriteSession, actor: Actor, user_id: int) -> User:
    """Return an account to be changed, after whoever changes the same office just now.

    Raises:
        NotFound: there is none within reach.
        Forbidden: it holds more rights than the person, or the person was closed meanwhile.
    """
    scope = reach(actor)
    mine = User.id == user_id, scope.clause(User.region_code)
    region_code = session.scalar(select(User.region_code).where(*mine))
    if region_code is None:
        raise NotFound
    lock_office(session, actor, region_code)
    query = select(User).options(selectinload(User.roles)).where(User.id == user_id)
    user = session.scalars(query.execution_options(populate_existing=True)).one()
    if stands_above(actor, user):
        raise Forbidden(
            f"Akun {user.name} memegang peran di atas peran Anda. Minta kepala badan atau admin "
            "provinsi."
        )
    return user


def lock_office(session: WriteSession, actor: Actor, region_code: str) -> None:
    """Let changes of the accounts of one office come one after another.

    Raises:
        Forbidden: the person's own account was closed while they waited.
    """
    session.execute(
        select(Office.region_code).where(Office.region_code == region_code).with_for_update()
    )
    # The command line has no account; everybody else must still have theirs.
    own = select(User.is_active).where(User.id == actor.user_id)
    if actor.user_id and not session.scalar(own):
        raise Forbidden("Akun Anda baru saja dinonaktifkan.")


def keep_key_roles(session: ReadSession, user: User, left: frozenset[Role]) -> None:
    """Refuse what would leave an office without signatory or administrator.

    Raises:
        Conflict: nobody else who uses their account holds a role the person would lose.
    """
    if not user.is_active or not _was_in_use(session, user):
        return
    for role in KEY_ROLES:
        if role in user.role_set - left and not _others(session, user, role):
            raise Conflict(
                f"{user.name} adalah {role.label} terakhir di kantor ini. Beri peran "
                f"{role.label} kepada orang lain yang sudah memakai akunnya, lalu coba lagi."
            )


def _was_in_use(session: ReadSession, user: User) -> bool:
    """Tell an account somebody works with from an invitation that was never taken up.

    A password that was just taken away by a link makes nobody dispensable.
    """
    signed_in = select(AuditEvent.id).where(
        AuditEvent.subject == user.username, AuditEvent.action == "masuk"
    )
    return user.has_password or session.scalar(signed_in.limit(1)) is not None


def _others(session: ReadSession, user: User, role: Role) -> bool:
    query = (
        select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(
            UserRole.role == role,
            User.region_code == user.region_code,
            User.id != user.id,
            User.is_active,
            User.password_hash != "",
        )
    )
    return session.scalar(query.limit(1)) is not None


def _rank(roles: frozenset[Role]) -> int:
    return max((_RANK.get(role, 0) for role in roles), default=0)
