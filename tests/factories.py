"""Rows for tests: plain functions, keyword arguments, everything fictitious.

Province 99 is invented: Kabupaten Contoh Hulu (99.01), Kabupaten Contoh Pesisir (99.02) and Kota
Contoh Muara (99.71), each with three kecamatan and a few villages, all squares on a grid. For the
real codes of Kalimantan Timur ask for the fixture `kaltim`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from shapely.geometry import MultiPolygon, box
from sqlalchemy import select

from app.access.scope import Actor
from app.model.account import Role, User, UserRole
from app.model.area_code import AreaCode, ancestor, level_of, undotted
from app.model.case import Case
from app.model.entry import Entry
from app.model.notice import Notice, NoticeKind, NoticeState
from app.model.period import Obligation, PeriodStatus, default_period
from app.model.quarter import Quarter
from app.model.region import Area, BoundarySet, Office, Region
from app.model.report import Report, Revision, State

if TYPE_CHECKING:
    from app.db import WriteSession
    from app.model.period import Period

PROVINCE = AreaCode("99")
PASSWORD = "kopi-perahu-rotan-71"
QUARTER = Quarter(2026, 3)
MOMENT = datetime(2026, 10, 8, 1, 0, tzinfo=UTC)
NAMES = {
    "99": "Provinsi Contoh",
    "99.01": "Kabupaten Contoh Hulu",
    "99.02": "Kabupaten Contoh Pesisir",
    "99.71": "Kota Contoh Muara",
}
REGENCIES = tuple(AreaCode(code) for code in NAMES if level_of(code) == 2)
_SIDE = 0.2  # degrees; a kecamatan is one square, a regency three in a row
_WEST, _SOUTH = 115.0, 0.0


# --- places ------------------------------------------------------------------------------------


def make_province(session: WriteSession) -> list[Region]:
    """Store the regions and offices of province 99."""
    regions = [_region("99")]
    for regency in REGENCIES:
        regions.append(_region(regency))
        for number in (1, 2, 3):
            district = f"{regency}.{number:02d}"
            regions.append(_region(district, f"Kecamatan Contoh {undotted(district)}"))
            for village in (2001, 2002):
                code = f"{district}.{village}"
                regions.append(_region(code, f"Desa Contoh {undotted(code)}"))
    session.add_all(regions)
    session.flush()
    session.add_all(make_office(code) for code in (PROVINCE, *REGENCIES))
    session.flush()
    return regions


def _region(code: str, name: str = "") -> Region:
    parent = ancestor(code, level_of(code) - 1) if level_of(code) > 1 else None
    return Region(
        code=AreaCode(code),
        name=name or NAMES[code],
        level=level_of(code),
        parent_code=parent,
        population=100_000,
        area_km2=500.0,
    )


def make_office(code: str, **changed: Any) -> Office:
    """An office not yet in a session."""
    name = NAMES.get(code, code)
    values: dict[str, Any] = {
        "region_code": AreaCode(code),
        "display_name": name,
        "short_name": name.replace("Kabupaten ", "").replace("Kota ", ""),
        "agency_name": f"Badan Kesatuan Bangsa dan Politik {name}",
        "capital": "Contoh",
    }
    return Office(**(values | changed))


def make_boundary_set(session: WriteSession, **changed: Any) -> BoundarySet:
    """Store squares for the regencies and kecamatan of province 99."""
    values: dict[str, Any] = {
        "name": "Kotak contoh",
        "source": "rekaan",
        "licence": "bebas",
        "approximate": True,
        "valid_from": date(2026, 1, 1),
        "loaded_at": MOMENT,
        "loaded_by": "uji",
        "file_name": "kotak.geojson",
        "file_sha256": "0" * 64,
    }
    boundary_set = BoundarySet(**(values | changed))
    for row, regency in enumerate(REGENCIES):
        south = _SOUTH + row * _SIDE
        _area(boundary_set, regency, NAMES[regency], (_WEST, south), width=3)
        for column in range(3):
            code = f"{regency}.{column + 1:02d}"
            name = f"Kecamatan Contoh {undotted(code)}"
            _area(boundary_set, code, name, (_WEST + column * _SIDE, south), width=1)
    session.add(boundary_set)
    session.flush()
    return boundary_set


def _area(
    boundary_set: BoundarySet, code: str, name: str, corner: tuple[float, float], *, width: int
) -> None:
    west, south = corner
    east, north = west + width * _SIDE, south + _SIDE
    Area(
        boundary_set=boundary_set,
        code=AreaCode(code),
        name=name,
        level=level_of(code),
        parent_code=ancestor(code, level_of(code) - 1),
        area_km2=494.0 * width,
        label_lon=(west + east) / 2,
        label_lat=(south + north) / 2,
        min_lon=west,
        min_lat=south,
        max_lon=east,
        max_lat=north,
        boundary=MultiPolygon([box(west, south, east, north)]),
    )


# --- people ------------------------------------------------------------------------------------


@cache
def _hash() -> str:
    """One hash for every test account, and a cheap one: checking it reads its price from it."""
    return PasswordHash([Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1)]).hash(PASSWORD)


def make_user(
    session: WriteSession, *roles: Role, region: str = "99.01", username: str = "", **changed: Any
) -> User:
    """Store an account with the password `PASSWORD`; without roles an operator."""
    roles = roles or (Role.OPERATOR_KAB,)
    username = username or f"{roles[0].value.lower().replace('_', '.')}.{undotted(region)}"
    values: dict[str, Any] = {
        "username": username,
        "name": f"Orang Contoh {username}",
        "password_hash": _hash(),
        "region_code": AreaCode(region),
        "created_at": MOMENT,
        "roles": [UserRole(role=role) for role in roles],
    }
    user = User(**(values | changed))
    session.add(user)
    session.flush()
    return user


def actor_of(user: User) -> Actor:
    """The signed-in form of a stored account."""
    return Actor(
        user_id=user.id,
        username=user.username,
        name=user.name,
        roles=frozenset(held.role for held in user.roles),
        region_code=user.region_code,
        region_name=NAMES.get(user.region_code, user.region_code),
    )


def make_actor(*roles: Role, region: str = "99.01", user_id: int = 0) -> Actor:
    """A signed-in person without an account, for code that only looks at roles and scope."""
    roles = roles or (Role.OPERATOR_KAB,)
    return Actor(
        user_id=user_id,
        username=f"{roles[0].value.lower()}.{undotted(region)}",
        name="Orang Contoh",
        roles=frozenset(roles),
        region_code=AreaCode(region),
        region_name=NAMES.get(region, region),
    )


def make_notice(session: WriteSession, recipient: User, **changed: Any) -> Notice:
    """Store a mail that failed, or whatever the keyword arguments say."""
    values: dict[str, Any] = {
        "kind": NoticeKind.PENGINGAT,
        "subject": "",
        "day": MOMENT.date(),
        "created_at": MOMENT,
        "not_before": MOMENT,
        "state": NoticeState.GAGAL,
        "recipient": recipient,
    }
    notice = Notice(**(values | changed))
    session.add(notice)
    session.flush()
    return notice


# --- reports -----------------------------------------------------------------------------------


def make_period(
    session: WriteSession,
    quarter: Quarter = QUARTER,
    *,
    status: PeriodStatus = PeriodStatus.DIBUKA,
    regencies: tuple[AreaCode, ...] = REGENCIES,
) -> Period:
    """Store a period with one obligation per regency."""
    period = default_period(quarter, status)
    for code in regencies:
        Obligation(period=period, region_code=code, agency_name=f"Badan Kesbangpol {code}")
    session.add(period)
    session.flush()
    return period


def make_revision(
    session: WriteSession,
    period: Period,
    region: str = "99.01",
    *,
    number: int = 1,
    **changed: Any,
) -> Revision:
    """Store a draft of a regency's report; `send` moves it on."""
    obligation = session.scalars(
        select(Obligation).where(
            Obligation.period_id == period.id, Obligation.region_code == region
        )
    ).one()
    report = session.scalar(select(Report).where(Report.obligation_id == obligation.id))
    if report is None:
        quarter = period.quarter
        report_no = f"LAP-{undotted(region)}-{quarter.year}TW{quarter.number}"
        report = Report(obligation=obligation, report_no=report_no)
        session.add(report)
    values: dict[str, Any] = {"report": report, "number": number, "created_at": MOMENT}
    revision = Revision(**(values | changed))
    session.add(revision)
    session.flush()
    return revision


def send(session: WriteSession, revision: Revision, state: State = State.DIKIRIM) -> Revision:
    """Move a draft on; make its entries first, the database refuses any afterwards."""
    revision.receipt_code = f"PKP-{revision.id:04d}"
    revision.submitted_at, revision.content_sha256 = MOMENT, "0" * 64
    revision.state = state
    session.flush()
    return revision


_POTENTIAL: dict[str, Any] = {
    "kind": "P",
    "title": "Sengketa lahan kebun di desa rekaan",
    "law_source": "U5D",
    "topic": "SAWIT",
    "tags": [],
    "change": "BARU",
    "fields": ["EKO"],
    "athg": [],
    "summary": "Warga kelompok tani rekaan menolak pengukuran lahan oleh perusahaan rekaan.",
    "root_cause": "Batas kebun yang belum disepakati sejak awal.",
    "trigger": "",
    "stage": "2",
    "legal_process": "TIDAK",
    "impact_note": "",
    "development": "",
    "handling_status": "PROSES",
    "lead_agency": "KESBANGPOL_KAB",
    "recommendation": "",
    "info_date": date(2026, 9, 25),
    "confidence": "S",
    "sensitivity": "NORMAL",
    "sensitivity_reasons": [],
    "remarks": "",
}


def make_case(
    session: WriteSession, region: str = "99.01", quarter: Quarter = QUARTER, number: int = 1
) -> Case:
    """Store an active case of a regency."""
    case = Case(
        case_no=f"{undotted(region)}-{quarter.year}-{number:04d}",
        title=str(_POTENTIAL["title"]),
        home_region=AreaCode(region),
        first_quarter=quarter,
    )
    session.add(case)
    session.flush()
    return case


def make_entry(
    session: WriteSession, revision: Revision, *, row_key: str = "P-001", **changed: Any
) -> Entry:
    """Store an entry, a potential unless `kind="K"`; keyword arguments replace any field."""
    entry = Entry(**(_POTENTIAL | {"row_key": row_key, "revision": revision} | changed))
    session.add(entry)
    session.flush()
    return entry
