"""Typst, kept warm: fonts are read once, data travel as JSON, nothing is evaluated or fetched."""

from __future__ import annotations

import json
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import typst

from app.paths import resource

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from typst import PDFStandard

# Archive copy that any reader opens in ten years, tagged for screen readers.
_STANDARDS: list[PDFStandard] = ["a-2a", "ua-1"]
_LOCK = Lock()  # one compiler, and worker threads share it


@lru_cache(maxsize=1)
def folder() -> Path:
    """The only folder the compiler may read."""
    return resource("templates") / "document"


@lru_cache(maxsize=1)
def body_font() -> Path:
    """The font whose glyphs decide what can be printed."""
    return folder() / "fonts" / "PublicSans-Regular.ttf"


def pdf(template: str, data: dict[str, Any], issued_at: datetime) -> bytes:
    """Typeset a template as PDF/A-2a and PDF/UA-1; the same input gives the same bytes."""
    with _LOCK:
        result = _compiler().compile(
            folder() / f"{template}.typ",
            format="pdf",
            sys_inputs=_inputs(data),
            pdf_standards=_STANDARDS,
            timestamp=int(issued_at.timestamp()),
        )
    return _one(result)


def png(template: str, data: dict[str, Any], *, pixels_per_inch: float) -> list[bytes]:
    """Typeset a template as one PNG per page."""
    with _LOCK:
        result = _compiler().compile(
            folder() / f"{template}.typ",
            format="png",
            sys_inputs=_inputs(data),
            ppi=pixels_per_inch,
        )
    return result if isinstance(result, list) else [_one(result)]


def png_of_svg(svg: str) -> bytes:
    """Return a standalone SVG as a PNG of the same size, with the fonts of the documents."""
    page = '#set page(width: auto, height: auto, margin: 0pt)\n#set text(font: "Public Sans")\n'
    source = page + '#image(bytes(sys.inputs.data), format: "svg")'
    with _LOCK:
        result = _compiler().compile(
            source.encode(), format="png", sys_inputs={"data": svg}, ppi=144
        )
    return _one(result)


def _one(result: bytes | list[bytes] | None) -> bytes:
    if not isinstance(result, bytes):
        raise TypeError("the compiler returned no single file")
    return result


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[folder() / "fonts"],
    )
    return typst.Compiler(root=folder(), font_paths=fonts)


def _inputs(data: dict[str, Any]) -> dict[str, str]:
    return {"data": json.dumps(data, ensure_ascii=False, separators=(",", ":"))}
