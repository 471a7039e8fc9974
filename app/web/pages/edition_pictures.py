"""Pictures for pages, drawn from prepared shapes: inline SVG whose every text is escaped.

The page brings the hatch (`hatch_defs` of the components) once for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.model.level import Level
from app.outputs.figures_picture import district_values, point_values, regency_values
from app.outputs.picture.charts import ChartLook, bars
from app.outputs.picture.draw import UNKNOWN, AreaValue, Look, draw, draw_inset
from app.outputs.shapes_store import PAGE
from app.web.pictures import trusted

if TYPE_CHECKING:
    from markupsafe import Markup

    from app.model.edition import Edition
    from app.outputs.figures_model import EditionFigures
    from app.web.pages.edition_files import Shelf

LEVELS = (
    Level.SANGAT_TINGGI,
    Level.TINGGI,
    Level.SEDANG,
    Level.RENDAH,
    Level.NIHIL,
    Level.BELUM_LAPOR,
)


@dataclass(frozen=True, slots=True)
class InsetPicture:
    """A small city drawn larger, with its name and level in words."""

    code: str
    name: str
    level: Level
    href: str
    svg: Markup


@dataclass(frozen=True, slots=True)
class MapPicture:
    """The drawn map and the cities that are too small on it."""

    svg: Markup
    insets: tuple[InsetPicture, ...] = ()

    @property
    def inset_codes(self) -> str:
        """Codes of the enlarged cities as the map's program reads them."""
        return " ".join(item.code for item in self.insets)


def province_picture(
    shelf: Shelf, edition: Edition, figures: EditionFigures, *, own: str = "", alone: bool = False
) -> MapPicture:
    """Draw the province, each regency a link; `alone` puts the enlarged cities into the picture.

    While the worker prepares the shapes anew, the picture stored with the edition serves.
    """
    index = shelf.index(edition.boundary_set)
    kept = index.find(PAGE, figures.head.province_code) if index is not None else None
    if kept is None:
        return MapPicture(trusted(shelf.picture(edition)))
    shapes = shelf.shapes(kept)
    values = regency_values(figures, linked=True)
    look = Look(
        title=f"Peta {figures.head.province_name}, {figures.head.quarter_label}",
        insets=alone,
        defs=False,
        highlight=frozenset({own} if own else ()),
    )
    insets = []
    for item in shapes.insets:
        value = values.get(item.code, UNKNOWN)
        svg = draw_inset(shapes, item.code, value, Look(defs=False))
        name = next(area.short_name for area in shapes.areas if area.code == item.code)
        insets.append(
            InsetPicture(item.code, name, value.level, value.href or "", trusted(svg or ""))
        )
    return MapPicture(trusted(draw(shapes, values, look)), tuple(insets))


def regency_picture(
    shelf: Shelf, edition: Edition, figures: EditionFigures, regency_code: str, *, whole: bool
) -> MapPicture | None:
    """Draw the kecamatan of a regency; without symbols and counts when not `whole`.

    None where only the stored picture is left, and that shows more than the reader may see.
    """
    index = shelf.index(edition.boundary_set)
    kept = index.find(PAGE, regency_code) if index is not None else None
    regency = figures.regency(regency_code)
    if regency is None or (kept is None and not whole):
        return None
    if kept is None:
        return MapPicture(trusted(shelf.picture(edition, regency_code)))
    values = district_values(figures, regency_code)
    if not whole:
        values = {code: AreaValue(level=value.level) for code, value in values.items()}
    look = Look(
        title=f"Peta {regency.name}, {figures.head.quarter_label}",
        points=point_values(figures, regency_code) if whole else (),
        defs=False,
    )
    return MapPicture(trusted(draw(shelf.shapes(kept), values, look)))


def series_pictures(figures: EditionFigures) -> tuple[Markup, Markup]:
    """Draw the bars of potentials and of events over eight quarters."""
    labels = [item.short_label for item in figures.series]
    potentials = [item.potentials for item in figures.series]
    events = [item.events for item in figures.series]
    return (
        trusted(bars(potentials, labels, ChartLook(title="Potensi konflik, 8 triwulan"))),
        trusted(
            bars(events, labels, ChartLook(title="Peristiwa konflik, 8 triwulan", alert=True))
        ),
    )
