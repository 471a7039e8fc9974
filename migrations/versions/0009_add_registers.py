"""Registers: files, action plan, requests with their answers, flash reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009_add_registers"
down_revision = "0008_add_column_memory"
branch_labels = None
depends_on = None

EDITABLE = "('DRAF', 'MENUNGGU_PENGESAHAN')"
WITH_LETTER = "('DRAF', 'MENUNGGU_PENGESAHAN', 'DIKIRIM', 'DITELAAH')"
MESSAGE = "a sent revision never changes"
EVENTS = (("insert", "NEW"), ("update", "OLD"), ("delete", "OLD"))


def upgrade() -> None:
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("entry_key", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("action_key", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("taken_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "classification", sa.String(length=12), nullable=False, server_default="TERBATAS"
            )
        )
        batch_op.add_column(
            sa.Column("has_personal_data", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("thumbnail_sha256", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_attachment_of_entry"), "action_key IS NULL OR entry_key IS NOT NULL"
        )

    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "media_type",
                sa.String(length=100),
                nullable=False,
                server_default="application/pdf",
            )
        )
        batch_op.add_column(sa.Column("thumbnail_sha256", sa.String(length=64), nullable=True))

    # Not by copying the table: its triggers would be lost.
    op.add_column(
        "action",
        sa.Column("renaksi_ref", sa.String(length=40), nullable=False, server_default=""),
    )

    op.create_table(
        "recommendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(length=12), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("entry_key", sa.String(length=24), nullable=True),
        sa.Column("wanted_by", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_recommendation_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
        sa.UniqueConstraint(
            "revision_id", "number", name=op.f("uq_recommendation_revision_id_number")
        ),
    )
    op.create_table(
        "recommendation_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status <> 'BARU'", name=op.f("ck_recommendation_answer_an_answer_says_something")
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_recommendation_answer_with_words")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user.id"], name=op.f("fk_recommendation_answer_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_recommendation_answer_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation_answer")),
    )
    with op.batch_alter_table("recommendation_answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recommendation_answer_report_id"), ["report_id"], unique=False
        )
    _add_flash_reports()
    for event, row in EVENTS:
        sent = f"(SELECT state FROM revision WHERE id = {row}.revision_id) NOT IN {EDITABLE}"
        _freeze("recommendation", event, sent)
    for event in ("update", "delete"):
        _freeze("recommendation_answer", event, "1 = 1", "an answer is never changed")
        _freeze("flash_version", event, "1 = 1", "a flash report is only added to")

    # The signed letter may follow until the province has decided; nothing else may.
    for event, row in EVENTS:
        open_states = f"CASE WHEN {row}.category = 'SURAT' THEN state IN {WITH_LETTER} "
        state = f"(SELECT {open_states} ELSE state IN {EDITABLE} END"
        _freeze("attachment", event, f"NOT {state} FROM revision WHERE id = {row}.revision_id)")


def _add_flash_reports() -> None:
    op.create_table(
        "flash_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("region_code", sa.String(length=13), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_version", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("seen_version", sa.Integer(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        sa.Column("row_key", sa.String(length=24), nullable=True),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_version IS NULL)",
            name=op.f("ck_flash_report_confirmed_a_version"),
        ),
        sa.CheckConstraint(
            "(merged_at IS NULL) = (row_key IS NULL)",
            name=op.f("ck_flash_report_merged_as_a_row"),
        ),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_flash_report_{column}"))
            for column, target in (
                ("region_code", "region.code"),
                ("sent_by_id", "user.id"),
                ("confirmed_by_id", "user.id"),
                ("seen_by_id", "user.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flash_report")),
        sa.UniqueConstraint("code", name=op.f("uq_flash_report_code")),
        sa.UniqueConstraint(
            "region_code", "year", "number", name=op.f("uq_flash_report_region_code_year_number")
        ),
    )
    with op.batch_alter_table("flash_report", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_flash_report_region_code"), ["region_code"], unique=False
        )
    op.create_table(
        "flash_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=1000), nullable=False),
        sa.Column("district_code", sa.String(length=13), nullable=False),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("event_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deaths", sa.Integer(), nullable=False),
        sa.Column("injured_serious", sa.Integer(), nullable=False),
        sa.Column("injured_minor", sa.Integer(), nullable=False),
        sa.Column("displaced_people", sa.Integer(), nullable=False),
        sa.Column("handling", sa.String(length=1000), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "deaths >= 0 AND injured_serious >= 0 AND injured_minor >= 0 "
            "AND displaced_people >= 0",
            name=op.f("ck_flash_version_casualties_counted"),
        ),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_flash_version_{column}"))
            for column, target in (
                ("report_id", "flash_report.id"),
                ("district_code", "region.code"),
                ("written_by_id", "user.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flash_version")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_flash_version_report_id_number")),
    )


def _freeze(table: str, event: str, sent: str, message: str = MESSAGE) -> None:
    """Refuse to change what belongs to a sent report, or what is history."""
    name = f"frozen_{table}_{event}"
    if op.get_context().dialect.name != "postgresql":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table} "
            f"WHEN {sent} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {sent} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation'; "
        f"END IF; RETURN {'OLD' if event == 'delete' else 'NEW'}; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION {name}()"
    )


def _thaw(table: str, event: str) -> None:
    name = f"frozen_{table}_{event}"
    is_postgresql = op.get_context().dialect.name == "postgresql"
    op.execute(f"DROP TRIGGER {name}{f' ON {table}' if is_postgresql else ''}")
    if is_postgresql:
        op.execute(f"DROP FUNCTION {name}()")


def downgrade() -> None:
    for event, _ in EVENTS:
        _thaw("attachment", event)
        _thaw("recommendation", event)
    for event in ("update", "delete"):
        _thaw("recommendation_answer", event)
        _thaw("flash_version", event)
    op.drop_table("flash_version")
    with op.batch_alter_table("flash_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_flash_report_region_code"))
    op.drop_table("flash_report")
    with op.batch_alter_table("recommendation_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recommendation_answer_report_id"))
    op.drop_table("recommendation_answer")
    op.drop_table("recommendation")
    op.drop_column("action", "renaksi_ref")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_column("thumbnail_sha256")
        batch_op.drop_column("media_type")

    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_attachment_of_entry"), type_="check")
        batch_op.drop_column("removed_at")
        batch_op.drop_column("thumbnail_sha256")
        batch_op.drop_column("has_personal_data")
        batch_op.drop_column("classification")
        batch_op.drop_column("taken_on")
        batch_op.drop_column("action_key")
        batch_op.drop_column("entry_key")
