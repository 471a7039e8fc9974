"""Drawing maps and charts: levels, links, escaping, both styles, stable bytes, small size."""

from __future__ import annotations

import gzip
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.model.level import Level
from app.outputs.picture.charts import ChartLook, bars, small_maps, strip
from app.outputs.picture.dodge import dodge
from app.outputs.picture.draw import Look, brush_for, draw, draw_inset
from app.outputs.picture.frame import THUMBNAIL
from app.outputs.picture.paint import FILLS, clean, number
from app.outputs.picture.signs import PointValue, symbol_boxes
from app.outputs.picture.values import AreaValue
from tests.outputs.sample_map import HOSTILE, VALUES, sample_shapes

if TYPE_CHECKING:
    from app.outputs.picture.shapes import MapShapes

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def shapes() -> MapShapes:
    return sample_shapes()


def tree(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def area_classes(svg: str) -> dict[str, str]:
    return {
        link.get("href", ""): path.get("class", "")
        for link in tree(svg).iter(f"{SVG}a")
        for path in link.findall(f"{SVG}path")
    }


def test_every_area_carries_the_class_of_its_level(shapes: MapShapes) -> None:
    painted = area_classes(draw(shapes, VALUES))
    assert painted == {value.href: f"area {value.level.css_class}" for value in VALUES.values()}


def test_areas_without_value_are_hatched(shapes: MapShapes) -> None:
    svg = draw(shapes, {}, Look(insets=False))
    assert svg.count('class="area tx" fill="url(#arsir)"') == len(shapes.areas)


def test_links_are_named_for_the_keyboard_and_the_picture_is_a_group(shapes: MapShapes) -> None:
    root = tree(draw(shapes, VALUES, Look(title="Peta Triwulan III 2026")))
    assert root.get("role") == "group"
    assert root.get("aria-label") == "Peta Triwulan III 2026"
    named = [link.get("aria-label") for link in root.iter(f"{SVG}a") if not link.get("tabindex")]
    assert "Kabupaten Contoh Hulu: Rendah, 3 entri" in named
    assert len(named) == len(VALUES)


def test_without_links_it_is_an_image(shapes: MapShapes) -> None:
    values = {code: AreaValue(value.level) for code, value in VALUES.items()}
    assert tree(draw(shapes, values)).get("role") == "img"


@pytest.mark.parametrize("style", ["page", "standalone"])
def test_hostile_names_stay_text(shapes: MapShapes, style: str) -> None:
    look = Look(style="page" if style == "page" else "standalone", title=HOSTILE, notes=True)
    svg = draw(shapes, VALUES, look)
    assert "<img" not in svg
    assert "<b " not in svg
    assert "</script" not in svg
    assert "{{7*7}}" in "".join(tree(svg).itertext())
    assert tree(svg).get("aria-label") == HOSTILE


def test_control_and_direction_signs_are_left_out() -> None:
    assert clean("a\x00b\u202ec\u200bd\ufeff\ud800") == "abcd"
    assert clean("Kab. Ñoño 😀 & co") == "Kab. Ñoño 😀 &amp; co"


def test_page_style_needs_no_inline_style_and_no_script(shapes: MapShapes) -> None:
    for element in tree(draw(shapes, VALUES)).iter():
        assert element.tag.removeprefix(SVG) not in {"style", "script"}
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]


def test_standalone_style_has_the_colours_of_the_levels(shapes: MapShapes) -> None:
    svg = draw(shapes, VALUES, Look(style="standalone", prefix="a-", insets=False))
    for value in VALUES.values():
        if value.level is Level.BELUM_LAPOR:
            assert 'fill="url(#a-arsir)"' in svg
        else:
            assert f'fill="{FILLS[value.level]}"' in svg
    assert 'id="a-arsir"' in svg
    assert 'class="area' not in svg
    assert 'font-family="Public Sans' in svg


def test_hatch_is_darker_than_nil(shapes: MapShapes) -> None:
    assert 'stroke="#75828a"' in draw(shapes, VALUES)
    assert FILLS[Level.NIHIL] != FILLS[Level.BELUM_LAPOR]


def test_nil_and_unknown_areas_are_drawn_last(shapes: MapShapes) -> None:
    classes = list(area_classes(draw(shapes, VALUES, Look(insets=False))).values())
    assert classes[-2:] == ["area tx", "area t0"]


def test_page_has_both_sets_of_names_and_standalone_one(shapes: MapShapes) -> None:
    page = draw(shapes, VALUES)
    assert page.count('class="names wide"') == page.count('class="names narrow"') == 1
    alone = draw(shapes, VALUES, Look(style="standalone", layout="narrow", insets=False))
    assert alone.count(">Contoh Muara<") == 1


def test_names_can_show_notes(shapes: MapShapes) -> None:
    assert "Rendah · 3 entri" in draw(shapes, VALUES, Look(notes=True))
    assert "Rendah · 3 entri" not in draw(shapes, VALUES)


def test_compact_leaves_only_the_areas(shapes: MapShapes) -> None:
    svg = draw(shapes, VALUES, Look(compact=True))
    assert "<text" not in svg
    assert 'class="land"' not in svg
    assert svg.count('class="area') == len(shapes.areas)


def test_same_input_same_bytes_and_small(shapes: MapShapes) -> None:
    first = draw(shapes, VALUES)
    assert first == draw(shapes, VALUES)
    assert len(gzip.compress(first.encode())) < 10 * 1024


def test_points_differ_by_kind_and_show_their_number(shapes: MapShapes) -> None:
    points = (
        PointValue("potensi", 115.5, 0.5, Level.TINGGI, count=3, label="3 potensi di <Hulu>"),
        PointValue("peristiwa", 116.5, 0.5, Level.SEDANG, severity=5, label="Peristiwa"),
    )
    svg = draw(shapes, VALUES, Look(points=points))
    assert '<circle class="potential t3"' in svg
    assert '<path class="event"' in svg
    assert ">3</text>" in svg
    assert "3 potensi di &lt;Hulu&gt;" in svg


def test_names_make_way_for_symbols(shapes: MapShapes) -> None:
    wide = shapes.layouts[0]
    hulu = next(label for label in wide.labels if label.code == "99.01")
    lon, lat = shapes.projection.locate(hulu.x, hulu.y)
    point = PointValue("potensi", lon, lat, Level.TINGGI)
    moved = draw(shapes, VALUES, Look(style="standalone", points=(point,), insets=False))
    name = next(
        item for item in tree(moved).iter(f"{SVG}tspan") if (item.text or "") in hulu.lines
    )
    assert abs(float(name.get("y", 0)) - hulu.y) > wide.font / 2


def test_a_potential_and_an_event_of_one_place_stand_side_by_side(shapes: MapShapes) -> None:
    pair = tuple(
        PointValue(kind, 116, 0, Level.TINGGI, severity=3) for kind in ("potensi", "peristiwa")
    )
    brush = brush_for(shapes, Look())
    (_, _, right, _), (left, _, _, _) = symbol_boxes(shapes.projection, pair, brush)
    assert right <= left + 0.01
    alone, _ = symbol_boxes(shapes.projection, pair[:1] * 2, brush)
    assert (alone[0] + alone[2]) / 2 == pytest.approx(shapes.projection.place(116, 0)[0])


def test_a_name_without_a_free_place_gives_up_its_caption_first(shapes: MapShapes) -> None:
    wide = shapes.layouts[0]
    label = next(item for item in wide.labels if item.caption and not item.leader)
    stuck = replace(wide, labels=(replace(label, other_y=()),))
    below = (label.x - 5, label.y + 0.5 * wide.font, label.x + 5, label.y + 1.2 * wide.font)
    (kept,) = dodge(stuck, [below], VALUES, notes=False).labels
    assert (kept.y, kept.caption) == (label.y, 0)


def test_graver_events_are_larger(shapes: MapShapes) -> None:
    def half_width(severity: int) -> float:
        point = PointValue("peristiwa", 116, 0, Level.RENDAH, severity=severity)
        svg = draw(shapes, {}, Look(style="page", points=(point,)))
        return float(svg.split('class="event" d="')[1].split("l")[1].split(" ")[0])

    assert half_width(1) < half_width(3) < half_width(5)


def test_highlight_and_graticule(shapes: MapShapes) -> None:
    svg = draw(
        shapes, VALUES, Look(highlight=frozenset({"99.02"}), meridians=(116.0,), parallels=(0.0,))
    )
    assert svg.count('class="highlight"') == 1
    assert svg.count('class="graticule"') == 1


def test_inset_alone(shapes: MapShapes) -> None:
    svg = draw_inset(shapes, "99.71", AreaValue(Level.TINGGI), Look(style="standalone"))
    assert svg
    assert FILLS[Level.TINGGI] in svg
    assert draw_inset(shapes, "99.01", AreaValue(Level.TINGGI)) is None


def test_bars_show_each_number_and_a_dash_for_no_data() -> None:
    svg = bars([3, None, 12], ["I/25", "II/25", "III/25"], ChartLook(title="Potensi"))
    texts = [item.text for item in tree(svg).iter(f"{SVG}text")]
    assert texts == ["3", "I/25", "–", "II/25", "12", "III/25"]
    assert svg.count('class="bar now"') == 1


def test_bars_of_nothing_but_zeros_and_unequal_lists() -> None:
    assert "v-0" in bars([0, 0], ["a", "b"])
    with pytest.raises(ValueError, match="argument"):
        bars([1], ["a", "b"])


def test_strip_has_one_square_per_quarter() -> None:
    page = strip([Level.NIHIL, Level.BELUM_LAPOR, Level.TINGGI], title="8 triwulan")
    assert [item.get("class") for item in tree(page).iter(f"{SVG}path")] == [
        "cell t0",
        "cell tx",
        "cell t3",
    ]
    alone = strip([Level.BELUM_LAPOR], title="x", style="standalone", prefix="s1-")
    assert 'fill="url(#s1-arsir)"' in alone


def test_small_maps_send_their_paths_once() -> None:
    shapes = sample_shapes(THUMBNAIL)
    other = {code: AreaValue(Level.RENDAH) for code in VALUES}
    maps = small_maps(shapes, [("Triwulan I", VALUES), ("Triwulan II", other)])
    assert maps.defs.count(shapes.areas[0].path) == 1
    assert not [svg for svg in maps.pictures if shapes.areas[0].path in svg]
    assert maps.pictures[1].count('class="area t1"') == len(VALUES)
    assert "Contoh Hulu Rendah" in (tree(maps.pictures[0]).get("aria-label") or "")


@pytest.mark.parametrize(
    ("value", "text"), [(1.0, "1"), (-0.001, "0"), (2.505, "2.5"), (0.25, "0.25")]
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert number(value) in {text, "2.51"}
