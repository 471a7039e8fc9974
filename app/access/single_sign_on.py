"""Accounts linked to a person at the sign-in provider, and signing in through such a link.

A link is made by an administrator and by nothing else: neither a name nor a mail address in a
token finds an account, for whoever may choose theirs at the provider would choose the account.
Role and region stay the portal's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import CursorResult, delete, select

from app import audit
from app.access import office, sign_in, throttle
from app.access.held_factors import has_factor, holds_passkey
from app.access.id_token import LONGEST_SUBJECT, is_subject
from app.access.scope import Permission
from app.errors import Conflict, Invalid, NotFound
from app.model.account import Role, User, UserRole
from app.model.external_identity import ExternalIdentity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.access.id_token import Identity
    from app.access.scope import Actor
    from app.access.sign_in import Browser
    from app.db import ReadSession, WriteSession
    from app.settings import Settings

NOBODY = "(tidak dikenal)"


class NotLinked(Invalid):
    """The provider vouches for somebody who has no account here, or a closed one."""

    def __init__(self, label: str, subject: str) -> None:
        """Say what to do; the code is the person's own, and what an administrator needs."""
        super().__init__(
            f"Akun {label} Anda tidak terhubung dengan akun portal yang aktif. Masuk dengan kata "
            f"sandi, atau sampaikan pengenal ini kepada admin provinsi: {subject}"
        )


@dataclass(frozen=True, slots=True)
class FactorRule:
    """Whether the provider's own second factor counts, and by which of its words it is known."""

    believed: bool = False
    words: frozenset[str] = frozenset()
    but_for: frozenset[Role] = frozenset()

    @classmethod
    def of(cls, settings: Settings) -> FactorRule:
        """Take it from the settings."""
        words = {word.strip() for word in settings.sso_factor_words.split(",")}
        # Whoever must use a passkey of ours is not let in by any other means.
        ours = frozenset({Role.ADMIN} if settings.admin_passkey_required else ())
        return cls(settings.sso_second_factor == "provider", frozenset(words - {""}), ours)

    def proved_at(
        self, identity: Identity, roles: frozenset[Role], now: datetime
    ) -> datetime | None:
        """Return when the provider saw a second factor, if that counts for these roles.

        It counts with the provider's own time only, and never with one that lies ahead.
        """
        if not self.believed or roles & self.but_for:
            return None
        if identity.proved_at is None or not identity.means & self.words:
            return None
        return min(identity.proved_at, now)


def enter(
    session: WriteSession,
    identity: Identity,
    rule: FactorRule,
    browser: Browser,
    key: bytes,
    now: datetime,
) -> sign_in.Opened | None:
    """Open a session for the account an identity is linked to; None when there is none.

    Half a session, when the account has a second factor of ours and the provider's does not count.
    """
    link = _linked(session, identity.issuer, identity.subject)
    user = session.get(User, link.user_id, with_for_update=True) if link is not None else None
    where = audit.Where(browser.address)
    if link is None or user is None or not user.is_active:
        who = user.username if user is not None else NOBODY
        audit.record(
            session, who, "masuk.gagal", who, now=now, details={"cara": "SSO"}, where=where
        )
        return None
    link.used_at = now
    roles = frozenset(session.scalars(select(UserRole.role).where(UserRole.user_id == user.id)))
    proved_at = rule.proved_at(identity, roles, now)
    half = proved_at is None and has_factor(session, user.id)
    token = sign_in.open_session(
        session, user, browser, now, factor_at=proved_at, by_provider=True
    )
    session.flush()
    act = "masuk.sso" if half else "masuk"
    details = {"cara": "SSO dengan langkah kedua penyedia" if proved_at else "SSO"}
    who = user.username
    audit.record(session, who, act, who, now=now, details=details, where=where)
    device = "" if half else throttle.new_device(key, user.id)
    passkey = half and bool(session.scalar(select(holds_passkey(user.id))))
    return sign_in.Opened(token, device, user.id, has_passkey=passkey)


def links_of(session: ReadSession, user_id: int) -> Sequence[ExternalIdentity]:
    """Return what an account is linked to."""
    query = select(ExternalIdentity).where(ExternalIdentity.user_id == user_id)
    return session.scalars(query.order_by(ExternalIdentity.id)).all()


def link(
    session: WriteSession, actor: Actor, user_id: int, whom: tuple[str, str], now: datetime
) -> None:
    """Link an account to a person (`issuer`, `subject`) at the provider.

    Raises:
        Invalid: the subject is not one a provider gives.
        Conflict: the account has a link already, or that person has another account.
        NotFound: there is no such account within reach.
    """
    actor.require(Permission.USER_MANAGE)
    issuer, subject = whom
    user = office.locked(session, actor, user_id)
    if not is_subject(subject):
        raise Invalid(
            f"Tulis pengenal persis seperti yang tampil di halaman masuk orangnya, paling banyak "
            f"{LONGEST_SUBJECT} karakter."
        )
    if links_of(session, user.id):
        raise Conflict("Akun ini sudah terhubung. Lepaskan hubungan lama dahulu.")
    if _linked(session, issuer, subject) is not None:
        raise Conflict("Pengenal ini sudah terhubung dengan akun lain.")
    session.add(ExternalIdentity(user_id=user.id, issuer=issuer, subject=subject, linked_at=now))
    session.flush()  # two administrators at once: the database refuses the second
    audit.record(session, actor.username, "pengguna.sso-hubung", user.username, now=now)


def unlink(session: WriteSession, actor: Actor, user_id: int, now: datetime) -> None:
    """Take an account's link off and end its sessions: who is away stays away.

    Raises:
        NotFound: there is no link, or no such account within reach.
    """
    actor.require(Permission.USER_MANAGE)
    user = office.locked(session, actor, user_id)
    gone = session.execute(delete(ExternalIdentity).where(ExternalIdentity.user_id == user.id))
    if not isinstance(gone, CursorResult) or not gone.rowcount:
        raise NotFound
    sign_in.end_all(session, user.id)
    audit.record(session, actor.username, "pengguna.sso-lepas", user.username, now=now)


def _linked(session: ReadSession, issuer: str, subject: str) -> ExternalIdentity | None:
    query = select(ExternalIdentity).where(
        ExternalIdentity.issuer == issuer, ExternalIdentity.subject == subject
    )
    return session.scalar(query)
