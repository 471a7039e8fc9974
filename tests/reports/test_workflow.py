"""A report's way through its states, and what each step guards."""

from __future__ import annotations

from itertools import product

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.model.edition import AreaTally
from app.model.level import Level
from app.model.record import AuditEvent
from app.model.report import TRANSITIONS, PendingRow, State
from app.reports import drafts, removal, reviewing, sending, stored, uploads
from app.reports.board import board
from app.reports.content import (
    action_facts,
    entry_facts,
    parsed_action_facts,
    parsed_facts,
)
from app.reports.queries import get_revision
from app.reports.tally import entries_of
from tests import factories
from tests.reports.story import LETTER, NOW, QUARTER, REGION, TODAY, Story, tell


@pytest.fixture
def story(database, tmp_path) -> Story:
    return tell(database, tmp_path / "berkas")


def test_a_report_is_uploaded_sent_reviewed_and_accepted(story):
    upload = story.upload(("P", "P-001", {}), ("U", "U-001", {}))
    assert (upload.created_rows, upload.total_rows) == (2, 2)
    story.attach_letter()
    receipt = story.send()
    assert receipt.startswith("PKP-9901-2026T3-")
    story.review()
    story.accept()
    with story.database.read() as session:
        revision = story.revision(session)
        entry = entries_of(session, [revision.id])[0]
        tally = session.scalars(select(AreaTally).where(AreaTally.area_code == REGION)).one()
        assert revision.state is State.DITERIMA
        assert len(revision.content_sha256) == 64
        assert entry.case.case_no == "9901-2026-0001"
        assert entry.actions[0].case_id == entry.case_id
        assert (tally.potentials, tally.events, tally.level) == (1, 0, Level.RENDAH)
        actions = session.scalars(select(AuditEvent.action)).all()
    assert {"laporan.unggah", "laporan.kirim", "telaah.mulai", "telaah.terima"} <= set(actions)


def test_the_same_file_again_changes_nothing(story):
    rows = [("P", "P-001", {}), ("P", "P-002", {"title": "Sengketa batas kebun kedua"})]
    story.upload(*rows)
    with story.database.read() as session:
        before = story.revision(session).lock_version
    upload = story.upload(*rows)
    assert (upload.created_rows, upload.unchanged_rows, upload.changed_rows) == (0, 2, 0)
    with story.database.read() as session:
        assert story.revision(session).lock_version == before


def test_a_second_upload_changes_only_what_changed(story):
    story.upload(("P", "P-001", {}), ("P", "P-002", {}))
    upload = story.upload(("P", "P-001", {"impact": "2"}), ("P", "P-002", {}))
    assert (upload.changed_rows, upload.unchanged_rows) == (1, 1)
    with story.database.read() as session:
        first, second = entries_of(session, [story.revision(session).id])
        assert (first.impact, first.risk_score, second.impact) == (2, 10, 3)


def test_entries_missing_from_the_next_file_stay(story):
    story.upload(("P", "P-001", {}), ("P", "P-002", {}))
    story.upload(("P", "P-001", {}))
    with story.database.read() as session:
        keys = [entry.row_key for entry in entries_of(session, [story.revision(session).id])]
    assert keys == ["P-001", "P-002"]


def test_a_bad_row_waits_and_is_corrected_on_the_page(story):
    upload = story.upload(("P", "P-001", {}), ("P", "P-002", {"impact": "9"}))
    assert (upload.created_rows, upload.refused_rows) == (1, 1)
    with story.database.write() as session:
        revision = story.revision(session)
        row = session.scalars(select(PendingRow)).one()
        left = uploads.fix_rows(
            session,
            story.operator,
            revision,
            {row.id: {"impact": "2"}},
            story.context,
            expected=revision.lock_version,
            now=NOW,
        )
        assert left == 0
    with story.database.read() as session:
        entries = entries_of(session, [story.revision(session).id])
        assert [entry.impact for entry in entries] == [3, 2]
    again = story.upload(("P", "P-001", {}), ("P", "P-002", {"impact": "9"}))
    assert (again.unchanged_rows, again.refused_rows) == (2, 0)


def test_an_action_waits_for_its_entry_and_follows_it(story):
    story.upload(("P", "P-001", {"impact": "9"}), ("U", "U-001", {}))
    with story.database.write() as session:
        revision = story.revision(session)
        rows = {row.row_key: row for row in session.scalars(select(PendingRow))}
        assert set(rows) == {"P-001", "U-001"}
        left = uploads.fix_rows(
            session,
            story.operator,
            revision,
            {rows["P-001"].id: {"impact": "3"}},
            story.context,
            expected=None,
            now=NOW,
        )
    assert left == 0
    with story.database.read() as session:
        entry = entries_of(session, [story.revision(session).id])[0]
        assert [action.row_key for action in entry.actions] == ["U-001"]


def test_a_waiting_action_joins_when_a_later_file_brings_its_entry(story):
    upload = story.upload(("P", "P-001", {"impact": "9"}), ("U", "U-001", {}))
    assert (upload.refused_rows, upload.total_rows) == (2, 2)
    upload = story.upload(("P", "P-001", {}))
    assert (upload.created_rows, upload.total_rows) == (1, 1)
    with story.database.read() as session:
        entry = entries_of(session, [story.revision(session).id])[0]
        assert [action.row_key for action in entry.actions] == ["U-001"]
        assert session.scalars(select(PendingRow)).all() == []


def test_an_action_joins_the_entry_an_earlier_file_brought(story):
    story.upload(("P", "P-001", {}))
    upload = story.upload(("P", "P-001", {"impact": "9"}), ("U", "U-001", {}))
    assert (upload.created_rows, upload.refused_rows) == (1, 1)
    with story.database.read() as session:
        entry = entries_of(session, [story.revision(session).id])[0]
        assert (entry.impact, [action.row_key for action in entry.actions]) == (3, ["U-001"])


def test_rows_are_stored_as_they_were_read_whatever_the_batch(story, monkeypatch):
    monkeypatch.setattr(stored, "BATCH", 2)
    rows = [("P", f"P-{number:03d}", {}) for number in range(1, 6)]
    rows += [("U", f"U-{number:03d}", {"entry_key": f"P-{number:03d}"}) for number in (1, 2, 3)]
    upload = story.upload(*rows)
    assert (upload.created_rows, upload.total_rows) == (8, 8)
    changed = [(kind, key, {**cells, "result": "Hasil lain"}) for kind, key, cells in rows[5:]]
    moved = ("U", "U-001", {"entry_key": "P-005"})
    again = story.upload(*rows[:5], moved, *changed[1:])
    assert (again.unchanged_rows, again.changed_rows) == (5, 3)
    expected = story.parsed(*rows[:5], moved, *changed[1:])
    with story.database.read() as session:
        entries = {item.row_key: item for item in entries_of(session, [1])}
        for parsed in expected.entries:
            assert entry_facts(entries[parsed.row_key]) == parsed_facts(parsed)
        acted = {item.row_key: (key, item) for key in entries for item in entries[key].actions}
        assert len(acted) == 3
        for parsed in expected.actions:
            key, action = acted[parsed.row_key]
            assert key == parsed.entry_key
            assert action_facts(action) == parsed_action_facts(parsed)
        one = entries["P-001"]
        assert (one.risk_score, one.risk_level, one.severity) == (14, "S", None)
        assert (one.source_sheet, one.source_row) == ("2_Potensi", 6)
    assert story.upload(*rows[:5], moved, *changed[1:]).unchanged_rows == 8


def test_a_row_taken_out_takes_the_actions_along_that_wait_for_it(story):
    story.upload(
        ("P", "P-001", {"impact": "9"}), ("P", "P-002", {"impact": "9"}), ("U", "U-001", {})
    )
    with story.database.write() as session:
        rows = {row.row_key: row for row in session.scalars(select(PendingRow))}
        revision = story.revision(session)
        removal.drop_pending(session, story.operator, revision, rows["P-001"].id, NOW)
        left = session.scalars(select(PendingRow.row_key)).all()
        assert left == ["P-002"]


def test_nothing_is_sent_while_something_is_missing(story):
    story.upload(("P", "P-001", {}), ("P", "P-002", {"impact": "9"}))
    with pytest.raises(Invalid, match="1 baris masih perlu diperbaiki"):
        story.send()


def test_the_drafter_may_not_confirm_unless_the_region_has_one_officer(story):
    story.upload(("P", "P-001", {}))
    with story.database.write() as session:
        revision = story.revision(session)
        revision.drafted_by_id = story.confirmer.user_id
        session.flush()
        with pytest.raises(Forbidden):
            sending.submit(session, story.confirmer, revision, today=TODAY, now=NOW)
        revision.single_officer = True
        assert sending.submit(session, story.confirmer, revision, today=TODAY, now=NOW)


def test_a_nil_report_states_every_kecamatan(story):
    with story.database.write() as session:
        revision = story.draft(session)
        drafts.save_letter(session, story.operator, revision, LETTER, expected=None, now=NOW)
        sending.declare_nil(
            session,
            story.operator,
            revision,
            statement="FKDM dan seluruh camat melaporkan tidak ada.",
            basis="KEC",
            now=NOW,
        )
        assert {row.statement for row in drafts.statements_of(session, revision)} == {"NIHIL"}
    story.attach_letter()
    story.send()
    story.review()
    story.accept()
    with story.database.read() as session:
        rows = {
            row.obligation.region_code: row
            for row in board(session, story.analyst.scope, QUARTER, TODAY)
        }
        assert rows[REGION].state == "DITERIMA_NIHIL"
        assert (rows[REGION].tally.level, rows[REGION].tally.index) == (Level.NIHIL, None)
        assert rows["99.02"].state == "BELUM_JATUH_TEMPO"
    with story.database.read() as session:
        late = board(session, story.analyst.scope, QUARTER, TODAY.replace(day=20))
        assert [row.state for row in late] == ["DITERIMA_NIHIL", "BELUM_LAPOR", "BELUM_LAPOR"]


def test_a_return_needs_a_must_fix_note_and_opens_a_copy_with_it(story):
    story.upload(("P", "P-001", {}), ("U", "U-001", {}))
    story.attach_letter()
    story.send()
    story.review()
    story.note("SARAN")
    with story.database.write() as session, pytest.raises(Invalid, match="wajib diperbaiki"):
        reviewing.return_report(session, story.decider, story.revision(session), "", NOW)
    story.note("WAJIB")
    with story.database.write() as session:
        draft = reviewing.return_report(
            session, story.decider, story.revision(session), "Mohon diperbaiki.", NOW
        )
        assert (draft.number, draft.state) == (2, State.DRAF)
    with story.database.read() as session:
        old, new = (story.revision(session, number) for number in (1, 2))
        assert old.state is State.DIKEMBALIKAN
        entries = entries_of(session, [new.id])
        assert [entry.row_key for entry in entries] == ["P-001"]
        assert [action.row_key for action in entries[0].actions] == ["U-001"]
        assert new.letter_no == old.letter_no
        assert board(session, story.operator.scope, QUARTER, TODAY)[0].state == "DIKEMBALIKAN"
    story.upload(("P", "P-001", {"impact": "2"}), ("U", "U-001", {}))
    story.send()
    story.review()
    story.accept()
    with story.database.read() as session:
        case_numbers = {
            entry.case.case_no
            for number in (1, 2)
            for entry in entries_of(session, [story.revision(session, number).id])
        }
    assert case_numbers == {"9901-2026-0001"}


def test_acceptance_waits_for_the_signed_letter(story):
    story.upload(("P", "P-001", {}))
    story.send()
    story.review()
    with pytest.raises(Invalid, match="Surat pengantar"):
        story.accept()
    story.attach_letter()
    story.accept()


def test_an_amendment_leaves_the_accepted_one_in_force_until_accepted(story):
    story.upload(("P", "P-001", {}))
    story.attach_letter()
    story.send()
    story.review()
    story.accept()
    with story.database.write() as session:
        sending.start_amendment(
            session,
            story.operator,
            story.revision(session),
            reason="KOREKSI",
            note="Dampak dikoreksi setelah verifikasi.",
            now=NOW,
        )
    with story.database.read() as session:
        row = board(session, story.operator.scope, QUARTER, TODAY)[0]
        assert (row.state, row.accepted.number, row.newest.number) == ("DITERIMA", 1, 2)
    story.upload(("P", "P-001", {"impact": "1"}))
    story.attach_letter()
    story.send()
    story.review()
    story.accept()
    with story.database.read() as session:
        states = [story.revision(session, number).state for number in (1, 2)]
    assert states == [State.DIGANTI, State.DITERIMA]


def test_a_sent_report_can_be_withdrawn_until_review_begins(story):
    story.upload(("P", "P-001", {}))
    story.send()
    with story.database.write() as session:
        sending.withdraw(session, story.confirmer, story.revision(session), NOW)
    with story.database.read() as session:
        late = TODAY.replace(day=20)
        assert board(session, story.operator.scope, QUARTER, late)[0].state == "BELUM_LAPOR"
    story.send()
    story.review()
    with story.database.write() as session, pytest.raises(Conflict):
        sending.withdraw(session, story.confirmer, story.revision(session), NOW)


def test_the_second_editor_is_told_and_nothing_is_overwritten(story):
    story.upload(("P", "P-001", {}))
    with story.database.write() as session:
        revision = story.revision(session)
        seen = revision.lock_version
        drafts.save_letter(
            session, story.operator, revision, {"letter_no": "1/PERTAMA"}, expected=seen, now=NOW
        )
    with story.database.write() as session:
        with pytest.raises(Conflict, match="Orang lain"):
            drafts.save_letter(
                session,
                story.operator,
                story.revision(session),
                {"letter_no": "2/KEDUA"},
                expected=seen,
                now=NOW,
            )
        assert story.revision(session).letter_no == "1/PERTAMA"


def test_another_regency_finds_nothing(story):
    story.upload(("P", "P-001", {}))
    stranger = factories.make_actor(region="99.02")
    with story.database.read() as session, pytest.raises(NotFound):
        get_revision(session, stranger.scope, QUARTER, REGION)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET title = 'diubah diam-diam'",
        "DELETE FROM action",
        "DELETE FROM entry_location",
        "UPDATE revision SET letter_no = 'X'",
        "UPDATE district_statement SET note = 'X'",
    ],
)
def test_the_database_refuses_to_change_a_sent_report(story, statement):
    story.upload(("P", "P-001", {}), ("U", "U-001", {}))
    with story.database.write() as session:
        session.execute(text(statement))
        session.rollback()
    story.send()
    with pytest.raises(DBAPIError, match="never changes"), story.database.write() as session:
        session.execute(text(statement))


@pytest.mark.parametrize(("start", "end"), list(product(State, State)))
def test_only_listed_transitions_are_possible(start, end):
    revision = type("R", (), {"state": start, "lock_version": 1})()
    if end in TRANSITIONS[start]:
        sending.move(revision, end)
        assert revision.state is end
    else:
        with pytest.raises(Conflict):
            sending.move(revision, end)
