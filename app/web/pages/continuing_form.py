"""The form of an open case: what is said anew, as fields, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.intake.columns import columns_by_key, options_for
from app.web.forms import Errors
from app.web.pages.result_cards import CardField, Option, control_of

if TYPE_CHECKING:
    from app.intake.context import IntakeContext
    from app.intake.parsed import RefusedRow

# What an officer says anew of a case; everything else stays as it was last quarter.
ASKED = (
    "change",
    "development",
    "likelihood",
    "likelihood_basis",
    "impact",
    "impact_basis",
    "stage",
    "handling_status",
    "recommendation",
    "closure_basis",
    "closed_on",
)


class NotAccepted(Exception):
    """What was said of the case cannot be stored as typed."""

    def __init__(self, row: RefusedRow) -> None:
        """Keep what is wrong with it."""
        super().__init__()
        self.row = row


def news_field(
    key: str, cells: dict[str, str], errors: Errors, context: IntakeContext
) -> CardField:
    """Return one thing that is said anew as a form field."""
    column = columns_by_key("P")[key]
    choices = tuple(Option(*pair) for pair in options_for(column, cells, context))
    if key == "change":
        choices = tuple(item for item in choices if item.value != "BARU")
    return CardField(
        name=key,
        label=column.heading,
        hint=column.help,
        error=errors.of(key),
        control=control_of(column, choices),
        value=cells.get(key, ""),
        values=(),
        options=choices,
    )


def news_errors(row: RefusedRow) -> Errors:
    """Return what is wrong by field; a value carried from last quarter names its column."""
    errors = Errors()
    columns = columns_by_key("P")
    for problem in row.problems:
        if problem.is_error:
            heading = columns[problem.column].heading if problem.column in columns else ""
            known = problem.column in ASKED
            sentence = problem.message if known or not heading else f"{heading}: {problem.message}"
            errors.setdefault(problem.column or "change", sentence)
    return errors
