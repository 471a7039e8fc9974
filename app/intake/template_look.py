"""Colours, cell formats and page set-up of the workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

INK, MUTED, LINE, PAPER = "#16242e", "#4a5a66", "#c3cbcf", "#f5f6f4"
BRAND, REQUIRED, CLASSIFIED = "#0d3b4f", "#f8d984", "#5c1420"
MISSING = "#fbdcd9"
# Level word to (fill, text): the map's own colours.
LEVEL_COLOURS: tuple[tuple[str, str, str], ...] = (
    ("Sangat tinggi", "#650f30", "#ffffff"),
    ("Tinggi", "#c4412b", "#ffffff"),
    ("Sedang", "#ee9a3a", INK),
    ("Rendah", "#f8d984", INK),
)
# Severity from 1: one hue, so that it is never read as a level.
SEVERITY_COLOURS: tuple[str, ...] = ("#eef3f5", "#d3e2e9", "#a3c3d1", "#4f8aa3", "#0d3b4f")
_FOOTER_PART = 90
_FONT = {"font_name": "Arial", "font_size": 10, "font_color": INK}
_A4 = 9


@dataclass(frozen=True, slots=True)
class Look:
    """The formats of one workbook."""

    title: Format
    stamp: Format
    hint: Format
    badge: Format
    band: Format
    heading: Format
    heading_required: Format
    heading_computed: Format
    key: Format
    entry: Format
    entry_date: Format
    entry_moment: Format
    entry_number: Format
    computed: Format
    label: Format
    label_required: Format
    value: Format
    value_date: Format
    note: Format
    section: Format
    text: Format
    strong: Format
    grid: Format
    missing: Format


def make_look(book: Workbook) -> Look:
    """Register every format once."""

    def make(**properties: Any) -> Format:
        return book.add_format({**_FONT, **properties})

    entry = {"text_wrap": True, "valign": "top", "locked": False}
    boxed = {"border": 1, "border_color": LINE, "text_wrap": True, "valign": "top"}
    boxed |= {"align": "left", "indent": 1}
    middle = {**boxed, "valign": "vcenter"}
    head = {**middle, "bold": True}
    pale = {"bg_color": PAPER, "font_color": MUTED}
    return Look(
        title=make(bold=True, font_size=15, font_color=BRAND, valign="vcenter"),
        stamp=make(font_size=9, font_color=MUTED),
        hint=make(font_size=9, italic=True),
        badge=make(
            bold=True, font_color="#ffffff", bg_color=CLASSIFIED, align="center", valign="vcenter"
        ),
        band=make(bold=True, font_size=9, font_color=BRAND, bg_color="#dfe9ec", valign="vcenter"),
        heading=make(**head, font_color="#ffffff", bg_color=BRAND),
        heading_required=make(**(head | {"font_color": BRAND}), bg_color=REQUIRED),
        heading_computed=make(**head, **pale, italic=True),
        key=make(**pale, align="center", valign="top", border=1, border_color=LINE),
        entry=make(**entry, align="left", indent=1),
        entry_date=make(**entry, num_format="dd/mm/yyyy", align="left", indent=1),
        entry_moment=make(**entry, num_format='dd/mm/yyyy hh"."mm', align="left", indent=1),
        entry_number=make(**entry, num_format="#,##0", align="right"),
        computed=make(**pale, valign="top"),
        label=make(**middle, bold=True, bg_color=PAPER),
        label_required=make(**middle, bold=True, bg_color=REQUIRED),
        value=make(**middle, locked=False),
        value_date=make(**middle, locked=False, num_format="dd/mm/yyyy"),
        note=make(font_size=9, font_color=MUTED, text_wrap=True, valign="vcenter", indent=1),
        section=make(bold=True, font_size=12, font_color=BRAND, bottom=2, bottom_color=BRAND),
        text=make(**boxed),
        strong=make(**boxed, bold=True),
        grid=book.add_format({"border": 1, "border_color": LINE}),
        missing=book.add_format({"bg_color": MISSING, "border": 1, "border_color": LINE}),
    )


def set_page(sheet: Worksheet, footer: tuple[str, str], *, landscape: bool = True) -> None:
    """Set A4, the class in the header, and owner, page and region in the footer."""
    sheet.set_paper(_A4)
    if landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    # Excel takes 255 characters, codes included; with more there would be no footer at all.
    left, right = (text[:_FOOTER_PART].replace("&", "&&") for text in footer)
    sheet.set_header('&R&"Arial,Bold"&9TERBATAS')
    sheet.set_footer(f'&L&"Arial"&8{left}&C&"Arial"&8Halaman &P dari &N&R&"Arial"&8{right}')


def colour_levels(book: Workbook, sheet: Worksheet, area: str) -> None:
    """Paint a level word as the map does."""
    for word, fill, ink in LEVEL_COLOURS:
        paint = book.add_format({"bg_color": fill, "font_color": ink, "bold": True})
        rule = {"type": "text", "criteria": "begins with", "value": word, "format": paint}
        sheet.conditional_format(area, {**rule, "stop_if_true": True})


def colour_severity(book: Workbook, sheet: Worksheet, area: str) -> None:
    """Paint a severity from 1 to 5 in one hue."""
    for severity, fill in enumerate(SEVERITY_COLOURS, start=1):
        ink = "#ffffff" if severity >= 4 else INK
        paint = book.add_format({"bg_color": fill, "font_color": ink, "bold": True})
        sheet.conditional_format(
            area, {"type": "cell", "criteria": "==", "value": severity, "format": paint}
        )
