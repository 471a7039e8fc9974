"""The first sheet: the covering letter, the summary, and what is said of each kecamatan."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.intake.cells import BadCell, find_code, parse_cell, unknown_code
from app.intake.columns import COVER_SHEET, Column, letter
from app.intake.dates import short
from app.intake.personal import refusal
from app.intake.places import as_code_text
from app.intake.problem import ERROR, WARNING, Problem
from app.intake.requests import ParsedRequest, heading_row, read_request
from app.intake.text import clean, fold, quoted
from app.model import vocabulary as words
from app.model.area_code import AreaCode
from app.model.fields import FieldSpec, Group, Need, Shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.intake.context import IntakeContext
    from app.intake.workbook import RawSheet
    from app.model.codes import CodeList

DISTRICT_HEADINGS = ("Kecamatan", "Pernyataan", "Dasar", "Catatan")
NIL_CHOICES = ("NIHIL", "TANPA_INFO")
# A draft may lack these; the report is not sent without them.
NEEDED_TO_SEND = frozenset(
    {"letter_no", "letter_date", "signatory_name", "signatory_position", "situation_summary"}
    | {"trend"}
)
_EARLIEST_LETTER = timedelta(days=14)
_LONGEST_NOTE = 200
_LABEL_COLUMNS = 4


def _field(
    heading: str, note: str, most: int | None = None, codes: CodeList | None = None
) -> FieldSpec:
    return FieldSpec(
        heading=heading,
        help=note,
        shape=Shape.CODE if codes else Shape.TEXT,
        need=Need.REQUIRED,
        group=Group.TAMBAHAN,
        codes=codes,
        most=most,
    )


def _column(key: str, spec: FieldSpec) -> Column:
    controls = {Shape.CODE: "select", Shape.DATE: "date"}
    return Column(
        key=key,
        heading=spec.heading,
        spec=spec,
        required=False,
        width=spec.width,
        group=spec.group,
        control=controls.get(spec.shape, "textarea"),
    )


COVER_FIELDS: tuple[Column, ...] = (
    _column("letter_no", _field("Nomor surat", "Menurut penomoran kantor Anda.", 60)),
    _column(
        "letter_date",
        FieldSpec(heading="Tanggal surat", help="Contoh: 08/07/2026.", shape=Shape.DATE),
    ),
    _column("letter_subject", _field("Hal", "Sudah terisi; boleh disesuaikan.", 200)),
    _column("letter_enclosures", _field("Lampiran surat", "Contoh: 1 (satu) berkas.", 60)),
    _column("signatory_name", _field("Nama penanda tangan", "Nama pejabat, dengan gelar.", 120)),
    _column("signatory_position", _field("Jabatan", "Jabatan penanda tangan.", 120)),
    _column("signatory_rank", _field("Pangkat/golongan", "Boleh kosong.", 60)),
    _column(
        "signing_capacity",
        _field("Kapasitas", "Definitif, Plt., Plh., atau a.n.", codes=words.SIGNING_CAPACITY),
    ),
    _column(
        "sign_method",
        _field("Cara tanda tangan", "Elektronik atau basah.", codes=words.SIGN_METHOD),
    ),
    _column(
        "situation_summary",
        _field("Gambaran umum situasi", "50 sampai 4.000 karakter, fakta saja.", 4000),
    ),
    _column("trend", _field("Kecenderungan", "Dibanding triwulan lalu.", codes=words.TREND)),
    _column("trend_reason", _field("Alasan kecenderungan", "Wajib kecuali Tetap.", 600)),
    _column(
        "nil_statement",
        _field(
            "Pernyataan nihil",
            "Hanya bila tidak ada potensi dan peristiwa: apa yang dicek dan oleh siapa.",
            500,
        ),
    ),
)
_BY_LABEL = {fold(column.heading): column for column in COVER_FIELDS}


@dataclass(frozen=True, slots=True)
class ParsedCover:
    """Letter fields that are filled in, and (statement, basis, note) by kecamatan code."""

    letter: dict[str, Any] = field(default_factory=dict)
    statements: dict[AreaCode, tuple[str, str | None, str]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    requests: tuple[ParsedRequest, ...] = ()

    @property
    def nil_statement(self) -> str:
        """What the regency states instead of entries, empty when it reports some."""
        return str(self.letter.get("nil_statement", ""))


@dataclass(slots=True)
class _Reader:
    context: IntakeContext
    letter: dict[str, Any] = field(default_factory=dict)
    statements: dict[AreaCode, tuple[str, str | None, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    requests: list[ParsedRequest] = field(default_factory=list)

    def problem(  # noqa: PLR0913 - where it is, what it says, how bad it is
        self,
        row: int,
        col: int,
        column: str,
        message: str,
        *,
        value: str = "",
        severity: str = ERROR,
        suggestions: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Note a problem of a cell of the first sheet."""
        heading = next((item.heading for item in COVER_FIELDS if item.key == column), "Kecamatan")
        self.problems.append(
            Problem(
                sheet=COVER_SHEET,
                row_number=row,
                column=column,
                heading=heading,
                cell=f"{letter(col)}{row}",
                severity=severity,
                message=message,
                value=value,
                suggestions=suggestions,
            )
        )


def parse_cover(sheet: RawSheet | None, context: IntakeContext) -> ParsedCover:
    """Read the first sheet by its labels; a missing sheet gives an empty cover and a notice."""
    reader = _Reader(context)
    if sheet is None:
        reader.problems.append(
            Problem(
                sheet=COVER_SHEET,
                row_number=0,
                severity=WARNING,
                message=f"Lembar {COVER_SHEET} tidak ada. Isi data surat di halaman laporan.",
            )
        )
        return ParsedCover(problems=tuple(reader.problems))
    table, asked = _table_row(sheet.rows), heading_row(sheet.rows)
    for row in sorted(sheet.rows):
        _read_row(reader, row, sheet.rows, table=table, asked=asked)
    _check_letter(reader)
    return ParsedCover(
        reader.letter, reader.statements, tuple(reader.problems), tuple(reader.requests)
    )


def _read_row(
    reader: _Reader,
    row: int,
    rows: Mapping[int, Mapping[int, str]],
    *,
    table: int | None,
    asked: int | None,
) -> None:
    """Read a row by the headings it stands under: the letter's part has none."""
    under = max((head for head in (table, asked) if head is not None and head < row), default=None)
    if row in {table, asked}:
        return
    if under is None:
        _read_letter_row(reader, row, rows[row])
    elif under == table:
        _read_statement(reader, row, rows[row], rows[under])
    else:
        request, problems = read_request(row, rows[row], rows[under])
        reader.problems += problems
        reader.requests += [request] if request else []


def _table_row(rows: Mapping[int, Mapping[int, str]]) -> int | None:
    wanted = {fold(DISTRICT_HEADINGS[0]), fold(DISTRICT_HEADINGS[1])}
    for number in sorted(rows):
        if wanted <= {fold(text).rstrip(" *") for text in rows[number].values()}:
            return number
    return None


def _read_letter_row(reader: _Reader, row: int, cells: Mapping[int, str]) -> None:
    label = next(
        (
            (col, _BY_LABEL[key])
            for col, text in sorted(cells.items())
            if col < _LABEL_COLUMNS and (key := fold(text).rstrip(" *:")) in _BY_LABEL
        ),
        None,
    )
    if label is None:
        return
    col, column = label[0] + 1, label[1]
    text = clean(cells.get(col, ""))
    if not text:
        return
    try:
        parsed = parse_cell(column, text, reader.context)
    except BadCell as bad:
        reader.problem(row, col, column.key, bad.message, value=text, suggestions=bad.suggestions)
        return
    if column.key == "letter_date" and not _letter_day_fits(reader, row, col, parsed):
        return
    if sentence := refusal(text, column.heading):
        reader.problem(row, col, column.key, sentence)
        return
    reader.letter[column.key] = parsed


def _letter_day_fits(reader: _Reader, row: int, col: int, day: Any) -> bool:
    context = reader.context
    earliest = context.letters_from or context.quarter.last_day - _EARLIEST_LETTER
    if earliest <= day <= reader.context.today:
        return True
    why = "belum terjadi" if day > reader.context.today else f"sebelum {short(earliest)}"
    reader.problem(row, col, "letter_date", f"Tanggal surat {short(day)} {why}.", value=short(day))
    return False


def _check_letter(reader: _Reader) -> None:
    trend = reader.letter.get("trend")
    if trend and trend != "TETAP" and not reader.letter.get("trend_reason"):
        reader.problem(
            0, 2, "trend_reason", "Isi alasan kecenderungan; hanya Tetap yang boleh kosong.",
            severity=WARNING,
        )  # fmt: skip


def _read_statement(
    reader: _Reader, row: int, cells: Mapping[int, str], headings: Mapping[int, str]
) -> None:
    """Read one kecamatan; ADA is set by the portal and not taken from the file."""
    where = {fold(text).rstrip(" *"): col for col, text in headings.items()}
    name, said, basis, note = (
        clean(cells.get(where.get(fold(heading), -1), "")) for heading in DISTRICT_HEADINGS
    )
    if not name or not said:
        return
    col = where.get(fold("Pernyataan"), 0)
    match = reader.context.places.find_district(as_code_text(name))
    if match.code is None:
        message = f"{quoted(name)} bukan kecamatan di {reader.context.region_name}."
        reader.problem(row, where[fold("Kecamatan")], "district", message, value=name)
        return
    found = find_code(words.DISTRICT_STATEMENT, said)
    if found is None:
        bad = unknown_code(words.DISTRICT_STATEMENT, said, "pernyataan")
        reader.problem(row, col, "statement", bad.message, value=said, suggestions=bad.suggestions)
        return
    if found.code not in NIL_CHOICES:
        return
    if sentence := refusal(note, "Catatan"):
        reader.problem(row, where.get(fold(DISTRICT_HEADINGS[3]), col), "note", sentence)
        return
    code = _basis(reader, row, where.get(fold("Dasar"), col), basis, found.code)
    if code is None and found.code == "NIHIL":
        return
    reader.statements[AreaCode(match.code)] = (found.code, code, note[:_LONGEST_NOTE])


def _basis(reader: _Reader, row: int, col: int, text: str, statement: str) -> str | None:
    if not text:
        if statement == "NIHIL":
            reader.problem(
                row, col, "basis", "Pernyataan Nihil memerlukan dasar: pilih siapa yang mengecek."
            )
        return None
    found = find_code(words.INFORMATION_SOURCE, text)
    if found is None or found.retired:
        bad = unknown_code(words.INFORMATION_SOURCE, text, "dasar")
        reader.problem(row, col, "basis", bad.message, value=text, suggestions=bad.suggestions)
        return None
    return found.code
