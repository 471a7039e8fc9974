"""Follow-up over HTTP: the province loads and looks, a regency says what it did and shows it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.intake.attached import accept
from tests.reports.story import LETTER_PDF
from tests.web.officer_helpers import main_text
from tests.web.province_desk import ANALYST, DECIDER, OPERATOR, Desk, desk

if TYPE_CHECKING:
    from tests.web.officer_helpers import Officer

__all__ = ["desk"]
HERE = "/tindak-lanjut"
ITEM = f"{HERE}/rakor-2024/r07"
SAID = {
    "status": "PROSES",
    "progress": "40 %",
    "description": "Rancangan keputusan dibahas di Bagian Hukum.",
}


def load(desk: Desk) -> Officer:
    """The province loads the recommendations of 2024."""
    officer = desk.enter(DECIDER)
    assert "Muat rekomendasi Rakor 2024" in main_text(officer.open(HERE))
    assert officer.client.post(f"{HERE}/kelola/muat").status_code == 303
    return officer


def test_empty_until_the_province_loads_it(desk: Desk) -> None:
    operator = desk.enter(OPERATOR)
    assert "Badan Kesbangpol Provinsi memuatnya" in main_text(operator.open(HERE))
    province = load(desk)
    words = main_text(province.open(HERE))
    assert "Tindak lanjut rekomendasi Rakor Kesbangpol 2024 12 rekomendasi" in words
    assert "0 dari 3 selesai" in words
    assert province.client.post(f"{HERE}/kelola/muat").status_code == 409


def test_a_regency_sees_its_own_and_says_what_it_did(desk: Desk) -> None:
    load(desk)
    operator = desk.enter(OPERATOR)
    assert "Per kabupaten/kota" not in operator.open(HERE)
    form = operator.open(f"{ITEM}/isi")
    key = re.search(r'name="kunci" value="([^"]+)"', form)
    assert key is not None
    data = SAID | {"kunci": key[1], "versi": "0"}
    for _ in range(2):  # a double click
        answer = operator.client.post(f"{ITEM}/isi", data=data)
        assert (answer.status_code, answer.headers["location"]) == (303, ITEM)
    words = main_text(operator.open(ITEM))
    assert "Proses 40 % Rancangan keputusan dibahas di Bagian Hukum." in words
    assert "Kabupaten Contoh Pesisir" not in words
    assert "40 % Rancangan" in main_text(desk.enter(ANALYST).open(ITEM))


def test_what_is_wrong_goes_back_with_everything_typed(desk: Desk) -> None:
    load(desk)
    operator = desk.enter(OPERATOR)
    data = SAID | {"status": "SELESAI", "progress": "sebagian", "versi": "0"}
    answer = operator.client.post(f"{ITEM}/isi", data=data)
    assert answer.status_code == 422
    assert "Capaian ditulis 0 sampai 100 persen." in answer.text
    assert 'value="sebagian"' in answer.text
    assert SAID["description"] in answer.text


def test_two_people_at_once_lose_nothing(desk: Desk) -> None:
    load(desk)
    operator = desk.enter(OPERATOR)
    first = operator.client.post(f"{ITEM}/isi", data=SAID | {"versi": "0"})
    assert first.status_code == 303
    late = operator.client.post(f"{ITEM}/isi", data=SAID | {"progress": "75", "versi": "0"})
    assert late.status_code == 422
    assert "tidak ada yang tertimpa" in late.text
    assert 'name="versi" value="1"' in late.text
    assert 'value="75"' in late.text
    again = operator.client.post(f"{ITEM}/isi", data=SAID | {"progress": "75", "versi": "1"})
    assert again.status_code == 303


def test_evidence_is_attached_read_and_taken_off(desk: Desk) -> None:
    load(desk)
    operator = desk.enter(OPERATOR)
    file = {"berkas": ("sk tim.pdf", LETTER_PDF)}
    early = operator.client.post(f"{ITEM}/bukti", data={"keterangan": "SK tim"}, files=file)
    assert early.status_code == 409
    operator.client.post(f"{ITEM}/isi", data=SAID | {"versi": "0"})
    wrong = operator.client.post(
        f"{ITEM}/bukti", data={"keterangan": "SK tim"}, files={"berkas": ("a.pdf", b"bukan")}
    )
    assert wrong.status_code == 422
    assert 'value="SK tim"' in wrong.text
    good = operator.client.post(f"{ITEM}/bukti", data={"keterangan": "SK tim"}, files=file)
    assert good.status_code == 303
    page = operator.open(ITEM)
    link = re.search(rf'href="({ITEM}/bukti/\d+)"', page)
    assert link is not None
    given = desk.enter(ANALYST).client.get(link[1]).content
    assert given == accept(LETTER_PDF, 10_000).data
    assert operator.client.post(f"{link[1]}/lepas").status_code == 303
    assert operator.client.get(link[1]).status_code == 404


def test_the_province_adds_and_moves(desk: Desk) -> None:
    province = load(desk)
    client = province.client
    desk_page = f"{HERE}/kelola"
    bad = client.post(f"{desk_page}/rakor-2024", data={"kode": "R 12", "isi": "pendek"})
    assert bad.status_code == 422
    assert "Tulis kode pendek" in bad.text
    good = {
        "kode": "R12",
        "isi": "Menyusun peta konflik tingkat kecamatan.",
        "target": "1/12/2026",
    }
    assert client.post(f"{desk_page}/rakor-2024", data=good).status_code == 303
    assert client.post(f"{desk_page}/rakor-2024", data=good).status_code == 422
    change = {"isi": good["isi"], "target": "31/12/2026", "versi": "1"}
    assert client.post(f"{HERE}/rakor-2024/r12/ubah", data=change).status_code == 303
    stale = client.post(f"{HERE}/rakor-2024/r12/ubah", data=change)
    assert stale.status_code == 422
    assert "31 Desember 2026" in main_text(province.open(f"{HERE}/rakor-2024/r12"))
    year = client.post(f"{desk_page}/rakor", data={"judul": "Rakor Kesbangpol", "tahun": "dua"})
    assert year.status_code == 422
    client.post(f"{desk_page}/rakor", data={"judul": "Rakor Kesbangpol 2026", "tahun": "2026"})
    older = main_text(province.open(f"{HERE}?rakor=rakor-2024"))
    assert "Tindak lanjut rekomendasi Rakor Kesbangpol 2024" in older
    province.open(f"{HERE}?rakor=rakor-1999", 404)


def test_overdue_steps_name_the_agency(desk: Desk) -> None:
    step = {"next_step": "Pengukuran lapangan", "next_due": "20/09/2026", "result_status": "JALAN"}
    desk.story.upload(("P", "P-001", {}), ("U", "U-001", step))
    desk.story.attach_letter()
    desk.story.send()
    province = desk.enter(ANALYST)
    assert "Tidak ada langkah yang melewati targetnya" in main_text(province.open(f"{HERE}/upaya"))
    desk.story.review()
    desk.story.accept()
    words = main_text(province.open(f"{HERE}/upaya"))
    assert "Pengukuran lapangan setelah mediasi/fasilitasi" in words
    assert "Badan Kesbangpol Kabupaten/Kota 20 September 2026 18 hari" in words


def test_unknown_addresses_are_absent(desk: Desk) -> None:
    load(desk)
    operator = desk.enter(OPERATOR)
    for address in ("rakor-2024/r09", "rakor-2024/r99", "rakor-2024/r11", "rakor-1999/r07"):
        operator.open(f"{HERE}/{address}", 404)
    operator.open(f"{HERE}/rakor-2024/r10/isi", 404)
    operator.open(f"{HERE}/rakor-2024/%25/isi", 404)
