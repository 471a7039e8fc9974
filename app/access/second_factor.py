"""The second factor of a person: enrolled, shown, taken off. Every change ends other sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import audit
from app.access import passkeys, recovery_codes, sign_in, throttle, totp
from app.access.held_factors import has_factor
from app.access.scope import Owed
from app.errors import Conflict, Invalid, NotFound
from app.model.account import User
from app.model.second_factor import Passkey, TotpFactor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.access.passkeys import Answer, Door
    from app.access.scope import Actor
    from app.access.sign_in import Browser
    from app.db import Database, ReadSession, WriteSession


class WrongCode(Invalid):
    """The code is not the one of this moment, or was used before."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "Kode salah atau sudah dipakai. Tunggu kode berikutnya di aplikasi, lalu coba lagi."
        )


class PasskeyNeeded(Invalid):
    """A code does not count for this person: their role asks for the passkey they have."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "Peran admin wajib memakai kunci sandi; kode aplikasi tidak diterima. Pakai kunci "
            "sandi di halaman ini, atau isi satu kode pemulihan."
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody shows in a session to prove themselves; `device` is the cookie's mark."""

    session_id: int
    code: str
    device: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Proved:
    """The session's new token, the browser's device mark, and codes left if one was spent."""

    token: str
    device: str
    codes_left: int | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """What a person has: since when an app, how many recovery codes left, which passkeys."""

    app_since: datetime | None
    codes_left: int
    passkeys: Sequence[Passkey]


def holding(session: ReadSession, user_id: int) -> Holding:
    """Say what a person has."""
    since = session.scalar(select(TotpFactor.created_at).where(TotpFactor.user_id == user_id))
    left = recovery_codes.left(session, user_id)
    return Holding(since, left, passkeys.passkeys_of(session, user_id))


def enrol(
    session: WriteSession, key: bytes, actor: Actor, secret: str, shown: Shown, now: datetime
) -> tuple[Proved, list[str]]:
    """Take an app's key after its first code, end every other session, return recovery codes.

    The app before it makes codes no more. The recovery codes are shown this one time.

    Raises:
        WrongCode: the app shows another code, so the key did not arrive there.
    """
    sign_in.account(session, actor.username)
    step = totp.step_of(secret, shown.code, now)
    if step is None:
        raise WrongCode
    totp.keep(session, key, actor.user_id, (secret, step), now)
    codes = recovery_codes.renew(session, key, actor.user_id, now)
    sign_in.end_all(session, actor.user_id, but=shown.session_id)
    token = sign_in.prove(session, shown.session_id, now)
    audit.record(session, actor.username, "akun.faktor-pasang", actor.username, now=now)
    return Proved(token, throttle.new_device(key, actor.user_id)), codes


def enrol_passkey(
    session: WriteSession, door: Door, actor: Actor, answer: Answer, shown: Shown, now: datetime
) -> tuple[Proved, list[str]]:
    """Keep a passkey, end every other session; return recovery codes if there were none.

    Raises:
        NotProved: the browser's answer is not one to our challenge.
        Conflict: there are too many, or it is known.
    """
    sign_in.account(session, actor.username)
    passkeys.keep(session, door, actor, answer, now)
    codes = []
    if not recovery_codes.left(session, actor.user_id):
        codes = recovery_codes.renew(session, door.key, actor.user_id, now)
    sign_in.end_all(session, actor.user_id, but=shown.session_id)
    token = sign_in.prove(session, shown.session_id, now)
    audit.record(session, actor.username, "akun.kunci-pasang", actor.username, now=now)
    return Proved(token, throttle.new_device(door.key, actor.user_id)), codes


def take_off_passkey(
    session: WriteSession, actor: Actor, passkey_id: int, here: int, now: datetime
) -> None:
    """Take one of one's own passkeys off and end every other session.

    Raises:
        NotFound: it is not theirs.
    """
    sign_in.account(session, actor.username)
    passkeys.take_off(session, actor, passkey_id)
    after_change(session, actor.user_id, here)
    audit.record(session, actor.username, "akun.kunci-lepas", actor.username, now=now)


def prove_by_passkey(
    session: WriteSession, door: Door, actor: Actor, answer: Answer, shown: Shown, now: datetime
) -> Proved:
    """Check a passkey as the second factor, and let the session in.

    Raises:
        NotProved: no passkey of this person answered this challenge.
    """
    sign_in.account(session, actor.username)
    passkeys.check(session, door, answer, actor.user_id, now)
    token = let_in(session, actor, shown, "kunci sandi", now)
    return Proved(token, throttle.new_device(door.key, actor.user_id))


def enter_by_passkey(
    session: WriteSession, door: Door, answer: Answer, browser: Browser, now: datetime
) -> sign_in.Opened:
    """Sign in by a passkey that recognised its person: it is both factors.

    Raises:
        NotProved: nobody's passkey answered this challenge, or the account is closed.
    """
    passkey = passkeys.check(session, door, answer, passkeys.NOBODY, now)
    user = session.get_one(User, passkey.user_id, with_for_update=True)
    if not user.is_active:
        raise passkeys.NotProved
    token = sign_in.open_session(session, user, browser, now, factor_at=now)
    audit.record(
        session,
        user.username,
        "masuk",
        user.username,
        now=now,
        details={"cara": "kunci sandi"},
        where=audit.Where(browser.address),
    )
    return sign_in.Opened(token, throttle.new_device(door.key, user.id), user.id)


def renew_codes(session: WriteSession, key: bytes, actor: Actor, now: datetime) -> list[str]:
    """Make new recovery codes; those before open nothing.

    Raises:
        Conflict: there is no second factor they could stand in for.
    """
    sign_in.account(session, actor.username)
    if not has_factor(session, actor.user_id):
        raise Conflict("Pasang langkah kedua dahulu; kode pemulihan menggantikannya.")
    audit.record(session, actor.username, "akun.kode-pemulihan", actor.username, now=now)
    return recovery_codes.renew(session, key, actor.user_id, now)


def take_off_app(session: WriteSession, actor: Actor, here: int, now: datetime) -> None:
    """Take one's own app off and end every other session.

    Raises:
        NotFound: there is none.
    """
    sign_in.account(session, actor.username)
    if not totp.take_off(session, actor.user_id):
        raise NotFound
    after_change(session, actor.user_id, here)
    audit.record(session, actor.username, "akun.faktor-lepas", actor.username, now=now)


def after_change(session: WriteSession, user_id: int, here: int) -> None:
    """End a person's other sessions; codes that stand in for nothing any more go too."""
    if not has_factor(session, user_id):
        recovery_codes.forget(session, user_id)
    sign_in.end_all(session, user_id, but=here)


def take_off_all(session: WriteSession, user_id: int) -> None:
    """Take off whatever factor somebody has and end every session; the password stays."""
    totp.take_off(session, user_id)
    passkeys.forget_all(session, user_id)
    recovery_codes.forget(session, user_id)
    sign_in.end_all(session, user_id)


def prove(database: Database, key: bytes, actor: Actor, shown: Shown, now: datetime) -> Proved:
    """Check a code of the app or a recovery code, and let the session in.

    Raises:
        WrongCode: it is neither, or was used before.
        PasskeyNeeded: a code of the app, where only a passkey counts.
        TooManyAttempts: too many were wrong.
    """
    needs_passkey = actor.passkey_only and actor.has_passkey
    with database.write() as session:
        sign_in.account(session, actor.username)
        known = throttle.known_device(key, actor.user_id, shown.device)
        attempt_id = throttle.reserve_code(session, actor.user_id, known, now)
        is_spare = recovery_codes.spend(session, key, actor.user_id, shown.code, now)
        if is_spare or (
            not needs_passkey and totp.take(session, key, actor.user_id, shown.code, now)
        ):
            throttle.forgive(session, attempt_id)
            left = recovery_codes.left(session, actor.user_id) if is_spare else None
            means = "kode pemulihan" if is_spare else "aplikasi"
            token = let_in(session, actor, shown, means, now)
            return Proved(token, throttle.new_device(key, actor.user_id), left)
        _record(session, actor, "masuk.faktor-gagal", {}, now, shown.address)
    raise PasskeyNeeded if needs_passkey else WrongCode


def let_in(session: WriteSession, actor: Actor, shown: Shown, means: str, now: datetime) -> str:
    """Open the rest of the portal to a session whose person was proved; return its new token."""
    token = sign_in.prove(session, shown.session_id, now)
    action = "masuk" if actor.owes is Owed.FACTOR else "akun.faktor-tunjuk"
    _record(session, actor, action, {"cara": means}, now, shown.address)
    return token


def _record(
    session: WriteSession,
    actor: Actor,
    action: str,
    details: dict[str, str],
    now: datetime,
    address: str = "",
) -> None:
    who, where = actor.username, audit.Where(address)
    audit.record(session, who, action, who, now=now, details=details, where=where)
