"""Every table of the first release."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.model.types import Boundary

revision = "0001_start"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_event_subject"), ["subject"], unique=False)

    op.create_table(
        "boundary_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("licence", sa.String(length=120), nullable=False),
        sa.Column("approximate", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by", sa.String(length=120), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boundary_set")),
    )
    op.create_table(
        "period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("grace_on", sa.Date(), nullable=False),
        sa.Column("province_due_on", sa.Date(), nullable=False),
        sa.Column("governor_due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.CheckConstraint(
            "due_on <= grace_on AND grace_on < province_due_on",
            name=op.f("ck_period_dates_in_order"),
        ),
        sa.CheckConstraint(
            "province_due_on <= governor_due_on", name=op.f("ck_period_governor_last")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period")),
        sa.UniqueConstraint("quarter", name=op.f("uq_period_quarter")),
    )
    op.create_table(
        "portal_fact",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_portal_fact")),
    )
    op.create_table(
        "region",
        sa.Column("code", sa.String(length=13), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("parent_code", sa.String(length=13), nullable=True),
        sa.Column("bps_code", sa.String(length=10), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("area_km2", sa.Double(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
    )
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_region_parent_code_level"), ["parent_code", "level"], unique=False
        )

    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_attempt_address_at"), ["address", "at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_sign_in_attempt_username_at"), ["username", "at"], unique=False
        )

    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("boundary_set_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=13), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("parent_code", sa.String(length=13), nullable=True),
        sa.Column("area_km2", sa.Double(), nullable=False),
        sa.Column("label_lon", sa.Double(), nullable=False),
        sa.Column("label_lat", sa.Double(), nullable=False),
        sa.Column("min_lon", sa.Double(), nullable=False),
        sa.Column("min_lat", sa.Double(), nullable=False),
        sa.Column("max_lon", sa.Double(), nullable=False),
        sa.Column("max_lat", sa.Double(), nullable=False),
        sa.Column("boundary", Boundary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["boundary_set_id"], ["boundary_set.id"], name=op.f("fk_area_boundary_set_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("boundary_set_id", "code", name=op.f("uq_area_boundary_set_id_code")),
    )
    op.create_table(
        "case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("home_region", sa.String(length=13), nullable=False),
        sa.Column("first_quarter", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("authority", sa.String(length=8), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("started_precision", sa.String(length=8), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closure_basis", sa.String(length=16), nullable=True),
        sa.CheckConstraint(
            "(status = 'SELESAI') = (closed_on IS NOT NULL)", name=op.f("ck_case_closed_with_date")
        ),
        sa.ForeignKeyConstraint(
            ["home_region"], ["region.code"], name=op.f("fk_case_home_region")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sa.UniqueConstraint("case_no", name=op.f("uq_case_case_no")),
    )
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_home_region"), ["home_region"], unique=False)

    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("boundary_set_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("method_version", sa.String(length=20), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("steps_done", sa.Integer(), nullable=False),
        sa.Column("steps_total", sa.Integer(), nullable=False),
        sa.Column("step_label", sa.String(length=120), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(length=300), nullable=False),
        sa.Column("attention", sa.JSON(), nullable=False),
        sa.Column("recommendations", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "(state = 'READY') = (built_at IS NOT NULL)", name=op.f("ck_edition_ready_when_built")
        ),
        sa.ForeignKeyConstraint(
            ["boundary_set_id"], ["boundary_set.id"], name=op.f("fk_edition_boundary_set_id")
        ),
        sa.ForeignKeyConstraint(["period_id"], ["period.id"], name=op.f("fk_edition_period_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("code", name=op.f("uq_edition_code")),
        sa.UniqueConstraint("period_id", "number", name=op.f("uq_edition_period_id_number")),
    )
    op.create_table(
        "obligation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=13), nullable=False),
        sa.Column("agency_name", sa.String(length=160), nullable=False),
        sa.Column("due_on_override", sa.Date(), nullable=True),
        sa.Column("waiver_reason", sa.String(length=300), nullable=True),
        sa.Column("waived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(waived_at IS NULL) = (waiver_reason IS NULL)",
            name=op.f("ck_obligation_waiver_has_reason_and_time"),
        ),
        sa.ForeignKeyConstraint(
            ["period_id"], ["period.id"], name=op.f("fk_obligation_period_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_obligation_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligation")),
        sa.UniqueConstraint(
            "period_id", "region_code", name=op.f("uq_obligation_period_id_region_code")
        ),
    )
    op.create_table(
        "office",
        sa.Column("region_code", sa.String(length=13), nullable=False),
        sa.Column("display_name", sa.String(length=80), nullable=False),
        sa.Column("short_name", sa.String(length=40), nullable=False),
        sa.Column("agency_name", sa.String(length=160), nullable=False),
        sa.Column("capital", sa.String(length=80), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("single_officer", sa.Boolean(), nullable=False),
        sa.Column("addressee", sa.String(length=200), nullable=False),
        sa.Column("signatory_name", sa.String(length=120), nullable=False),
        sa.Column("signatory_position", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_office_region_code")
        ),
        sa.PrimaryKeyConstraint("region_code", name=op.f("pk_office")),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("region_code", sa.String(length=13), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_user_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("username", name=op.f("uq_user_username")),
    )
    op.create_table(
        "artefact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_artefact_edition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_artefact")),
        sa.UniqueConstraint("edition_id", "name", name=op.f("uq_artefact_edition_id_name")),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("obligation_id", sa.Integer(), nullable=False),
        sa.Column("report_no", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligation.id"], name=op.f("fk_report_obligation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("obligation_id", name=op.f("uq_report_obligation_id")),
        sa.UniqueConstraint("report_no", name=op.f("uq_report_report_no")),
    )
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_agent", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sign_in_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_sign_in_session_token_sha256")),
    )
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "spent_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("location", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_spent_key_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spent_key")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_spent_key_user_id_key")),
    )
    op.create_table(
        "user_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_role_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_role")),
        sa.UniqueConstraint("user_id", "role", name=op.f("uq_user_role_user_id_role")),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_nil", sa.Boolean(), nullable=False),
        sa.Column("nil_statement", sa.String(length=500), nullable=True),
        sa.Column("classification", sa.String(length=12), nullable=False),
        sa.Column("urgency", sa.String(length=12), nullable=False),
        sa.Column("letter_no", sa.String(length=60), nullable=True),
        sa.Column("letter_date", sa.Date(), nullable=True),
        sa.Column("letter_subject", sa.String(length=200), nullable=False),
        sa.Column("letter_enclosures", sa.String(length=60), nullable=False),
        sa.Column("addressee", sa.String(length=200), nullable=False),
        sa.Column("cc", sa.JSON(), nullable=False),
        sa.Column("signatory_name", sa.String(length=120), nullable=False),
        sa.Column("signatory_position", sa.String(length=120), nullable=False),
        sa.Column("signatory_rank", sa.String(length=60), nullable=False),
        sa.Column("signing_capacity", sa.String(length=12), nullable=False),
        sa.Column("sign_method", sa.String(length=12), nullable=False),
        sa.Column("situation_summary", sa.Text(), nullable=False),
        sa.Column("trend", sa.String(length=12), nullable=False),
        sa.Column("trend_reason", sa.String(length=600), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("amendment_reason", sa.String(length=12), nullable=True),
        sa.Column("amendment_note", sa.String(length=600), nullable=True),
        sa.Column("after_lock", sa.Boolean(), nullable=False),
        sa.Column("single_officer", sa.Boolean(), nullable=False),
        sa.Column("receipt_code", sa.String(length=32), nullable=True),
        sa.Column("content_sha256", sa.String(length=64), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.String(length=600), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(amendment_reason IS NULL) = (amendment_note IS NULL)",
            name=op.f("ck_revision_amendment_explained"),
        ),
        sa.CheckConstraint(
            "(submitted_at IS NULL) = (receipt_code IS NULL)",
            name=op.f("ck_revision_sent_with_receipt"),
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["user.id"], name=op.f("fk_revision_checked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_revision_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["user.id"], name=op.f("fk_revision_drafted_by_id")
        ),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_revision_report_id")),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["user.id"], name=op.f("fk_revision_reviewer_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["user.id"], name=op.f("fk_revision_submitted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("receipt_code", name=op.f("uq_revision_receipt_code")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_revision_report_id_number")),
    )
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revision_state"), ["state"], unique=False)

    op.create_table(
        "area_tally",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(length=13), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("level_by_score", sa.String(length=16), nullable=False),
        sa.Column("guard", sa.String(length=8), nullable=False),
        sa.Column("potentials", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("high_entries", sa.Integer(), nullable=False),
        sa.Column("deaths", sa.Integer(), nullable=False),
        sa.Column("injured", sa.Integer(), nullable=False),
        sa.Column("displaced", sa.Integer(), nullable=False),
        sa.Column("event_weight", sa.Integer(), nullable=False),
        sa.Column("index", sa.Double(), nullable=True),
        sa.Column("part_p", sa.Double(), nullable=True),
        sa.Column("part_e", sa.Double(), nullable=True),
        sa.Column("part_h", sa.Double(), nullable=True),
        sa.Column("coverage", sa.Double(), nullable=True),
        sa.Column("confidence", sa.String(length=1), nullable=False),
        sa.Column("method_version", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_area_tally_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_tally")),
        sa.UniqueConstraint(
            "revision_id", "area_code", name=op.f("uq_area_tally_revision_id_area_code")
        ),
    )
    with op.batch_alter_table("area_tally", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_area_tally_quarter_area_code"), ["quarter", "area_code"], unique=False
        )

    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=12), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("caption", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_attachment_revision_id")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["user.id"], name=op.f("fk_attachment_uploaded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attachment_revision_id"), ["revision_id"], unique=False
        )

    op.create_table(
        "district_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=13), nullable=False),
        sa.Column("statement", sa.String(length=12), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_district_statement_region_code")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_district_statement_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_district_statement")),
        sa.UniqueConstraint(
            "revision_id",
            "region_code",
            name=op.f("uq_district_statement_revision_id_region_code"),
        ),
    )
    op.create_table(
        "edition_pin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=13), nullable=False),
        sa.Column("obligation_state", sa.String(length=24), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_edition_pin_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_edition_pin_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_pin")),
        sa.UniqueConstraint(
            "edition_id", "region_code", name=op.f("uq_edition_pin_edition_id_region_code")
        ),
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("carried_from_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=1), nullable=False),
        sa.Column("row_key", sa.String(length=24), nullable=False),
        sa.Column("same_case", sa.String(length=24), nullable=False),
        sa.Column("source_sheet", sa.String(length=40), nullable=False),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("refused_cells_sha256", sa.String(length=64), nullable=True),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("law_source", sa.String(length=8), nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("change", sa.String(length=8), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("athg", sa.JSON(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("root_cause", sa.Text(), nullable=False),
        sa.Column("trigger", sa.String(length=500), nullable=False),
        sa.Column("stage", sa.String(length=2), nullable=False),
        sa.Column("legal_process", sa.String(length=10), nullable=False),
        sa.Column("impact_note", sa.Text(), nullable=False),
        sa.Column("development", sa.Text(), nullable=False),
        sa.Column("handling_status", sa.String(length=10), nullable=False),
        sa.Column("lead_agency", sa.String(length=20), nullable=False),
        sa.Column("recommendation", sa.Text(), nullable=False),
        sa.Column("info_date", sa.Date(), nullable=False),
        sa.Column("confidence", sa.String(length=2), nullable=False),
        sa.Column("sensitivity", sa.String(length=10), nullable=False),
        sa.Column("sensitivity_reasons", sa.JSON(), nullable=False),
        sa.Column("remarks", sa.String(length=500), nullable=False),
        sa.Column("likelihood", sa.Integer(), nullable=True),
        sa.Column("likelihood_basis", sa.String(length=400), nullable=False),
        sa.Column("impact", sa.Integer(), nullable=True),
        sa.Column("impact_basis", sa.String(length=400), nullable=False),
        sa.Column("window", sa.String(length=4), nullable=True),
        sa.Column("crowd", sa.String(length=2), nullable=True),
        sa.Column("early_signs", sa.String(length=600), nullable=False),
        sa.Column("risk_score", sa.Integer(), nullable=True),
        sa.Column("risk_level", sa.String(length=2), nullable=True),
        sa.Column("event_start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("event_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("time_precision", sa.String(length=8), nullable=True),
        sa.Column("event_form", sa.String(length=16), nullable=True),
        sa.Column("chronology", sa.Text(), nullable=False),
        sa.Column("violence", sa.Boolean(), nullable=True),
        sa.Column("weapons", sa.JSON(), nullable=False),
        sa.Column("crowd_min", sa.Integer(), nullable=True),
        sa.Column("crowd_max", sa.Integer(), nullable=True),
        sa.Column("deaths", sa.Integer(), nullable=True),
        sa.Column("injured_serious", sa.Integer(), nullable=True),
        sa.Column("injured_minor", sa.Integer(), nullable=True),
        sa.Column("women_victims", sa.Integer(), nullable=True),
        sa.Column("child_victims", sa.Integer(), nullable=True),
        sa.Column("displaced_hh", sa.Integer(), nullable=True),
        sa.Column("displaced_people", sa.Integer(), nullable=True),
        sa.Column("houses_damaged", sa.Integer(), nullable=True),
        sa.Column("public_damaged", sa.Integer(), nullable=True),
        sa.Column("worship_damaged", sa.Integer(), nullable=True),
        sa.Column("vehicles_damaged", sa.Integer(), nullable=True),
        sa.Column("loss_idr", sa.BigInteger(), nullable=True),
        sa.Column("casualty_status", sa.String(length=12), nullable=True),
        sa.Column("persons_detained", sa.Integer(), nullable=True),
        sa.Column("agreement", sa.String(length=10), nullable=True),
        sa.Column("agreement_date", sa.Date(), nullable=True),
        sa.Column("status_konflik", sa.String(length=8), nullable=True),
        sa.Column("status_decree_no", sa.String(length=80), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["carried_from_id"], ["entry.id"], name=op.f("fk_entry_carried_from_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_entry_case_id")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_entry_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("revision_id", "row_key", name=op.f("uq_entry_revision_id_row_key")),
    )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_entry_revision_id_kind"), ["revision_id", "kind"], unique=False
        )

    op.create_table(
        "pending_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(length=40), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("row_key", sa.String(length=24), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("cells_sha256", sa.String(length=64), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_pending_row_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_row")),
        sa.UniqueConstraint(
            "revision_id",
            "sheet",
            "row_key",
            name=op.f("uq_pending_row_revision_id_sheet_row_key"),
        ),
    )
    op.create_table(
        "review_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("row_key", sa.String(length=24), nullable=True),
        sa.Column("field_name", sa.String(length=40), nullable=True),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("severity", sa.String(length=12), nullable=False),
        sa.Column("note", sa.String(length=600), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("resolved_in", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_review_note_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_review_note_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_note")),
    )
    with op.batch_alter_table("review_note", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_review_note_revision_id"), ["revision_id"], unique=False
        )

    op.create_table(
        "upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("total_rows", sa.Integer(), nullable=False),
        sa.Column("created_rows", sa.Integer(), nullable=False),
        sa.Column("unchanged_rows", sa.Integer(), nullable=False),
        sa.Column("changed_rows", sa.Integer(), nullable=False),
        sa.Column("refused_rows", sa.Integer(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "created_rows + unchanged_rows + changed_rows + refused_rows = total_rows",
            name=op.f("ck_upload_every_row_has_a_verdict"),
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_upload_revision_id")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["user.id"], name=op.f("fk_upload_uploaded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_revision_id"), ["revision_id"], unique=False)

    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("row_key", sa.String(length=24), nullable=False),
        sa.Column("refused_cells_sha256", sa.String(length=64), nullable=True),
        sa.Column("date_start", sa.Date(), nullable=False),
        sa.Column("phase", sa.String(length=8), nullable=False),
        sa.Column("action_type", sa.String(length=16), nullable=False),
        sa.Column("lead_agency", sa.String(length=20), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("result", sa.String(length=600), nullable=False),
        sa.Column("result_status", sa.String(length=12), nullable=False),
        sa.Column("date_end", sa.Date(), nullable=True),
        sa.Column("support_agencies", sa.JSON(), nullable=False),
        sa.Column("next_step", sa.String(length=400), nullable=False),
        sa.Column("next_due", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "next_due IS NULL OR next_step <> ''", name=op.f("ck_action_due_has_step")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_action_case_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_action_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("entry_id", "row_key", name=op.f("uq_action_entry_id_row_key")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_case_id"), ["case_id"], unique=False)

    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assessed_by_id", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=12), nullable=True),
        sa.Column("zone_reason", sa.String(length=300), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=True),
        sa.Column("severity_reason", sa.String(length=300), nullable=False),
        sa.Column("uu7", sa.String(length=8), nullable=False),
        sa.CheckConstraint(
            "(severity IS NULL) = (severity_reason = '')",
            name=op.f("ck_assessment_severity_with_reason"),
        ),
        sa.CheckConstraint(
            "(zone IS NULL) = (zone_reason = '')", name=op.f("ck_assessment_zone_with_reason")
        ),
        sa.ForeignKeyConstraint(
            ["assessed_by_id"], ["user.id"], name=op.f("fk_assessment_assessed_by_id")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_assessment_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_assessment_entry_id")),
    )
    op.create_table(
        "entry_location",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("region_code", sa.String(length=13), nullable=False),
        sa.Column("precision", sa.String(length=8), nullable=False),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.CheckConstraint(
            "(lat IS NULL) = (lon IS NULL)", name=op.f("ck_entry_location_both_coordinates")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_entry_location_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_entry_location_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_location")),
        sa.UniqueConstraint("entry_id", "seq", name=op.f("uq_entry_location_entry_id_seq")),
    )
    with op.batch_alter_table("entry_location", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_entry_location_region_code"), ["region_code"], unique=False
        )

    op.create_table(
        "information_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("method", sa.String(length=12), nullable=False),
        sa.Column("obtained_on", sa.Date(), nullable=False),
        sa.Column("detail", sa.String(length=120), nullable=False),
        sa.Column("reliability", sa.String(length=2), nullable=True),
        sa.Column("credibility", sa.String(length=2), nullable=True),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_information_source_entry_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_information_source")),
        sa.UniqueConstraint("entry_id", "seq", name=op.f("uq_information_source_entry_id_seq")),
    )
    op.create_table(
        "party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("party_type", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("initials", sa.String(length=6), nullable=False),
        sa.Column("is_child", sa.Boolean(), nullable=False),
        sa.Column("members_est", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_party_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("entry_id", "seq", name=op.f("uq_party_entry_id_seq")),
    )
    if op.get_context().dialect.name == "postgresql":
        op.execute("CREATE INDEX ix_area_boundary ON area USING gist (boundary)")


def downgrade() -> None:
    op.drop_table("party")
    op.drop_table("information_source")
    with op.batch_alter_table("entry_location", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_location_region_code"))

    op.drop_table("entry_location")
    op.drop_table("assessment")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_case_id"))

    op.drop_table("action")
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_upload_revision_id"))

    op.drop_table("upload")
    with op.batch_alter_table("review_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_note_revision_id"))

    op.drop_table("review_note")
    op.drop_table("pending_row")
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_revision_id_kind"))
        batch_op.drop_index(batch_op.f("ix_entry_case_id"))

    op.drop_table("entry")
    op.drop_table("edition_pin")
    op.drop_table("district_statement")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachment_revision_id"))

    op.drop_table("attachment")
    with op.batch_alter_table("area_tally", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_area_tally_quarter_area_code"))

    op.drop_table("area_tally")
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_revision_state"))

    op.drop_table("revision")
    op.drop_table("user_role")
    op.drop_table("spent_key")
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_session_user_id"))

    op.drop_table("sign_in_session")
    op.drop_table("report")
    op.drop_table("artefact")
    op.drop_table("user")
    op.drop_table("office")
    op.drop_table("obligation")
    op.drop_table("edition")
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_home_region"))

    op.drop_table("case")
    op.drop_table("area")
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_attempt_username_at"))
        batch_op.drop_index(batch_op.f("ix_sign_in_attempt_address_at"))

    op.drop_table("sign_in_attempt")
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_region_parent_code_level"))

    op.drop_table("region")
    op.drop_table("portal_fact")
    op.drop_table("period")
    op.drop_table("boundary_set")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_event_subject"))
        batch_op.drop_index(batch_op.f("ix_audit_event_at"))

    op.drop_table("audit_event")
