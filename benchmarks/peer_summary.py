"""The peer of row 12: the governor's summary as HTML and CSS, for WeasyPrint.

The same content as our document: every text, figure, table, map, chart and strip, the code to
scan, two pages with head and foot. A developer would lay it out this way with Jinja.
"""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

import segno
from jinja2 import Environment

from app.outputs.picture.charts import ChartLook, bars, strip
from app.paths import resource

if TYPE_CHECKING:
    from app.outputs.documents.data import SummaryDocument

_STYLE = """
@page { size: A4; margin: 17mm 17mm 19mm;
  @top-center { content: "TERBATAS"; color: #8c1d2c; font-weight: bold }
  @bottom-left { content: "{{ d.stamp.code }}" }
  @bottom-center { content: "{{ d.stamp.notices|join(' · ') }}" }
  @bottom-right { content: "Halaman " counter(page) " dari " counter(pages) } }
{% for weight, name in fonts %}
@font-face { font-family: "Public Sans"; font-weight: {{ weight }}; src: url({{ name }}) }
{% endfor %}
body { font: 9pt "Public Sans"; color: #16242e; margin: 0 }
h1 { font-size: 15pt; text-align: center; margin: 6pt 0 }
h2 { font-size: 10.5pt; color: #0d3b4f; margin: 9pt 0 4pt }
header, .title { text-align: center } .cards, .two, .small { display: flex; gap: 7pt }
.cards > div { flex: 1; border: .6pt solid #b9c2c4; border-left: 3pt solid #0d3b4f; padding: 5pt }
.cards b { font-size: 19pt; display: block } .two > div { flex: 1 } .small > div { flex: 1 }
img { width: 100% } table { width: 100%; border-collapse: collapse; font-size: 8.2pt }
td, th { border-bottom: .4pt solid #d5dad8; padding: 3pt; text-align: left }
.strip { width: 24mm } .level { padding: 1pt 3pt; border-radius: 2pt; border: .6pt solid #8a969c }
.page { break-before: page }
"""
_PAGE = """<!doctype html><html lang="id"><head><title>{{ d.title }}</title><style>"""
_BODY = """</style></head><body>
<header>{{ d.letterhead.government }}<br><b>{{ d.letterhead.office }}</b></header><hr>
<h1>{{ d.title }}</h1><p class="title">{{ d.subtitle }}<br>{{ d.period }} · {{ d.number }}</p>
<p><b>{{ d.coverage }}</b> {{ d.missing }}</p>
<div class="cards">{% for f in d.figures %}<div><b>{{ f.value }}</b>{{ f.label }}<br>{{ f.note }}
</div>{% endfor %}</div>
<div class="two"><div><h2>Di mana</h2><img src="{{ d.map.svg|picture }}" alt="{{ d.map.alt }}">
<p>{% for item in d.levels %}<span class="level">{{ item.level.label }} {{ item.count }}</span>
{% endfor %}</p></div>
<div><h2>Yang perlu perhatian</h2><ol>{% for p in d.attention %}<li><b>{{ p.heading }}</b>
{{ p.text }}</li>{% endfor %}</ol>
{% for c in d.charts %}<h2>{{ c.title }}</h2><img src="{{ c|bars|picture }}">
{% endfor %}</div></div>
<h2>Triwulan sebelumnya</h2>
<div class="small">{% for m in d.small_maps %}<div>
<img src="{{ m.svg|picture }}" alt="{{ m.alt }}">
{{ m.title }}</div>{% endfor %}</div>
<h2>Saran keputusan</h2><table>{% for a in d.advice %}
<tr><td>{{ a.text }}</td><td>{{ a.addressee }}</td><td>{{ a.due }}</td></tr>{% endfor %}</table>
<h2 class="page">Keadaan per kabupaten/kota</h2><table><thead><tr><th>Kabupaten/kota<th>Tingkat
<th>Zona<th>Indeks<th>Potensi<th>Peristiwa<th>Perubahan<th>8 triwulan<th>Cakupan</tr></thead>
{% for a in d.areas %}<tr><td><b>{{ a.name }}</b><br>{{ a.guard }}</td>
<td><span class="level">{{ a.level.label }}</span></td><td>{{ a.level.zone }}</td>
<td>{{ a.index }}<br>{{ a.parts }}</td><td>{{ a.potentials }}</td><td>{{ a.events }}</td>
<td>{{ a.change }}</td><td><img class="strip" src="{{ a.strip|strip|picture }}"></td>
<td>{{ a.coverage }}</td></tr>{% endfor %}</table>
<h2>Titik rawan teratas yang masih terbuka</h2><table>{% for h in d.hotspots %}
<tr><td>{{ loop.index }}</td><td><b>{{ h.title }}</b></td><td>{{ h.place }}</td>
<td>{{ h.kind }}</td><td><span class="level">{{ h.level.label }}</span></td>
<td>{{ h.status }}</td></tr>{% endfor %}
</table><p>{{ d.casualties }}</p><p>{{ d.guide }} {{ d.method }}</p>
<div class="two"><div><img style="width: 20mm" src="{{ d.stamp.check_url|code|picture }}"><br>
{{ d.stamp.check_url }}<br>{{ d.stamp.code }}<br>{{ d.stamp.printed }}</div>
<div>{{ d.signature.place_and_date }}<br>{{ d.signature.position }}<br><br><br>
<b>{{ d.signature.name }}</b></div></div></body></html>"""


def _picture(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _bars(chart: object) -> str:
    look = ChartLook(
        style="standalone", title=chart.title, width=400, height=128, alert=chart.alert
    )
    return bars(chart.values, chart.labels, look)


def _code(url: str) -> str:
    target = io.BytesIO()
    segno.make(url, error="m", micro=False).save(target, kind="svg", border=0, xmldecl=False)
    return target.getvalue().decode()


_HTML = Environment(autoescape=True)
_HTML.filters |= {
    "picture": _picture,
    "bars": _bars,
    "code": _code,
    "strip": lambda levels: strip(levels, title="8 triwulan", style="standalone"),
}
_TEMPLATE = _HTML.from_string(_PAGE + _STYLE + _BODY)


def summary_html(document: SummaryDocument) -> str:
    """The summary as one page of HTML, fonts named by their files."""
    folder = resource("templates") / "document" / "fonts"
    weights = ((400, "Regular"), (600, "SemiBold"), (700, "Bold"))
    fonts = [(weight, (folder / f"PublicSans-{name}.ttf").as_uri()) for weight, name in weights]
    return _TEMPLATE.render(d=document, fonts=fonts)
