"""The three fictitious example reports as workbooks, and the values their tables say."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.intake.columns import columns_by_key
from app.intake.context import IntakeContext
from app.intake.template import build_template
from app.intake.template_request import CarriedRow, TemplateRequest
from app.model.entry import FIELDS
from app.model.fields import Shape
from app.model.quarter import Quarter
from tests.intake.books import SECRET, districts_of
from tests.intake.places import MemoryPlaces

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parents[1] / "data" / "examples"
QUARTER = Quarter(2026, 2)
REPORTS = {
    "LAP-9901-2026TW2": ("99.01", "1"),
    "LAP-9971-2026TW2": ("99.71", "2"),
    "LAP-9902-2026TW2": ("99.02", "2"),
}
NAMES = {
    "99": "Provinsi Contoh",
    "99.01": "Kabupaten Contoh Hulu",
    "99.02": "Kabupaten Contoh Pesisir",
    "99.71": "Kota Contoh Muara",
    "99.01.01": "Riam Satu",
    "99.01.02": "Riam Dua",
    "99.01.03": "Lembah Tiga",
    "99.01.04": "Hulu Empat",
    "99.01.05": "Batu Lima",
    "99.02.01": "Teluk Awal",
    "99.02.02": "Tanjung Dua",
    "99.02.03": "Muara Tiga",
    "99.02.04": "Bakau Empat",
    "99.02.05": "Karang Lima",
    "99.02.06": "Pantai Enam",
    "99.71.01": "Muara Utara",
    "99.71.02": "Muara Selatan",
    "99.71.03": "Muara Timur",
    "99.71.04": "Muara Barat",
    "99.71.05": "Muara Tengah",
    "99.71.06": "Seberang",
    "99.01.01.2001": "Desa Riam Satu Ulu",
    "99.01.01.2002": "Desa Riam Satu Ilir",
    "99.01.02.2001": "Desa Riam Dua",
    "99.01.04.2003": "Desa Hulu Jaya Contoh",
    "99.02.04.2001": "Desa Bakau Laut",
    "99.02.05.2002": "Desa Karang Nelayan",
    "99.02.01.2003": "Desa Teluk Baru",
    "99.02.03.1001": "Kelurahan Muara Pasar",
    "99.71.02.1003": "Kelurahan Selatan Damai",
    "99.71.05.1001": "Kelurahan Pasar Contoh",
    "99.71.05.1004": "Kelurahan Tengah Raya",
    "99.71.01.1002": "Kelurahan Stasiun Contoh",
    "99.71.03.1005": "Kelurahan Sekolah Contoh",
}
_LETTER = (
    "letter_no",
    "letter_date",
    "letter_subject",
    "letter_enclosures",
    "signatory_name",
    "signatory_position",
    "signatory_rank",
    "signing_capacity",
    "sign_method",
    "situation_summary",
    "trend",
    "trend_reason",
)


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def entries(report: str) -> list[dict[str, str]]:
    """The report's entries with the columns of their kind, in the order of the tables."""
    special = {row["entry_id"]: row for row in rows("PotentialEntry") + rows("ConflictEntry")}
    return [row | special[row["entry_id"]] for row in rows("Entry") if row["report_no"] == report]


def letter(report: str) -> dict[str, str]:
    version = REPORTS[report][1]
    row = next(
        row
        for row in rows("ReportVersion")
        if (row["report_no"], row["version_no"]) == (report, version)
    )
    return {name: row[name] for name in _LETTER if row[name]}


def statements(report: str) -> dict[str, tuple[str, str | None, str]]:
    """What the report says of each kecamatan where the portal does not say it itself."""
    wanted = (report, REPORTS[report][1])
    return {
        row["region_code"]: (row["statement"], row["basis"] or None, row["note"])
        for row in rows("KecamatanStatement")
        if (row["report_no"], row["version_no"]) == wanted and row["statement"] != "ADA"
    }


def keys(report: str) -> dict[str, str]:
    """Row key of each entry in the workbook."""
    found: dict[str, str] = {}
    for kind in "PK":
        own = [row for row in entries(report) if row["kind"] == kind]
        found |= {row["entry_id"]: f"{kind}-{n:03d}" for n, row in enumerate(own, 1)}
    return found


def _child_rows(name: str, entry_id: str) -> list[dict[str, str]]:
    return [row for row in rows(name) if row["entry_id"] == entry_id]


def _party_text(row: dict[str, str]) -> str:
    text = row["name"]
    if row["is_child"] == "1":
        text += " (anak)"
    if row["initials"]:
        text += f", inisial {row['initials']}"
    return text


def _members(row: dict[str, str]) -> str:
    return f" ({row['members_est']})" if row["members_est"] else ""


def cells(row: dict[str, str]) -> dict[str, str]:
    """An example entry as an officer would type it into the workbook."""
    # The tables keep how a case ended with the case, so entries have no such columns.
    typed = {
        f.name: row[f.name] for f in FIELDS if row["kind"] in f.spec.kinds and row.get(f.name)
    }
    for name in ("event_start", "event_end"):
        if name in typed:
            typed[name] = f"{datetime.fromisoformat(typed[name]):%d/%m/%Y %H.%M}"
    first, *others = _child_rows("EntryLocation", row["entry_id"])
    typed |= {
        "district": NAMES[first["region_code"][:8]],
        "village": NAMES[first["region_code"]],
        "place": first["place"],
        "lat": first["lat"].replace(".", ","),
        "lon": first["lon"].replace(".", ","),
        "precision": first["precision"],
        "other_locations": "; ".join(
            f"{NAMES[item['region_code']]}, Kec. {NAMES[item['region_code'][:8]]}"
            for item in others
        ),
    }
    parties = _child_rows("Party", row["entry_id"])
    for item in parties[:2]:
        low = item["role"].lower()
        typed[f"party_{low}_name"] = _party_text(item) + _members(item)
        typed[f"party_{low}_type"] = item["party_type"]
    typed["other_parties"] = "; ".join(
        f"{item['role']}/{item['party_type']}{_members(item)}: {_party_text(item)}"
        for item in parties[2:]
    )
    main, *more = _child_rows("InformationSource", row["entry_id"])
    for name in (
        "source",
        "detail",
        "method",
        "obtained_on",
        "reliability",
        "credibility",
        "url",
        "protected",
    ):
        typed[name] = main[name]
    typed["other_sources"] = "; ".join(_source_text(item) for item in more)
    if row["carried_from"]:
        typed["case_no"] = row["case_no"]
    return {key: value for key, value in typed.items() if value}


def _source_text(row: dict[str, str]) -> str:
    day = f"{date.fromisoformat(row['obtained_on']):%d/%m/%Y}"
    link = f" <{row['url']}>" if row["url"] else ""
    protected = " (lindungi)" if row["protected"] == "1" else ""
    rated = row["reliability"] or row["credibility"]
    rating = f" [{row['reliability'] or '-'}{row['credibility'] or '-'}]" if rated else ""
    return f"{row['source']}/{row['method']} {day}: {row['detail']}{link}{rating}{protected}"


def actions(report: str) -> list[dict[str, str]]:
    known = keys(report)
    found = [row for row in rows("Action") if row["entry_id"] in known]
    return [
        {"entry_key": known[row["entry_id"]]}
        | {key: row[key] for key in columns_by_key("U") if row.get(key)}
        for row in found
    ]


def place_names(region: str) -> MemoryPlaces:
    return MemoryPlaces(region, NAMES)


def context(report: str) -> IntakeContext:
    region = REPORTS[report][0]
    carried = {row["case_no"] for row in entries(report) if row["carried_from"]}
    return IntakeContext(
        region_code=region,
        region_name=NAMES[region],
        quarter=QUARTER,
        places=place_names(region),
        today=date(2026, 8, 31),
        known_cases={row["case_no"]: row["title"] for row in rows("Case")},
        previous_cases=frozenset(carried),
    )


def workbook(report: str, *, empty: bool = False) -> bytes:
    """The report as a template whose rows are all there from the start, or as an empty one."""
    region = REPORTS[report][0]
    carried = [
        CarriedRow(row["kind"], row["case_no"] if row["carried_from"] else "", cells(row))
        for row in entries(report)
    ]
    carried += [CarriedRow("U", "", row) for row in actions(report)]
    return build_template(
        TemplateRequest(
            region_code=region,
            region_name=NAMES[region],
            agency_name=f"Badan Kesatuan Bangsa dan Politik {NAMES[region]}",
            quarter=QUARTER,
            districts=districts_of(place_names(region)),
            secret=SECRET,
            carried=() if empty else tuple(carried),
            letter=letter(report),
        )
    )


READ: dict[Shape, Callable[[str], Any]] = {
    Shape.YES_NO: lambda text: text == "1",
    Shape.INTEGER: int,
    Shape.MONEY: int,
    Shape.SCALE: int,
    Shape.DATE: date.fromisoformat,
    Shape.MOMENT: datetime.fromisoformat,
}


def value(text: str, shape: Shape) -> Any:
    """A table's text as the value the parser gives."""
    if shape is Shape.CODES:
        return text.split(";") if text else []
    if shape is Shape.TEXT or text:
        return READ.get(shape, str)(text)
    return None
