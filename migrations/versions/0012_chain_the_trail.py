"""The trail is chained: numbers without a gap, hashes, triggers that let rows only be added."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

import rfc8785
import sqlalchemy as sa
from alembic import op

revision = "0012_chain_the_trail"
down_revision = "0011_date_tallies"
branch_labels = None
depends_on = None

START = "0" * 64
COLUMNS = (("outcome", 12), ("origin", 60), ("region_code", 13), ("previous", 64), ("hash", 64))
TRAIL = sa.table(
    "audit_event",
    sa.column("id", sa.Integer),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("actor", sa.String),
    sa.column("action", sa.String),
    sa.column("subject", sa.String),
    sa.column("details", sa.JSON),
    sa.column("previous", sa.String),
    sa.column("hash", sa.String),
)
BATCH = 1000
ONLY_ADDED = "the trail is only added to"
NOT_NEXT = "a row of the trail must follow the last one"
IS_NEXT = (
    "NEW.id = (SELECT coalesce(max(id), 0) + 1 FROM audit_event) AND NEW.previous = "
    f"coalesce((SELECT hash FROM audit_event WHERE id = NEW.id - 1), '{START}')"
)


def upgrade() -> None:
    for name, length in COLUMNS:
        op.add_column(
            "audit_event",
            sa.Column(name, sa.String(length=length), nullable=False, server_default=""),
        )
    op.create_index(
        op.f("ix_audit_event_region_code_at"), "audit_event", ["region_code", "at"], unique=False
    )
    op.add_column("edition", sa.Column("seal", sa.JSON(), nullable=True))
    chain_what_is_there()
    if op.get_context().dialect.name == "postgresql":
        guard_postgresql()
    else:
        guard_sqlite()


def chain_what_is_there() -> None:
    """Close the gaps of rolled-back transactions and chain the rows in the order they came."""
    connection = op.get_bind()
    number, previous, after = 0, START, -1
    while True:
        query = sa.select(TRAIL).where(TRAIL.c.id > after).order_by(TRAIL.c.id).limit(BATCH)
        rows = connection.execute(query).mappings().all()
        if not rows:
            return
        changed = []
        for row in rows:
            number += 1
            new = {"old": row["id"], "number": number, "before": previous}
            previous = new["own"] = digest(row, number, previous)
            changed.append(new)
        after = rows[-1]["id"]
        connection.execute(
            sa.text(
                "UPDATE audit_event SET id = :number, previous = :before, hash = :own "
                "WHERE id = :old"
            ),
            changed,
        )


def digest(row: sa.RowMapping, number: int, previous: str) -> str:
    """The canonical form as it was when this migration was written."""
    at: datetime = row["at"]
    at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    details = row["details"]
    form = {
        "id": number,
        "at": at.isoformat(timespec="microseconds"),
        "actor": row["actor"],
        "action": row["action"],
        "subject": row["subject"],
        "details": json.loads(details) if isinstance(details, str) else details,
        "outcome": "",
        "origin": "",
        "region_code": "",
        "previous": previous,
    }
    return hashlib.sha256(rfc8785.dumps(form)).hexdigest()


def guard_sqlite() -> None:
    for event in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER frozen_audit_event_{event} BEFORE {event.upper()} ON audit_event "
            f"BEGIN SELECT RAISE(ABORT, '{ONLY_ADDED}'); END"
        )
    op.execute(
        "CREATE TRIGGER frozen_audit_event_insert BEFORE INSERT ON audit_event "
        f"WHEN NOT ({IS_NEXT}) BEGIN SELECT RAISE(ABORT, '{NOT_NEXT}'); END"
    )


def guard_postgresql() -> None:
    op.execute("ALTER TABLE audit_event ALTER COLUMN id DROP DEFAULT")
    op.execute(
        "CREATE FUNCTION frozen_audit_event_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{ONLY_ADDED}' USING ERRCODE = 'restrict_violation'; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER frozen_audit_event_change BEFORE UPDATE OR DELETE ON audit_event "
        "FOR EACH ROW EXECUTE FUNCTION frozen_audit_event_change()"
    )
    op.execute(
        "CREATE TRIGGER frozen_audit_event_truncate BEFORE TRUNCATE ON audit_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION frozen_audit_event_change()"
    )
    op.execute(
        "CREATE FUNCTION frozen_audit_event_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF NOT ({IS_NEXT}) THEN RAISE EXCEPTION '{NOT_NEXT}' "
        "USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER frozen_audit_event_insert BEFORE INSERT ON audit_event "
        "FOR EACH ROW EXECUTE FUNCTION frozen_audit_event_insert()"
    )


def downgrade() -> None:
    """Drop the chain; rows and their numbers stay."""
    if op.get_context().dialect.name == "postgresql":
        for name in ("change", "truncate", "insert"):
            op.execute(f"DROP TRIGGER frozen_audit_event_{name} ON audit_event")
        for name in ("change", "insert"):
            op.execute(f"DROP FUNCTION frozen_audit_event_{name}()")
        op.execute(
            "ALTER TABLE audit_event ALTER COLUMN id SET DEFAULT nextval('audit_event_id_seq')"
        )
        op.execute(
            "SELECT setval('audit_event_id_seq', "
            "(SELECT coalesce(max(id), 0) + 1 FROM audit_event), false)"
        )
    else:
        for name in ("update", "delete", "insert"):
            op.execute(f"DROP TRIGGER frozen_audit_event_{name}")
    op.drop_column("edition", "seal")
    op.drop_index(op.f("ix_audit_event_region_code_at"), table_name="audit_event")
    for name, _ in COLUMNS:
        op.drop_column("audit_event", name)
