"""Talk about notes, a reviewer's time, answers to questions, verdicts on cases that look alike."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010_add_review_threads"
down_revision = "0009_add_registers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pair_verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(length=600), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("other_words", sa.JSON(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("case_id < other_id", name=op.f("ck_pair_verdict_in_one_order")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_pair_verdict_case_id")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_pair_verdict_decided_by_id")
        ),
        sa.ForeignKeyConstraint(["other_id"], ["case.id"], name=op.f("fk_pair_verdict_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_verdict")),
    )
    with op.batch_alter_table("pair_verdict", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pair_verdict_case_id_other_id"), ["case_id", "other_id"], unique=False
        )

    op.create_table(
        "signal_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("signal", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user.id"], name=op.f("fk_signal_answer_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_signal_answer_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_answer")),
        sa.UniqueConstraint("report_id", "signal", name=op.f("uq_signal_answer_report_id_signal")),
    )
    op.create_table(
        "note_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=8), nullable=False),
        sa.Column("text", sa.String(length=600), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_note_reply_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["note_id"], ["review_note.id"], name=op.f("fk_note_reply_note_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_reply")),
    )
    with op.batch_alter_table("note_reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_reply_note_id"), ["note_id"], unique=False)

    # Not by copying the tables: the triggers of a revision would be lost.
    op.add_column("review_note", sa.Column("repeated_in", sa.Integer(), nullable=True))
    op.add_column("revision", sa.Column("reserved_until", sa.Date(), nullable=True))
    op.add_column("revision", sa.Column("takeover_note", sa.String(length=400), nullable=True))


def downgrade() -> None:
    op.drop_column("revision", "takeover_note")
    op.drop_column("revision", "reserved_until")
    op.drop_column("review_note", "repeated_in")
    with op.batch_alter_table("note_reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_note_reply_note_id"))

    op.drop_table("note_reply")
    op.drop_table("signal_answer")
    with op.batch_alter_table("pair_verdict", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pair_verdict_case_id_other_id"))

    op.drop_table("pair_verdict")
