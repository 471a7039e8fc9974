"""The form of an entry without a script: filled, saved, completed, compared, taken out."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.model.account import SpentKey
from app.model.entry import Entry
from app.model.particulars import Action
from app.model.report import PendingRow, Revision
from app.reports.content import entry_facts
from app.reports.entry_pages import find_entry
from tests.web.officer_fixtures import enter_as, officer, settings
from tests.web.officer_helpers import (
    DISTRICT,
    GOOD,
    REPORT,
    VILLAGE,
    Officer,
    forms_of,
    main_text,
    workbook,
)

if TYPE_CHECKING:
    from app.db import Database
    from tests.web.officer_fixtures import Enter

__all__ = ["enter_as", "officer", "settings"]
FORM = f"{REPORT}/isi"
KEY = "kunci-contoh-0123456789"
POTENTIAL = {
    "isi-title": "Sengketa lahan plasma di desa contoh",
    "isi-law_source": "U5D",
    "isi-topic": "PLASMA",
    "isi-district": DISTRICT,
    "isi-village": VILLAGE,
    "isi-summary": "Kelompok tani menuntut pembagian kebun plasma sesuai perjanjian kemitraan.",
    "isi-root_cause": "Luas kebun plasma yang diperjanjikan belum disepakati.",
    "isi-party_a_name": "Kelompok Tani Contoh (140)",
    "isi-party_a_type": "TANI",
    "isi-party_b_name": "PT Contoh Sawit Alfa",
    "isi-party_b_type": "PERUSAHAAN",
    "ada-pihak": "ya",
    "pihak-1-role": "PENENGAH",
    "pihak-1-party_type": "PEMDA",
    "pihak-1-name": "Tim Terpadu; Contoh",
    "pihak-1-members_est": "8",
    "matriks": "3-3",
    "isi-handling_status": "TINJUT",
    "isi-recommendation": "Fasilitasi pengukuran ulang kebun plasma.",
    "isi-source": "FKDM_KEC",
    "isi-reliability": "B",
    "isi-credibility": "2",
    "ada-sumber": "ya",
    "sumber-1-source": "MEDIA",
    "sumber-1-method": "DARING",
    "sumber-1-obtained_on": "08/09/2026",
    "sumber-1-reliability": "C",
    "sumber-1-credibility": "3",
    "sumber-1-detail": "Media Contoh",
    "sumber-1-url": "https://media.example/a",
}
DEED = {
    "upaya-1-kunci": "upaya-contoh-0123456789",
    "upaya-1-date_start": "12/08/2026",
    "upaya-1-action_type": "MEDIASI",
    "upaya-1-lead_agency": "KESBANGPOL_KAB",
    "upaya-1-description": "Mediasi ketiga para pihak di kantor camat",
    "upaya-1-result": "Sepakat pengukuran bersama",
    "upaya-1-result_status": "SEBAGIAN",
    "upaya-1-next_step": "Pengukuran lapangan",
    "upaya-1-next_due": "15/11/2026",
}


def post(officer: Officer, name: str, status: int = 303, **typed: Any) -> Any:
    answer = officer.client.post(f"{FORM}/{name}", data=typed)
    assert answer.status_code == status, main_text(answer.text)[:500]
    return answer


def put(officer: Officer, name: str, status: int = 200, **typed: str) -> dict[str, Any]:
    answer = officer.client.put(f"{FORM}/{name}", data=typed)
    assert answer.status_code == status, answer.text[:500]
    found: dict[str, Any] = answer.json()
    return found


def counts(database: Database) -> tuple[int, int, int]:
    with database.read() as session:
        numbers = [
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Entry, Action, PendingRow)
        ]
    return numbers[0], numbers[1], numbers[2]


def test_the_task_list_leads_to_the_form(officer: Officer) -> None:
    page = officer.open(REPORT)
    assert f'href="{FORM}"' in page
    assert "isi di sini" in main_text(page)
    shown = main_text(officer.open(FORM))
    assert "Belum ada entri. Mulai dengan menambah potensi atau peristiwa." in shown
    assert "Unjuk rasa damai" in shown


def test_a_new_row_has_its_key_in_the_address(officer: Officer) -> None:
    answer = officer.client.get(f"{FORM}/potensi")
    assert answer.status_code == 303
    assert re.fullmatch(rf"{FORM}/potensi\?kunci=[\w-]{{20,}}", answer.headers["location"])


def test_a_potential_is_filled_in_one_go(officer: Officer, database: Database) -> None:
    page = officer.open(f"{FORM}/potensi?kunci={KEY}")
    typed = forms_of(page)[f"{FORM}/potensi"] | POTENTIAL | DEED
    answer = post(officer, "potensi", **typed)
    assert answer.headers["location"] == FORM
    assert counts(database) == (1, 1, 0)
    with database.read() as session:
        revision = session.scalars(select(Revision)).one()
        entry = find_entry(session, revision, "P-W001")
        assert entry is not None
        facts = entry_facts(entry)
        assert revision.channel == "WEB"
    assert [party["name"] for party in facts["parties"]] == [
        "Kelompok Tani Contoh", "PT Contoh Sawit Alfa", "Tim Terpadu, Contoh",
    ]  # fmt: skip
    assert [party["members_est"] for party in facts["parties"]] == [140, "", 8]
    ratings = [(item["reliability"], item["credibility"]) for item in facts["sources"]]
    assert ratings == [("B", "2"), ("C", "3")]
    assert "P-W001 Sengketa lahan plasma" in main_text(officer.open(FORM))
    assert "Selesai" in main_text(officer.open(FORM))


def test_sent_twice_it_is_one_row(officer: Officer, database: Database) -> None:
    typed = POTENTIAL | DEED | {"kunci": KEY}
    first, second = (post(officer, "potensi", **typed) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert counts(database) == (1, 1, 0)
    again = officer.client.get(f"{FORM}/potensi?kunci={KEY}")
    assert again.headers["location"] == f"{FORM}/P-W001"


def test_what_is_missing_is_told_and_the_rest_is_kept(
    officer: Officer, database: Database
) -> None:
    typed = POTENTIAL | {"kunci": KEY, "isi-topic": "", "isi-recommendation": ""}
    answer = post(officer, "potensi", **typed)
    assert answer.headers["location"] == f"{FORM}/P-W001"
    assert counts(database) == (0, 0, 1)
    page = officer.open(f"{FORM}/P-W001")
    shown = main_text(page)
    assert "2 isian masih perlu dilengkapi" in shown
    assert "Tema utama masih kosong" in shown
    assert 'href="#isi-recommendation"' in page
    form = forms_of(page)[f"{FORM}/P-W001"]
    for name in ("isi-summary", "matriks", "isi-law_source", "isi-district", "isi-village"):
        assert form[name] == POTENTIAL[name], name
    assert form["pihak-1-name"] == "Tim Terpadu, Contoh"
    assert form["sumber-1-url"] == POTENTIAL["sumber-1-url"]
    post(officer, "P-W001", **(form | {"isi-topic": "PLASMA", "isi-recommendation": "Ukur."}))
    assert counts(database) == (1, 0, 0)


def test_every_stored_entry_of_a_workbook_opens_and_saves_unchanged(
    officer: Officer, database: Database
) -> None:
    officer.upload(workbook(officer.template()))
    before = _facts(database)
    for code in before:
        post(officer, code, **as_a_browser_sends(officer.open(f"{FORM}/{code}"), code))
    assert _facts(database) == before
    assert counts(database)[2] == 0


def as_a_browser_sends(page: str, code: str) -> dict[str, Any]:
    """Every tick of one name, not only the last."""
    ticks: dict[str, Any] = {}
    for name, value in re.findall(r'name="([^"]+)" type="checkbox" value="([^"]*)" checked', page):
        ticks.setdefault(name, []).append(value)
    return forms_of(page)[f"{FORM}/{code}"] | ticks


def _facts(database: Database) -> dict[str, dict[str, Any]]:
    with database.read() as session:
        revision = session.scalars(select(Revision)).one()
        found = {}
        for key in session.scalars(select(Entry.row_key)):
            entry = find_entry(session, revision, key)
            assert entry is not None
            found[key] = entry_facts(entry)
        return found


def test_a_row_a_file_could_not_have_is_finished_in_the_form(
    officer: Officer, database: Database
) -> None:
    bad = GOOD["P"][0] | {"district": "Kecamatan Khayalan"}
    officer.upload(workbook(officer.template(), {"P": [bad]}))
    assert f'href="{FORM}/P-001"' in officer.open(f"{REPORT}/hasil")
    page = officer.open(f"{FORM}/P-001")
    form = forms_of(page)[f"{FORM}/P-001"]
    assert form["isi-district"] == "Kecamatan Khayalan"
    post(officer, "P-001", **(form | {"isi-district": DISTRICT}))
    assert counts(database) == (1, 0, 0)


def test_an_older_view_shows_both_texts_and_overwrites_nothing(
    officer: Officer, enter_as: Enter
) -> None:
    post(officer, "potensi", **(POTENTIAL | {"kunci": KEY}))
    mine = forms_of(officer.open(f"{FORM}/P-W001"))[f"{FORM}/P-W001"]
    colleague = enter_as("rekan")
    theirs = forms_of(colleague.open(f"{FORM}/P-W001"))[f"{FORM}/P-W001"]
    post(colleague, "P-W001", **(theirs | {"isi-title": "Sengketa lahan menurut rekan"}))
    title = {"isi-title": "Sengketa lahan menurut saya"}
    answer = post(officer, "P-W001", 409, **(mine | title))
    shown = main_text(answer.text)
    assert "Judul Sengketa lahan menurut rekan Sengketa lahan menurut saya" in shown
    again = forms_of(answer.text)[f"{FORM}/P-W001"]
    assert again["isi-title"] == title["isi-title"]
    kept = forms_of(officer.open(f"{FORM}/P-W001"))[f"{FORM}/P-W001"]
    assert kept["isi-title"] == "Sengketa lahan menurut rekan"
    post(officer, "P-W001", **again)
    kept = forms_of(officer.open(f"{FORM}/P-W001"))[f"{FORM}/P-W001"]
    assert kept["isi-title"] == title["isi-title"]


def test_a_row_taken_out_meanwhile_can_be_kept_as_a_new_one(
    officer: Officer, database: Database
) -> None:
    post(officer, "potensi", **(POTENTIAL | {"kunci": KEY}))
    mine = forms_of(officer.open(f"{FORM}/P-W001"))[f"{FORM}/P-W001"]
    officer.send(f"{FORM}/P-W001/buang", f"{FORM}/P-W001/buang")
    assert counts(database) == (0, 0, 0)
    answer = post(officer, "P-W001", 409, **(mine | {"isi-title": "Sengketa yang tetap ada"}))
    again = forms_of(answer.text)[f"{FORM}/potensi"]
    assert again["isi-title"] == "Sengketa yang tetap ada"
    post(officer, "potensi", **again)
    assert counts(database) == (1, 0, 0)


def test_blocks_are_added_without_a_script(officer: Officer) -> None:
    answer = post(officer, "potensi", **(POTENTIAL | {"kunci": KEY, "tambah": "pihak"}))
    assert answer.headers["location"] == f"{FORM}/P-W001?pihak=1#pihak-baru"
    page = officer.open(f"{FORM}/P-W001?pihak=1&sumber=1&upaya=1")
    form = forms_of(page)[f"{FORM}/P-W001"]
    assert {"pihak-2-name", "sumber-2-detail", "upaya-1-result"} <= form.keys()
    assert 'id="pihak-baru"' in page


def test_an_action_is_changed_and_taken_out(officer: Officer, database: Database) -> None:
    post(officer, "potensi", **(POTENTIAL | DEED | {"kunci": KEY}))
    form = forms_of(officer.open(f"{FORM}/P-W001"))[f"{FORM}/P-W001"]
    assert form["upaya-1-kode"] == "U-W001"
    assert form["upaya-1-next_due"] == "15/11/2026"
    post(officer, "P-W001", **(form | {"upaya-1-next_due": "10/08/2026"}))
    page = officer.open(f"{FORM}/P-W001")
    assert 'href="#upaya-1-next_due"' in page
    form = forms_of(page)[f"{FORM}/P-W001"]
    post(officer, "P-W001", **(form | {"upaya-1-buang": "ya"}))
    assert counts(database) == (1, 0, 0)


def test_an_event_waits_for_its_action(officer: Officer) -> None:
    event = {
        "kunci": KEY,
        "isi-title": "Penutupan jalan kebun oleh warga",
        "isi-law_source": "U5D",
        "isi-topic": "PLASMA",
        "isi-event_form": "BLOKADE",
        "isi-event_start": "19/08/2026 07.30",
        "isi-chronology": "Pukul 07.30 sekitar 120 warga memasang portal kayu di simpang kebun.",
        "isi-crowd_min": "100",
        "isi-crowd_max": "130",
        "isi-district": DISTRICT,
        "isi-party_a_name": "Warga Desa Contoh",
        "isi-party_a_type": "WARGA",
        "isi-party_b_name": "PT Contoh Sawit Alfa",
        "isi-party_b_type": "PERUSAHAAN",
        "isi-no_casualties": "1",
        "isi-handling_status": "SELESAI",
        "isi-source": "POLRI",
    }
    post(officer, "peristiwa", **event)
    shown = main_text(officer.open(f"{FORM}/K-W001"))
    assert "Tambahkan paling sedikit satu upaya penanganan." in shown
    assert "belum ada upaya" in main_text(officer.open(FORM))
    form = forms_of(officer.open(f"{FORM}/K-W001"))[f"{FORM}/K-W001"]
    assert form["isi-event_start"] == "19/08/2026 07.30"
    assert form["isi-deaths"] == "0"
    deed = DEED | {"upaya-1-kunci": form["upaya-1-kunci"]}
    answer = post(officer, "K-W001", **(form | deed))
    assert answer.headers["location"] == FORM


def test_a_nik_is_not_kept_and_the_text_stays_on_the_page(
    officer: Officer, database: Database
) -> None:
    text = "Keluhan atas nama 6401012345678901 tentang batas kebun."
    answer = post(officer, "potensi", 422, **(POTENTIAL | {"kunci": KEY, "isi-summary": text}))
    assert "tampak sebagai NIK" in main_text(answer.text)
    assert forms_of(answer.text)[f"{FORM}/potensi"]["isi-summary"] == text
    assert counts(database) == (0, 0, 0)
    refused = put(officer, "potensi", 422, **(POTENTIAL | {"kunci": KEY, "isi-summary": text}))
    assert refused["keadaan"] == "ditolak"
    assert refused["kurang"][0]["id"] == "isi-summary"


def test_saving_while_typing_answers_in_the_same_words(officer: Officer) -> None:
    assert put(officer, "potensi", kunci=KEY)["keadaan"] == "kosong"
    first = put(officer, "potensi", **{"kunci": KEY, "isi-title": "Sengketa"})
    assert (first["keadaan"], first["kode"]) == ("kurang", "P-W001")
    page = main_text(officer.open(f"{FORM}/P-W001"))
    assert all(item["pesan"] in page for item in first["kurang"] if item["galat"])
    whole = POTENTIAL | DEED | {"kunci": KEY, "versi": first["versi"]}
    second = put(officer, "potensi", **whole)
    assert (second["keadaan"], second["upaya"]) == (
        "lengkap",
        {DEED["upaya-1-kunci"]: "U-W001"},
    )
    lost_answer = put(officer, "potensi", **whole)
    assert lost_answer["versi"] == second["versi"]
    stale = put(officer, "P-W001", 409, **{"versi": first["versi"], "isi-title": "Yang lain sama"})
    assert stale["keadaan"] == "berbeda"
    assert stale["beda"] == [
        {
            "judul": "Judul",
            "tersimpan": POTENTIAL["isi-title"],
            "anda": "Yang lain sama",
        }
    ]


def test_another_persons_text_is_not_taken(officer: Officer, database: Database) -> None:
    answer = put(officer, "potensi", 409, **(POTENTIAL | {"kunci": KEY, "pemilik": "2000000"}))
    assert answer["keadaan"] == "bukan"
    page = post(officer, "potensi", 409, **(POTENTIAL | {"kunci": KEY, "pemilik": "2000000"}))
    assert "akun lain" in main_text(page.text)
    assert counts(database) == (0, 0, 0)


def test_text_kept_on_a_device_says_how_it_came(officer: Officer, database: Database) -> None:
    put(officer, "potensi", **(POTENTIAL | {"kunci": KEY, "saluran": "LURING"}))
    with database.read() as session:
        assert session.scalars(select(Revision.channel)).one() == "LURING"
        assert session.scalar(select(func.count()).select_from(SpentKey)) == 1


def test_a_report_that_is_not_open_says_so_and_keeps_the_text_on_the_page(
    officer: Officer, database: Database
) -> None:
    officer.upload(workbook(officer.template()))
    mine = forms_of(officer.open(f"{FORM}/P-001"))[f"{FORM}/P-001"]
    officer.send(f"{REPORT}/periksa", f"{REPORT}/kirim")
    assert officer.client.get(FORM).status_code == 303
    assert put(officer, "P-001", 409, **mine)["keadaan"] == "tertutup"
    text = {"isi-title": "Judul yang belum sempat tersimpan"}
    answer = post(officer, "P-001", 409, **(mine | text))
    assert "Belum disimpan" in main_text(answer.text)
    assert text["isi-title"] in answer.text


@pytest.mark.parametrize("name", ["P-999", "U-001", "lain", "K-", "potensiku"])
def test_names_of_no_row_are_absent(officer: Officer, name: str) -> None:
    assert officer.client.get(f"{FORM}/{name}").status_code == 404
    assert officer.client.put(f"{FORM}/{name}", data={"isi-title": "a"}).status_code == 404


def test_a_new_row_without_its_key_is_refused_in_words(officer: Officer) -> None:
    answer = officer.client.put(f"{FORM}/potensi", data={"isi-title": "Tanpa kunci"})
    assert answer.status_code == 422
    assert "Buka lagi entri dari daftar isian" in main_text(answer.text)


def test_the_shell_belongs_to_nobody(officer: Officer) -> None:
    post(officer, "potensi", **(POTENTIAL | {"kunci": KEY}))
    for kind in "pk":
        shell = officer.open(f"{FORM}/kerangka/{kind}")
        secrets = ('action="/keluar"', "whoami__name", "service-nav", "P-W001")
        for secret in (*secrets, POTENTIAL["isi-title"]):
            assert secret not in shell, secret
        assert DISTRICT in shell
    assert officer.client.get(f"{FORM}/kerangka/x").status_code == 404


def test_the_worker_may_ask_the_portal_and_nobody_else(officer: Officer) -> None:
    answer = officer.client.get("/laporan/pekerja.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "connect-src 'self'" in answer.headers["content-security-policy"]
    assert "service-worker-allowed" not in answer.headers


def test_many_saves_at_once_make_one_row_of_one_key(officer: Officer, database: Database) -> None:
    """A device with a bad line asks again before the first answer came."""
    whole = POTENTIAL | DEED | {"kunci": KEY}
    others = [{"kunci": f"{KEY}-{number}", "isi-title": f"Lain {number}"} for number in range(4)]
    with ThreadPoolExecutor(8) as pool:
        asked = [whole] * 4 + others
        answers = list(
            pool.map(lambda typed: officer.client.put(f"{FORM}/potensi", data=typed), asked)
        )
    assert [answer.status_code for answer in answers] == [200] * 8
    codes = [answer.json()["kode"] for answer in answers]
    assert len(set(codes[:4])) == 1
    assert len(set(codes)) == 5
    assert counts(database) == (1, 1, 4)
