"""A file in pieces: where it stands, the next piece, and the form that names it afterwards."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.errors import TooLarge
from app.files import FileStore, sha256_of
from app.intake import arrivals as shelf
from app.intake.arrivals import Arrivals, sweep_arrivals
from app.model.report import Attachment, Upload
from tests.reports.story import LETTER_PDF
from tests.web import officer_helpers as at
from tests.web.officer_fixtures import enter_as, officer, settings
from tests.web.officer_helpers import REPORT, main_text

if TYPE_CHECKING:
    from pathlib import Path

    from httpx2 import Response

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock
    from tests.web.officer_fixtures import Enter
    from tests.web.officer_helpers import Officer

__all__ = ["enter_as", "officer", "settings"]
PIECE = 20_000


def piece(who: Officer, data: bytes, at_: int, size: int = PIECE, **changed: str) -> Response:
    asked = {"ukuran": str(len(data)), "mulai": str(at_)} | changed
    address = f"/kiriman/{sha256_of(data)}"
    return who.client.post(address, params=asked, content=data[at_ : at_ + size])


def deliver(who: Officer, data: bytes) -> dict[str, str]:
    """Bring a file over; return the fields that name it."""
    for start in range(0, len(data), PIECE):
        answer = piece(who, data, start)
        assert answer.json() == {"ada": min(len(data), start + PIECE)}
    return {"kiriman.berkas": sha256_of(data), "nama.berkas": "laporan kiriman.xlsx"}


def here(who: Officer, data: bytes) -> int:
    found: int = who.client.get(f"/kiriman/{sha256_of(data)}").json()["ada"]
    return found


def test_a_workbook_in_pieces_is_an_upload_like_any(
    officer: Officer, database: Database, settings: Settings
) -> None:
    data = at.workbook(officer.template())
    fields = officer.form(f"{REPORT}/unggah", f"{REPORT}/unggah") | deliver(officer, data)
    for _ in range(2):  # the answer was lost, so the form is sent again
        answer = officer.client.post(f"{REPORT}/unggah", data=fields)
        assert answer.headers["location"] == f"{REPORT}/periksa"
    with database.read() as session:
        upload = session.scalars(select(Upload)).one()
        assert (upload.file_name, upload.size_bytes) == ("laporan kiriman.xlsx", len(data))
        assert FileStore(settings.files).get(upload.file_sha256) == data
        number = upload.id
    assert officer.client.get(f"{REPORT}/berkas/{number}").content == data


def test_it_goes_through_the_same_gate(officer: Officer, database: Database) -> None:
    fields = officer.form(f"{REPORT}/unggah", f"{REPORT}/unggah")
    fields |= deliver(officer, b"MZ" + os.urandom(50_000))
    answer = officer.client.post(f"{REPORT}/unggah", data=fields)
    assert answer.status_code == 422
    assert "Berkas belum diterima" in answer.text
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Upload)) == 0


def test_attachments_and_letters_too(officer: Officer, database: Database) -> None:
    officer.upload(at.workbook(officer.template()))
    named = deliver(officer, LETTER_PDF)
    page = f"{REPORT}/lampiran"
    fields = officer.form(page, page) | named | {"jenis": "NOTULEN", "keterangan": "Notulen"}
    assert officer.client.post(page, data=fields).status_code == 303
    letter = {name.replace("berkas", "pdf"): value for name, value in named.items()}
    fields = officer.form(f"{REPORT}/surat", f"{REPORT}/surat/berkas") | letter
    assert officer.client.post(f"{REPORT}/surat/berkas", data=fields).status_code == 303
    with database.read() as session:
        assert {row.category for row in session.scalars(select(Attachment))} == {
            "NOTULEN",
            "SURAT",
        }


def test_it_goes_on_where_it_stopped(officer: Officer) -> None:
    data = os.urandom(50_000)
    assert here(officer, data) == 0
    piece(officer, data, 0)
    assert here(officer, data) == PIECE
    again = piece(officer, data, 0)
    assert (again.status_code, again.json()) == (409, {"ada": PIECE})
    beyond = piece(officer, data, PIECE + 5)
    assert (beyond.status_code, beyond.json()) == (409, {"ada": PIECE})
    piece(officer, data, PIECE)
    assert piece(officer, data, 2 * PIECE).json() == {"ada": len(data)}
    assert piece(officer, data, 2 * PIECE).json() == {"ada": len(data)}


def test_what_one_sends_is_nobody_elses(officer: Officer, enter_as: Enter) -> None:
    data = at.workbook(officer.template())
    named = deliver(officer, data)
    neighbour = enter_as("tetangga")
    assert here(neighbour, data) == 0
    fields = neighbour.form(f"{REPORT}/unggah", f"{REPORT}/unggah") | named
    answer = neighbour.client.post(f"{REPORT}/unggah", data=fields)
    assert "Pilih berkas Excel lebih dulu." in main_text(answer.text)


def test_a_file_that_became_another_is_forgotten(officer: Officer) -> None:
    data = os.urandom(30_000)
    piece(officer, data, 0)
    address = f"/kiriman/{sha256_of(data)}"
    asked = {"ukuran": str(len(data)), "mulai": str(PIECE)}
    answer = officer.client.post(address, params=asked, content=os.urandom(10_000))
    assert answer.status_code == 422
    assert "berubah selama dikirim" in answer.json()["pesan"]
    assert here(officer, data) == 0


@pytest.mark.parametrize(
    ("changed", "size", "status"),
    [
        ({"ukuran": "99999999"}, PIECE, 413),
        ({"ukuran": "10"}, PIECE, 422),
        ({}, 0, 422),
        ({"mulai": "-1"}, PIECE, 422),
        ({"ukuran": "banyak"}, PIECE, 422),
        ({}, 300_000, 413),
    ],
)
def test_odd_pieces(officer: Officer, changed: dict[str, str], size: int, status: int) -> None:
    data = os.urandom(400_000)
    assert piece(officer, data, 0, size, **changed).status_code == status
    assert here(officer, data) == 0


def test_odd_names(officer: Officer, settings: Settings) -> None:
    for name in ("abc", "%2e%2e%2fkunci-masuk", "A" * 64, "0" * 65):
        assert officer.client.get(f"/kiriman/{name}").status_code == 404
    fields = officer.form(f"{REPORT}/unggah", f"{REPORT}/unggah")
    for name in ("../../petakonflik.db", "/etc/passwd", "0" * 64):
        answer = officer.client.post(f"{REPORT}/unggah", data=fields | {"kiriman.berkas": name})
        assert "Pilih berkas Excel lebih dulu." in main_text(answer.text)
    assert not (settings.data / "kiriman").exists()


def test_a_person_has_only_so_much_on_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "QUOTA_BYTES", 3000)
    mine, theirs = Arrivals(tmp_path, 1), Arrivals(tmp_path, 2)
    first, second, third = b"a" * 1000, b"b" * 1500, b"c" * 2000
    mine.add(sha256_of(first), 1000, 0, first)
    mine.add(sha256_of(second), 3000, 0, second)  # a half
    theirs.add(sha256_of(third), 2000, 0, third)
    mine.add(sha256_of(third), 4000, 0, b"c" * 1000)
    # The finished file made room; what is on its way stays and is at last too much.
    assert mine.finished(sha256_of(first)) is None
    assert mine.offset(sha256_of(second)) == 1500
    with pytest.raises(TooLarge, match="satu per satu"):
        mine.add(sha256_of(third), 4000, 1000, b"c" * 1000)


def test_what_nobody_goes_on_with_is_thrown_away(tmp_path: Path, clock: Clock) -> None:
    mine = Arrivals(tmp_path, 1)
    mine.add(sha256_of(b"ab"), 2, 0, b"a")
    for path in (tmp_path / "kiriman" / "1").iterdir():
        os.utime(path, (clock().timestamp(), clock().timestamp()))
    assert sweep_arrivals(tmp_path, now=clock() + timedelta(days=2)) == 0
    assert sweep_arrivals(tmp_path, now=clock() + timedelta(days=4)) == 1
    assert mine.offset(sha256_of(b"ab")) == 0
