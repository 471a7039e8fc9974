"""add calendar and notices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_add_calendar_and_notices"
down_revision = "0002_freeze_sent"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holiday")),
    )
    op.create_table(
        "calendar_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_calendar_key_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_key")),
        sa.UniqueConstraint("key_sha256", name=op.f("uq_calendar_key_key_sha256")),
        sa.UniqueConstraint("user_id", name=op.f("uq_calendar_key_user_id")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.String(length=32), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("problem", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(state = 'TERKIRIM') = (sent_at IS NOT NULL)", name=op.f("ck_notice_sent_has_time")
        ),
        sa.CheckConstraint(
            "state != 'MENGIRIM' OR attempt IS NOT NULL",
            name=op.f("ck_notice_sending_has_attempt"),
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["user.id"], name=op.f("fk_notice_recipient_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint(
            "recipient_id",
            "kind",
            "subject",
            "day",
            name=op.f("uq_notice_recipient_id_kind_subject_day"),
        ),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_notice_state_not_before"), ["state", "not_before"], unique=False
        )

    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("extension_reason", sa.String(length=300), nullable=True))
        batch_op.add_column(
            sa.Column("extensions", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("extended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("unlocked_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("unlock_reason", sa.String(length=300), nullable=True))

    with op.batch_alter_table("period", schema=None) as batch_op:
        batch_op.add_column(sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("date_changes", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("dates_changed_at", sa.DateTime(timezone=True), nullable=True)
        )

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("email", sa.String(length=254), nullable=True))
        batch_op.add_column(
            sa.Column("wants_reminders", sa.Boolean(), server_default=sa.true(), nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_column("wants_reminders")
        batch_op.drop_column("email")

    with op.batch_alter_table("period", schema=None) as batch_op:
        batch_op.drop_column("dates_changed_at")
        batch_op.drop_column("date_changes")
        batch_op.drop_column("locked_at")

    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.drop_column("unlock_reason")
        batch_op.drop_column("unlocked_until")
        batch_op.drop_column("extended_at")
        batch_op.drop_column("extensions")
        batch_op.drop_column("extension_reason")

    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_state_not_before"))

    op.drop_table("notice")
    op.drop_table("calendar_key")
    op.drop_table("holiday")
