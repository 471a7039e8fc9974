"""A person's own password: changed with the present one, under the same limits as signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app import audit
from app.access import passwords, sign_in, throttle
from app.errors import Invalid, NotFound
from app.model.region import Office

if TYPE_CHECKING:
    from datetime import datetime

    from app.access.scope import Actor
    from app.access.sign_in import Credentials, Opened
    from app.db import Database, ReadSession, WriteSession
    from app.model.account import User


class WeakPassword(Invalid):
    """The new password is not good enough; the present one was right."""


def problem(session: ReadSession, username: str, name: str, password: str) -> str:
    """Say why a new password is refused; empty when it is good."""
    offices = session.scalars(select(Office.display_name))
    return passwords.problem(password, [username, name, *offices])


def confirm(database: Database, actor: Actor, password: str, now: datetime) -> None:
    """Check the present password before something about the account itself changes.

    Raises:
        Invalid: it is wrong.
        TooManyAttempts: guessed too often.
    """
    with database.write() as session:
        user = sign_in.account(session, actor.username)
        stored = user.password_hash if user else None
        guess = throttle.Guess(actor.username, "", device=f"akun-{actor.user_id}")
        attempt_id = throttle.reserve(session, guess, now)
    if not passwords.verify(password, stored):
        raise Invalid("Kata sandi saat ini salah.")
    with database.write() as session:
        throttle.forgive(session, attempt_id)


def change(
    database: Database,
    key: bytes,
    tried: Credentials,
    new: str,
    now: datetime,
    *,
    factor_at: datetime | None = None,
) -> Opened:
    """Check the present password, set the new one, end every session and open a fresh one.

    `factor_at` is when the session the change comes from showed the second factor.

    Raises:
        Invalid: the present password is wrong.
        WeakPassword: the new one is not good enough.
        TooManyAttempts: guessed too often.
    """
    with database.write() as session:
        user = sign_in.account(session, tried.username)
        if user is None:
            raise NotFound
        guess = throttle.Guess(tried.username, "", device=f"akun-{user.id}")
        attempt_id = throttle.reserve(session, guess, now)
        stored = user.password_hash
        weakness = problem(session, user.username, user.name, new)
    if not passwords.verify(tried.password, stored):
        raise Invalid("Kata sandi saat ini salah.")
    if new == tried.password:
        weakness = "Kata sandi baru harus berbeda dari yang lama."
    hashed = "" if weakness else passwords.hash_password(new)
    with database.write() as session:
        throttle.forgive(session, attempt_id)
        user = sign_in.account(session, tried.username)
        if weakness or user is None or user.password_hash != stored:
            opened = None
        else:
            user.password_hash = hashed
            user.must_change_password = False
            opened = _open_again(session, key, user, tried, now, factor_at)
    if weakness:
        raise WeakPassword(weakness)
    if opened is None:
        raise Invalid("Kata sandi baru saja diganti di tempat lain. Masuk lagi.")
    return opened


def _open_again(
    session: WriteSession,
    key: bytes,
    user: User,
    tried: Credentials,
    now: datetime,
    factor_at: datetime | None,
) -> Opened:
    sign_in.end_all(session, user.id)
    browser = sign_in.Browser(tried.address, tried.user_agent)
    token = sign_in.open_session(session, user, browser, now, factor_at=factor_at)
    audit.record(session, user.username, "akun.sandi", user.username, now=now)
    return sign_in.Opened(token, throttle.new_device(key, user.id), user.id)
