"""add scans and quotas."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018_add_scans_and_quotas"
down_revision = "0017_add_single_sign_on"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file_scan",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("engine", sa.String(length=120), nullable=False),
        sa.Column("finding", sa.String(length=120), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("region_code", sa.String(length=13), nullable=False),
        sa.Column("sender_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'GAGAL') = (next_at IS NOT NULL)",
            name=op.f("ck_file_scan_failed_is_tried_again"),
        ),
        sa.ForeignKeyConstraint(["sender_id"], ["user.id"], name=op.f("fk_file_scan_sender_id")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file_scan")),
    )
    with op.batch_alter_table("file_scan", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_file_scan_state_next_at"), ["state", "next_at"], unique=False
        )

    op.create_table(
        "quota_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("holder", sa.String(length=24), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("forgiven", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "forgiven <= used", name=op.f("ck_quota_use_no_more_forgiven_than_used")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_quota_use_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_use")),
        sa.UniqueConstraint("day", "kind", "holder", name=op.f("uq_quota_use_day_kind_holder")),
    )


def downgrade() -> None:
    op.drop_table("quota_use")
    with op.batch_alter_table("file_scan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_file_scan_state_next_at"))

    op.drop_table("file_scan")
