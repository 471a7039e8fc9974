"""Accounts: made, changed, closed and read; every change that matters ends open sessions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from app import audit
from app.access import passwords, sign_in
from app.access.scope import Permission
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
    """An account as an administrator describes it."""

    username: str
    name: str
    region_code: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class UserRow:
    """An account in the list, with the office it belongs to."""

    user: User
    region_name: str

    @property
    def role_label(self) -> str:
        """Roles in their usual order."""
        held = {row.role for row in self.user.roles}
        return ", ".join(role.label for role in Role if role in held)


def problems(session: ReadSession, person: Person, *, is_new: bool) -> dict[str, str]:
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
    if session.get(Office, person.region_code) is None:
        found["wilayah"] = "Pilih wilayah kerja."
    else:
        found |= _role_problem(person)
    return found


def add_user(
    session: WriteSession,
    actor: Actor,
    person: Person,
    now: datetime,
    *,
    password: str | None = None,
) -> tuple[User, str]:
    """Make an account with a first password that must be changed; return both.

    A `password` given by the caller (a sample, a test) is taken as it is and may stay.

    Raises:
        Invalid: the description is not good; see `problems`.
    """
    actor.require(Permission.USER_MANAGE)
    first = password or passwords.generate()
    hashed = passwords.hash_password(first)  # before the first statement: no lock is held yet
    wrong = problems(session, person, is_new=True)
    if wrong:
        raise Invalid(next(iter(wrong.values())))
    user = User(
        username=person.username,
        name=person.name,
        password_hash=hashed,
        region_code=AreaCode(person.region_code),
        created_at=now,
        must_change_password=password is None,
        roles=[UserRole(role=role) for role in sorted(person.roles)],
    )
    session.add(user)
    session.flush()
    details = {"peran": sorted(person.roles), "wilayah": person.region_code}
    _record(session, actor, "pengguna.tambah", user, now, details)
    return user, first


def change_user(
    session: WriteSession,
    actor: Actor,
    user_id: int,
    *,
    name: str,
    roles: frozenset[Role],
    now: datetime,
) -> User:
    """Change name and roles; other roles end the person's sessions.

    Raises:
        Invalid: the roles do not fit together.
        Conflict: administrators do not take their own administration away.
    """
    actor.require(Permission.USER_MANAGE)
    user = _locked(session, user_id)
    person = Person(user.username, name, user.region_code, roles)
    wrong = problems(session, person, is_new=False)
    if wrong:
        raise Invalid(next(iter(wrong.values())))
    before = frozenset(row.role for row in user.roles)
    if user.id == actor.user_id and Role.ADMIN in before - roles:
        raise Conflict("Peran Admin milik sendiri tidak dapat dilepas. Minta admin lain.")
    user.name = name
    if roles != before:
        user.roles = [row for row in user.roles if row.role in roles]
        user.roles += [UserRole(role=role) for role in sorted(roles - before)]
        sign_in.end_all(session, user.id)
    details = {"peran": sorted(roles), "sebelumnya": sorted(before)}
    _record(session, actor, "pengguna.ubah", user, now, details)
    return user


def set_active(
    session: WriteSession, actor: Actor, user_id: int, *, active: bool, now: datetime
) -> User:
    """Close or reopen an account; closing ends the person's sessions.

    Raises:
        Conflict: nobody closes their own account.
    """
    actor.require(Permission.USER_MANAGE)
    user = _locked(session, user_id)
    if user.id == actor.user_id:
        raise Conflict("Akun sendiri tidak dapat dinonaktifkan. Minta admin lain.")
    user.is_active = active
    if not active:
        sign_in.end_all(session, user.id)
    _record(session, actor, "pengguna.aktif" if active else "pengguna.nonaktif", user, now)
    return user


def reset_password(
    session: WriteSession, actor: Actor, user_id: int, now: datetime
) -> tuple[User, str]:
    """Give an account a new first password and end its sessions; return both."""
    actor.require(Permission.USER_MANAGE)
    first = passwords.generate()
    hashed = passwords.hash_password(first)
    user = _locked(session, user_id)
    if user.id == actor.user_id:
        raise Conflict("Ganti kata sandi sendiri lewat halaman Akun.")
    user.password_hash = hashed
    user.must_change_password = True
    sign_in.end_all(session, user.id)
    _record(session, actor, "pengguna.sandi", user, now)
    return user, first


def list_users(session: ReadSession, actor: Actor, search: str = "") -> list[UserRow]:
    """Return the accounts whose name, user name or region holds the text, province first."""
    actor.require(Permission.USER_MANAGE)
    query = (
        select(User, Office.display_name)
        .join(Office, Office.region_code == User.region_code)
        .options(selectinload(User.roles))
        .order_by(User.region_code, User.username)
    )
    if search:
        columns = (User.username, User.name, Office.display_name)
        query = query.where(or_(*(c.icontains(search, autoescape=True) for c in columns)))
    return [UserRow(user, region_name) for user, region_name in session.execute(query)]


def get_user(session: ReadSession, actor: Actor, user_id: int) -> UserRow:
    """Return one account with its roles.

    Raises:
        NotFound: there is none.
    """
    actor.require(Permission.USER_MANAGE)
    query = (
        select(User, Office.display_name)
        .join(Office, Office.region_code == User.region_code)
        .options(selectinload(User.roles))
        .where(User.id == user_id)
    )
    row = session.execute(query).first()
    if row is None:
        raise NotFound
    return UserRow(row[0], row[1])


def roles_for(region_code: str) -> list[Role]:
    """Return the roles there are in a region: those of a regency, or those of the province."""
    in_province = level_of(region_code) == PROVINCE
    return [role for role in Role if role.is_regency != in_province]


def work_regions(session: ReadSession) -> Sequence[Office]:
    """Return the offices an account can belong to, the province's first."""
    return session.scalars(select(Office).order_by(Office.region_code)).all()


def _role_problem(person: Person) -> dict[str, str]:
    if not person.roles:
        return {"peran": "Pilih paling sedikit satu peran."}
    if person.roles - set(roles_for(person.region_code)):
        if level_of(person.region_code) == PROVINCE:
            return {"peran": "Operator, Pemeriksa, dan Pengesah hanya untuk kabupaten/kota."}
        return {"peran": "Di kabupaten/kota hanya ada Operator, Pemeriksa, dan Pengesah."}
    if Role.ADMIN in person.roles and len(person.roles) > 1:
        return {"peran": "Admin tidak membaca isi laporan, jadi tidak digabung dengan peran lain."}
    return {}


def _by_name(session: ReadSession, username: str) -> User | None:
    return session.scalar(select(User).where(User.username == username))


def _locked(session: WriteSession, user_id: int) -> User:
    query = select(User).options(selectinload(User.roles)).where(User.id == user_id)
    user = session.scalar(query.with_for_update())
    if user is None:
        raise NotFound
    return user


def _record(
    session: WriteSession,
    actor: Actor,
    action: str,
    user: User,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    audit.record(session, actor.username, action, user.username, now=now, details=details)
