"""Personal data can leave follow-ups and deadlines too, and an edition that prints it is held."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019_redact_the_rest"
down_revision = "0018_add_scans_and_quotas"
branch_labels = None
depends_on = None

NEW = {"follow_up_id": "follow_up", "obligation_id": "obligation"}
FIRST = {"redaction": "revision_id", "redaction_request": "report_id"}
CHECKS = {"redaction": "ck_redaction_of_one_owner",
          "redaction_request": "ck_redaction_request_of_one_report"}  # fmt: skip
REACH = "(SELECT current_setting('petakonflik.reports', true))"
BEFORE = (
    f"{REACH} = 'system' "
    "OR EXISTS (SELECT 1 FROM revision up WHERE up.id = redaction.revision_id) "
    "OR EXISTS (SELECT 1 FROM flash_report up WHERE up.id = redaction.flash_report_id)"
)
# A duty is open to all, what is written about it is not: its region decides.
SINCE = (
    f"{BEFORE} "
    "OR EXISTS (SELECT 1 FROM follow_up up WHERE up.id = redaction.follow_up_id) "
    "OR EXISTS (SELECT 1 FROM obligation up WHERE up.id = redaction.obligation_id AND "
    f"({REACH} = 'province' OR up.region_code = ANY (string_to_array({REACH}, ','))))"
)


def one_of(*columns: str) -> str:
    """Return the condition that exactly one of the columns is filled."""
    return " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in columns) + " = 1"


def upgrade() -> None:
    triggers = _lift_triggers()
    for table in FIRST:
        _widen(table)
    _put_back(triggers)
    # Not by copying the tables: their triggers, if any, would be lost.
    moment = sa.DateTime(timezone=True)
    op.add_column("evidence", sa.Column("redacted_at", moment, nullable=True))
    op.add_column("edition", sa.Column("withheld_at", moment, nullable=True))
    _guard_redactions(SINCE)


def _widen(table: str) -> None:
    """Let a row belong to a follow-up or a duty; still to one thing alone."""
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(op.f(CHECKS[table]), type_="check")
        for column, target in NEW.items():
            batch_op.add_column(sa.Column(column, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(
                batch_op.f(f"fk_{table}_{column}"), target, [column], ["id"]
            )
            if table == "redaction":
                batch_op.create_unique_constraint(
                    batch_op.f(f"uq_redaction_{column}_part_row_key_field_name"),
                    [column, "part", "row_key", "field_name"],
                )
        batch_op.create_check_constraint(
            op.f(CHECKS[table]), one_of(FIRST[table], "flash_report_id", *NEW)
        )


def _guard_redactions(condition: str) -> None:
    """Let the policy follow: a redaction is its owner's."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"ALTER POLICY reach ON redaction USING ({condition}) WITH CHECK ({condition})")


def _lift_triggers() -> list[str]:
    """Take off every trigger that reads `redaction`, so that SQLite can copy the table."""
    if op.get_context().dialect.name == "postgresql":
        return []
    found = op.get_bind().execute(
        sa.text(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' "
            "AND sql LIKE '%redaction%' ORDER BY name"
        )
    )
    kept = [(str(name), str(statement)) for name, statement in found]
    for name, _ in kept:
        op.execute(f"DROP TRIGGER {name}")
    return [statement for _, statement in kept]


def _put_back(triggers: list[str]) -> None:
    for statement in triggers:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    # The policy names columns that go, and would hold them back.
    _guard_redactions(BEFORE)
    op.drop_column("edition", "withheld_at")
    op.drop_column("evidence", "redacted_at")
    triggers = _lift_triggers()
    for table, first in FIRST.items():
        op.execute(f"DELETE FROM {table} WHERE {first} IS NULL AND flash_report_id IS NULL")
        _narrow(table)
    _put_back(triggers)


def _narrow(table: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(op.f(CHECKS[table]), type_="check")
        for column in reversed(NEW):
            if table == "redaction":
                batch_op.drop_constraint(
                    batch_op.f(f"uq_redaction_{column}_part_row_key_field_name"), type_="unique"
                )
            batch_op.drop_constraint(batch_op.f(f"fk_{table}_{column}"), type_="foreignkey")
            batch_op.drop_column(column)
        batch_op.create_check_constraint(
            op.f(CHECKS[table]), f"({FIRST[table]} IS NULL) <> (flash_report_id IS NULL)"
        )
