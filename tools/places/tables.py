"""Write the code tables: regions of the country, villages, changes of code, offices."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from places.sources import facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from places.sources import Place, Site


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table as UTF-8 CSV with plain line ends."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def codes(places: list[Place]) -> bytes:
    """Return provinces, regencies and kecamatan of the country with BPS codes where known."""
    bps = {row["code"]: row["bps_code"] for row in facts("regencies.csv")}
    bps |= {row["code"]: row["bps_code"] for row in facts("districts-bps2020.csv")}
    return table(
        ("code", "name", "level", "parent_code", "bps_code"),
        [(p.code, p.name, p.level, p.parent, bps.get(p.code, "")) for p in places if p.level < 4],
    )


def villages(places: list[Place], province: str) -> bytes:
    """Return the villages of one province."""
    return table(
        ("code", "name", "parent_code"),
        [
            (p.code, p.name, p.parent)
            for p in places
            if p.level == 4 and p.code.startswith(province + ".")
        ],
    )


def village_points(sites: list[Site]) -> bytes:
    """Return the village points, five decimals (about a metre)."""
    return table(("code", "lon", "lat"), [(s.code, f"{s.lon:.5f}", f"{s.lat:.5f}") for s in sites])


def changes() -> bytes:
    """Return codes added, removed and renamed; dates bound the moment of the change."""
    rows = facts("code-changes.csv")
    return table(tuple(rows[0]), [tuple(row.values()) for row in rows])


def offices(places: list[Place], province: str) -> bytes:
    """Return the province and its reporting regencies: capital, official figures, agency."""
    names = {p.code: p.name for p in places}
    rows = [_office(row, names, province) for row in facts("regencies.csv")]
    return table(tuple(rows[0]), [tuple(row.values()) for row in rows])


def _office(row: dict[str, str], names: dict[str, str], province: str) -> dict[str, str]:
    whole = row["code"] == province
    name = f"Provinsi {names[province]}" if whole else names[row["code"]]
    kind, _, short = name.partition(" ")
    return {
        "code": row["code"],
        "name": name,
        "display_name": f"Kab. {short}" if kind == "Kabupaten" else name,
        "short_name": short,
        "abbreviation": row["abbreviation"],
        "capital": row["capital"],
        "population": row["population"],
        "area_km2": row["area_km2"],
        "agency_name": f"Badan Kesatuan Bangsa dan Politik {name}",
        "zone": "Asia/Makassar",
        "bps_code": row["bps_code"],
    }
