"""Passkeys below the web: what is accepted, and every way of cheating with one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.access import passkeys, second_factor, sign_in
from app.access.passkeys import NOBODY, Answer, Door, NotProved
from app.access.scope import Owed
from app.access.second_factor import Shown
from app.access.sign_in import Browser, Credentials, Lifetimes
from app.errors import Conflict, NotFound
from app.model.account import Role, User
from tests import factories
from tests.access.soft_passkey import SoftPasskey

if TYPE_CHECKING:
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import Database
    from tests.conftest import Clock

KEY = b"kunci-uji" * 4
HOST, ORIGIN = "portal.contoh.example", "https://portal.contoh.example"
DOOR = Door(HOST, ORIGIN, "Peta Konflik", KEY)
LIFE = Lifetimes(timedelta(minutes=30), timedelta(hours=12))
BROWSER = Browser("192.0.2.1", "Firefox Windows")


@dataclass
class Person:
    """Somebody with a passkey."""

    database: Database
    username: str
    device: SoftPasskey
    session_id: int

    def found(self, token: str, now: datetime) -> sign_in.Found:
        with self.database.read() as session:
            found = sign_in.find(session, token, LIFE, now)
        assert found is not None
        return found

    def half(self, now: datetime) -> sign_in.Found:
        tried = Credentials(self.username, factories.PASSWORD, "192.0.2.1")
        return self.found(sign_in.enter(self.database, KEY, tried, now).token, now)

    def ask(self, user_id: int, now: datetime, door: Door = DOOR) -> passkeys.Challenge:
        with self.database.read() as session:
            known = passkeys.passkeys_of(session, user_id)
            return passkeys.ask(door, known, user_id, now)

    def prove(self, half: sign_in.Found, answer: Answer, now: datetime, door: Door = DOOR) -> str:
        with self.database.write() as session:
            shown = Shown(half.session_id, "")
            return second_factor.prove_by_passkey(
                session, door, half.actor, answer, shown, now
            ).token


def put_on(
    database: Database, username: str, now: datetime, device: SoftPasskey | None = None
) -> Person:
    """Sign somebody in and put a passkey on."""
    device = device or SoftPasskey(HOST, ORIGIN)
    person = Person(database, username, device, 0)
    found = person.half(now)
    with database.read() as session:
        challenge = passkeys.offer(session, DOOR, found.actor, now)
    answer = Answer(challenge.ticket, device.create(challenge), "Telepon")
    with database.write() as session:
        _, codes = second_factor.enrol_passkey(
            session, DOOR, found.actor, answer, Shown(found.session_id, ""), now
        )
    assert len(codes) == 10
    return replace(person, session_id=found.session_id)


@pytest.fixture
def people(database: Database) -> Database:
    with database.write() as session:
        factories.make_province(session)
        factories.make_user(session, username="operator")
        factories.make_user(session, Role.ADMIN, region="99", username="admin")
    return database


@pytest.fixture
def person(people: Database, now: datetime) -> Person:
    return put_on(people, "operator", now)


def test_a_passkey_is_a_second_factor(person: Person, now: datetime) -> None:
    half = person.half(now)
    assert half.actor.owes is Owed.FACTOR
    challenge = person.ask(half.actor.user_id, now)
    answer = Answer(challenge.ticket, person.device.get(challenge))
    token = person.prove(half, answer, now)
    assert person.found(token, now).actor.owes is Owed.NOTHING


def test_a_passkey_that_recognised_its_person_is_the_whole_sign_in(
    person: Person, now: datetime
) -> None:
    challenge = person.ask(NOBODY, now)
    answer = Answer(challenge.ticket, person.device.get(challenge))
    with person.database.write() as session:
        opened = second_factor.enter_by_passkey(session, DOOR, answer, BROWSER, now)
    found = person.found(opened.token, now)
    assert (found.actor.username, found.actor.owes) == ("operator", Owed.NOTHING)


def _replayed(person: Person, half: sign_in.Found, now: datetime) -> Answer:
    challenge = person.ask(half.actor.user_id, now)
    answer = Answer(challenge.ticket, person.device.get(challenge))
    person.prove(person.half(now), answer, now)
    return answer


def _other_challenge(person: Person, half: sign_in.Found, now: datetime) -> Answer:
    first, second = (person.ask(half.actor.user_id, now) for _ in range(2))
    return Answer(first.ticket, person.device.get(second))


def _other_origin(person: Person, half: sign_in.Found, now: datetime) -> Answer:
    challenge = person.ask(half.actor.user_id, now)
    person.device.origin = "https://portal-contoh.example"
    return Answer(challenge.ticket, person.device.get(challenge))


def _other_host(person: Person, half: sign_in.Found, now: datetime) -> Answer:
    challenge = person.ask(half.actor.user_id, now)
    person.device.host = "portal-contoh.example"
    return Answer(challenge.ticket, person.device.get(challenge))


def _other_key(person: Person, half: sign_in.Found, now: datetime) -> Answer:
    challenge = person.ask(half.actor.user_id, now)
    forged = SoftPasskey(HOST, ORIGIN)
    forged.id = person.device.id
    return Answer(challenge.ticket, forged.get(challenge))


def _somebody_elses(person: Person, half: sign_in.Found, now: datetime) -> Answer:
    other = put_on(person.database, "admin", now)
    challenge = person.ask(half.actor.user_id, now)
    return Answer(challenge.ticket, other.device.get(challenge))


def _somebody_elses_ticket(person: Person, half: sign_in.Found, now: datetime) -> Answer:
    challenge = person.ask(half.actor.user_id + 1, now)
    return Answer(challenge.ticket, person.device.get(challenge))


def _late(person: Person, half: sign_in.Found, now: datetime) -> Answer:
    before = now - passkeys.TICKET_LIFE - timedelta(seconds=1)
    challenge = person.ask(half.actor.user_id, before)
    return Answer(challenge.ticket, person.device.get(challenge))


def _copied_device(person: Person, half: sign_in.Found, now: datetime) -> Answer:
    """A copy of the key counts from an older number than the original."""
    person.device.count = 7
    challenge = person.ask(half.actor.user_id, now)
    person.prove(person.half(now), Answer(challenge.ticket, person.device.get(challenge)), now)
    person.device.count = 3
    challenge = person.ask(half.actor.user_id, now)
    return Answer(challenge.ticket, person.device.get(challenge))


def _no_answer(person: Person, half: sign_in.Found, now: datetime) -> Answer:
    return Answer(person.ask(half.actor.user_id, now).ticket, '{"id": 5, "response": null}')


def _no_json(person: Person, half: sign_in.Found, now: datetime) -> Answer:
    return Answer(person.ask(half.actor.user_id, now).ticket, "[" * 9_000)


CHEATS = (
    _replayed,
    _other_challenge,
    _other_origin,
    _other_host,
    _other_key,
    _somebody_elses,
    _somebody_elses_ticket,
    _late,
    _copied_device,
    _no_answer,
    _no_json,
)


@pytest.mark.parametrize("cheat", CHEATS, ids=lambda cheat: cheat.__name__.strip("_"))
def test_a_cheat_is_refused(person: Person, now: datetime, cheat: object) -> None:
    half = person.half(now)
    answer = cheat(person, half, now)  # type: ignore[operator]
    with pytest.raises(NotProved):
        person.prove(half, answer, now)


def test_without_the_ledger_a_replay_would_pass(
    person: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The device counts nothing (like most synced passkeys), so only the ledger stands there."""
    half = person.half(now)
    challenge = person.ask(half.actor.user_id, now)
    person.device.count = -1
    answer = Answer(challenge.ticket, person.device.get(challenge))
    person.prove(person.half(now), answer, now)
    with pytest.raises(NotProved):
        person.prove(half, answer, now)
    monkeypatch.setattr(
        passkeys, "_spend", lambda _, door, sent, owner, at: door.unseal(sent.ticket, owner, at)
    )
    person.prove(half, answer, now)


def test_one_answer_sent_four_times_at_once_counts_once(person: Person, now: datetime) -> None:
    challenge = person.ask(NOBODY, now)
    answer = Answer(challenge.ticket, person.device.get(challenge))

    def enter(_: int) -> bool:
        with suppress(NotProved), person.database.write() as session:
            second_factor.enter_by_passkey(session, DOOR, answer, BROWSER, now)
            return True
        return False

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(enter, range(4))).count(True) == 1


def test_alone_it_must_recognise_its_person_and_the_account_be_open(
    people: Database, now: datetime
) -> None:
    person = put_on(people, "operator", now, SoftPasskey(HOST, ORIGIN, verifies=False))

    def enter() -> None:
        challenge = person.ask(NOBODY, now)
        answer = Answer(challenge.ticket, person.device.get(challenge))
        with people.write() as session:
            second_factor.enter_by_passkey(session, DOOR, answer, BROWSER, now)

    with pytest.raises(NotProved):
        enter()
    person.device.flags |= 0x04
    enter()
    with people.write() as session:
        session.scalars(select(User).where(User.username == "operator")).one().is_active = False
    with pytest.raises(NotProved):
        enter()


def test_an_offer_is_answered_by_its_person_once(person: Person, clock: Clock) -> None:
    now = clock()
    challenge = person.ask(person.half(now).actor.user_id, now)
    other = put_on(person.database, "admin", now)
    half = person.half(now)
    with person.database.read() as session:
        offered = passkeys.offer(session, DOOR, half.actor, now)
    device = SoftPasskey(HOST, ORIGIN)
    answer = Answer(offered.ticket, device.create(offered), "Kedua")

    def keep(actor: Actor, sent: Answer) -> None:
        with person.database.write() as session:
            passkeys.keep(session, DOOR, actor, sent, now)

    stranger = other.half(now).actor
    for actor, sent in (
        (stranger, answer),
        (half.actor, replace(answer, ticket=challenge.ticket)),
        (half.actor, replace(answer, json=person.device.create(challenge))),
    ):
        with pytest.raises(NotProved):
            keep(actor, sent)
    keep(half.actor, answer)
    with pytest.raises(NotProved):
        keep(half.actor, answer)
    with person.database.read() as session:
        again = passkeys.offer(session, DOOR, half.actor, now)
    with pytest.raises(Conflict, match="sudah terdaftar"):
        keep(half.actor, Answer(again.ticket, device.create(again)))


def test_taking_the_last_passkey_off_ends_other_sessions(person: Person, now: datetime) -> None:
    elsewhere = person.half(now)
    with person.database.read() as session:
        (passkey,) = passkeys.passkeys_of(session, elsewhere.actor.user_id)
        passkey_id = passkey.id
    stranger = factories.make_actor(user_id=999)
    with pytest.raises(NotFound), person.database.write() as session:
        second_factor.take_off_passkey(session, stranger, passkey_id, 0, now)
    with person.database.write() as session:
        second_factor.take_off_passkey(
            session, elsewhere.actor, passkey_id, person.session_id, now
        )
    with person.database.read() as session:
        held = second_factor.holding(session, elsewhere.actor.user_id)
        assert (list(held.passkeys), held.codes_left) == ([], 0)
