"""Hostile texts in every free-text cell stay text on every page, map, document and export."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from functools import partial
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import openpyxl
import pypdf
import pytest

from app import schema
from app.settings import Settings
from tests import parts
from tests.conftest import START
from tests.flow import hostile_book, portal
from tests.flow.hostile_book import COMPUTED, INVISIBLE, PAYLOADS
from tests.flow.person import plain
from tests.reports.story import LETTER_PDF
from tests.visitor import enter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Dialog, Page

    from tests.flow.person import Person
    from tests.flow.portal import Portal
    from tests.stores import SqliteStore
    from tests.visitor import Visitor

HERE = "/laporan/2026-tw3"
REVIEW = "/verifikasi/2026-tw3/99.01"
COUNT = len(PAYLOADS)
ENTRIES = [f"{kind}-{number:03d}" for kind in "PK" for number in range(1, COUNT + 1)]
PAGES = {
    "operator": (
        "/",
        "/laporan",
        HERE,
        f"{HERE}/entri",
        f"{HERE}/versi/1",
        f"{HERE}/surat",
        f"{HERE}/terkirim",
        "/peta",
        "/wilayah/99.01",
        *(f"{HERE}/entri/{key}" for key in ENTRIES),
    ),
    "analis": (
        "/",
        "/verifikasi",
        "/entri",
        "/peta",
        "/wilayah/99.01",
        "/banding",
        "/edisi",
        "/edisi/susun?t=2026-tw3",
        *(f"{REVIEW}?entri={key}" for key in ENTRIES),
        *(f"{HERE}/entri/{key}?wilayah=99.01" for key in ENTRIES),
    ),
    "gubernur": ("/ringkasan", "/ringkasan/2026-tw3", "/peta", "/wilayah/99.01", "/banding"),
    "admin": ("/admin/log", "/pengguna"),
}


class _Markup(HTMLParser):
    """Collects what would run: handlers, scripts in the page, addresses that run code."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        handlers = [name for name in given if name.startswith("on")]
        runs = [v for v in given.values() if v.strip().lower().startswith("javascript:")]
        inline = tag == "script" and "src" not in given
        strange = tag == "img" and given.get("src") == "x"
        if handlers or runs or inline or strange or "style" in given:
            self.found.append(f"<{tag} {attrs}>")


@pytest.fixture(scope="module")
def site(sqlite_store: SqliteStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The portal of province 99 with the hostile report accepted and published, for reading."""
    if not sqlite_store.has("migrated"):
        sqlite_store.make("migrated", schema.upgrade)
    database = sqlite_store.copy("migrated")
    portal.settle(database)
    make = partial(Settings, data=tmp_path_factory.mktemp("tanam"), secret="rahasia-uji" * 4)
    settings = portal.province_settings(make, database)
    found = portal.running(database, settings, lambda: START)
    with found.server:
        send(found)
        decide(found)
        yield found
    sqlite_store.drop(database)


def send(site: Portal) -> None:
    with site.person("operator") as officer:
        data = hostile_book.hostile(officer.download(f"{HERE}/templat.xlsx"))
        files = {"berkas": ("<img src=x onerror=alert(1)>.xlsx", data, "application/zip")}
        officer.submit(f"{HERE}/unggah", f"{HERE}/unggah", files=files)
        result = plain(officer.read(f"{HERE}/hasil"))
        assert "0 perlu diperbaiki" in result, result[:4000]
        files = {"pdf": ("{{7777*7777}}.pdf", LETTER_PDF, "application/pdf")}
        officer.submit(f"{HERE}/surat", f"{HERE}/surat/berkas", files=files)
        for page in ("hasil", "periksa"):
            is_harmless(officer, f"{HERE}/{page}")
        officer.submit(f"{HERE}/periksa", f"{HERE}/ajukan")
    with site.person("pengesah") as confirmer:
        confirmer.submit(f"{HERE}/periksa", f"{HERE}/kirim")


def decide(site: Portal) -> None:
    with site.person("analis") as analyst:
        analyst.submit(REVIEW, f"{REVIEW}/mulai")
        note = {"bagian": "title", "jenis": "KURANG", "sifat": "SARAN", "catatan": PAYLOADS[0]}
        analyst.submit(f"{REVIEW}?entri=P-001", f"{REVIEW}/catatan", note)
    with site.person("kepala") as chief:
        chief.submit(f"{REVIEW}?putuskan=terima", f"{REVIEW}/terima")
        advice = {
            "perhatian": "\n".join(PAYLOADS[:3]),
            "saran-1": PAYLOADS[2],
            "kepada-1": PAYLOADS[0],
            "tenggat-1": "01/12/2026",
        }
        chief.submit("/edisi/susun?t=2026-tw3", "/edisi/2026-tw3/susun", advice)
        assert site.work() >= 1


def is_harmless(person: Person, path: str) -> str:
    """Read a page; nothing in it runs, nothing was computed."""
    html = person.read(path)
    markup = _Markup()
    markup.feed(html)
    assert markup.found == [], path
    text = plain(html)
    assert COMPUTED not in text, path
    assert not set(INVISIBLE) & set(text), path
    return text


def test_pages_and_files(site: Portal) -> None:
    for username, paths in PAGES.items():
        with site.person(username) as person:
            texts = {path: is_harmless(person, path) for path in paths}
        if username != "operator":
            continue
        with site.person(username) as person:
            check_paper(person.download(f"{HERE}/surat.pdf"))
        for number, text in enumerate(PAYLOADS):
            shown = texts[f"{HERE}/entri/P-{number + 1:03d}"]
            if not set(INVISIBLE) & set(text) and "\u200d" not in text:
                assert shown.count(" ".join(text.split())) >= 8, (text, shown[:3000])
    check_files(site)


def check_files(site: Portal) -> None:
    with site.person("gubernur") as staff:
        page = staff.read("/ringkasan/2026-tw3")
        links = dict.fromkeys(re.findall(r'href="([^"]+/unduh/[\w-]+)"', page))
        files = {link.rsplit("/", 1)[1]: staff.download(link) for link in links}
        values = json.loads(staff.download("/peta/2026-tw3/nilai.json"))
    titles = [item["title"] for item in values["points"]]
    assert len(titles) == 2 * COUNT
    assert sum("{#" in title for title in titles) == 2
    features = json.loads(files["geojson"])["features"]
    assert len(features) == 3 + 9 + 2 * COUNT
    check_documents(files)
    check_workbook(files["xlsx"])
    check_csv(files["csv-entri"])
    check_csv(files["csv-wilayah"])


def check_documents(files: dict[str, bytes]) -> None:
    for name in ("pdf", "lembar"):
        reader = pypdf.PdfReader(io.BytesIO(files[name]))
        text = "".join("".join(page.extract_text() for page in reader.pages).split())
        assert COMPUTED not in text
        if name == "pdf":
            assert "</script><imgsrc=xonerror=alert(1)>" in text
            assert "{{7*7}}{{7777*7777}}" in text
        actions = json.dumps(str(reader.trailer["/Root"]))
        assert "/OpenAction" not in actions
        assert "/JavaScript" not in actions


def check_paper(pdf: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    text = "".join("".join(page.extract_text() for page in reader.pages).split())
    assert COMPUTED not in text
    assert "</script><imgsrc=xonerror=alert(1)>" in text
    assert "{{7*7}}{{7777*7777}}" in text
    assert "/JavaScript" not in json.dumps(str(reader.trailer["/Root"]))


def check_workbook(data: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    said = [str(cell.value) for cell in cells if isinstance(cell.value, str)]
    assert any("</script><img src=x onerror=alert(1)>" in text for text in said)
    assert not any(COMPUTED in text for text in said)
    assert not any(set(INVISIBLE) & set(text) for text in said)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        assert not any("externalLink" in name or "vba" in name.lower() for name in names)
        assert not any(b"<f>" in package.read(name) for name in names)


def check_csv(data: bytes) -> None:
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")
    for field in (field for row in rows for field in row):
        number = re.fullmatch(r"-?\d+(,\d+)?", field)
        assert number or field.lstrip()[:1] not in {"=", "+", "-", "@"}, field
        assert not set(INVISIBLE) & set(field)


@pytest.mark.browser
def test_in_the_browser(site: Portal, visitor: Visitor) -> None:
    parts.require_browser()
    alerts: list[str] = []
    for username in ("operator", "analis", "gubernur"):
        page = visitor.page()

        def heard(dialog: Dialog) -> None:
            alerts.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", heard)
        enter(page, site.server.url, username)
        for path in PAGES[username]:
            number = path.rsplit("-", 1)[-1][:3]
            if not number.isdigit() or int(number) <= 2:
                page.goto(f"{site.server.url}{path}")
        open_every_popup(page, site.server.url)
    assert alerts == []


def open_every_popup(page: Page, url: str) -> None:
    """Switch the symbols on and open each: the title is there as text, nothing as markup."""
    page.goto(f"{url}/peta?t=2026-tw3")
    page.wait_for_selector("#peta[data-state=siap]", state="attached")
    page.locator("#peta-titik").check()
    page.wait_for_function("() => document.querySelectorAll('.peta-titik').length > 0")
    said: list[str] = page.evaluate(
        """() => {
          const texts = [];
          PKP.aktif.titik.eachLayer(marker => {
            PKP.aktif.peta.openPopup(marker.getPopup().setLatLng(marker.getLatLng()));
            texts.push(document.querySelector('.peta-isi').textContent);
          });
          return texts;
        }"""
    )
    assert len(said) == 2 * COUNT
    assert any("</script><img src=x onerror=alert(1)>" in text for text in said)
    assert not any(COMPUTED in text for text in said)
    assert page.locator("#peta-panggung :is(img, script, iframe)").count() == 0
