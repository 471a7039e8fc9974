"""Loading official boundaries on the page: report, picture, decision; the CLI's own checks."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.areas.load import load_default
from app.areas.waiting import WAITING_SECONDS, WaitingFiles
from app.model.account import Role
from app.model.record import AuditEvent
from app.model.region import Area, BoundarySet
from app.paths import resource
from tests import factories
from tests.conftest import START

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.testclient import TestClient

    from app.db import Database
    from app.settings import Settings

HERE = "/admin/wilayah"
WORDS = {"sumber": "Berkas contoh 2026", "berlaku": "01/10/2026", "kunci": "k1"}


@pytest.fixture
def settings(make_settings: Callable[..., Settings], database: Database) -> Settings:
    """The real province: its codes are what a file is checked against."""
    return make_settings(database_url=database.url, province="64")


@pytest.fixture
def admin(client: TestClient, database: Database) -> TestClient:
    """An administrator of a province with packaged codes and approximate boundaries."""
    with database.write() as session:
        load_default(session, now=START, province="64")
        factories.make_user(session, Role.ADMIN, region="64", username="admin")
    client.post("/masuk", data={"nama": "admin", "sandi": factories.PASSWORD})
    return client


def collection() -> dict[str, Any]:
    """The packaged regencies, free to be changed."""
    text = (resource("geodata") / "regencies.geojson").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def one(found: dict[str, Any], code: str) -> dict[str, Any]:
    return next(f for f in found["features"] if f["properties"]["code"] == code)


def moved(value: Any, move: Callable[[float, float], list[float]]) -> Any:
    """Apply a function to every coordinate of nested lists."""
    if isinstance(value[0], (int, float)):
        return move(*value)
    return [moved(item, move) for item in value]


def send(admin: TestClient, content: bytes, name: str = "batas.geojson", **words: str) -> Any:
    return admin.post(HERE, data=words, files={"berkas": (name, content)}, follow_redirects=False)


def checked(admin: TestClient, found: dict[str, Any]) -> str:
    """Upload a collection and return the address of its check."""
    answer = send(admin, json.dumps(found).encode())
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def sets(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(BoundarySet.name).order_by(BoundarySet.id)))


def acts(database: Database) -> list[str]:
    with database.read() as session:
        query = select(AuditEvent.action).where(AuditEvent.action.startswith("wilayah."))
        return list(session.scalars(query.order_by(AuditEvent.id)))


def apply_address(check: str) -> str:
    return check.replace("?", "/terapkan?")


def test_a_good_file_is_checked_drawn_and_then_stored_once(
    admin: TestClient, database: Database
) -> None:
    check = checked(admin, collection())
    html = admin.get(check).text
    assert "Dapat dimuat" in html
    assert "10 dari 10" in html
    source = re.search(r'<img src="([^"]+)"', html)
    assert source is not None
    picture = admin.get(source[1].replace("&amp;", "&"))
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert picture.text.count("<path") == 10
    assert sets(database) == ["Batas perkiraan"]  # looking stores nothing

    for _ in range(2):  # a double click
        answer = admin.post(apply_address(check), data=WORDS, follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"] == HERE
    assert sets(database) == ["Batas perkiraan", "Batas 01-10-2026"]
    assert acts(database) == ["wilayah.unggah", "wilayah.muat"]
    with database.read() as session:
        newest = session.scalars(select(BoundarySet).order_by(BoundarySet.id.desc())).first()
        assert newest is not None
        assert (newest.source, newest.approximate) == ("Berkas contoh 2026", False)
        stored = select(func.count()).where(Area.boundary_set_id == newest.id)
        assert session.scalar(stored) == 11
    html = admin.get(HERE).text
    assert "Berkas contoh 2026" in html
    assert "Batas wilayah perkiraan" not in html
    assert "sudah dimuat" in admin.get(check).text


def test_words_are_asked_for_before_anything_is_stored(
    admin: TestClient, database: Database
) -> None:
    check = apply_address(checked(admin, collection()))
    for wrong in ({"sumber": ""}, {"berlaku": "31/02/2026"}, {"judul": "x" * 121}):
        answer = admin.post(check, data=WORDS | wrong)
        assert answer.status_code == 422
        assert "Batas belum diterapkan" in answer.text
    assert sets(database) == ["Batas perkiraan"]


def test_a_discarded_file_is_gone(admin: TestClient, database: Database) -> None:
    check = checked(admin, collection())
    for _ in range(2):
        assert admin.post(check.replace("?", "/buang?")).status_code in {200, 303}
    assert admin.get(check).status_code == 404
    assert admin.post(apply_address(check), data=WORDS).status_code == 404
    assert acts(database) == ["wilayah.unggah", "wilayah.buang"]
    assert sets(database) == ["Batas perkiraan"]


def test_names_from_outside_stay_text(admin: TestClient) -> None:
    content = json.dumps(collection()).encode()
    answer = send(admin, content, "<b>{{7*7}}</b>.geojson")
    html = admin.get(answer.headers["location"]).text
    assert "&lt;b&gt;{{7*7}}" in html
    assert "<b>{{" not in html


def _swapped_code(found: dict[str, Any]) -> None:
    for feature in found["features"]:
        row = feature["properties"]
        row["code"] = row["code"].replace(".", "")
    one(found, "6402")["properties"]["code"] = "6403x"
    one(found, "6403")["properties"]["code"] = "6402"
    one(found, "6403x")["properties"]["code"] = "6403"


def _missing(found: dict[str, Any]) -> None:
    found["features"] = found["features"][1:]


def _overlap(found: dict[str, Any]) -> None:
    one(found, "64.72")["geometry"] = one(found, "64.02")["geometry"]


def _wrong_crs(found: dict[str, Any]) -> None:
    for feature in found["features"]:
        shape = feature["geometry"]
        shape["coordinates"] = moved(
            shape["coordinates"], lambda x, y: [500_000 + x * 1000, 9_900_000 + y * 1000]
        )


def _turned(found: dict[str, Any]) -> None:
    for feature in found["features"]:
        shape = feature["geometry"]
        shape["coordinates"] = moved(shape["coordinates"], lambda x, y: [y, x])


def _no_codes(found: dict[str, Any]) -> None:
    for feature in found["features"]:
        feature["properties"] = {"keterangan": "wilayah"}


def _points(found: dict[str, Any]) -> None:
    for feature in found["features"]:
        feature["geometry"] = {"type": "Point", "coordinates": [117, 0]}


def _not_numbers(found: dict[str, Any]) -> None:
    one(found, "64.01")["geometry"]["coordinates"] = [[[["a", "b"]]]]


BAD = {
    "swapped codes": (_swapped_code, "Kode tertukar"),
    "missing region": (_missing, "1 dari 10 kabupaten/kota tidak ada"),
    "overlap": (_overlap, "Bertumpang tindih"),
    "wrong CRS": (_wrong_crs, "Koordinat bukan derajat"),
    "lat/lon turned": (_turned, "Bujur dan lintang tertukar"),
    "no codes": (_no_codes, "Kolom kode wilayah tidak ditemukan"),
    "points only": (_points, "Tanpa poligon"),
}


def test_a_faulty_file_says_what_is_wrong_and_cannot_be_applied(
    admin: TestClient, database: Database
) -> None:
    for name, (spoil, sentence) in BAD.items():
        found = collection()
        spoil(found)
        check = checked(admin, found)
        html = admin.get(check)
        assert html.status_code == 200, name
        assert sentence in html.text, name
        assert "Tidak dapat dimuat" in html.text, name
        assert "/terapkan" not in html.text, name
        assert admin.post(apply_address(check), data=WORDS).status_code == 409, name
        assert admin.get(check.replace("?", "/gambar.svg?")).status_code == 200, name
    assert sets(database) == ["Batas perkiraan"]


def test_a_line_that_crosses_itself_is_shown_and_marked(admin: TestClient) -> None:
    found = collection()
    ring = one(found, "64.01")["geometry"]["coordinates"][0][0]
    ring[10], ring[40] = ring[40], ring[10]
    check = checked(admin, found)
    assert "memotong dirinya sendiri" in admin.get(check).text
    picture = admin.get(check.replace("?", "/gambar.svg?")).text
    assert re.search(r'fill="#(f2c14e|c8452f)"[^>]*><title>64\.01', picture)


def _zip(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return target.getvalue()


UNREADABLE = {
    "pdf": (b"%PDF-1.7 bukan peta", "Berkas ini PDF"),
    "empty": (b"", "Berkas kosong"),
    "text": (b"bukan peta", "bukan berkas batas wilayah"),
    "torn zip": (_zip(batas_shp=b"x" * 900)[:-40], "ZIP rusak"),
    "zip without shapes": (_zip(baca_txt=b"halo"), "Tidak ada berkas .shp"),
    "zip with rubbish": (_zip(a_shp=b"x", a_shx=b"x", a_dbf=b"x"), "Shapefile rusak"),
    "half a JSON": (b'{"type": "FeatureCollection", ', "bukan JSON yang utuh"),
    "a list inside": (b'{"type": "FeatureCollection", "features": [1]}', "bukan Feature"),
    "no GeoPackage": (b"SQLite format 3\x00" + b"\x00" * 52 + b"GPKG" + b"\x00" * 99, "rusak"),
}


def test_what_is_no_boundary_file_comes_back_to_its_field(
    admin: TestClient, database: Database, settings: Settings
) -> None:
    for name, (content, sentence) in UNREADABLE.items():
        answer = send(admin, content, "batas.zip")
        assert answer.status_code == 422, name
        assert sentence in answer.text, name
    found = collection()
    _not_numbers(found)
    answer = send(admin, json.dumps(found).encode())
    assert answer.status_code == 422
    assert "geometri yang rusak" in answer.text
    assert acts(database) == []
    assert [p for p in (settings.data / "batas-menunggu").rglob("*") if p.is_file()] == []


@pytest.mark.parametrize("after", ["put", "path"])
def test_a_file_that_another_upload_of_it_took_away_is_asked_for_again(
    admin: TestClient, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    """The same bytes twice at once: the first is refused and removed before the second is read."""
    step = getattr(WaitingFiles, after)

    def step_and_lose(waiting: WaitingFiles, given: Any) -> Any:
        answer = step(waiting, given)
        waiting.discard(answer if after == "put" else given)
        return answer

    monkeypatch.setattr(WaitingFiles, after, step_and_lose)
    answer = send(admin, b"bukan peta")
    assert answer.status_code == 422
    assert "Unggah sekali lagi" in answer.text


def test_no_file_and_too_large_a_file(
    admin: TestClient, make_settings: Callable[..., Settings]
) -> None:
    assert "Pilih berkas" in admin.post(HERE, data={"kunci": "k"}).text
    limit = make_settings().boundary_limit_bytes
    answer = send(admin, b"x" * (limit + 1))
    assert answer.status_code == 413
    assert "32 MB" in answer.text
    wall = admin.post(HERE, content=b"x" * (limit + 2 * 1024 * 1024))
    assert wall.status_code == 413
    assert "paling besar 32 MB" in wall.text


def test_what_nobody_decides_on_is_swept(settings: Settings) -> None:
    waiting = WaitingFiles(settings.data)
    sha256 = waiting.put(b"batas")
    came = datetime.fromtimestamp(waiting.path(sha256).stat().st_mtime, tz=UTC)

    assert waiting.sweep(now=came) == 0
    assert waiting.has(sha256)
    assert waiting.sweep(now=came + timedelta(seconds=WAITING_SECONDS + 1)) == 1
    assert not waiting.has(sha256)
