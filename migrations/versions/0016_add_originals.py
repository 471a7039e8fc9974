"""Originals sealed away beside what is given to readers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016_add_originals"
down_revision = "0015_add_second_factors"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not by copying the table: the triggers of an attachment would be lost.
    op.add_column("attachment", sa.Column("original_sha256", sa.String(length=64), nullable=True))
    op.add_column("evidence", sa.Column("original_sha256", sa.String(length=64), nullable=True))


def downgrade() -> None:
    op.drop_column("evidence", "original_sha256")
    op.drop_column("attachment", "original_sha256")
