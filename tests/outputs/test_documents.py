"""Typeset documents: pages, text, fonts, stable bytes, hostile texts, many regencies."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from app.model.level import Level
from app.outputs.documents import typeset
from app.outputs.documents.data import Point, SheetMap
from app.outputs.documents.glyphs import covered_by, printable
from app.outputs.documents.render import (
    Document,
    render_map_sheet,
    render_receipt,
    render_summary,
    to_png,
)
from tests.outputs.sample_documents import area_row, hotspot, map_sheet, receipt, summary

HOSTILE = (
    '#panic("x") *tebal* $a^2$ @rujuk <label> \\ `kode` _miring_ // komentar /* x */ [isi] '
    "</script><img src=x onerror=alert(1)> {{7*7}} = Judul"
)


def render(document: Document) -> bytes:
    name = type(document).__name__
    if name == "SummaryDocument":
        return render_summary(document)  # type: ignore[arg-type]
    if name == "MapSheetDocument":
        return render_map_sheet(document)  # type: ignore[arg-type]
    return render_receipt(document)  # type: ignore[arg-type]


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def words(pdf: bytes) -> str:
    """All text on one line without spaces: lines may break anywhere."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in reader(pdf).pages))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module")
def summary_pdf() -> bytes:
    return render_summary(summary())


def test_summary_has_two_pages_and_says_so(summary_pdf: bytes) -> None:
    pages = reader(summary_pdf).pages
    assert len(pages) == 2
    for number, page in enumerate(pages, 1):
        text = squeezed(page.extract_text())
        assert f"Halaman{number}dari2" in text
        assert text.count("TERBATAS") == 2
        assert "Batasperkiraan·Datacontoh" in text


@pytest.mark.parametrize(
    "said",
    [
        "LaporanTriwulanIII2026",
        "5dari6kabupaten/kotamelapor.Belumlapor:ContohSunyi.",
        "2dari6",
        "Mediasiterpadu",
        "30November2026",
        "Kab.Contoh10",
        "dinaikkanolehG3",
        "51/43/19",
        "KUNING",
        "Sengketabatascontoh10",
        "3orangluka-luka.",
        "MetodeIKKD-1.",
        "PKP-99-2026T3-7K4M-Q2XD",
        "PejabatContoh",
        "ContohSelatan",
    ],
)
def test_summary_text_can_be_selected(summary_pdf: bytes, said: str) -> None:
    assert said in words(summary_pdf)


@pytest.mark.parametrize(
    "document", [summary(), map_sheet(), receipt()], ids=lambda d: type(d).__name__
)
class TestEveryDocument:
    def test_same_data_same_bytes(self, document: Document) -> None:
        assert render(document) == render(document)

    def test_only_embedded_house_fonts(self, document: Document) -> None:
        seen = set()
        for page in reader(render(document)).pages:
            for font in page["/Resources"].get("/Font", {}).values():
                inner = font.get_object()["/DescendantFonts"][0].get_object()
                assert "/FontFile2" in inner["/FontDescriptor"]
                seen.add(str(inner["/BaseFont"]).split("+")[1])
        assert seen
        assert all(name.startswith("PublicSans") for name in seen)

    def test_archive_and_accessibility_marks(self, document: Document) -> None:
        file = reader(render(document))
        metadata = file.xmp_metadata
        assert metadata
        assert "TERBATAS" not in str(file.metadata.title if file.metadata else "")
        raw = render(document)
        assert b"<pdfaid:part>2</pdfaid:part>" in raw
        assert b"<pdfuaid:part>1</pdfuaid:part>" in raw
        assert str(file.trailer["/Root"]["/Lang"]).startswith("id")

    def test_title_and_date_are_set(self, document: Document) -> None:
        info = reader(render(document)).metadata
        assert info
        assert info.title
        assert info.creation_date
        assert info.creation_date.date().isoformat() == "2026-10-14"

    def test_nothing_active_inside(self, document: Document) -> None:
        raw = render(document)
        assert b"/JavaScript" not in raw
        assert b"/Launch" not in raw
        assert b"/EmbeddedFile" not in raw

    def test_preview_is_png(self, document: Document) -> None:
        pages = to_png(document, pixels_per_inch=40)
        assert pages
        assert all(page.startswith(b"\x89PNG") for page in pages)


def test_sheet_and_receipt_are_one_page() -> None:
    assert len(reader(render_map_sheet(map_sheet())).pages) == 1
    assert len(reader(render_receipt(receipt())).pages) == 1


def test_sheet_carries_coordinates_scale_and_code() -> None:
    text = words(render_map_sheet(map_sheet()))
    for said in (
        "116°BT",
        "1°LU",
        "0°",
        "1°LS",
        "±1:",
        "km",
        "ContohMuara",
        "Dicetak14Oktober2026",
    ):
        assert said in text
    assert text.count("TERBATAS") == 2


def test_scale_of_the_sheet_is_true() -> None:
    """A sheet 2,000 units wide for 392 km on 196 mm of paper is 1 : 2,000,000."""
    document = map_sheet()
    wide: SheetMap = replace(document.map, width=2000, height=1000, km_wide=392.0)
    text = words(render_map_sheet(replace(document, map=wide)))
    assert "±1:2.000.000" in text
    assert "50km" in text


def test_very_long_texts_shrink_the_panel_and_stay_on_one_page() -> None:
    long = "Belum lapor: " + ", ".join(f"Kab. Contoh {number}" for number in range(1, 41))
    pdf = render_map_sheet(replace(map_sheet(), missing=long, source=long, title=long[:160]))
    assert len(reader(pdf).pages) == 1
    assert words(pdf).count("Kab.Contoh40") == 2
    assert "grid0,5°" in words(pdf)


def test_receipt_says_everything() -> None:
    text = words(render_receipt(receipt()))
    for said in (
        "PKP-9902-2026T3-7K4M",
        "Kab.ContohPesisir",
        "9Oktober2026pukul14.20WITA",
        "9f2c41d7a03b5e18",
        "Suratmenyusul.",
        "satupetugas",
        "palinglambat14Oktober2026",
    ):
        assert said in text


def test_hostile_texts_are_printed_as_they_are() -> None:
    pdf = render_summary(
        replace(
            summary(),
            title=HOSTILE,
            attention=(Point(HOSTILE, HOSTILE),),
            areas=(area_row(HOSTILE),),
            hotspots=(replace(hotspot(1), title=HOSTILE, place=HOSTILE),),
            casualties=HOSTILE,
        )
    )
    assert words(pdf).count(squeezed(HOSTILE)) >= 6


@pytest.mark.parametrize("field", ["title", "period", "coverage", "source"])
def test_hostile_texts_on_the_sheet(field: str) -> None:
    pdf = render_map_sheet(replace(map_sheet(), **{field: HOSTILE}))
    assert squeezed(HOSTILE) in words(pdf)


def test_signs_without_a_glyph_do_not_stop_a_document() -> None:
    odd = "api 🔥 \u202ebalik\u202c nol\u200blebar العربية 漢字 \x00\x07 ▲→✓"
    assert "[U+1F525]" in words(render_receipt(replace(receipt(), next_step=odd)))
    assert words(render_summary(replace(summary(), casualties=odd)))


def test_printable_keeps_what_the_font_has() -> None:
    font = typeset.body_font()
    plain = "Kab. Paser – 126.951,758 km² “naik” é\nbaris"
    assert printable(plain, font) == plain
    assert printable("a\u200bb\u202ec\x00d\ufe0f", font) == "abcd"
    assert printable("→ 漢", font) == "-> [U+6F22]"
    assert ord("A") in covered_by(font)
    assert 0x6F22 not in covered_by(font)


def test_fifty_six_regencies_flow_with_the_head_repeated() -> None:
    areas = tuple(area_row(f"Kab. Contoh {number}", Level.RENDAH) for number in range(1, 57))
    pages = reader(render_summary(replace(summary(), areas=areas))).pages
    assert len(pages) >= 3
    heads = [page for page in pages if "Cakupan" in page.extract_text()]
    assert len(heads) >= 2
    assert "Kab. Contoh 56" in "".join(page.extract_text() for page in pages)
    assert f"Halaman {len(pages)} dari {len(pages)}" in pages[-1].extract_text()


def test_empty_parts_are_left_out() -> None:
    bare = replace(
        summary(), hotspots=(), small_maps=(), charts=(), casualties="", attention=(), advice=()
    )
    text = words(render_summary(bare))
    assert "Titikrawan" not in text
    assert "Triwulansebelumnya" not in text
    assert "Korbandankerugian" not in text


def test_small_maps_give_way_when_the_page_is_full() -> None:
    long = summary()
    crowded = replace(long, advice=long.advice * 3)
    assert "Triwulansebelumnya" in words(render_summary(long))
    pdf = render_summary(crowded)
    assert "Triwulansebelumnya" not in words(pdf)
    assert len(reader(pdf).pages) == 2


def test_small_maps_shrink_before_they_give_way() -> None:
    """Two more lines of advice take room from the maps, not the maps from the page."""
    fuller = replace(summary(), advice=summary().advice + summary().advice[:1])
    assert "Triwulansebelumnya" in words(render_summary(fuller))


def test_charts_and_cards_say_what_they_rest_on() -> None:
    plain = summary()
    charts = tuple(replace(chart, reporting=("9/10",) * 8) for chart in plain.charts)
    said = "Naik dan turun hanya membandingkan 5 kabupaten/kota."
    text = words(render_summary(replace(plain, charts=charts, comparison=said)))
    assert text.count("9/10") == 16
    assert "Barisbawah:kabupaten/kotayangditerima." in text
    assert said.replace(" ", "") in text
    assert "Barisbawah" not in words(render_summary(plain))


def test_long_names_on_the_sheet_break_before_dan() -> None:
    named = replace(map_sheet(), title="Peta Potensi Konflik dan Peta Konflik")
    text = reader(render_map_sheet(named)).pages[0].extract_text()
    assert "Peta Potensi Konflik\ndan Peta Konflik" in text


def test_compiler_reads_nothing_outside_its_folder() -> None:
    assert typeset.folder().name == "document"
    assert not [path for path in typeset.folder().rglob("*.typ") if "eval(" in path.read_text()]
