"""Rows written by hand: the same as rows of a workbook, kept whatever they lack, never doubled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.errors import Conflict
from app.intake.columns import columns_for
from app.intake.cover import ParsedCover
from app.intake.parse import parse_row
from app.intake.parsed import Parsed, ParsedEntry
from app.model.entry import Entry
from app.model.particulars import Action
from app.model.record import AuditEvent
from app.model.report import PendingRow
from app.reports import removal, uploads, writing
from app.reports.content import action_facts, entry_facts, parsed_facts
from app.reports.entry_pages import find_entry
from app.reports.waiting import rows_to_mend
from app.reports.written import TypedAction, TypedRow, WrittenRow, find_written
from app.web.forms import clean
from tests.reports.story import ACTION, NOW, POTENTIAL, SHEETS, Story, tell

ZONE = "Asia/Makassar"
KEY = "P-W001"
EVENT = {
    "title": "Penutupan jalan kebun oleh warga contoh",
    "law_source": "U5D",
    "topic": "PLASMA",
    "event_form": "BLOKADE",
    "event_start": "19/08/2026 07.30",
    "chronology": "Pukul 07.30 WITA sekitar 120 warga memasang portal kayu di simpang. "
    "Camat dan Polsek tiba pukul 10.00 dan membuka dialog.",
    "crowd_min": "100",
    "crowd_max": "130",
    "district": "99.01.01",
    "village": "99.01.01.2002",
    "lat": "0,05",
    "lon": "115,05",
    "party_a_name": "Warga Desa Contoh (120)",
    "party_a_type": "WARGA",
    "party_b_name": "PT Contoh Sawit Alfa",
    "party_b_type": "PERUSAHAAN",
    "other_parties": "PENENGAH/PEMDA: Tim Terpadu Contoh (8); "
    "TERDAMPAK/ORANG: Pemilik, inisial A.B.",
    "no_casualties": "1",
    "handling_status": "SELESAI",
    "source": "POLRI",
    "obtained_on": "20/08/2026",
    "reliability": "B",
    "credibility": "2",
    "other_sources": "MEDIA/DARING 21/08/2026 [C3]: Media Contoh <https://media.example/1>; "
    "KEC: Camat Contoh (lindungi)",
    "other_locations": "Kec. Kecamatan Contoh 990102",
}


@pytest.fixture
def story(database, tmp_path) -> Story:
    return tell(database, tmp_path / "berkas")


def write(story: Story, cells: dict[str, str], seen: str = "", **more: object) -> WrittenRow:
    key = str(more.pop("key", KEY))
    typed = TypedRow(key[0], key, cells, seen=seen, **more)  # type: ignore[arg-type]
    with story.database.write() as session:
        revision = story.draft(session)
        return writing.write_row(session, story.operator, revision, typed, story.context, NOW)


def read(story: Story, key: str = KEY) -> WrittenRow:
    with story.database.read() as session:
        found = find_written(session, story.revision(session), key, ZONE)
        assert found is not None
        return found


def counts(story: Story) -> tuple[int, int, int]:
    with story.database.read() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Entry, Action, PendingRow)
        )  # type: ignore[return-value]


@pytest.mark.parametrize(("kind", "cells"), [("P", POTENTIAL), ("K", EVENT)])
def test_the_form_gives_the_entry_the_workbook_gives(story, kind, cells):
    """The same cells uploaded and typed: every fact alike, those of the action too."""
    action = ACTION | {"entry_key": f"{kind}-001"}
    results = [
        parse_row(SHEETS[kind], 6, f"{kind}-001", cells, story.context),
        parse_row(SHEETS["U"], 6, "U-001", action, story.context),
    ]
    prepared = Parsed(ParsedCover(), (results[0],), (results[1],), (), (), 2)
    upload = uploads.PreparedUpload(b"isi", "laporan.xlsx", prepared, story.context)
    with story.database.write() as session:
        uploads.receive_upload(
            session, story.operator, story.draft(session), upload, files=story.files, now=NOW
        )
    write(story, cells, key=f"{kind}-W001", actions=(TypedAction("U-W001", ACTION),))
    with story.database.read() as session:
        uploaded, typed = (
            find_entry(session, story.revision(session), f"{kind}-{end}")
            for end in ("001", "W001")
        )
        assert entry_facts(typed) == entry_facts(uploaded)
        assert action_facts(typed.actions[0]) == action_facts(uploaded.actions[0])


@pytest.mark.parametrize(("kind", "cells"), [("P", POTENTIAL), ("K", EVENT)])
def test_every_stored_entry_reads_back_as_the_cells_that_make_it(story, kind, cells):
    key = f"{kind}-W001"
    typed = (TypedAction("U-W001", ACTION),)
    first = write(story, cells, key=key, actions=typed)
    with story.database.read() as session:
        before = entry_facts(find_entry(session, story.revision(session), key))
    again = parse_row(SHEETS[kind], 0, key, first.cells, story.context)
    assert isinstance(again, ParsedEntry), again
    assert parsed_facts(again) == before
    assert [item.row_key for item in first.actions] == ["U-W001"]


def test_an_unfinished_row_waits_with_all_its_words_and_its_action(story):
    cells = {"title": "Sengketa", "summary": "Baru sebagian"}
    written = write(story, cells, actions=(TypedAction("U-W001", ACTION),))
    assert (written.stands, written.waits) == (False, True)
    assert {key: written.cells[key] for key in cells} == cells
    assert counts(story) == (0, 0, 2)
    done = write(story, POTENTIAL, seen=written.version)
    assert done.is_done
    assert counts(story) == (1, 1, 0)
    assert done.actions[0].cells["description"] == ACTION["description"]


def test_a_repeat_changes_nothing_whatever_version_it_saw(story):
    first = write(story, POTENTIAL)
    with story.database.read() as session:
        version = story.revision(session).lock_version
    again = write(story, POTENTIAL, seen="")
    assert again.version == first.version
    with story.database.read() as session:
        assert story.revision(session).lock_version == version
    assert counts(story) == (1, 0, 0)


def test_an_older_view_overwrites_nothing(story):
    first = write(story, POTENTIAL)
    second = write(story, {"title": "Sengketa lahan yang diubah rekan"}, seen=first.version)
    with pytest.raises(writing.RowDiffers) as refusal:
        write(story, {"title": "Sengketa lahan yang diubah saya"}, seen=first.version)
    assert refusal.value.current == second
    assert read(story).cells["title"] == "Sengketa lahan yang diubah rekan"
    mine = write(
        story,
        {"title": "Sengketa lahan yang diubah saya"},
        seen=refusal.value.current.version,
    )
    assert mine.cells["title"] == "Sengketa lahan yang diubah saya"


def test_a_right_entry_stays_while_a_wrong_change_of_it_waits(story):
    first = write(story, POTENTIAL)
    second = write(story, {"district": "Kecamatan Khayalan"}, seen=first.version)
    assert (second.stands, second.waits) == (True, True)
    with story.database.read() as session:
        revision = story.revision(session)
        assert rows_to_mend(session, revision) == 1
        entry = find_entry(session, revision, KEY)
        assert entry.locations[0].region_code == "99.01.01"
    third = write(story, {"district": "99.01.02"}, seen=second.version)
    assert third.is_done
    assert counts(story) == (1, 0, 0)


def test_dropping_an_entry_takes_its_waiting_text_along(story):
    first = write(story, POTENTIAL, actions=(TypedAction("U-W001", ACTION),))
    write(
        story,
        {"district": "Kecamatan Khayalan"},
        seen=first.version,
        actions=(TypedAction("U-W001", {"result": ""}),),
    )
    with story.database.write() as session:
        removal.drop_entry(session, story.operator, story.draft(session), KEY, NOW)
    assert counts(story) == (0, 0, 0)


def test_an_action_is_changed_and_taken_out(story):
    first = write(story, POTENTIAL, actions=(TypedAction("U-W001", ACTION),))
    second = write(
        story,
        {},
        seen=first.version,
        actions=(TypedAction("U-W001", {"result": "Sepakat damai"}),),
    )
    assert second.actions[0].cells["result"] == "Sepakat damai"
    third = write(
        story, {}, seen=second.version, actions=(TypedAction("U-W001", {}, is_dropped=True),)
    )
    assert third.actions == ()
    assert counts(story) == (1, 0, 0)


def test_a_row_a_file_refused_is_finished_in_the_form_and_stays_finished(story):
    bad = {"district": "Kecamatan Khayalan"}
    story.upload(("P", "P-001", bad))
    waiting = read(story, "P-001")
    assert waiting.row_number == 6
    write(story, {"district": "99.01.02"}, seen=waiting.version, key="P-001")
    upload = story.upload(("P", "P-001", bad))
    assert (upload.unchanged_rows, upload.refused_rows) == (1, 0)
    assert read(story, "P-001").is_done


def test_an_upload_never_takes_the_place_of_a_typed_row(story):
    write(story, POTENTIAL)
    story.upload(("P", "P-001", {"title": "Sengketa lain dari berkas"}))
    assert counts(story)[0] == 2
    with story.database.read() as session:
        assert writing.new_row_key(session, story.revision(session), "P") == "P-W002"


def test_what_may_not_be_kept_is_not_kept(story):
    with pytest.raises(writing.RowNotKept) as refusal:
        write(story, {"title": "Sengketa", "summary": "NIK 6401012345678901 tertulis"})
    assert refusal.value.column == "summary"
    with pytest.raises(writing.RowNotKept):
        write(story, {"remarks": "a" * (writing.MOST_CHARACTERS + 1)})
    assert counts(story) == (0, 0, 0)


def test_a_sent_report_takes_no_more_text(story):
    story.upload(("P", "P-001", {}), ("U", "U-001", {}))
    story.attach_letter()
    story.send()
    with pytest.raises(Conflict), story.database.write() as session:
        writing.write_row(
            session,
            story.operator,
            story.revision(session),
            TypedRow("P", "P-001", {"title": "Sesudah dikirim"}),
            story.context,
            NOW,
        )


def test_every_change_is_in_the_trail_without_its_text(story):
    write(story, POTENTIAL, channel="LURING")
    with story.database.read() as session:
        found = session.scalars(select(AuditEvent).where(AuditEvent.action == "laporan.isi")).one()
        assert found.details == {"kode": KEY, "saluran": "LURING"}
        assert story.revision(session).channel == "LURING"


ANY_ROW = st.dictionaries(
    st.sampled_from([column.key for column in columns_for("K")]),
    st.text(max_size=40).map(clean),
    max_size=8,
)


def test_any_text_in_any_cell_is_kept_or_becomes_an_entry(story):
    """Nothing typed is lost, whatever it is: it reads back from the draft, or it is an entry."""
    seen = {"K-W001": ""}

    @given(ANY_ROW, st.booleans())
    @hypothesis_settings(max_examples=40)
    def check(typed, whole):
        cells = (EVENT if whole else {}) | typed
        try:
            written = write(story, cells, seen=seen["K-W001"], key="K-W001")
        except writing.RowNotKept:
            return
        seen["K-W001"] = written.version
        if written.waits:
            assert {key: written.cells.get(key, "") for key in cells} == cells
        assert read(story, "K-W001") == written

    check()
