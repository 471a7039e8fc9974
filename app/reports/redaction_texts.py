"""The texts of a version that may have to go, each with the object that holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.model.case_history import CaseOmission
from app.model.entry import FIELDS
from app.model.fields import Exposure
from app.model.followup import Evidence
from app.model.particulars import ACTION_FIELDS, LOCATION_FIELDS, PARTY_FIELDS, SOURCE_FIELDS
from app.model.redaction import Part, is_mark
from app.model.report import Attachment, DistrictStatement
from app.reports.requests import requests_of
from app.reports.tally import entries_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.db import ReadSession
    from app.model.entry import Entry
    from app.model.fields import Field
    from app.model.report import Revision

LETTER_TEXTS = ("situation_summary", "nil_statement", "trend_reason")
HeldFile = Attachment | Evidence
CLEARED = frozenset({"initials", "url"})  # too short for the mark, or no text at all


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: in the letter, an entry, or one of what hangs on it."""

    part: str
    row_key: str
    field_name: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is there, on the object that holds it."""

    place: Place
    holder: Any
    text: str


def texts_of(session: ReadSession, revision: Revision) -> list[Text]:
    """Return every narrative text of a version that says something; of files see `file_texts`."""
    found = [
        Text(Place(Part.LETTER, "", name), revision, getattr(revision, name) or "")
        for name in LETTER_TEXTS
    ]
    for entry in entries_of(session, [revision.id]):
        found += _texts_of(entry)
    for row in requests_of(session, revision):
        found.append(Text(Place(Part.REQUEST, str(row.number), "text"), row, row.text))
    found += _beside_the_entries(session, revision)
    return said(found)


def part_of_file(row: HeldFile) -> Part:
    """Return where a file stands: in a report, or beside a follow-up."""
    return Part.ATTACHMENT if isinstance(row, Attachment) else Part.EVIDENCE


def file_texts(row: HeldFile) -> list[Text]:
    """Return what is written about a file: its caption and its name."""
    part, key = part_of_file(row), str(row.id)
    return said(
        Text(Place(part, key, name), row, getattr(row, name)) for name in ("caption", "file_name")
    )


def said(found: Iterable[Text]) -> list[Text]:
    """Leave out what is empty or gone already."""
    return [item for item in found if item.text and not is_mark(item.text)]


def _beside_the_entries(session: ReadSession, revision: Revision) -> Iterator[Text]:
    statements = session.scalars(
        select(DistrictStatement).where(DistrictStatement.revision_id == revision.id)
    )
    for statement in statements:
        yield Text(Place(Part.DISTRICT, statement.region_code, "note"), statement, statement.note)
    omissions = session.scalars(
        select(CaseOmission).where(CaseOmission.revision_id == revision.id)
    )
    for omission in omissions:
        yield Text(Place(Part.OMISSION, str(omission.case_id), "note"), omission, omission.note)


def _texts_of(entry: Entry) -> Iterator[Text]:
    yield from _narratives(Part.ENTRY, entry.row_key, entry, FIELDS)
    for location in entry.locations:
        key = f"{entry.row_key}/{location.seq}"
        yield from _narratives(Part.LOCATION, key, location, LOCATION_FIELDS)
    for party in entry.parties:
        yield from _narratives(Part.PARTY, f"{entry.row_key}/{party.seq}", party, PARTY_FIELDS)
    for source in entry.sources:
        yield from _narratives(Part.SOURCE, f"{entry.row_key}/{source.seq}", source, SOURCE_FIELDS)
    for action in entry.actions:
        yield from _narratives(Part.ACTION, action.row_key, action, ACTION_FIELDS)


def _narratives(part: str, row_key: str, holder: Any, fields: Iterable[Field]) -> Iterator[Text]:
    for field in fields:
        if field.spec.exposure is not Exposure.FIGURE or field.name in CLEARED:
            value = getattr(holder, field.name)
            if isinstance(value, str):
                yield Text(Place(part, row_key, field.name), holder, value)
