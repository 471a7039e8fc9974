"""Documents as PDF, and as PNG for a preview on the page."""

from __future__ import annotations

import io
from dataclasses import asdict
from typing import Any

import segno

from app.model.level import Level
from app.outputs.documents import typeset
from app.outputs.documents.data import MapSheetDocument, ReceiptDocument, SummaryDocument
from app.outputs.documents.glyphs import printable
from app.outputs.documents.report_data import ReportDocument
from app.outputs.picture.charts import ChartLook, bars, strip
from app.outputs.picture.paint import FILLS

Document = SummaryDocument | MapSheetDocument | ReceiptDocument | ReportDocument

_TEMPLATES: dict[type, str] = {
    SummaryDocument: "ringkasan",
    MapSheetDocument: "lembar-peta",
    ReceiptDocument: "tanda-terima",
    ReportDocument: "laporan",
}


def render_summary(document: SummaryDocument) -> bytes:
    """The governor's summary as PDF: two A4 pages for a province of ordinary size."""
    return _pdf(document)


def render_map_sheet(document: MapSheetDocument) -> bytes:
    """The map sheet as PDF, one A4 page in landscape."""
    return _pdf(document)


def render_receipt(document: ReceiptDocument) -> bytes:
    """The receipt as PDF, one A4 page."""
    return _pdf(document)


def render_report(document: ReportDocument) -> bytes:
    """A regency's report as PDF: the letter on A4, its enclosure in landscape."""
    return _pdf(document)


def to_png(document: Document, *, pixels_per_inch: float = 110) -> list[bytes]:
    """One PNG per page, for a preview."""
    return typeset.png(
        _TEMPLATES[type(document)], _payload(document), pixels_per_inch=pixels_per_inch
    )


def _pdf(document: Document) -> bytes:
    template = _TEMPLATES[type(document)]
    return typeset.pdf(template, _payload(document), document.stamp.issued_at)


def _payload(document: Document) -> dict[str, Any]:
    """The document as JSON values: levels with their looks, charts drawn, texts printable."""
    data: dict[str, Any] = _plain(asdict(document))
    issued = document.stamp.issued_at
    data["stamp"]["day"] = {"year": issued.year, "month": issued.month, "day": issued.day}
    data["stamp"]["qr"] = _qr(document.stamp.check_url) if document.stamp.check_url else ""
    data["scale"] = [_level(level) for level in Level]
    if isinstance(document, SummaryDocument):
        data["charts"] = [
            {
                "title": item["title"],
                "alt": _spoken(item),
                "reporting": item["reporting"],
                "svg": bars(
                    item["values"],
                    item["labels"],
                    ChartLook(
                        style="standalone",
                        title=item["title"],
                        width=400,
                        height=100,
                        alert=item["alert"],
                        notes=tuple(item["reporting"]),
                    ),
                ),
            }
            for item in data["charts"]
        ]
        for row, area in zip(data["areas"], document.areas, strict=True):
            row["alt"] = ", ".join(level.label for level in area.strip)
            row["strip"] = strip(area.strip, title=row["alt"], style="standalone")
    return data


def _spoken(chart: dict[str, Any]) -> str:
    pairs = zip(chart["labels"], chart["values"], strict=True)
    said = ", ".join(
        f"{label} {'tanpa data' if value is None else value}" for label, value in pairs
    )
    return f"{chart['title']}: {said}"


def _plain(value: Any) -> Any:
    """JSON-ready copy with printable texts, also inside SVG, whose marks are plain ASCII."""
    if isinstance(value, Level):
        return _level(value)
    if isinstance(value, str):
        return printable(value, typeset.body_font())
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value if isinstance(value, (int, float, bool)) or value is None else str(value)


def _level(level: Level) -> dict[str, Any]:
    return {
        "key": level.value,
        "word": level.label,
        "zone": level.zone,
        "fill": FILLS[level],
        "dark": level.rank >= Level.TINGGI.rank,
        "hatch": level is Level.BELUM_LAPOR,
    }


def _qr(url: str) -> str:
    target = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        target, kind="svg", border=0, xmldecl=False, svgclass=None, lineclass=None, omitsize=True
    )
    return target.getvalue().decode()
