"""Letter, statements, signed PDF, nil report, actions and home: what is typed stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.intake.cover import NEEDED_TO_SEND
from app.model.account import Role
from app.model.period import Obligation
from app.model.quarter import Quarter
from app.model.report import DistrictStatement, Revision, State
from app.reports import periods
from app.reports.drafts import obligation_in_scope
from app.web.pages.letter_form import COLUMNS
from tests import factories
from tests.reports.story import LETTER_PDF as PDF
from tests.web import officer_helpers as at
from tests.web.officer_fixtures import enter_as, officer, settings
from tests.web.officer_helpers import REPORT, Officer, main_text

if TYPE_CHECKING:
    from app.db import Database
    from tests.conftest import Clock
    from tests.web.officer_fixtures import Enter

__all__ = ["enter_as", "officer", "settings"]
NIL = {
    "nyata": "ya",
    "basis": "FKDM_KAB",
    "statement": "Laporan FKDM dan seluruh camat sudah diperiksa.",
    "letter_no": "300/7/CONTOH",
    "letter_date": "05/10/2026",
    "signatory_name": "Pejabat Contoh",
    "signatory_position": "Kepala Badan Contoh",
}


def newest(database: Database) -> Revision:
    """The newest revision."""
    with database.read() as session:
        found = session.scalars(select(Revision).order_by(Revision.id.desc()).limit(1)).one()
        session.expunge(found)
    return found


# --- nil -----------------------------------------------------------------------------------------


def test_nil_report_in_three_clicks(officer: Officer, database: Database) -> None:
    assert f'href="{REPORT}/nihil"' in officer.open(REPORT)
    answer = officer.send(f"{REPORT}/nihil", f"{REPORT}/nihil", **NIL)
    assert answer.headers["location"] == f"{REPORT}/terkirim"
    sent = newest(database)
    assert (sent.state, sent.is_nil) == (State.DIKIRIM, True)
    with database.read() as session:
        said = set(session.scalars(select(DistrictStatement.statement)))
    assert said == {"NIHIL"}


@pytest.mark.parametrize("missing", NIL)
def test_nil_report_lacking_something_stores_nothing(
    officer: Officer, database: Database, missing: str
) -> None:
    typed = {name: value for name, value in NIL.items() if name != missing}
    fields = officer.form(f"{REPORT}/nihil", f"{REPORT}/nihil") | {missing: ""} | typed
    if missing == "nyata":
        del fields["nyata"]
    answer = officer.client.post(f"{REPORT}/nihil", data=fields)
    assert answer.status_code == 422
    assert at.title_of(answer.text).startswith("Galat: ")
    assert f'href="#{missing}"' in answer.text
    for name in ("letter_no", "signatory_name"):
        assert name == missing or f'value="{NIL[name]}"' in answer.text
    with database.read() as session:
        assert session.scalar(select(Revision)) is None


def test_nil_page_leads_to_the_entries_when_there_are_some(officer: Officer) -> None:
    officer.upload(at.workbook(officer.template()))
    answer = officer.client.get(f"{REPORT}/nihil")
    assert answer.headers["location"] == f"{REPORT}/entri"


# --- letter --------------------------------------------------------------------------------------


def test_letter_errors_keep_what_was_typed(officer: Officer, database: Database) -> None:
    officer.upload(at.workbook(officer.template()))
    answer = officer.send(
        f"{REPORT}/surat",
        f"{REPORT}/surat",
        422,
        letter_no="9" * 61,
        letter_date="31/09/2026",
        situation_summary="pendek",
        trend="ENTAH",
    )
    assert at.title_of(answer.text).startswith("Galat: ")
    for name in ("letter_no", "letter_date", "situation_summary", "trend"):
        assert f'href="#{name}"' in answer.text
    assert f'value="{"9" * 61}"' in answer.text
    assert 'value="31/09/2026"' in answer.text
    assert newest(database).letter_no == at.LETTER["Nomor surat"]


def test_letter_tells_what_sending_needs(officer: Officer) -> None:
    page = officer.open(f"{REPORT}/surat")
    asked = {key for key in COLUMNS if f"{COLUMNS[key].heading} (wajib)" in page}
    assert asked == NEEDED_TO_SEND


def test_letter_may_be_written_before_any_file(officer: Officer, database: Database) -> None:
    officer.send(f"{REPORT}/surat", f"{REPORT}/surat", letter_no="300/1", letter_date="5/10/2026")
    assert newest(database).letter_no == "300/1"
    assert "Nama dan jabatan penanda tangan belum lengkap" in main_text(officer.open(REPORT))


def test_statements_of_kecamatan(officer: Officer, database: Database) -> None:
    officer.upload(at.workbook(officer.template()))
    page = f"{REPORT}/surat"
    refused = officer.send(page, page, 422, **{"nyata-99.01.02": "NIHIL"})
    assert "pilih dasar pernyataan nihil" in refused.text
    officer.send(page, page, **{"nyata-99.01.02": "NIHIL", "dasar-99.01.02": "KEC"})
    assert _said(database) == {"99.01.01": "ADA", "99.01.02": "NIHIL", "99.01.03": "TANPA_INFO"}
    assert officer.send(page, page, 422, **{"nyata-semua": "ya"}).status_code == 422
    officer.send(page, page, **{"nyata-semua": "ya", "dasar-semua": "FKDM_KAB"})
    assert _said(database) == {"99.01.01": "ADA", "99.01.02": "NIHIL", "99.01.03": "NIHIL"}


def _said(database: Database) -> dict[str, str]:
    with database.read() as session:
        query = select(DistrictStatement.region_code, DistrictStatement.statement)
        return {str(code): said for code, said in session.execute(query)}


def _attach(officer: Officer, data: bytes, name: str = "surat.pdf") -> tuple[int, str]:
    fields = officer.form(f"{REPORT}/surat", f"{REPORT}/surat/berkas")
    answer = officer.client.post(
        f"{REPORT}/surat/berkas", data=fields, files={"pdf": (name, data)}
    )
    return answer.status_code, answer.text


def test_signed_letter_with_the_report_and_after_it(officer: Officer) -> None:
    officer.upload(at.workbook(officer.template()))
    assert _attach(officer, b"bukan pdf")[0] == 422
    status, html = _attach(officer, PDF[:20])
    assert status == 422
    assert "terpotong" in html
    assert _attach(officer, PDF)[0] == 303
    given = officer.client.get(f"{REPORT}/surat/berkas").content
    assert given.startswith(b"%PDF-")
    assert b"Orang Contoh" not in given
    assert officer.client.get(f"{REPORT}/surat/asli").content == PDF
    officer.send(f"{REPORT}/surat", f"{REPORT}/surat/lepas")
    officer.open(f"{REPORT}/surat/berkas", 404)
    officer.send(f"{REPORT}/periksa", f"{REPORT}/kirim")
    assert "belum dilampirkan" in main_text(officer.open(f"{REPORT}/terkirim"))
    assert _attach(officer, PDF, "surat menyusul.pdf")[0] == 303
    assert "surat menyusul.pdf" in officer.open(f"{REPORT}/surat")
    assert f'action="{REPORT}/surat"' not in officer.open(f"{REPORT}/surat")


# --- actions -------------------------------------------------------------------------------------


def test_missing_action_is_added_on_the_page(officer: Officer, database: Database) -> None:
    officer.upload(at.workbook(officer.template(), {**at.GOOD, "U": at.ACTIONS[:1]}))
    check = officer.open(f"{REPORT}/periksa")
    assert "K-001: peristiwa memerlukan paling sedikit satu upaya penanganan." in check
    assert f'href="{REPORT}/upaya?entri=K-001"' in check
    page, target = f"{REPORT}/upaya?entri=K-001", f"{REPORT}/upaya"
    typed = {
        "date_start": "31/09/2026",
        "action_type": "MEDIASI",
        "lead_agency": "KESBANGPOL_KAB",
        "description": "Mediasi kedua pihak di kantor camat",
        "result": "Sepakat membuka jalan",
        "result_status": "BERHASIL",
    }
    refused = officer.send(page, target, 422, **typed)
    assert "September berakhir tanggal 30" in refused.text
    assert "Sepakat membuka jalan" in refused.text
    officer.send(page, target, **typed | {"date_start": "20/08/2026"})
    assert "Belum dapat dikirim" not in officer.open(f"{REPORT}/periksa")
    assert "Sepakat membuka jalan" in officer.open(f"{REPORT}/entri/K-001")


def test_entry_is_dropped_after_asking(officer: Officer) -> None:
    officer.upload(at.workbook(officer.template()))
    where = f"{REPORT}/entri/P-001/buang"
    officer.send(where, where)
    officer.open(f"{REPORT}/entri/P-001", 404)


# --- home ----------------------------------------------------------------------------------------


def test_home_opens_the_oldest_report_that_is_owed(
    officer: Officer, database: Database, clock: Clock
) -> None:
    home = officer.open("/")
    assert "Laporan Triwulan II 2026" in home
    assert "Tenggat lewat" in home
    assert 'href="/laporan/2026-tw3"' in home
    with database.write() as session:
        analyst = factories.make_actor(Role.ANALIS_PROV, region="99")
        duty = obligation_in_scope(session, analyst, Quarter(2026, 2), "99.01")
        periods.remind(session, analyst, duty, clock())
        duty_id = duty.id
    assert "Provinsi mengingatkan laporan ini" in officer.open("/")
    with database.write() as session:
        duty = session.scalars(select(Obligation).where(Obligation.id == duty_id)).one()
        duty.waiver_reason, duty.waived_at = "Dibebaskan karena bencana.", clock()
    home = officer.open("/")
    assert "Laporan Triwulan III 2026" in home
    assert "4 hari lagi" in home


def test_home_before_any_quarter_is_open(enter_as: Enter, database: Database) -> None:
    neighbour = enter_as("tetangga")
    with database.write() as session:
        for duty in session.scalars(select(Obligation).where(Obligation.region_code == "99.02")):
            session.delete(duty)
    assert "Belum ada laporan yang diminta" in neighbour.open("/")


def test_reports_page_and_guides(officer: Officer) -> None:
    text = main_text(officer.open("/laporan"))
    assert "Triwulan III 2026" in text
    assert "Belum lapor, tenggat lewat" in text
    assert "Unjuk rasa damai" in officer.open("/panduan")
    assert "Sangat tinggi" in officer.open("/panduan/tingkat")
