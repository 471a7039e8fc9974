"""What a field is to the people who fill, read and export it; said once, beside its column."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.model.codes import CodeList


class Shape(StrEnum):
    """How a cell's text becomes a value."""

    TEXT = "text"
    CODE = "code"
    CODES = "codes"
    SCALE = "scale"
    INTEGER = "integer"
    MONEY = "money"
    DATE = "date"
    MOMENT = "moment"
    YES_NO = "yes_no"
    DECIMAL = "decimal"


class Need(StrEnum):
    """Who fills the field: the officer, the portal, a rule, or nobody has to."""

    REQUIRED = "required"
    DEFAULTED = "defaulted"
    CONDITIONAL = "conditional"
    OPTIONAL = "optional"


class Group(StrEnum):
    """Blocks of columns, in the order the workbook and the pages show them."""

    POKOK = "Pokok masalah"
    LOKASI = "Lokasi"
    KEJADIAN = "Kejadian"
    URAIAN = "Uraian"
    PIHAK = "Pihak terlibat"
    RISIKO = "Penilaian risiko"
    KORBAN = "Korban dan kerugian"
    PENANGANAN = "Penanganan"
    SUMBER = "Sumber informasi"
    TAMBAHAN = "Keterangan tambahan"


class Exposure(StrEnum):
    """How far a field may travel: figures anywhere, narrative never for sensitive rows."""

    FIGURE = "figure"
    NARRATIVE = "narrative"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldSpec:
    """One field; lengths are characters, bounds are whole units of the field.

    `filled_for` names the kinds of entry for which the portal fills an empty cell although the
    field is asked for elsewhere (an event's summary comes from its chronology).
    """

    heading: str
    help: str
    shape: Shape = Shape.TEXT
    need: Need = Need.OPTIONAL
    group: Group = Group.TAMBAHAN
    kinds: str = "PK"
    filled_for: str = ""
    codes: CodeList | None = None
    least: int | None = None
    most: int | None = None
    default: str = ""
    example: str = ""
    width: int = 16
    exposure: Exposure = Exposure.FIGURE

    def need_for(self, kind: str) -> Need:
        """Return who fills the field in an entry of this kind."""
        return Need.DEFAULTED if kind in self.filled_for else self.need


@dataclass(frozen=True, slots=True)
class Field:
    """A column's attribute name together with what is said about it."""

    name: str
    spec: FieldSpec


def spec(field: FieldSpec) -> dict[str, FieldSpec]:
    """Wrap a spec for `mapped_column(info=...)`."""
    return {"field": field}


def fields_of(mapped: type[Any]) -> tuple[Field, ...]:
    """Collect the specs of a mapped class, in the order its columns are written."""
    return tuple(
        Field(column.name, column.info["field"])
        for column in mapped.__table__.columns
        if "field" in column.info
    )
