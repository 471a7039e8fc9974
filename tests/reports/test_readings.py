"""The province's reading never hides what the regency wrote: pages, map, documents, exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.model.entry import Kind
from app.model.level import Level
from app.outputs.exports.rows import entry_table
from app.outputs.figures_cases import hotspots, map_points
from app.outputs.figures_ground import ground_of_board
from app.reports import reviewing
from app.reports.entry_standing import level_of_entry, own_level, reading_of, reading_reason
from app.reports.tally import entries_of
from tests.reports.story import NOW, TODAY, Story, tell

if TYPE_CHECKING:
    from pathlib import Path

    from app.db import Database

WHY = "Ketegangan naik setelah laporan dikirim."
SAID = "dinilai provinsi zona merah; isian daerah Sedang (skor 14)"


def read(database: Database, folder: Path) -> Story:
    """One accepted potential that the province reads as red."""
    story = tell(database, folder)
    story.upload(("P", "P-001", {}), ("U", "U-001", {}))
    story.attach_letter()
    story.send()
    story.review()
    with database.write() as session:
        reviewing.assess(
            session,
            story.analyst,
            story.revision(session),
            "P-001",
            zone="MERAH",
            zone_reason=WHY,
            severity=None,
            severity_reason="",
            now=NOW,
        )
    story.accept()
    return story


def test_both_levels_and_the_reason_are_said(database: Database, tmp_path: Path) -> None:
    story = read(database, tmp_path)
    with database.read() as session:
        (entry,) = entries_of(session, [story.revision(session).id])
        assert (level_of_entry(entry), own_level(entry)) == (Level.TINGGI, Level.SEDANG)
        assert reading_of(entry) == SAID
        assert reading_reason(entry) == WHY


def test_outputs_say_it_wherever_they_show_the_level(database: Database, tmp_path: Path) -> None:
    story = read(database, tmp_path)
    with database.read() as session:
        ground = ground_of_board(session, story.decider.scope, story.quarter, TODAY, "99")
        assert SAID in hotspots(ground)[0].status_text
        assert [SAID in point.status_text for point in map_points(ground)] == [True]
        (row,) = entry_table(ground, Kind.POTENTIAL).records()
    assert (row["penilaian_provinsi"], row["alasan_provinsi"]) == (SAID, WHY)
    assert row["tingkat"] == "Tinggi"
