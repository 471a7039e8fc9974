"""How migrations run: one at a time, never waiting long, alike on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa
from alembic import context
from sqlalchemy.dialects.postgresql.base import ischema_names

from app.db import METADATA
from app.model.types import Boundary, QuarterType, UtcDateTime

if TYPE_CHECKING:
    from alembic.autogenerate.api import AutogenContext
    from sqlalchemy import Connection

_LOCK = 7_012_640  # any number of our own: everybody who migrates asks for the same one
_FOREIGN_TABLES = ("spatial_ref_sys", "antrean_")  # PostGIS's, and those the queue makes itself
_POSTGRESQL_ONLY = frozenset({"ix_area_boundary"})  # Alembic does not know Index.ddl_if


class ReflectedGeometry(sa.types.UserDefinedType[Any]):
    """What a PostGIS column looks like when the database is asked for its columns."""

    def __init__(self, *_: object) -> None:
        """Take and forget the shape and the reference system."""

    def get_col_spec(self, **_: Any) -> str:
        """Name the column type."""
        return "geometry"


ischema_names["geometry"] = ReflectedGeometry


def run() -> None:
    """Run the migrations on the connection that `app.schema` opened."""
    connection: Connection = context.config.attributes["connection"]
    is_postgresql = connection.dialect.name == "postgresql"
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        # SQLite: one transaction around all, so that whoever migrates second waits and then
        # finds nothing left to do. PostgreSQL has the advisory lock for that.
        transaction_per_migration=is_postgresql,
        transactional_ddl=True,
        render_as_batch=True,
        render_item=render_item,
        include_object=include_object,
        compare_type=compare_type,
        process_revision_directives=context.config.attributes.get("on_revision"),
    )
    if is_postgresql:
        _lock(connection)
    try:
        with context.begin_transaction():
            context.run_migrations()
    finally:
        if is_postgresql:
            _unlock(connection)


def _lock(connection: Connection) -> None:
    """Wait for others who migrate; then never make the portal wait for more than seconds."""
    connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
    connection.execute(sa.text("SET lock_timeout = '4s'"))
    connection.execute(sa.text("SET statement_timeout = '60s'"))
    connection.commit()


def _unlock(connection: Connection) -> None:
    """Leave the connection as it was: it goes back to a pool."""
    connection.rollback()
    connection.execute(sa.text("RESET lock_timeout"))
    connection.execute(sa.text("RESET statement_timeout"))
    connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})
    connection.commit()


def include_object(
    item: object, name: str | None, kind: str, _reflected: object, _other: object
) -> bool:
    """Leave out what is not ours, and what SQLite does not have."""
    del item
    if kind == "table":
        return not (name or "").startswith(_FOREIGN_TABLES)
    if kind == "index" and name in _POSTGRESQL_ONLY:
        return context.get_context().dialect.name == "postgresql"
    return True


def compare_type(
    _context: object, _column: object, _found: object, found: Any, wanted: Any
) -> bool | None:
    """Compare geometry by hand: each database knows it under another name."""
    if isinstance(wanted, Boundary):
        return not isinstance(found, (ReflectedGeometry, sa.LargeBinary))
    return None


def render_item(kind: str, item: Any, autogen_context: AutogenContext) -> str | Literal[False]:
    """Write plain column types: history must not change when the portal's code does."""
    if kind != "type":
        return False
    if isinstance(item, Boundary):
        autogen_context.imports.add("from app.model.types import Boundary")
        return "Boundary()"
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, QuarterType):
        return "sa.Integer()"
    if isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    return False


run()
