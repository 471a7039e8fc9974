"""Which waiting reports ask nothing of a reviewer, so that they may be accepted together.

One rule a line in `RULES`; a report that breaks any of them is read by itself. What makes a report
clean is the province's own letter of what it wants to read: see docs/adr/0021.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.model.entry import Entry
from app.model.level import Level
from app.model.particulars import Assessment
from app.model.report import Revision, State, Upload
from app.reports import queries
from app.reports.entry_search import rank
from app.reports.letters import with_letter
from app.reports.questions import questions_of
from app.reports.review_notes import open_must_fix

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import ReadSession

_HIGH = Level.TINGGI.rank


@dataclass(frozen=True, slots=True)
class Seen:
    """What the rules look at; counts of one waiting version."""

    revision: Revision
    held_by_other: bool
    has_letter: bool
    must_fix: int
    warnings: int
    newly_high: int
    questions: int


RULES: tuple[tuple[str, Callable[[Seen], bool]], ...] = (
    ("sedang ditelaah orang lain", lambda seen: seen.held_by_other),
    ("perubahan laporan yang sudah diterima", lambda s: s.revision.amendment_reason is not None),
    ("surat pengantar belum dilampirkan", lambda seen: not seen.has_letter),
    ("ada catatan wajib yang terbuka", lambda seen: seen.must_fix > 0),
    ("ada peringatan pada berkas", lambda seen: seen.warnings > 0),
    ("ada pertanyaan tentang isiannya", lambda seen: seen.questions > 0),
    ("ada yang baru pada tingkat Tinggi ke atas", lambda seen: seen.newly_high > 0),
)


def reasons(seen: Seen) -> list[str]:
    """Say why a report has to be read by itself; nothing means it is clean."""
    return [words for words, breaks in RULES if breaks(seen)]


def clean_ones(
    session: ReadSession, actor: Actor, waiting: Sequence[Revision], now: datetime
) -> list[Revision]:
    """Return those of the waiting versions that are clean, in their order."""
    letters = with_letter(session, actor.scope, [item.id for item in waiting])
    return [item for item in waiting if not reasons(_seen(session, actor, item, letters, now))]


def look(session: ReadSession, actor: Actor, revision: Revision, now: datetime) -> Seen:
    """Look at one version the way the rules do."""
    return _seen(session, actor, revision, with_letter(session, actor.scope, [revision.id]), now)


def _seen(
    session: ReadSession, actor: Actor, revision: Revision, letters: set[int], now: datetime
) -> Seen:
    other = revision.state is State.DITELAAH and revision.reviewer_id != actor.user_id
    return Seen(
        revision=revision,
        held_by_other=other,
        has_letter=revision.id in letters,
        must_fix=open_must_fix(session, revision),
        warnings=_warnings(session, revision),
        newly_high=_newly_high(session, actor, revision),
        questions=len(questions_of(session, actor.scope, revision, now)),
    )


def _warnings(session: ReadSession, revision: Revision) -> int:
    problems = session.scalar(
        select(Upload.problems)
        .where(Upload.revision_id == revision.id)
        .order_by(Upload.id.desc())
        .limit(1)
    )
    return sum(1 for item in problems or () if item["severity"] == "peringatan")


def _newly_high(session: ReadSession, actor: Actor, revision: Revision) -> int:
    """Count what stands at Tinggi or above and did not in last quarter's accepted report."""
    now = _high(session, revision)
    if not now:
        return 0
    obligation = revision.report.obligation
    before = queries.accepted_revision(
        session, actor.scope, obligation.period.quarter - 1, obligation.region_code
    )
    return len(now - _high(session, before)) if before is not None else len(now)


def _high(session: ReadSession, revision: Revision) -> set[tuple[int | None, str]]:
    rows = session.execute(
        select(Entry.case_id, Entry.kind)
        .outerjoin(Assessment, Assessment.entry_id == Entry.id)
        .where(Entry.revision_id == revision.id, rank() >= _HIGH)
    )
    return {(case_id, kind) for case_id, kind in rows}
