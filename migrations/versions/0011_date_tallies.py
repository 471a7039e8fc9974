"""Tallies carry dates: a recount keeps beside it what an edition has published."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011_date_tallies"
down_revision = "0010_add_review_threads"
branch_labels = None
depends_on = None

STANDS = sa.text("superseded_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("area_tally", schema=None) as batch_op:
        batch_op.add_column(sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True))
    # Only accepted reports have tallies, and a recount kept the day from which they counted.
    op.execute(
        "UPDATE area_tally SET counted_at = (SELECT coalesce(decided_at, created_at)"
        " FROM revision WHERE revision.id = area_tally.revision_id)"
    )
    with op.batch_alter_table("area_tally", schema=None) as batch_op:
        batch_op.alter_column(
            "counted_at", existing_type=sa.DateTime(timezone=True), nullable=False
        )
        batch_op.drop_constraint("uq_area_tally_revision_id_area_code", type_="unique")
        batch_op.create_index(
            "ix_area_tally_standing",
            ["revision_id", "area_code"],
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        )


def downgrade() -> None:
    op.execute("DELETE FROM area_tally WHERE superseded_at IS NOT NULL")
    with op.batch_alter_table("area_tally", schema=None) as batch_op:
        batch_op.drop_index("ix_area_tally_standing")
        batch_op.create_unique_constraint(
            "uq_area_tally_revision_id_area_code", ["revision_id", "area_code"]
        )
        batch_op.drop_column("superseded_at")
        batch_op.drop_column("counted_at")
