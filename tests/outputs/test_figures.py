"""Figures of an edition: the worked example to the printed digit, silence, change, exposure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, select

from app.access.scope import EVERYWHERE, Scope
from app.editions.queries import with_pins
from app.model.area_code import AreaCode
from app.model.edition import Edition, EditionState
from app.model.level import Level
from app.outputs.figures import EditionFigures, changed_since, edition_figures, live_figures
from app.outputs.figures_words import guard_sentence, moved, province_sentence
from tests.outputs import made_province as made

if TYPE_CHECKING:
    from app.db import Database, WriteSession
    from app.settings import Settings

AUGUST = made.AMENDED.date()


def figures_of(database: Database, settings: Settings, number: int = 1) -> EditionFigures:
    with database.read() as session:
        found = session.scalars(select(Edition.id).where(Edition.number == number)).one()
        return edition_figures(session, with_pins(session, found), settings)


def ready(session: WriteSession) -> None:
    """Mark the first edition as built."""
    first = session.scalars(select(Edition)).one()
    first.state, first.built_at = EditionState.READY, made.PUBLISHED


def second_edition(database: Database, **words: Any) -> None:
    """Mark the first edition ready, accept the amendment, publish again."""
    with database.write() as session:
        ready(session)
        made.amend(session)
    with database.write() as session:
        made.announce(session, made.AMENDED, **words)


@pytest.fixture
def figures(quarter_database: Database, province_settings: Settings) -> EditionFigures:
    return figures_of(quarter_database, province_settings)


@pytest.mark.parametrize(
    ("code", "index", "parts", "level"),
    [
        ("99.01", "32,9", "43,7 / 20,0 / 27,2", Level.SEDANG),
        ("99.71", "36,2", "48,0 / 29,6 / 12,0", Level.SEDANG),
        ("99.02", "", "", Level.NIHIL),
        ("99.03", "", "", Level.BELUM_LAPOR),
    ],
)
def test_worked_example_to_the_printed_digit(
    figures: EditionFigures, code: str, index: str, parts: str, level: Level
) -> None:
    item = figures.regency(code)
    assert item is not None
    assert (item.index_text, item.parts_text, item.level) == (index, parts, level)


def test_guard_says_why_the_level_was_lifted(figures: EditionFigures) -> None:
    item = figures.regency("99.01")
    assert item is not None
    assert item.level_by_score is Level.RENDAH
    assert item.guard_text == ("Dinaikkan dari Rendah ke Sedang karena ada kecamatan Tinggi (G3)")


def test_kecamatan_have_the_levels_of_the_worked_example(figures: EditionFigures) -> None:
    levels = {item.code: item.level for item in figures.districts}
    expected = {
        "99.01.01": Level.TINGGI,
        "99.01.02": Level.RENDAH,
        "99.01.03": Level.NIHIL,
        "99.01.04": Level.RENDAH,
        "99.01.05": Level.BELUM_LAPOR,
        "99.71.01": Level.RENDAH,
        "99.71.02": Level.SEDANG,
        "99.71.05": Level.TINGGI,
        "99.03.01": Level.BELUM_LAPOR,
    }
    assert {code: levels[code] for code in expected} == expected
    assert len(levels) == 25


def test_province_is_counted_and_never_averaged(figures: EditionFigures) -> None:
    assert figures.province_line == (
        "dari 4 kabupaten/kota: 0 Sangat tinggi, 0 Tinggi, 2 Sedang, 0 Rendah, 1 nihil, "
        "1 belum lapor"
    )
    assert figures.key.reporting_text == "3 dari 4 kabupaten/kota melapor"
    assert figures.key.silent == ("Contoh Sunyi",)
    assert sum(item.count for item in figures.levels) == figures.key.obliged == 4


def test_sums_agree_with_the_entries(figures: EditionFigures) -> None:
    key = figures.key
    assert (key.potentials, key.events) == (7, 3)
    assert (key.deaths, key.injured, key.loss_idr) == (0, 6, 90_000_000)
    assert sum(row.potentials + row.events for row in figures.by_source) == 10
    assert {(row.code, row.potentials, row.events) for row in figures.by_topic} == {
        ("AGRARIA", 7, 0),
        ("PELAJAR", 0, 3),
    }


def test_change_compares_the_same_regencies_only(figures: EditionFigures) -> None:
    """99.01 and 99.71 reported in both quarters; the nil report of 99.02 is new."""
    change = figures.key.events_change
    assert change is not None
    assert (change.difference, change.compared) == (1, 2)
    assert change.text == "naik 1 dari Triwulan I 2026 (2 kabupaten/kota yang sama)"
    coast = figures.regency("99.02")
    assert coast is not None
    assert coast.change == coast.change_text == ""
    upper = figures.regency("99.01")
    assert upper is not None
    assert upper.change == "naik"


def test_strips_and_series_show_silence_as_unknown(figures: EditionFigures) -> None:
    upper = figures.regency("99.01")
    assert upper is not None
    assert upper.strip == (*[Level.BELUM_LAPOR] * 6, Level.RENDAH, Level.SEDANG)
    assert [bar.events for bar in figures.series] == [None] * 6 + [2, 3]
    assert [bar.reporting for bar in figures.series] == [0] * 6 + [2, 3]


def test_hotspots_are_ordered_and_hide_what_is_sensitive(figures: EditionFigures) -> None:
    ranks = [(item.level.rank, item.score) for item in figures.hotspots]
    assert ranks == sorted(ranks, reverse=True)
    assert figures.hotspots[0].score == 17
    text = figures.to_json().decode()
    assert made.SECRET not in text
    assert made.CLOSED not in text
    hidden = [item for item in figures.hotspots if item.sensitive]
    assert [item.title for item in hidden] == ["Entri sensitif, rincian pada analis"]
    assert "Desa Contoh" not in hidden[0].place
    assert (figures.sensitive_entries, figures.closed_entries) == (1, 1)


def test_symbols_leave_out_the_closed_and_move_the_sensitive(figures: EditionFigures) -> None:
    points = {item.id: item for item in figures.points}
    assert "99.71-P-4" not in points
    assert (points["99.01-P-1"].lon, points["99.01-P-1"].lat) == (115.1, 0.5)
    hidden = points["99.71-P-3"]
    assert hidden.sensitive
    assert made.SECRET not in hidden.title


def test_attention_names_the_rise_the_silent_and_the_overdue(figures: EditionFigures) -> None:
    said = {item.heading: item.text for item in figures.attention}
    assert said["Contoh Hulu"].startswith("naik dari Rendah ke Sedang")
    assert "keadaan sebenarnya tidak diketahui" in said["Contoh Sunyi"]
    assert said["Langkah lewat tenggat"] == "pada 1 kasus: Contoh Hulu (1)."


def test_figures_survive_json(figures: EditionFigures) -> None:
    assert EditionFigures.from_json(figures.to_json()) == figures


def test_amendment_is_listed_since_the_first_edition(
    quarter_database: Database, province_settings: Settings
) -> None:
    second_edition(
        quarter_database,
        attention=["Contoh Pesisir: satu peristiwa berat.", "Tanpa judul"],
        recommendations=[("Mediasi", "Tim Terpadu", "30 September 2026")],
    )
    figures = figures_of(quarter_database, province_settings, number=2)
    coast = figures.regency("99.02")
    assert coast is not None
    assert (coast.index_text, coast.level, coast.version) == ("43,3", Level.SEDANG, 2)
    (changed,) = figures.amendments
    assert changed.text == (
        "laporan diperbaiki: tingkat Nihil menjadi Sedang; potensi 0 menjadi 3, "
        "peristiwa 0 menjadi 1."
    )
    assert "3 Sedang" in figures.province_line
    assert "0 nihil" in figures.province_line
    assert [(item.heading, item.text) for item in figures.attention] == [
        ("Contoh Pesisir", "satu peristiwa berat."),
        ("", "Tanpa judul"),
    ]
    assert figures.advice[0].addressee == "Tim Terpadu"
    before = figures_of(quarter_database, province_settings, number=1)
    old = before.regency("99.02")
    assert old is not None
    assert old.level is Level.NIHIL


def test_live_figures_agree_with_the_edition_and_keep_to_the_scope(
    quarter_database: Database, province_settings: Settings, figures: EditionFigures
) -> None:
    day = made.PUBLISHED.date()
    one = Scope(everywhere=False, regencies=frozenset({AreaCode("99.01")}))
    with quarter_database.read() as session:
        everywhere = live_figures(
            session, EVERYWHERE, made.QUARTER, today=day, settings=province_settings
        )
        own = live_figures(session, one, made.QUARTER, today=day, settings=province_settings)
    assert everywhere.regencies == figures.regencies
    assert everywhere.series == figures.series
    assert (everywhere.head.code, everywhere.head.number) == ("", 0)
    assert [item.code for item in own.regencies] == ["99.01"]
    assert {item.regency_code for item in own.points} == {"99.01"}


def test_what_changed_since_publication_is_told_at_once(
    quarter_database: Database, province_settings: Settings
) -> None:
    with quarter_database.write() as session:
        ready(session)
        made.amend(session)
    with quarter_database.read() as session:
        changed = changed_since(
            session, EVERYWHERE, made.QUARTER, today=AUGUST, settings=province_settings
        )
    assert [item.regency_code for item in changed] == ["99.02"]


def test_an_amended_quarter_before_counts_anew_but_not_in_what_is_published(
    quarter_database: Database, province_settings: Settings
) -> None:
    before = figures_of(quarter_database, province_settings)
    with quarter_database.write() as session:
        ready(session)
        made.amend_earlier(session)
    with quarter_database.read() as session:
        live = live_figures(
            session, EVERYWHERE, made.QUARTER, today=AUGUST, settings=province_settings
        )
    city = live.regency("99.71")
    assert city is not None
    assert city.index_text == "40,9"
    with quarter_database.write() as session:
        made.announce(session, made.AMENDED + timedelta(days=1))
    assert figures_of(quarter_database, province_settings) == before
    (changed,) = figures_of(quarter_database, province_settings, number=2).amendments
    assert changed.text == (
        "dihitung ulang, laporannya tetap: tingkat tetap Sedang; indeks 36,2 menjadi 40,9, "
        "potensi tetap 4, peristiwa tetap 2."
    )


def test_queries_do_not_grow_with_the_entries(
    quarter_database: Database, province_settings: Settings
) -> None:
    statements: list[str] = []

    def count(_c: object, _k: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    with quarter_database.read() as session:
        edition = with_pins(session, 1)
        event.listen(session.connection().engine, "before_cursor_execute", count)
        edition_figures(session, edition, province_settings)
        event.remove(session.connection().engine, "before_cursor_execute", count)
    assert 0 < len(statements) <= 18, "\n".join(statements)


def test_words() -> None:
    assert [moved(3), moved(-2), moved(0)] == ["naik 3", "turun 2", "tetap"]
    assert guard_sentence(Level.SEDANG, Level.SEDANG, [], "") == ""
    line = province_sentence({Level.TINGGI: 2, Level.BELUM_LAPOR: 1}, 1)
    assert line.startswith("dari 3 kabupaten/kota: 0 Sangat tinggi, 2 Tinggi,")
    assert line.endswith("1 belum lapor (termasuk 1 dibebaskan)")
