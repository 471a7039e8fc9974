"""The governor's summary: its downloads and their record, its states, and later editions."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from app.editions import sealing
from app.files import FileStore
from app.model.edition import Artefact, Edition, EditionState
from app.model.record import AuditEvent
from app.outputs.exports import EXPORTS
from app.signing import Keyring
from tests.outputs import made_province as made
from tests.web.published import *  # noqa: F403 - its fixtures

if TYPE_CHECKING:
    from tests.web.published import Published

HERE = "/ringkasan/2026-tw2"
PDF = f"{HERE}/1/unduh/pdf"


def downloads_written(published: Published) -> list[AuditEvent]:
    with published.database.read() as session:
        query = select(AuditEvent).where(AuditEvent.action == "edisi.unduh")
        found = list(session.scalars(query.order_by(AuditEvent.id)))
        session.expunge_all()
    return found


def test_downloads_stand_before_everything_else(published: Published) -> None:
    html = published.enter("gubernur").get("/ringkasan").text
    assert html.index("Unduh PDF") < html.index("figure-card") < html.index("map-picture")
    assert "(2 halaman, " in html
    for export in EXPORTS:
        assert f'href="{HERE}/1/unduh/{export.name}"' in html
    assert html == published.client.get(HERE).text.replace(f'"{HERE}"', '"/ringkasan"') or html


def test_the_page_says_what_the_report_says(published: Published) -> None:
    html = published.enter("gubernur").get(HERE).text
    for words in (
        "3 dari 4",
        "Yang perlu perhatian",
        "Saran keputusan",
        "Contoh Sunyi",
        "Titik rawan tertinggi yang masih terbuka",
        "kabupaten/kota: 0 Sangat tinggi",
        "1 belum lapor",
    ):
        assert words in html, words
    assert made.SECRET not in html
    assert "Entri sensitif, rincian pada analis" in html


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_every_file_arrives_whole_and_named(published: Published, export: object) -> None:
    name = export.name  # type: ignore[attr-defined]
    answer = published.enter("gubernur").get(f"{HERE}/1/unduh/{name}")
    assert answer.status_code == 200
    head = answer.headers
    assert head["x-content-type-options"] == "nosniff"
    assert head["content-disposition"].startswith('attachment; filename="')
    assert "TERBATAS" in head["content-disposition"]
    assert head["cache-control"] == "private, no-cache"
    (event,) = downloads_written(published)
    assert event.actor == "gubernur"
    assert event.details["sidik"] == hashlib.sha256(answer.content).hexdigest()


def test_what_the_browser_has_is_neither_sent_nor_written_down(published: Published) -> None:
    client = published.enter("gubernur")
    etag = client.get(PDF).headers["etag"]
    again = client.get(PDF, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert len(downloads_written(published)) == 1


@pytest.mark.parametrize("name", ["angka", "peta", "gambar", "pdf.exe", "../pdf"])
def test_what_is_no_download_is_not_found(published: Published, name: str) -> None:
    assert published.enter("gubernur").get(f"{HERE}/1/unduh/{name}").status_code == 404
    assert downloads_written(published) == []


@pytest.mark.parametrize("address", [f"{HERE}/2/unduh/pdf", f"{HERE}/0/unduh/pdf", "/ringkasan/x"])
def test_an_edition_that_never_was(published: Published, address: str) -> None:
    assert published.enter("gubernur").get(address).status_code in {404, 422}


@pytest.mark.parametrize("username", ["operator", "admin", "auditor"])
def test_the_summary_is_not_for_everybody(published: Published, username: str) -> None:
    client = published.enter(username)
    for address in ("/ringkasan", HERE, PDF):
        assert client.get(address).status_code == 403
    assert downloads_written(published) == []


def test_a_change_after_publication_is_said_without_its_figures(published: Published) -> None:
    with published.database.write() as session:
        made.amend(session)
    html = published.enter("gubernur").get(HERE).text
    assert "Berubah setelah terbit: laporan Kab. Contoh Pesisir (19 Agustus 2026)" in html
    assert published.enter("gubernur").get("/peta").text.count("lb t0") == 1


def test_a_later_edition_leaves_the_earlier_one_to_download(published: Published) -> None:
    first = published.enter("gubernur").get(PDF).content
    published.publish_amended()
    html = published.enter("gubernur").get("/ringkasan").text
    assert "edisi 2" in html
    assert "Berubah setelah terbit" not in html
    assert "Berubah sejak edisi sebelumnya" in html
    assert f'href="{HERE}/2/unduh/pdf"' in html
    assert f'href="{HERE}/1/unduh/pdf"' in html
    assert published.client.get(PDF).content == first


def test_while_an_edition_is_made_the_page_says_how_far(published: Published) -> None:
    with published.database.write() as session:
        made.amend(session)
    with published.database.write() as session:
        edition = made.announce(session, made.AMENDED)
        edition.steps_done, edition.steps_total = 3, 10
        edition.step_label = "Menyusun Excel"
    html = published.enter("gubernur").get("/ringkasan").text
    assert "edisi 2 sedang disusun" in html
    assert "Menyusun Excel (langkah 3 dari 10)" in html
    assert 'data-poll-url="/ringkasan"' in html
    assert f'href="{HERE}/1/unduh/pdf"' in html


@pytest.mark.parametrize("state", [EditionState.BUILDING, EditionState.FAILED])
def test_before_the_first_edition_is_ready(published: Published, state: EditionState) -> None:
    with published.database.write() as session:
        edition = session.scalars(select(Edition)).one()
        edition.built_at, edition.state = None, state
    html = published.enter("gubernur").get("/ringkasan").text
    busy = state is EditionState.BUILDING
    assert ("sedang disusun" in html) is busy
    assert ("belum dapat disusun" in html) is not busy
    assert ("data-poll-url" in html) is busy
    assert published.client.get(HERE).status_code == 404


def test_a_built_edition_is_sealed(published: Published) -> None:
    files = FileStore(published.settings.files)
    with published.database.read() as session:
        keys = Keyring(published.settings.keys).public()
        (found,) = sealing.inspect(session, files, keys)
    assert (found.is_sealed, found.faults) == (True, ())
    with published.database.write() as session:
        session.execute(
            update(Artefact).where(Artefact.name == "pdf").values(pages=9, size_bytes=1)
        )
    with published.database.read() as session:
        (found,) = sealing.inspect(session, files, keys)
    assert len(found.faults) == 2
