"""The peer of `bench_pages`: the map as stock folium writes it, built anew for every request."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import folium
import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

_OUTSIDE = re.compile(
    r'<(?:script src|link rel="stylesheet" href)="https?://[^"]+"\s*/?>(?:</script>)?'
)


def peer_html(boundaries: Path) -> str:
    """Stock folium, built for the request; what it would fetch from outside is local or gone."""
    shapes = json.loads(boundaries.read_text(encoding="utf-8"))
    codes = [feature["properties"]["code"] for feature in shapes["features"]]
    ranks = pd.DataFrame({"code": codes, "rank": range(len(codes))})
    page = folium.Map(location=(0.5, 116.5), zoom_start=7, tiles=None)
    layer = folium.Choropleth(
        geo_data=shapes,
        data=ranks,
        columns=["code", "rank"],
        key_on="feature.properties.code",
        fill_color="YlOrRd",
    )
    for name in [name for name in layer._children if name.startswith("color_map")]:
        del layer._children[name]  # its legend needs d3, which is not here
    layer.add_to(page)
    folium.GeoJson(
        shapes,
        style_function=lambda _feature: {"fillOpacity": 0, "weight": 0},
        tooltip=folium.GeoJsonTooltip(fields=["code", "name"]),
    ).add_to(page)
    html: str = page.get_root().render()
    local = (
        '<link rel="stylesheet" href="/aset/leaflet.css"><script src="/aset/leaflet.js"></script>'
    )
    return _OUTSIDE.sub("", html).replace("<head>", f"<head>{local}", 1)
