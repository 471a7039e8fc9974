"""Personal data can leave every sent thing: files, requests, answers, flash reports, notes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014_redact_everything"
down_revision = "0013_add_row_security"
branch_labels = None
depends_on = None

EDITABLE = "('DRAF', 'MENUNGGU_PENGESAHAN')"
WITH_LETTER = "('DRAF', 'MENUNGGU_PENGESAHAN', 'DIKIRIM', 'DITELAAH')"
SENT = "a sent revision never changes"
ANSWER = "an answer is never changed"
FLASH = "a flash report is only added to"
# What stays as it is, even while a redaction is open.
FIXED = {
    "attachment": (
        "id", "revision_id", "category", "media_type", "size_bytes", "sha256", "uploaded_at",
        "uploaded_by_id", "entry_key", "action_key", "taken_on", "classification",
        "has_personal_data", "thumbnail_sha256", "removed_at",
    ),
    "upload": (
        "id", "revision_id", "file_name", "file_sha256", "size_bytes", "uploaded_at",
        "uploaded_by_id", "total_rows", "created_rows", "unchanged_rows", "changed_rows",
        "refused_rows",
    ),
    "recommendation": ("id", "revision_id", "number", "target", "entry_key", "wanted_by"),
    "district_statement": ("id", "revision_id", "region_code", "statement", "basis"),
    "case_omission": ("id", "revision_id", "case_id", "reason", "closure_basis", "closed_on"),
    "recommendation_answer": (
        "id", "report_id", "number", "revision_number", "status", "answered_on", "answered_at",
        "answered_by_id",
    ),
    "flash_version": (
        "id", "report_id", "number", "district_code", "event_at", "deaths", "injured_serious",
        "injured_minor", "displaced_people", "written_at", "written_by_id",
    ),
}  # fmt: skip
REACH = "(SELECT current_setting('petakonflik.reports', true))"
OF_REVISION = "EXISTS (SELECT 1 FROM revision up WHERE up.id = redaction.revision_id)"
OF_FLASH = "EXISTS (SELECT 1 FROM flash_report up WHERE up.id = redaction.flash_report_id)"
REQUEST_REACH = (
    f"{REACH} IN ('system', 'province') OR redaction_request.region_code = "
    f"ANY (string_to_array({REACH}, ','))"
)
MESSAGES = {"recommendation_answer": ANSWER, "flash_version": FLASH}


def frozen(table: str) -> str:
    """Return the condition that a row may not change, as it was before."""
    if table in MESSAGES:
        return "1 = 1"
    of_revision = "FROM revision WHERE id = OLD.revision_id)"
    if table == "attachment":
        letter = f"CASE WHEN OLD.category = 'SURAT' THEN state IN {WITH_LETTER}"
        return f"NOT (SELECT {letter} ELSE state IN {EDITABLE} END {of_revision}"
    return f"(SELECT state {of_revision} NOT IN {EDITABLE}"


def being_redacted(table: str) -> str:
    """Return the condition that the owner of a row is being redacted right now."""
    if table == "flash_version":
        return "EXISTS (SELECT 1 FROM redaction WHERE is_open AND flash_report_id = OLD.report_id)"
    if table == "recommendation_answer":
        return (
            "EXISTS (SELECT 1 FROM redaction JOIN revision ON revision.id = redaction.revision_id "
            "WHERE is_open AND revision.report_id = OLD.report_id)"
        )
    return "EXISTS (SELECT 1 FROM redaction WHERE is_open AND revision_id = OLD.revision_id)"


def replace_trigger(table: str, condition: str) -> None:
    """Write the trigger on updates of a table anew."""
    name, message = f"frozen_{table}_update", MESSAGES.get(table, SENT)
    if op.get_context().dialect.name == "postgresql":
        op.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{message}' "
            "USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$"
        )
        return
    op.execute(f"DROP TRIGGER {name}")
    op.execute(
        f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} "
        f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def upgrade() -> None:
    _add_requests()
    triggers = _lift_triggers()
    with op.batch_alter_table("redaction", schema=None) as batch_op:
        batch_op.alter_column("revision_id", existing_type=sa.Integer(), nullable=True)
        for column, table in (
            ("flash_report_id", "flash_report"),
            ("request_id", "redaction_request"),
        ):
            batch_op.add_column(sa.Column(column, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(
                batch_op.f(f"fk_redaction_{column}"), table, [column], ["id"]
            )
        batch_op.create_unique_constraint(
            batch_op.f("uq_redaction_flash_report_id_part_row_key_field_name"),
            ["flash_report_id", "part", "row_key", "field_name"],
        )
        batch_op.create_check_constraint(
            op.f("ck_redaction_of_one_owner"),
            "(revision_id IS NULL) <> (flash_report_id IS NULL)",
        )
    _put_back(triggers)
    # Not by copying the table: its triggers would be lost.
    op.add_column(
        "attachment", sa.Column("redacted_at", sa.DateTime(timezone=True), nullable=True)
    )
    differs = "IS DISTINCT FROM" if op.get_context().dialect.name == "postgresql" else "IS NOT"
    for table, fixed in FIXED.items():
        changed = " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in fixed)
        replace_trigger(table, f"({frozen(table)}) AND ({changed} OR NOT {being_redacted(table)})")
    if op.get_context().dialect.name == "postgresql":
        _guard_rows()


def _guard_rows() -> None:
    """Let the policies follow: a request is its regency's, a redaction its owner's."""
    for force in ("ENABLE", "FORCE"):
        op.execute(f"ALTER TABLE redaction_request {force} ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY reach ON redaction_request USING ({REQUEST_REACH}) "
        f"WITH CHECK ({REQUEST_REACH})"
    )
    _guard_redactions(f"{REACH} = 'system' OR {OF_REVISION} OR {OF_FLASH}")


def _guard_redactions(condition: str) -> None:
    op.execute(f"ALTER POLICY reach ON redaction USING ({condition}) WITH CHECK ({condition})")


def _add_requests() -> None:
    op.create_table(
        "redaction_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=12), nullable=False),
        sa.Column("row_key", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("region_code", sa.String(length=13), nullable=False),
        sa.Column("basis", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=600), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("flash_report_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("decision_note", sa.String(length=600), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(report_id IS NULL) <> (flash_report_id IS NULL)",
            name=op.f("ck_redaction_request_of_one_report"),
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (granted IS NULL)",
            name=op.f("ck_redaction_request_decided_with_a_word"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [target], name=op.f(f"fk_redaction_request_{column}")
            )
            for column, target in (
                ("region_code", "region.code"),
                ("report_id", "report.id"),
                ("flash_report_id", "flash_report.id"),
                ("asked_by_id", "user.id"),
                ("decided_by_id", "user.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction_request")),
    )
    with op.batch_alter_table("redaction_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_redaction_request_region_code"), ["region_code"], unique=False
        )


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
    if op.get_context().dialect.name == "postgresql":
        # The policy names a column that goes, and would hold it back.
        _guard_redactions(f"{REACH} = 'system' OR {OF_REVISION}")
    for table in FIXED:
        replace_trigger(table, frozen(table))
    op.drop_column("attachment", "redacted_at")
    op.execute("DELETE FROM redaction WHERE revision_id IS NULL")
    triggers = _lift_triggers()
    with op.batch_alter_table("redaction", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_redaction_of_one_owner"), type_="check")
        batch_op.drop_constraint(
            batch_op.f("uq_redaction_flash_report_id_part_row_key_field_name"), type_="unique"
        )
        for column in ("request_id", "flash_report_id"):
            batch_op.drop_constraint(batch_op.f(f"fk_redaction_{column}"), type_="foreignkey")
            batch_op.drop_column(column)
        batch_op.alter_column("revision_id", existing_type=sa.Integer(), nullable=False)
    _put_back(triggers)
    with op.batch_alter_table("redaction_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_redaction_request_region_code"))
    op.drop_table("redaction_request")
