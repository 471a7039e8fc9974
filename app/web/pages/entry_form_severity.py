"""Severity and level of an event as far as it is written, and the table scripts follow."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.intake.cells import find_code
from app.intake.columns import columns_by_key
from app.intake.numbers import BadNumber, rupiah
from app.intake.rules_event import TOLL, has_toll
from app.intake.text import clean
from app.model.risk import SEVERITY, level_of_severity, severity_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.model.level import Level

_YES = frozenset({"1", "ya"})
_STATE, _FORCE, _CROWD = "status_konflik", "violence", "crowd_max"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the form tells of an event: `rules` is JSON, read by `isian-keparahan.js`.

    `[[severity, [[[field, least or codes], ...], ...]], ...]`: of a line every field must hold.
    """

    severity: int
    level: Level
    rules: str
    levels: str
    toll: str


def shown(cells: Mapping[str, str]) -> Shown:
    """Return severity and level by the rules of the workbook, unreadable cells left out."""
    severity = severity_of(_values(cells))
    scale = [level_of_severity(number) for number in range(1, 6)]
    return Shown(
        severity=severity,
        level=level_of_severity(severity),
        rules=json.dumps(
            [
                [
                    number,
                    [[[sign.field, sign.codes or sign.least] for sign in line] for line in lines],
                ]
                for number, lines in SEVERITY
            ]
        ),
        levels=json.dumps([[level.label, level.css_class] for level in scale]),
        toll=json.dumps(TOLL),
    )


def _values(cells: Mapping[str, str]) -> dict[str, object]:
    values: dict[str, object] = {name: _number(cells.get(name, "")) for name in (*TOLL, _CROWD)}
    force = clean(cells.get(_FORCE, "")).casefold()
    values[_FORCE] = force in _YES if force else has_toll(values)
    codes = columns_by_key("K")[_STATE].codes
    state = find_code(codes, clean(cells.get(_STATE, ""))) if codes is not None else None
    values[_STATE] = state.code if state is not None else ""
    return values


def _number(text: str) -> int:
    try:
        return rupiah(clean(text)) if text else 0
    except BadNumber:
        return 0
