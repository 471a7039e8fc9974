"""Everything the form of one entry shows, from the row as it stands or as it was just typed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.intake.anchors import REGISTERS
from app.intake.columns import columns_by_key
from app.model.entry import Kind
from app.reports.checks import needs_action
from app.reports.written import WrittenRow
from app.web.pages import entry_form_blocks as blocks
from app.web.pages import entry_form_severity as severity
from app.web.pages.entry_form_fields import Says, field_id, sections
from app.web.pages.entry_form_typed import DEED, PARTY, SOURCE
from app.web.pages.result_cards import Option

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.intake.context import IntakeContext
    from app.intake.problem import Problem
    from app.reports.written import WrittenAction
    from app.web.pages.entry_form_fields import FormField, FormSection

NEW = {Kind.POTENTIAL: "potensi", Kind.EVENT: "peristiwa"}
KIND_OF = {word: kind for kind, word in NEW.items()}
TITLES = {Kind.POTENTIAL: "Potensi baru", Kind.EVENT: "Peristiwa baru"}
NO_ACTION = "Tambahkan paling sedikit satu upaya penanganan."


@dataclass(frozen=True, slots=True)
class More:
    """How many empty blocks are asked for, by sort."""

    parties: int = 0
    sources: int = 0
    deeds: int = 0


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is wrong or missing, and where on the page it is put right."""

    text: str
    href: str
    is_error: bool = True
    deed: str = ""
    column: str = ""


def blank_row(kind: str) -> WrittenRow:
    """Return a row nobody has written yet."""
    return WrittenRow(kind, "", {})


def missing(row: WrittenRow) -> list[Missing]:
    """Return what is still to be put right before the row can be sent; remarks come last."""
    found = [_one(item) for item in row.problems]
    for number, action in enumerate(row.actions, 1):
        found += [_one(item, number, action.row_key) for item in action.problems]
    status = row.cells.get("handling_status", "")
    if (row.stands or row.waits) and needs_action(row.kind, status) and not row.actions:
        found.append(Missing(NO_ACTION, f"#{DEED}"))
    return sorted(found, key=lambda item: not item.is_error)


def _one(problem: Problem, number: int | None = None, deed: str = "") -> Missing:
    href = f"#{field_id(problem.column, number)}"
    return Missing(problem.message, href, problem.is_error, deed, problem.column)


def to_mend(row: WrittenRow) -> int:
    """Count what keeps a row from being sent."""
    return sum(1 for item in missing(row) if item.is_error)


def form_of(
    row: WrittenRow,
    context: IntakeContext,
    more: More,
    potentials: Sequence[tuple[str, str]] = (),
) -> dict[str, Any]:
    """Return the parts of the form, ready to be drawn.

    `potentials` are (code, title) of the report: an event may belong to the case of one.
    """
    says = Says(row.problems)
    kind = Kind(row.kind)
    drawn = sections(row.kind, row.cells, says, context)
    return {
        "kind": row.kind,
        "kind_word": NEW[kind],
        "sections": [_with_potentials(section, potentials) for section in drawn],
        "matrix": blocks.matrix(row.cells) if kind is Kind.POTENTIAL else [],
        "matrix_error": says.error("likelihood") or says.error("impact"),
        "impacts": blocks.impacts(),
        "severity": severity.shown(row.cells) if kind is Kind.EVENT else None,
        "parties": blocks.parties(row.cells.get("other_parties", ""), more.parties),
        "party_error": says.error("other_parties"),
        "blank_party": blocks.blank_block(PARTY),
        "sources": blocks.sources(row.cells.get("other_sources", ""), more.sources),
        "source_error": says.error("other_sources"),
        "blank_source": blocks.blank_block(SOURCE),
        "deeds": blocks.deeds(row.actions, context, _blank_deeds(row, more)),
        "blank_deed": blocks.blank_deed(context),
        "registers": REGISTERS,
    }


def _with_potentials(section: FormSection, potentials: Sequence[tuple[str, str]]) -> FormSection:
    """Let the code of a potential be chosen where there are any."""
    if not potentials:
        return section
    options = tuple(Option(code, f"{code} {title}") for code, title in potentials)
    return replace(
        section,
        folded=tuple(_chosen_from(field, options) for field in section.folded),
        fields=tuple(_chosen_from(field, options) for field in section.fields),
    )


def _chosen_from(field: FormField, options: tuple[Option, ...]) -> FormField:
    if field.key != "same_case":
        return field
    known = any(option.value == field.value for option in options)
    stranger = () if known or not field.value else (Option(field.value, field.value),)
    hint = "Pilih bila peristiwa ini bagian dari kasus potensi yang juga dilaporkan."
    return replace(
        field, control="select", options=options + stranger, hint=hint, empty="Tidak terkait"
    )


def _blank_deeds(row: WrittenRow, more: More) -> int:
    """An event needs an action, so the first block stands ready."""
    return max(more.deeds, 1 if row.kind == Kind.EVENT and not row.actions else 0)


def title_of(row: WrittenRow) -> str:
    """Name a row: its title as far as it is written."""
    return row.cells.get("title", "")[:120] or TITLES[Kind(row.kind)]


@dataclass(frozen=True, slots=True)
class Difference:
    """One column that says something else at the portal than on the page."""

    heading: str
    stored: str
    typed: str


def differences(current: WrittenRow | None, typed: WrittenRow) -> list[Difference]:
    """Set what is stored beside what was typed, column by column, in words."""
    there = current if current is not None else blank_row(typed.kind)
    found = _cells_apart(typed.kind, there.cells, typed.cells)
    known = {item.row_key: item for item in there.actions}
    for item in typed.actions:
        stored: Mapping[str, str] = known[item.row_key].cells if item.row_key in known else {}
        found += _cells_apart("U", stored, item.cells, _named(item))
    return found


def _named(action: WrittenAction) -> str:
    return f"Upaya {action.row_key}: " if action.row_key else "Upaya baru: "


def _cells_apart(
    kind: str,
    stored: Mapping[str, str],
    typed: Mapping[str, str],
    before: str = "",
) -> list[Difference]:
    return [
        Difference(f"{before}{column.heading}", _words(kind, key, there), _words(kind, key, here))
        for key, column in columns_by_key(kind).items()
        if key in typed
        and (there := stored.get(key, "")) != (here := typed[key])
        and key != "entry_key"
    ]


def _words(kind: str, key: str, text: str) -> str:
    column = columns_by_key(kind)[key]
    if column.codes is None or not text:
        return text
    return "; ".join(column.codes.label_of(part) for part in text.split("; "))


def summary_items(found: Iterable[Missing]) -> list[dict[str, str]]:
    """Return what is missing as items of the error summary."""
    return [{"text": item.text, "href": item.href} for item in found if item.is_error]
