"""Migrations with a row in every table: down, up and shot in the middle, and every row is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from app import schema
from app.db import METADATA
from tests.attacks import migration_attack as attack

if TYPE_CHECKING:
    from pathlib import Path

    from app.db import Database
    from tests.stores import Store

KNOWN = attack.revisions()


def test_every_row_outlives_every_step(empty_database: Database, tmp_path: Path) -> None:
    """Step by step down to the first migration, then up again in one go."""
    database = empty_database
    attack.fill(database, tmp_path)
    full = attack.rows_of(database)
    assert {name for name, (_, rows) in full.items() if not rows} == set(), "a table is empty"
    assert set(full) == set(METADATA.tables)
    kept = full
    for revision in KNOWN[-2::-1]:
        schema.downgrade(database, revision)
        assert attack.lost(kept, attack.rows_of(database)) == [], f"down to {revision}"
        # What a migration added goes with it; everything older stays.
        kept = attack.rows_of(database)
        schema.upgrade(database)
        assert attack.lost(kept, attack.rows_of(database)) == [], f"up again from {revision}"
        schema.downgrade(database, revision)
        assert attack.lost(kept, attack.rows_of(database)) == [], f"down again to {revision}"
    assert sum(len(rows) for _, rows in kept.values()) > 50
    schema.upgrade(database)
    schema.check(database)


def test_shot_in_the_middle(store: Store, tmp_path: Path) -> None:
    found = attack.attack(store, tmp_path, count=3, seed=7)
    assert found["wrong"] == []
    assert found["rows"] > 50
    assert found["statements"] > 20


@pytest.mark.parametrize("loss", ["a row", "a value"])
def test_a_loss_is_found(database: Database, loss: str) -> None:
    with database.writer.begin() as connection:
        connection.execute(sa.text("INSERT INTO portal_fact (name, value) VALUES ('a', 'satu')"))
    before = attack.rows_of(database)
    assert attack.lost(before, attack.rows_of(database)) == []
    with database.writer.begin() as connection:
        if loss == "a row":
            connection.execute(sa.text("DELETE FROM portal_fact"))
        else:
            connection.execute(sa.text("UPDATE portal_fact SET value = 'dua'"))
    assert [item.split(":")[0] for item in attack.lost(before, attack.rows_of(database))] == [
        "portal_fact"
    ]
