"""Static files: as locked, within their weight, tokens in one place, nothing from another host."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from app.web.static_files import StaticFiles

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "app" / "web" / "static"
TEMPLATES = ROOT / "templates"
LOCK: list[dict[str, str]] = json.loads((STATIC / "vendor/vendor.lock.json").read_text("utf-8"))
FONT = "vendor/public-sans-5.3.0/public-sans-id-wght-normal.woff2"
KIB = 1024

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
URL = re.compile(r"(?:https?:)?//[a-z0-9][a-z0-9.-]*\.[a-z]{2,}[^\s\"'`)<>\\]*", re.IGNORECASE)
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b(?!-)|\b(?:rgb|hsl|oklch|lab)a?\(", re.IGNORECASE)
NAMES_ONLY = {
    "http://www.w3.org/2000/svg",  # a name of a vocabulary, never fetched
    "https://leafletjs.com",  # link in Leaflet's own attribution, which the map switches off
}


def served() -> list[Path]:
    """Every style sheet, script and drawing the portal serves."""
    return sorted(path for suffix in ("css", "js", "svg") for path in STATIC.rglob(f"*.{suffix}"))


def weight(*names: str) -> int:
    """Bytes of the files as sent, compressed."""
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in names)


@pytest.mark.parametrize("entry", LOCK, ids=lambda entry: entry["path"])
def test_vendored_file_is_as_locked(entry: dict[str, str]) -> None:
    content = (ROOT / entry["path"]).read_bytes()
    digest = base64.b64encode(hashlib.sha384(content).digest()).decode()
    assert entry["sha384"] == f"sha384-{digest}"
    assert entry["licence"]
    assert b"sourceMappingURL=" not in content or entry["path"].startswith("tests/")


def test_every_vendored_file_is_locked() -> None:
    locked = {entry["path"] for entry in LOCK}
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (STATIC / "vendor").rglob("*")
        if path.is_file() and path.name != "vendor.lock.json"
    }
    assert found <= locked


def test_every_vendored_package_brings_its_licence() -> None:
    folders = [path for path in (STATIC / "vendor").iterdir() if path.is_dir()]
    assert folders
    assert [folder.name for folder in folders if not (folder / "LICENSE").is_file()] == []
    assert (TEMPLATES / "document/fonts/OFL.txt").is_file()


@pytest.mark.parametrize("path", served(), ids=lambda path: path.relative_to(STATIC).as_posix())
def test_no_address_of_another_host(path: Path) -> None:
    text = COMMENT.sub("", path.read_text("utf-8"))
    text = re.sub(r"(?m)^\s*//.*$", "", text)
    assert set(URL.findall(text)) - NAMES_ONLY == set()


@pytest.mark.parametrize(
    ("names", "most"),
    [
        (("portal-base.css",), 13 * KIB),
        (("portal.css",), 6.5 * KIB),
        (("portal-base.js",), 7.5 * KIB),
        (("js/confirm-once.js",), 2 * KIB),
        (("js/upload.js",), 5 * KIB),
        (("js/poll.js",), 5 * KIB),
        (("isian.css",), 4 * KIB),
        *(((f"js/{path.name}",), 5 * KIB) for path in (STATIC / "js").glob("isian*.js")),
        (
            ("portal-base.css", "portal.css", "portal-base.js", "js/confirm-once.js", FONT),
            42 * KIB,
        ),
    ],
)
def test_weight_within_budget(names: tuple[str, ...], most: float) -> None:
    assert weight(*names) <= most


def characters(ranges: str) -> set[int]:
    """Code points of `20-7E, A0` or `U+20-7E, U+A0`."""
    found: set[int] = set()
    for part in ranges.replace("U+", "").split(","):
        first, _, last = part.strip().partition("-")
        found |= set(range(int(first, 16), int(last or first, 16) + 1))
    return found


def test_pages_in_indonesian_need_the_small_font_alone() -> None:
    """A character outside its range would fetch the whole font, twice the weight, as well."""
    faces = re.findall(
        r"url\(\"([^\"]+)\"\)[^;]*;\s*unicode-range: ([^;]+);", (STATIC / "portal.css").read_text()
    )
    whole, small = (characters(ranges) for _url, ranges in faces)
    assert faces[-1][0] == FONT  # the last face goes first
    pins = tomllib.loads((ROOT / "tools/vendor.toml").read_text("utf-8"))["package"]
    cut = next(pin["cut"][0] for pin in pins if "cut" in pin)
    assert small == characters(cut["characters"])
    pages = "".join(path.read_text("utf-8") for path in TEMPLATES.rglob("*.html"))
    words = "".join(path.read_text("utf-8") for path in (ROOT / "app").rglob("*.py"))
    used = {ord(character) for character in pages + words if character.isprintable()}
    assert {chr(code) for code in used & (whole - small)} == set()


def test_style_sheets_travel_without_comments_and_margins() -> None:
    files = StaticFiles.below(STATIC).files
    sheets = {name: file.packed.content for name, file in files.items() if name[-4:] == ".css"}
    assert b"/*" in (STATIC / "portal.css").read_bytes()
    assert [name for name, text in sheets.items() if re.search(rb"/\*[^!]|\n\s", text)] == []
    assert sheets["portal-base.css"].startswith(b"/*! Built by")


def test_colours_stand_in_root_alone() -> None:
    sheet = COMMENT.sub("", (STATIC / "portal.css").read_text("utf-8"))
    root, rest = re.subn(r":root\s*\{[^}]*\}", "", sheet, count=1)
    assert rest == 1
    selectors_left_out = re.sub(r"url\([^)]*\)", "", root)
    assert COLOUR.findall(selectors_left_out) == []


def test_base_style_sheet_has_no_foreign_face() -> None:
    sheet = (STATIC / "portal-base.css").read_text("utf-8")
    assert "GDS Transport" not in sheet
    assert "@font-face" not in sheet
    assert "crown" not in sheet.lower()


@pytest.mark.parametrize(
    "path",
    sorted(TEMPLATES.rglob("*.html")),
    ids=lambda path: path.relative_to(TEMPLATES).as_posix(),
)
def test_template_keeps_the_content_policy(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    forbidden: dict[str, Any] = {
        "inline style": re.findall(r"<[^>]*\sstyle\s*=", text),
        "style element": re.findall(r"<style\b", text),
        "inline script": re.findall(r"<script(?![^>]*\bsrc=)", text),
        "event attribute": re.findall(r"<[a-z][^>]*\son[a-z]+\s*=", text),
        "other host": [url for url in URL.findall(text) if url not in NAMES_ONLY],
    }
    assert {what: found for what, found in forbidden.items() if found} == {}
