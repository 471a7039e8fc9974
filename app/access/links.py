"""One-time links: through one, and only once, a person chooses a password.

Whoever makes a link sees it once; the mail carries another token of the same link, made when the
mail is sent. Looking at a link uses nothing up, because mail scanners look at every link.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import joinedload

from app import audit
from app.access import office, own_password, passwords, sign_in
from app.errors import Conflict, PortalError
from app.model.account import LinkPurpose, OneTimeLink, User
from app.model.region import Office

if TYPE_CHECKING:
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import Database, ReadSession, WriteSession

LIFETIME = {LinkPurpose.UNDANGAN: timedelta(hours=72), LinkPurpose.RESET: timedelta(hours=1)}
PATH = "/tautan/"


class Standing(StrEnum):
    """What a link is good for at a moment."""

    VALID = "VALID"
    USED = "USED"
    EXPIRED = "EXPIRED"
    REPLACED = "REPLACED"
    UNKNOWN = "UNKNOWN"


class LinkEnded(PortalError):
    """The link opens nothing; `standing` says why."""

    status = 410

    def __init__(self, standing: Standing) -> None:
        """Keep why."""
        super().__init__("Tautan ini tidak berlaku.")
        self.standing = standing


@dataclass(frozen=True, slots=True)
class Found:
    """A link that was looked at, and whose it is; no person when it leads nowhere."""

    standing: Standing
    link: OneTimeLink | None = None
    region_name: str = ""


@dataclass(frozen=True, slots=True)
class Issued:
    """A new link with the token that is shown this one time."""

    link: OneTimeLink
    token: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What the form of a link sent: the password, and the key of that very form."""

    token: str
    password: str
    form_key: str


def hours(purpose: LinkPurpose) -> int:
    """Return how long a link lives, for people."""
    return int(LIFETIME[purpose] / timedelta(hours=1))


def address(base_url: str, token: str) -> str:
    """Return the link as it is handed over."""
    return f"{base_url.rstrip('/')}{PATH}{token}"


def issue(session: WriteSession, actor: Actor, user_id: int, now: datetime) -> Issued:
    """Make a link for somebody: an invitation, or a way to another password.

    The password before, the sessions and the links before end at once: whoever asks for this has
    forgotten the password or fears that somebody else knows it.

    Raises:
        Conflict: it is the person's own account, or a closed one.
    """
    user = office.locked(session, actor, user_id)
    if user.id == actor.user_id:
        raise Conflict("Ganti kata sandi sendiri lewat halaman Akun.")
    if not user.is_active:
        raise Conflict("Akun ini nonaktif. Aktifkan dahulu, lalu buat tautannya.")
    is_invited = not user.has_password and not _was_used(session, user.id)
    user.password_hash, user.must_change_password = "", False
    sign_in.end_all(session, user.id)
    end_all(session, user.id, now)
    purpose = LinkPurpose.UNDANGAN if is_invited else LinkPurpose.RESET
    token = secrets.token_urlsafe(32)
    link = _add(session, user, purpose, actor.username, now)
    link.shown_sha256 = _digest(token)
    session.flush()
    details = {"untuk": purpose.value, "sampai": link.expires_at.isoformat()}
    audit.record(
        session, actor.username, "pengguna.tautan", user.username, now=now, details=details
    )
    return Issued(link, token)


def for_mail_only(session: WriteSession, user: User, now: datetime) -> OneTimeLink:
    """Make a link that the person asked for without signing in; earlier ones stay good.

    So that a stranger who asks again and again takes no link away from its owner.
    """
    link = _add(session, user, LinkPurpose.RESET, user.username, now)
    session.flush()
    audit.record(session, user.username, "akun.lupa", user.username, now=now)
    return link


def token_for_mail(
    session: WriteSession, link_id: int, now: datetime
) -> tuple[OneTimeLink, str] | None:
    """Return a link with a fresh token for its mail; None when it is good for nothing any more."""
    query = select(OneTimeLink).options(joinedload(OneTimeLink.user))
    link = session.scalar(query.where(OneTimeLink.id == link_id))
    if link is None or _standing(link, now) is not Standing.VALID:
        return None
    token = secrets.token_urlsafe(32)
    link.mailed_sha256 = _digest(token)
    return link, token


def look(session: ReadSession, token: str, now: datetime) -> Found:
    """Say what a link is good for; nothing is used up."""
    row = session.execute(
        select(OneTimeLink, Office.display_name)
        .join(OneTimeLink.user)
        .join(Office, Office.region_code == User.region_code)
        .where(_has(token))
        .options(joinedload(OneTimeLink.user))
    ).first()
    if row is None:
        return Found(Standing.UNKNOWN)
    return Found(_standing(row[0], now), row[0], row[1])


def choose(database: Database, choice: Choice, now: datetime) -> str:
    """Set the password a link's owner chose, end the link and every session; return whose it is.

    Three steps, like signing in: hashing must not hold the only writer of SQLite. The same form
    sent twice is answered like the first time.

    Raises:
        LinkEnded: the link is used, expired, replaced or unknown.
        WeakPassword: the password is not good enough; the link stays good.
    """
    with database.read() as session:
        found = look(session, choice.token, now)
        user = _owner(found, choice)
        if found.standing is not Standing.VALID:
            return user.username
        weakness = own_password.problem(session, user.username, user.name, choice.password)
    if weakness:
        raise own_password.WeakPassword(weakness)
    hashed = passwords.hash_password(choice.password)
    with database.write() as session:
        return _use(session, choice, hashed, now)


def end_all(session: WriteSession, user_id: int, now: datetime) -> None:
    """End every open link of a person."""
    session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.user_id == user_id, OneTimeLink.ended_at.is_(None))
        .values(ended_at=now)
    )


def _use(session: WriteSession, choice: Choice, hashed: str, now: datetime) -> str:
    # Whoever uses this link too, or another one of the same person, finishes first.
    whose = select(OneTimeLink.user_id).where(_has(choice.token))
    session.execute(select(User.id).where(User.id.in_(whose)).with_for_update())
    found = look(session, choice.token, now)
    user = _owner(found, choice)
    if found.standing is not Standing.VALID or found.link is None:
        return user.username
    user.password_hash, user.must_change_password = hashed, False
    sign_in.end_all(session, user.id)
    end_all(session, user.id, now)
    session.refresh(found.link)
    found.link.used_at, found.link.form_sha256 = now, _digest(choice.form_key)
    details = {"dibuat_oleh": found.link.made_by}
    audit.record(session, user.username, "akun.tautan", user.username, now=now, details=details)
    return user.username


def _owner(found: Found, choice: Choice) -> User:
    """Return whose link it is when it may be used, or this very form has just used it."""
    link = found.link
    if link is None:
        raise LinkEnded(found.standing)
    repeated = choice.form_key and link.form_sha256 == _digest(choice.form_key)
    if found.standing is not Standing.VALID and not repeated:
        raise LinkEnded(found.standing)
    return link.user


def _add(
    session: WriteSession, user: User, purpose: LinkPurpose, made_by: str, now: datetime
) -> OneTimeLink:
    link = OneTimeLink(
        user=user,
        purpose=purpose,
        created_at=now,
        expires_at=now + LIFETIME[purpose],
        made_by=made_by,
    )
    session.add(link)
    return link


def _standing(link: OneTimeLink, now: datetime) -> Standing:
    if link.used_at is not None:
        return Standing.USED
    if link.ended_at is not None or not link.user.is_active:
        return Standing.REPLACED
    return Standing.VALID if now < link.expires_at else Standing.EXPIRED


def _was_used(session: ReadSession, user_id: int) -> bool:
    """Tell whether the person ever chose a password through a link."""
    query = select(OneTimeLink.id).where(
        OneTimeLink.user_id == user_id, OneTimeLink.used_at.is_not(None)
    )
    return session.scalar(query.limit(1)) is not None


def _has(token: str) -> ColumnElement[bool]:
    digest = _digest(token)
    return or_(OneTimeLink.shown_sha256 == digest, OneTimeLink.mailed_sha256 == digest)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
