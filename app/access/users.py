"""Accounts: made, changed, closed and read; every change that matters ends open sessions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from app import audit
from app.access import calendar_key, links, office, passwords, sign_in
from app.access.office import reach, roles_for
from app.access.reachability import mail_address
from app.errors import Conflict, Invalid, NotFound
from app.model.account import Role, User, UserRole
from app.model.area_code import PROVINCE, AreaCode, level_of
from app.model.region import Office

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import ReadSession, WriteSession

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,59}")
NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Person:
    """An account as whoever makes it describes it."""

    username: str
    name: str
    region_code: str
    roles: frozenset[Role]
    email: str = ""
    manages_office: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What an account shall be; `expected` is the version the form was made from."""

    name: str
    roles: frozenset[Role]
    manages_office: bool = False
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class UserRow:
    """An account in the list, with the office it belongs to."""

    user: User
    region_name: str

    @property
    def role_label(self) -> str:
        """Roles in their usual order."""
        return ", ".join(role.label for role in Role if role in self.user.role_set)


def problems(
    session: ReadSession, actor: Actor, person: Person, *, is_new: bool
) -> dict[str, str]:
    """Return what is wrong with a description, by field name; empty when it is good."""
    found = {}
    if is_new and _USERNAME.fullmatch(person.username) is None:
        found["nama_pengguna"] = (
            "Nama pengguna 3 sampai 60 karakter: huruf kecil, angka, titik, atau strip; "
            "diawali huruf."
        )
    elif is_new and _by_name(session, person.username) is not None:
        found["nama_pengguna"] = f"Nama pengguna {person.username} sudah dipakai."
    if not 3 <= len(person.name) <= NAME_LENGTH:
        found["nama"] = f"Tulis nama lengkap, 3 sampai {NAME_LENGTH} karakter."
    if is_new and person.email:
        found |= _mail_problem(person.email)
    known = reach(actor).covers(person.region_code)
    if not known or session.get(Office, person.region_code) is None:
        found["wilayah"] = "Pilih wilayah kerja."
        return found
    wrong_role = _role_problem(actor, person)
    if wrong_role:
        found["peran"] = wrong_role
    if person.manages_office and level_of(person.region_code) == PROVINCE:
        found["pengelola"] = "Pengelola pengguna hanya ditunjuk di kabupaten/kota."
    return found


def add_user(
    session: WriteSession,
    actor: Actor,
    person: Person,
    now: datetime,
    *,
    password: str | None = None,
) -> User:
    """Make an account; its person chooses the password through a link (see `links.issue`).

    A `password` given by the caller (a sample, a test) is taken as it is and may stay.

    Raises:
        Invalid: the description is not good; see `problems`.
    """
    # Before the first statement: no lock is held yet.
    hashed = passwords.hash_password(password) if password is not None else ""
    wrong = problems(session, actor, person, is_new=True)
    if wrong:
        raise Invalid(next(iter(wrong.values())))
    delegated = person.manages_office and office.may_delegate(actor)
    user = User(
        username=person.username,
        name=person.name,
        password_hash=hashed,
        region_code=AreaCode(person.region_code),
        created_at=now,
        email=person.email or None,
        manages_office=delegated,
        roles=[UserRole(role=role) for role in sorted(person.roles)],
    )
    session.add(user)
    session.flush()
    details = {
        "peran": sorted(person.roles),
        "wilayah": person.region_code,
        "pengelola": delegated,
    }
    _record(session, actor, "pengguna.tambah", user, now, details)
    return user


def change_user(
    session: WriteSession, actor: Actor, user_id: int, change: Change, now: datetime
) -> User:
    """Change name, roles and delegation; other rights end the person's sessions.

    Raises:
        Invalid: the roles do not fit together, or are not the actor's to give.
        Conflict: somebody else changed the account meanwhile, the office would lose its last
            signatory or administrator, or people change their own rights.
    """
    user = office.locked(session, actor, user_id)
    if change.expected not in {None, user.lock_version}:
        raise Conflict(
            "Orang lain baru saja mengubah akun ini. Perubahan Anda belum disimpan: periksa isian "
            "yang sekarang, lalu simpan lagi."
        )
    delegates = change.manages_office
    person = Person(
        user.username, change.name, user.region_code, change.roles, manages_office=delegates
    )
    wrong = problems(session, actor, person, is_new=False)
    if wrong:
        raise Invalid(next(iter(wrong.values())))
    before, managed = user.role_set, user.manages_office
    manages = delegates if office.may_delegate(actor) else managed
    if user.id == actor.user_id and (change.roles, manages) != (before, managed):
        raise Conflict("Peran sendiri tidak dapat diubah. Minta pengelola lain atau admin.")
    office.keep_key_roles(session, user, change.roles)
    user.name, user.manages_office = change.name, manages
    user.lock_version += 1
    if (change.roles, manages) != (before, managed):
        user.roles = [row for row in user.roles if row.role in change.roles]
        user.roles += [UserRole(role=role) for role in sorted(change.roles - before)]
        sign_in.end_all(session, user.id)
    details = {"peran": sorted(change.roles), "sebelumnya": sorted(before), "pengelola": manages}
    _record(session, actor, "pengguna.ubah", user, now, details)
    return user


def set_active(
    session: WriteSession, actor: Actor, user_id: int, *, active: bool, now: datetime
) -> User:
    """Close or reopen an account.

    Raises:
        Conflict: nobody closes their own account, or the last one of its kind in an office.
    """
    user = office.locked(session, actor, user_id)
    if active:
        reopen(user)
    else:
        close(session, actor, user, now)
    _record(session, actor, "pengguna.aktif" if active else "pengguna.nonaktif", user, now)
    return user


def close(session: WriteSession, actor: Actor, user: User, now: datetime) -> None:
    """Close a locked account: sessions, links and the calendar's key end with it.

    Raises:
        Conflict: it is the person's own, or the last one of its kind in an office.
    """
    if user.id == actor.user_id:
        raise Conflict("Akun sendiri tidak dapat dinonaktifkan. Minta pengelola lain atau admin.")
    office.keep_key_roles(session, user, frozenset())
    user.is_active = False
    user.lock_version += 1
    sign_in.end_all(session, user.id)
    links.end_all(session, user.id, now)
    calendar_key.forget(session, user.id)


def reopen(user: User) -> None:
    """Open a locked account again, with the password it had."""
    user.is_active = True
    user.lock_version += 1


def list_users(session: ReadSession, actor: Actor, search: str = "") -> list[UserRow]:
    """Return the accounts within reach whose name, user name or region holds the text."""
    query = _rows(actor).order_by(User.region_code, User.username)
    if search:
        columns = (User.username, User.name, Office.display_name)
        query = query.where(or_(*(c.icontains(search, autoescape=True) for c in columns)))
    return [UserRow(user, region_name) for user, region_name in session.execute(query)]


def get_user(session: ReadSession, actor: Actor, user_id: int) -> UserRow:
    """Return one account with its roles.

    Raises:
        NotFound: there is none within reach.
    """
    row = session.execute(_rows(actor).where(User.id == user_id)).first()
    if row is None:
        raise NotFound
    return UserRow(row[0], row[1])


def work_regions(session: ReadSession, actor: Actor) -> Sequence[Office]:
    """Return the offices a new account can belong to, the province's first."""
    query = select(Office).where(reach(actor).clause(Office.region_code))
    return session.scalars(query.order_by(Office.region_code)).all()


def _rows(actor: Actor) -> Any:
    return (
        select(User, Office.display_name)
        .join(Office, Office.region_code == User.region_code)
        .options(selectinload(User.roles))
        .where(reach(actor).clause(User.region_code))
    )


def _mail_problem(email: str) -> dict[str, str]:
    try:
        mail_address(email)
    except Invalid as refusal:
        return {"surel": refusal.sentence}
    return {}


def _role_problem(actor: Actor, person: Person) -> str:
    if not person.roles:
        return "Pilih paling sedikit satu peran."
    if person.roles - set(roles_for(person.region_code)):
        if level_of(person.region_code) == PROVINCE:
            return "Operator, Pemeriksa, dan Pengesah hanya untuk kabupaten/kota."
        return "Di kabupaten/kota hanya ada Operator, Pemeriksa, dan Pengesah."
    if person.roles - set(office.roles_to_give(actor, person.region_code)):
        return "Peran di atas peran Anda hanya diberikan kepala badan atau admin."
    if Role.ADMIN in person.roles and len(person.roles) > 1:
        return "Admin tidak membaca isi laporan, jadi tidak digabung dengan peran lain."
    return ""


def _by_name(session: ReadSession, username: str) -> User | None:
    return session.scalar(select(User).where(User.username == username))


def _record(
    session: WriteSession,
    actor: Actor,
    action: str,
    user: User,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    audit.record(session, actor.username, action, user.username, now=now, details=details)
