"""Row-level security: on PostgreSQL a statement that forgets its scope finds nothing foreign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from app.access.reach import reach_of
from app.db import METADATA, Database
from app.model.account import Role
from app.model.confidential import NOTHING, OPEN_TABLES, SYSTEM, Reach
from app.model.report import Revision, State
from tests import factories, planting
from tests.planting import GUARDED, SAID_AT_ONCE, Planted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.stores import PostgresStore

pytestmark = pytest.mark.postgis

OWN, OTHER = "99.01", "99.02"
OFFICER = reach_of(factories.make_actor(region=OWN))
NEIGHBOUR = reach_of(factories.make_actor(region=OTHER))
ANALYST = reach_of(factories.make_actor(Role.ANALIS_PROV, region="99"))
PROVINCES = frozenset({"pair_verdict"})  # the regencies see none of it, not even of their cases
NEVER_CHANGED = frozenset({"flash_version", "recommendation_answer"})


@dataclass
class Ground:
    """A database with a draft of two regencies, and what was planted in each."""

    database: Database
    own: Planted
    other: Planted


@pytest.fixture(scope="module")
def ground(postgresql_store: PostgresStore) -> Iterator[Ground]:
    from tests.conftest import _copy_of

    database = _copy_of(postgresql_store, "migrated")
    planted = {}
    with database.write() as session:
        factories.make_province(session)
        period = factories.make_period(session)
        for region in (OWN, OTHER):
            officer = factories.make_user(session, region=region)
            draft = factories.make_revision(session, period, region)
            planted[region] = planting.plant(session, draft, officer, "kataX", region)
    yield Ground(database, planted[OWN], planted[OTHER])
    postgresql_store.drop(database)


def ids(database: Database, reach: Reach, table: sa.Table) -> set[int]:
    """What a statement without any condition finds."""
    with database.within(reach).read() as session:
        return set(session.scalars(sa.select(table.c.id)))


def leaks(ground: Ground, table: sa.Table) -> list[str]:
    """Try to read, change and remove a foreign row of a table, and to add one."""
    foreign, found = ground.other.ids[table.name], []
    if foreign in ids(ground.database, OFFICER, table):
        found.append("read")
    same = {table.c.id.name: table.c.id}
    tries = {
        "changed": sa.update(table).where(table.c.id == foreign).values(same),
        "removed": sa.delete(table).where(table.c.id == foreign),
    }
    if table.name not in NEVER_CHANGED:  # there one's own row already refuses
        tries["changed all"] = sa.update(table).values(same)
    for name, statement in tries.items():
        if foreign in _touched(ground.database, statement.returning(table.c.id)):
            found.append(name)
    if not _refuses_a_foreign_row(ground, table):
        found.append("added")
    return found


def _touched(database: Database, statement: Any) -> set[int]:
    """Return the rows a statement reaches; a trigger or a reference in its way was reached too."""
    with database.within(OFFICER).writer.connect() as connection:
        try:
            return set(connection.execute(statement).scalars())
        except sa.exc.IntegrityError:
            return set(range(1000))
        finally:
            connection.rollback()


def _refuses_a_foreign_row(ground: Ground, table: sa.Table) -> bool:
    foreign = ground.other.ids[table.name]
    with ground.database.read() as session:
        row = session.execute(sa.select(table).where(table.c.id == foreign)).mappings().one()
    values = {name: value for name, value in row.items() if name != "id"}
    with ground.database.within(OFFICER).writer.connect() as connection:
        try:
            connection.execute(sa.insert(table).values(values))
        except ProgrammingError as refusal:
            return "row-level security" in str(refusal.orig)
        except sa.exc.IntegrityError:
            return False  # so far only a unique key stood in the way
        finally:
            connection.rollback()
    return False


@pytest.mark.parametrize("table", GUARDED, ids=lambda table: table.name)
def test_nothing_foreign_without_a_condition(ground: Ground, table: sa.Table) -> None:
    assert leaks(ground, table) == []
    own = ids(ground.database, OFFICER, table)
    assert own == (set() if table.name in PROVINCES else ground.own.rows(table.name))


@pytest.mark.parametrize("table", GUARDED, ids=lambda table: table.name)
def test_no_reach_sees_nothing_and_the_system_all(ground: Ground, table: sa.Table) -> None:
    assert ids(ground.database, NOTHING, table) == set()
    both = ground.own.rows(table.name) | ground.other.rows(table.name)
    assert ids(ground.database, SYSTEM, table) == both
    assert ids(ground.database, ANALYST, table) == (both if table.name in SAID_AT_ONCE else set())


@pytest.mark.parametrize("name", ["entry", "party", "revision", "flash_version", "evidence"])
def test_the_check_bites(ground: Ground, name: str) -> None:
    """Without its policy the very same checks find the foreign row."""
    table = METADATA.tables[name]
    quoted = sa.text(f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY")
    with ground.database.writer.begin() as connection:
        connection.execute(quoted)
    try:
        assert {"read", "changed"} <= set(leaks(ground, table))
    finally:
        with ground.database.writer.begin() as connection:
            connection.execute(sa.text(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"))


def test_every_table_is_guarded_or_says_why_not(ground: Ground) -> None:
    with ground.database.read() as session:
        rows = session.execute(
            sa.text(
                "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AND "
                "EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid "
                "AND p.polname = 'reach' AND p.polcmd = '*' "
                "AND p.polqual IS NOT NULL AND p.polwithcheck IS NOT NULL) AS is_guarded "
                "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE n.nspname = 'public' AND c.relkind = 'r'"
            )
        )
        state = {row.relname: row.is_guarded for row in rows}
    guarded = {name for name, is_guarded in state.items() if is_guarded}
    assert guarded == {table.name for table in GUARDED}
    assert set(OPEN_TABLES) | guarded == set(METADATA.tables)
    assert all(len(reason) > 10 for reason in OPEN_TABLES.values())


def test_no_view_walks_past_the_policies(ground: Ground) -> None:
    """A view runs as its owner unless it says security_invoker; functions likewise."""
    with ground.database.read() as session:
        views = session.scalars(
            sa.text(
                "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE n.nspname = 'public' AND c.relkind IN ('v', 'm') AND NOT "
                "coalesce('security_invoker=true' = ANY (c.reloptions), false) "
                "AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid "
                "AND d.deptype = 'e')"
            )
        ).all()
        definers = session.scalars(
            sa.text(
                "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
                "WHERE n.nspname = 'public' AND p.prosecdef AND NOT EXISTS (SELECT 1 FROM "
                "pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
            )
        ).all()
    assert (list(views), list(definers)) == ([], [])


def test_a_pooled_connection_carries_nothing_over(ground: Ground) -> None:
    """One connection, used by one office, another, nobody; and after a broken transaction."""
    table = METADATA.tables["entry"]
    alone = Database(ground.database.url, pool_size=1)
    count, broken = sa.select(sa.func.count()).select_from(table), sa.text("SELECT 1 / 0")
    own, other = {ground.own.ids["entry"]}, {ground.other.ids["entry"]}
    try:
        for _ in range(3):
            assert ids(alone, OFFICER, table) == own
            assert ids(alone, NEIGHBOUR, table) == other
            assert ids(alone, NOTHING, table) == set()
            with pytest.raises(sa.exc.DataError), alone.within(SYSTEM).write() as session:
                session.execute(broken)
            with alone.writer.connect() as connection:
                assert connection.execute(count).scalar_one() == 0
                connection.commit()
                # What a driver's own statement finds outside every transaction of ours.
                raw = connection.connection.driver_connection
                assert raw is not None
                assert raw.execute("SELECT count(*) FROM entry").fetchone() == (0,)
        assert alone.writer.pool.checkedin() == 1  # type: ignore[attr-defined]
    finally:
        alone.dispose()


def test_a_second_transaction_of_a_session_names_its_reach_again(ground: Ground) -> None:
    table = METADATA.tables["entry"]
    with ground.database.within(OFFICER).read() as session:
        for _ in range(2):
            found = set(session.scalars(sa.select(table.c.id)))
            assert found == {ground.own.ids["entry"]}
            session.rollback()


def test_a_savepoint_taken_back_keeps_the_reach(ground: Ground) -> None:
    table = METADATA.tables["entry"]
    with ground.database.within(OFFICER).write() as session:
        nested = session.begin_nested()
        nested.rollback()
        assert set(session.scalars(sa.select(table.c.id))) == {ground.own.ids["entry"]}


def test_reading_by_copy_obeys_too(ground: Ground) -> None:
    with ground.database.within(OFFICER).writer.connect() as connection:
        connection.execute(sa.text("SELECT 1"))
        raw: Any = connection.connection.driver_connection
        with raw.cursor().copy("COPY (SELECT id FROM entry) TO STDOUT") as copied:
            lines = [bytes(block) for block in copied]
    assert b"".join(lines).split() == [str(ground.own.ids["entry"]).encode()]


def test_foreign_and_unknown_parents_are_refused_alike(ground: Ground) -> None:
    """A reference is no way to find out whether a foreign row exists."""
    with ground.database.read() as session:
        statement = sa.select(METADATA.tables["review_note"])
        row = dict(session.execute(statement).mappings().first() or {})
    del row["id"]
    said = []
    for number in (ground.other.ids["revision"], 2**30):
        row["revision_id"] = number
        with (
            pytest.raises(ProgrammingError) as refusal,
            ground.database.within(OFFICER).write() as session,
        ):
            session.execute(sa.insert(METADATA.tables["review_note"]).values(row))
        said.append(str(refusal.value.orig))
    assert said[0] == said[1]


# Unique over all regencies: what a taken value would tell somebody who may not see the row.
ACROSS_REGENCIES = {
    ("report", ("report_no",)): "made of the regency's code and the quarter",
    ("revision", ("receipt_code",)): "drawn at random by the portal, never typed",
    ("case", ("case_no",)): "begins with the regency's code",
    ("flash_report", ("code",)): "begins with the regency's code",
}


def test_no_unique_key_tells_of_foreign_rows() -> None:
    found = {
        (table.name, tuple(column.name for column in key.columns))
        for table in GUARDED
        for key in [*table.constraints, *(index for index in table.indexes if index.unique)]
        if isinstance(key, (sa.UniqueConstraint, sa.Index))
        and not any(_leads_home(column) for column in key.columns)
    }
    assert found == set(ACROSS_REGENCIES)


def _leads_home(column: sa.Column[Any]) -> bool:
    """Tell whether a key begins with the regency or a row of one."""
    targets = {key.column.table.name for key in column.foreign_keys}
    return bool(targets & ({table.name for table in GUARDED} | {"region", "obligation"}))


def test_what_was_sent_is_the_provinces_too(postgresql_store: PostgresStore) -> None:
    from tests.conftest import _copy_of

    database = _copy_of(postgresql_store, "migrated")
    with database.write() as session:
        factories.make_province(session)
        draft = factories.make_revision(session, factories.make_period(session), OWN)
        entry, number = factories.make_entry(session, draft).id, draft.id
    table = METADATA.tables["entry"]
    assert ids(database, ANALYST, table) == set()
    with database.within(OFFICER).write() as session:
        factories.send(session, session.get_one(Revision, number), State.DIKIRIM)
    assert ids(database, ANALYST, table) == {entry}
    assert ids(database, NEIGHBOUR, table) == set()
    postgresql_store.drop(database)
