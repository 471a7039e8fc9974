"""A row in every table that holds report content, of one regency: filled from the models.

Nobody lists the fields: each text column that can hold a sentence gets the word, so that a new
column is planted by itself. Columns too short for a sentence hold codes; `CODES` names a valid one
where the model does not, and a column that stands nowhere is an error.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.db import METADATA
from app.model.confidential import OPEN_TABLES
from app.model.types import QuarterType
from tests import factories

if TYPE_CHECKING:
    from sqlalchemy import Column, Table

    from app.db import WriteSession
    from app.model.account import User
    from app.model.quarter import Quarter
    from app.model.report import Revision

GUARDED = tuple(table for table in METADATA.sorted_tables if table.name not in OPEN_TABLES)
FOLLOW_UPS = frozenset({"follow_up", "evidence"})  # read by whoever follows the meetings
# What the province reads without waiting for a report to be sent.
SAID_AT_ONCE = FOLLOW_UPS | {
    "report",
    "recommendation_answer",
    "signal_answer",
    "case",
    "case_decision",
    "group_member",
    "pair_verdict",
    "flash_report",
    "flash_version",
    "column_memory",
    "redaction_request",
}
ROOTS = frozenset({"report", "revision"})  # made by the factories, before anything is planted
SENTENCE = 60  # a text column this long is written by people
DIGEST = "5" * 64
# Short texts: what code, number or key stands in them.
CODES: dict[str, Any] = {
    "case.status": "AKTIF",
    "case.authority": "KAB",
    "case_decision.act": "PANTAU",
    "column_memory.kind": "P",
    "column_memory.meaning": "title",
    "follow_up.status": "PROSES",
    "pair_verdict.verdict": "BEDA",
    "evidence.media_type": "application/pdf",
    "recommendation_answer.status": "DITERUSKAN",
    "area_tally.level": "RENDAH",
    "area_tally.level_by_score": "RENDAH",
    "area_tally.guard": "",
    "area_tally.confidence": "S",
    "area_tally.method_version": "",
    "attachment.category": "FOTO",
    "attachment.media_type": "image/jpeg",
    "attachment.classification": "TERBATAS",
    "attachment.entry_key": "P-777",
    "case_omission.reason": "DIPANTAU",
    "district_statement.statement": "ADA_ENTRI",
    "entry.kind": "P",
    "entry.row_key": "P-777",
    "entry.source_sheet": "2_Potensi",
    "pending_row.sheet": "2_Potensi",
    "pending_row.row_key": "P-778",
    "recommendation.target": "GUBERNUR",
    "redaction.part": "entry",
    "redaction.row_key": "P-777",
    "redaction.field_name": "summary",
    "redaction_request.part": "entry",
    "redaction_request.row_key": "P-777",
    "redaction_request.basis": "SUBJEK",
    "review_note.row_key": "P-777",
    "review_note.code": "ISI",
    "review_note.severity": "WAJIB",
    "action.row_key": "P-777/1",
    "assessment.severity": 3,
    "assessment.zone": "KUNING",
    "assessment.uu7": "BELUM",
    "note_reply.act": "JAWAB",
    "signal_answer.signal": "tanpa-upaya",
}
# Columns that are left as the database leaves them, with the reason.
LEFT = {
    "case.started_precision": "says how exact a date is that is not given",
    "case.closure_basis": "only a closed case has one",
    "case.closed_on": "only a closed case has one",
    "case.merged_into_id": "only a merged case has one",
    "case_decision.other_id": "a second case",
    "flash_report.row_key": "only a merged one has it",
    "flash_report.merged_at": "only a merged one has it",
    "flash_report.confirmed_version": "only a confirmed one has it",
    "flash_report.confirmed_at": "only a confirmed one has it",
    "group_member.left_at": "only one that left has it",
    "case_omission.closure_basis": "only for a case that is over",
    "case_omission.closed_on": "only for a case that is over",
    "entry.carried_from_id": "an entry of the quarter before",
    "entry.closure_basis": "only for a case that is over",
    "attachment.removed_at": "taken off",
    "attachment.redacted_at": "only one that was redacted has it",
    "evidence.redacted_at": "only one that was redacted has it",
    "redaction.flash_report_id": "of a version of a report",
    "redaction.follow_up_id": "of a version of a report",
    "redaction.obligation_id": "of a version of a report",
    "redaction.request_id": "by an amendment",
    "redaction_request.flash_report_id": "of a report",
    "redaction_request.follow_up_id": "of a report",
    "redaction_request.obligation_id": "of a report",
    "redaction_request.decided_by_id": "nobody has decided yet",
    "attachment.action_key": "on the entry, not on its action",
}
BY_TYPE: dict[type, Any] = {
    bool: False,
    int: 0,
    float: 0.5,
    datetime: factories.MOMENT,
    date: factories.MOMENT.date(),
    dict: {},
    list: [],
}


@dataclass
class Planted:
    """Ids by table, and the names of the columns that hold the word."""

    ids: dict[str, int] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    second_case: int = 0  # a verdict is on two

    def rows(self, table: str) -> set[int]:
        """Return every planted id of a table."""
        return {self.ids[table]} | ({self.second_case} if table == "case" else set())


def plant(
    session: WriteSession,
    revision: Revision,
    officer: User,
    word: str,
    region: str,
    quarter: Quarter = factories.QUARTER,
) -> Planted:
    """Fill a row of every guarded table below a draft; `word` stands in every sentence.

    Raises:
        LookupError: a column is short, without a code list, and `CODES` does not know it.
    """
    planted = Planted({"report": revision.report_id, "revision": revision.id})
    given = {
        "user": officer.id,
        "region": f"{region}.01",
        "case_group": _group(session),
        "rakor_recommendation": _recommendation(session),
    }
    for table in GUARDED:
        if table.name in ROOTS:
            continue
        values = _of_region(table, region, revision.id, quarter)
        for column in table.columns:
            known = column.primary_key or f"{table.name}.{column.name}" in LEFT
            if not known and column.name not in values:
                values[column.name] = _value(column, word, planted, given)
        insert = sa.insert(table).returning(table.c.id)
        planted.ids[table.name] = session.execute(insert.values(values)).scalar_one()
        if table.name == "case":
            second = values | {"case_no": f"{values['case_no']}-B"}
            planted.second_case = session.execute(insert.values(second)).scalar_one()
    _fill_revision(session, revision, word, planted)
    return planted


def _fill_revision(session: WriteSession, revision: Revision, word: str, planted: Planted) -> None:
    """Put the word into the texts of the version itself."""
    table = METADATA.tables["revision"]
    texts = [column for column in table.columns if is_sentence(column)]
    values = {column.name: _sentence(column, word, planted) for column in texts}
    values["amendment_reason"] = "KOREKSI"  # goes with its note
    session.execute(sa.update(table).where(table.c.id == revision.id).values(values))
    session.expire(revision)


def _of_region(table: Table, region: str, number: int, quarter: Quarter) -> dict[str, Any]:
    """Values that name the regency, or that must differ from row to row."""
    named: dict[str, dict[str, Any]] = {
        "case": {
            "home_region": region,
            "case_no": f"{region.replace('.', '')}-2026-{number:04d}",
            "first_quarter": quarter,
        },
        "flash_report": {
            "region_code": region,
            "code": f"LAP-{region.replace('.', '')}-K-2026-{number:04d}",
            "year": 2026,
            "number": number,
        },
        "flash_version": {"number": 1},
        "follow_up": {"region_code": region, "quarter": quarter},
        "column_memory": {"region_code": region},
        "redaction_request": {"region_code": region},
        "area_tally": {"area_code": region, "quarter": quarter},
        "recommendation": {"number": 1},
        "redaction": {"is_open": False},
        "entry": {"source_row": 5},
    }
    return named.get(table.name, {})


def _group(session: WriteSession) -> int:
    table = METADATA.tables["case_group"]
    statement = sa.insert(table).values(created_at=factories.MOMENT).returning(table.c.id)
    return session.execute(statement).scalar_one()


def _recommendation(session: WriteSession) -> int:
    """One to say something of; the meetings themselves hold nothing of a regency."""
    rakor, item = METADATA.tables["rakor"], METADATA.tables["rakor_recommendation"]
    known = session.scalar(sa.select(item.c.id).where(~item.c.is_heading).order_by(item.c.id))
    if known is not None:
        return int(known)
    meeting = session.execute(
        sa.insert(rakor)
        .values(code="RAKOR-UJI", title="Rakor contoh", year=2026)
        .returning(rakor.c.id)
    ).scalar_one()
    values = {"rakor_id": meeting, "code": "R01", "position": 1, "text": "Rapat contoh."}
    unset = {"printed_no": "", "applies_to": [], "due_note": "", "lock_version": 1}
    flags = {"is_measured": False, "is_heading": False}
    statement = sa.insert(item).values(values | unset | flags).returning(item.c.id)
    return session.execute(statement).scalar_one()


def is_sentence(column: Column[Any]) -> bool:
    """Tell whether people write freely in a column."""
    if column.info.get("field") is not None and column.info["field"].codes is not None:
        return False
    is_text = isinstance(column.type, sa.String) and not isinstance(column.type, sa.Enum)
    name = f"{column.table.name}.{column.name}"
    if not is_text or name in CODES or name in LEFT or "sha256" in column.name:
        return False
    return not column.foreign_keys and (column.type.length or 1000) >= SENTENCE


def ending(table: str) -> str:
    """What the word in a table ends with: who else may read it depends on the table."""
    if table in FOLLOW_UPS:
        return "lanjut"
    return "kata" if table in SAID_AT_ONCE else "isi"


def _sentence(column: Column[Any], word: str, planted: Planted) -> str:
    word += ending(column.table.name)
    planted.words.append(f"{column.table.name}.{column.name}")
    if column.name == "file_name":
        return f"{word}.pdf"
    return f"https://contoh.example/{word}" if column.name == "url" else f"Kalimat {word} contoh"


def _value(column: Column[Any], word: str, planted: Planted, given: dict[str, Any]) -> Any:
    name = f"{column.table.name}.{column.name}"
    if column.foreign_keys:
        target = next(iter(column.foreign_keys)).column.table.name
        is_second = name == "pair_verdict.other_id"
        return planted.second_case if is_second else planted.ids.get(target, given.get(target))
    if name in CODES:
        return CODES[name]
    if is_sentence(column):
        return _sentence(column, word, planted)
    if name in {"pending_row.cells", "waiting_file.choices"}:
        planted.words.append(name)
        return {"title": f"Kalimat {word}isi contoh"}
    return DIGEST if "sha256" in column.name else _code(column)


def _code(column: Column[Any]) -> Any:
    """A valid code of the column's list, its own default, or a plain value of its type."""
    found = column.info.get("field")
    inner = column.type.impl if isinstance(column.type, sa.TypeDecorator) else column.type
    kind = inner.python_type
    if found is not None and found.codes is not None:
        code = next(iter(found.codes.codes)).code
        return [code] if isinstance(column.type, sa.JSON) else kind(code)
    if column.nullable:
        return None
    if isinstance(column.type, sa.JSON):
        return []
    if column.default is not None and column.default.is_scalar:
        return column.default.arg
    if isinstance(column.type, QuarterType):
        return factories.QUARTER
    if kind is str:
        raise LookupError(f"{column.table.name}.{column.name}: name a code in tests/planting.py")
    return BY_TYPE[kind]
