"""The places of a row: kecamatan, village, point, and other locations in one cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from app.intake.cells import SEPARATORS, BadCell, parse_cell
from app.intake.columns import columns_by_key
from app.intake.text import clean, quoted
from app.model.area_code import DISTRICT, PROVINCE, REGENCY, VILLAGE, ancestor, level_of

if TYPE_CHECKING:
    from app.intake.context import Match
    from app.intake.draft import Draft

TOLERANCE_KM = 2.0
_MOST_LOCATIONS = 20
_PRECISION_OF_LEVEL = {VILLAGE: "DESA", DISTRICT: "KEC", REGENCY: "KAB"}
_NUMBER_CODE = re.compile(r"(\d{2})[.,](\d)(?=$|\.)")
_NORTH, _SOUTH, _WEST, _EAST = 7.0, -12.0, 94.0, 142.0  # a box around the country


def read_locations(draft: Draft) -> None:
    """Fill the draft's locations from its cells; the first is the primary one."""
    region = _region(draft)
    point = _point(draft)
    if region is not None:
        draft.locations.append(_primary(draft, region, point))
        if point is not None:
            _check_point(draft, ancestor(region, DISTRICT), point)
    for code in _others(draft):
        if all(item["region_code"] != code for item in draft.locations):
            draft.locations.append(
                _location(code, _PRECISION_OF_LEVEL[level_of(code)], primary=False)
            )


def _location(code: str, precision: str, *, primary: bool) -> dict[str, Any]:
    return {
        "is_primary": primary,
        "region_code": code,
        "precision": precision,
        "place": "",
        "lat": None,
        "lon": None,
    }


def as_code_text(text: str) -> str:
    """Give a code typed as a number its lost zero back: `64.1` and `64,1` are `64.10`."""
    return _NUMBER_CODE.sub(r"\1.\g<2>0", text) if text[:1].isdigit() else text


def _region(draft: Draft) -> str | None:
    """Return the code of the village, or of the kecamatan when no village is given."""
    places = draft.context.places
    district, village = as_code_text(draft.text("district")), as_code_text(draft.text("village"))
    if not district:
        draft.error("district", "Pilih kecamatan dari daftar.")
        return None
    match = places.find_district(district)
    if match.code is None:
        draft.error(
            "district",
            f"{quoted(district)} bukan kecamatan di {draft.context.region_name}."
            + _nearest(match),
            _names(match),
        )
        return None
    if not village:
        return match.code
    found = places.find_village(village, match.code)
    if found.code is None:
        draft.error(
            "village",
            f"{quoted(village)} tidak ada di Kecamatan {match.name}." + _nearest(found),
            _names(found),
        )
    return found.code


def _nearest(match: Match) -> str:
    if not match.suggestions:
        return " Pilih dari daftar."
    return f" Yang paling mirip: {match.suggestions[0][1]}."


def _names(match: Match) -> tuple[tuple[str, str], ...]:
    return tuple((name, name) for _, name in match.suggestions)


def _point(draft: Draft) -> tuple[float, float] | None:
    """Return (lon, lat) when both cells hold a coordinate."""
    degrees: dict[str, float] = {}
    for key in ("lat", "lon"):
        text = draft.text(key)
        if not text:
            continue
        try:
            degrees[key] = parse_cell(columns_by_key(draft.kind)[key], text, draft.context)
        except BadCell as bad:
            draft.error(key, bad.message)
            return None
    if not degrees:
        return None
    for missing, given in (("lat", "lon"), ("lon", "lat")):
        if missing not in degrees:
            name = "Lintang" if missing == "lat" else "Bujur"
            draft.error(missing, f"{name} masih kosong. Isi keduanya, atau kosongkan keduanya.")
            return None
        del given
    return _in_country(draft, degrees["lon"], degrees["lat"])


def _in_country(draft: Draft, lon: float, lat: float) -> tuple[float, float] | None:
    if _SOUTH <= lat <= _NORTH and _WEST <= lon <= _EAST:
        return lon, lat
    if _SOUTH <= lon <= _NORTH and _WEST <= lat <= _EAST:
        draft.error(
            "lat",
            f"Lintang dan Bujur tampak tertukar. Tulis Lintang {_comma(lon)} dan Bujur "
            f"{_comma(lat)}.",
            ((_comma(lon), _comma(lon)),),
        )
        draft.error(
            "lon",
            f"Lintang dan Bujur tampak tertukar. Bujur seharusnya {_comma(lat)}.",
            ((_comma(lat), _comma(lat)),),
        )
    else:
        draft.error(
            "lat",
            f"Titik {_comma(lat)}; {_comma(lon)} di luar Indonesia. Periksa tanda minus dan koma.",
        )
    return None


def _comma(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")


def _check_point(draft: Draft, district: str, point: tuple[float, float]) -> None:
    places = draft.context.places
    lon, lat = point
    actual = places.district_at(lon, lat)
    if actual == district:
        return
    far = places.distance_km(district, lon, lat)
    if far is None or far <= TOLERANCE_KM:
        return
    stated = places.find_district(district).name or district
    there = places.find_district(actual).name if actual else ""
    where = f"berada di Kecamatan {there}" if there else "di luar wilayah Anda"
    distance = f"{far:.0f}" if far >= 10 else f"{far:.1f}".replace(".", ",")
    draft.error(
        "lat",
        f"Titik ini {where}, {distance} km dari Kecamatan {stated}. Periksa Lintang dan Bujur, "
        "pilih kecamatan yang benar, atau kosongkan titiknya.",
    )


def _primary(draft: Draft, region: str, point: tuple[float, float] | None) -> dict[str, Any]:
    finest = "TITIK" if point else _PRECISION_OF_LEVEL[level_of(region)]
    stated = draft.values.pop("precision", None)
    if stated is not None:
        _check_precision(draft, stated, region, point)
    location = _location(region, stated or finest, primary=True)
    location["place"] = draft.values.pop("place", "")
    if point:
        location["lon"], location["lat"] = point
    return location


def _check_precision(
    draft: Draft, stated: str, region: str, point: tuple[float, float] | None
) -> None:
    if stated == "TITIK" and point is None:
        if not (draft.is_bad("lat") or draft.is_bad("lon")):
            draft.error("lat", "Ketelitian Titik memerlukan Lintang dan Bujur.")
    elif stated == "DESA" and level_of(region) < VILLAGE:
        draft.error("village", "Ketelitian Desa/kelurahan memerlukan isian desa/kelurahan.")


def _others(draft: Draft) -> list[str]:
    """Return the codes of the other locations; what cannot be found becomes a finding."""
    text = draft.text("other_locations")
    pieces = [piece for part in SEPARATORS.split(text) if (piece := clean(part))]
    if len(pieces) > _MOST_LOCATIONS:
        draft.error("other_locations", f"Paling banyak {_MOST_LOCATIONS} lokasi lain.")
        return []
    codes: list[str] = []
    for piece in pieces:
        match = draft.context.places.find_anywhere(as_code_text(piece))
        if match.code is None or level_of(match.code) == PROVINCE:
            draft.error(
                "other_locations",
                f"Lokasi {quoted(piece)} tidak ditemukan. Tulis: Desa Contoh, Kec. Misal."
                + (_nearest(match) if match.suggestions else ""),
                tuple((text.replace(piece, name), name) for _, name in match.suggestions),
            )
        else:
            codes.append(match.code)
    return codes
