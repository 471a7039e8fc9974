"""How a file is to be read, as an officer agreed: sheet by sheet, column by column; as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.intake.loose.meanings import KIND_WORDS, SKIP, UNREAD, labels_for

if TYPE_CHECKING:
    from collections.abc import Mapping

UNREAD_SHEET = "-"


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """One sheet: its register (`-` is not read), its heading rows, what its columns mean.

    `header` is the row as Excel shows it, 0 for none; `depth` is 1 or 2 heading rows. `columns`
    holds meanings by column index from 0; an empty meaning is not settled yet. `same` holds, by
    column key, the one value all rows get where the table has no such column.
    """

    kind: str = ""
    header: int = 0
    depth: int = 1
    columns: Mapping[int, str] = field(default_factory=dict)
    same: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_read(self) -> bool:
        """Tell whether rows are taken from the sheet."""
        return self.kind in KIND_WORDS

    def meanings(self) -> dict[int, str]:
        """Return the columns that are read, each meaning once: the first column wins.

        A free text may be told in several columns, so only what can be joined may repeat.
        """
        taken: dict[int, str] = {}
        for index in sorted(self.columns):
            key = self.columns[index]
            if key and key not in UNREAD and (key in JOINED or key not in taken.values()):
                taken[index] = key
        return taken

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return {
            "kind": self.kind,
            "header": self.header,
            "depth": self.depth,
            "columns": {str(index): key for index, key in self.columns.items()},
            "same": dict(self.same),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SheetChoice:
        """Read what `to_json` wrote; a meaning a register does not have is not settled."""
        kind = str(data["kind"])
        known = labels_for(kind) if kind in KIND_WORDS else {SKIP: ""}
        return cls(
            kind,
            int(data["header"]),
            int(data["depth"]),
            {int(i): key if key in known else "" for i, key in data["columns"].items()},
            {str(key): str(value) for key, value in data["same"].items() if key in known},
        )


# Texts that several columns of a table may tell together; each part stands on its own line.
JOINED = frozenset(
    {
        "summary", "chronology", "root_cause", "impact_note", "development", "recommendation",
        "remarks", "description", "lokasi", "pihak", "upaya", "hambatan", "korban",
    }
)  # fmt: skip

Choices = dict[str, SheetChoice]


def choices_to_json(choices: Mapping[str, SheetChoice]) -> dict[str, Any]:
    """Return choices by sheet name as JSON carries them."""
    return {name: choice.to_json() for name, choice in choices.items()}


def choices_from_json(data: Mapping[str, Any]) -> Choices:
    """Read what `choices_to_json` wrote."""
    return {name: SheetChoice.from_json(item) for name, item in data.items()}
