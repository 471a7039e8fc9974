"""The map over HTTP: picture and table in the page, data by scope, ETags, nothing published."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

import pytest

from app.files import FileStore
from app.outputs.program_store import find_program, write_program
from tests.outputs import made_province as made
from tests.web.published import *  # noqa: F403 - its fixtures

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.testclient import TestClient

    from tests.web.published import Published

VALUES = "/peta/2026-tw2/nilai.json"


def addresses(html: str) -> list[str]:
    """What the program of the map will fetch."""
    return re.findall(
        r'(?:data-\w+|href|src)="(/peta/[^"]+?\.js(?:on)?(?:\?[^"]*)?)"', unescape(html)
    )


def test_the_picture_and_the_table_are_in_the_page(published: Published) -> None:
    html = published.enter("analis").get("/peta").text
    assert 'class="map-picture"' in html
    for code, name, *_ in made.REGENCIES:
        assert f'<a href="/wilayah/{code}" aria-label="' in html
        assert f'<a href="/wilayah/{code}?t=2026-tw2">' in html
        assert name in html
    assert "April–Juni 2026 · 3 dari 4 kabupaten/kota sudah lapor · edisi 1" in html
    assert "Batas perkiraan" in html
    assert "IKKD-1" in html
    assert html.count('<ol class="strip"') == 4
    assert '<li><span class="swatch tx"></span>' in html
    assert "Dinaikkan dari Rendah ke Sedang" in html
    assert 'style="' not in html


def test_every_address_on_the_page_answers(published: Published) -> None:
    client = published.enter("analis")
    found = addresses(client.get("/peta").text)
    assert len(found) >= 5
    for address in found:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["cache-control"] == "private, max-age=31536000, immutable", address
        again = client.get(address, headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b""), address


def test_without_a_known_mark_values_are_asked_for_again(published: Published) -> None:
    client = published.enter("gubernur")
    assert client.get(VALUES).headers["cache-control"] == "private, no-cache"
    assert client.get(f"{VALUES}?v=lama").headers["cache-control"] == "private, no-cache"


def test_data_are_compressed_when_the_browser_can(published: Published) -> None:
    client = published.enter("gubernur")
    plain = client.get(VALUES, headers={"accept-encoding": "identity"})
    packed = client.get(VALUES, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
    assert packed.content == plain.content


def test_an_officer_gets_the_points_of_the_own_regency(published: Published) -> None:
    whole = published.enter("gubernur").get(VALUES).json()
    own = published.enter("operator").get(VALUES).json()
    assert {point["area"] for point in whole["points"]} == {"99.01", "99.71"}
    assert {point["area"] for point in own["points"]} == {"99.01"}
    assert [area["history"] for area in own["areas"]] == [a["history"] for a in whole["areas"]]
    index = {area["code"]: area["index"] for area in own["areas"]}
    assert index["99.01"]
    assert index["99.71"] == ""


def test_marks_differ_where_values_do(published: Published) -> None:
    def mark(username: str) -> str:
        html = published.enter(username).get("/peta").text
        return next(item for item in addresses(html) if "nilai.json" in item)

    assert len({mark(name) for name in ("gubernur", "operator", "tetangga")}) == 3
    assert mark("gubernur") == mark("analis")
    foreign = mark("operator")
    answer = published.enter("tetangga").get(foreign)
    assert answer.headers["cache-control"] == "private, no-cache"
    assert {point["area"] for point in answer.json()["points"]} == {"99.71"}


def test_sensitive_text_reaches_no_map(published: Published) -> None:
    for username in ("operator", "analis", "gubernur", "tetangga"):
        client = published.enter(username)
        pages = client.get("/peta").text + client.get(VALUES).text
        assert made.SECRET not in pages
        assert made.CLOSED not in pages


def test_values_of_one_regency_follow_the_scope(published: Published) -> None:
    own = "/peta/2026-tw2/99.01/nilai.json"
    assert len(published.enter("operator").get(own).json()["areas"]) == 5
    assert published.enter("analis").get(own).status_code == 200
    assert published.enter("tetangga").get(own).status_code == 404
    assert published.enter("admin").get(own).status_code == 403


def test_a_stored_upload_is_no_map_data(published: Published) -> None:
    """Uploads lie in the same folder; their hash opens nothing."""
    sha256 = FileStore(published.settings.files).put(b"isi laporan")
    client = published.enter("analis")
    assert client.get(f"/peta/geometri/{sha256}.json").status_code == 404
    assert client.get(f"/peta/program/{sha256}.js").status_code == 404
    program = find_program(FileStore(published.settings.files))
    assert program is not None
    assert client.get(f"/peta/geometri/{program.sha256}.json").status_code == 404


@pytest.mark.parametrize(
    "address", ["/peta?t=2026-tw3", "/peta?t=kapan", VALUES.replace("2", "1")]
)
def test_a_quarter_without_edition_is_not_found(published: Published, address: str) -> None:
    assert published.enter("analis").get(address).status_code == 404


@pytest.mark.parametrize("username", ["admin", "auditor"])
def test_those_who_may_not_read_reports_see_no_map(published: Published, username: str) -> None:
    client = published.enter(username)
    for address in ("/peta", VALUES, "/wilayah/99.01", "/ringkasan"):
        assert client.get(address).status_code == 403, address


def test_the_picture_stays_while_shapes_are_prepared_anew(published: Published) -> None:
    folder = published.settings.files / "bentuk"
    kept = {path: path.read_bytes() for path in folder.glob("*-v*.json")}
    assert kept
    try:
        for path in kept:
            path.unlink()
        html = published.enter("analis").get("/peta").text
        assert 'class="map-picture"' in html
        assert 'id="peta"' not in html
        assert 'class="map-picture"' in published.enter("analis").get("/wilayah/99.01").text
        assert 'class="map-picture"' in published.enter("analis").get("/ringkasan").text
        assert "map-picture" not in published.enter("tetangga").get("/wilayah/99.01").text
    finally:
        for path, content in kept.items():
            path.write_bytes(content)


def test_a_program_of_an_earlier_release_is_not_asked_for_files_that_are_gone(
    published: Published,
) -> None:
    """Until the worker has composed the new one there is the picture."""
    files = FileStore(published.settings.files)
    program = find_program(files)
    assert program is not None
    try:
        write_program(files, replace(program, point_assets=("vendor/lama/lama.js",)))
        html = published.enter("analis").get("/peta").text
        assert 'class="map-picture"' in html
        assert 'id="peta"' not in html
    finally:
        write_program(files, program)


def test_what_only_the_interactive_map_needs_waits_for_the_picture(published: Published) -> None:
    head = published.enter("analis").get("/peta").text.partition("</head>")[0]
    links = re.findall(r"<(?:script|link rel=\"preload\")[^>]*>", head)
    assert len(links) >= 8
    assert [link for link in links if 'fetchpriority="low"' not in link] == []


def test_hostile_titles_stay_text(published: Published) -> None:
    client = published.enter("analis")
    values = client.get(VALUES).json()
    assert made.MARKUP in {point["title"] for point in values["points"]}
    for address in ("/peta", "/wilayah/99.01", "/ringkasan"):
        html = client.get(address).text
        assert "<img src=x" not in html
        assert "49 sengketa" not in html
    assert json.dumps(values)


def test_before_the_first_edition(
    people: object, enter: Callable[..., None], client: TestClient
) -> None:
    del people
    enter(client, "analis_prov")
    assert "Belum ada edisi yang terbit" in client.get("/peta").text
    assert "/edisi" in client.get("/peta").text
    assert "Belum ada edisi" in client.get("/wilayah/99.01").text
    assert client.get(VALUES).status_code == 404
    enter(client, "operator_kab")
    assert "Belum ada peta yang diterbitkan" in client.get("/peta").text
