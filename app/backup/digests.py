"""Row counts and digests of every table: what a restored database is compared by."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from psycopg import sql

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NOT_OURS = frozenset({"spatial_ref_sys"})
_BATCH = 2000


@dataclass(frozen=True, slots=True)
class TableDigest:
    """Rows of a table and the SHA-256 over all of them in the order of the primary key.

    Comparable between databases of the same kind only: each is asked for its own raw form.
    """

    rows: int
    sha256: str


def digests(connection: Connection) -> dict[str, dict[str, Any]]:
    """Return rows and digest of every table by name, as the connection's transaction sees them."""
    inspector = sa.inspect(connection)
    of_table = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    return {
        name: asdict(of_table(connection, name, _key(inspector, name)))
        for name in sorted(set(inspector.get_table_names()) - _NOT_OURS)
    }


def _key(inspector: sa.Inspector, table: str) -> list[str]:
    found = inspector.get_pk_constraint(table)["constrained_columns"]
    return found or [column["name"] for column in inspector.get_columns(table)]


def _sqlite(connection: Connection, table: str, key: list[str]) -> TableDigest:
    columns = [column["name"] for column in sa.inspect(connection).get_columns(table)]
    source = sa.table(table, *(sa.column(name) for name in columns))
    query = sa.select(source).order_by(*(source.c[name] for name in key))
    total, rows = hashlib.sha256(), 0
    for row in connection.execution_options(yield_per=_BATCH).execute(query):
        total.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
        rows += 1
    return TableDigest(rows, total.hexdigest())


def _postgresql(connection: Connection, table: str, key: list[str]) -> TableDigest:
    """Let the server write the rows as COPY text: one line each, the same on every run."""
    connection.execute(sa.text("SET LOCAL TimeZone = 'UTC'"))
    connection.execute(sa.text("SET LOCAL extra_float_digits = 3"))
    driver: Any = connection.connection.driver_connection
    columns = [column["name"] for column in sa.inspect(connection).get_columns(table)]
    # Ordered by bytes: the order of another server's language would give another digest.
    statement = sql.SQL(
        'COPY (SELECT {} FROM {} ORDER BY ROW({})::text COLLATE "C") TO STDOUT'
    ).format(_names(sorted(columns)), sql.Identifier(table), _names(key))
    total, rows = hashlib.sha256(), 0
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for piece in copy:
            total.update(piece)
            rows += bytes(piece).count(b"\n")
    return TableDigest(rows, total.hexdigest())


def _names(names: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))
