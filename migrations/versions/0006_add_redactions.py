"""Personal data can be taken out of a sent version, and nothing else of it can change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_add_redactions"
down_revision = "0005_add_cases_and_links"
branch_labels = None
depends_on = None

EDITABLE = "('DRAF', 'MENUNGGU_PENGESAHAN')"
MESSAGE = "a sent revision never changes"
OF_ENTRY = ("entry_location", "party", "information_source", "action")
# What 0002 froze of a version; these three texts may be redacted.
TEXTS = ("nil_statement", "situation_summary", "trend_reason")
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


def upgrade() -> None:
    op.create_table(
        "redaction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=12), nullable=False),
        sa.Column("row_key", sa.String(length=40), nullable=False),
        sa.Column("field_name", sa.String(length=40), nullable=False),
        sa.Column("original_sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_redaction_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction")),
        sa.UniqueConstraint(
            "revision_id",
            "part",
            "row_key",
            "field_name",
            name=op.f("uq_redaction_revision_id_part_row_key_field_name"),
        ),
    )

    for table in ("entry", *OF_ENTRY):
        replace_trigger(table, f"{frozen(table)} AND NOT {redacted(table)}")
    replace_revision_trigger(redactable=True)


def state_of(table: str) -> str:
    """Return the query for the state of the revision an old row belongs to."""
    if table == "entry":
        return "(SELECT state FROM revision WHERE id = OLD.revision_id)"
    return (
        "(SELECT revision.state FROM revision JOIN entry ON entry.revision_id = revision.id "
        "WHERE entry.id = OLD.entry_id)"
    )


def frozen(table: str) -> str:
    """Return the condition that a row belongs to a sent version."""
    return f"{state_of(table)} NOT IN {EDITABLE}"


def redacted(table: str) -> str:
    """Return the condition that the version is being redacted right now."""
    owner = (
        "OLD.revision_id"
        if table == "entry"
        else "(SELECT revision_id FROM entry WHERE id = OLD.entry_id)"
    )
    return f"EXISTS (SELECT 1 FROM redaction WHERE is_open AND revision_id = {owner})"


def replace_trigger(table: str, condition: str) -> None:
    """Write the trigger on updates of a table anew."""
    name = f"frozen_{table}_update"
    if op.get_context().dialect.name == "postgresql":
        op.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{MESSAGE}' "
            "USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$"
        )
        return
    op.execute(f"DROP TRIGGER {name}")
    op.execute(
        f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} "
        f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )


def replace_revision_trigger(*, redactable: bool) -> None:
    """Write the trigger on versions anew; two of them when three texts may be redacted."""
    is_postgresql = op.get_context().dialect.name == "postgresql"
    differs = "IS DISTINCT FROM" if is_postgresql else "IS NOT"
    fixed = [name for name in CONTENT if not (redactable and name in TEXTS)]
    changed = " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in fixed)
    where = " ON revision" if is_postgresql else ""
    op.execute(f"DROP TRIGGER frozen_revision_update{where}")
    act = (
        "FOR EACH ROW WHEN ({}) EXECUTE FUNCTION refuse_frozen()"
        if is_postgresql
        else f"WHEN {{}} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )
    sent = f"OLD.state NOT IN {EDITABLE}"
    op.execute(
        "CREATE TRIGGER frozen_revision_update BEFORE UPDATE ON revision "
        + act.format(f"{sent} AND ({changed})")
    )
    texts = " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in TEXTS)
    being = "EXISTS (SELECT 1 FROM redaction WHERE is_open AND revision_id = OLD.id)"
    if redactable and is_postgresql:
        op.execute(
            "CREATE FUNCTION frozen_revision_texts() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF {sent} AND ({texts}) AND NOT {being} THEN RAISE EXCEPTION '{MESSAGE}' "
            "USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER frozen_revision_texts BEFORE UPDATE ON revision FOR EACH ROW "
            "EXECUTE FUNCTION frozen_revision_texts()"
        )
    elif redactable:
        op.execute(
            "CREATE TRIGGER frozen_revision_texts BEFORE UPDATE ON revision "
            + act.format(f"{sent} AND ({texts}) AND NOT {being}")
        )


def downgrade() -> None:
    is_postgresql = op.get_context().dialect.name == "postgresql"
    for table in ("entry", *OF_ENTRY):
        replace_trigger(table, frozen(table))
    op.execute(f"DROP TRIGGER frozen_revision_texts{' ON revision' if is_postgresql else ''}")
    if is_postgresql:
        op.execute("DROP FUNCTION frozen_revision_texts()")
    replace_revision_trigger(redactable=False)
    op.drop_table("redaction")
