"""The owner migrates, the portal's role reads and writes: both are real roles of a real server."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import insert, make_url, select, text
from sqlalchemy.exc import ProgrammingError

from app import database_roles, schema
from app.cli import console
from app.db import METADATA, Database
from app.errors import Conflict, Invalid
from app.model.confidential import NOTHING, SYSTEM, Reach
from app.model.entry import Entry
from app.tasks import create_queue
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.settings import Settings
    from tests.conftest import Clock
    from tests.stores import PostgresStore

pytestmark = pytest.mark.postgis


@pytest.fixture
def owned(postgresql_store: PostgresStore) -> Iterator[Database]:
    """A migrated database as its owner sees it, here a superuser as in the container."""
    copy = postgresql_store.copy(None)
    owner = Database(postgresql_store.as_superuser(copy))
    schema.upgrade(owner)
    yield owner
    owner.dispose()
    postgresql_store.drop(copy)


@pytest.fixture
def portal_url(owned: Database) -> Iterator[str]:
    """The address of a role that nobody made yet."""
    name = f"pk_uji_{uuid.uuid4().hex[:10]}"
    url = make_url(owned.url).set(username=name, password="perahu-biru-19")
    yield url.render_as_string(hide_password=False)
    door = make_url(owned.url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(door, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
        if found:
            connection.execute(f'DROP OWNED BY "{name}" CASCADE'.encode())
            connection.execute(f'DROP ROLE "{name}"'.encode())


def test_the_portal_role_works_and_cannot_change_tables(owned: Database, portal_url: str) -> None:
    assert database_roles.admit(owned, portal_url)
    assert database_roles.admit(owned, portal_url), "a second time changes nothing"
    portal = Database(portal_url, reach=SYSTEM)
    with portal.write() as session:
        factories.make_province(session)
        draft = factories.make_revision(session, factories.make_period(session))
        factories.make_entry(session, draft)
    assert schema.is_current(portal)
    for reach, expected in ((SYSTEM, 1), (Reach("99.01"), 1), (Reach("99.02"), 0), (NOTHING, 0)):
        with portal.within(reach).read() as session:
            assert len(session.scalars(select(Entry.id)).all()) == expected, reach
    for forbidden in (
        "ALTER TABLE entry DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE entry DISABLE TRIGGER ALL",
        "DROP POLICY reach ON entry",
        "UPDATE alembic_version SET version_num = '0001_start'",
        "CREATE TABLE public.mine (id int)",
        "TRUNCATE entry CASCADE",
        "SET SESSION AUTHORIZATION DEFAULT; SET row_security = off; SELECT id FROM entry",
    ):
        with pytest.raises(ProgrammingError), portal.within(NOTHING).write() as session:
            session.execute(text(forbidden))
    assert database_roles.faults(portal) == []
    portal.dispose()


def test_the_queue_works_for_the_portal_role(
    owned: Database, portal_url: str, make_settings: Callable[..., Settings], clock: Clock
) -> None:
    database_roles.admit(owned, portal_url)
    portal = Database(portal_url, reach=SYSTEM)
    queue = create_queue(make_settings(database_url=portal_url), portal, clock)
    queue.send_edition(7)
    assert len(queue.huey.pending()) == 1
    queue.close()
    portal.dispose()


def test_an_owner_who_may_not_make_roles_says_what_to_run(
    postgresql_store: PostgresStore, portal_url: str
) -> None:
    plain = postgresql_store.copy(None)
    schema.upgrade(plain)
    with pytest.raises(Invalid, match="CREATE ROLE"):
        database_roles.admit(plain, portal_url)
    assert not database_roles.admit(plain, plain.url), "one role for both needs no grants"
    postgresql_store.drop(plain)


def test_a_role_past_the_wall_is_named_and_in_production_refused(
    owned: Database, make_settings: Callable[..., Settings], capsys: pytest.CaptureFixture[str]
) -> None:
    assert "superuser" in database_roles.faults(owned)[0]
    console.open_database(make_settings(database_url=owned.url)).dispose()
    assert "superuser" in capsys.readouterr().err
    with pytest.raises(Conflict, match="superuser"):
        console.open_database(make_settings(database_url=owned.url, production=True))


def test_a_table_that_lost_its_policy_is_named(postgresql_store: PostgresStore) -> None:
    database = postgresql_store.copy(None)
    schema.upgrade(database)
    assert database_roles.faults(database) == []
    with database.writer.begin() as connection:
        connection.execute(text("ALTER TABLE party NO FORCE ROW LEVEL SECURITY"))
    assert database_roles.faults(database) == ["Tabel tanpa pembatas baris: party."]
    postgresql_store.drop(database)


def test_the_owner_too_is_held_back(postgresql_store: PostgresStore) -> None:
    """One role for everything, as in small installations: FORCE holds the owner of the tables."""
    database = postgresql_store.copy(None)
    schema.upgrade(database)
    with database.write() as session:
        factories.make_province(session)
        draft = factories.make_revision(session, factories.make_period(session))
        values = {"revision_id": draft.id, "number": 1, "target": "GUBERNUR", "text": "Contoh."}
        factories.make_entry(session, draft)
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        database.within(NOTHING).write() as session,
    ):
        session.execute(insert(METADATA.tables["recommendation"]).values(values))
    postgresql_store.drop(database)
