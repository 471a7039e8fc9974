"""What the map shows, after it was drawn in a browser, is what the database holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.model.edition import Edition, EditionPin, EditionState
from app.model.entry import Entry
from app.model.region import Office
from tests import parts
from tests.flow.hostile_book import INVISIBLE
from tests.live import LiveServer
from tests.web.published import *  # noqa: F403 - its fixtures
from tests.web.test_map_page_browser import enter, settled

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from app.db import Database
    from tests.visitor import Visitor
    from tests.web.published import Published

pytestmark = pytest.mark.browser

_DRAWN = """() => {
  const points = [], areas = [];
  // The one opened last: those before are still fading away.
  const said = () => [...document.querySelectorAll('.peta-isi')].at(-1).textContent;
  PKP.aktif.titik.eachLayer(marker => {
    PKP.aktif.peta.openPopup(marker.getPopup().setLatLng(marker.getLatLng()));
    points.push(said());
  });
  for (const code of PKP.aktif.layers.keys()) {
    PKP.aktif.openArea(code);
    areas.push([code, said()]);
  }
  return {points, areas};
}"""


def drawn(page: Page, address: str) -> dict[str, Any]:
    """Open a map, switch the symbols on, open every one of them and every area."""
    page.goto(address)
    settled(page)
    page.locator("#peta-titik").check()
    page.wait_for_selector(".peta-titik", state="attached")
    found: dict[str, Any] = page.evaluate(_DRAWN)
    return found


@dataclass(frozen=True)
class Held:
    """Titles of the entries the newest edition stands on, by how far they may travel."""

    open: list[str]
    sensitive: list[str]
    closed: list[str]


def held(database: Database) -> Held:
    """Ask the rows."""
    kinds: dict[str, list[str]] = {"NORMAL": [], "SENSITIF": [], "TERTUTUP": []}
    with database.read() as session:
        newest = session.scalar(
            select(func.max(Edition.id)).where(Edition.state == EditionState.READY)
        )
        statement = (
            select(Entry.title, Entry.sensitivity)
            .join(EditionPin, EditionPin.revision_id == Entry.revision_id)
            .where(EditionPin.edition_id == newest)
        )
        for title, sensitivity in session.execute(statement):
            kinds[sensitivity].append(title)
    return Held(kinds["NORMAL"], kinds["SENSITIF"], kinds["TERTUTUP"])


def regencies_of(database: Database, province: str) -> dict[str, str]:
    """Short names of the regencies by their codes, as offices are called on a map."""
    with database.read() as session:
        found = session.execute(
            select(Office.region_code, Office.short_name).where(Office.region_code != province)
        )
        return {str(code): name for code, name in found}


def agrees(page: Page, url: str, published: Published) -> None:
    """Compare the province's map and every regency's with the rows."""
    database = published.database
    regencies = regencies_of(database, published.settings.province)
    shown = drawn(page, f"{url}/peta")
    rows = held(database)
    assert len(rows.open) > 5
    assert len(shown["points"]) == len(rows.open) + len(rows.sensitive)
    assert missing(rows.open, shown["points"]) == []
    for title in (*rows.sensitive, *rows.closed):
        assert not any(title in text for text in shown["points"]), "a title that must not travel"
    assert {code for code, _ in shown["areas"]} == set(regencies)
    assert [text for code, text in shown["areas"] if regencies[code] not in text] == []


def bare(text: str) -> str:
    """Leave out blanks and characters without a shape."""
    return "".join(sign for sign in text if sign not in INVISIBLE and not sign.isspace())


def missing(titles: list[str], said: list[str]) -> list[str]:
    """Return titles no symbol speaks of, each symbol taken once; blanks do not count."""
    left, absent = [bare(text) for text in said], []
    for title in titles:
        found = next((text for text in left if bare(title) in text), None)
        if found is None:
            absent.append(title)
        else:
            left.remove(found)
    return absent


def test_the_map_shows_what_the_database_holds(published: Published, visitor: Visitor) -> None:
    """The first edition, and the amended one that takes its place."""
    parts.require_browser()
    with LiveServer(published.client.app) as server:  # type: ignore[arg-type]
        page = enter(visitor.page(), server.url, "gubernur")
        before = held(published.database)
        agrees(page, server.url, published)
        published.publish_amended()
        assert held(published.database) != before
        agrees(page, server.url, published)


def test_a_lost_feature_is_noticed() -> None:
    assert missing(["satu", "satu", "dua"], ["satu, Rendah", "dua, Tinggi"]) == ["satu"]
