"""Folium composes the interactive map from our own constants; no outside text comes in here.

Folium and branca compile text they have already rendered as a template once more, so a name with
`{{...}}` in it would run on the server. Therefore names, values and shapes never enter this
module: they travel as data files (`app.outputs.map_files`) and our script in the browser puts
them on the page as text. This is the only module that may import folium or branca.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import branca.element
import folium
from folium.elements import EventHandler
from folium.map import CustomPane
from folium.plugins import Fullscreen, MarkerCluster
from folium.template import Template
from folium.utilities import JsCode

_LEAFLET: Final = "vendor/leaflet-1.9.4"
_CLUSTER: Final = "vendor/leaflet.markercluster-1.5.3"
_FULLSCREEN: Final = "vendor/leaflet.fullscreen-4.0.0"

MAP_STYLE: Final = "peta.css"

# Before the data arrive the map looks at Indonesia; the script then fits it to the areas.
_CENTRE: Final = (0.5, 116.5)
_EMPTY: Final = {"type": "FeatureCollection", "features": []}
_POINTS: Final = "titik"


class _Literal:
    """Text that stands for itself where branca would compile it as a template."""

    def __init__(self, text: str) -> None:
        self._text = text

    def render(self, **_context: object) -> str:
        """Give the text back unchanged."""
        return self._text


# The second wall (the first: no outside text in here). From now on `Element(text)` prints its
# text; templates of classes were compiled when branca was imported and stay templates.
vars(branca.element)["Template"] = _Literal


class _Named:
    """An element whose variable in the script is its fixed id, instead of class and random id."""

    _id: str

    def get_name(self) -> str:
        """Name of the variable; Folium asks for it some hundred times."""
        return self._id


class _Peta(_Named, folium.Map):
    """The frame, drawn into the page's own `<div id="peta">`, with our own files only."""

    default_js = [("leaflet", f"{_LEAFLET}/leaflet.js")]  # noqa: RUF012 (Folium's own form)
    default_css = [("leaflet_css", f"{_LEAFLET}/leaflet.css")]  # noqa: RUF012


class _Pane(_Named, CustomPane):
    """A sheet of the map, above or below others."""


class _Shapes(_Named, folium.GeoJson):
    """A layer of shapes, still empty: the script in the browser adds the decoded ones."""


class _Klaster(_Named, MarkerCluster):
    default_js = [("markercluster", f"{_CLUSTER}/leaflet.markercluster.js")]  # noqa: RUF012
    default_css = [("markercluster_css", f"{_CLUSTER}/MarkerCluster.css")]  # noqa: RUF012


class _LayarPenuh(_Named, Fullscreen):
    default_js = [("fullscreen", f"{_FULLSCREEN}/Control.FullScreen.js")]  # noqa: RUF012
    default_css = []  # noqa: RUF012 (its few rules stand in peta.css: two requests less)


class _Control(_Named, branca.element.MacroElement):
    """A Leaflet control that Folium offers without a choice of words or units."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = {{ this.factory }}(
                {{ this.options|tojavascript }}
            ).addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, factory: str, **options: str | bool | int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.factory = factory
        self.options = options


@cache
def compose_map_script() -> str:
    """Script that draws frame, panes, layers and controls when our program calls it.

    Composed once in a process: a worker does it as it starts, before any edition is built.
    The text is the same, byte for byte, until the code changes: serve it as a file with an ETag.
    It defines `PKP.susun()`, which returns the map and its layers by name, and
    `PKP.susunTitik()`, which returns the layer of symbols and needs `point_assets()` first.
    """
    peta, roles = _compose()
    pieces = _rendered(peta).script._children
    points = _tidy(pieces.pop(_POINTS).render())
    body = "\n".join(_tidy(piece.render()) for piece in pieces.values())
    names = ",\n".join(f"{role}: {role}" for role in ("peta", *roles))
    return (
        "window.PKP = window.PKP || {};\n"
        f"PKP.susun = function () {{\n{body}\nreturn {{\n{names}\n}};\n}};\n"
        f"PKP.susunTitik = function () {{\n{points}\nreturn {_POINTS};\n}};\n"
    )


def map_assets() -> tuple[str, ...]:
    """Vendored style sheets and scripts every map needs, below `static/`, in loading order."""
    return tuple(url for name, url in _links() if not name.startswith("markercluster"))


def point_assets() -> tuple[str, ...]:
    """Vendored files that are fetched when symbols are first shown."""
    return tuple(url for name, url in _links() if name.startswith("markercluster"))


@cache
def _links() -> tuple[tuple[str, str], ...]:
    peta, _roles = _compose()
    children = _rendered(peta).header._children.items()
    return tuple(
        (name, child.url) for name, child in children if isinstance(child, branca.element.Link)
    )


def _rendered(peta: _Peta) -> branca.element.Figure:
    """Fill header and script of the figure; its page, made for full screens, is not used."""
    figure = peta.get_root()
    if not isinstance(figure, branca.element.Figure):
        raise TypeError("a Folium map stands in a figure")
    peta.render()  # type: ignore[no-untyped-call]
    return figure


def _compose() -> tuple[_Peta, tuple[str, ...]]:
    peta = _Peta(
        location=_CENTRE,
        zoom_start=5,
        tiles=None,
        zoom_control=False,
        attribution_control=False,  # Leaflet's own prefix; sources stand in our footer
        scroll_wheel_zoom=False,  # the page scrolls; the script turns it on in a map in use
        zoom_snap=0.25,
        zoom_delta=0.5,
    )
    peta._id = "peta"
    # Without tiles Folium drops min_zoom and max_zoom, and markercluster cannot do without.
    peta.options.update(minZoom=4, maxZoom=12)
    for name, height in (("daratan", 210), ("wilayah", 400), ("garis", 420), ("nama", 580)):
        pane = _Pane(name, z_index=height, pointer_events=name == "wilayah")
        _add(pane, peta, f"lembar_{name}")
    roles = (*_layers(peta), *_controls(peta))
    for event in ("zoomend", "popupopen", "popupclose"):
        _add(EventHandler(event, JsCode(f"PKP.{event}")), peta, event)
    return peta, roles


def _layers(peta: _Peta) -> tuple[str, ...]:
    """Empty layers: the script adds the decoded shapes, the hooks are names of our functions."""
    layers = {
        "daratan": _quiet_shapes("daratan", "map-land"),
        "tetangga": _quiet_shapes("daratan", "map-neighbour"),
        "wilayah": _Shapes(
            _EMPTY,
            control=False,
            pane="wilayah",
            class_name="w",
            on_each_feature=JsCode("PKP.wilayah"),
        ),
        "rinci": _quiet_shapes("garis", "map-district"),
        "garis": _quiet_shapes("garis", "map-outline"),
    }
    for role, layer in layers.items():
        _add(layer, peta, role)
    points = _Klaster(  # type: ignore[no-untyped-call]
        control=False,
        show=False,
        icon_create_function="PKP.klaster",
        options={
            "showCoverageOnHover": False,
            "maxClusterRadius": 44,
            "spiderfyDistanceMultiplier": 1.6,
        },
    )
    _add(points, peta, _POINTS)
    return tuple(layers)


def _quiet_shapes(pane: str, class_name: str) -> _Shapes:
    return _Shapes(_EMPTY, control=False, pane=pane, class_name=class_name, interactive=False)


def _controls(peta: _Peta) -> tuple[str, ...]:
    full_screen = _LayarPenuh(  # type: ignore[no-untyped-call]
        title="Layar penuh",
        title_cancel="Keluar dari layar penuh",
        force_separate_button=True,
        fullscreen_element=JsCode("PKP.bingkai()"),
    )
    zoom = _Control(
        "L.control.zoom",
        position="topleft",
        zoom_in_title="Perbesar",
        zoom_out_title="Perkecil",
    )
    _add(full_screen, peta, "layar_penuh")
    _add(_Control("L.control.scale", imperial=False, max_width=110), peta, "skala")
    _add(zoom, peta, "zum")
    _add(_Control("PKP.rumah", position="topleft"), peta, "rumah")
    return ("zum", "rumah")


def _add(element: branca.element.Element, parent: _Peta, identity: str) -> None:
    """Add an element under a fixed id; Folium's random ids would change the file every time."""
    element._id = identity
    element.add_to(parent)


def _tidy(script: str) -> str:
    """Drop the indentation and the empty lines the templates leave behind."""
    lines = (line.strip() for line in script.splitlines())
    return "\n".join(line for line in lines if line)
