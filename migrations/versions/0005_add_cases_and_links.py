"""The life of cases: how one ends, what it is told with, why a report leaves one out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_add_cases_and_links"
down_revision = "0004_add_follow_up"
branch_labels = None
depends_on = None

EDITABLE = "('DRAF', 'MENUNGGU_PENGESAHAN')"
MESSAGE = "a sent revision never changes"
CHECKS = {
    "closed_on_a_basis": "(status = 'SELESAI') = (closure_basis IS NOT NULL)",
    "merged_somewhere": "(status = 'DIGABUNG') = (merged_into_id IS NOT NULL)",
    "not_into_itself": "merged_into_id <> id",
}
EVENTS = (("insert", "NEW"), ("update", "OLD"), ("delete", "OLD"))


def upgrade() -> None:
    op.create_table(
        "case_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_group")),
    )
    op.create_table(
        "case_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(length=600), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_decision_case_id")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_case_decision_decided_by_id")
        ),
        sa.ForeignKeyConstraint(["other_id"], ["case.id"], name=op.f("fk_case_decision_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_decision")),
    )
    with op.batch_alter_table("case_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_decision_case_id"), ["case_id"], unique=False)

    op.create_table(
        "group_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "left_at >= joined_at", name=op.f("ck_group_member_left_after_joining")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_group_member_case_id")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["case_group.id"], name=op.f("fk_group_member_group_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
    )
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_group_member_case_id"),
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_group_member_group_id"), ["group_id"], unique=False)

    op.create_table(
        "case_omission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("note", sa.String(length=600), nullable=False),
        sa.Column("closure_basis", sa.String(length=16), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(reason = 'SELESAI') = (closed_on IS NOT NULL)",
            name=op.f("ck_case_omission_over_with_date"),
        ),
        sa.CheckConstraint(
            "(reason = 'SELESAI') = (closure_basis IS NOT NULL)",
            name=op.f("ck_case_omission_over_on_a_basis"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_omission_case_id")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_case_omission_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_omission")),
        sa.UniqueConstraint(
            "revision_id", "case_id", name=op.f("uq_case_omission_revision_id_case_id")
        ),
    )
    with op.batch_alter_table("case_omission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_omission_case_id"), ["case_id"], unique=False)

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("merged_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("lock_version", sa.Integer(), nullable=False, server_default="1")
        )
        batch_op.create_index(
            batch_op.f("ix_case_merged_into_id"), ["merged_into_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_case_merged_into_id"), "case", ["merged_into_id"], ["id"]
        )
        for name, condition in CHECKS.items():
            batch_op.create_check_constraint(op.f(f"ck_case_{name}"), condition)

    # Not by copying the table: its triggers would be lost.
    op.add_column("entry", sa.Column("closure_basis", sa.String(length=16), nullable=True))
    op.add_column("entry", sa.Column("closed_on", sa.Date(), nullable=True))
    for event, row in EVENTS:
        _freeze(event, row)


def _freeze(event: str, row: str) -> None:
    """Refuse to change what a sent report says of a case it leaves out."""
    name = f"frozen_case_omission_{event}"
    sent = f"(SELECT state FROM revision WHERE id = {row}.revision_id) NOT IN {EDITABLE}"
    if op.get_context().dialect.name != "postgresql":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event.upper()} ON case_omission "
            f"WHEN {sent} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {sent} THEN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; "
        f"END IF; RETURN {'OLD' if event == 'delete' else 'NEW'}; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {event.upper()} ON case_omission FOR EACH ROW "
        f"EXECUTE FUNCTION {name}()"
    )


def downgrade() -> None:
    is_postgresql = op.get_context().dialect.name == "postgresql"
    for event, _ in EVENTS:
        name = f"frozen_case_omission_{event}"
        op.execute(f"DROP TRIGGER {name}{' ON case_omission' if is_postgresql else ''}")
        if is_postgresql:
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_column("entry", "closed_on")
    op.drop_column("entry", "closure_basis")
    op.execute("UPDATE \"case\" SET status = 'AKTIF' WHERE status = 'DIGABUNG'")
    with op.batch_alter_table("case", schema=None) as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(op.f(f"ck_case_{name}"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_case_merged_into_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_case_merged_into_id"))
        batch_op.drop_column("lock_version")
        batch_op.drop_column("merged_at")
        batch_op.drop_column("merged_into_id")

    with op.batch_alter_table("case_omission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_omission_case_id"))

    op.drop_table("case_omission")
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_member_group_id"))
        batch_op.drop_index(
            batch_op.f("ix_group_member_case_id"),
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )

    op.drop_table("group_member")
    with op.batch_alter_table("case_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_decision_case_id"))

    op.drop_table("case_decision")
    op.drop_table("case_group")
