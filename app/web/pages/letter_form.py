"""The letter form: what is stored, what was typed, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.intake.cover import COVER_FIELDS, NEEDED_TO_SEND
from app.intake.personal import refusal
from app.model.fields import Shape
from app.model.vocabulary import DISTRICT_STATEMENT, INFORMATION_SOURCE
from app.web.formats import date_typed
from app.web.forms import Errors, date_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from app.intake.columns import Column
    from app.model.area_code import AreaCode
    from app.model.quarter import Quarter
    from app.model.region import Office
    from app.model.report import DistrictStatement, Revision
    from app.web.forms import Fields

LETTER = (
    "letter_no", "letter_date", "letter_subject", "letter_enclosures",
    "signatory_name", "signatory_position", "signatory_rank", "signing_capacity", "sign_method",
)  # fmt: skip
SITUATION = ("situation_summary", "trend", "trend_reason")
COLUMNS = {column.key: column for column in COVER_FIELDS}
_LONG = frozenset({"situation_summary", "trend_reason"})
_LEAST_SUMMARY, _NOTE = 50, 200


@dataclass(frozen=True, slots=True)
class LetterField:
    """One field with its text as the page shows it."""

    name: str
    label: str
    hint: str
    kind: str
    value: str
    error: str
    options: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """What is said of one kecamatan; `fixed` when an entry lies there."""

    code: str
    name: str
    statement: str
    basis: str
    note: str
    fixed: bool
    error: str = ""


def stored(revision: Revision) -> dict[str, str]:
    """Return the letter of a draft as texts."""
    return {name: _text(getattr(revision, name)) for name in (*LETTER, *SITUATION)}


def blank(office: Office, quarter: Quarter) -> dict[str, str]:
    """Return what a draft will begin with, before there is one."""
    known = {
        "letter_subject": "Laporan Peta Potensi Konflik dan Peta Konflik "
        f"Triwulan {quarter.roman} Tahun {quarter.year}",
        "letter_enclosures": "1 (satu) berkas",
        "signatory_name": office.signatory_name,
        "signatory_position": office.signatory_position,
        "signing_capacity": "DEFINITIF",
        "sign_method": "TTE",
        "trend": "TDK_DINILAI",
    }
    return dict.fromkeys((*LETTER, *SITUATION), "") | known


def typed(form: Fields) -> dict[str, str]:
    """Return the letter as a person typed it."""
    return {name: form.text(name) for name in (*LETTER, *SITUATION)}


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else date_typed(value)


def fields(names: Sequence[str], values: Mapping[str, str], errors: Errors) -> list[LetterField]:
    """Return fields for the page, in the order of the names."""
    return [_field(COLUMNS[name], values[name], errors.of(name)) for name in names]


def _field(column: Column, value: str, error: str) -> LetterField:
    kind = "date" if column.spec.shape is Shape.DATE else "text"
    options: tuple[dict[str, str], ...] = ()
    if column.codes is not None:
        kind = "select"
        options = tuple({"value": code.code, "label": code.label} for code in column.codes)
    elif column.key in _LONG:
        kind = "textarea"
    label = f"{column.heading} (wajib)" if column.key in NEEDED_TO_SEND else column.heading
    return LetterField(column.key, label, column.help, kind, value, error, options)


def check(values: Mapping[str, str], earliest: date, today: date) -> Errors:
    """Return what cannot be stored; an empty field may wait until the report is sent."""
    errors = Errors()
    for name, text in values.items():
        column = COLUMNS[name]
        most = column.spec.most
        if column.codes is not None and text not in column.codes:
            errors[name] = f"Pilih {column.heading.lower()} dari daftar."
        elif most is not None and len(text) > most:
            errors[name] = f"{column.heading} paling banyak {most} karakter."
        elif column.codes is None and (sentence := refusal(text, column.heading)):
            errors[name] = sentence
    day = values["letter_date"]
    if day:
        errors.update(_check_day(day, earliest, today))
    summary = values["situation_summary"]
    if 0 < len(summary) < _LEAST_SUMMARY:
        errors["situation_summary"] = (
            f"Gambaran umum situasi paling sedikit {_LEAST_SUMMARY} karakter; baru {len(summary)}."
        )
    return errors


def _check_day(text: str, earliest: date, today: date) -> dict[str, str]:
    day = date_of(text)
    if day is None:
        return {"letter_date": f"{text} bukan tanggal yang ada. Tulis seperti 08/10/2026."}
    if not earliest <= day <= today:
        return {"letter_date": f"Tanggal surat harus antara {date_typed(earliest)} dan hari ini."}
    return {}


def values_of(texts: Mapping[str, str]) -> dict[str, Any]:
    """Return what is stored for texts that passed the check."""
    return {
        **texts,
        "letter_no": texts["letter_no"] or None,
        "letter_date": date_of(texts["letter_date"]),
    }


def district_rows(
    statements: Sequence[DistrictStatement],
    names: Mapping[AreaCode, str],
    form: Fields | None,
    errors: Errors,
) -> list[DistrictRow]:
    """Return the kecamatan with what is stored, or with what was just typed."""
    return [_district_row(row, names, form, errors) for row in statements]


def _district_row(
    row: DistrictStatement, names: Mapping[AreaCode, str], form: Fields | None, errors: Errors
) -> DistrictRow:
    code, name = row.region_code, names.get(row.region_code, row.region_code)
    if form is None or row.statement == "ADA":
        fixed = row.statement == "ADA"
        return DistrictRow(code, name, row.statement, row.basis or "", row.note, fixed)
    return DistrictRow(
        code,
        name,
        form.text(f"nyata-{code}"),
        form.text(f"dasar-{code}"),
        form.text(f"catat-{code}"),
        fixed=False,
        error=errors.of(f"dasar-{code}"),
    )


def statements_in(
    form: Fields, rows: Sequence[DistrictStatement], names: Mapping[AreaCode, str]
) -> tuple[dict[AreaCode, tuple[str, str | None, str]], Errors]:
    """Return what was said of each kecamatan without entries, and what is missing in it."""
    if form.is_ticked("nyata-semua"):
        return _all_nil(form, rows)
    found: dict[AreaCode, tuple[str, str | None, str]] = {}
    errors = Errors()
    for row in rows:
        code = row.region_code
        said, basis = form.text(f"nyata-{code}"), form.text(f"dasar-{code}")
        if row.statement == "ADA" or said not in DISTRICT_STATEMENT or said == "ADA":
            continue
        if said == "NIHIL" and basis not in INFORMATION_SOURCE:
            errors[f"dasar-{code}"] = (
                f"Kec. {names.get(code, code)}: pilih dasar pernyataan nihil."
            )
            continue
        kept = basis if said == "NIHIL" else None
        found[code] = (said, kept, form.text(f"catat-{code}")[:_NOTE])
    return found, errors


def _all_nil(
    form: Fields, rows: Sequence[DistrictStatement]
) -> tuple[dict[AreaCode, tuple[str, str | None, str]], Errors]:
    """Return every kecamatan without entries as nil on one basis."""
    basis = form.text("dasar-semua")
    if basis not in INFORMATION_SOURCE:
        return {}, Errors({"dasar-semua": "Pilih dasar pernyataan nihil untuk semua kecamatan."})
    silent = [row for row in rows if row.statement != "ADA"]
    return {row.region_code: ("NIHIL", basis, row.note) for row in silent}, Errors()
