"""Row-level security: a query that forgets its scope finds nothing foreign (PostgreSQL only).

Every transaction names its reach in two settings of its own; SQLite has no such thing, and there
the queries' own conditions stand alone.
"""

from __future__ import annotations

from alembic import op

revision = "0013_add_row_security"
down_revision = "0012_chain_the_trail"
branch_labels = None
depends_on = None

REPORTS = "(SELECT current_setting('petakonflik.reports', true))"
FOLLOW_UP = "(SELECT current_setting('petakonflik.follow_up', true))"
CASE = '"case"'
OF_REVISION = (
    "area_tally",
    "attachment",
    "case_omission",
    "district_statement",
    "entry",
    "pending_row",
    "recommendation",
    "redaction",
    "review_note",
    "upload",
    "waiting_file",
)
OF_ENTRY = ("action", "assessment", "entry_location", "information_source", "party")


def _of_revision(column: str) -> str:
    # Versions are few: collected once a statement, and not looked up for every row.
    return f"{REPORTS} = 'system' OR {column} IN (SELECT up.id FROM revision up)"


def _up(parent: str, column: str) -> str:
    return f"EXISTS (SELECT 1 FROM {parent} up WHERE up.id = {column})"


def _below(parent: str, column: str, setting: str = REPORTS) -> str:
    return f"{setting} = 'system' OR {_up(parent, column)}"


def _region(column: str, setting: str = REPORTS) -> str:
    codes = f"string_to_array({setting}, ',')"
    return f"{setting} IN ('system', 'province') OR {column} = ANY ({codes})"


CONDITIONS = {
    "report": f"{REPORTS} IN ('system', 'province') OR EXISTS (SELECT 1 FROM obligation up "
    "WHERE up.id = report.obligation_id "
    f"AND up.region_code = ANY (string_to_array({REPORTS}, ',')))",
    "revision": f"{REPORTS} = 'system' OR CASE WHEN {REPORTS} = 'province' "
    "THEN revision.state NOT IN ('DRAF', 'MENUNGGU_PENGESAHAN') "
    f"ELSE {_up('report', 'revision.report_id')} END",
    **{table: _of_revision(f"{table}.revision_id") for table in OF_REVISION},
    **{table: _below("entry", f"{table}.entry_id") for table in OF_ENTRY},
    "note_reply": _below("review_note", "note_reply.note_id"),
    "recommendation_answer": _below("report", "recommendation_answer.report_id"),
    "signal_answer": _below("report", "signal_answer.report_id"),
    CASE: _region(f"{CASE}.home_region"),
    "case_decision": _below(CASE, "case_decision.case_id")
    + f" OR {_up(CASE, 'case_decision.other_id')}",
    "group_member": _below(CASE, "group_member.case_id"),
    "pair_verdict": f"{REPORTS} IN ('system', 'province')",
    "flash_report": _region("flash_report.region_code"),
    "flash_version": _below("flash_report", "flash_version.report_id"),
    "column_memory": _region("column_memory.region_code"),
    "follow_up": _region("follow_up.region_code", FOLLOW_UP),
    "evidence": _below("follow_up", "evidence.follow_up_id", FOLLOW_UP),
}


def upgrade() -> None:
    if op.get_context().dialect.name != "postgresql":
        return
    for table, condition in CONDITIONS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY reach ON {table} USING ({condition}) WITH CHECK ({condition})")


def downgrade() -> None:
    if op.get_context().dialect.name != "postgresql":
        return
    for table in reversed(CONDITIONS):
        op.execute(f"DROP POLICY reach ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
