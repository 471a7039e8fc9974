"""Guessing one account's password from fifty addresses at once, in simulated time.

Measured: how many guesses were looked at in the worst five minutes, and whether the owner still
got in: on a known device at any moment, by a one-time link in the middle of it, and on a new
device once the strangers paused.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from app import schema
from app.access import passwords, sign_in, throttle
from app.access.sign_in import Credentials, WrongCredentials
from app.errors import TooManyAttempts
from tests import factories
from tests.stores import PostgresStore, SqliteStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.db import Database

KEY = b"kunci-serangan" * 3
OWNER, ADDRESSES, AT_ONCE = "operator", 50, 10
START = datetime(2026, 10, 8, 1, 0, tzinfo=UTC)
SHORT, LONG = 200, 2000


@dataclass(frozen=True)
class Measured:
    """What an attack achieved, and whether the owner got in."""

    guesses: int
    checked: int
    worst_five_minutes: int
    owner_tries: int
    owner_entered: int
    entered_by_link: bool
    entered_on_new_device: bool

    @property
    def is_held(self) -> bool:
        """Tell whether the promise (P22) held."""
        owner = self.owner_entered == self.owner_tries > 0
        return (
            0 < self.worst_five_minutes <= throttle.PER_ACCOUNT
            and owner
            and self.entered_by_link
            and self.entered_on_new_device
        )


def attack(database: Database, *, count: int, seed: int) -> Measured:
    """Guess in bursts at the only account of a migrated, empty database."""
    dice = random.Random(seed)
    with database.write() as session:
        factories.make_province(session)
        user_id = factories.make_user(session, username=OWNER).id
    now = START
    device = sign_in.enter(database, KEY, _own("192.0.2.1"), now).device
    checked: list[datetime] = []
    entered: list[bool] = []
    by_link = False
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for burst in range(0, count, AT_ONCE):
            now += timedelta(seconds=dice.choice((1, 1, 2, 3, 5, 9)))
            addresses = [f"198.51.100.{dice.randrange(ADDRESSES)}" for _ in range(AT_ONCE)]
            moment = now
            looked = threads.map(
                lambda address, at=moment: _guess(database, address, at), addresses
            )
            checked += [now for was_checked in looked if was_checked]
            if burst % (AT_ONCE * 5) == 0:
                entered.append(_enters(database, _own("192.0.2.1", device), now))
            if burst == count // AT_ONCE // 2 * AT_ONCE:
                mark = throttle.new_device(KEY, user_id, by_link=True)
                by_link = _enters(database, _own("203.0.113.9", mark), now)
    later = now + throttle.WINDOW
    return Measured(
        guesses=count,
        checked=len(checked),
        worst_five_minutes=_worst(checked),
        owner_tries=len(entered),
        owner_entered=sum(entered),
        entered_by_link=by_link,
        entered_on_new_device=_enters(database, _own("203.0.113.10"), later),
    )


@contextmanager
def quick_comparing() -> Iterator[None]:
    """Comparing takes no time: the counting is under attack, and Argon2 would take minutes."""

    def compare(password: str, stored: str | None) -> bool:
        return stored is not None and password == factories.PASSWORD

    with patch.object(passwords, "verify", compare):
        yield


@contextmanager
def without_throttle() -> Iterator[None]:
    """Take the guard away, to see the attack succeed."""
    with (
        patch.object(throttle, "PER_ACCOUNT", sys.maxsize),
        patch.object(throttle, "PER_ADDRESS", sys.maxsize),
        patch.object(throttle, "FREE", sys.maxsize),
    ):
        yield


def main(arguments: list[str] | None = None) -> int:
    """Attack SQLite and PostgreSQL; one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=SHORT)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--long", action="store_true", help=f"{LONG} guesses")
    asked = parser.parse_args(arguments)
    count = LONG if asked.long else asked.count
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, store in (
            ("sqlite", SqliteStore(Path(folder))),
            ("postgresql", PostgresStore()),
        ):
            database = store.copy(None)
            schema.upgrade(database)
            with quick_comparing():
                found[name] = attack(database, count=count, seed=asked.seed)
            store.drop(database)
    held = all(measured.is_held for measured in found.values())
    measured = {name: asdict(value) for name, value in found.items()}
    line = {"attack": "guessing", "seed": asked.seed, "held": held, **measured}
    sys.stdout.write(f"{json.dumps(line)}\n")
    return 0 if held else 1


def _own(address: str, device: str = "") -> Credentials:
    return Credentials(OWNER, factories.PASSWORD, address, device)


def _guess(database: Database, address: str, now: datetime) -> bool:
    """Tell whether a guess was looked at."""
    try:
        sign_in.enter(database, KEY, Credentials(OWNER, "tebakan", address), now)
    except WrongCredentials:
        return True
    except TooManyAttempts:
        return False
    raise AssertionError("a wrong password opened the portal")


def _enters(database: Database, credentials: Credentials, now: datetime) -> bool:
    try:
        sign_in.enter(database, KEY, credentials, now)
    except TooManyAttempts:
        return False
    return True


def _worst(checked: list[datetime]) -> int:
    """Return the most guesses looked at in any five minutes."""
    return max(
        (sum(first <= at < first + throttle.WINDOW for at in checked) for first in checked),
        default=0,
    )


if __name__ == "__main__":
    sys.exit(main())
