"""Cases over quarters: carried on, explained, ended on a basis, told again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.access.scope import EVERYWHERE
from app.errors import Conflict, Invalid, NotFound
from app.intake.parsed import ParsedEntry, RefusedRow
from app.model.case import Case
from app.model.case_history import CaseOmission
from app.model.entry import Entry
from app.reports import sending
from app.reports.carried import carried_rows
from app.reports.checks import obstacles
from app.reports.continuing import continue_case
from app.reports.omissions import Explanation, explain_omission, take_back, unexplained
from app.reports.open_cases import case_record, open_cases
from tests.reports.story import POTENTIAL, REGION, Story, tell

FIRST = "9901-2026-0001"
QUIET = Explanation("DIPANTAU", "Tidak ada kegiatan para pihak.")


@pytest.fixture
def story(database, tmp_path) -> Story:
    return tell(database, tmp_path / "berkas")


def waiting(story: Story) -> list[str]:
    with story.database.read() as session:
        found = open_cases(session, EVERYWHERE, story.quarter, story.region)
        return [item.case.case_no for item in found]


def case(story: Story, case_no: str = FIRST) -> Case:
    with story.database.read() as session:
        found = session.scalars(select(Case).where(Case.case_no == case_no)).one()
        session.expunge(found)
        return found


def go_on(story: Story, said: dict[str, str], case_no: str = FIRST) -> ParsedEntry | RefusedRow:
    context = story.context
    with story.database.write() as session:
        rows = carried_rows(session, EVERYWHERE, story.quarter, story.region)
        return continue_case(
            session,
            story.operator,
            story.draft(session),
            rows,
            case_no,
            said,
            context,
            expected=None,
            now=story.now,
        )


def explain(story: Story, why: Explanation, case_no: str = FIRST) -> None:
    context = story.context
    with story.database.write() as session:
        explain_omission(
            session,
            story.operator,
            story.draft(session),
            case_no,
            why,
            context=context,
            expected=None,
            now=story.now,
        )


def open_questions(story: Story) -> list[str]:
    with story.database.read() as session:
        revision = story.revision(session)
        return [item.page for item in obstacles(session, revision, story.today)]


# --- what waits --------------------------------------------------------------------------------


def test_an_open_case_waits_in_the_next_quarter(story):
    story.whole(("P", "P-001", {}))
    assert waiting(story) == []
    assert waiting(story.later()) == [FIRST]


def test_a_case_outlasts_a_silent_quarter(story):
    story.whole(("P", "P-001", {}))
    story.later()
    after = story.later(2)
    assert waiting(after) == [FIRST]
    with after.database.read() as session:
        row = carried_rows(session, EVERYWHERE, after.quarter, after.region)[0]
    assert row.cells["title"] == POTENTIAL["title"]
    assert not {"change", "development", "info_date", "closure_basis", "closed_on"} & set(
        row.cells
    )


def test_a_report_that_is_only_sent_does_not_speak_yet(story):
    story.upload(("P", "P-001", {}))
    story.send()
    assert waiting(story.later()) == []


# --- telling on --------------------------------------------------------------------------------


def test_one_choice_says_that_nothing_moved(story):
    story.whole(("P", "P-001", {}))
    story = story.later()
    told = go_on(story, {"change": "TETAP"})
    assert isinstance(told, ParsedEntry)
    assert (told.row_key, told.values["change"]) == ("P-001", "TETAP")
    assert told.values["development"] == "Tidak ada perkembangan pada triwulan ini."
    assert "lanjutan" not in open_questions(story)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("NAIK", {"development": "Warga menutup jalan dua kali.", "likelihood": "4"}),
        ("TURUN", {"development": "Pertemuan berjalan tenang.", "likelihood": "2"}),
    ],
)
def test_worse_and_better_need_their_news(story, change, said):
    story.whole(("P", "P-001", {}))
    story = story.later()
    refused = go_on(story, {"change": change})
    assert isinstance(refused, RefusedRow)
    assert "development" in {problem.column for problem in refused.problems}
    basis = {"likelihood_basis": "Dua kali aksi dalam triwulan ini."}
    told = go_on(story, {"change": change, **said, **basis})
    assert isinstance(told, ParsedEntry), told
    with story.database.read() as session:
        entry = session.scalars(
            select(Entry).where(Entry.revision_id == story.revision(session).id)
        ).one()
        assert (entry.change, entry.likelihood) == (change, int(said["likelihood"]))


def test_said_twice_it_is_told_once(story):
    story.whole(("P", "P-001", {}))
    story = story.later()
    go_on(story, {"change": "TETAP"})
    go_on(story, {"change": "TETAP", "development": "Camat mengundang para pihak."})
    with story.database.read() as session:
        entries = session.scalars(
            select(Entry).where(Entry.revision_id == story.revision(session).id)
        ).all()
        assert [item.development for item in entries] == ["Camat mengundang para pihak."]


def test_a_case_that_does_not_wait_is_not_told_on(story):
    story.whole(("P", "P-001", {}))
    story = story.later()
    with pytest.raises(NotFound):
        go_on(story, {"change": "TETAP"}, "9901-2026-0009")


def test_the_entry_knows_its_earlier_snapshot_over_a_silent_quarter(story):
    story.whole(("P", "P-001", {}))
    after = story.later(2)
    go_on(after, {"change": "TETAP"})
    after.upload(("P", "P-005", {"title": "Sengketa jalan kebun yang baru"}))
    after.send()
    with after.database.read() as session:
        first, fresh = session.scalars(
            select(Entry)
            .where(Entry.revision_id == after.revision(session).id)
            .order_by(Entry.row_key)
        ).all()
        assert session.get_one(Entry, first.carried_from_id).revision_id != first.revision_id
        assert fresh.carried_from_id is None


# --- leaving out -------------------------------------------------------------------------------


def test_a_case_left_out_holds_the_report_up_until_it_is_explained(story):
    story.whole(("P", "P-001", {}))
    story = story.later()
    story.upload(("P", "P-007", {"title": "Sengketa batas kebun yang lain"}))
    assert "lanjutan" in open_questions(story)
    with pytest.raises(Invalid, match=FIRST):
        story.send()
    explain(story, QUIET)
    assert "lanjutan" not in open_questions(story)
    story.send()


def test_a_nil_report_explains_its_open_cases_too(story):
    story.whole(("P", "P-001", {}))
    story = story.later()
    with story.database.write() as session:
        sending.declare_nil(
            session,
            story.operator,
            story.draft(session),
            statement="Seluruh camat dan FKDM melaporkan keadaan tenang.",
            basis="FKDM_KAB",
            now=story.now,
        )
    assert "lanjutan" in open_questions(story)


def test_an_explanation_can_be_taken_back_and_ends_when_the_case_is_told(story):
    story.whole(("P", "P-001", {}))
    story = story.later()
    explain(story, QUIET)
    with story.database.write() as session:
        take_back(
            session, story.operator, story.draft(session), FIRST, expected=None, now=story.now
        )
        assert [item.case_no for item in unexplained(session, story.draft(session))] == [FIRST]
    explain(story, QUIET)
    story.upload(("P", "P-001", {"case_no": FIRST, "change": "TETAP"}))
    with story.database.read() as session:
        assert session.scalars(select(CaseOmission)).all() == []


@pytest.mark.parametrize(
    ("why", "sentence"),
    [
        (Explanation("LAIN", "Tidak ada kegiatan."), "Pilih alasan"),
        (Explanation("DIPANTAU", "tenang"), "10 karakter"),
        (Explanation("SELESAI", "Sudah ditandatangani bersama."), "dasar penyelesaian"),
        (Explanation("SELESAI", "Sudah ditandatangani.", "KESEPAKATAN"), "tanggal selesai"),
        (Explanation("SELESAI", "Mereda dengan sendirinya.", "REDA"), "dua triwulan tenang"),
    ],
)
def test_an_explanation_says_enough(story, why, sentence):
    story.whole(("P", "P-001", {}))
    with pytest.raises(Invalid, match=sentence):
        explain(story.later(), why)


def test_what_a_sent_report_explains_is_frozen(story):
    story.whole(("P", "P-001", {}))
    story = story.later()
    explain(story, QUIET)
    explain(story, replace(QUIET, note="Camat tetap memantau tiap bulan."))
    story.upload(("P", "P-007", {"title": "Sengketa batas kebun yang lain"}))
    story.send()
    for change in ("UPDATE case_omission SET note = 'lain'", "DELETE FROM case_omission"):
        with (
            pytest.raises(DBAPIError, match="never changes"),
            story.database.write() as session,
        ):
            session.execute(text(change))


def test_a_changed_explanation_changes_the_seal(story):
    seals = set()
    story.whole(("P", "P-001", {}))
    story = story.later()
    story.upload(("P", "P-007", {"title": "Sengketa batas kebun yang lain"}))
    for note in ("Tidak ada kegiatan para pihak.", "Camat tetap memantau tiap bulan."):
        explain(story, replace(QUIET, note=note))
        story.send()
        with story.database.write() as session:
            revision = story.revision(session)
            seals.add(revision.content_sha256)
            sending.withdraw(session, story.confirmer, revision, story.now)
    assert len(seals) == 2


# --- the end, and after ------------------------------------------------------------------------

OVER = {
    "case_no": FIRST,
    "change": "SELESAI",
    "handling_status": "PROSES",
    "development": "Berita acara ditandatangani para pihak.",
    "closure_basis": "KESEPAKATAN",
}


def test_a_case_ends_on_its_basis(story):
    story.whole(("P", "P-001", {}), ("U", "U-001", {}))
    story = story.later()
    story.whole(("P", "P-001", OVER))
    ended = case(story)
    assert (ended.status, ended.closure_basis) == ("SELESAI", "KESEPAKATAN")
    assert ended.closed_on == story.quarter.last_day
    assert waiting(story.later()) == []


def test_an_end_without_a_basis_is_refused(story):
    story.whole(("P", "P-001", {}))
    story = story.later()
    counted = story.upload(("P", "P-001", OVER | {"closure_basis": ""}))
    assert counted.refused_rows == 1


def test_what_is_not_over_has_no_basis(story):
    refused = story.parsed(("P", "P-001", {"closure_basis": "PUTUSAN"})).refused
    assert [problem.column for problem in refused[0].problems] == ["closure_basis"]


def test_subsiding_takes_two_quiet_quarters(story):
    story.whole(("P", "P-001", {}), ("U", "U-001", {}))
    quiet = {"case_no": FIRST, "change": "TETAP"}
    reda = OVER | {"closure_basis": "REDA"}
    for _ in range(2):
        story = story.later()
        assert story.parsed(("P", "P-001", reda)).refused
        story.whole(("P", "P-001", quiet))
    story = story.later()
    assert not story.parsed(("P", "P-001", reda)).refused
    with story.database.read() as session:
        assert case_record(session, story.quarter, REGION).quiet == {FIRST}


def test_a_rise_is_not_quiet(story):
    story.whole(("P", "P-001", {}))
    for change in ("NAIK", "TETAP"):
        story = story.later()
        news = {"case_no": FIRST, "change": change, "development": "Ada unjuk rasa warga."}
        story.whole(("P", "P-001", news))
    story = story.later()
    with story.database.read() as session:
        assert case_record(session, story.quarter, REGION).quiet == frozenset()


def test_told_again_after_its_end_a_case_has_recurred(story):
    story.whole(("P", "P-001", {}), ("U", "U-001", {}))
    story = story.later()
    story.whole(("P", "P-001", OVER))
    story = story.later()
    again = {"case_no": FIRST, "development": "Portal kayu kembali dipasang warga."}
    refused = story.parsed(("P", "P-001", again | {"change": "TETAP"})).refused
    assert "Muncul kembali" in refused[0].problems[0].message
    assert story.parsed(("P", "P-001", again)).entries[0].values["change"] == "KAMBUH"
    story.whole(("P", "P-001", again))
    reopened = case(story)
    assert (reopened.status, reopened.closed_on, reopened.closure_basis) == ("AKTIF", None, None)


@pytest.mark.parametrize(
    ("reason", "status"),
    [("DIPANTAU", "DIPANTAU"), ("DIALIHKAN", "DIALIHKAN"), ("GANDA", "DIPANTAU")],
)
def test_an_explanation_decides_how_the_case_stands(story, reason, status):
    story.whole(("P", "P-001", {}))
    story = story.later()
    explain(story, replace(QUIET, reason=reason))
    story.whole(("P", "P-007", {"title": "Sengketa batas kebun yang lain"}))
    assert case(story).status == status
    assert FIRST not in waiting(story.later())


def test_an_older_amendment_does_not_undo_a_later_word(story):
    first = story
    first.whole(("P", "P-001", {}), ("U", "U-001", {}))
    story = first.later()
    story.whole(("P", "P-001", OVER))
    with first.database.write() as session:
        sending.start_amendment(
            session,
            first.operator,
            first.revision(session),
            reason="KOREKSI",
            note="Dampak dinilai ulang bersama camat.",
            now=story.now,
        )
    first.upload(("P", "P-001", {"impact": "2"}))
    first.attach_letter()
    first.send()
    first.review()
    first.accept()
    assert case(story).status == "SELESAI"


# --- a file against the draft ------------------------------------------------------------------


def test_a_row_follows_its_case_not_its_code(story):
    story.whole(("P", "P-001", {}), ("P", "P-002", {"title": "Sengketa batas kebun kedua"}))
    story = story.later()
    second = "9901-2026-0002"
    go_on(story, {"change": "TETAP"}, second)
    rows = [
        ("P", "P-001", {"case_no": second, "change": "TETAP", "title": "Sengketa batas kebun"}),
        ("P", "P-002", {"title": "Sengketa baru yang diketik petugas"}),
    ]
    assert story.upload(*rows).changed_rows == 1
    with story.database.read() as session:
        told = {
            entry.row_key: entry.title
            for entry in session.scalars(
                select(Entry).where(Entry.revision_id == story.revision(session).id)
            )
        }
    assert told == {
        "P-002": "Sengketa batas kebun",
        "P-B007": "Sengketa baru yang diketik petugas",
    }
    again = story.upload(*rows)
    assert (again.unchanged_rows, again.total_rows) == (2, 2)


def test_a_draft_that_changed_meanwhile_is_not_overwritten(story):
    story.whole(("P", "P-001", {}))
    story = story.later()
    context = story.context
    with story.database.write() as session:
        rows = carried_rows(session, EVERYWHERE, story.quarter, story.region)
        draft = story.draft(session)
        with pytest.raises(Conflict):
            continue_case(
                session,
                story.operator,
                draft,
                rows,
                FIRST,
                {"change": "TETAP"},
                context,
                expected=draft.lock_version + 1,
                now=story.now,
            )
