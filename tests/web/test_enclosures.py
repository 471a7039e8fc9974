"""The pages of attachments: one is added, shown, given, taken off and put back."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from sqlalchemy import select

from app.intake.attached import accept
from app.model.record import AuditEvent
from tests.intake import attachments as made
from tests.reports.story import LETTER_PDF
from tests.web.officer_helpers import main_text
from tests.web.province_desk import ANALYST, OPERATOR, Desk, desk

if TYPE_CHECKING:
    from httpx2 import Response

    from tests.web.officer_helpers import Officer

__all__ = ["desk"]
REPORT = "/laporan/2026-tw3"
HERE = f"{REPORT}/lampiran"
FROM_PROVINCE = "?wilayah=99.01&versi=1"
PHOTO = {
    "jenis": "FOTO",
    "keterangan": "Mediasi di kantor camat",
    "diambil": "03/09/2026",
    "klasifikasi": "TERBATAS",
}


@pytest.fixture
def operator(desk: Desk) -> Officer:
    """The operator of 99.01 with a draft."""
    desk.story.upload(("P", "P-001", {}), ("U", "U-001", {}))
    return desk.enter(OPERATOR)


def add(operator: Officer, data: bytes, status: int = 303, **typed: str) -> Response:
    asked = f"{HERE}?entri={typed['entri']}" if typed.get("entri") else HERE
    fields = operator.form(asked, HERE) | PHOTO | typed
    answer = operator.client.post(HERE, data=fields, files={"berkas": ("a.jpg", data)})
    assert answer.status_code == status, main_text(answer.text)[:400]
    return answer


def links(html: str) -> list[str]:
    return re.findall(rf'<a href="({HERE}/\d+[^"]*)"', html)


def test_a_photo_hangs_on_its_entry_and_action(operator: Officer) -> None:
    answer = add(operator, made.photo(), entri="P-001", pribadi="ya")
    assert answer.headers["location"] == f"{REPORT}/entri/P-001"
    add(operator, made.photo(seed=1), entri="P-001", upaya="U-001")
    text = operator.open(f"{REPORT}/entri/P-001")
    assert "Mediasi di kantor camat" in text
    assert "memuat data pribadi" in text
    assert "Upaya U-001 pada P-001" in text
    picture = operator.client.get(links(text)[0])
    assert picture.headers["content-type"] == "image/jpeg"
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in picture.headers["content-security-policy"]
    assert not Image.open(io.BytesIO(picture.content)).getexif()
    small = re.findall(rf'<img src="({HERE}/\d+/kecil[^"]*)"', text)
    assert max(Image.open(io.BytesIO(operator.client.get(small[0]).content)).size) == 256


def test_documents_are_given_to_be_saved(operator: Officer) -> None:
    add(operator, LETTER_PDF, jenis="NOTULEN", keterangan="", diambil="")
    answer = operator.client.get(links(operator.open(HERE))[0])
    assert answer.content == accept(LETTER_PDF, 10_000).data
    assert b"Orang Contoh" not in answer.content
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]


def test_what_is_wrong_goes_back_with_everything_typed(operator: Officer) -> None:
    refused = add(operator, b"MZ program", 422, keterangan="Keterangan yang diketik")
    assert "Jenis berkas ini tidak diterima" in refused.text
    assert 'value="Keterangan yang diketik"' in refused.text
    wrong = add(operator, made.photo(), 422, diambil="", keterangan="a")
    assert "Isi tanggal pengambilan foto" in wrong.text
    assert "Tulis apa yang tampak" in wrong.text
    assert "tidak dapat dibaca" in add(operator, made.photo(), 422, diambil="kemarin").text
    assert "Pilih jenis lampiran" in add(operator, made.photo(), 422, jenis="SURAT").text
    assert "Belum ada lampiran" in operator.open(HERE)
    add(operator, made.photo(), 422, klasifikasi="SANGAT")
    add(operator, made.photo(), 404, entri="P-001", upaya="U-999")


def test_a_double_click_attaches_once(operator: Officer) -> None:
    fields = operator.form(HERE, HERE) | PHOTO
    for _ in range(2):
        answer = operator.client.post(HERE, data=fields, files={"berkas": ("a.jpg", made.photo())})
        assert answer.status_code == 303
    assert len(links(operator.open(HERE))) == 1
    again = add(operator, made.photo(), 409)
    assert "sudah terlampir" in again.text


def test_taken_off_and_put_back(operator: Officer) -> None:
    add(operator, made.photo())
    path = links(operator.open(HERE))[0].partition("?")[0]
    operator.send(HERE, f"{path}/lepas")
    text = operator.open(HERE)
    assert "Belum ada lampiran" in text
    assert "Yang dilepas (1)" in text
    operator.send(HERE, f"{path}/kembalikan")
    assert len(links(operator.open(HERE))) == 1


def test_the_province_sees_and_its_download_is_noted(desk: Desk, operator: Officer) -> None:
    add(operator, made.photo(), entri="P-001")
    path = links(operator.open(HERE))[0].partition("?")[0]
    analyst = desk.enter(ANALYST)
    assert analyst.client.get(path + FROM_PROVINCE).status_code == 404  # still a draft
    desk.story.attach_letter()
    desk.story.send()
    for address in ("/verifikasi/2026-tw3/99.01", f"{REPORT}/versi/1?wilayah=99.01"):
        assert "Mediasi di kantor camat" in analyst.open(address)
    assert f"{path}/kecil{FROM_PROVINCE.replace('&', '&amp;')}" in analyst.open(
        "/verifikasi/2026-tw3/99.01"
    )
    assert analyst.client.get(f"{path}/kecil{FROM_PROVINCE}").status_code == 200
    assert noted(desk) == 0
    assert analyst.client.get(path + FROM_PROVINCE).status_code == 200
    assert noted(desk) == 1
    operator.client.get(path)
    assert noted(desk) == 2
    sent = operator.client.post(f"{path}/lepas")
    assert sent.status_code == 409


def noted(desk: Desk) -> int:
    with desk.story.database.read() as session:
        acts = session.scalars(select(AuditEvent.action)).all()
    return acts.count("laporan.unduh_lampiran")
