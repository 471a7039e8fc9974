"""The attack on one account's password, in short form, and what it would do without the guard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.access import throttle
from tests.attacks.guessing_attack import attack, quick_comparing, without_throttle

if TYPE_CHECKING:
    from app.db import Database


def test_fifty_addresses_get_ten_guesses_and_the_owner_enters(database: Database) -> None:
    with quick_comparing():
        measured = attack(database, count=200, seed=7)
    assert measured.worst_five_minutes <= throttle.PER_ACCOUNT
    assert measured.owner_entered == measured.owner_tries == 4
    assert measured.is_held


def test_without_the_throttle_the_same_attack_is_seen(database: Database) -> None:
    with quick_comparing(), without_throttle():
        measured = attack(database, count=40, seed=7)
    assert measured.checked == 40
    assert not measured.is_held
