"""The three example reports, entered by workbook, give the values of the worked example."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.access.scope import EVERYWHERE
from app.editions.queries import with_pins
from app.files import FileStore
from app.model.edition import AreaTally
from app.model.level import Level
from app.model.report import Revision, State
from app.outputs.figures import EditionFigures, changed_since, edition_figures
from tests.flow import example_quarter
from tests.flow.example_province import QUARTER
from tests.flow.example_quarter import WITA, ExampleQuarter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.db import Database
    from app.model.edition import Edition
    from app.settings import Settings

JULY = datetime(2026, 7, 25, 9, tzinfo=WITA)
AUGUST = datetime(2026, 8, 20, 9, tzinfo=WITA)
# Printed values: code, version, index, P / E / H in hundredths, level by score, level, guard,
# coverage. HIJAU is Rendah, KUNING Sedang.
BEFORE = (
    ("99.01", 1, "32,9", (0.4368, 0.2000, 0.2716), Level.RENDAH, Level.SEDANG, "G3", "80%"),
    ("99.71", 2, "36,2", (0.4800, 0.2959, 0.1200), Level.SEDANG, Level.SEDANG, "", "100%"),
    ("99.02", 1, "", None, Level.NIHIL, Level.NIHIL, "", "100%"),
    ("99.03", 0, "", None, Level.BELUM_LAPOR, Level.BELUM_LAPOR, "", "0%"),
)
AFTER = ("99.02", 2, "43,3", (0.5093, 0.4273, 0.1930), Level.SEDANG, Level.SEDANG, "", "100%")
HIJAU, KUNING, MERAH = {Level.RENDAH}, {Level.SEDANG}, {Level.TINGGI, Level.SANGAT_TINGGI}
ZONES = {
    "99.01.01": MERAH,
    "99.01.02": HIJAU,
    "99.01.04": HIJAU,
    "99.01.05": {Level.BELUM_LAPOR},
    "99.71.01": HIJAU,
    "99.71.02": KUNING,
    "99.71.05": MERAH,
}
ZONES_AFTER = {"99.02.01": KUNING, "99.02.03": HIJAU, "99.02.04": MERAH, "99.02.05": MERAH}


@pytest.fixture
def quarter(database: Database, tmp_path: Path) -> ExampleQuarter:
    """Both quarters told up to the first edition."""
    return example_quarter.tell(database, FileStore(tmp_path / "berkas"))


@pytest.fixture
def province(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings(province="99", agency_name="Badan Kesbangpol Provinsi Contoh")


def figures_of(database: Database, edition: Edition, settings: Settings) -> EditionFigures:
    with database.read() as session:
        return edition_figures(session, with_pins(session, edition.id), settings)


def printed(figures: EditionFigures, code: str) -> tuple[object, ...]:
    item = figures.regency(code)
    assert item is not None
    return (
        item.version,
        item.index_text,
        item.level_by_score,
        item.level,
        item.guard,
        f"{100 * item.covered / item.districts:.0f}%",
    )


def parts_stored(database: Database, code: str) -> tuple[float, float, float]:
    """The parts of the accepted version's index, to the four printed digits."""
    with database.read() as session:
        tally = session.scalars(
            select(AreaTally)
            .join(AreaTally.revision)
            .where(
                AreaTally.area_code == code,
                AreaTally.quarter == QUARTER,
                Revision.state == State.DITERIMA,
            )
        ).one()
        assert tally.part_p is not None
        assert tally.part_e is not None
        assert tally.part_h is not None
        return round(tally.part_p, 4), round(tally.part_e, 4), round(tally.part_h, 4)


def check_rows(
    database: Database, figures: EditionFigures, rows: tuple[tuple[object, ...], ...]
) -> None:
    for code, version, index, parts, by_score, level, guard, coverage in rows:
        assert isinstance(code, str)
        expected = (version, index, by_score, level, guard, coverage)
        assert printed(figures, code) == expected, code
        if parts is not None:
            assert parts_stored(database, code) == parts, code


def check_zones(figures: EditionFigures, zones: dict[str, set[Level]]) -> None:
    levels = {item.code: item.level for item in figures.districts}
    assert {code: levels[code] in zone for code, zone in zones.items()} == dict.fromkeys(
        zones, True
    ), levels


def test_the_worked_example_to_the_printed_digit(
    quarter: ExampleQuarter, database: Database, province: Settings
) -> None:
    edition = quarter.publish(JULY)
    first = figures_of(database, edition, province)
    check_rows(database, first, BEFORE)
    check_zones(first, ZONES)
    upper = first.regency("99.01")
    assert upper is not None
    assert upper.guard_text == "Dinaikkan dari Rendah ke Sedang karena ada kecamatan Tinggi (G3)"
    assert first.province_line == (
        "dari 4 kabupaten/kota: 0 Sangat tinggi, 0 Tinggi, 2 Sedang, 0 Rendah, 1 nihil, "
        "1 belum lapor"
    )
    assert first.amendments == ()

    upload = example_quarter.amend_coast(quarter)
    assert (upload.created_rows, upload.refused_rows) == (upload.total_rows, 0)
    with database.read() as session:
        (told,) = changed_since(
            session, EVERYWHERE, QUARTER, today=AUGUST.date(), settings=province
        )
    assert told.regency_code == "99.02"

    assert figures_of(database, edition, province) == first, "an edition never changes"
    second = figures_of(database, quarter.publish(AUGUST), province)
    check_rows(database, second, (*BEFORE[:2], AFTER, BEFORE[3]))
    check_zones(second, ZONES | ZONES_AFTER)
    assert second.province_line == (
        "dari 4 kabupaten/kota: 0 Sangat tinggi, 0 Tinggi, 3 Sedang, 0 Rendah, 0 nihil, "
        "1 belum lapor"
    )
    (change,) = second.amendments
    assert change.regency_code == "99.02"
    assert change.text == (
        "laporan diperbaiki: tingkat Nihil menjadi Sedang; potensi 0 menjadi 3, "
        "peristiwa 0 menjadi 1."
    )
