"""People, their roles, their open sessions, their links and their failed attempts."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Enum,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.area_code import AreaCode
from app.model.base import Base


class Role(StrEnum):
    """The eight roles of the domain paper, section 5.1."""

    OPERATOR_KAB = "OPERATOR_KAB"
    PEMERIKSA_KAB = "PEMERIKSA_KAB"
    PENGESAH_KAB = "PENGESAH_KAB"
    ANALIS_PROV = "ANALIS_PROV"
    PENGESAH_PROV = "PENGESAH_PROV"
    PEMBACA_GUB = "PEMBACA_GUB"
    ADMIN = "ADMIN"
    AUDITOR = "AUDITOR"

    @property
    def label(self) -> str:
        """Indonesian name of the role."""
        return _LABELS[self]

    @property
    def is_regency(self) -> bool:
        """Tell whether the role belongs to a regency or city."""
        return self in _REGENCY


_LABELS = {
    Role.OPERATOR_KAB: "Operator",
    Role.PEMERIKSA_KAB: "Pemeriksa",
    Role.PENGESAH_KAB: "Pengesah",
    Role.ANALIS_PROV: "Analis provinsi",
    Role.PENGESAH_PROV: "Pengesah provinsi",
    Role.PEMBACA_GUB: "Staf Gubernur",
    Role.ADMIN: "Admin",
    Role.AUDITOR: "Auditor",
}
_REGENCY = frozenset({Role.OPERATOR_KAB, Role.PEMERIKSA_KAB, Role.PENGESAH_KAB})


class User(Base):
    """A person with an account in one region: a regency, or the province.

    `password_hash` is empty until the person has chosen a password through a one-time link.
    `manages_office` says that a head or an administrator lets this person care for the accounts
    of the own office; heads may do so by their role.
    """

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    region_code: Mapped[AreaCode] = mapped_column(ForeignKey("region.code"))
    created_at: Mapped[datetime]
    is_active: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    email: Mapped[str | None] = mapped_column(String(254), default=None)
    wants_reminders: Mapped[bool] = mapped_column(default=True, server_default=true())
    manages_office: Mapped[bool] = mapped_column(default=False, server_default=false())
    lock_version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    roles: Mapped[list[UserRole]] = relationship(
        back_populates="user", lazy="raise", default_factory=list, cascade="all, delete-orphan"
    )

    @property
    def has_password(self) -> bool:
        """Tell whether the person has chosen a password; an invitation is open until then."""
        return bool(self.password_hash)

    @property
    def role_set(self) -> frozenset[Role]:
        """Roles the person holds; load `roles` first."""
        return frozenset(row.role for row in self.roles)


class UserRole(Base):
    """One role a person holds in their region."""

    __tablename__ = "user_role"
    __table_args__ = (UniqueConstraint("user_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), init=False)
    role: Mapped[Role] = mapped_column(
        Enum(Role, native_enum=False, length=24, create_constraint=False)
    )
    user: Mapped[User] = relationship(back_populates="roles", lazy="raise", default=None)


class SignInSession(Base):
    """An open session; only the SHA-256 of its token is kept.

    `factor_at` is when the second factor was last checked in it; `address` is kept coarse;
    `by_provider` tells that the person came through the sign-in provider.
    """

    __tablename__ = "sign_in_session"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), init=False, index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    user_agent: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(64), default="", server_default="")
    factor_at: Mapped[datetime | None] = mapped_column(default=None)
    by_provider: Mapped[bool] = mapped_column(default=False, server_default=false())
    user: Mapped[User] = relationship(lazy="raise")


class LinkPurpose(StrEnum):
    """What a one-time link is for: a first password, or another one."""

    UNDANGAN = "UNDANGAN"
    RESET = "RESET"


class OneTimeLink(Base):
    """A link through which one person chooses a password, once.

    The link shown to whoever made it and the one in the mail have tokens of their own; of both
    only the SHA-256 is kept, and using either ends both. `form_sha256` is the key of the form that
    used it, so that a double click is answered like the first. A link that ended without being
    used was replaced, or its account was closed.
    """

    __tablename__ = "one_time_link"
    __table_args__ = (
        CheckConstraint("used_at IS NULL OR ended_at IS NOT NULL", "used_has_ended"),
        Index(None, "user_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), init=False)
    purpose: Mapped[LinkPurpose] = mapped_column(
        Enum(LinkPurpose, native_enum=False, length=24, create_constraint=False)
    )
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(60))
    shown_sha256: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)
    mailed_sha256: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    form_sha256: Mapped[str] = mapped_column(String(64), default="")
    user: Mapped[User] = relationship(lazy="raise")


class HandOver(Base):
    """Open work that went from a person who left to a successor.

    `moved` names what changed hands, as [kind, id] pairs, so that it can be taken back.
    """

    __tablename__ = "hand_over"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    from_user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    to_user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(60))
    moved: Mapped[list[Any]] = mapped_column(default_factory=list)
    undone_at: Mapped[datetime | None] = mapped_column(default=None)
    from_user: Mapped[User] = relationship(foreign_keys=[from_user_id], lazy="raise", init=False)
    to_user: Mapped[User] = relationship(foreign_keys=[to_user_id], lazy="raise", init=False)


class CalendarKey(Base):
    """The key in the address of a person's calendar feed; only its SHA-256 is kept."""

    __tablename__ = "calendar_key"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), unique=True)
    key_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]


class SignInAttempt(Base):
    """A failed attempt to sign in, counted by account name and by address."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index(None, "username", "at"),
        Index(None, "address", "at"),
        Index(None, "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    username: Mapped[str] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class SpentKey(Base):
    """An idempotency key a person used, and where its answer led: a repeat goes there again."""

    __tablename__ = "spent_key"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    key: Mapped[str] = mapped_column(String(64))
    content_sha256: Mapped[str] = mapped_column(String(64))
    location: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]
