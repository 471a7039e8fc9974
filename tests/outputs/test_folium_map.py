"""Folium composes our constants only, byte for byte the same, and compiles no text twice."""

from __future__ import annotations

import ast
import hashlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import folium
import pytest
from branca.element import Element

from app.model.level import Level
from app.outputs import folium_map
from app.outputs.map_files import AreaFigures, MapValues, values_file
from app.outputs.map_program import MAP_MODULES, map_program
from tests.web.map_site import PAYLOADS

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "app" / "web" / "static"


def composed_anew() -> str:
    """The script as a worker that has just started composes it."""
    folium_map.compose_map_script.cache_clear()
    return folium_map.compose_map_script()


def test_two_compositions_are_the_same_bytes() -> None:
    assert composed_anew() == composed_anew()


def test_a_process_composes_once() -> None:
    assert folium_map.compose_map_script() is folium_map.compose_map_script()


def test_another_process_composes_the_same_bytes() -> None:
    program = (
        "import hashlib; from app.outputs.folium_map import compose_map_script as c;"
        "print(hashlib.sha256(c().encode()).hexdigest())"
    )
    there = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    here = hashlib.sha256(folium_map.compose_map_script().encode()).hexdigest()
    assert there.stdout.strip() == here


def test_no_argument_could_carry_text_from_outside() -> None:
    assert not inspect.signature(folium_map.compose_map_script).parameters
    assert not inspect.signature(folium_map.map_assets).parameters


@pytest.mark.parametrize("text", PAYLOADS.values(), ids=PAYLOADS)
def test_values_of_an_edition_do_not_reach_the_script(text: str) -> None:
    before = composed_anew()
    area = AreaFigures("99.01", text, text, 1, 0, (Level.TINGGI,), text, text, text, text)
    values_file(MapValues(periods=(text,), areas=(area,)))
    assert composed_anew() == before
    if len(text) > 2:
        assert text not in before


def test_script_names_no_host_and_holds_no_markup() -> None:
    script = folium_map.compose_map_script()
    for foreign in ("http:", "https:", "//", "<", "user-scalable", "innerHTML", "eval("):
        assert foreign not in script


def test_assets_are_our_own_files() -> None:
    vendored = (*folium_map.map_assets(), *folium_map.point_assets())
    assets = (*vendored, folium_map.MAP_STYLE)
    assert len(folium_map.point_assets()) == 2
    assert [path for path in assets if not (STATIC / path).is_file()] == []
    assert len([path for path in assets if path.startswith("vendor/leaflet-1.9.4/")]) == 2


def test_program_holds_every_module_once_and_imports_nothing() -> None:
    program = map_program()
    assert not re.search(r"^(import|export) ", program, flags=re.MULTILINE)
    assert not re.search(r"^ *(/\*|\*/)", program, flags=re.MULTILINE), "a comment travels"
    names = re.findall(
        r"^(?:async )?(?:const|let|class|function) (\w+)", program, flags=re.MULTILINE
    )
    assert len(names) == len(set(names)), "two modules use one name"
    assert sorted(MAP_MODULES) == sorted(path.name for path in (STATIC / "js").glob("peta*.js"))


def test_modules_follow_what_they_import() -> None:
    for place, module in enumerate(MAP_MODULES):
        text = (STATIC / "js" / module).read_text(encoding="utf-8")
        wanted = re.findall(r'^import .* from "\./([^"]+)";$', text, flags=re.MULTILINE)
        assert set(wanted) <= set(MAP_MODULES[:place])


def test_foliums_own_lists_of_links_are_untouched() -> None:
    folium_map.map_assets()
    assert all(url.startswith("https://") for _name, url in folium.Map.default_js)


def test_rendered_text_is_never_compiled() -> None:
    assert Element("{{7*7}} {# #} {%").render() == "{{7*7}} {# #} {%"


@pytest.mark.parametrize("text", PAYLOADS.values(), ids=PAYLOADS)
def test_second_wall_holds_even_if_text_came_in(text: str) -> None:
    """Not our way to use Folium: the sinks that ran text on the server before the patch."""
    peta = folium.Map(location=(0, 116), tiles=None)
    folium.Marker((0, 116), tooltip="awal" + text + "akhir").add_to(peta)
    folium.Marker((0, 117), tooltip="tetap ada").add_to(peta)
    feature = {"type": "Feature", "properties": {"n": text}, "geometry": None}
    folium.GeoJson({"type": "FeatureCollection", "features": [feature]}).add_to(peta)
    page = peta.get_root().render()
    assert "tetap ada" in page
    assert f"awal{text}akhir" in page
    assert '"features": [{' in page


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_one_module_only_imports_folium() -> None:
    users = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "app").rglob("*.py"))
        if imported(path) & {"folium", "branca"}
    ]
    assert users == ["app/outputs/folium_map.py"]
