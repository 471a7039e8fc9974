"""What a workbook is called can be taken out with it."""

from __future__ import annotations

from alembic import op

revision = "0020_redact_file_names"
down_revision = "0019_redact_the_rest"
branch_labels = None
depends_on = None

NAME = "frozen_upload_update"
SENT = "a sent revision never changes"
FROZEN = (
    "(SELECT state FROM revision WHERE id = OLD.revision_id) "
    "NOT IN ('DRAF', 'MENUNGGU_PENGESAHAN')"
)
BEING_REDACTED = "EXISTS (SELECT 1 FROM redaction WHERE is_open AND revision_id = OLD.revision_id)"
# What stays as it is, even while a redaction is open.
FIXED = (
    "id", "revision_id", "file_sha256", "size_bytes", "uploaded_at", "uploaded_by_id",
    "total_rows", "created_rows", "unchanged_rows", "changed_rows", "refused_rows",
)  # fmt: skip


def upgrade() -> None:
    freeze(FIXED)


def downgrade() -> None:
    freeze((*FIXED, "file_name"))


def freeze(columns: tuple[str, ...]) -> None:
    """Write the trigger on updates of workbooks anew."""
    is_postgresql = op.get_context().dialect.name == "postgresql"
    differs = "IS DISTINCT FROM" if is_postgresql else "IS NOT"
    changed = " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in columns)
    condition = f"({FROZEN}) AND ({changed} OR NOT {BEING_REDACTED})"
    if is_postgresql:
        op.execute(
            f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{SENT}' "
            "USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$"
        )
        return
    op.execute(f"DROP TRIGGER {NAME}")
    op.execute(
        f"CREATE TRIGGER {NAME} BEFORE UPDATE ON upload "
        f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{SENT}'); END"
    )
