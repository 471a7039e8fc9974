"""A report on paper: the letter word by word, every page marked, long and hostile texts, roles."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from app.model.account import User
from app.model.entry import Entry
from app.model.recommendation import Recommendation
from app.model.report import Attachment, DistrictStatement, Revision
from app.outputs.build import prepare_maps
from app.outputs.documents.render import render_report, to_png
from app.outputs.report_paper import PaperCopy, report_document
from app.reports import drafts, sending
from tests import factories
from tests.reports.story import NOW, QUARTER, REGION, Story, tell

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.db import Database
    from app.outputs.documents.data import ReportDocument
    from app.settings import Settings

HOSTILE = (
    '#panic("x") *tebal* $a^2$ @rujuk <label> \\ `kode` // komentar /* x */ [isi] '
    "</script><img src=x onerror=alert(1)> {{7*7}} = Judul"
)
COVERED = (
    "Menindaklanjuti hasil Rapat Koordinasi Kesbangpol serta Peraturan Menteri Dalam Negeri "
    "Nomor 42 Tahun 2015, bersama ini disampaikan Laporan Peta Potensi Konflik dan Peta "
    "Konflik Triwulan III Tahun 2026 sebagaimana terlampir, dengan ringkasan: potensi konflik "
    "2 kasus, peristiwa konflik 0 kejadian."
)
NIL = (
    "dilaporkan bahwa sampai dengan 30 September 2026 tidak terdapat potensi maupun peristiwa "
    "konflik yang menonjol (nihil) berdasarkan FKDM Kecamatan."
)
LONG = "Warga dan perusahaan rekaan belum sepakat tentang batas kebun di desa rekaan. " * 60


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Paper does not depend on the kind of database."""
    return sqlite_database


@pytest.fixture
def story(database: Database, tmp_path: Path) -> Story:
    return tell(database, tmp_path)


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings(province="99", base_url="https://portal.contoh.example")


def document(story: Story, settings: Settings, *, at_home: bool = True) -> ReportDocument:
    """The newest version on paper."""
    with story.database.read() as session:
        revision = drafts.newest_revision(
            session, drafts.obligation_in_scope(session, story.operator, QUARTER, REGION)
        )
        assert revision is not None
        copy = PaperCopy(at_home=at_home, now=NOW)
        return report_document(session, revision, settings, story.files, copy)


def pages(found: ReportDocument) -> list[str]:
    """The text of each page without spaces: lines may break anywhere."""
    reader = PdfReader(io.BytesIO(render_report(found)))
    return [re.sub(r"\s", "", page.extract_text()) for page in reader.pages]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def filled(story: Story, count: int, **changed: object) -> None:
    """A draft with so many potentials, written as rows of the database."""
    with story.database.write() as session:
        officer = session.get_one(User, story.operator.user_id)
        period = session.scalars(select(drafts.Period)).one()
        draft = factories.make_revision(session, period, drafted_by=officer)
        drafts.add_statements(session, draft, REGION)
        for number in range(count):
            factories.make_entry(session, draft, row_key=f"P-{number:03d}", **changed)


def test_the_letter_says_what_offices_write(story: Story, settings: Settings) -> None:
    story.upload(("P", "P-001", {}), ("P", "P-002", {}), ("U", "U-001", {}))
    story.attach_letter()
    receipt = story.send()
    found = document(story, settings)
    first = pages(found)[0]
    for said in (
        "PEMERINTAH KABUPATEN CONTOH HULU",
        "BADAN KESATUAN BANGSA DAN POLITIK",
        "Contoh, 8 Oktober 2026",
        "Nomor:300/118/KESBANGPOL-CH/X/2026",
        "Sifat:Terbatas / Biasa",
        "Lampiran:1 (satu) berkas",
        "Hal:Laporan Peta Potensi Konflik dan Peta Konflik Triwulan III Tahun 2026",
        "Yth.Gubernur Contoh u.p. Kepala Badan Kesatuan Bangsa dan Politik",
        COVERED,
        "Demikian disampaikan, atas perhatian Saudara diucapkan terima kasih.",
        "Kepala Badan,",
        "Ruang tanda tangan elektronik (TTE)",
        "Pejabat Contoh Satu",
        receipt,
    ):
        assert squeezed(said) in first, said


def test_a_nil_report_says_so_and_on_what_basis(story: Story, settings: Settings) -> None:
    with story.database.write() as session:
        revision = story.draft(session)
        sending.declare_nil(
            session,
            story.operator,
            revision,
            statement="Seluruh kecamatan diperiksa bersama FKDM kecamatan.",
            basis="FKDM_KEC",
            now=NOW,
        )
    text = "".join(pages(document(story, settings)))
    assert squeezed(NIL) in text
    assert squeezed("Tidak ada potensi konflik yang dilaporkan") in text
    assert squeezed("Nihil (sudah dicek)") in text


@pytest.mark.parametrize("count", [0, 3, 60])
def test_every_page_is_marked_and_counted(story: Story, settings: Settings, count: int) -> None:
    filled(story, count)
    found = pages(document(story, settings))
    assert len(found) >= 2
    for number, text in enumerate(found, 1):
        assert text.count("TERBATAS") == 2, number
        assert f"Halaman{number}dari{len(found)}" in text
        assert "LAP-9901-2026TW3,versi1" in text
        assert "DRAF" in text
    whole = "".join(found)
    assert all(f"P-{number:03d}" in whole for number in range(count))
    assert f"Potensikonflik({count})" in whole
    assert "KecamatanContoh990101" in whole


def test_a_sent_report_carries_its_fingerprint_and_no_watermark(
    story: Story, settings: Settings
) -> None:
    story.upload(("P", "P-001", {}), ("U", "U-001", {}))
    story.attach_letter()
    receipt = story.send()
    with story.database.read() as session:
        sealed = session.scalars(select(Revision.content_sha256)).one()
    found = document(story, settings)
    for text in pages(found):
        assert sealed is not None
        assert sealed[:16] in text
        assert receipt in text
        assert "DRAF" not in text
    assert render_report(found) == render_report(document(story, settings))
    whole = "".join(pages(found))
    for said in (
        "Sengketa lahan plasma di desa contoh",
        "PT Contoh Sawit Alfa",
        "Mediasi ketiga para pihak di kantor camat",
        "Fasilitasi pengukuran ulang kebun plasma",
        "Kecamatan Contoh 990101",
        "1 / 0",
    ):
        assert squeezed(said) in whole, said


def test_long_and_hostile_texts_stay_text(story: Story, settings: Settings) -> None:
    filled(story, 2, title=HOSTILE[:150], summary=LONG + HOSTILE, root_cause=HOSTILE)
    with story.database.write() as session:
        revision = session.scalars(select(Revision)).one()
        revision.situation_summary = HOSTILE
        revision.signatory_name, revision.cc = HOSTILE[:100], [HOSTILE[:100], "Arsip"]
        for row in session.scalars(select(DistrictStatement)):
            row.note = HOSTILE[:180]
    found = document(story, settings)
    whole = "".join(pages(found))
    assert whole.count(squeezed(HOSTILE)) >= 5
    assert "{{7*7}}" in whole
    assert len(to_png(found, pixels_per_inch=30)) == len(pages(found))


def test_the_province_holds_less_of_what_is_sensitive(story: Story, settings: Settings) -> None:
    story.upload(("P", "P-001", {}), ("P", "P-002", {}), ("P", "P-003", {}))
    with story.database.write() as session:
        for key, sensitivity in (("P-002", "SENSITIF"), ("P-003", "TERTUTUP")):
            entry = session.scalars(select(Entry).where(Entry.row_key == key)).one()
            entry.sensitivity = sensitivity
            entry.summary = f"Rahasia {key} rekaan yang tidak dicetak di luar kantor."
    own, other = (document(story, settings, at_home=home) for home in (True, False))
    assert [line.key for line in own.potentials] == ["P-001", "P-002", "P-003"]
    assert [line.key for line in other.potentials] == ["P-001", "P-002"]
    assert other.withheld == 1
    mine, theirs = ("".join(pages(found)) for found in (own, other))
    for key in ("P-002", "P-003"):
        secret = squeezed(f"Rahasia {key} rekaan")
        assert secret in mine
        assert secret not in theirs
    assert squeezed("1 entri tertutup tidak dicetak pada salinan ini") in theirs
    assert squeezed("potensi konflik 3 kasus") in theirs


def test_acting_heads_sign_as_such(story: Story, settings: Settings) -> None:
    story.upload(("P", "P-001", {}))
    with story.database.write() as session:
        revision = session.scalars(select(Revision)).one()
        revision.signing_capacity, revision.signatory_position = "PLT", "Plt. Kepala Badan"
    letter = document(story, settings).letter
    assert letter.position == ("Plt. Kepala Badan",)


def test_the_kecamatan_are_drawn_once_their_shapes_are_there(
    story: Story, settings: Settings
) -> None:
    story.upload(("P", "P-001", {}))
    assert document(story, settings).map is None
    prepare_maps(story.database, story.files, settings)
    found = document(story, settings)
    assert found.map is not None
    assert found.map.alt == (
        "Peta kecamatan Kabupaten Contoh Hulu Triwulan III 2026: 1 Sedang, 2 Belum lapor"
    )
    last = pages(found)[-1]
    for said in (
        "Peta kecamatan Kabupaten Contoh Hulu",
        "Tingkat per kecamatan",
        "Batas perkiraan",
    ):
        assert squeezed(said) in last, said
    assert found.map.svg.count("<path") > 3


@pytest.mark.parametrize("sensitivity", ["NORMAL", "SENSITIF"])
def test_requests_and_files_go_along_on_paper(
    story: Story, settings: Settings, sensitivity: str
) -> None:
    """The office's own copy names all; the province's only what it tells whole."""
    filled(story, 1, sensitivity=sensitivity)
    with story.database.write() as session:
        revision = session.scalars(select(Revision)).one()
        officer = session.get_one(User, story.operator.user_id)
        for number, key in enumerate((None, "P-000"), 1):
            said = f"Ukur ulang kebun ({key or 'umum'})"
            session.add(
                Recommendation(
                    number=number, target="GUBERNUR", text=said, entry_key=key, revision=revision
                )
            )
            session.add(
                Attachment(
                    category="FOTO",
                    file_name="foto.jpg",
                    media_type="image/jpeg",
                    size_bytes=9,
                    sha256=f"{number}a" * 32,
                    uploaded_at=NOW,
                    caption=said,
                    entry_key=key,
                    revision=revision,
                    uploaded_by=officer,
                )
            )
    for at_home in (True, False):
        text = "".join(pages(document(story, settings, at_home=at_home)))
        whole = at_home or sensitivity == "NORMAL"
        assert text.count(squeezed("Ukur ulang kebun (umum)")) == 2
        assert text.count(squeezed("Ukur ulang kebun (P-000)")) == (2 if whole else 0)
        assert "1a1a1a1a1a1a1a1a" in text
