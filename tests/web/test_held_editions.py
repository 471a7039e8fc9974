"""A text goes from a report that is published already: the edition's files are given to nobody."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.editions.commands import begin_attempt
from app.editions.sealing import inspect
from app.files import FileStore
from app.model.account import Role
from app.model.edition import Artefact, Edition, EditionState
from app.model.entry import Entry
from app.model.record import AuditEvent
from app.model.redaction import Part, Redaction
from app.model.report import Revision
from app.reports.holding import hold_outdated
from app.reports.redacting import Eraser
from app.reports.redaction_texts import Place, Text
from app.signing import Keyring
from tests import factories
from tests.outputs import made_province as made
from tests.web.officer_helpers import forms_of, main_text
from tests.web.published import Published, published, published_database, published_folder

if TYPE_CHECKING:
    from starlette.testclient import TestClient

__all__ = ["published", "published_database", "published_folder"]
PAGES = ("/peta?t=2026-tw2", "/ringkasan/2026-tw2", "/wilayah/99.01?t=2026-tw2",
         "/peta/2026-tw2/nilai.json", "/peta/2026-tw2/99.01/nilai.json")  # fmt: skip
WORD = b"hilang"  # stands in the title of 99.01's P-3, an open entry


@pytest.fixture
def head(published: Published) -> str:
    """Somebody who may publish."""
    with published.database.write() as session:
        factories.make_user(session, Role.PENGESAH_PROV, region="99", username="pengesah")
    return "pengesah"


def redact(portal: Published, part: Part = Part.ENTRY) -> None:
    """Take the title of 99.01's P-3 out, as a granted request or an amendment does."""
    with portal.database.write() as session:
        entry = session.scalars(select(Entry).where(Entry.title == made.TEMPLATE)).one()
        revision = session.get_one(Revision, entry.revision_id)
        texts, name = [], {Part.ENTRY: "title", Part.LETTER: "situation_summary"}[part]
        holder = entry if part is Part.ENTRY else revision
        texts = [Text(Place(part, entry.row_key, name), holder, getattr(holder, name) or "Isi.")]
        actor = factories.make_actor(Role.ANALIS_PROV, region="99")
        assert Eraser(session, actor, portal.clock()).take_out(revision, texts, ()) == 1


def files_of(portal: Published, number: int) -> dict[str, bytes]:
    """Every file of an edition, workbooks unpacked."""
    store = FileStore(portal.settings.files)
    with portal.database.read() as session:
        rows = session.scalars(
            select(Artefact).join(Artefact.edition).where(Edition.number == number)
        )
        return {row.name: unpacked(store.get(row.sha256)) for row in rows}


def unpacked(data: bytes) -> bytes:
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return b"".join(book.read(name) for name in book.namelist())


def statuses(client: TestClient, addresses: tuple[str, ...] | list[str]) -> set[int]:
    return {client.get(address).status_code for address in addresses}


def downloads(number: int) -> list[str]:
    from app.outputs.exports import EXPORTS

    return [f"/ringkasan/2026-tw2/{number}/unduh/{item.name}" for item in EXPORTS]


def test_from_the_moment_the_text_goes_nobody_gets_a_file(
    published: Published,
    head: str,
) -> None:
    holding = {name for name, data in files_of(published, 1).items() if WORD in data}
    assert {"xlsx", "csv-entri", "geojson", "angka"} <= holding, "the test would prove nothing"
    for who in ("gubernur", "analis"):
        client = published.enter(who)
        assert statuses(client, [*PAGES, *downloads(1)]) == {200}
    redact(published)
    for who in ("gubernur", "analis", head):
        client = published.enter(who)
        assert statuses(client, [*PAGES, *downloads(1)]) == {409}
        for landing in ("/peta", "/ringkasan", "/banding"):
            answer = client.get(landing)
            assert answer.status_code == 200
            assert WORD.decode() not in answer.text
        assert "<h1>Sedang ditahan</h1>" in client.get(PAGES[0]).text
        assert "Edisi 1 Triwulan II 2026 ditahan" in client.get("/peta").text
    client = published.enter("operator")
    assert statuses(client, PAGES[:1] + PAGES[2:]) == {409}
    with published.database.read() as session:
        acts = session.scalars(select(AuditEvent).where(AuditEvent.action == "edisi.tahan")).all()
        assert [act.details["versi"] for act in acts] == ["9901-2026-TW2 v1"]


def test_one_click_puts_a_clean_edition_in_its_place(
    published: Published,
    head: str,
) -> None:
    redact(published)
    client = published.enter("analis")
    page = client.get("/edisi/2026-tw2/1").text
    assert "laporan 9901-2026-TW2 versi 1: 1 teks atau berkas" in main_text(page)
    assert "/edisi/2026-tw2/1/ganti" not in forms_of(page)
    assert client.post("/edisi/2026-tw2/1/ganti").status_code == 403
    client = published.enter(head)
    assert "Ganti 1 edisi yang ditahan" in client.get("/").text
    form = forms_of(client.get("/edisi/2026-tw2/1").text)["/edisi/2026-tw2/1/ganti"]
    answer = client.post("/edisi/2026-tw2/1/ganti", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/edisi/2026-tw2/2")
    published.build(2)
    assert not [name for name, data in files_of(published, 2).items() if WORD in data]
    assert any(b"[dihapus" in data for data in files_of(published, 2).values())
    for who in ("gubernur", head):
        client = published.enter(who)
        assert statuses(client, [*PAGES, *downloads(2)]) == {200}
        assert statuses(client, downloads(1)) == {409}
        assert "ditahan: memuat data pribadi" in client.get("/ringkasan").text
    assert "Sudah digantikan" in client.get("/edisi/2026-tw2/1").text
    assert client.post("/edisi/2026-tw2/1/ganti", data=form | {"kunci": "lain"}).status_code == 409
    with published.database.read() as session:
        acts = set(session.scalars(select(AuditEvent.action)))
        assert {"edisi.tahan", "edisi.ganti", "edisi.terbit"} <= acts
        code = session.scalar(select(Edition.code).where(Edition.number == 1))
        keys = Keyring(published.settings.keys).public()
        found = inspect(session, FileStore(published.settings.files), keys)
        assert [item.faults for item in found] == [(), ()], "the old seal still holds"
    published.client.cookies.clear()
    checked = published.client.get(f"/v/{code}").text
    assert "ditarik karena memuat data pribadi" in checked


def test_what_no_file_prints_holds_nothing(published: Published) -> None:
    redact(published, Part.LETTER)
    client = published.enter("gubernur")
    assert statuses(client, [*PAGES, *downloads(1)]) == {200}


def test_an_attempt_that_begins_later_reads_everything_anew(
    published: Published,
) -> None:
    with published.database.write() as session:
        edition_id = made.announce(session, made.AMENDED).id
        assert begin_attempt(session, edition_id)
    redact(published)  # while the files are made: the old text may have been read
    with published.database.read() as session:
        assert session.get_one(Edition, edition_id).withheld_at is not None
    published.build(edition_id)
    with published.database.read() as session:
        edition = session.get_one(Edition, edition_id)
        assert (edition.state, edition.withheld_at) == (EditionState.READY, None)
    assert not [name for name, data in files_of(published, 2).items() if WORD in data]


def test_editions_from_before_the_rule_are_held_as_well(
    published: Published,
) -> None:
    redact(published)
    with published.database.write() as session:
        edition = session.scalars(select(Edition)).one()
        edition.withheld_at = None
        mark = session.scalars(select(Redaction)).one()
        mark.made_at = edition.built_at or published.clock()
        session.flush()
        assert hold_outdated(session, published.clock()) == 0  # built at that very moment
        mark.made_at = published.clock.moment.replace(year=2030)
        session.flush()
        assert hold_outdated(session, published.clock()) == 1
        assert hold_outdated(session, published.clock()) == 0
