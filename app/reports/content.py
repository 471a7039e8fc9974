"""The content of a revision as facts: comparing rows, copying revisions, sealing them."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from app.model.entry import FIELDS, Entry
from app.model.particulars import (
    ACTION_FIELDS,
    LOCATION_FIELDS,
    PARTY_FIELDS,
    SOURCE_FIELDS,
    Action,
    EntryLocation,
    InformationSource,
    Party,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.intake.parsed import ParsedAction, ParsedEntry
    from app.model.case_history import CaseOmission
    from app.model.fields import Field
    from app.model.recommendation import Recommendation
    from app.model.report import Attachment, DistrictStatement, Revision

LETTER_FIELDS = (
    "nil_statement",
    "classification",
    "urgency",
    "letter_no",
    "letter_date",
    "letter_subject",
    "letter_enclosures",
    "addressee",
    "cc",
    "signatory_name",
    "signatory_position",
    "signatory_rank",
    "signing_capacity",
    "sign_method",
    "situation_summary",
    "trend",
    "trend_reason",
)
_PARTICULARS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("locations", ("is_primary", "region_code", *(field.name for field in LOCATION_FIELDS))),
    ("parties", tuple(field.name for field in PARTY_FIELDS)),
    ("sources", tuple(field.name for field in SOURCE_FIELDS)),
)
_AS_THEY_ARE = frozenset({str, int, bool})  # most values; looked at first because they are


def plain(value: Any) -> Any:
    """Turn a value into what JSON carries, the same for a parsed and a stored value."""
    if type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return "" if value is None else value


def entry_facts(entry: Entry) -> dict[str, Any]:
    """Facts of a stored entry; its particulars must be loaded."""
    return facts_of(entry, {group: getattr(entry, group) for group, _ in _PARTICULARS})


def facts_of(entry: Any, particulars: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """Facts of an entry and what hangs on it, as objects or as rows of their tables."""
    facts: dict[str, Any] = {"kind": entry.kind, "same_case": entry.same_case}
    facts |= {name: plain(getattr(entry, name)) for name in field_names(entry.kind)}
    for group, names in _PARTICULARS:
        facts[group] = [
            {name: plain(getattr(item, name)) for name in names} for item in particulars[group]
        ]
    return facts


def parsed_facts(parsed: ParsedEntry) -> dict[str, Any]:
    """Facts of a row as read, in the same shape as `entry_facts`."""
    facts: dict[str, Any] = {"kind": parsed.kind, "same_case": parsed.same_case}
    facts |= {name: plain(parsed.values.get(name)) for name in field_names(parsed.kind)}
    for group, names in _PARTICULARS:
        items: Sequence[Mapping[str, Any]] = getattr(parsed, group)
        facts[group] = [
            {name: plain(item.get(name, _blank(name))) for name in names} for item in items
        ]
    return facts


def action_facts(action: Any) -> dict[str, Any]:
    """Facts of a stored action, an object or a row of its table."""
    return {field.name: plain(getattr(action, field.name)) for field in ACTION_FIELDS}


def parsed_action_facts(parsed: ParsedAction) -> dict[str, Any]:
    """Facts of an action row as read."""
    return {field.name: plain(parsed.values.get(field.name)) for field in ACTION_FIELDS}


def _blank(name: str) -> Any:
    return False if name in {"is_child", "protected", "is_primary"} else ""


@cache
def field_names(kind: str) -> tuple[str, ...]:
    """Names of the fields an entry of a kind has."""
    return tuple(field.name for field in FIELDS if kind in field.spec.kinds)


def copy_of(entry: Entry, revision: Revision) -> Entry:
    """Copy an entry with everything on it into another revision of the same report."""
    copied = Entry(
        revision=revision,
        kind=entry.kind,
        row_key=entry.row_key,
        source_sheet=entry.source_sheet,
        source_row=entry.source_row,
        case=entry.case,
        same_case=entry.same_case,
        risk_score=entry.risk_score,
        risk_level=entry.risk_level,
        severity=entry.severity,
        **{field.name: getattr(entry, field.name) for field in FIELDS},
    )
    copied.carried_from_id = entry.carried_from_id
    copied.locations = [
        _copied(EntryLocation, item, LOCATION_FIELDS, "is_primary", "region_code")
        for item in entry.locations
    ]
    copied.parties = [_copied(Party, item, PARTY_FIELDS) for item in entry.parties]
    copied.sources = [_copied(InformationSource, item, SOURCE_FIELDS) for item in entry.sources]
    copied.actions = [
        Action(row_key=item.row_key, **{f.name: getattr(item, f.name) for f in ACTION_FIELDS})
        for item in entry.actions
    ]
    return copied


def _copied(kind: type[Any], item: Any, fields: tuple[Field, ...], *more: str) -> Any:
    names = (*(field.name for field in fields), *more)
    return kind(seq=item.seq, **{name: getattr(item, name) for name in names})


def sealed(
    revision: Revision,
    entries: Iterable[Entry],
    statements: Iterable[DistrictStatement],
    omissions: Iterable[CaseOmission],
    enclosed: Iterable[Attachment] = (),
    requests: Iterable[Recommendation] = (),
) -> str:
    """Return the SHA-256 of the revision's canonical JSON, printed on receipt and documents.

    The covering letter is no part of it: it may follow later. A report without files or requests
    is sealed as if there were no such things.
    """
    document: dict[str, Any] = {
        "letter": {name: plain(getattr(revision, name)) for name in LETTER_FIELDS},
        "entries": {
            entry.row_key: {
                **entry_facts(entry),
                "actions": {item.row_key: action_facts(item) for item in entry.actions},
            }
            for entry in entries
        },
        "statements": {
            item.region_code: [item.statement, item.basis or "", item.note] for item in statements
        },
        "omissions": {
            str(item.case_id): [
                item.reason,
                item.note,
                item.closure_basis or "",
                plain(item.closed_on),
            ]
            for item in omissions
        },
    }
    files = sorted([item.sha256, item.entry_key or "", item.caption] for item in enclosed)
    if files:
        document["files"] = files
    asked = {
        str(item.number): [item.target, item.text, item.entry_key or "", plain(item.wanted_by)]
        for item in requests
    }
    if asked:
        document["requests"] = asked
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
