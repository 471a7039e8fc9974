"""The receipt of a workbook that came in: it names the very bytes and holds without the portal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app import signing
from app.errors import Invalid, NotFound
from app.files import sha256_of
from app.model.report import Upload
from app.signing import Keyring
from tests.web import officer_helpers as at
from tests.web.officer_fixtures import enter_as, officer, settings
from tests.web.officer_helpers import REPORT, Officer

if TYPE_CHECKING:
    from pathlib import Path

    from app.db import Database
    from app.settings import Settings

__all__ = ["enter_as", "officer", "settings"]


def test_a_receipt_vouches_for_the_bytes_that_came(
    officer: Officer, database: Database, settings: Settings, tmp_path: Path
) -> None:
    data = at.workbook(officer.template())
    officer.upload(data, name="Laporan TW III.xlsx")
    with database.read() as session:
        number = session.scalars(select(Upload.id)).one()
    address = f"{REPORT}/berkas/{number}/tanda-terima"
    assert address in officer.client.get(f"{REPORT}/hasil").text
    answer = officer.client.get(address)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    told = json.loads(answer.content)
    assert (told["sha256"], told["ukuran"]) == (sha256_of(data), len(data))
    assert (told["nomor"], told["berkas"]) == (number, "Laporan TW III.xlsx")
    keys = Keyring(settings.keys).public()
    signing.check(signing.read_document(answer.content), keys)
    with pytest.raises(Invalid, match="tidak cocok"):
        signing.check(told | {"ukuran": len(data) + 1}, keys)
    with pytest.raises(NotFound):
        signing.check(told, Keyring(tmp_path / "lain").public())


def test_there_is_no_receipt_for_what_never_came(officer: Officer) -> None:
    officer.upload(at.workbook(officer.template()))
    assert officer.client.get(f"{REPORT}/berkas/999/tanda-terima").status_code == 404


@pytest.mark.parametrize("content", [b"", b"[1]", b"\xff\xfe", b"{"])
def test_what_is_no_receipt_is_said(content: bytes) -> None:
    with pytest.raises(Invalid, match="bukan tanda terima"):
        signing.read_document(content)
