"""Downloads of an edition: one line here, and build, download page and tests follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.model.quarter import Quarter
from app.outputs.exports.csv_file import entries_csv, regencies_csv
from app.outputs.exports.geojson import collection
from app.outputs.exports.geopackage import package
from app.outputs.exports.pdf import map_sheet_pdf, summary_pdf
from app.outputs.exports.xlsx import workbook

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.outputs.exports.content import EditionContent
    from app.outputs.figures_model import EditionFigures


@dataclass(frozen=True, slots=True)
class Export:
    """One kind of download; `name` is also the name of its artefact."""

    name: str
    label: str
    stem: str
    ending: str
    media_type: str
    build: Callable[[EditionContent], bytes]

    def file_name(self, figures: EditionFigures) -> str:
        """Return `Laporan-2026-T3-Kaltim-TERBATAS.pdf`; later editions also say their number."""
        head = figures.head
        quarter = Quarter.parse(head.quarter)
        parts = [self.stem, str(quarter.year), f"T{quarter.number}", head.province_short]
        if head.number > 1:
            parts.append(f"Edisi{head.number}")
        return f"{'-'.join([*parts, head.classification])}.{self.ending}"


EXPORTS: tuple[Export, ...] = (
    Export("pdf", "Laporan (PDF)", "Laporan", "pdf", "application/pdf", summary_pdf),
    Export("lembar", "Lembar peta (PDF)", "Peta", "pdf", "application/pdf", map_sheet_pdf),
    Export(
        "xlsx",
        "Excel",
        "Data",
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        workbook,
    ),
    Export("csv-wilayah", "CSV kabupaten/kota", "Wilayah", "csv", "text/csv", regencies_csv),
    Export("csv-entri", "CSV entri", "Entri", "csv", "text/csv", entries_csv),
    Export("geojson", "GeoJSON", "Peta", "geojson", "application/geo+json", collection),
    Export("gpkg", "GeoPackage", "Peta", "gpkg", "application/geopackage+sqlite3", package),
)
EXPORT_BY_NAME = {export.name: export for export in EXPORTS}
