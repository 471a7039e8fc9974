"""Words of the province about cases and entries that somebody may ask to have taken out.

Decisions and verdicts are about cases, which have no report of their own: their mark hangs on the
newest sent version that tells the case, so that it is found where the case is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from app.model.case import Case
from app.model.case_history import CaseAct, CaseDecision
from app.model.entry import Entry
from app.model.particulars import Assessment
from app.model.redaction import Part
from app.model.report import SENT, Revision
from app.model.review import PairVerdict
from app.reports.redaction_pieces import Piece, thing_of, versions_of
from app.reports.redaction_texts import Place, Text, said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.access.scope import Actor
    from app.db import ReadSession
    from app.reports.redaction_pieces import Thing

_REASONS = ("zone_reason", "severity_reason")
_ACTS = {
    CaseAct.CLOSE: "Alasan penutupan",
    CaseAct.WATCH: "Alasan pemantauan",
    CaseAct.TRANSFER: "Alasan pengalihan",
    CaseAct.REOPEN: "Alasan pembukaan kembali",
    CaseAct.MERGE: "Alasan penggabungan",
    CaseAct.UNMERGE: "Alasan pembatalan penggabungan",
    CaseAct.LINK: "Alasan penautan",
    CaseAct.UNLINK: "Alasan pelepasan tautan",
}


def find_assessment(session: ReadSession, actor: Actor, number: int) -> Thing | None:
    """The reasons for reading an entry otherwise; the office reads them once it is decided.

    They go from every version, where the province read the entry in another review as well.
    """
    row = session.get(Assessment, number)
    entry = session.get(Entry, row.entry_id) if row is not None else None
    home = session.get(Revision, entry.revision_id) if entry is not None else None
    if entry is None or home is None or (actor.is_regency and home.state in SENT):
        return None
    versions = versions_of(session, home.report_id)
    if home not in versions:
        return None
    found = session.execute(
        select(Assessment, Revision)
        .join(Assessment.entry)
        .join(Entry.revision)
        .where(Revision.report_id == home.report_id, Entry.row_key == entry.row_key)
    )
    pieces = [
        Piece(
            revision,
            tuple(
                Text(Place(Part.ASSESSMENT, str(copy.id), name), copy, getattr(copy, name))
                for name in _REASONS
                if getattr(copy, name)  # a reason without its value is none
            ),
        )
        for copy, revision in found
    ]
    words = f"Alasan penilaian provinsi atas {entry.row_key}"
    return thing_of(Part.ASSESSMENT, number, words, versions, *pieces)


def find_decision(session: ReadSession, _actor: Actor, number: int) -> Thing | None:
    """The reason of one decision about a case, which stands on the page of the case."""
    row = session.get(CaseDecision, number)
    case = session.get(Case, row.case_id) if row is not None else None
    if row is None or case is None:
        return None
    words = f"{_ACTS[CaseAct(row.act)]}, kasus {case.case_no}"
    verdicts = session.scalars(
        select(PairVerdict).where(
            PairVerdict.note == row.note,
            or_(PairVerdict.case_id == case.id, PairVerdict.other_id == case.id),
        )
    )
    return _of_case(session, case, Part.DECISION, row, words, verdicts)


def find_verdict(session: ReadSession, actor: Actor, number: int) -> Thing | None:
    """The reason of one verdict on two cases alike; only the province reads it."""
    row = session.get(PairVerdict, number)
    case = session.get(Case, row.case_id) if row is not None else None
    if row is None or case is None or actor.is_regency:
        return None
    words = f"Alasan putusan kasus mirip, kasus {case.case_no}"
    decisions = session.scalars(
        select(CaseDecision).where(
            CaseDecision.note == row.note, CaseDecision.case_id.in_((row.case_id, row.other_id))
        )
    )
    return _of_case(session, case, Part.VERDICT, row, words, decisions)


def _of_case(
    session: ReadSession,
    case: Case,
    part: Part,
    row: CaseDecision | PairVerdict,
    words: str,
    repeated: Iterable[CaseDecision | PairVerdict],
) -> Thing | None:
    """A verdict that links or merges two cases is a decision about one of them in the same words.

    So the words go from both.
    """
    newest = session.scalar(
        select(Revision)
        .join(Entry, Entry.revision_id == Revision.id)
        .where(Entry.case_id == case.id, Revision.submitted_at.is_not(None))
        .order_by(Revision.id.desc())
        .limit(1)
    )
    if newest is None:
        return None
    other = Part.VERDICT if part is Part.DECISION else Part.DECISION
    texts = [Text(Place(part, str(row.id), "note"), row, row.note)]
    texts += [Text(Place(other, str(item.id), "note"), item, item.note) for item in repeated]
    versions = versions_of(session, newest.report_id)
    return thing_of(part, row.id, words, versions, Piece(newest, tuple(said(texts))))
