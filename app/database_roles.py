"""Two roles on PostgreSQL: the tables' owner, who migrates, and the portal's own, who may less."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg import sql
from sqlalchemy import make_url, text

from app.db import METADATA
from app.errors import Invalid
from app.model.confidential import OPEN_TABLES

if TYPE_CHECKING:
    import psycopg

    from app.db import Database

_CREATE = """Buat dahulu peran itu, lalu ulangi: CREATE ROLE {role} LOGIN PASSWORD '...'"""
_PASSES_EVERY_POLICY = text(
    "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
)
_GUARDED = text(
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
    "AND relrowsecurity AND relforcerowsecurity"
)


def admit(owner: Database, portal_url: str) -> bool:
    """Let the portal's role read and write, and nothing else; make it if it is not there.

    Returns whether there is such a role, apart from the owner's. It gets a schema of its own, in
    which the queue makes its tables, and never the right to create or alter the portal's.

    Raises:
        Invalid: the role does not exist and the owner may not create one.
    """
    portal = make_url(portal_url)
    if owner.is_sqlite or portal.username in {None, make_url(owner.url).username}:
        return False
    with owner.writer.begin() as connection:
        # Names and passwords cannot be parameters of such statements; the driver quotes them.
        driver: Any = connection.connection.driver_connection
        _admit(driver, str(portal.username), portal.password)
    return True


def _admit(driver: psycopg.Connection, name: str, password: str | None) -> None:
    role = sql.Identifier(name)
    known = driver.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    if known is None:
        may = driver.execute(
            "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        if not may or not may[0]:
            raise Invalid(f"Peran basis data {name} belum ada. " + _CREATE.format(role=name))
        made = sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD {}")
        driver.execute(made.format(role, sql.Literal(password)))
    for statement in (
        "GRANT USAGE ON SCHEMA public TO {}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}",
        "REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {}",
        # Whoever made this schema owns it: its tables are the queue's, made and dropped at will.
        "CREATE SCHEMA IF NOT EXISTS {}",
        "GRANT USAGE, CREATE ON SCHEMA {0} TO {0}",
    ):
        driver.execute(sql.SQL(statement).format(role))


def faults(database: Database) -> list[str]:
    """Say, one sentence each, why the database would not hold back a forgotten condition."""
    if database.is_sqlite:
        return []
    with database.read() as session:
        passes = session.scalar(_PASSES_EVERY_POLICY)
        guarded = set(session.scalars(_GUARDED))
    found = []
    if passes:
        found.append(
            "Peran basis data portal adalah superuser atau BYPASSRLS, sehingga pembatas baris "
            "tidak berlaku. Pakai peran biasa di PETAKONFLIK_DATABASE_URL dan pemilik tabel di "
            "PETAKONFLIK_DATABASE_OWNER_URL, lalu jalankan: petakonflik migrate"
        )
    bare = sorted(set(METADATA.tables) - set(OPEN_TABLES) - guarded)
    if bare:
        found.append(f"Tabel tanpa pembatas baris: {', '.join(bare)}.")
    return found
