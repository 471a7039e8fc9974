"""add follow up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_add_follow_up"
down_revision = "0003_add_calendar_and_notices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rakor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rakor")),
        sa.UniqueConstraint("code", name=op.f("uq_rakor_code")),
    )
    op.create_table(
        "rakor_recommendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rakor_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("printed_no", sa.String(length=6), nullable=False),
        sa.Column("parent_code", sa.String(length=10), nullable=True),
        sa.Column("applies_to", sa.JSON(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_note", sa.String(length=60), nullable=False),
        sa.Column("is_measured", sa.Boolean(), nullable=False),
        sa.Column("is_heading", sa.Boolean(), nullable=False),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rakor_id"], ["rakor.id"], name=op.f("fk_rakor_recommendation_rakor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rakor_recommendation")),
        sa.UniqueConstraint(
            "rakor_id", "code", name=op.f("uq_rakor_recommendation_rakor_id_code")
        ),
        sa.UniqueConstraint(
            "rakor_id", "position", name=op.f("uq_rakor_recommendation_rakor_id_position")
        ),
    )
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=13), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("description", sa.String(length=600), nullable=False),
        sa.Column("obstacle", sa.String(length=400), nullable=False),
        sa.Column("next_plan", sa.String(length=400), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=False),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'SELESAI') = (progress = 100)", name=op.f("ck_follow_up_done_is_all")
        ),
        sa.CheckConstraint(
            "progress BETWEEN 0 AND 100", name=op.f("ck_follow_up_progress_in_percent")
        ),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["rakor_recommendation.id"],
            name=op.f("fk_follow_up_recommendation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_follow_up_region_code")
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["user.id"], name=op.f("fk_follow_up_updated_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint(
            "recommendation_id",
            "region_code",
            "quarter",
            name=op.f("uq_follow_up_recommendation_id_region_code_quarter"),
        ),
    )
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_follow_up_region_code"), ["region_code"], unique=False
        )

    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=False),
        sa.Column("caption", sa.String(length=200), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_evidence_follow_up_id")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["user.id"], name=op.f("fk_evidence_uploaded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_evidence_follow_up_id"), ["follow_up_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_follow_up_id"))

    op.drop_table("evidence")
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_up_region_code"))

    op.drop_table("follow_up")
    op.drop_table("rakor_recommendation")
    op.drop_table("rakor")
