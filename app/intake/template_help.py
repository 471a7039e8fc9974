"""The help sheet: how to fill, what counts as what, anchors, every column, every list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.intake import anchors
from app.intake.columns import ACTION, SHEET_OF_KIND, columns_for
from app.intake.template_lists import shown_labels
from app.intake.template_look import set_page
from app.model import vocabulary as words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from app.intake.columns import Column
    from app.intake.template_look import Look
    from app.intake.template_request import TemplateRequest

_WIDTHS = (24, 34, 44, 54)
_LINE_HEIGHT = 13.5
_LISTED = (
    words.PARTY_ROLE,
    words.PARTY_TYPE,
    words.INFORMATION_SOURCE,
    words.INFORMATION_METHOD,
    words.WEAPON,
    words.FIELD_OF_LIFE,
    words.ATHG,
    words.SENSITIVITY_REASON,
)


class _Page:
    """Writes rows from top to bottom, each as high as its longest text needs."""

    def __init__(self, sheet: Worksheet, look: Look) -> None:
        self._sheet = sheet
        self._look = look
        self._row = 3

    def section(self, text: str) -> None:
        """Begin a section."""
        self._row += 1
        self._sheet.set_row(self._row, 20)
        for index in range(len(_WIDTHS)):
            self._sheet.write_string(
                self._row, index, text if not index else "", self._look.section
            )
        self._row += 1

    def head(self, texts: Sequence[str]) -> None:
        """Write the headings of a table."""
        self._write(texts, self._look.heading, self._look.heading)

    def rows(self, rows: Iterable[Sequence[str]]) -> None:
        """Write the rows of a table; the first column stands out."""
        for texts in rows:
            self._write(texts, self._look.strong, self._look.text)

    def spread(self, rows: Iterable[tuple[str, str]]) -> None:
        """Write rows of two texts, the second across the page."""
        width = sum(_WIDTHS[1:])
        for first, text in rows:
            lines = max(-(-len(text) // width), -(-len(first) // _WIDTHS[0]))
            self._sheet.write_string(self._row, 0, first, self._look.strong)
            self._sheet.merge_range(self._row, 1, self._row, 3, text, self._look.text)
            self._sheet.set_row(self._row, 4 + _LINE_HEIGHT * lines)
            self._row += 1

    def _write(self, texts: Sequence[str], first: Format, rest: Format) -> None:
        lines = 1
        for index, text in enumerate(texts):
            style = first if index == 0 else rest
            if text:
                self._sheet.write_string(self._row, index, text, style)
            else:
                self._sheet.write_blank(self._row, index, None, style)
            lines = max(lines, -(-len(text) // max(1, int(_WIDTHS[index] * 1.05))))
        self._sheet.set_row(self._row, 4 + _LINE_HEIGHT * lines)
        self._row += 1


def write_help(sheet: Worksheet, look: Look, request: TemplateRequest, stamp: str) -> None:
    """Write the help sheet."""
    sheet.hide_gridlines(2)
    for index, width in enumerate(_WIDTHS):
        sheet.set_column(index, index, width)
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, "Petunjuk pengisian", look.title)
    sheet.write_string(1, 0, stamp, look.stamp)
    sheet.freeze_panes(2, 0)
    page = _Page(sheet, look)
    _write_guidance(page)
    _write_columns(page)
    page.section("Pilihan untuk sel yang memuat beberapa nilai")
    page.head(("Daftar", "Kode", "Sebutan"))
    for codes in _LISTED:
        page.rows(
            (codes.label, code.code, label)
            for code, label in zip(
                (code for code in codes if not code.retired), shown_labels(codes), strict=True
            )
        )
    set_page(sheet, (request.agency_name, f"{request.region_name} · {request.quarter.label}"))
    sheet.fit_to_pages(1, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _write_guidance(page: _Page) -> None:
    page.section("Cara mengisi")
    page.spread((str(number), text) for number, text in enumerate(anchors.STEPS, start=1))
    page.section("Apa yang dicatat di mana")
    page.spread(anchors.REGISTERS)
    page.section("Kemungkinan dalam triwulan depan")
    page.head(("Nilai", "Sebutan", "Patokan"))
    page.rows(anchors.LIKELIHOOD_ANCHORS)
    page.section("Dampak bila terjadi (pilih yang paling berat)")
    page.head(("Nilai", "Orang", "Harta", "Jangkauan"))
    page.rows(anchors.IMPACT_ANCHORS)


def _write_columns(page: _Page) -> None:
    """Explain every column once: what both sheets of entries ask stands in front."""
    potential, event = columns_for("P"), columns_for("K")
    both = _explained(potential) & _explained(event)
    names = SHEET_OF_KIND
    _write_table(
        page,
        f"Kolom lembar {names['P']} dan {names['K']}",
        [column for column in potential if _key(column) in both],
    )
    for kind, columns in (("P", potential), ("K", event)):
        alone = [column for column in columns if _key(column) not in both]
        _write_table(page, f"Kolom yang hanya ada di lembar {names[kind]}", alone)
    _write_table(page, f"Kolom lembar {names[ACTION]}", columns_for(ACTION))


def _explained(columns: Sequence[Column]) -> set[tuple[str, str]]:
    return {_key(column) for column in columns}


def _key(column: Column) -> tuple[str, str]:
    return column.shown_heading, column.help


def _write_table(page: _Page, title: str, columns: Sequence[Column]) -> None:
    """Write columns with the name of a group where the group begins."""
    page.section(title)
    page.head(("Kelompok", "Kolom", "Cara mengisi", "Contoh"))
    before = None
    for column in columns:
        group = column.group.value if column.group is not before else ""
        page.rows([(group, column.shown_heading, column.help, column.spec.example)])
        before = column.group
