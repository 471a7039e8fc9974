"""A person's own mail address, and whether reminders may be sent to it."""

from __future__ import annotations

from email.errors import HeaderParseError
from email.headerregistry import Address
from typing import TYPE_CHECKING

from app import audit
from app.access.scope import Permission
from app.errors import Invalid
from app.model.account import User

if TYPE_CHECKING:
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import ReadSession, WriteSession

_LONGEST = 254


def person_of(session: ReadSession, actor: Actor) -> User:
    """Return the person's own account."""
    actor.require(Permission.ACCOUNT_OWN)
    return session.get_one(User, actor.user_id)


def change(
    session: WriteSession, actor: Actor, typed: str, *, wants_reminders: bool, now: datetime
) -> str:
    """Set or clear the address, and allow or decline reminders; return the address kept.

    Raises:
        Invalid: this cannot be an address.
    """
    actor.require(Permission.ACCOUNT_OWN)
    address = mail_address(typed) if typed else ""
    person = session.get_one(User, actor.user_id)
    person.email, person.wants_reminders = address or None, wants_reminders
    details = {"alamat": "ada" if address else "tidak ada", "pengingat": wants_reminders}
    audit.record(session, actor.username, "akun.surel", actor.username, now=now, details=details)
    return address


def mail_address(typed: str) -> str:
    """Return what was typed when it is one plain address.

    Raises:
        Invalid: it is none, or one that mail servers of today may refuse.
    """
    try:
        address = Address(addr_spec=typed)
    except (HeaderParseError, ValueError, IndexError):
        address = Address()
    plain = typed.isascii() and not set(typed) & set(' "<>(),;:\\')
    if not (plain and len(typed) <= _LONGEST and address.username and "." in address.domain):
        raise Invalid("Tulis satu alamat surel, misalnya nama@contoh.go.id.")
    return typed
