"""How somebody with the database's password would go about it: guards off, change, guards on."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from app.db import Database


@contextmanager
def unlocked(database: Database) -> Iterator[Connection]:
    """Open a transaction in which the triggers of the trail do not stand in the way."""
    with database.writer.begin() as connection:
        if database.is_sqlite:
            query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' "
            found = connection.execute(sa.text(query + "AND tbl_name = 'audit_event'")).all()
            for name, _ in found:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            yield connection
            for _, statement in found:
                connection.exec_driver_sql(statement)
        else:
            connection.execute(sa.text("ALTER TABLE audit_event DISABLE TRIGGER USER"))
            yield connection
            connection.execute(sa.text("ALTER TABLE audit_event ENABLE TRIGGER USER"))
