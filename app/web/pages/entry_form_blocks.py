"""What repeats or is drawn apart on an entry's form: parties, sources, actions, the matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.intake.anchors import IMPACT_ANCHORS, LIKELIHOOD_ANCHORS
from app.intake.columns import ACTION, columns_for
from app.intake.parties import party_blocks
from app.intake.sources import source_blocks
from app.model.fields import Need, Shape
from app.model.particulars import PARTY_FIELDS, SOURCE_FIELDS
from app.model.risk import MATRIX, entry_level, risk_of
from app.model.vocabulary import ACTION_TYPE, IMPACT, LIKELIHOOD
from app.web.once import fresh_key
from app.web.pages.entry_form_fields import FormField, Says, form_field
from app.web.pages.entry_form_typed import PARTY, SOURCE
from app.web.pages.result_cards import Option

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.intake.context import IntakeContext
    from app.model.fields import Field, FieldSpec
    from app.model.level import Level
    from app.reports.written import WrittenAction

TEMPLATE_NUMBER = 999  # the block that scripts copy from
_FIRST_OF_DEED = frozenset({"next_step", "next_due"})
_FIELDS: Mapping[str, tuple[Field, ...]] = {PARTY: PARTY_FIELDS, SOURCE: SOURCE_FIELDS}
_SHAPES = {Shape.CODE: "select", Shape.YES_NO: "select", Shape.INTEGER: "number"}


@dataclass(frozen=True, slots=True)
class Block:
    """One repeated block of parties or sources."""

    number: int
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class Deed:
    """One action as a block: `code` once it is stored, else the key it will be known by."""

    number: int
    code: str
    key: str
    title: str
    fields: tuple[FormField, ...]
    folded: tuple[FormField, ...]
    is_open: bool
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One square: what is sent, its score, and the level it means."""

    value: str
    score: int
    level: Level
    said: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One likelihood with its anchor and its five squares."""

    code: str
    label: str
    chance: str
    anchor: str
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """One impact with its anchors."""

    code: str
    label: str
    people: str
    property: str
    reach: str


def parties(text: str, blank: int) -> list[Block]:
    """Return the other parties as blocks, with so many empty ones."""
    return _blocks(PARTY, party_blocks(text), blank)


def sources(text: str, blank: int) -> list[Block]:
    """Return the other sources as blocks, with so many empty ones."""
    return _blocks(SOURCE, source_blocks(text), blank)


def blank_block(sort: str) -> Block:
    """Return the block scripts copy."""
    return _block(sort, TEMPLATE_NUMBER, {})


def _blocks(sort: str, found: Sequence[Mapping[str, str]], blank: int) -> list[Block]:
    every = [*found, *({} for _ in range(blank))]
    return [_block(sort, number, values) for number, values in enumerate(every, 1)]


def _block(sort: str, number: int, values: Mapping[str, str]) -> Block:
    fields = tuple(
        _part(sort, number, field.name, field.spec, values.get(field.name, ""))
        for field in _FIELDS[sort]
    )
    return Block(number, fields)


def _part(sort: str, number: int, name: str, spec: FieldSpec, value: str) -> FormField:
    codes = spec.codes
    options = tuple(Option(code.code, code.label) for code in codes or () if not code.retired)
    return FormField(
        key=name,
        name=f"{sort}-{number}-{name}",
        label=spec.heading if spec.need is Need.REQUIRED else f"{spec.heading} (bila ada)",
        hint="",
        error="",
        note="",
        control=_SHAPES.get(spec.shape, "text"),
        value=value,
        options=options,
        empty="Tidak" if spec.shape is Shape.YES_NO else "Pilih…",
    )


def deeds(actions: Iterable[WrittenAction], context: IntakeContext, blank: int = 0) -> list[Deed]:
    """Return the actions as blocks, with so many empty ones."""
    found = [
        _deed(
            number,
            item.row_key,
            "" if item.row_key else fresh_key(),
            item.cells,
            Says(item.problems),
            context,
        )
        for number, item in enumerate(actions, 1)
    ]
    first = len(found) + 1
    nothing: dict[str, str] = {}
    for number in range(first, first + blank):
        found.append(_deed(number, "", fresh_key(), nothing, Says(()), context))
    return found


def blank_deed(context: IntakeContext) -> Deed:
    """Return the block scripts copy; they give each copy a key of its own."""
    return _deed(TEMPLATE_NUMBER, "", "", {}, Says(()), context)


def _deed(
    number: int,
    code: str,
    key: str,
    cells: Mapping[str, str],
    says: Says,
    context: IntakeContext,
) -> Deed:
    fields = [
        (column, form_field(column, cells, says, context, number))
        for column in columns_for(ACTION)
        if column.key != "entry_key"
    ]
    first = [
        field
        for column, field in fields
        if column.required or column.key in _FIRST_OF_DEED or field.error
    ]
    folded = tuple(field for _, field in fields if field not in first)
    kind = ACTION_TYPE.label_of(cells.get("action_type", ""))
    remark = says.error("") or says.error("entry_key")
    return Deed(
        number=number,
        code=code,
        key=key,
        title=" · ".join(part for part in (kind, cells.get("date_start", "")) if part),
        fields=tuple(first),
        folded=folded,
        is_open=not code or any(field.error for field in first),
        remarks=(remark,) if remark else (),
    )


def matrix(cells: Mapping[str, str]) -> list[MatrixRow]:
    """Return the 25 squares, the likeliest on top; rows and levels are those of `MATRIX`."""
    chosen = f"{cells.get('likelihood', '')[:1]}-{cells.get('impact', '')[:1]}"
    anchors = {code: (chance, text) for code, chance, text in LIKELIHOOD_ANCHORS}
    return [
        MatrixRow(
            str(likelihood),
            LIKELIHOOD.label_of(likelihood),
            anchors[str(likelihood)][0].partition("(")[2].rstrip(")"),
            anchors[str(likelihood)][1],
            tuple(_square(likelihood, impact, chosen) for impact in range(1, 6)),
        )
        for likelihood in sorted(MATRIX, reverse=True)
    ]


def _square(likelihood: int, impact: int, chosen: str) -> MatrixCell:
    score, code = risk_of(likelihood, impact)
    level, value = entry_level(code), f"{likelihood}-{impact}"
    said = (
        f"Kemungkinan {likelihood} {LIKELIHOOD.label_of(likelihood).lower()}, dampak {impact} "
        f"{IMPACT.label_of(impact).lower()}: tingkat {level.label}"
    )
    return MatrixCell(value, score, level, said, value == chosen)


def impacts() -> list[Impact]:
    """Return the five impacts with what each means for people, property and reach."""
    return [Impact(code, IMPACT.label_of(code), *anchors) for code, *anchors in IMPACT_ANCHORS]
