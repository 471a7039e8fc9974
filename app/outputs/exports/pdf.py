"""The governor's summary and the map sheet as PDF; Typst is loaded when it is first needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.outputs.summary import map_sheet_document, summary_document

if TYPE_CHECKING:
    from app.outputs.exports.content import EditionContent


def summary_pdf(content: EditionContent) -> bytes:
    """Typeset the summary."""
    from app.outputs.documents.render import render_summary  # noqa: PLC0415 - see the module

    return render_summary(summary_document(content.figures, content.shapes, content.base_url))


def map_sheet_pdf(content: EditionContent) -> bytes:
    """Typeset the map sheet."""
    from app.outputs.documents.render import render_map_sheet  # noqa: PLC0415 - see the module

    return render_map_sheet(map_sheet_document(content.figures, content.shapes, content.base_url))
