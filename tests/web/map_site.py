"""A small made-up province, hostile texts, and a site on loopback that shows its map."""

from __future__ import annotations

import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import shapely

from app.model.level import Level
from app.outputs.folium_map import MAP_STYLE, map_assets, point_assets
from app.outputs.map_files import (
    REGENCY_DETAIL,
    AreaFigures,
    AreaShape,
    Handling,
    MapValues,
    PointFigures,
    PointKind,
    geometry_file,
    land_file,
    values_file,
)
from app.outputs.map_program import map_program

STATIC = Path(__file__).resolve().parents[2] / "app" / "web" / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
PERIODS = tuple(f"Triwulan {n} {y}" for y in (2025, 2026) for n in ("I", "II", "III", "IV"))
RUN = "window.__terpicu=(window.__terpicu||0)+1"

# The 17 kinds of text that broke Folium pages; here every one must stay text.
PAYLOADS = {
    "script_close": f"</script><img src=x onerror={RUN}>",
    "img": f"<img src=x onerror={RUN}>",
    "attr": f'"><img src=x onerror={RUN}>',
    "backtick": f"`;{RUN};`",
    "dollar": f"${{{RUN}}}",
    "bs_backtick": f"\\`;{RUN};//",
    "bs_dollar": f"\\${{{RUN}}}",
    "squote": f"';{RUN};//",
    "dquote": f'";{RUN};//',
    "bs_end": "nama\\",
    "newline": f"a\n{RUN}\u2028{RUN}\u2029b",
    "html_comment": "<!--<script>",
    "jinja": "{{7*7}}{% for a in [1] %}49{% endfor %}",
    "jinja_rce_nq": "{{cycler.__init__.__globals__.os.popen(dict(id=1)|join).read()}}",
    "jinja_open": "{{",
    "jinja_stmt": "{%",
    "jinja_comment": "{# #} {#",
}

PAGE = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Peta</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
{links}</head><body><main class="wrap"><h1>Peta potensi konflik dan konflik</h1>
<section class="peta-kartu"><div id="peta-bilah"></div>
<div class="peta-panggung" id="peta-panggung"><div class="peta-kanvas">
<div id="peta-gambar"><svg viewBox="0 0 9 9" role="img" aria-label="Gambar peta"></svg></div>
<div id="peta" {data}></div></div>
<aside class="peta-panel peta-panel--legend" id="peta-legenda">
<h2>Tingkat, <span data-peta-period>Triwulan IV 2026</span></h2><ul class="legend">
<li><span class="swatch t4"></span><strong>Sangat tinggi</strong></li>
<li><span class="swatch t3"></span><strong>Tinggi</strong></li>
<li><span class="swatch t2"></span><strong>Sedang</strong></li>
<li><span class="swatch t1"></span><strong>Rendah</strong></li>
<li><span class="swatch t0"></span><span><strong>Nihil</strong> sudah lapor, tidak ada kejadian
</span></li><li><span class="swatch tx"></span><span><strong>Belum lapor</strong>
tidak diketahui — bukan aman</span></li>
<li><svg class="map-sign" viewBox="-18 -10 36 20"><circle r="8" class="peta-potensi t0"/></svg>
Titik: potensi</li><li><svg class="map-sign" viewBox="-18 -10 36 20">
<path d="M0-9 9 0 0 9-9 0z" class="peta-konflik"/></svg>Titik: konflik terjadi</li></ul></aside>
<div class="peta-panel peta-panel--insets" id="peta-sisipan" hidden></div></div>
<p id="peta-pesan" role="status"></p></section></main></body></html>"""


def page_html(**data: str) -> bytes:
    """The page as the template of the product writes it."""
    links = ['<link rel="stylesheet" href="/static/portal-base.css">']
    assets = [*map_assets(), MAP_STYLE]
    links += [
        f'<link rel="stylesheet" href="/static/{path}">' for path in assets if path[-4:] == ".css"
    ]
    links.insert(1, '<link rel="stylesheet" href="/static/portal.css">')
    links += [
        f'<link rel="preload" as="fetch" crossorigin href="{data[name]}">'
        for name in ("values", "geometry", "land")
        if name in data
    ]
    links.append('<script type="module" src="/peta/program.js"></script>')
    links += [
        f'<script defer src="/static/{path}"></script>' for path in assets if path[-3:] == ".js"
    ]
    data["points"] = " ".join(f"/static/{path}" for path in point_assets())
    attributes = " ".join(f'data-{name}="{value}"' for name, value in data.items())
    return PAGE.format(links="\n".join(links), data=attributes).encode()


class Site:
    """Pages and data files by path, served on loopback with the product's policy."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, bytes]] = {
            "/peta/program.js": ("text/javascript", map_program().encode()),
            "/favicon.ico": ("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        }
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                kind, body = site.find(self.path)
                self.send_response(200 if kind else 404)
                self.send_header("Content-Type", f"{kind or 'text/plain'}; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Content-Security-Policy", POLICY)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self) -> Site:
        self.thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def find(self, path: str) -> tuple[str, bytes]:
        if path in self.files:
            return self.files[path]
        file = STATIC / path.removeprefix("/static/")
        if path.startswith("/static/") and file.is_file():
            return TYPES.get(file.suffix, "application/octet-stream"), file.read_bytes()
        return "", b"tidak ada"

    def show(self, values: MapValues, shapes: list[AreaShape], **data: str) -> None:
        """Put one map on the site."""
        land = [shapely.box(-1, -1, 7, 5)]
        files = {"values": values_file(values), "geometry": geometry_file(shapes, REGENCY_DETAIL)}
        files["land"] = land_file(land, (-3, -3, 8, 7))
        for name, body in files.items():
            self.files[f"/{name}.json"] = ("application/json", body)
        named = {name: f"/{name}.json" for name in files}
        self.files["/peta"] = ("text/html", page_html(**named, **data))


def small_province(name: str | None = None) -> list[AreaShape]:
    """Twelve areas that touch; the last is an enclave of its neighbour."""
    boxes = [shapely.box(x * 1.5, y, x * 1.5 + 1.5, y + 1) for y in range(3) for x in range(4)]
    boxes[11] = shapely.box(5, 1.2, 5.3, 1.5)
    boxes[7] = shapely.difference(boxes[7], boxes[11])
    return [
        AreaShape(f"99.{n:02}", name or f"Wilayah {n}", "99", shape)
        for n, shape in enumerate(boxes)
    ]


def small_values(text: str | None = None) -> MapValues:
    """Every level, two points, and one text in every text field when `text` is given."""
    levels = list(Level)
    areas = tuple(
        AreaFigures(
            code=f"99.{n:02}",
            name=text or f"Kab. Wilayah {n}",
            short_name=text or f"Wilayah {n}",
            potentials=n,
            events=n % 3,
            history=tuple(levels[(n + step) % 6] for step in range(7, -1, -1)),
            index_text=text or "42,1",
            guard_text=text or "dinaikkan oleh G3",
            state_text=text or "Diterima",
            href=text or f"/wilayah/99.{n:02}",
        )
        for n in range(12)
    )
    point = PointFigures(
        id=text or "e-1",
        area_code="99.05",
        kind=PointKind.POTENTIAL,
        lon=2.1,
        lat=1.5,
        level=Level.TINGGI,
        handling=Handling.IN_PROGRESS,
        title=text or "Sengketa lahan contoh",
        place_text=text or "Desa Contoh",
        status_text=text or "Dalam proses",
        href=text or "/entri/1",
    )
    event = replace(point, id=text or "e-2", kind=PointKind.EVENT, lon=4.0, severity=4)
    periods = tuple(text or period for period in PERIODS)
    return MapValues(periods=periods, areas=areas, points=(point, event))
