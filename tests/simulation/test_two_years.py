"""Two years of a province, and after every quarter what must be true of it.

Ten regencies over eight quarters: punctual, late, silent and let in after the lock; disputes that
open, worsen, end, recur and fall silent; withdrawn, returned and amended reports; a dispute two
regencies tell. The ledger beside the portal is kept by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.access.scope import EVERYWHERE
from app.files import FileStore
from app.model.area_code import AreaCode
from app.model.case import Case
from app.model.case_history import CaseOmission
from app.model.edition import AreaTally
from app.model.level import Level
from app.model.notice import Notice
from app.model.period import Obligation, Period
from app.model.report import Report, Revision, State
from app.outputs.figures import live_figures
from app.reports import drafts
from app.reports.content import sealed
from app.reports.open_cases import open_cases
from app.reports.tally import entries_of
from tests.simulation.ledger import QUARTERS, REGENCIES, Ledger
from tests.simulation.province import KALTIM, Province, said_by

if TYPE_CHECKING:
    from pathlib import Path

    from app.db import Database, ReadSession


@pytest.mark.parametrize("seed", [7, 2026])
def test_two_years(kaltim: Database, tmp_path: Path, seed: int) -> None:
    province = Province(kaltim, FileStore(tmp_path / "berkas"), Ledger(seed))
    province.engage()
    pair: tuple[str, str] | None = None
    for offset in range(QUARTERS):
        province.run(offset)
        if pair is None:
            pair = province.link_pair(offset)
        elif offset == QUARTERS - 2:
            province.unlink(pair[0], offset)
            pair = ("", "")
        with kaltim.read() as session:
            reports_are_as_the_ledger_has_them(session, province, offset)
            silence_is_never_a_number(session, province, offset)
            cases_stand_as_the_ledger_has_them(session, province, offset)
            the_province_adds_up(session, province, offset, pair)
            sent_versions_are_unchanged(session, province)
            editions_say_what_they_said(session, province)
            nobody_is_told_twice(session)


def reports_are_as_the_ledger_has_them(
    session: ReadSession, province: Province, offset: int
) -> None:
    for past in range(offset + 1):
        tallies = _tallies(session, province, past)
        for code in REGENCIES:
            tally = tallies.get(code)
            told = (tally.potentials, tally.events) if tally is not None else (None, None)
            ledger = province.ledger
            assert told == (ledger.potentials(code, past), ledger.clashes(code, past)), (
                code,
                past,
            )


def silence_is_never_a_number(session: ReadSession, province: Province, offset: int) -> None:
    figures = _live(session, province, offset)
    for item in figures.regencies:
        silent = (item.code, offset) not in province.ledger.accepted
        assert (item.level is Level.BELUM_LAPOR) == silent, item.code
        for past in range(max(0, offset - 7), offset + 1):
            shown = item.strip[7 - (offset - past)]
            unknown = (item.code, past) not in province.ledger.accepted
            assert (shown is Level.BELUM_LAPOR) == unknown, (item.code, past)
    assert figures.key.reported == sum(
        1 for code in REGENCIES if (code, offset) in province.ledger.accepted
    )


def cases_stand_as_the_ledger_has_them(
    session: ReadSession, province: Province, offset: int
) -> None:
    status = {"open": "AKTIF", "over": "SELESAI", "watched": "DIPANTAU"}
    stored = {case.case_no: case for case in session.scalars(select(Case))}
    for code in REGENCIES:
        known = [item for item in province.ledger.disputes[code] if item.told]
        for dispute in known:
            case = stored[dispute.case_no]
            assert case.status == status[dispute.told], dispute
            assert (case.closed_on is None) == (case.status != "SELESAI")
        found = open_cases(session, EVERYWHERE, province.quarter(offset + 1), AreaCode(code))
        assert [item.case.case_no for item in found] == sorted(
            item.case_no for item in known if item.is_owed
        )


def the_province_adds_up(
    session: ReadSession, province: Province, offset: int, pair: tuple[str, str] | None
) -> None:
    figures = _live(session, province, offset)
    ledger = province.ledger
    told = [plan for (_, when), plan in ledger.accepted.items() if when == offset]
    names = [word.dispute.case_no for plan in told for word in plan.told]
    shared = int(pair is not None and all(pair) and all(number in names for number in pair))
    assert figures.key.potentials == len(names) - shared
    assert sum(item.potentials for item in figures.regencies) == len(names)
    over = sum(word.move == "SELESAI" for plan in told for word in plan.told)
    assert figures.key.open_potentials <= len(names) - over
    assert sum(row.potentials for row in figures.by_source) == figures.key.potentials
    assert figures.series[-1].potentials == (figures.key.potentials if told else None)


def sent_versions_are_unchanged(session: ReadSession, province: Province) -> None:
    for revision_id, seal in province.seals.items():
        revision = session.get_one(Revision, revision_id)
        omissions = session.scalars(
            select(CaseOmission).where(CaseOmission.revision_id == revision_id)
        ).all()
        entries = entries_of(session, [revision_id])
        statements = drafts.statements_of(session, revision)
        assert sealed(revision, entries, statements, omissions) == seal, revision_id


def editions_say_what_they_said(session: ReadSession, province: Province) -> None:
    for edition_id, printed in province.printed.items():
        assert said_by(session, edition_id) == printed, edition_id


def nobody_is_told_twice(session: ReadSession) -> None:
    twice = session.execute(
        select(Notice.recipient_id, Notice.kind, Notice.subject, Notice.day, func.count())
        .group_by(Notice.recipient_id, Notice.kind, Notice.subject, Notice.day)
        .having(func.count() > 1)
    ).all()
    assert twice == []
    assert session.scalar(select(func.count()).select_from(Notice))


def _tallies(session: ReadSession, province: Province, offset: int) -> dict[str, AreaTally]:
    rows = session.scalars(
        select(AreaTally)
        .join(AreaTally.revision)
        .join(Revision.report)
        .join(Report.obligation)
        .join(Obligation.period)
        .where(
            Period.quarter == province.quarter(offset),
            Revision.state == State.DITERIMA,
            AreaTally.area_code.in_(REGENCIES),
        )
    )
    return {str(tally.area_code): tally for tally in rows}


def _live(session: ReadSession, province: Province, offset: int) -> Any:
    today = province.moment(offset, 45).date()
    quarter = province.quarter(offset)
    return live_figures(session, EVERYWHERE, quarter, today=today, settings=KALTIM)
