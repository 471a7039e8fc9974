"""Recommendations: written down once, answered per region and quarter, never overwritten."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.access.scope import EVERYWHERE
from app.errors import Conflict, Forbidden, Invalid, NotFound, Unreadable
from app.followup import commands, evidence, queries
from app.followup.overdue import overdue_actions
from app.followup.progress import Progress
from app.followup.standing import lines_of
from app.intake.attached import accept
from app.model.account import Role
from app.model.record import AuditEvent
from tests import factories
from tests.reports.story import LETTER_PDF, NOW, QUARTER, TODAY, Story, tell

if TYPE_CHECKING:
    from app.db import WriteSession
    from app.followup.standing import Line
    from app.model.followup import FollowUp, RakorRecommendation
    from app.model.quarter import Quarter

WORDS = "Rapat persiapan sudah dua kali."


@pytest.fixture
def story(database, tmp_path) -> Story:
    told = tell(database, tmp_path / "berkas")
    with database.write() as session:
        commands.load_rakor_2024(session, told.decider, "99", NOW)
    return told


def item(session: WriteSession, code: str = "r07") -> RakorRecommendation:
    return queries.get_recommendation(session, EVERYWHERE, "rakor-2024", code)


def say(story: Story, said: Progress, *, quarter: Quarter = QUARTER, expected: int = 0) -> int:
    """Have the regency's operator say something; the version it became."""
    with story.database.write() as session:
        row = commands.report_progress(
            session,
            story.operator,
            item(session),
            said,
            quarter=quarter,
            expected=expected,
            now=NOW,
        )
        return row.lock_version


def standing(story: Story, quarter: Quarter = QUARTER, today: date = TODAY) -> dict[str, Line]:
    """Every recommendation by its code, as the province sees it."""
    with story.database.read() as session:
        scope = story.analyst.scope
        rakor = queries.rakors(session, scope)[0]
        lines = lines_of(session, scope, rakor, quarter, province="99", today=today)
        return {line.recommendation.code: line for line in lines}


def of_region(line: Line, code: str = "99.01") -> object:
    return next(region for region in line.regions if region.region_code == code)


def test_eleven_recommendations_with_two_parts_of_the_ninth(story):
    lines = standing(story)
    codes = sorted(lines)
    assert codes == sorted([*(f"R{n:02d}" for n in range(1, 12) if n != 9), "R09a", "R09b"])
    assert [region.region_code for region in lines["R11"].regions] == ["99"]
    assert len(lines["R07"].regions) == len(factories.REGENCIES)


def test_they_are_loaded_once(story):
    with pytest.raises(Conflict), story.database.write() as session:
        commands.load_rakor_2024(session, story.decider, "99", NOW)


def test_what_was_said_stands_until_a_later_quarter_says_otherwise(story):
    say(story, Progress("PROSES", 40, WORDS), quarter=QUARTER - 1)
    now = of_region(standing(story)["R07"])
    assert (now.status, now.progress, now.since, now.version) == ("PROSES", 40, QUARTER - 1, 1)
    say(story, Progress("SELESAI", 100, WORDS))
    assert of_region(standing(story)["R07"]).status == "SELESAI"
    assert of_region(standing(story, QUARTER - 1)["R07"]).status == "PROSES"
    with story.database.read() as session:
        told = queries.history(session, story.analyst.scope, item(session))["99.01"]
        assert [row.quarter for row in told] == [QUARTER, QUARTER - 1]


def test_a_second_person_is_told_and_nothing_is_overwritten(story):
    assert say(story, Progress("PROSES", 40, WORDS)) == 1
    with pytest.raises(Conflict):
        say(story, Progress("PROSES", 70, WORDS))
    assert of_region(standing(story)["R07"]).progress == 40
    assert say(story, Progress("PROSES", 70, WORDS), expected=1) == 2


def test_late_means_past_the_date_and_not_finished(story):
    lines = standing(story)
    assert of_region(lines["R05"]).is_late
    assert not of_region(lines["R07"]).is_late
    assert next(iter(lines)) in {"R02", "R03", "R05", "R06", "R11", "R10"}
    assert lines["R05"].state == "TERLAMBAT"
    assert not of_region(standing(story, today=date(2025, 12, 31))["R05"]).is_late


def test_the_quarterly_duty_measures_itself(story):
    silent = of_region(standing(story)["R10"])
    assert (silent.status, silent.progress, silent.is_late) == ("BELUM", 0, False)
    story.upload(("P", "P-001", {}), ("U", "U-001", {}))
    story.attach_letter()
    story.send()
    sent = of_region(standing(story)["R10"])
    assert (sent.status, sent.progress) == ("PROSES", 0)
    story.review()
    story.accept()
    kept = of_region(standing(story)["R10"])
    assert (kept.status, kept.progress) == ("SELESAI", 100)
    assert "1 dari 1 laporan terakhir diterima" in kept.words
    late = of_region(standing(story, today=date(2026, 12, 1))["R10"], "99.02")
    assert (late.status, late.is_late) == ("BELUM", True)


def test_nobody_types_what_is_measured(story):
    with pytest.raises(Conflict), story.database.write() as session:
        commands.report_progress(
            session,
            story.operator,
            item(session, "r10"),
            Progress("SELESAI", 100, WORDS),
            quarter=QUARTER,
            expected=0,
            now=NOW,
        )


@pytest.mark.parametrize("said", [Progress("SELESAI", 80, WORDS), Progress("PROSES", 20, "")])
def test_a_broken_rule_stores_nothing(story, said):
    with pytest.raises(Invalid):
        say(story, said)
    assert of_region(standing(story)["R07"]).since is None


def test_the_provinces_own_task_is_not_a_regencys(story):
    with pytest.raises(Forbidden), story.database.write() as session:
        commands.report_progress(
            session,
            story.operator,
            item(session, "r11"),
            Progress("PROSES", 20, WORDS),
            quarter=QUARTER,
            expected=0,
            now=NOW,
        )


def said_of(story: Story, session: WriteSession) -> FollowUp:
    return queries.history(session, story.operator.scope, item(session))["99.01"][0]


def attach(story: Story, data: bytes, *, caption: str = "SK tim") -> int:
    with story.database.write() as session:
        row = evidence.attach(
            session,
            story.operator,
            said_of(story, session),
            accepted=accept(data, 1000),
            file_name="../sk tim.pdf",
            caption=caption,
            files=story.files,
            now=NOW,
        )
        return row.id


def test_evidence_is_given_clean_kept_bit_for_bit_and_only_to_whom_it_may(story):
    say(story, Progress("PROSES", 40, WORDS))
    number = attach(story, LETTER_PDF)
    other = factories.make_actor(Role.OPERATOR_KAB, region="99.02")
    with story.database.read() as session:
        found = queries.get_evidence(session, story.operator.scope, item(session), number)
        given = accept(LETTER_PDF, 10_000).data
        assert (story.files.get(found.sha256), found.file_name) == (given, "sk tim.pdf")
        assert story.files.sealed.get(found.original_sha256) == LETTER_PDF
        with pytest.raises(NotFound):
            queries.get_evidence(session, other.scope, item(session), number)


def test_what_is_no_pdf_is_not_kept(story):
    say(story, Progress("PROSES", 40, WORDS))
    with pytest.raises(Unreadable):
        attach(story, b"bukan pdf")
    assert of_region(standing(story)["R07"]).evidence == 0


def test_only_so_many_documents(story):
    say(story, Progress("PROSES", 40, WORDS))
    for number in range(evidence.MOST):
        attach(story, LETTER_PDF + b"%d" % number + b"\n%%EOF")
    with pytest.raises(Conflict):
        attach(story, LETTER_PDF)


def test_removed_evidence_stays_in_the_trail(story):
    say(story, Progress("PROSES", 40, WORDS))
    number = attach(story, LETTER_PDF)
    with story.database.write() as session:
        found = queries.get_evidence(session, story.operator.scope, item(session), number)
        evidence.remove(session, story.operator, found, NOW)
    with story.database.read() as session:
        acts = session.scalars(select(AuditEvent.action)).all()
    assert acts[-2:] == ["tindaklanjut.bukti", "tindaklanjut.lepas"]
    assert of_region(standing(story)["R07"]).evidence == 0


def test_the_target_moves_once_for_whoever_saw_it(story):
    moved = commands.Proposal("R07", "Membentuk Tim Terpadu Ormas.", date(2026, 12, 31))
    with story.database.write() as session:
        commands.change_recommendation(
            session, story.analyst, item(session), moved, expected=1, now=NOW
        )
    with pytest.raises(Conflict), story.database.write() as session:
        commands.change_recommendation(
            session, story.analyst, item(session), moved, expected=1, now=NOW
        )
    with story.database.read() as session:
        assert item(session).due_on == date(2026, 12, 31)


def test_a_code_is_used_once_per_meeting(story):
    with story.database.write() as session:
        rakor = commands.add_rakor(
            session, story.analyst, title="Rakor Kesbangpol 2026", year=2026, now=NOW
        )
        proposal = commands.Proposal("R01", "Menyusun peta konflik kecamatan.")
        commands.add_recommendation(
            session, story.analyst, rakor, proposal, province="99", now=NOW
        )
        with pytest.raises(Conflict):
            commands.add_recommendation(
                session,
                story.analyst,
                rakor,
                commands.Proposal("r01", "Menyusun peta konflik desa."),
                province="99",
                now=NOW,
            )
        with pytest.raises(Conflict):
            commands.add_rakor(session, story.analyst, title="Rakor lain", year=2026, now=NOW)


def test_overdue_is_the_last_action_of_an_open_entry(story):
    late = {"next_step": "Pengukuran lapangan", "next_due": "20/09/2026", "result_status": "JALAN"}
    story.upload(
        ("P", "P-001", {}),
        ("P", "P-002", {"title": "Sengketa batas kebun kedua"}),
        ("U", "U-001", late),
        ("U", "U-002", {**late, "entry_key": "P-002"}),
        (
            "U",
            "U-003",
            {"entry_key": "P-002", "date_start": "01/10/2026", "result_status": "BERHASIL"},
        ),
    )
    story.attach_letter()
    story.send()
    with story.database.read() as session:
        assert overdue_actions(session, story.analyst.scope, TODAY) == []
    story.review()
    story.accept()
    with story.database.read() as session:
        found = overdue_actions(session, story.analyst.scope, TODAY)
        assert [(row.entry.row_key, row.days) for row in found] == [("P-001", 18)]
        assert overdue_actions(session, story.analyst.scope, date(2026, 9, 20)) == []
        other = factories.make_actor(Role.OPERATOR_KAB, region="99.02")
        assert overdue_actions(session, other.scope, TODAY) == []
