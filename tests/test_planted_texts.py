"""Hostile texts in every text column stay text: pages, maps, documents, exports, LibreOffice."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from sqlalchemy import func, select

from app.model.entry import Entry
from app.model.report import Revision
from tests import parts
from tests.attacks import output_attack as attack
from tests.attacks.output_attack import Report, Site
from tests.hostile_planting import COMPUTED, EVERY, EVERYTHING_AT_ONCE, Planting
from tests.live import LiveServer
from tests.visitor import watched

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.visitor import Visitor

pytestmark = pytest.mark.xdist_group("planted")

# Planted, but on no page the walk comes to: kept for a machine, or shown only for a moment.
ELSEWHERE = {
    "artefact.file_name": "made anew when the edition was built",
    "assessment.severity_reason": "the province has read no event otherwise",
    "column_memory.heading": "shown while a file with that heading waits",
    "edition.failure": "shown while an edition fails",
    "edition.step_label": "shown while an edition is built",
    "hand_over.made_by": "only in the record of acts",
    "obligation.agency_name": "pinned for the record; pages take the office's",
    "obligation.extension_reason": "the city's own page; nobody of it is in the table",
    "obligation.unlock_reason": "the city's own page; nobody of it is in the table",
    "obligation.waiver_reason": "the city's own page; nobody of it is in the table",
    "office.addressee": "offered in an empty letter only",
    "one_time_link.made_by": "only in the record of acts",
    "passkey.name": "its owner's own page; nobody of the table has one",
    "redaction_request.decision_note": "nobody has decided on the request",
    "recommendation_answer.text": "an answer to a request of another version",
    "revision.nil_statement": "no report says nothing happened",
    "sign_in_attempt.address": "counted, never shown",
    "sign_in_attempt.username": "counted, never shown",
    "sign_in_session.user_agent": "shown as the name of a known browser",
    "signal_answer.answer": "an answer to a question that is not asked",
    "revision.amendment_note": "no report is amended",
    "revision.takeover_note": "no review was taken over",
}


def build(folder: Path, planting: Planting) -> Iterator[Site]:
    site = attack.planted(folder, planting)
    yield site
    site.database.dispose()


@pytest.fixture(scope="module")
def all_at_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    yield from build(tmp_path_factory.mktemp("sekaligus"), Planting([EVERYTHING_AT_ONCE]))


@pytest.fixture(scope="module")
def one_each(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Every column another payload, and the other columns that payload's neighbours."""
    yield from build(tmp_path_factory.mktemp("bergilir"), Planting(EVERY.values(), turn=4))


@pytest.mark.parametrize("name", ["all_at_once", "one_each"])
def test_what_was_written_is_what_is_read(name: str, request: pytest.FixtureRequest) -> None:
    site: Site = request.getfixturevalue(name)
    whole = name == "one_each"
    report = attack.read_everything(site, most=3 if whole else 1)
    assert report.wrong == {}
    assert {"text/html", "application/pdf", "application/json"} <= set(report.kinds)
    if whole:
        never = set(site.planting.texts) - report.shown
        assert never == set(ELSEWHERE), "a text nobody sees, or one that is seen after all"


def test_no_feature_is_lost(one_each: Site) -> None:
    """`{#` in one name and `#}` in another once took out every entry between them."""
    with attack.TestClient(one_each.app) as client:
        client.cookies.set("sid", one_each.world.tokens["gub"])
        values = client.get("/peta/2026-tw3/nilai.json").json()
        features = client.get("/ringkasan/2026-tw3/1/unduh/geojson").json()["features"]
    with one_each.database.read() as session:
        entries = session.scalar(
            select(func.count())
            .select_from(Entry)
            .join(Revision)
            .where(Revision.decided_at.is_not(None))
        )
    assert entries == 2
    assert len(values["points"]) == entries
    assert len(features) == 3 + 9 + entries


@pytest.mark.browser
@pytest.mark.parametrize("column", ["op", "an", "gub", "adm"])
def test_nothing_runs_in_a_browser(all_at_once: Site, visitor: Visitor, column: str) -> None:
    """One page of every kind with all payloads in every text: nothing runs, nothing complains."""
    parts.require_browser()
    headers = {"Sec-Fetch-Site": "same-origin"}
    with (
        attack.TestClient(all_at_once.app, headers=headers, follow_redirects=False) as client,
        LiveServer(all_at_once.app) as server,
    ):
        walker = attack.Walker(client, all_at_once.world, most=1)
        walk = walker.walk(column)
        page, faults = watched(visitor)
        cookie: Any = {"name": "sid", "value": walk_token(all_at_once, column), "url": server.url}
        page.context.add_cookies([cookie])
        kinds = set()
        for address in walk.pages:
            kind = walker.kind_of(address).partition("?")[0]
            if kind not in kinds and walk.opened[address].status_code == 200:
                kinds.add(kind)
                page.goto(server.url + address, wait_until="load")
                # The published entries are 99.02's: a neighbour's map has none.
                look_at(page, address, has_points=column != "op")
        assert len(kinds) > 4
        assert faults == []


def walk_token(site: Site, column: str) -> str:
    return site.world.tokens[column]


def look_at(page: Page, address: str, *, has_points: bool) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(item => { item.open = true })")
    if page.locator("#peta[data-state]").count():
        page.wait_for_selector("#peta[data-state=siap]", state="attached")
        page.locator("#peta-titik").check()
        if has_points and address.startswith("/peta"):
            page.wait_for_function("() => document.querySelectorAll('.peta-titik').length > 0")
        page.wait_for_function("() => PKP.aktif.titik")  # they come after the areas
        page.evaluate(
            "PKP.aktif.titik.eachLayer(marker => PKP.aktif.peta.openPopup("
            "marker.getPopup().setLatLng(marker.getLatLng())))"
        )
    assert page.evaluate("window.__terpicu === undefined"), address
    assert page.locator("img[src=x], iframe, object, embed").count() == 0, address
    assert COMPUTED not in page.inner_text("body"), address


@pytest.mark.libreoffice
def test_exports_open_without_live_formulas_or_links(one_each: Site, tmp_path: Path) -> None:
    program = parts.require_libreoffice()
    with attack.TestClient(one_each.app) as client:
        client.cookies.set("sid", one_each.world.tokens["gub"])
        for name, file in (("xlsx", "data.xlsx"), ("csv-entri", "entri.csv")):
            answer = client.get(f"/ringkasan/2026-tw3/1/unduh/{name}")
            assert answer.status_code == 200
            (tmp_path / file).write_bytes(answer.content)
        (tmp_path / "jebakan.csv").write_text('a;=1+1;=HYPERLINK("http://jauh.example")\n')
    opened = {file.stem: opened_by(program, file) for file in sorted(tmp_path.iterdir())}
    assert live_in(opened["jebakan"]), "the yardstick sees no formula"
    assert live_in(opened["data"]) == []
    assert live_in(opened["entri"]) == []


def opened_by(program: str, file: Path) -> str:
    """What LibreOffice makes of a file, as flat XML."""
    profile = file.parent / "profil"
    words = [program, f"-env:UserInstallation=file://{profile}", "--headless"]
    words += ["--infilter=CSV:59,34,76,1,,,,,,,,,true"] if file.suffix == ".csv" else []
    words += ["--convert-to", "fods", "--outdir", str(file.parent / "hasil"), str(file)]
    subprocess.run(words, check=True, capture_output=True, timeout=180)
    return (file.parent / "hasil" / f"{file.stem}.fods").read_text()


def live_in(text: str) -> list[str]:
    """Formulas that are not ours, and addresses outside the file."""
    return re.findall(r'table:formula="[^"]*(?:zq\d+z|HYPERLINK|1\+1)[^"]*"', text) + re.findall(
        r'<text:a [^>]*xlink:href="(?!#)[^"]*"', text
    )


# --- the yardstick bites -------------------------------------------------------------------------


def test_one_page_without_escaping_is_found(all_at_once: Site) -> None:
    environment = all_at_once.app.state.templates
    environment.cache.clear()
    environment.autoescape = False
    try:
        report = attack.read_everything(all_at_once, ["adm"])
    finally:
        environment.autoescape = True
        environment.cache.clear()
    assert any("runs <img" in fault for faults in report.wrong.values() for fault in faults)


HTML, CSV = "text/html; charset=utf-8", "text/csv; charset=utf-8"
JSON = "application/json"
BAD = {
    "evaluated": (HTML, f"<p>{{mark}}{COMPUTED}</p>", "computed"),
    "a command ran": (HTML, "<p>{mark}uid=0(root)</p>", "computed"),
    "swallowed": (JSON, '["{mark}hilang dan lain"]', "instead of"),
    "a handler": (HTML, "<p onclick=x>", "runs"),
    "a comment opened": (HTML, "<p><!-- {mark} --></p>", "runs"),
    "a formula": (CSV, "a;=1+1", "formula"),
    "a program": ("text/javascript", "var a = '{mark}'", "inside a program"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_said(name: str) -> None:
    kind, text, fault = BAD[name]
    planting = Planting([EVERY["jinja"]])
    mark = next(mark for mark in planting.marks)
    report = Report(planting)
    headers = {"content-type": kind}
    report.look("/", httpx2.Response(200, headers=headers, text=text.replace("{mark}", mark)))
    assert any(fault in found for found in report.wrong.get("/", [])), report.wrong


def test_a_broken_file_name_is_said() -> None:
    report = Report(Planting(["x"]))
    headers = {"content-disposition": 'attachment; filename="a"; filename="b"\r\nx: y'}
    report.look("/", httpx2.Response(200, headers=headers))
    report.look("/a", httpx2.Response(500))
    assert len(report.wrong) == 2
