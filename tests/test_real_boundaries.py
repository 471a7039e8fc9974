"""The quarter on official boundaries, where they are: loaded, published, drawn and counted."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from typing import TYPE_CHECKING

import pypdf
import pytest

from app.areas.code_book import code_book
from app.areas.inspect import inspect_file
from app.areas.load import store_boundary_set
from app.areas.queries import districts_of
from app.model.area_code import AreaCode
from app.model.region import Region
from tests.areas.conftest import REAL
from tests.conftest import START
from tests.flow import kaltim as ground
from tests.flow import portal
from tests.flow.flow_book import filled
from tests.flow.recount import SILENT, recount
from tests.reports.story import LETTER_PDF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock
    from tests.flow.person import Person
    from tests.flow.portal import Portal
    from tests.stores import SqliteStore

HERE = "/laporan/2026-tw3"
REGENCY = "64.08"
REVIEW = f"/verifikasi/2026-tw3/{REGENCY}"


@pytest.fixture
def store(sqlite_store: SqliteStore) -> SqliteStore:
    """Loading on PostGIS has tests of its own; here the pictures and files matter."""
    return sqlite_store


@pytest.fixture
def official() -> Path:
    """The official kecamatan file."""
    path = REAL / "kaltim_adm3_200m.geojson"
    if not path.exists():
        pytest.skip(
            "Quarter on real boundaries skipped: set PETAKONFLIK_REAL_GEODATA to a folder with"
            " kaltim_adm3_200m.geojson."
        )
    return path


@pytest.fixture
def site(
    official: Path, kaltim: Database, make_settings: Callable[..., Settings], clock: Clock
) -> Iterator[Portal]:
    """Kalimantan Timur with the official set in force."""
    with kaltim.read() as session:
        codes = code_book(session, ground.PROVINCE)
    report = inspect_file(official, codes=codes)
    with kaltim.write() as session:
        store_boundary_set(session, report, now=START, by="uji", name="Batas resmi uji")
    ground.settle(kaltim)
    found = portal.running(kaltim, ground.settings_of(make_settings, kaltim), clock)
    with found.server:
        yield found


def carry(site: Portal) -> bytes:
    """One regency sends, the province accepts and publishes; return the workbook."""
    with site.person("kutim") as officer:
        template = officer.download(f"{HERE}/templat.xlsx")
        data = filled(template, spots=ground.spots_of(site.database, REGENCY))
        files = {"berkas": ("laporan.xlsx", data, "application/zip")}
        officer.submit(f"{HERE}/unggah", f"{HERE}/unggah", files=files)
        letter = {"pdf": ("surat.pdf", LETTER_PDF, "application/pdf")}
        officer.submit(f"{HERE}/surat", f"{HERE}/surat/berkas", files=letter)
        officer.submit(f"{HERE}/periksa", f"{HERE}/kirim")
    with site.person("analis") as analyst:
        analyst.submit(f"{REVIEW}?putuskan=terima", f"{REVIEW}/terima")
        analyst.submit("/edisi/susun?t=2026-tw3", "/edisi/2026-tw3/susun")
        assert site.work() >= 1
    return data


def test_the_quarter_on_official_boundaries(site: Portal, shots: Path) -> None:
    data = carry(site)
    with site.database.read() as session:
        names = {item.name: item.code for item in districts_of(session, AreaCode(REGENCY))}
    nil = {names[ground.spots_of(site.database, REGENCY)[2][0]]}
    expected = recount(
        data,
        districts={name: str(code) for name, code in names.items()},
        nil={str(code) for code in nil},
        population=population_of(site),
        start=date(2026, 7, 1),
        as_of=date(2026, 10, 8),
    )
    with site.person("gubernur") as staff:
        check_map(staff, expected.level, expected.districts)
        page = staff.read("/ringkasan/2026-tw3")
        assert "Batas wilayah perkiraan" not in page
        (link,) = set(re.findall(r'href="([^"]+/unduh/pdf)"', page))
        pdf = staff.download(link)
    (shots / "batas-resmi-laporan.pdf").write_bytes(pdf)
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == 2
    text = " ".join(" ".join(item.extract_text() for item in pages).split())
    assert "Batas perkiraan" not in text
    assert f"{expected.index:.1f}".replace(".", ",") in text
    assert text.count("TANPA DATA") == 9


def population_of(site: Portal) -> int:
    with site.database.read() as session:
        region = session.get_one(Region, AreaCode(REGENCY))
        return region.population or 0


def check_map(staff: Person, level: str, districts: dict[str, str]) -> None:
    """Ten regencies and 105 kecamatan, each with the level of the recount, each with its shape."""
    values = json.loads(staff.download("/peta/2026-tw3/nilai.json"))
    found = {area["code"]: area["history"][-1] for area in values["areas"]}
    assert len(found) == 10
    assert found == dict.fromkeys(found, SILENT) | {REGENCY: level}
    every: dict[str, str] = {}
    for code in found:
        own = json.loads(staff.download(f"/peta/2026-tw3/{code}/nilai.json"))
        every |= {area["code"]: area["history"][-1] for area in own["areas"]}
    assert len(every) == 105
    assert {code: every[code] for code in districts} == districts
    page = staff.read("/peta?t=2026-tw3")
    shapes = set(re.findall(r"/peta/geometri/[0-9a-f]{64}\.json", page))
    drawn = [json.loads(staff.download(path)) for path in shapes]
    assert any(len(item.get("areas", ())) == 10 for item in drawn)
