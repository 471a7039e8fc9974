"""Columns of the workbook's sheets: entry fields by group, composites beside them; said once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from app.intake import composites
from app.model import vocabulary as words
from app.model.entry import FIELDS
from app.model.fields import FieldSpec, Group, Need, Shape
from app.model.particulars import ACTION_FIELDS, LOCATION_FIELDS, PARTY_FIELDS, SOURCE_FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.intake.context import IntakeContext
    from app.model.codes import CodeList
    from app.model.fields import Field

COVER_SHEET = "1_Sampul"
POTENTIAL_SHEET = "2_Potensi"
EVENT_SHEET = "3_Peristiwa"
ACTION_SHEET = "4_TindakLanjut"
HELP_SHEET = "Petunjuk"
LISTS_SHEET = "Rujukan"
META_SHEET = "_meta"
PROBLEM_SHEET = "Perlu diperbaiki"

ACTION = "U"
SHEET_OF_KIND = {"P": POTENTIAL_SHEET, "K": EVENT_SHEET, ACTION: ACTION_SHEET}
KIND_OF_SHEET = {sheet: kind for kind, sheet in SHEET_OF_KIND.items()}
KEY_HEADING = "Kode"
CASE_HEADING = "Nomor kasus"
RISK_HEADING = "Tingkat risiko (otomatis)"
SEVERITY_HEADING = "Keparahan (otomatis)"
SUBJECT_HEADING = "Judul entri (otomatis)"
# Columns the workbook computes itself: (kind, stands after, heading); never read back.
COMPUTED: tuple[tuple[str, str, str], ...] = (
    ("P", "impact", RISK_HEADING),
    ("K", "persons_detained", SEVERITY_HEADING),
    (ACTION, "entry_key", SUBJECT_HEADING),
)

_CONTROLS = {
    Shape.TEXT: "text",
    Shape.CODE: "select",
    Shape.CODES: "multiselect",
    Shape.SCALE: "select",
    Shape.INTEGER: "number",
    Shape.MONEY: "number",
    Shape.DATE: "date",
    Shape.MOMENT: "datetime",
    Shape.YES_NO: "select",
    Shape.DECIMAL: "decimal",
}
_LONG_TEXT = 161


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column: its stable key, its heading, and how a page asks for it."""

    key: str
    heading: str
    spec: FieldSpec
    required: bool
    width: int
    group: Group
    control: str
    synonyms: tuple[str, ...] = ()

    @property
    def help(self) -> str:
        """What to write, as the prompt beside the cell and its heading says it."""
        return self.spec.help

    @property
    def codes(self) -> CodeList | None:
        """The closed list the column takes its values from."""
        return self.spec.codes

    @property
    def shown_heading(self) -> str:
        """Heading with the mark of a required column."""
        return f"{self.heading} *" if self.required else self.heading


def _named(fields: tuple[Field, ...], name: str) -> FieldSpec:
    return next(field.spec for field in fields if field.name == name)


def _column(
    key: str, spec: FieldSpec, kind: str, heading: str = "", *, asked: bool = False
) -> Column:
    control = _CONTROLS[spec.shape]
    if control == "text" and (spec.most or _LONG_TEXT) >= _LONG_TEXT:
        control = "textarea"
    return Column(
        key=key,
        heading=heading or spec.heading,
        spec=spec,
        required=asked or spec.need_for(kind) is Need.REQUIRED,
        width=spec.width,
        group=spec.group,
        control=control,
        synonyms=composites.SYNONYMS.get(key, ()),
    )


_PARTY_NAME = _named(PARTY_FIELDS, "name")
_PARTY_TYPE = _named(PARTY_FIELDS, "party_type")


def _party(letter: str, kind: str) -> tuple[Column, Column]:
    """Name and type of party A or B; an event always has both."""
    low = letter.lower()
    name = FieldSpec(
        heading=f"Pihak {letter}",
        help=composites.PARTY_HELP,
        need=Need.REQUIRED if kind == "K" else Need.CONDITIONAL,
        group=Group.PIHAK,
        most=_PARTY_NAME.most,
        width=_PARTY_NAME.width,
        exposure=_PARTY_NAME.exposure,
    )
    sort = FieldSpec(
        heading=f"Jenis pihak {letter}",
        help=_PARTY_TYPE.help,
        shape=Shape.CODE,
        need=name.need,
        group=Group.PIHAK,
        codes=words.PARTY_TYPE,
        width=_PARTY_TYPE.width,
    )
    return _column(f"party_{low}_name", name, kind), _column(f"party_{low}_type", sort, kind)


def _composites(kind: str) -> tuple[Column, ...]:
    location = {field.name: field.spec for field in LOCATION_FIELDS}
    source = {field.name: field.spec for field in SOURCE_FIELDS}
    columns = [
        _column("district", composites.DISTRICT, kind),
        _column("village", composites.VILLAGE, kind),
        _column("place", location["place"], kind),
        _column("lat", location["lat"], kind),
        _column("lon", location["lon"], kind),
        _column("precision", location["precision"], kind),
        _column("other_locations", composites.OTHER_LOCATIONS, kind),
        *_party("A", kind),
        *_party("B", kind),
        _column("other_parties", composites.OTHER_PARTIES, kind),
        *(
            _column(name, source[name], kind)
            for name in (
                "source",
                "detail",
                "method",
                "obtained_on",
                "reliability",
                "credibility",
                "url",
                "protected",
            )
        ),
        _column("other_sources", composites.OTHER_SOURCES, kind),
    ]
    if kind == "K":
        columns += [
            _column("same_case", composites.SAME_CASE, kind),
            _column("no_casualties", composites.NO_CASUALTIES, kind),
        ]
    return tuple(columns)


@cache
def columns_for(kind: str) -> tuple[Column, ...]:
    """Return the columns of a sheet in the order shown: `P`, `K`, or `U` for actions.

    Required columns come first inside each group; the key and case columns are not among them.
    """
    if kind == ACTION:
        own = [_column("entry_key", composites.ENTRY_KEY, kind)]
        own += [_column(field.name, field.spec, kind) for field in ACTION_FIELDS]
        return tuple(sorted(own, key=lambda column: not column.required))
    fields = [
        _column(field.name, field.spec, kind) for field in FIELDS if kind in field.spec.kinds
    ]
    order = list(Group)
    everything = [*fields, *_composites(kind)]
    return tuple(sorted(everything, key=lambda column: (order.index(column.group), _rank(column))))


def _rank(column: Column) -> tuple[bool, bool]:
    """Put a required column first; the tick that fills the toll stands before the toll."""
    return column.key != "no_casualties", not column.required


@cache
def columns_by_key(kind: str) -> dict[str, Column]:
    """Return the columns of a sheet by key."""
    return {column.key: column for column in columns_for(kind)}


@cache
def layout(kind: str) -> tuple[Column | str, ...]:
    """Return what stands in each column after the key: a column, or the heading of a formula."""
    shown: list[Column | str] = []
    for column in columns_for(kind):
        shown.append(column)
        shown += [text for of, after, text in COMPUTED if (of, after) == (kind, column.key)]
    return tuple(shown)


@cache
def letters_of(kind: str) -> dict[str, str]:
    """Return the letter of each column in the workbook as we make it; the key column is A."""
    return {
        item.key: letter(index)
        for index, item in enumerate(layout(kind), start=1)
        if isinstance(item, Column)
    }


def letter(index: int) -> str:
    """Name a column by its index from 0: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def options_for(
    column: Column, cells: Mapping[str, str], context: IntakeContext
) -> tuple[tuple[str, str], ...]:
    """Return what a page offers for a cell as (value for the cell, label); empty for free text."""
    if column.key == "district":
        return tuple((name, name) for _, name in context.places.districts())
    if column.key == "village":
        district = context.places.find_district(cells.get("district", ""))
        if district.code is None:
            return ()
        return tuple((name, name) for _, name in context.places.villages(district.code))
    if column.codes is None:
        return ()
    if column.spec.shape is Shape.SCALE:
        return tuple((code.code, f"{code.code} {code.label}") for code in column.codes)
    return tuple((code.code, code.label) for code in column.codes if not code.retired)
