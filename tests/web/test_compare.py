"""Two quarters compared: only what is known in both, in words and in pictures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.areas.queries import find_boundary_set
from app.model.level import Level
from app.model.quarter import Quarter
from app.outputs.shapes_prepare import ensure_shapes
from app.web.pages.compare_view import Snapshot, compare
from tests import factories
from tests.web.officer_helpers import main_text
from tests.web.province_desk import ANALYST, Desk, desk
from tests.web.published import Published, published, published_database, published_folder

if TYPE_CHECKING:
    from app.model.region import Office

__all__ = ["desk", "published", "published_database", "published_folder"]
BEFORE, AFTER = Quarter(2026, 2), Quarter(2026, 3)


def offices() -> list[Office]:
    """The three offices of province 99, stored nowhere."""
    return [factories.make_office(code) for code in factories.REGENCIES]


def test_only_regencies_known_in_both_quarters_are_compared() -> None:
    before = Snapshot(BEFORE, {"99.01": Level.SEDANG, "99.02": Level.RENDAH}, 3, 0)
    after = Snapshot(AFTER, {"99.01": Level.TINGGI, "99.71": Level.NIHIL}, 2, 1)
    found = compare(before, after, offices())
    assert [(item.name, item.change) for item in found.lines if item.change] == [
        ("Kabupaten Contoh Hulu", "naik")
    ]
    assert (found.compared, len(found.lines), found.moved) == (1, 3, 1)
    unknown = [item.name for item in found.lines if not item.is_compared]
    assert unknown == ["Kabupaten Contoh Pesisir", "Kota Contoh Muara"]


def test_worst_rise_comes_first_and_what_stays_is_counted() -> None:
    before = Snapshot(
        BEFORE, {"99.01": Level.TINGGI, "99.02": Level.RENDAH, "99.71": Level.SEDANG}, 0, 0
    )
    after = Snapshot(
        AFTER, {"99.01": Level.NIHIL, "99.02": Level.TINGGI, "99.71": Level.SEDANG}, 0, 0
    )
    found = compare(before, after, offices())
    assert [item.change for item in found.lines] == ["naik", "turun", "tetap"]
    assert [item.after.level for item in found.lines[:2]] == [Level.TINGGI, Level.NIHIL]


def test_page_shows_maps_and_words(desk: Desk) -> None:
    desk.send_report()
    desk.story.review()
    desk.story.accept()
    officer = desk.enter(ANALYST)
    assert "Gambar peta sedang disiapkan" in officer.open("/banding")
    with desk.story.database.read() as session:
        boundary_set = find_boundary_set(session)
        assert boundary_set is not None
        ensure_shapes(session, desk.story.files, boundary_set, "99")
    page = officer.open("/banding?a=2026-tw2&b=2026-tw3")
    assert page.count('class="map-picture"') == 2
    assert page.count('class="map-picture small"') == 8
    assert page.count('id="arsir"') == 1
    words = main_text(page)
    assert "Dibandingkan 0 dari 3" in words
    assert re.search(r"cakupan \d+ % \([ABC]\)", words), "a level without its coverage"
    assert "2 entri, tidak ada konflik; 1 daerah" in words
    assert "tidak diketahui, bukan aman" in main_text(officer.open("/"))


def test_unknown_quarter_is_absent(desk: Desk) -> None:
    officer = desk.enter(ANALYST)
    officer.open("/banding?a=2001-tw1", 404)
    officer.open("/banding?b=kapan", 404)


def test_governors_staff_compare_what_was_published(published: Published) -> None:
    client = published.enter("gubernur")
    answer = client.get("/banding")
    assert answer.status_code == 200
    assert "Menurut edisi yang sudah terbit;" in answer.text
    assert re.search(r"cakupan \d+ dari \d+ kecamatan, keyakinan [ABC]", answer.text)
    assert published.enter("operator").get("/banding").status_code == 403
