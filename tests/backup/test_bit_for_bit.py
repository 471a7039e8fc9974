"""P8: whatever kind of file comes in is kept to the bit, over a restart and a backup."""

from __future__ import annotations

import io
import subprocess
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyrage
import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.areas.waiting import WaitingFiles
from app.backup import make, restore
from app.db import Database
from app.errors import Conflict
from app.files import FileStore, sha256_of
from app.model.base import Base
from app.model.confidential import SYSTEM
from app.model.followup import Evidence
from app.model.loose import WaitingFile
from app.model.report import Attachment, Upload
from app.paths import resource
from tests import factories, parts
from tests.intake import attachments as made
from tests.intake import messy_books as messy
from tests.intake.test_attached_traces import document, workbook
from tests.reports.story import LETTER_PDF
from tests.web import officer_helpers as at
from tests.web.officer_fixtures import enter_as, officer, settings
from tests.web.officer_helpers import REPORT, Officer
from tests.web.test_arriving import deliver
from tests.web.test_enclosures import HERE, PHOTO
from tests.web.test_followup import HERE as FOLLOW_UP
from tests.web.test_followup import ITEM, SAID

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from fastapi import FastAPI

    from app.settings import Settings

__all__ = ["enter_as", "officer", "settings"]
CSV_ROWS = [messy.P_HEAD, messy.potential(1, **{"Judul Potensi": "Batas kebun – “Ñ”"})]
TABLES = {
    "messy xlsx": ("buku kantor.xlsx", messy.everything_around()),
    "csv cp1252": ("potensi.csv", messy.csv_of(CSV_ROWS, ";", "cp1252")),
    "csv utf-8": ("potensi2.csv", messy.csv_of(CSV_ROWS, ",", "utf-8-sig")),
    "tsv": ("potensi.tsv", messy.csv_of(CSV_ROWS, "\t", "utf-16")),
}
ENCLOSED = {
    "jpeg": made.photo(),
    "png": made.photo("PNG", seed=3),
    "pdf": LETTER_PDF,
    "docx": document(),
    "xlsx": workbook(),
}


def as_ods(data: bytes, folder: Path) -> bytes:
    """The same table as OpenDocument, written by LibreOffice."""
    soffice = parts.require_libreoffice()
    (folder / "tabel.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profil').as_uri()}"
    order = [soffice, profile, "--headless", "--convert-to", "ods", "--outdir", str(folder)]
    subprocess.run([*order, str(folder / "tabel.xlsx")], check=True, capture_output=True)
    return (folder / "tabel.ods").read_bytes()


def packed_again(data: bytes) -> bytes:
    """The same parts of a zip in another packing: what a careless rewrite would make of it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return buffer.getvalue()


# None of them equal to what is enclosed with the report: the same bytes would be the same file.
EVIDENCE = {
    "jpeg": made.photo(seed=21),
    "png": made.photo("PNG", seed=22),
    "pdf": LETTER_PDF + b"%% bukti tindak lanjut\n",
    "docx": packed_again(document()),
    "xlsx": packed_again(workbook()),
}
# Columns that name a file as it came, and all other hashes with what they are of.
INCOMING = {
    "attachment.original_sha256",
    "attachment.sha256",
    "evidence.original_sha256",
    "evidence.sha256",
    "upload.file_sha256",
    "waiting_file.file_sha256",
}
OTHER_HASHES = {
    "action.refused_cells_sha256": "cells of a row",
    "artefact.sha256": "made by the portal",
    "attachment.thumbnail_sha256": "made by the portal",
    "boundary_set.file_sha256": "shapes are kept, the file is not",
    "calendar_key.key_sha256": "a key",
    "entry.refused_cells_sha256": "cells of a row",
    "evidence.thumbnail_sha256": "made by the portal",
    "file_scan.sha256": "a verdict about files of other rows",
    "one_time_link.form_sha256": "a key",
    "one_time_link.mailed_sha256": "a key",
    "one_time_link.shown_sha256": "a key",
    "pending_row.cells_sha256": "cells of a row",
    "redaction.original_sha256": "of a text or a file that was to go",
    "revision.content_sha256": "content of a report",
    "sign_in_session.token_sha256": "a key",
    "spent_key.content_sha256": "a form",
}


@dataclass
class Brought:
    """What was sent in, by kind, and where the portal keeps it."""

    database: Database
    settings: Settings
    sent: dict[str, bytes]

    def names(self, database: Database) -> set[str]:
        """Names of every file the rows say is what came."""
        with database.read() as session:
            found = set(session.scalars(select(Upload.file_sha256)))
            found |= set(session.scalars(select(WaitingFile.file_sha256)))
            for kind in (Attachment, Evidence):
                for row in session.scalars(select(kind)):
                    found.add(row.original_sha256 or row.sha256)
        return found

    def given(self, database: Database, settings: Settings) -> dict[tuple[str, int], bytes]:
        """What readers are given of enclosures and evidence, row by row: clean copies too."""
        files = FileStore(settings.files)
        with database.read() as session:
            return {
                (kind.__tablename__, row.id): files.get(row.sha256)
                for kind in (Attachment, Evidence)
                for row in session.scalars(select(kind))
            }

    def lost(self, database: Database, settings: Settings) -> list[str]:
        """Kinds that do not come back bit for bit."""
        files, names = FileStore(settings.files), self.names(database)
        lost = []
        for kind, data in self.sent.items():
            name = sha256_of(data)
            kept = [shelf.path(name) for shelf in (files, files.sealed)]
            if name not in names or not any(p.is_file() and p.read_bytes() == data for p in kept):
                lost.append(kind)
        return lost


def enclose(officer: Officer, data: bytes | None, name: str, **named: str) -> None:
    fields = officer.form(HERE, HERE) | PHOTO | named
    fields |= {} if name.endswith(("jpeg", "png", "jpg")) else {"jenis": "BA"}
    files = {"berkas": (name, data)} if data is not None else None
    answer = officer.client.post(HERE, data=fields, files=files)
    assert answer.status_code == 303, at.main_text(answer.text)[:500]


def show(officer: Officer, data: bytes, name: str) -> None:
    """Show what was done about a recommendation."""
    answer = officer.client.post(
        f"{ITEM}/bukti", data={"keterangan": name}, files={"berkas": (name, data)}
    )
    assert answer.status_code == 303, at.main_text(answer.text)[:500]


def settle_follow_up(app: FastAPI, officer: Officer) -> None:
    """The province loads its recommendations, and the officer says what was done about one."""
    headers = {"Sec-Fetch-Site": "same-origin"}
    province = TestClient(app, headers=headers, follow_redirects=False)
    province.post("/masuk", data={"nama": "analis_prov", "sandi": factories.PASSWORD})
    assert province.post(f"{FOLLOW_UP}/kelola/muat").status_code == 303
    said = officer.client.post(f"{ITEM}/isi", data=SAID | {"versi": "0"})
    assert said.status_code == 303, at.main_text(said.text)[:500]


@pytest.fixture
def brought(
    app: FastAPI, officer: Officer, database: Database, settings: Settings, tmp_path: Path
) -> Brought:
    """An officer sends one file of every kind."""
    sent = {"template xlsx": at.workbook(officer.template())}
    officer.upload(sent["template xlsx"])
    folder = tmp_path / "ods"
    folder.mkdir()
    tables = TABLES | {"ods": ("tabel.ods", as_ods(messy.titled(), folder))}
    for kind, (name, data) in tables.items():
        officer.upload(data, name=name)
        sent[kind] = data
    for kind, data in ENCLOSED.items():
        enclose(officer, data, f"lampiran.{kind}")
        sent[kind] = data
    settle_follow_up(app, officer)
    for kind, data in EVIDENCE.items():
        show(officer, data, f"bukti.{kind}")
        sent[f"evidence {kind}"] = data
    sent["pieces"] = made.photo("PNG", (900, 700), seed=9)
    enclose(officer, None, "potongan.png", **deliver(officer, sent["pieces"]))
    fields = officer.form(f"{REPORT}/surat", f"{REPORT}/surat/berkas")
    sent["letter"] = LETTER_PDF + b"%% ditandatangani elektronik\n"
    answer = officer.client.post(
        f"{REPORT}/surat/berkas", data=fields, files={"pdf": ("surat.pdf", sent["letter"])}
    )
    assert answer.status_code == 303, at.main_text(answer.text)[:500]
    return Brought(database, settings, sent)


def test_every_kind_comes_back_bit_for_bit(
    brought: Brought,
    officer: Officer,
    make_settings: Callable[..., Settings],
    empty_database: Database,
    now: datetime,
    tmp_path: Path,
) -> None:
    assert brought.lost(brought.database, brought.settings) == []
    restarted = Database(brought.database.url, pool_size=1, reach=SYSTEM)
    assert brought.lost(restarted, brought.settings) == []
    restarted.dispose()
    # What an officer can have without anybody's help is the same.
    with brought.database.read() as session:
        uploads = session.execute(select(Upload.id, Upload.file_sha256)).all()
    for number, sha256 in uploads:
        assert sha256_of(officer.client.get(f"{REPORT}/berkas/{number}").content) == sha256
    letter = officer.client.get(f"{REPORT}/surat/asli").content
    assert letter == brought.sent["letter"]

    locked = FileStore(brought.settings.files).put(b"terinfeksi")
    FileStore(brought.settings.files).lock_away(locked)
    identity = pyrage.x25519.Identity.generate()
    backup = make.make(
        brought.settings,
        brought.database,
        [identity.to_public()],
        tmp_path / "a.age",
        now=now,
        moved=lambda *_: None,
    )
    elsewhere = make_settings(data=tmp_path / "baru")
    restore.restore(
        elsewhere, empty_database, backup.path, identity, {}, over=False, moved=lambda *_: None
    )
    assert brought.lost(empty_database, elsewhere) == []
    given = brought.given(brought.database, brought.settings)
    assert brought.given(empty_database, elsewhere) == given
    assert len(given) == len(ENCLOSED) + len(EVIDENCE) + len(("pieces", "letter"))
    with pytest.raises(Conflict, match="mengurungnya"):  # it is still there, and still locked
        FileStore(elsewhere.files).get(locked)
    # It bites: a bit changed on the disk, a file packed again, a sealed original thrown away.
    files = FileStore(elsewhere.files)
    damaged = ("csv cp1252", files), ("jpeg", files.sealed), ("evidence png", files.sealed)
    for kind, shelf in damaged:
        path = shelf.path(sha256_of(brought.sent[kind]))
        path.write_bytes(path.read_bytes()[:-1] + b"\0")
    files.path(sha256_of(brought.sent["messy xlsx"])).write_bytes(
        packed_again(brought.sent["messy xlsx"])
    )
    for kind in ("docx", "evidence pdf"):
        files.sealed.path(sha256_of(brought.sent[kind])).unlink()
    assert sorted(brought.lost(empty_database, elsewhere)) == [
        "csv cp1252",
        "docx",
        "evidence pdf",
        "evidence png",
        "jpeg",
        "messy xlsx",
    ]


def test_no_kind_of_file_is_left_out() -> None:
    """A new table that keeps files has to be looked at above; flash reports take none as yet."""
    hashes = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("sha256")
    }
    assert hashes == INCOMING | set(OTHER_HASHES)
    files = [name for name, table in Base.metadata.tables.items() if "file_name" in table.columns]
    assert set(files) <= {name.partition(".")[0] for name in hashes}


def test_a_boundary_file_waits_as_it_came(tmp_path: Path) -> None:
    """Of boundaries the portal keeps the shapes; until they are loaded the file waits whole."""
    for path in sorted(resource("geodata").rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            name = WaitingFiles(tmp_path).put(data)
            assert WaitingFiles(tmp_path).path(name).read_bytes() == data
