"""One-time links: chosen once, expired by the clock, kept as hashes, asked for without a trace."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.access import forgotten, links, sign_in, users
from app.access.links import LIFETIME, Choice, LinkEnded, Standing
from app.access.own_password import WeakPassword
from app.access.sign_in import Credentials, WrongCredentials
from app.errors import Conflict, TooManyAttempts
from app.model.account import LinkPurpose, OneTimeLink, Role, SignInAttempt, User
from app.model.record import AuditEvent
from tests import factories

if TYPE_CHECKING:
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import Database
    from tests.conftest import Clock

KEY = b"kunci-uji" * 4
NEW = "layang-layang ungu di dermaga"
OTHER = "perahu nelayan rotan senja"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def people(database: Database) -> Database:
    """An operator with an address and a head."""
    with database.write() as session:
        factories.make_province(session)
        factories.make_user(session, username="operator", email="operator@contoh.example")
        factories.make_user(session, Role.PENGESAH_KAB, username="kepala")
    return database


def head(database: Database) -> Actor:
    """The head as a signed-in person."""
    with database.read() as session:
        found = session.scalars(select(User).where(User.username == "kepala")).one()
        return factories.make_actor(Role.PENGESAH_KAB, user_id=found.id)


def invited(database: Database, now: datetime, username: str = "orang.baru") -> str:
    """The token of an invitation."""
    with database.write() as session:
        actor = head(database)
        person = users.Person(
            username, "Orang Contoh Baru", "99.01", frozenset({Role.OPERATOR_KAB})
        )
        user = users.add_user(session, actor, person, now)
        return links.issue(session, actor, user.id, now).token


def reset(database: Database, now: datetime, username: str = "operator") -> str:
    """The token of a link for somebody who forgot."""
    with database.write() as session:
        user_id = session.scalars(select(User.id).where(User.username == username)).one()
        return links.issue(session, head(database), user_id, now).token


def standing(database: Database, token: str, now: datetime) -> Standing:
    """What a link is good for."""
    with database.read() as session:
        return links.look(session, token, now).standing


def enter(database: Database, username: str, password: str, now: datetime) -> None:
    sign_in.enter(database, KEY, Credentials(username, password, "192.0.2.1"), now)


def test_an_invited_person_chooses_and_enters(people: Database, now: datetime) -> None:
    token = invited(people, now)
    with pytest.raises(WrongCredentials):
        enter(people, "orang.baru", "", now)
    for _ in range(3):  # a mail scanner looks, and looks again
        assert standing(people, token, now) is Standing.VALID
    assert links.choose(people, Choice(token, NEW, "k1"), now) == "orang.baru"
    enter(people, "orang.baru", NEW, now)
    assert standing(people, token, now) is Standing.USED


@pytest.mark.parametrize("make", [invited, reset], ids=["undangan", "sandi"])
def test_a_link_ends_by_the_clock(people: Database, clock: Clock, make: object) -> None:
    token = make(people, clock())  # type: ignore[operator]
    purpose = LinkPurpose.UNDANGAN if make is invited else LinkPurpose.RESET
    start = clock()
    clock.moment = start + LIFETIME[purpose] - MINUTE
    assert standing(people, token, clock()) is Standing.VALID
    clock.moment = start + LIFETIME[purpose]
    assert standing(people, token, clock()) is Standing.EXPIRED
    with pytest.raises(LinkEnded) as refusal:
        links.choose(people, Choice(token, NEW, "k1"), clock())
    assert refusal.value.standing is Standing.EXPIRED
    with pytest.raises(WrongCredentials):
        enter(people, "orang.baru" if make is invited else "operator", NEW, clock())


def test_how_long_links_live() -> None:
    hours = {purpose.value: life / timedelta(hours=1) for purpose, life in LIFETIME.items()}
    assert hours == {"UNDANGAN": 72, "RESET": 1}


def test_a_double_click_is_one_choice_and_another_form_is_refused(
    people: Database, now: datetime
) -> None:
    token = invited(people, now)
    links.choose(people, Choice(token, NEW, "k1"), now)
    assert links.choose(people, Choice(token, NEW, "k1"), now) == "orang.baru"
    for other in (Choice(token, OTHER, "k2"), Choice(token, NEW, "")):
        with pytest.raises(LinkEnded) as refusal:
            links.choose(people, other, now)
        assert refusal.value.standing is Standing.USED
    enter(people, "orang.baru", NEW, now)


def test_two_who_hold_the_link_at_once_choose_one_password(
    people: Database, now: datetime
) -> None:
    token = invited(people, now)
    passwords = [f"{NEW} {number}" for number in range(4)]

    def use(password: str) -> str:
        try:
            return links.choose(people, Choice(token, password, password), now)
        except LinkEnded:
            return ""

    with ThreadPoolExecutor(4) as pool:
        winners = list(pool.map(use, passwords))
    assert sorted(winners) == ["", "", "", "orang.baru"]
    enter(people, "orang.baru", passwords[winners.index("orang.baru")], now)
    with people.read() as session:
        used = session.scalars(select(AuditEvent).where(AuditEvent.action == "akun.tautan"))
        assert len(used.all()) == 1


def test_a_weak_password_leaves_the_link_good(people: Database, now: datetime) -> None:
    token = invited(people, now)
    for weak in ("pendek", "Kabupaten Contoh Hulu", "orang.baru orang.baru"):
        with pytest.raises(WeakPassword):
            links.choose(people, Choice(token, weak, "k1"), now)
    assert standing(people, token, now) is Standing.VALID


def test_a_new_link_ends_password_sessions_and_the_link_before(
    people: Database, now: datetime
) -> None:
    with people.write() as session:
        user = session.scalars(select(User).where(User.username == "operator")).one()
        token = sign_in.open_session(session, user, sign_in.Browser(), now)
    life = sign_in.Lifetimes(timedelta(minutes=30), timedelta(hours=12))
    first = reset(people, now)
    with people.read() as session:
        assert sign_in.find(session, token, life, now) is None
    with pytest.raises(WrongCredentials):
        enter(people, "operator", factories.PASSWORD, now)
    second = reset(people, now)
    assert standing(people, first, now) is Standing.REPLACED
    links.choose(people, Choice(second, NEW, "k"), now)
    enter(people, "operator", NEW, now)


def test_a_closed_account_has_no_link(people: Database, now: datetime) -> None:
    token = reset(people, now)
    with people.write() as session:
        user_id = session.scalars(select(User.id).where(User.username == "operator")).one()
        users.set_active(session, head(people), user_id, active=False, now=now)
    assert standing(people, token, now) is Standing.REPLACED
    with pytest.raises(Conflict, match="nonaktif"):
        reset(people, now)
    with people.write() as session:
        users.set_active(session, head(people), user_id, active=True, now=now)
    assert standing(people, token, now) is Standing.REPLACED


def test_no_token_is_stored_or_recorded(people: Database, now: datetime) -> None:
    token = invited(people, now)
    with people.write() as session:
        link = session.scalars(select(OneTimeLink)).one()
        mailed = links.token_for_mail(session, link.id, now)
        assert mailed is not None
    links.choose(people, Choice(mailed[1], NEW, "k1"), now)
    with people.read() as session:
        link = session.scalars(select(OneTimeLink)).one()
        kept = [str(value) for value in vars(link).values()]
        kept += [f"{e.subject}{e.details}" for e in session.scalars(select(AuditEvent))]
    assert not any(token in text or mailed[1] in text for text in kept)
    assert standing(people, token, now) is Standing.USED


# --- forgotten ---------------------------------------------------------------------------------


def ask(
    database: Database, username: str, now: datetime, address: str = "192.0.2.1"
) -> int | None:
    """The number of the link that was made, if any."""
    with database.write() as session:
        within = forgotten.count(session, username, address, now)
        link = forgotten.link_for(session, username, now) if within else None
        return link.id if link else None


def test_only_who_can_be_reached_gets_a_link(people: Database, now: datetime) -> None:
    assert ask(people, "operator", now) is not None
    assert ask(people, "kepala", now) is None  # no address
    assert ask(people, "bukan.siapa", now) is None
    with people.write() as session:
        session.scalars(select(User).where(User.username == "operator")).one().is_active = False
    assert ask(people, "operator", now) is None


def test_asking_takes_nothing_from_the_owner(people: Database, clock: Clock) -> None:
    first = ask(people, "operator", clock())
    with people.write() as session:
        found = links.token_for_mail(session, first or 0, clock())
    assert found is not None
    asked = [ask(people, "operator", clock()) for _ in range(6)]
    assert [number is not None for number in asked] == [True, True, False, False, False, False]
    assert standing(people, found[1], clock()) is Standing.VALID
    for _ in range(3):
        enter(people, "operator", factories.PASSWORD, clock())
    links.choose(people, Choice(found[1], NEW, "k"), clock())
    with people.read() as session:
        open_links = session.scalars(select(OneTimeLink).where(OneTimeLink.ended_at.is_(None)))
        assert open_links.all() == []
    clock.forward(hours=1, minutes=1)
    assert ask(people, "operator", clock()) is not None


def test_one_address_cannot_flood_and_still_signs_in(people: Database, clock: Clock) -> None:
    for number in range(20):
        ask(people, f"tebakan-{number}", clock())
    for username in ("operator", "bukan.siapa"):
        with pytest.raises(TooManyAttempts):
            ask(people, username, clock())
    assert ask(people, "operator", clock(), address="192.0.2.2") is not None
    enter(people, "operator", factories.PASSWORD, clock())


def test_known_and_unknown_names_leave_the_same_count(people: Database, now: datetime) -> None:
    for username in ("operator", "bukan.siapa"):
        ask(people, username, now)
    with people.read() as session:
        counted = session.scalars(select(SignInAttempt.username).order_by(SignInAttempt.id)).all()
    assert counted == ["lupa:operator", "lupa:bukan.siapa"]
