"""Building an edition: every file, the same bytes again, a crash at any step, failures noted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.exc import InvalidRequestError

from app.access.scope import EVERYWHERE
from app.editions import commands
from app.editions.commands import MAX_ATTEMPTS
from app.editions.queries import (
    find_latest,
    get_artefact,
    newest_editions,
    pinned_revisions,
    ready_quarters,
    with_pins,
)
from app.model.edition import Edition, EditionState
from app.outputs import build as building
from app.outputs.build import build_edition, page_count
from app.outputs.exports import EXPORTS
from app.outputs.figures import EditionFigures, edition_figures
from app.outputs.program_store import find_program
from tests.outputs import made_province as made

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.db import Database
    from app.files import FileStore
    from app.settings import Settings
    from tests.conftest import Clock


class Killed(BaseException):
    """The process dies: nothing of ours may catch it."""


@pytest.fixture
def build(
    quarter_database: Database,
    edition_files: FileStore,
    province_settings: Settings,
    clock: Clock,
) -> Callable[[], None]:
    """Build the first edition of the made-up province."""
    return lambda: build_edition(
        quarter_database, edition_files, province_settings, 1, clock=clock
    )


def edition_of(database: Database) -> Edition:
    with database.read() as session:
        edition = with_pins(session, 1)
        session.expunge_all()
    return edition


def artefacts_of(database: Database) -> dict[str, tuple[str, str]]:
    return {item.name: (item.sha256, item.file_name) for item in edition_of(database).artefacts}


def test_pages_read_quarters_and_pins_without_loading_the_reports(
    build: Callable[[], None], quarter_database: Database
) -> None:
    with quarter_database.read() as session:
        assert ready_quarters(newest_editions(session, EVERYWHERE)) == []
    build()
    whole = edition_of(quarter_database)
    with quarter_database.read() as session:
        assert ready_quarters(newest_editions(session, EVERYWHERE)) == [whole.period.quarter]
        shown = find_latest(session, EVERYWHERE)
        assert shown is not None
        pins = pinned_revisions(session, EVERYWHERE, shown)
        with pytest.raises(InvalidRequestError):
            _ = shown.pins
    assert pins == {pin.region_code: pin.revision_id for pin in whole.pins}
    assert None in pins.values()


def test_every_file_is_made_and_named(
    build: Callable[[], None],
    quarter_database: Database,
    edition_files: FileStore,
    province_settings: Settings,
) -> None:
    build()
    edition = edition_of(quarter_database)
    assert edition.state is EditionState.READY
    assert edition.steps_done == edition.steps_total == 3 + len(EXPORTS)
    regencies = {code for code, *_ in made.REGENCIES}
    expected = {"angka", "peta", "gambar"} | {export.name for export in EXPORTS}
    expected |= {f"{kind}-{code}" for kind in ("peta", "gambar") for code in regencies}
    found = {item.name: item for item in edition.artefacts}
    assert set(found) == expected
    for item in edition.artefacts:
        assert len(edition_files.get(item.sha256)) == item.size_bytes
    assert found["pdf"].file_name == "Laporan-2026-T2-Contoh-TERBATAS.pdf"
    assert found["pdf"].pages == 2
    assert found["lembar"].pages == 1
    with quarter_database.read() as session:
        again = edition_figures(session, with_pins(session, 1), province_settings)
        kept = get_artefact(session, EVERYWHERE, edition, "angka")
    assert EditionFigures.from_json(edition_files.get(kept.sha256)) == again


def test_map_files_agree_with_the_figures(
    build: Callable[[], None], quarter_database: Database, edition_files: FileStore
) -> None:
    build()
    found = {item.name: item.sha256 for item in edition_of(quarter_database).artefacts}
    province = json.loads(edition_files.get(found["peta"]))
    levels = {area["code"]: area["history"][-1] for area in province["areas"]}
    assert levels == {"99.01": "2", "99.02": "0", "99.03": "x", "99.71": "2"}
    assert {point["area"] for point in province["points"]} == {"99.01", "99.71"}
    regency = json.loads(edition_files.get(found["peta-99.01"]))
    assert [area["history"][-1] for area in regency["areas"]] == ["3", "1", "0", "1", "x"]
    assert {point["area"] for point in regency["points"]} == {
        "99.01.01",
        "99.01.02",
        "99.01.04",
    }
    picture = edition_files.get(found["gambar"]).decode()
    assert "style=" not in picture
    assert "<style" not in picture
    assert "Kabupaten Contoh" not in picture or "<script" not in picture
    assert '/wilayah/99.01"' in picture


def test_program_is_kept_for_the_web(build: Callable[[], None], edition_files: FileStore) -> None:
    assert find_program(edition_files) is None
    build()
    program = find_program(edition_files)
    assert program is not None
    assert len(edition_files.get(program.sha256)) == program.size_bytes
    assert any(name.endswith("leaflet.js") for name in program.assets)


def test_a_second_build_changes_nothing(
    build: Callable[[], None], quarter_database: Database
) -> None:
    build()
    first = artefacts_of(quarter_database)
    build()
    assert artefacts_of(quarter_database) == first
    assert edition_of(quarter_database).attempts == 1


def test_killed_between_any_two_steps_gives_the_same_files(
    build: Callable[[], None],
    quarter_database: Database,
    edition_files: FileStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Die at the first, a middle and the last write of progress, then build in peace."""
    steps = 3 + len(EXPORTS)
    whole = commands.progress
    for deadly in (0, 2, steps - 1):
        with quarter_database.write() as session:
            session.get_one(Edition, 1).attempts = 0

        def dying(
            session: object, edition_id: int, *, done: int, deadly: int = deadly, **rest: object
        ) -> None:
            if done == deadly:
                raise Killed
            whole(session, edition_id, done=done, **rest)  # type: ignore[arg-type]

        monkeypatch.setattr(building, "progress", dying)
        with pytest.raises(Killed):
            build()
        assert edition_of(quarter_database).state is EditionState.BUILDING
        assert artefacts_of(quarter_database) == {}
    stored = {path.name for path in edition_files.folder.glob("*/*") if len(path.name) == 64}
    monkeypatch.setattr(building, "progress", whole)
    build()
    made_now = {sha256 for sha256, _ in artefacts_of(quarter_database).values()}
    # All but the last export lay there already: the repeated attempts wrote the same bytes.
    assert len(made_now - stored) <= 1


def test_a_failure_is_noted_without_words_of_a_report_and_given_up_in_the_end(
    build: Callable[[], None], quarter_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise ValueError(made.SECRET)

    monkeypatch.setattr(building, "edition_content", broken)
    for _ in range(MAX_ATTEMPTS):
        with pytest.raises(ValueError, match=made.SECRET):
            build()
        assert edition_of(quarter_database).state is EditionState.BUILDING
    build()
    edition = edition_of(quarter_database)
    assert edition.state is EditionState.FAILED
    assert edition.failure == "Gagal pada langkah “Menghitung angka” (ValueError)."


def test_edition_that_is_not_there_is_an_error(
    quarter_database: Database,
    edition_files: FileStore,
    province_settings: Settings,
    clock: Clock,
) -> None:
    with quarter_database.read() as session:
        absent = 1 + max(session.scalars(select(Edition.id)))
    with pytest.raises(Exception, match="No row"):
        build_edition(quarter_database, edition_files, province_settings, absent, clock=clock)


def test_pages_are_counted() -> None:
    assert page_count(b"<</Type/Page/Parent 1 0 R>> <</Type /Page>> <</Type/Pages/Count 2>>") == 2
