"""The public check of a printed code: genuine, overtaken, receipt, unknown; never content."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.files import FileStore, sha256_of
from app.model.edition import Artefact, Edition, EditionState
from app.model.entry import Entry
from app.model.redaction import is_mark
from app.model.report import Revision
from app.reports.erasing import erase_redacted
from app.reports.redacting import Eraser
from app.reports.redaction_texts import texts_of
from tests import factories
from tests.outputs import made_province as made
from tests.web.published import *  # noqa: F403 - its fixtures

if TYPE_CHECKING:
    from tests.web.published import Published


def code_of(published: Published, number: int = 1) -> str:
    with published.database.read() as session:
        return session.scalars(select(Edition.code).where(Edition.number == number)).one()


def test_a_genuine_document(published: Published) -> None:
    code = code_of(published)
    pdf = published.enter("gubernur").get("/ringkasan/2026-tw2/1/unduh/pdf").content
    published.client.cookies.clear()
    for typed in (code, code.lower(), f" {code} "):
        answer = published.client.get(f"/v/{typed}")
        assert answer.status_code == 200
        assert "Dokumen asli" in answer.text
        assert "sudah ditarik" not in answer.text
        assert "20 Juli 2026, 09.30 WITA" in answer.text
        assert "2 halaman" in answer.text
        assert hashlib.sha256(pdf).hexdigest() in answer.text
    assert "edisi yang lebih baru" not in answer.text


def test_nothing_of_the_content_is_shown(published: Published) -> None:
    html = published.client.get(f"/v/{code_of(published)}").text
    for name in (made.FORMULA, made.SECRET, "Contoh Hulu", "Contoh Sunyi", "potensi konflik"):
        assert name not in html
    assert "unduh" not in html


def test_a_document_that_was_overtaken(published: Published) -> None:
    published.publish_amended()
    html = published.client.get(f"/v/{code_of(published, 1)}").text
    assert "Dokumen asli" in html
    assert "edisi yang lebih baru: edisi 2" in html
    assert "lebih baru" not in published.client.get(f"/v/{code_of(published, 2)}").text


def test_a_document_stays_genuine_when_its_reports_lose_a_name(published: Published) -> None:
    """Every text of every report in the edition is taken out; files, hashes and receipts stay."""
    files = FileStore(published.settings.files)
    with published.database.read() as session:
        sums = {row.name: row.sha256 for row in session.scalars(select(Artefact))}
        seals = session.scalars(select(Revision.content_sha256).order_by(Revision.id)).all()
    with published.database.write() as session:
        eraser = Eraser(session, factories.make_actor(), factories.MOMENT)
        sent = select(Revision).where(Revision.receipt_code.is_not(None))
        gone = [
            eraser.take_out(revision, texts_of(session, revision), [])
            for revision in session.scalars(sent).all()
        ]
    assert sum(gone) > 20
    with published.database.read() as session:
        erase_redacted(session, files)
        after = session.scalars(select(Revision.content_sha256).order_by(Revision.id)).all()
        assert after == seals
        titles = session.scalars(select(Entry.title).join(Entry.revision).where(
            Revision.receipt_code.is_not(None))).all()  # fmt: skip
        assert {is_mark(title) for title in titles} == {True}
    assert {name: sha256_of(files.get(sha)) for name, sha in sums.items()} == sums
    given = published.enter("gubernur").get("/ringkasan/2026-tw2/1/unduh/pdf")
    assert given.status_code == 409, "whoever holds the paper can check it; nobody gets it anew"
    published.client.cookies.clear()
    html = published.client.get(f"/v/{code_of(published)}").text
    assert "Dokumen asli, sudah ditarik" in html
    assert sums["pdf"] in html
    assert "ditarik karena memuat data pribadi" in html
    test_a_receipt(published)


def test_a_receipt(published: Published) -> None:
    with published.database.write() as session:
        revision = session.scalars(select(Revision).where(Revision.receipt_code.is_not(None)))
        code = next(iter(revision)).receipt_code
    answer = published.client.get(f"/v/{code}")
    assert answer.status_code == 200
    assert "Tanda terima laporan Triwulan" in answer.text


@pytest.mark.parametrize(
    "code", ["PKP-99-2026T2-AAAA-AAAA", "x", "'; drop table edition", "<script>alert(1)</script>"]
)
def test_an_unknown_code(published: Published, code: str) -> None:
    answer = published.client.get(f"/v/{code}")
    assert answer.status_code == 404
    assert "tidak ditemukan" in answer.text
    assert "<script>alert" not in answer.text


def test_an_edition_that_is_not_ready_is_unknown(published: Published) -> None:
    code = code_of(published)
    with published.database.write() as session:
        edition = session.scalars(select(Edition)).one()
        edition.built_at, edition.state = None, EditionState.BUILDING
    assert published.client.get(f"/v/{code}").status_code == 404
