"""Offices' own tables at the portal: asked once, remembered, never twice, nothing lost."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import openpyxl
from sqlalchemy import func, select

from app.model.entry import Entry
from app.model.loose import ColumnMemory, WaitingFile
from app.model.particulars import Action
from app.model.record import AuditEvent
from app.model.report import PendingRow, Upload
from tests.intake import messy_books as messy
from tests.web import officer_helpers as at
from tests.web.officer_fixtures import enter_as, officer, settings
from tests.web.officer_helpers import REPORT, Officer, main_text

if TYPE_CHECKING:
    from httpx2 import Response

    from app.db import Database
    from tests.web.officer_fixtures import Enter

__all__ = ["enter_as", "officer", "settings"]
PLACE = {"Lokasi": f"{at.VILLAGE}, {at.DISTRICT}"}
EVENT_PLACE = {"Kecamatan": at.DISTRICT, "Desa": at.VILLAGE}
HEAD = [*messy.P_HEAD, "Situasi lapangan"]


def row(number: int = 1, situation: str = "Aman", **changes: Any) -> list[Any]:
    return [*messy.potential(number, **(PLACE | changes)), situation]


def table(*rows: list[Any], name: str = "Sheet1") -> bytes:
    title = ["DAFTAR POTENSI KONFLIK"]
    return messy.workbook({name: [title, [], HEAD, ["Contoh:", "Sengketa batas"], *rows]})


FILE = table(row(), row(2), row(3, **{"Sumber Informasi": "entah"}))


def verdicts(database: Database) -> tuple[int, int, int, int]:
    """New, changed, unchanged and refused rows of the last file; they add up to all."""
    with database.read() as session:
        last = session.scalars(select(Upload).order_by(Upload.id.desc())).first()
        assert last is not None
        found = (last.created_rows, last.changed_rows, last.unchanged_rows, last.refused_rows)
        assert sum(found) == last.total_rows
        return found


def keys(database: Database) -> tuple[list[str], list[str]]:
    """Codes of the entries and of the rows that wait."""
    with database.read() as session:
        return (
            sorted(session.scalars(select(Entry.row_key))),
            sorted(session.scalars(select(PendingRow.row_key))),
        )


def count(database: Database, table: type[Any]) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def begin(officer: Officer, data: bytes = FILE, name: str = "kantor.xlsx") -> str:
    """Upload a table and return the address of its page of columns."""
    answer = officer.upload(data, name=name)
    here = str(answer.headers["location"])
    assert re.fullmatch(rf"{REPORT}/unggah/\d+/kolom", here)
    return here


def answer(
    officer: Officer, here: str, deed: str = "pakai", status: int = 303, **typed: Any
) -> Response:
    """Send the page of columns with one of its buttons."""
    return officer.send(here, here, status, aksi=deed, **typed)


def settle(officer: Officer, data: bytes = FILE, name: str = "kantor.xlsx") -> None:
    """Upload a table and answer its one question."""
    here = begin(officer, data, name)
    done = answer(officer, here, **{"kolom-0-12": "remarks"})
    assert done.headers["location"] == f"{REPORT}/hasil"


def test_what_is_understood_and_what_is_asked(officer: Officer, database: Database) -> None:
    here = begin(officer)
    html = officer.open(here)
    text = main_text(html)
    assert "1 hal perlu Anda jawab" in text
    assert "Kolom M “Situasi lapangan”: artinya apa?" in text
    assert "12 kolom sudah dipahami" in text
    assert "Baris 3: No · Permasalahan" in text
    assert "3 baris dibaca : 2 baru, 0 sudah ada di draf, 1 perlu diperbaiki" in text
    assert "Sheet1 · baris 4: baris contoh" in text
    assert "Sheet1 · sel L7" in text
    assert keys(database) == ([], [])
    assert count(database, Upload) == 0


def test_nothing_is_taken_before_the_question_is_answered(
    officer: Officer, database: Database
) -> None:
    here = begin(officer)
    refused = answer(officer, here, status=422)
    assert at.title_of(refused.text).startswith("Galat: ")
    assert "Ada 1 hal yang perlu dijawab" in refused.text
    assert 'href="#kolom-0-12"' in refused.text
    assert count(database, Upload) == 0
    done = answer(officer, here, **{"kolom-0-12": "remarks"})
    assert done.headers["location"] == f"{REPORT}/hasil"
    assert verdicts(database) == (2, 0, 0, 1)
    assert keys(database) == (["P-T001", "P-T002"], ["P-T003"])
    with database.read() as session:
        assert set(session.scalars(select(Entry.remarks))) == {"Aman"}
    html = officer.open(f"{REPORT}/hasil")
    assert "Lembar Sheet1 · baris 7 · sel L7" in main_text(html)
    assert "Baris ini tidak dibaca: baris contoh" in main_text(html)
    assert f'href="{here}"' in html


def test_the_same_file_twice_changes_nothing(officer: Officer, database: Database) -> None:
    settle(officer)
    kept = keys(database)
    again = officer.upload(FILE, name="kantor.xlsx")
    assert again.headers["location"] == f"{REPORT}/hasil"
    assert verdicts(database) == (0, 0, 2, 1)
    assert keys(database) == kept
    assert count(database, WaitingFile) == 1


def test_the_corrected_file_makes_no_duplicates(officer: Officer, database: Database) -> None:
    bad = table(
        row(1, Lokasi="Kec. Antah"),
        row(2, Permasalahan="pendek"),
        row(3, **{"Sumber Informasi": "entah"}),
        row(4),
    )
    settle(officer, bad)
    assert verdicts(database) == (1, 0, 0, 3)
    good = table(row(4), row(3), row(1), row(2, Permasalahan="Sengketa lahan plasma blok 2"))
    officer.upload(good)
    assert verdicts(database) == (3, 0, 1, 0)
    assert keys(database) == (["P-T001", "P-T002", "P-T003", "P-T004"], [])
    officer.upload(good)
    assert verdicts(database) == (0, 0, 4, 0)


def test_a_row_mended_on_the_page_stays_mended(officer: Officer, database: Database) -> None:
    settle(officer)
    page = f"{REPORT}/hasil"
    form = officer.form(page, page)
    cell = next(name for name in form if name.endswith("-source"))
    officer.send(page, page, **{cell: "POLRI"})
    assert keys(database) == (["P-T001", "P-T002", "P-T003"], [])
    officer.upload(FILE)
    assert verdicts(database) == (0, 0, 3, 0)
    with database.read() as session:
        assert count(database, Entry) == 3
        assert session.scalar(select(Entry.source_row).where(Entry.row_key == "P-T003")) == 7


def test_a_bad_correction_keeps_its_place_in_the_file(officer: Officer) -> None:
    settle(officer)
    page = f"{REPORT}/hasil"
    form = officer.form(page, page)
    cell = next(name for name in form if name.endswith("-source"))
    officer.send(page, page, **{cell: ""})
    assert "Lembar Sheet1 · baris 7 · sel L7" in main_text(officer.open(page))


def test_another_file_of_the_same_form_is_read_at_once(
    officer: Officer, database: Database
) -> None:
    settle(officer)
    other = messy.workbook(
        {
            "Oktober": [
                HEAD,
                row(7),
                row(8, Permasalahan="Sengketa lahan plasma blok 2", Lokasi="Kec. Antah"),
            ]
        }
    )
    done = officer.upload(other, name="oktober.xlsx")
    assert done.headers["location"] == f"{REPORT}/hasil"
    entries, pending = keys(database)
    assert entries == ["P-T001", "P-T002", "P-T004"]
    assert pending == ["P-T002", "P-T003"], "a known dispute whose place cannot be read now"


def test_what_was_learnt_belongs_to_the_office_and_can_be_forgotten(
    enter_as: Enter, database: Database
) -> None:
    officer, neighbour = enter_as("satu"), enter_as("tetangga")
    settle(officer)
    assert begin(neighbour)
    with database.read() as session:
        rows = session.execute(select(ColumnMemory.region_code, ColumnMemory.meaning)).all()
    assert {code for code, _ in rows} == {"99.01"}
    assert ("99.01", "remarks") in rows
    here = f"{REPORT}/unggah/1/kolom"
    html = officer.open(here)
    assert 'value="lupa-0-12"' in html
    assert "Diingat" in main_text(html)
    answer(officer, here, "lupa-0-12")
    with database.read() as session:
        assert "situasi lapangan" not in set(session.scalars(select(ColumnMemory.heading)))
    fresh = table(row(9))
    assert begin(officer, fresh, "baru.xlsx") != here


def test_choices_are_kept_when_the_officer_leaves(officer: Officer, database: Database) -> None:
    here = begin(officer)
    kept = answer(officer, here, "pratinjau", **{"kolom-0-12": "impact_note", "lembar-0": "P"})
    assert kept.headers["location"] == here
    upload_page = officer.open(f"{REPORT}/unggah")
    assert f'href="{here}"' in upload_page
    assert "Belum selesai dicocokkan" in upload_page
    assert officer.form(here, here)["kolom-0-12"] == "impact_note"
    assert begin(officer) == here, "the same file waits once"
    assert count(database, WaitingFile) == 1


def test_another_register_asks_its_columns_anew(officer: Officer) -> None:
    here = begin(officer)
    answer(officer, here, "pratinjau", **{"lembar-0": "K"})
    form = officer.form(here, here)
    assert form["lembar-0"] == "K"
    assert form["kolom-0-3"] == "lokasi"
    answer(officer, here, "pratinjau", **{"judul-0": "4:1"})
    assert officer.form(here, here)["judul-0"] == "4:1"


def test_two_tabs_do_not_overwrite_each_other(officer: Officer, database: Database) -> None:
    here = begin(officer)
    first, second = officer.form(here, here), officer.form(here, here)
    answer(officer, here, "pratinjau", **{"kolom-0-12": "remarks"})
    told = officer.client.post(here, data=second | {"kolom-0-12": "trigger", "aksi": "pakai"})
    assert told.status_code == 409
    assert "Pilihan kolom ini berubah" in told.text
    assert at.forms_of(told.text)[here]["kolom-0-12"] == "trigger"
    assert count(database, Upload) == 0
    same = officer.client.post(here, data=first | {"kolom-0-12": "remarks", "aksi": "pakai"})
    assert same.status_code == 303
    twice = officer.client.post(here, data=first | {"kolom-0-12": "remarks", "aksi": "pakai"})
    assert twice.status_code == 303
    assert count(database, Upload) == 1


def test_a_draft_changed_meanwhile_is_told(officer: Officer, database: Database) -> None:
    here = begin(officer)
    stale = officer.form(here, here) | {"kolom-0-12": "remarks", "aksi": "pakai"}
    officer.send(f"{REPORT}/surat", f"{REPORT}/surat", letter_no="300/9/CONTOH/2026")
    told = officer.client.post(here, data=stale)
    assert told.status_code == 409
    assert at.forms_of(told.text)[here]["kolom-0-12"] == "remarks"
    assert keys(database) == ([], [])


def test_a_file_can_be_let_go(officer: Officer, database: Database) -> None:
    here = begin(officer)
    done = answer(officer, here, "buang")
    assert done.headers["location"] == f"{REPORT}/unggah"
    assert count(database, WaitingFile) == 0
    officer.open(here, 404)
    with database.read() as session:
        assert "laporan.tabel-buang" in set(session.scalars(select(AuditEvent.action)))


def test_one_value_for_all_rows(officer: Officer, database: Database) -> None:
    without = [cells[:5] + cells[6:11] + cells[12:] for cells in (HEAD, row(), row(2))]
    here = begin(officer, messy.workbook({"Potensi": without}))
    assert "isian wajib tidak ada di tabel ini" in main_text(officer.open(here))
    answer(
        officer, here,
        **{"kolom-0-10": "remarks", "sama-0-topic": "PLASMA", "sama-0-source": "POLRI"},
    )  # fmt: skip
    assert verdicts(database) == (2, 0, 0, 0)


def test_a_text_of_parted_columns_is_kept_bit_for_bit(
    officer: Officer, database: Database
) -> None:
    rows = [["DAFTAR POTENSI KONFLIK"], messy.P_HEAD, row()[:12]]
    data = messy.csv_of(rows, ";", "cp1252")
    here = begin(officer, data, "kantor.csv")
    answer(officer, here)
    assert verdicts(database) == (1, 0, 0, 0)
    original = officer.client.get(f"{REPORT}/berkas/1")
    assert original.content == data
    assert original.headers["content-type"].startswith("text/csv")
    assert "bertanda.xlsx" not in officer.open(f"{REPORT}/hasil")


def test_the_officers_own_file_comes_back_marked(officer: Officer) -> None:
    settle(officer)
    marked = officer.client.get(f"{REPORT}/bertanda.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(marked.content))
    assert book["Perlu diperbaiki"]["A1"].value == "Ada 1 sel yang perlu diperbaiki"
    assert book["Sheet1"]["L7"].comment.author == "Portal Peta Konflik"


def test_a_carried_entry_is_the_same_entry(officer: Officer, database: Database) -> None:
    """What the workbook or a page brought is found again by title, place and day."""
    officer.upload(at.workbook(officer.template()))
    title = at.POTENTIAL["title"]
    settle(officer, table(row(1, Permasalahan=title)))
    entries, _ = keys(database)
    assert entries == ["K-001", "P-001"]
    assert verdicts(database) == (0, 1, 0, 0)


def test_actions_find_their_entries_by_title(officer: Officer, database: Database) -> None:
    acts = [
        ["No", "Judul", "Tanggal", "Bentuk upaya", "Pelaksana", "Uraian", "Hasil", "Status hasil"],
        [1, messy.P_TITLE, "12 Agustus 2026", "Mediasi/fasilitasi", "Polri",
         "Mediasi ketiga di kantor camat", "Sepakat ukur bersama", "Berhasil"],
        [2, "Judul yang tidak ada", "12 Agustus 2026", "Mediasi/fasilitasi", "Polri",
         "Rapat lain di kantor camat", "Sepakat", "Berhasil"],
    ]  # fmt: skip
    data = messy.workbook({"Potensi": [HEAD[:12], row()[:12]], "Tindak lanjut": acts})
    here = begin(officer, data)
    answer(officer, here)
    assert verdicts(database) == (2, 0, 0, 1)
    with database.read() as session:
        assert list(session.scalars(select(Action.row_key))) == ["U-T001"]
    officer.upload(data)
    assert verdicts(database) == (0, 0, 2, 1)


def test_hostile_words_are_shown_as_words(officer: Officer) -> None:
    hostile = "</script><img src=x onerror=alert(1)>{{7*7}}"
    data = messy.workbook({"Potensi {7}": [[*HEAD[:12], hostile], row(situation=hostile)]})
    here = begin(officer, data, "<b>kantor.xlsx")
    html = officer.open(here)
    assert "<img src=x" not in html
    assert "<b>kantor" not in html
    assert "{{7*7}}" in html
    answer(officer, here, **{"kolom-0-12": "remarks", "lembar-99": "P", "kolom-0-999": "title"})


def test_the_page_belongs_to_the_draft(enter_as: Enter) -> None:
    officer, neighbour = enter_as("satu"), enter_as("tetangga")
    here = begin(officer)
    assert begin(neighbour) != here
    neighbour.open(here, 404)
    neighbour.open(f"{here}?wilayah=99.01", 404)
    officer.open(f"{REPORT}/unggah/99/kolom", 404)


def test_a_file_without_a_readable_sheet_is_not_taken_in_silence(officer: Officer) -> None:
    here = begin(officer, messy.workbook({"Petunjuk": [HEAD, row()]}))
    refused = answer(officer, here, status=422)
    assert "Pilih paling sedikit satu lembar yang dibaca." in refused.text


def test_nonsense_in_the_form_is_not_a_fault(officer: Officer) -> None:
    here = begin(officer)
    for typed in (
        {"lembar-0": "X"},
        {"judul-0": "999999:2"},
        {"judul-0": "nol"},
        {"kolom-0-12": "tidak-ada"},
        {"versi_kolom": "²"},
        {"sama-0-topic": "<b>"},
        {"aksi": "lupa-9-9"},
    ):
        fields = officer.form(here, here) | {"aksi": "pratinjau"} | typed
        assert officer.client.post(here, data=fields).status_code in {303, 409}, typed
        officer.open(here)
