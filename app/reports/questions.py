"""Questions about a report, with what the office said to each; read by both sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from app import audit
from app.access.scope import Permission
from app.errors import NotFound
from app.intake.personal import refuse_nik
from app.model.account import User
from app.model.entry import Entry
from app.model.report import Upload
from app.model.review import SignalAnswer
from app.reports import drafts, queries
from app.reports.signals import COUNTS, TEXTS, Look, Signal, Told, signals_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from app.access.scope import Actor, Scope
    from app.db import ReadSession, WriteSession
    from app.model.report import Revision

MOST = 300
_BACK = 8  # quarters that make the regency's own usual number
_COLUMNS = ("row_key", "kind", "case_id", "development", "likelihood", "impact", *TEXTS, *COUNTS)


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answer, None while there is none."""

    signal: Signal
    answer: SignalAnswer | None

    @property
    def text(self) -> str:
        """What the office said; empty when nothing."""
        return self.answer.answer if self.answer is not None else ""


def questions_of(
    session: ReadSession, scope: Scope, revision: Revision, now: datetime
) -> list[Question]:
    """Return the questions about a version; its report, obligation and period must be loaded.

    Raises:
        NotFound: it lies outside the scope.
    """
    if not scope.covers(revision.report.obligation.region_code):
        raise NotFound
    answers = {
        row.signal: row
        for row in session.scalars(
            select(SignalAnswer)
            .where(SignalAnswer.report_id == revision.report_id)
            .options(joinedload(SignalAnswer.answered_by))
        )
    }
    found = signals_of(_look(session, scope, revision, now))
    return [Question(signal, answers.get(signal.key)) for signal in found]


def answer_questions(
    session: WriteSession,
    actor: Actor,
    draft: Revision,
    said: Mapping[str, str],
    now: datetime,
) -> int:
    """Keep what the office says to questions of its draft; an emptied answer is taken away.

    Returns:
        How many answers changed. What no question asks is ignored.

    Raises:
        Conflict: the report was sent meanwhile.
        Invalid: an answer holds a NIK.
    """
    actor.require(Permission.REPORT_DRAFT)
    drafts.editable(draft, None)
    changed = 0
    for question in questions_of(session, actor.scope, draft, now):
        text = said.get(question.signal.key, question.text).strip()[:MOST]
        if text == question.text:
            continue
        refuse_nik(text)
        changed += 1
        _keep(session, actor, draft, question, text, now)
    if changed:
        audit.record(
            session,
            actor.username,
            "laporan.jawab-pertanyaan",
            drafts.subject(draft),
            now=now,
            details={"jawaban": changed},
        )
    session.flush()
    return changed


def _keep(
    session: WriteSession,
    actor: Actor,
    draft: Revision,
    question: Question,
    text: str,
    now: datetime,
) -> None:
    row = question.answer
    if not text:
        session.delete(row)
        return
    if row is None:
        row = SignalAnswer(
            report=draft.report,
            signal=question.signal.key,
            answer=text,
            answered_at=now,
            answered_by=session.get_one(User, actor.user_id),
        )
        session.add(row)
    row.answer, row.answered_at, row.answered_by_id = text, now, actor.user_id


def _look(session: ReadSession, scope: Scope, revision: Revision, now: datetime) -> Look:
    obligation = revision.report.obligation
    quarter, region = obligation.period.quarter, obligation.region_code
    before = queries.accepted_revision(session, scope, quarter - 1, region)
    quarters = [quarter - back for back in range(_BACK, 0, -1)]
    tallies = queries.tallies_by_quarter(session, scope, [region], quarters)
    known = [tallies[region, item] for item in quarters if (region, item) in tallies]
    return Look(
        entries=_told(session, revision),
        before=_told(session, before) if before is not None else (),
        earlier=[item.potentials + item.events for item in known],
        is_nil=revision.is_nil,
        begun_at=revision.created_at,
        ended_at=revision.submitted_at or now,
        was_uploaded=revision.number > 1 or _was_uploaded(session, revision),
    )


def _was_uploaded(session: ReadSession, revision: Revision) -> bool:
    return bool(session.scalar(select(exists().where(Upload.revision_id == revision.id))))


def _told(session: ReadSession, revision: Revision) -> list[Told]:
    """Read a dozen columns of the entries and none of what hangs on them."""
    rows = session.execute(
        select(*(getattr(Entry, name) for name in _COLUMNS))
        .where(Entry.revision_id == revision.id)
        .order_by(Entry.row_key)
    ).mappings()
    return [
        Told(
            row_key=row["row_key"],
            kind=row["kind"],
            case_id=row["case_id"],
            texts=tuple(row[name] or "" for name in TEXTS),
            development=row["development"],
            counts=tuple(row[name] or 0 for name in COUNTS),
            scores=(row["likelihood"], row["impact"]),
        )
        for row in rows
    ]
