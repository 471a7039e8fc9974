"""Rows 12 and 13 of the performance goals: the governor's PDF and the picture of the map.

Row 12 typesets the governor's summary with a warm compiler, beside WeasyPrint with the same
content, which is kept loaded as well. Row 13 draws the map from kept shapes, as SVG and as PNG of
about the same size, beside `read_file` and `geopandas.plot` to PNG: on the packaged boundaries,
which are light, and on made-up ones as dense as official boundaries. A peer that is not installed
is named as missing, never guessed.
Run: python -m benchmarks.bench_outputs [--json F] [--tiny].
"""

from __future__ import annotations

import argparse
import io
import json
import platform
import random
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import geopandas
import shapely
import typst

from app.model.level import Level
from app.outputs.documents import typeset
from app.outputs.documents.render import render_summary
from app.outputs.picture.draw import AreaValue, Look, draw
from app.outputs.picture.prepare import PAPER, ShapeInput, prepare
from app.paths import resource
from benchmarks.bench_map import made_up_areas
from benchmarks.peer_summary import summary_html
from benchmarks.rounds import JsonFile, timed
from tests.outputs.sample_documents import summary

SEED = 20260923
# As wide as geopandas.plot draws when it is not told otherwise: 640 pixels at 100 for an inch.
PNG_PAGE = """#set page(width: 6.4in, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)"""
PIXELS_PER_INCH = 100


def row_12(rounds: int) -> dict[str, Any]:
    """Typeset the summary; the document is that of the tests."""
    document = summary()
    result: dict[str, Any] = {"row": 12, "goal": 10, "ours_bytes": len(render_summary(document))}
    if find_spec("weasyprint") is None:
        (result["ours"],) = timed(rounds, (lambda: render_summary(document), 3))
        return result | {"peer": "missing: WeasyPrint is not installed"}
    from weasyprint import HTML  # noqa: PLC0415
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    fonts = FontConfiguration()

    def peer() -> bytes:
        made: bytes = HTML(string=summary_html(document)).write_pdf(font_config=fonts)
        return made

    result["peer_bytes"] = len(peer())
    result["peer"], result["ours"] = timed(
        rounds, (peer, 1), (lambda: render_summary(document), 3)
    )
    result["ratio"] = round(result["peer"]["cpu_ms"] / result["ours"]["cpu_ms"], 1)
    return result


def row_13(path: Path, printer: _Printer, rounds: int) -> dict[str, Any]:
    """Draw the regencies of a boundary file."""
    frame = geopandas.read_file(path)
    levels = dict(zip(frame["code"], list(Level) * 2, strict=False))
    inputs = [
        ShapeInput(code, code, code, "64", shape)
        for code, shape in zip(frame["code"], frame.geometry, strict=True)
    ]
    shapes = prepare(inputs, [], frame=PAPER)
    values = {code: AreaValue(level) for code, level in levels.items()}

    def drawn() -> str:
        return draw(shapes, values, Look(style="standalone"))

    def plotted() -> None:
        import matplotlib as mpl  # noqa: PLC0415

        mpl.use("Agg")
        from matplotlib import pyplot  # noqa: PLC0415

        areas = geopandas.read_file(path)
        areas["rank"] = [levels[code].rank for code in areas["code"]]
        figure = areas.plot(column="rank").figure
        figure.savefig(io.BytesIO(), format="png")
        pyplot.close(figure)

    def traced() -> None:
        areas = geopandas.read_file(path)
        "".join(shape.svg() for shape in areas.geometry)

    has_plot = find_spec("matplotlib") is not None
    peer, svg, png = timed(
        rounds,
        (plotted if has_plot else traced, 1),
        (drawn, 20),
        (lambda: printer.png(drawn()), 2),
    )
    named = "geopandas.plot to PNG" if has_plot else "read_file and shapely's SVG"
    return {
        "row": 13,
        "file": path.name,
        "peer_is": named,
        "missing": "" if has_plot else "geopandas.plot: matplotlib is not installed",
        "peer": peer,
        "svg": svg,
        "png": png,
        "ratio_svg": round(peer["cpu_ms"] / svg["cpu_ms"], 1),
        "goal_svg": 1000,
        "ratio_png": round(peer["cpu_ms"] / png["cpu_ms"], 1),
        "goal_png": 3,
    }


class _Printer:
    """Makes points of a picture with the compiler that previews of documents are made with."""

    def __init__(self, folder: Path) -> None:
        self.page = folder / "gambar.typ"
        self.page.write_text(PNG_PAGE, encoding="utf-8")
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[typeset.folder() / "fonts"])
        self.compiler = typst.Compiler(root=folder, font_paths=fonts)

    def png(self, svg: str) -> bytes:
        """Return the PNG."""
        made: bytes = self.compiler.compile(
            self.page, format="png", sys_inputs={"svg": svg}, ppi=PIXELS_PER_INCH
        )
        return made


def dense_file(folder: Path) -> Path:
    """Ten made-up regencies with as many points as unsimplified boundaries have."""
    path = folder / "kabupaten-padat.geojson"
    features = [
        {
            "type": "Feature",
            "properties": {"code": area.code},
            "geometry": json.loads(shapely.to_geojson(area.shape)),
        }
        for area in made_up_areas(10, random.Random(SEED))
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def main() -> None:
    """Measure, print, and write the figures where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=JsonFile)
    parser.add_argument("--tiny", action="store_true", help="few rounds: does it run at all")
    asked = parser.parse_args()
    rounds = 1 if asked.tiny else 7
    rows = [row_12(rounds)]
    with tempfile.TemporaryDirectory() as folder:
        printer = _Printer(Path(folder))
        for path in (resource("geodata") / "regencies.geojson", dense_file(Path(folder))):
            rows.append(row_13(path, printer, rounds))
    for row in rows:
        print(json.dumps(row))
    if asked.json:
        asked.json.write({"python": platform.python_version(), "seed": SEED, "rows": rows})


if __name__ == "__main__":
    main()
