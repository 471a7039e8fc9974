"""The province's answers to requests: a queue with its clock, and a history that only grows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from app import audit
from app.access.scope import Permission
from app.errors import Conflict, Invalid, NotFound
from app.intake.personal import refuse_nik
from app.model.account import User
from app.model.period import Obligation
from app.model.recommendation import (
    ANSWER_WORKING_DAYS,
    UNANSWERED,
    Recommendation,
    RecommendationAnswer,
)
from app.model.report import Report, Revision, State
from app.model.vocabulary import REC_STATUS
from app.model.working_time import working_day_after
from app.reports import notify
from app.reports.drafts import subject
from app.reports.holidays import days_off
from app.reports.lateness import day_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from app.access.scope import Actor, Scope
    from app.db import ReadSession, WriteSession

LEAST, MOST = 10, 1000
STATUSES = tuple(code for code in REC_STATUS if code.code != UNANSWERED)
_NOT_SENT = (State.DRAF, State.MENUNGGU_PENGESAHAN, State.DITARIK)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request the province has, since when, by when it is to be answered, and the answers."""

    row: Recommendation
    revision: Revision
    since: date
    due_on: date
    answers: Sequence[RecommendationAnswer]
    today: date

    @property
    def status(self) -> str:
        """Code of the newest answer, `BARU` before the first."""
        return self.answers[-1].status if self.answers else UNANSWERED

    @property
    def is_open(self) -> bool:
        """Tell whether nobody has answered yet."""
        return not self.answers

    @property
    def days_left(self) -> int:
        """Calendar days to the due day, negative past it."""
        return (self.due_on - self.today).days

    @property
    def is_late(self) -> bool:
        """Tell whether the answer is owed since before today."""
        return self.is_open and self.days_left < 0

    @property
    def region_code(self) -> str:
        """The regency that asks."""
        return self.revision.report.obligation.region_code


def asked_of_province(
    session: ReadSession, scope: Scope, *, today: date, zone: str
) -> list[Asked]:
    """Return the requests of each report's newest sent version: late ones first, answered last.

    The clock runs from the first version a request was sent with.
    """
    rows = _sent_requests(session, scope)
    if not rows:
        return []
    reports = {row.revision.report_id for row in rows}
    first, answers = _first_sent(session, reports), _answers(session, reports)
    holidays = days_off(session)
    found = []
    for row in rows:
        key = (row.revision.report_id, row.number)
        since = day_in(first[key], zone)
        due_on = working_day_after(since, ANSWER_WORKING_DAYS, holidays)
        found.append(Asked(row, row.revision, since, due_on, answers.get(key, []), today))
    return sorted(found, key=lambda item: (not item.is_open, item.due_on, item.row.id))


def find_asked(
    session: ReadSession, scope: Scope, report_no: str, number: int, *, today: date, zone: str
) -> Asked:
    """Return one request by its address.

    Raises:
        NotFound: there is none in scope that was sent.
    """
    for item in asked_of_province(session, scope, today=today, zone=zone):
        if item.revision.report.report_no == report_no and item.row.number == number:
            return item
    raise NotFound


def answer(  # noqa: PLR0913 - of which request, by whom, what, after which answers, when
    session: WriteSession,
    actor: Actor,
    asked: Asked,
    *,
    status: str,
    text: str,
    expected: int,
    now: datetime,
) -> RecommendationAnswer:
    """Say what becomes of a request; earlier answers stay, and the regency is told by mail.

    `expected` is how many answers the person saw.

    Raises:
        Invalid: no status, or too few words.
        Conflict: somebody answered meanwhile.
    """
    actor.require(Permission.REPORT_REVIEW)
    words = text.strip()
    if status not in {code.code for code in STATUSES}:
        raise Invalid("Pilih status tanggapan.")
    if not LEAST <= len(words) <= MOST:
        raise Invalid(f"Tulis tanggapan, {LEAST} sampai {MOST} karakter.")
    refuse_nik(words)
    report = asked.revision.report
    session.execute(select(Report.id).where(Report.id == report.id).with_for_update())
    held = session.scalar(
        select(func.count()).where(
            RecommendationAnswer.report_id == report.id,
            RecommendationAnswer.number == asked.row.number,
        )
    )
    if held != expected:
        raise Conflict("Permintaan ini baru saja ditanggapi orang lain. Baca dulu tanggapannya.")
    row = RecommendationAnswer(
        report=report,
        number=asked.row.number,
        revision_number=asked.revision.number,
        status=status,
        text=words,
        answered_on=asked.today,
        answered_at=now,
        answered_by=session.get_one(User, actor.user_id),
    )
    session.add(row)
    details = {"nomor": asked.row.number, "status": status}
    about = subject(asked.revision)
    audit.record(session, actor.username, "permintaan.jawab", about, now=now, details=details)
    notify.of_answer(session, asked.revision, asked.row.number, now)
    session.flush()
    return row


def _sent_requests(session: ReadSession, scope: Scope) -> list[Recommendation]:
    newest = (
        select(Revision.report_id, func.max(Revision.number).label("number"))
        .where(Revision.state.not_in(_NOT_SENT))
        .group_by(Revision.report_id)
        .subquery()
    )
    return list(
        session.scalars(
            select(Recommendation)
            .join(Recommendation.revision)
            .join(
                newest,
                (newest.c.report_id == Revision.report_id) & (newest.c.number == Revision.number),
            )
            .join(Revision.report)
            .join(Report.obligation)
            .where(scope.clause(Obligation.region_code))
            .options(
                contains_eager(Recommendation.revision)
                .contains_eager(Revision.report)
                .contains_eager(Report.obligation)
                .joinedload(Obligation.period)
            )
        )
    )


def _first_sent(session: ReadSession, reports: set[int]) -> dict[tuple[int, int], datetime]:
    rows = session.execute(
        select(Revision.report_id, Recommendation.number, func.min(Revision.submitted_at))
        .join(Recommendation.revision)
        .where(Revision.report_id.in_(reports), Revision.state.not_in(_NOT_SENT))
        .group_by(Revision.report_id, Recommendation.number)
    )
    return {(report, number): at for report, number, at in rows if at is not None}


def _answers(
    session: ReadSession, reports: set[int]
) -> dict[tuple[int, int], list[RecommendationAnswer]]:
    found: dict[tuple[int, int], list[RecommendationAnswer]] = {}
    for row in session.scalars(
        select(RecommendationAnswer)
        .where(RecommendationAnswer.report_id.in_(reports))
        .options(joinedload(RecommendationAnswer.answered_by))
        .order_by(RecommendationAnswer.id)
    ):
        found.setdefault((row.report_id, row.number), []).append(row)
    return found
