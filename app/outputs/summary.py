"""The governor's summary and the map sheet as document data, from an edition's figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.model.level import Level
from app.outputs.documents.data import (
    Advice,
    AreaRow,
    Chart,
    Hotspot,
    Letterhead,
    LevelCount,
    MapSheetDocument,
    Picture,
    Point,
    Signature,
    Stamp,
    SummaryDocument,
)
from app.outputs.documents.sheet import sheet_map
from app.outputs.figures_picture import earlier_values, point_values, regency_values
from app.outputs.figures_words import day, rupiah, whole
from app.outputs.picture.draw import Look, draw
from app.outputs.summary_cards import comparison, key_figures

if TYPE_CHECKING:
    from app.outputs.figures_model import EditionFigures, Head, RegencyFigures
    from app.outputs.picture.shapes import MapShapes

SMALL_MAPS = 4
APPROXIMATE = "Batas perkiraan"
GUIDE = (
    "Tingkat kabupaten/kota dihitung dari laporan yang diterima: potensi yang masih terbuka (P), "
    "peristiwa (E), dan langkah yang belum dijalankan (H). “Nihil” berarti sudah lapor dan tidak "
    "ada kejadian. “Belum lapor” berarti tidak diketahui, bukan aman."
)
METHOD = (
    "Metode {method}: indeks 0–100 dari skala tetap; di bawah 35 Rendah, di bawah 60 Sedang, "
    "di bawah 80 Tinggi, selebihnya Sangat tinggi. Kecamatan Tinggi mengangkat kabupaten/kotanya "
    "paling rendah ke Sedang (G3)."
)


@dataclass(frozen=True)
class DrawnShapes:
    """Prepared shapes of the province for paper, for the sheet and for small maps."""

    paper: MapShapes
    sheet: MapShapes
    thumbnail: MapShapes


def check_url(base_url: str, code: str) -> str:
    """Address where anybody can check a printed document."""
    return f"{base_url.rstrip('/')}/v/{code}"


def summary_document(
    figures: EditionFigures, shapes: DrawnShapes, base_url: str
) -> SummaryDocument:
    """Say the figures of an edition in the two pages for the governor."""
    head = figures.head
    return SummaryDocument(
        letterhead=_letterhead(head),
        stamp=_stamp(head, base_url),
        title=f"Laporan {head.quarter_label}",
        subtitle="Peta Potensi Konflik dan Peta Konflik",
        period=head.span,
        number=_number(head),
        coverage=f"{figures.key.reporting_text}.",
        missing=f"{figures.key.silent_text}." if figures.key.silent_text else "",
        figures=key_figures(figures),
        comparison=comparison(figures),
        map=_main_map(figures, shapes.paper),
        levels=tuple(LevelCount(item.level, item.count) for item in figures.levels),
        attention=tuple(Point(item.heading, item.text) for item in figures.attention),
        charts=_charts(figures),
        small_maps=_small_maps(figures, shapes.thumbnail),
        advice=_advice(figures),
        areas=tuple(_area_row(item) for item in sorted(figures.regencies, key=_gravest_first)),
        hotspots=tuple(
            Hotspot(
                title=item.title,
                place=item.place,
                kind="Peristiwa" if item.kind == "K" else "Potensi",
                level=item.level,
                status=item.status_text,
            )
            for item in figures.hotspots
        ),
        casualties=casualties(figures),
        guide=" ".join([GUIDE, *_remarks(figures)]),
        method=METHOD.format(method=head.method),
        signature=_signature(head),
    )


def map_sheet_document(
    figures: EditionFigures, shapes: DrawnShapes, base_url: str
) -> MapSheetDocument:
    """Say the figures of an edition on one sheet with a large map."""
    head = figures.head
    boundary = head.boundary
    origin = f" Batas wilayah: {boundary.name}, {boundary.source}." if boundary else ""
    return MapSheetDocument(
        letterhead=_letterhead(head),
        stamp=_stamp(head, base_url),
        title="Peta Potensi Konflik dan Peta Konflik",
        period=head.quarter_label,
        coverage=f"{figures.key.reporting_text}.",
        missing=f"{figures.key.silent_text}." if figures.key.silent_text else "",
        map=sheet_map(
            shapes.sheet,
            regency_values(figures, linked=False),
            title=f"Peta {head.quarter_label}",
            points=point_values(figures),
        ),
        map_alt=_spoken(figures),
        legend_title="Tingkat per kabupaten/kota",
        levels=tuple(LevelCount(item.level, item.count) for item in figures.levels),
        source=f"Sumber: laporan triwulan kabupaten/kota, {_number(head)}.{origin}",
        symbols=True,
    )


def casualties(figures: EditionFigures) -> str:
    """Toll of the quarter's events in one sentence; a second one when a dispute is shared."""
    key = figures.key
    shared = f" {key.shared_text}." if key.shared_text else ""
    if not key.events:
        return f"Tidak ada peristiwa yang dilaporkan.{shared}"
    toll = (
        f"{whole(key.deaths)} meninggal, {whole(key.injured)} luka, "
        f"{whole(key.displaced)} mengungsi"
    )
    loss = f"; taksiran kerugian {rupiah(key.loss_idr)}" if key.loss_idr else ""
    return f"{toll}{loss} ({key.reporting_text}).{shared}"


def _letterhead(head: Head) -> Letterhead:
    name = head.province_name.removeprefix("Provinsi ")
    office = head.agency_name.removesuffix(f" Provinsi {name}")
    return Letterhead(government=f"Pemerintah Provinsi {name}", office=office)


def _stamp(head: Head, base_url: str) -> Stamp:
    approximate = head.boundary is not None and head.boundary.approximate
    return Stamp(
        classification=head.classification,
        code=head.code,
        check_url=check_url(base_url, head.code),
        issued_at=datetime.fromisoformat(head.published_at),
        printed=head.published_text,
        notices=tuple(
            note for note in (APPROXIMATE if approximate else "", head.sample_note) if note
        ),
    )


def _number(head: Head) -> str:
    return f"Edisi {head.number}" if head.number else "Pratinjau"


def _spoken(figures: EditionFigures) -> str:
    said = ", ".join(f"{item.name} {item.level.label}" for item in figures.regencies)
    return f"Peta tingkat {figures.head.quarter_label}: {said}"


def _main_map(figures: EditionFigures, shapes: MapShapes) -> Picture:
    title = f"Peta {figures.head.quarter_label}"
    look = Look(style="standalone", title=title, prefix="utama-")
    svg = draw(shapes, regency_values(figures, linked=False), look)
    return Picture(title, svg, _spoken(figures))


def _small_maps(figures: EditionFigures, shapes: MapShapes) -> tuple[Picture, ...]:
    pictures = []
    for back in range(SMALL_MAPS, 0, -1):
        bar = figures.series[-1 - back]
        look = Look(style="standalone", title=bar.label, compact=True, prefix=f"kecil{back}-")
        svg = draw(shapes, earlier_values(figures, back), look)
        said = f"{bar.label}: {bar.reporting} dari {bar.obliged} melapor"
        pictures.append(Picture(bar.label, svg, said))
    return tuple(pictures)


def _charts(figures: EditionFigures) -> tuple[Chart, ...]:
    labels = tuple(item.short_label for item in figures.series)
    reporting = tuple(f"{item.reporting}/{item.obliged}" for item in figures.series)
    return (
        Chart(
            "Potensi konflik, 8 triwulan",
            tuple(item.potentials for item in figures.series),
            labels,
            reporting,
        ),
        Chart(
            "Peristiwa konflik, 8 triwulan",
            tuple(item.events for item in figures.series),
            labels,
            reporting,
            alert=True,
        ),
    )


def _advice(figures: EditionFigures) -> tuple[Advice, ...]:
    if not figures.advice:
        return (Advice("Belum ada saran keputusan yang ditetapkan.", "–", "–"),)
    return tuple(Advice(item.text, item.addressee, item.due) for item in figures.advice)


def _gravest_first(item: RegencyFigures) -> tuple[int, float, str]:
    return (-item.level.rank, -(item.index or 0.0), item.code)


def _area_row(item: RegencyFigures) -> AreaRow:
    known = item.level is not Level.BELUM_LAPOR
    return AreaRow(
        name=item.name,
        level=item.level,
        index=item.index_text or "–",
        parts=item.parts_text,
        potentials=whole(item.potentials) if known else "–",
        events=whole(item.events) if known else "–",
        change=item.change or "–",
        strip=item.strip,
        coverage=f"{item.covered}/{item.districts} {item.confidence}".strip() if known else "–",
        guard=item.guard_text if known else f"{item.state_text}.",
    )


def _remarks(figures: EditionFigures) -> list[str]:
    """What was left out or changed, said on the document itself."""
    remarks = [
        "Cakupan: kecamatan yang dinyatakan, dengan tingkat keyakinan A, B, atau C.",
        "Delapan kotak: delapan triwulan, yang terbaru paling kanan.",
    ]
    if figures.closed_entries:
        remarks.append(f"{figures.closed_entries} entri tertutup hanya dihitung.")
    if figures.amendments:
        said = "; ".join(f"{item.name}: {item.text.rstrip('.')}" for item in figures.amendments)
        remarks.append(f"Berubah setelah terbit: {said}.")
    return remarks


def _signature(head: Head) -> Signature:
    on = datetime.fromisoformat(head.published_at).date()
    place = f"{head.capital}, " if head.capital else ""
    return Signature(
        place_and_date=f"{place}{day(on)}",
        position=head.signatory_position or f"Kepala {head.agency_name}",
        name=head.signatory_name or head.published_by,
    )
