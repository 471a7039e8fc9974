"""What hangs on an entry comes back the same: cells, template, parser, store, carried cells."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from app.areas.queries import names_of
from app.intake.parse import parse_row, parse_workbook
from app.intake.parsed import Parsed, ParsedEntry
from app.intake.template import build_template
from app.intake.template_request import CarriedRow
from app.intake.workbook import read_workbook
from app.model.particulars import ACTION_FIELDS, PARTY_FIELDS, SOURCE_FIELDS
from app.reports.carried import cells_of, template_request
from app.reports.content import action_facts, entry_facts, parsed_action_facts, parsed_facts
from app.reports.tally import entries_of
from tests.intake.books import SECRET
from tests.reports.story import ACTION as PLAIN_ACTION
from tests.reports.story import POTENTIAL, QUARTER, REGION, SHEETS, Story, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.db import Database
    from app.settings import Settings

FULL = {
    "party_a_name": "Kelompok Tani Contoh (140)",
    "party_b_name": "Pemilik kebun contoh, inisial A.B.",
    "party_b_type": "ORANG",
    "other_parties": (
        "PENENGAH/PEMDA: Tim Terpadu Contoh; TERDAMPAK/PELAJAR (12): Pelajar contoh (anak)"
    ),
    "source": "FKDM_KEC",
    "detail": "FKDM Kecamatan Contoh",
    "method": "LAPANGAN",
    "reliability": "B",
    "credibility": "2",
    "protected": "1",
    "other_sources": (
        "MEDIA/DARING: Media Contoh <https://media.example/berita> [C3]; "
        "POLRI/TERTULIS: Polsek contoh [A-] (lindungi); OPD/TERTULIS: Dinas contoh [-6]; "
        "KEC/TERTULIS: Camat contoh"
    ),
    "sensitivity": "SENSITIF",
    "sensitivity_reasons": "ANAK",
}
ACTION = {
    "date_end": "14/08/2026",
    "support_agencies": "DISBUN; POLRI",
    "result_status": "SEBAGIAN",
    "next_step": "Pengukuran bersama di lapangan",
    "next_due": "15/09/2026",
    "renaksi_ref": "RA-05",
}
RATINGS = [("B", "2"), ("C", "3"), ("A", None), (None, "6"), (None, None)]


@pytest.fixture
def story(database: Database, make_settings: Callable[..., Settings]) -> Story:
    """A draft with everything that can hang on an entry."""
    told = tell(database, make_settings().files)
    verdicts = told.upload(("P", "P-001", FULL), ("U", "U-001", ACTION))
    assert verdicts.created_rows == 2, problems(told)
    return told


def problems(story: Story) -> list[str]:
    parsed = story.parsed(("P", "P-001", FULL), ("U", "U-001", ACTION))
    return [problem.message for row in parsed.refused for problem in row.problems]


def stored(story: Story) -> tuple[dict[str, Any], dict[str, Any], dict[str, str]]:
    """Facts of the entry, facts of its action, and the cells it is carried on with."""
    with story.database.read() as session:
        entry = entries_of(session, [story.revision(session).id])[0]
        names = names_of(session, ["99.01.01"])
        cells = cells_of(entry, REGION, names)
        return entry_facts(entry), action_facts(entry.actions[0]), cells


def as_typed(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts without what is asked anew each quarter: days of information."""
    sources = [{**item, "obtained_on": ""} for item in facts["sources"]]
    return {**facts, "sources": sources, "info_date": "", "change": "", "development": ""}


def test_every_field_of_parties_and_sources_is_stored(story: Story) -> None:
    facts, action, _ = stored(story)
    assert [(item["reliability"] or None, item["credibility"] or None)
            for item in facts["sources"]] == RATINGS  # fmt: skip
    assert [item["protected"] for item in facts["sources"]] == [True, False, True, False, False]
    assert [item["members_est"] for item in facts["parties"]] == [140, "", "", 12]
    assert [item["initials"] for item in facts["parties"]] == ["", "A.B.", "", ""]
    assert [item["is_child"] for item in facts["parties"]] == [False, False, False, True]
    for field in (*PARTY_FIELDS, *SOURCE_FIELDS):
        group = "parties" if field in PARTY_FIELDS else "sources"
        assert any(item[field.name] for item in facts[group]), field.name
    assert [field.name for field in ACTION_FIELDS if not action[field.name]] == []


def test_carried_cells_say_the_same(story: Story) -> None:
    facts, _, cells = stored(story)
    again = parse_row(SHEETS["P"], 6, "P-001", {**cells, "change": "BARU"}, story.context)
    assert isinstance(again, ParsedEntry)
    assert as_typed(parsed_facts(again)) == as_typed(facts)


def test_the_template_says_the_same(story: Story) -> None:
    facts, action, cells = stored(story)
    typed = {"entry_key": "P-001", **{k: v for k, v in _action_cells().items() if v}}
    parsed = _through_a_workbook(story, cells, typed)
    assert [problem.message for row in parsed.refused for problem in row.problems] == []
    assert as_typed(parsed_facts(parsed.entries[0])) == as_typed(facts)
    assert parsed_action_facts(parsed.actions[0]) == action


def _action_cells() -> dict[str, str]:
    return {**PLAIN_ACTION, **ACTION}


def _through_a_workbook(story: Story, entry: dict[str, str], action: dict[str, str]) -> Parsed:
    rows = (CarriedRow("P", "", entry), CarriedRow("U", "", action))
    with story.database.read() as session:
        request = template_request(session, story.analyst.scope, QUARTER, REGION, SECRET)
    raw = read_workbook(build_template(replace(request, carried=rows)), secret=SECRET)
    return parse_workbook(raw, story.context)


@pytest.mark.parametrize("mark", ["[B2]", "[b/2]", "[ B 2 ]"])
def test_a_rating_is_read_as_it_is_written(story: Story, mark: str) -> None:
    cells = {**POTENTIAL, "other_sources": f"KEC/TERTULIS: Camat contoh {mark}"}
    row = parse_row(SHEETS["P"], 6, "P-001", cells, story.context)
    assert isinstance(row, ParsedEntry)
    source = row.sources[1]
    assert (source["reliability"], source["credibility"], source["detail"]) == (
        "B",
        "2",
        "Camat contoh",
    )
