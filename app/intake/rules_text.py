"""Rules of personal data for every text of a row; what betrays a person, `personal` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.intake.columns import columns_by_key
from app.intake.personal import Trace, advice, refusal, traces
from app.model.fields import Shape

if TYPE_CHECKING:
    from app.intake.draft import Draft

_NOT_READ = frozenset({"url", "district", "village", "entry_key", "same_case"})
_NUMBERS = frozenset({Trace.PHONE, Trace.LONG_NUMBER, Trace.STAFF_NUMBER})


def check_personal_data(draft: Draft) -> None:
    """Block a NIK, and any number of a person where a group is named; warn about the rest."""
    columns = columns_by_key(draft.kind)
    for key, text in draft.cells.items():
        column = columns.get(key)
        if column is None or column.spec.shape is not Shape.TEXT or key in _NOT_READ:
            continue
        _check(draft, key, column.heading, text)


def _check(draft: Draft, key: str, heading: str, text: str) -> None:
    found = traces(text)
    if not found:
        return
    if Trace.NIK in found:
        draft.error(key, refusal(text, heading))
    elif key.startswith("party_") and _NUMBERS & set(found):
        draft.error(key, advice(text, heading=heading))
    else:
        draft.warn(key, advice(text, heading=heading))
