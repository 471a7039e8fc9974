"""The database itself refuses to change a report that was sent."""

from __future__ import annotations

from alembic import op

revision = "0002_freeze_sent"
down_revision = "0001_start"
branch_labels = None
depends_on = None

EDITABLE = "('DRAF', 'MENUNGGU_PENGESAHAN')"
MESSAGE = "a sent revision never changes"
OF_REVISION = ("entry", "district_statement", "pending_row", "upload")
OF_ENTRY = ("entry_location", "party", "information_source", "action")
CONTENT = (
    "number",
    "is_nil",
    "nil_statement",
    "letter_no",
    "letter_date",
    "letter_subject",
    "addressee",
    "signatory_name",
    "signatory_position",
    "situation_summary",
    "trend",
    "trend_reason",
    "content_sha256",
    "receipt_code",
    "submitted_at",
)


def state_of(table: str, row: str) -> str:
    """Return the query for the state of the revision a row belongs to."""
    if table in OF_REVISION:
        return f"(SELECT state FROM revision WHERE id = {row}.revision_id)"
    return (
        "(SELECT revision.state FROM revision JOIN entry ON entry.revision_id = revision.id "
        f"WHERE entry.id = {row}.entry_id)"
    )


def upgrade() -> None:
    is_postgresql = op.get_context().dialect.name == "postgresql"
    if is_postgresql:
        op.execute(
            "CREATE FUNCTION refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$"
        )
    # Words of this file only: nothing from outside is put into the statements.
    for table in (*OF_REVISION, *OF_ENTRY):
        for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            if is_postgresql:
                _function_trigger(table, event, row)
            else:
                _sqlite_trigger(table, event, f"{state_of(table, row)} NOT IN {EDITABLE}")
    differs = "IS DISTINCT FROM" if is_postgresql else "IS NOT"
    changed = " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in CONTENT)
    condition = f"OLD.state NOT IN {EDITABLE} AND ({changed})"
    if is_postgresql:
        op.execute(
            f"CREATE TRIGGER frozen_revision_update BEFORE UPDATE ON revision FOR EACH ROW "
            f"WHEN ({condition}) EXECUTE FUNCTION refuse_frozen()"
        )
    else:
        _sqlite_trigger("revision", "UPDATE", condition)


def _sqlite_trigger(table: str, event: str, condition: str) -> None:
    op.execute(
        f"CREATE TRIGGER frozen_{table}_{event.lower()} BEFORE {event} ON {table} "
        f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )


def _function_trigger(table: str, event: str, row: str) -> None:
    """PostgreSQL allows no subquery in WHEN, so each table gets its own small function."""
    name = f"frozen_{table}_{event.lower()}"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {state_of(table, row)} NOT IN {EDITABLE} THEN "
        f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END IF; "
        f"RETURN {'OLD' if event == 'DELETE' else 'NEW'}; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )


def downgrade() -> None:
    is_postgresql = op.get_context().dialect.name == "postgresql"
    names = [
        (table, f"frozen_{table}_{event}")
        for table in (*OF_REVISION, *OF_ENTRY)
        for event in ("insert", "update", "delete")
    ]
    for table, name in (*names, ("revision", "frozen_revision_update")):
        if is_postgresql:
            op.execute(f"DROP TRIGGER {name} ON {table}")
        else:
            op.execute(f"DROP TRIGGER {name}")
    if is_postgresql:
        for _, name in names:
            op.execute(f"DROP FUNCTION {name}()")
        op.execute("DROP FUNCTION refuse_frozen()")
