"""The small map beside an entry: what it says, what it keeps back, who gets it, what it weighs."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.areas.queries import find_boundary_set
from app.model.account import Role
from app.model.particulars import EntryLocation
from app.outputs.shapes_prepare import ensure_shapes
from tests import factories
from tests.web.province_desk import ANALYST, OPERATOR, REVIEW, Desk, desk

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["desk"]
ENTRY = "/laporan/2026-tw3/entri"
SAID = re.compile(r'<svg[^>]*class="map-picture situation"[^>]*aria-label="([^"]*)"')
SYMBOL = re.compile(r'class="(potential|event)\b')
POINT = {"lat": "0,05", "lon": "115,05", "precision": "TITIK"}
VILLAGE = {"village": "99.01.01.2001"}


def prepare(desk: Desk) -> None:
    """Prepare the shapes, as the worker does."""
    with desk.story.database.read() as session:
        boundary_set = find_boundary_set(session)
        assert boundary_set is not None
        ensure_shapes(session, desk.story.files, boundary_set, "99")


def send(
    desk: Desk, rows: Sequence[dict[str, str]], at: tuple[float, float] | None = None
) -> None:
    """Have 99.01 send one potential per row of changed cells.

    `at` gives every entry coordinates behind the back of the rules, which take them from
    sensitive rows: the map has to keep its own watch.
    """
    desk.story.upload(
        *(("P", f"P-{number:03d}", cells) for number, cells in enumerate(rows, 1)),
        *(
            ("U", f"U-{number:03d}", {"entry_key": f"P-{number:03d}"})
            for number in range(1, len(rows) + 1)
        ),
    )
    if at is not None:
        with desk.story.database.write() as session:
            for location in session.scalars(select(EntryLocation)):
                location.lon, location.lat = at
    desk.story.attach_letter()
    desk.story.send()


@pytest.mark.parametrize("path", [f"{REVIEW}?entri=P-001", f"{ENTRY}/P-001?wilayah=99.01"])
def test_review_and_entry_show_the_village_and_its_point(desk: Desk, path: str) -> None:
    send(desk, [POINT | VILLAGE])
    officer = desk.enter(ANALYST)
    assert not SAID.search(officer.open(path)), "nothing to draw yet"
    prepare(desk)
    page = officer.open(path)
    said = SAID.search(page)
    assert said
    assert said[1].startswith("Letak Desa Contoh 9901012001, Kec. Kecamatan Contoh 990101, di ")
    assert said[1].endswith("; lingkaran: titik yang dilaporkan")
    assert SYMBOL.search(page)
    assert page.count('class="ward marked"') == 1
    assert len(gzip.compress(page.encode())) < 16 * 1024


def test_without_coordinates_the_kecamatan_is_marked_and_no_point_is_drawn(desk: Desk) -> None:
    send(desk, [{}])
    prepare(desk)
    page = desk.enter(ANALYST).open(f"{REVIEW}?entri=P-001")
    said = SAID.search(page)
    assert said
    assert said[1].startswith("Letak Kec. Kecamatan Contoh 990101, di ")
    assert not SYMBOL.search(page)
    assert 'class="ward marked"' in page


@pytest.mark.parametrize("sensitivity", ["SENSITIF", "TERTUTUP"])
def test_a_sensitive_entry_is_shown_by_its_kecamatan_alone(desk: Desk, sensitivity: str) -> None:
    secret = {"sensitivity": sensitivity, "sensitivity_reasons": "SARA"}
    send(desk, [VILLAGE | secret], at=(115.05, 0.05))
    prepare(desk)
    page = desk.enter(ANALYST).open(f"{REVIEW}?entri=P-001")
    said = SAID.search(page)
    assert said
    assert said[1].startswith("Letak Kec. Kecamatan Contoh 990101, di ")
    assert "titik" not in said[1]
    assert "115,0500" in page, "the coordinates are there to be kept off the map"
    assert not SYMBOL.search(page)


def test_its_own_office_sees_it_and_no_other_office_does(desk: Desk) -> None:
    send(desk, [POINT])
    prepare(desk)
    assert SAID.search(desk.enter(OPERATOR).open(f"{ENTRY}/P-001"))
    with desk.story.database.write() as session:
        name = factories.make_user(session, Role.OPERATOR_KAB, region="99.02").username
    stranger = desk.enter(name)
    answer = stranger.client.get(f"{ENTRY}/P-001?wilayah=99.01")
    assert answer.status_code == 404
    assert not SAID.search(answer.text)
