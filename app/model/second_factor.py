"""What proves a person beside the password, and how it is taken off when it is lost."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.account import User
from app.model.base import Base


class TotpFactor(Base):
    """The app that makes a person's codes; its key is sealed with the installation's secret.

    `last_step` is the 30-second step of the newest code that was taken: no code works twice.
    """

    __tablename__ = "totp_factor"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), unique=True)
    sealed_key: Mapped[str] = mapped_column(String(300))
    last_step: Mapped[int]
    created_at: Mapped[datetime]


class RecoveryCode(Base):
    """One code for the day the telephone is gone; only its keyed digest is kept."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index(None, "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class FactorRecovery(Base):
    """A lost second factor: one person opened this, another one has to agree (ADR 23).

    Without `opened_by` it was done at the server's keyboard. It ends when it is done, refused, or
    by time. `told_at` is when the person concerned read at signing in that it was done.
    """

    __tablename__ = "factor_recovery"
    __table_args__ = (
        Index(None, "user_id"),
        CheckConstraint("done_at IS NULL OR ended_at IS NOT NULL", "done_has_ended"),
        CheckConstraint(
            "done_at IS NULL OR opened_by_id IS NULL OR decided_by_id IS NOT NULL",
            "done_by_two",
        ),
        CheckConstraint("decided_by_id != opened_by_id", "two_people"),
        CheckConstraint("user_id != opened_by_id", "not_for_oneself"),
        CheckConstraint("done_at IS NULL OR user_id != decided_by_id", "not_by_oneself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    reason: Mapped[str] = mapped_column(String(300))
    opened_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    told_at: Mapped[datetime | None] = mapped_column(default=None)
    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="raise", init=False)
    opened_by: Mapped[User | None] = relationship(
        foreign_keys=[opened_by_id], lazy="raise", init=False
    )
    decided_by: Mapped[User | None] = relationship(
        foreign_keys=[decided_by_id], lazy="raise", init=False
    )


class Passkey(Base):
    """A key pair of which a person's device keeps the secret half (WebAuthn)."""

    __tablename__ = "passkey"
    __table_args__ = (Index(None, "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(String(2000))
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class SpentTicket(Base):
    """The digest of a challenge that was answered: none is answered twice."""

    __tablename__ = "spent_ticket"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime] = mapped_column(index=True)
