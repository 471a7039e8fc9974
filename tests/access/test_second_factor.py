"""Codes of an app and recovery codes below the web: good once, limited, sealed, ended."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pyotp
import pytest
from sqlalchemy import func, select

from app.access import (
    factor_recovery,
    links,
    own_password,
    second_factor,
    sessions,
    sign_in,
    throttle,
    totp,
    users,
)
from app.access.links import Choice
from app.access.scope import FactorFor, Owed
from app.access.second_factor import Shown, WrongCode
from app.access.sign_in import Credentials, Lifetimes
from app.errors import Conflict, Invalid, NotFound, PortalError, TooManyAttempts
from app.model.account import Role, SignInSession, User
from app.model.record import AuditEvent
from app.model.second_factor import FactorRecovery, RecoveryCode, TotpFactor
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import Database
    from tests.conftest import Clock

KEY = b"kunci-uji" * 4
LIFE = Lifetimes(timedelta(minutes=30), timedelta(hours=12))
NEW = "layang-layang ungu di dermaga"


@dataclass
class Person:
    """Somebody with a session and an app."""

    database: Database
    username: str
    token: str
    secret: str
    codes: list[str]

    def found(self, now: datetime, token: str = "") -> sign_in.Found | None:
        with self.database.read() as session:
            return sign_in.find(session, token or self.token, LIFE, now)

    def code(self, now: datetime) -> str:
        return pyotp.TOTP(self.secret).at(now)

    def half(self, now: datetime) -> sign_in.Found:
        """Sign in with the password alone."""
        tried = Credentials(self.username, factories.PASSWORD, "192.0.2.1")
        opened = sign_in.enter(self.database, KEY, tried, now)
        assert opened.is_half
        self.token = opened.token
        found = self.found(now)
        assert found is not None
        assert found.actor.owes is Owed.FACTOR
        return found

    def prove(self, half: sign_in.Found, code: str, now: datetime, device: str = "") -> object:
        shown = Shown(half.session_id, code, device)
        return second_factor.prove(self.database, KEY, half.actor, shown, now)


def enrolled(database: Database, now: datetime, username: str = "operator") -> Person:
    """Sign somebody in and put an app on."""
    tried = Credentials(username, factories.PASSWORD, "192.0.2.1")
    token = sign_in.enter(database, KEY, tried, now).token
    person = Person(database, username, token, "", [])
    found = person.found(now)
    assert found is not None
    offer = totp.offer(KEY, found.actor.user_id, now)
    person.secret = totp.offered(KEY, found.actor.user_id, offer.sealed, now).secret
    shown = Shown(found.session_id, person.code(now))
    with database.write() as session:
        proved, person.codes = second_factor.enrol(
            session, KEY, found.actor, person.secret, shown, now
        )
    person.token = proved.token
    return person


@pytest.fixture
def people(database: Database) -> Database:
    """An operator, two administrators and the province's approver."""
    with database.write() as session:
        factories.make_province(session)
        factories.make_user(session, username="operator", email="operator@contoh.example")
        for name in ("admin", "admin.dua"):
            factories.make_user(session, Role.ADMIN, region="99", username=name)
        factories.make_user(session, Role.PENGESAH_PROV, region="99", username="pengesah.prov")
    return database


@pytest.fixture
def person(people: Database, now: datetime) -> Person:
    return enrolled(people, now)


def actor(database: Database, username: str) -> Actor:
    """A person as the pages know them."""
    with database.read() as session:
        user = session.scalars(select(User).where(User.username == username)).one()
        roles = {"operator": Role.OPERATOR_KAB, "pengesah.prov": Role.PENGESAH_PROV}
        role = roles.get(username, Role.ADMIN)
        region = "99.01" if role is Role.OPERATOR_KAB else "99"
        return factories.make_actor(role, region=region, user_id=user.id)


# --- codes -------------------------------------------------------------------------------------


def test_password_and_code_open_the_portal(person: Person, clock: Clock) -> None:
    half = person.half(clock.forward(minutes=1))
    proved = person.prove(half, person.code(clock()), clock())
    assert person.found(clock()) is None  # the half session's token opens nothing any more
    found = person.found(clock(), proved.token)  # type: ignore[attr-defined]
    assert found is not None
    assert found.actor.owes is Owed.NOTHING
    assert found.actor.proved_at == clock()


@pytest.mark.parametrize(("seconds", "good"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_clock_may_be_off_by_one_step(
    person: Person, clock: Clock, seconds: int, good: bool
) -> None:
    now = clock.forward(minutes=10)
    half = person.half(now)
    code = person.code(now + timedelta(seconds=seconds))
    if good:
        person.prove(half, code, now)
    else:
        with pytest.raises(WrongCode):
            person.prove(half, code, now)


def test_a_code_works_once_even_for_twelve_at_once(person: Person, clock: Clock) -> None:
    now = clock.forward(minutes=1)
    code = person.code(now)
    halves = [person.half(now) for _ in range(4)]

    def show(half: sign_in.Found) -> bool:
        with suppress(PortalError):
            person.prove(half, code, now)
            return True
        return False

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(show, halves)).count(True) == 1


def test_an_older_code_than_the_last_is_refused(person: Person, clock: Clock) -> None:
    now = clock.forward(minutes=1)
    person.prove(person.half(now), person.code(now + timedelta(seconds=30)), now)
    with pytest.raises(WrongCode):
        person.prove(person.half(now), person.code(now), now)


@pytest.mark.parametrize("typed", ["", "abc", "12345", "1234567", "١٢٣٤٥٦", "x" * 500, "\x00"])
def test_what_is_no_code_is_wrong(person: Person, clock: Clock, typed: str) -> None:
    now = clock.forward(minutes=1)
    with pytest.raises(WrongCode):
        person.prove(person.half(now), typed, now)


def test_codes_are_limited_and_the_owners_device_is_counted_apart(
    person: Person, clock: Clock
) -> None:
    now = clock.forward(minutes=1)
    device = person.prove(person.half(now), person.code(now), now).device  # type: ignore[attr-defined]
    stranger = person.half(clock.forward(minutes=1))
    outcomes = []
    for _ in range(7):
        try:
            person.prove(stranger, "000000", clock())
        except TooManyAttempts:
            outcomes.append("refused")
        except WrongCode:
            outcomes.append("checked")
    assert outcomes == ["checked"] * 5 + ["refused"] * 2
    by_link = throttle.new_device(KEY, stranger.actor.user_id, by_link=True)
    with pytest.raises(TooManyAttempts):  # a mark from the mail is no new set of attempts
        person.prove(stranger, person.code(clock()), clock(), by_link)
    with pytest.raises(TooManyAttempts):
        person.prove(stranger, person.code(clock()), clock())
    own = person.half(clock())
    person.prove(own, person.code(clock()), clock(), device)


def test_a_days_guesses_at_codes_are_few(person: Person, clock: Clock) -> None:
    half = person.half(clock.forward(minutes=1))
    checked = 0
    for _ in range(24 * 12):
        for _ in range(6):
            try:
                person.prove(half, "000000", clock())
            except TooManyAttempts:
                break
            except WrongCode:
                checked += 1
        clock.forward(minutes=5)
        if checked >= 50:
            break
    assert checked == 50
    with pytest.raises(TooManyAttempts):
        person.prove(half, "000000", clock.forward(hours=2))


def test_a_recovery_code_stands_in_once_however_it_is_typed(person: Person, clock: Clock) -> None:
    now = clock.forward(minutes=1)
    assert len(set(person.codes)) == 10
    typed = f" {person.codes[0].lower().replace('-', ' ')} "
    proved = person.prove(person.half(now), typed, now)
    assert proved.codes_left == 9  # type: ignore[attr-defined]
    with pytest.raises(WrongCode):
        person.prove(person.half(now), person.codes[0], now)


def test_neither_keys_nor_codes_stand_in_the_database(person: Person) -> None:
    with person.database.read() as session:
        sealed = session.scalars(select(TotpFactor.sealed_key)).one()
        digests = session.scalars(select(RecoveryCode.digest)).all()
    assert person.secret not in sealed
    assert len(digests) == 10
    assert not any(code.replace("-", "") in digest for code in person.codes for digest in digests)


def test_another_installations_secret_reads_no_key(person: Person, clock: Clock) -> None:
    now = clock.forward(minutes=1)
    half = person.half(now)
    with pytest.raises(WrongCode):
        second_factor.prove(
            person.database, b"lain" * 8, half.actor, Shown(half.session_id, person.code(now)), now
        )


def test_an_offer_is_for_one_person_and_some_minutes(person: Person, now: datetime) -> None:
    offer = totp.offer(KEY, 1, now)
    assert totp.offered(KEY, 1, offer.sealed, now).secret == offer.secret
    late = now + totp.OFFER_LIFE + timedelta(seconds=1)
    for user_id, sealed, moment in (
        (2, offer.sealed, now),
        (1, offer.sealed, late),
        (1, "bukan", now),
    ):
        with pytest.raises(Conflict):
            totp.offered(KEY, user_id, sealed, moment)


def test_a_wrong_first_code_puts_nothing_on(people: Database, now: datetime) -> None:
    me = actor(people, "operator")
    with pytest.raises(WrongCode), people.write() as session:
        second_factor.enrol(session, KEY, me, pyotp.random_base32(), Shown(1, "000000"), now)
    with people.read() as session:
        assert second_factor.holding(session, me.user_id).app_since is None


# --- who must ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "username", "owes"),
    [
        (FactorFor.NOBODY, "admin", Owed.NOTHING),
        (FactorFor.PROVINCE, "admin", Owed.ENROLMENT),
        (FactorFor.PROVINCE, "operator", Owed.NOTHING),
        (FactorFor.EVERYBODY, "operator", Owed.ENROLMENT),
    ],
)
def test_who_must_have_a_factor(
    people: Database, now: datetime, rule: FactorFor, username: str, owes: Owed
) -> None:
    tried = Credentials(username, factories.PASSWORD, "192.0.2.1")
    token = sign_in.enter(people, KEY, tried, now).token
    life = Lifetimes(LIFE.idle, LIFE.longest, rule)
    with people.read() as session:
        found = sign_in.find(session, token, life, now)
    assert found is not None
    assert found.actor.owes is owes


# --- every act that ends sessions (P23) --------------------------------------------------------


def _disable(database: Database, user_id: int, now: datetime) -> None:
    with database.write() as session:
        users.set_active(session, actor(database, "admin"), user_id, active=False, now=now)


def _other_role(database: Database, user_id: int, now: datetime) -> None:
    change = users.Change("Orang Contoh", frozenset({Role.PEMERIKSA_KAB}))
    with database.write() as session:
        users.change_user(session, actor(database, "admin"), user_id, change, now)


def _delegated(database: Database, user_id: int, now: datetime) -> None:
    change = users.Change("Orang", frozenset({Role.OPERATOR_KAB}), manages_office=True)
    with database.write() as session:
        users.change_user(session, actor(database, "admin"), user_id, change, now)


def _other_password(database: Database, user_id: int, now: datetime) -> None:
    tried = Credentials("operator", factories.PASSWORD, "")
    own_password.change(database, KEY, tried, NEW, now)


def _link(database: Database, user_id: int, now: datetime) -> None:
    with database.write() as session:
        links.issue(session, actor(database, "admin"), user_id, now)


def _ended_by_admin(database: Database, user_id: int, now: datetime) -> None:
    with database.write() as session:
        assert sessions.end_for(session, actor(database, "admin"), user_id, now) == 1


def _app_put_on(database: Database, user_id: int, now: datetime) -> None:
    enrolled(database, now)


ENDING: list[Callable[[Database, int, datetime], None]] = [
    _disable,
    _other_role,
    _delegated,
    _other_password,
    _link,
    _ended_by_admin,
    _app_put_on,
]


@pytest.mark.parametrize("act", ENDING, ids=lambda act: act.__name__.strip("_"))
def test_the_act_ends_every_session_at_the_next_request(
    people: Database, now: datetime, act: Callable[[Database, int, datetime], None]
) -> None:
    tried = Credentials("operator", factories.PASSWORD, "192.0.2.1")
    token = sign_in.enter(people, KEY, tried, now).token
    with people.read() as session:
        found = sign_in.find(session, token, LIFE, now)
    assert found is not None
    act(people, found.actor.user_id, now)
    with people.read() as session:
        assert sign_in.find(session, token, LIFE, now) is None


def test_taking_the_app_off_ends_the_others_and_the_codes(person: Person, clock: Clock) -> None:
    now = clock.forward(minutes=1)
    here = person.found(now)
    there = person.half(now)
    assert here is not None
    with person.database.write() as session:
        second_factor.take_off_app(session, here.actor, here.session_id, now)
    with person.database.read() as session:
        left = session.scalars(select(SignInSession.id)).all()
        assert session.scalar(select(func.count()).select_from(RecoveryCode)) == 0
    assert left == [here.session_id]
    assert there.session_id not in left
    with pytest.raises(NotFound), person.database.write() as session:
        second_factor.take_off_app(session, here.actor, here.session_id, now)


# --- lost: two people --------------------------------------------------------------------------


REASON = "Telepon jatuh ke sungai; dikenali suaranya."


def begun(database: Database, now: datetime, username: str = "operator", by: str = "admin") -> int:
    """The id of a recovery that was opened."""
    with database.write() as session:
        owner = session.scalars(select(User.id).where(User.username == username)).one()
        opener = actor(database, by)
        return factor_recovery.begin(session, opener, owner, REASON, now).id


def agreed(database: Database, recovery_id: int, by: str, now: datetime) -> None:
    with database.write() as session:
        factor_recovery.agree(session, actor(database, by), recovery_id, now)


@pytest.mark.parametrize("second", ["admin.dua", "pengesah.prov"])
def test_two_people_take_a_factor_off(person: Person, now: datetime, second: str) -> None:
    half = person.half(now)
    recovery_id = begun(person.database, now)
    assert person.found(now) is not None  # opening alone changes nothing
    agreed(person.database, recovery_id, second, now)
    assert person.found(now) is None
    tried = Credentials("operator", factories.PASSWORD, "192.0.2.1")
    opened = sign_in.enter(person.database, KEY, tried, now)
    assert not opened.is_half
    with person.database.write() as session:
        said = factor_recovery.news(session, half.actor.user_id, now)
        assert "dilepas oleh Orang Contoh admin dan" in said
        assert factor_recovery.news(session, half.actor.user_id, now) == ""
    with person.database.read() as session:
        acts = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert [act for act in acts if act.startswith("pemulihan")] == [
        "pemulihan.buka",
        "pemulihan.setuju",
    ]


def test_nobody_does_it_alone(person: Person, now: datetime) -> None:
    recovery_id = begun(person.database, now)
    with pytest.raises(Conflict, match="Orang kedua"):
        agreed(person.database, recovery_id, "admin", now)
    with pytest.raises(Conflict, match="sudah dibuka"):
        begun(person.database, now, by="admin.dua")
    with person.database.read() as session:
        assert session.scalar(select(func.count()).select_from(TotpFactor)) == 1


def test_nobody_agrees_to_or_opens_ones_own(people: Database, now: datetime) -> None:
    enrolled(people, now, "admin")
    with pytest.raises(Conflict, match="admin lain"):
        begun(people, now, "admin", by="admin")
    recovery_id = begun(people, now, "admin", by="admin.dua")
    with pytest.raises(Conflict, match="Orang kedua"):
        agreed(people, recovery_id, "admin", now)
    agreed(people, recovery_id, "pengesah.prov", now)


@pytest.mark.parametrize(
    "values",
    [
        {"decided_by_id": 2, "opened_by_id": 2},
        {"decided_by_id": None, "opened_by_id": 2},
        {"decided_by_id": 1, "opened_by_id": 2},
        {"decided_by_id": 3, "opened_by_id": 1},
    ],
    ids=["one person", "nobody agreed", "the owner agreed", "the owner opened"],
)
def test_the_database_itself_wants_two_people(
    person: Person, now: datetime, values: dict[str, int | None]
) -> None:
    from sqlalchemy.exc import IntegrityError

    ids = {number: actor(person.database, name).user_id for number, name in NAMES.items()}
    found = {name: ids[number] if number else None for name, number in values.items()}
    row = FactorRecovery(
        user_id=ids[1],
        reason="x",
        opened_at=now,
        expires_at=now,
        ended_at=now,
        done_at=now,
        **found,
    )
    with pytest.raises(IntegrityError), person.database.write() as session:
        session.add(row)


NAMES = {1: "operator", 2: "admin", 3: "admin.dua"}


def test_a_recovery_ends_by_the_clock_and_by_its_owner(person: Person, clock: Clock) -> None:
    recovery_id = begun(person.database, clock())
    late = clock() + factor_recovery.LIFETIME
    with pytest.raises(NotFound):
        agreed(person.database, recovery_id, "admin.dua", late)
    with person.database.write() as session:
        owner = actor(person.database, "operator")
        factor_recovery.refuse(session, owner, recovery_id, clock())
    with pytest.raises(NotFound):
        agreed(person.database, recovery_id, "admin.dua", clock())
    other = begun(person.database, clock())
    stranger = factories.make_actor(Role.OPERATOR_KAB, user_id=999)
    with person.database.write() as session, pytest.raises(NotFound):
        factor_recovery.refuse(session, stranger, other, clock())


def test_two_who_agree_at_once_do_it_once(person: Person, now: datetime) -> None:
    recovery_id = begun(person.database, now)

    def agree(name: str) -> bool:
        with suppress(NotFound):
            agreed(person.database, recovery_id, name, now)
            return True
        return False

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(agree, ["admin.dua", "pengesah.prov"])) == [False, True]


def test_a_recovery_needs_a_reason_and_a_factor(person: Person, now: datetime) -> None:
    me, owner = actor(person.database, "admin"), actor(person.database, "operator")
    with person.database.write() as session, pytest.raises(Invalid):
        factor_recovery.begin(session, me, owner.user_id, "hilang", now)
    with pytest.raises(Conflict, match="tidak memakai"):
        begun(person.database, now, "pengesah.prov")


def test_a_link_for_the_password_leaves_the_factor(person: Person, now: datetime) -> None:
    with person.database.write() as session:
        owner = actor(person.database, "operator")
        token = links.issue(session, actor(person.database, "admin"), owner.user_id, now).token
    links.choose(person.database, Choice(token, NEW, "k"), now)
    opened = sign_in.enter(person.database, KEY, Credentials("operator", NEW, "192.0.2.1"), now)
    assert opened.is_half
