"""Colours and attributes of pictures: classes on a page, the same looks inline elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from xml.sax.saxutils import escape

from app.model.level import Level

Style = Literal["page", "standalone"]

INK = "#16242e"
HATCH = "#75828a"
FILLS = {
    Level.NIHIL: "#f7fafb",
    Level.RENDAH: "#f8d984",
    Level.SEDANG: "#ee9a3a",
    Level.TINGGI: "#c4412b",
    Level.SANGAT_TINGGI: "#650f30",
    Level.BELUM_LAPOR: "#ffffff",
}
NIL_STROKE = "#8a969c"
_DARK_HALOS = {Level.TINGGI: "#a52e1b", Level.SANGAT_TINGGI: "#650f30"}
_FONT = "Public Sans, Liberation Sans, DejaVu Sans, sans-serif"
# XML 1.0 allows no control characters; bidirectional marks and zero-width signs could make one
# name look like another, so they are left out of pictures.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]"
    "|[\ud800-\udfff]"
)

_SCALED = re.compile(r"\{([\d.]+)\}")
_STANDALONE = {
    "sea": 'fill="#e3ecef"',
    "land": 'fill="#efeee9" stroke="#cfcdc4" stroke-width="{1.1}" stroke-linejoin="round"',
    "district": 'fill="none" stroke="#5f6b70" stroke-width="{.7}" stroke-dasharray="{4} {2.5}"',
    "outline": 'fill="none" stroke="#33424b" stroke-width="{1.7}" stroke-linejoin="round"',
    "highlight": f'fill="none" stroke="{INK}" stroke-width="{{4}}" stroke-linejoin="round"',
    "leader": f'fill="none" stroke="{INK}" stroke-width="{{1}}"',
    "leader-case": 'fill="none" stroke="#ffffff" stroke-width="{3.4}" stroke-linecap="round"',
    "leader-foot": f'fill="{INK}" stroke="#ffffff" stroke-width="{{1}}"',
    "place": 'fill="#7c827f" text-anchor="middle"',
    "place water": 'fill="#6f8b99" font-style="italic" text-anchor="middle"',
    "graticule": 'fill="none" stroke="#7f929b" stroke-width="{.7}" stroke-dasharray="{6} {4}"',
    "inset-frame": 'fill="#e3ecef" stroke="#8a969c" stroke-width="{1}"',
    "potential": 'stroke="#ffffff" stroke-width="{1.4}"',
    "event": 'fill="#0d3b4f" stroke="#ffffff" stroke-width="{1.4}"',
    "rim": f'fill="none" stroke="{INK}" stroke-width="{{1}}"',
    "count": 'font-weight="700" text-anchor="middle" fill="#ffffff"',
    "count ink": f'font-weight="700" text-anchor="middle" fill="{INK}"',
    "bar": 'fill="#b5c2c8"',
    "bar now": 'fill="#0d3b4f"',
    "bar alert": 'fill="#c4412b"',
    "axis": f'fill="none" stroke="{INK}" stroke-width="{{.8}}"',
    "value": f'fill="{INK}" text-anchor="middle"',
    "value now": f'fill="{INK}" text-anchor="middle" font-weight="700"',
    "period": 'fill="#4a5a66" text-anchor="middle"',
}


@dataclass(frozen=True)
class Brush:
    """Attributes of each part, as classes (`page`) or inline (`standalone`).

    `unit` is how many picture units one screen pixel has, so that strokes keep their weight on
    large pictures. `prefix` makes ids unique where several pictures share one document.
    """

    style: Style
    unit: float = 1.0
    prefix: str = ""

    @property
    def hatch_id(self) -> str:
        """Id of the hatch pattern; on a page all pictures share the plain one."""
        return f"{self.prefix}arsir"

    def part(self, role: str) -> str:
        """Attributes of a part with a leading space."""
        if self.style == "page":
            return f' class="{role}"'
        return _attributes(role, self.unit)

    def area(self, level: Level) -> str:
        """Attributes that fill an area with its level."""
        if self.style == "page":
            return f' class="area {level.css_class}"' + self._hatch_fill(level)
        special = level.rank <= 0
        stroke, width = (NIL_STROKE, 1.0) if special else ("#ffffff", 1.3)
        return (
            f' fill="{self.fill(level)}" stroke="{stroke}"'
            f' stroke-width="{number(width * self.unit)}" stroke-linejoin="round"'
        )

    def fill(self, level: Level) -> str:
        """Fill colour or hatch of a level."""
        return f"url(#{self.hatch_id})" if level is Level.BELUM_LAPOR else FILLS[level]

    def text(self, level: Level | None, font: float) -> str:
        """Attributes of a name: white on dark levels, ink elsewhere, always with a halo."""
        halo = _DARK_HALOS.get(level) if level else None
        if self.style == "page":
            return (
                f' class="area-label on-t{level.rank}"'
                if level and halo
                else ' class="area-label"'
            )
        fill = "#ffffff" if halo else INK
        halo = halo or "#ffffff"
        return (
            f' fill="{fill}" stroke="{halo}" stroke-width="{number(font * 0.2)}"'
            ' stroke-linejoin="round" paint-order="stroke"'
        )

    @property
    def family(self) -> str:
        """Font attributes of the whole picture; a page has its own style sheet for that."""
        return "" if self.style == "page" else f' font-family="{_FONT}"'

    def hatch(self) -> str:
        """Definition of the hatch: 45 degree lines, visible in greyscale and unlike nil."""
        gap, line = number(10 * self.unit), number(2.7 * self.unit)
        half = number(5 * self.unit)
        return (
            f'<pattern id="{self.hatch_id}" width="{gap}" height="{gap}"'
            ' patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            f'<path fill="#ffffff" d="M0 0h{gap}v{gap}h-{gap}z"/>'
            f'<path stroke="{HATCH}" stroke-width="{line}" d="M{half} 0v{gap}"/></pattern>'
        )

    def _hatch_fill(self, level: Level) -> str:
        return f' fill="url(#{self.hatch_id})"' if level is Level.BELUM_LAPOR else ""


# Kept answers: a map asks for the same few attributes, coordinates and names at every drawing.
@lru_cache(maxsize=512)
def _attributes(role: str, unit: float) -> str:
    scaled = _SCALED.sub(lambda match: number(float(match[1]) * unit), _STANDALONE[role])
    return f" {scaled}"


@lru_cache(maxsize=8192)
def number(value: float) -> str:
    """Shortest text of a coordinate with at most two decimals; the same on every machine."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """Text ready for XML content or a double-quoted attribute; invisible signs left out."""
    return escape(_UNPRINTABLE.sub("", text), {'"': "&quot;", "'": "&#39;"})
