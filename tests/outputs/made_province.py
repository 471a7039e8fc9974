"""The worked example of the index as rows: four made-up regencies, two quarters, two versions.

Numbers follow the worked example in the glossary of the method: 99.01 lifted by a kecamatan,
99.71 with a grave event last quarter, 99.02 nil at first and amended, 99.03 silent. Titles of
99.01 carry texts that must stay texts in every export.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import shapely
from sqlalchemy import select
from sqlalchemy.orm import joinedload, object_session

from app.access.scope import Actor
from app.areas.load import add_areas
from app.areas.report import FoundArea
from app.editions.commands import publish
from app.model.account import Role, User
from app.model.area_code import AreaCode
from app.model.case import Case
from app.model.entry import Entry
from app.model.particulars import Action, EntryLocation, InformationSource, Party
from app.model.period import Obligation, Period, PeriodStatus, default_period
from app.model.quarter import Quarter
from app.model.recommendation import Recommendation
from app.model.region import BoundarySet, Office, Region
from app.model.report import Attachment, DistrictStatement, Report, Revision, State
from app.model.risk import MATRIX, risk_of
from app.reports.reviewing import accept
from app.reports.tally import rebuild
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.db import Database, ReadSession, WriteSession
    from app.model.edition import Edition

EARLIER, QUARTER = Quarter(2026, 1), Quarter(2026, 2)
PUBLISHED = datetime(2026, 7, 20, 1, 30, tzinfo=UTC)
AMENDED = datetime(2026, 8, 20, 1, 30, tzinfo=UTC)
SENT = datetime(2026, 7, 8, 2, 0, tzinfo=UTC)
PROVINCE = AreaCode("99")
REGENCIES = (
    ("99.01", "Contoh Hulu", 38_000, 5),
    ("99.02", "Contoh Pesisir", 264_000, 6),
    ("99.03", "Contoh Sunyi", 150_000, 8),
    ("99.71", "Contoh Muara", 820_000, 6),
)
FORMULA = "=cmd|'/C calc'!A0 dan lainnya"
MARKUP = "</script><img src=x onerror=alert(1)>"
TEMPLATE = "{{7*7}} {# hilang #} ${x} sengketa"
TURNED = "Batas \u202edesa\u202c tersem\u200bbunyi"
REQUEST, FILE = "Fasilitasi ukur ulang kebun", "Patok batas di kebun"
SECRET, CLOSED = "Sengketa peka di kelurahan", "Perkara tertutup sama sekali"
NEGATIVE, PHONE = "-12,5", "+62 812-3456-7890"
CITY = shapely.box(116.4, 0.4, 116.6, 0.6)
PROVINCE_CHIEF = Actor(
    1, "kepala", "Kepala Contoh", frozenset({Role.PENGESAH_PROV}), PROVINCE, "Provinsi Contoh"
)


def fill(database: Database) -> None:
    """Fill a migrated database with places, two quarters and the first edition."""
    with database.write() as session:
        _places(session)
        _boundaries(session)
        for quarter in (EARLIER, QUARTER):
            session.add(default_period(quarter, PeriodStatus.DIBUKA))
    with database.write() as session:
        _earlier_quarter(session)
        _quarter(session)
    with database.write() as session:
        announce(session, PUBLISHED)


def announce(session: WriteSession, now: datetime, **words: Any) -> Edition:
    """Publish the quarter as it stands."""
    typed = {"attention": [], "recommendations": []} | words
    day = now.date()
    return publish(
        session, PROVINCE_CHIEF, QUARTER, province=PROVINCE, today=day, now=now, **typed
    )


def amend(
    session: WriteSession, fill: Callable[[WriteSession, Revision], None] | None = None
) -> None:
    """Accept version 2 of 99.02, after the first edition; `fill` says what stands in it.

    Without it a grave event in June became known.
    """
    first = session.scalars(
        select(Revision)
        .join(Revision.report)
        .join(Report.obligation)
        .where(Obligation.region_code == "99.02", Revision.state == State.DITERIMA)
        .order_by(Revision.id.desc())
    ).first()
    assert first is not None
    first.state = State.DIGANTI
    revision = _revision(session, "99.02", QUARTER, number=2, decided=AMENDED - timedelta(days=1))
    (fill or _became_known)(session, revision)
    _accept(session, revision, nil=("99.02.02", "99.02.06"))


def _became_known(session: WriteSession, revision: Revision) -> None:
    del session
    for key, (score, neglect, place) in enumerate(
        ((19, 0.25, "99.02.04"), (7, 1.0, "99.02.03"), (14, 0.5, "99.02.01")), 1
    ):
        potential(revision, f"P-{key}", score, neglect, place)
    event(revision, "K-1", 4, "99.02.05", deaths=1)


def amend_earlier(session: WriteSession) -> None:
    """Accept version 2 of 99.71 one quarter back: a second grave event became known."""
    first = session.scalars(
        select(Revision)
        .join(Revision.report)
        .join(Report.obligation)
        .join(Obligation.period)
        .where(Obligation.region_code == "99.71", Period.quarter == EARLIER)
    ).one()
    revision = _revision(session, "99.71", EARLIER, number=2, decided=AMENDED)
    for key in ("K-1", "K-2"):
        event(revision, key, 4, "99.71.01")
    session.flush()
    first.state, revision.state = State.DIGANTI, State.DITELAAH
    revision.submitted_at, revision.receipt_code = AMENDED, "PKP-9971-2026-T1-2"
    session.flush()
    decider = factories.actor_of(factories.make_user(session, Role.PENGESAH_PROV, region=PROVINCE))
    accept(session, decider, revision, letter_required=False, now=AMENDED)


def districts_of(code: str) -> list[str]:
    """Codes of a regency's kecamatan."""
    count = next(item[3] for item in REGENCIES if item[0] == code)
    return [f"{code}.{number:02d}" for number in range(1, count + 1)]


def _places(session: WriteSession) -> None:
    session.add(Region(code=PROVINCE, name="Contoh", level=1))
    for code, name, population, _ in REGENCIES:
        kind = "Kota" if code == "99.71" else "Kabupaten"
        session.add(
            Region(
                code=AreaCode(code),
                name=f"{kind} {name}",
                level=2,
                parent_code=PROVINCE,
                population=population,
            )
        )
        for district in districts_of(code):
            session.add(
                Region(
                    code=AreaCode(district),
                    name=f"Kecamatan {district[-2:]} {name}",
                    level=3,
                    parent_code=AreaCode(code),
                )
            )
            session.add(
                Region(
                    code=AreaCode(f"{district}.2001"),
                    name="Desa Contoh",
                    level=4,
                    parent_code=AreaCode(district),
                )
            )
    session.flush()
    session.add(_office("99", "Provinsi Contoh", "Contoh"))
    for code, name, _, _ in REGENCIES:
        kind = "Kota" if code == "99.71" else "Kab."
        session.add(_office(code, f"{kind} {name}", name))


def _office(code: str, display: str, short: str) -> Office:
    return Office(
        region_code=AreaCode(code),
        display_name=display,
        short_name=short,
        agency_name=f"Badan Kesbangpol {display}",
        capital="Kota Contoh",
    )


def _boundaries(session: WriteSession) -> None:
    shapes = {
        "99.01": shapely.box(115, 0, 116, 1),
        "99.02": shapely.difference(shapely.box(116, 0, 117, 1), CITY),
        "99.03": shapely.box(115, 1, 117, 2),
        "99.71": CITY,
    }
    boundary_set = BoundarySet(
        name="Batas perkiraan",
        source="Kotak-kotak contoh",
        licence="ODbL 1.0",
        approximate=True,
        valid_from=date(2025, 1, 1),
        loaded_at=datetime(2025, 1, 1, tzinfo=UTC),
        loaded_by="uji",
        file_name="contoh.geojson",
        file_sha256="9" * 64,
    )
    found = []
    for code, shape in shapes.items():
        found.append(_area(code, 2, "99", shape))
        west, south, east, north = shape.bounds
        codes = districts_of(code)
        step = (east - west) / len(codes)
        for index, district in enumerate(codes):
            strip = shapely.box(west + index * step, south, west + (index + 1) * step, north)
            found.append(_area(district, 3, code, shapely.intersection(strip, shape)))
    add_areas(boundary_set, found)
    session.add(boundary_set)


def _area(code: str, level: int, parent: str, shape: Any) -> FoundArea:
    point = shape.representative_point()
    whole = shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape])
    return FoundArea(
        code=AreaCode(code),
        name=f"Wilayah {code}",
        level=level,
        parent_code=AreaCode(parent),
        boundary=whole,
        area_km2=whole.area * 12_300,
        label_lon=point.x,
        label_lat=point.y,
    )


def _earlier_quarter(session: WriteSession) -> None:
    decided = datetime(2026, 4, 20, tzinfo=UTC)
    for code, severity in (("99.01", 2), ("99.71", 4)):
        revision = _revision(session, code, EARLIER, number=1, decided=decided)
        event(revision, "K-1", severity, f"{code}.01")
        _accept(session, revision, nil=())


def _quarter(session: WriteSession) -> None:
    decided = PUBLISHED - timedelta(days=2)
    upper = _revision(session, "99.01", QUARTER, number=1, decided=decided)
    potential(upper, "P-1", 16, 0.5, "99.01.01.2001", title=FORMULA, at=(115.1, 0.5))
    potential(upper, "P-2", 7, 0.25, "99.01.02", title=MARKUP, remarks=NEGATIVE)
    potential(upper, "P-3", 10, 1.0, "99.01.04", title=TEMPLATE, remarks=PHONE)
    event(upper, "K-1", 2, "99.01.02", title=TURNED)
    _beside(session, upper, None, REQUEST)
    _beside(session, upper, "P-2", FILE)
    _accept(session, upper, nil=("99.01.03",))
    city = _revision(session, "99.71", QUARTER, number=2, decided=decided)
    potential(city, "P-1", 17, 0.25, "99.71.05.2001")
    potential(city, "P-2", 16, 0.25, "99.71.05")
    potential(city, "P-3", 10, 0.25, "99.71.01.2001", title=SECRET, sensitivity="SENSITIF")
    potential(city, "P-4", 11, 0.25, "99.71.02", title=CLOSED, sensitivity="TERTUTUP")
    _beside(session, city, "P-3", SECRET)
    _beside(session, city, "P-4", CLOSED)
    event(city, "K-1", 3, "99.71.02")
    event(city, "K-2", 2, "99.71.01", children=True)
    _accept(session, city, nil=("99.71.03", "99.71.04", "99.71.06"))
    coast = _revision(session, "99.02", QUARTER, number=1, decided=decided, nil=True)
    _accept(session, coast, nil=districts_of("99.02"))
    _owe(session, "99.03", QUARTER)


def _owe(session: ReadSession, code: str, quarter: Quarter) -> Obligation:
    period = session.scalars(select(Period).where(Period.quarter == quarter)).one()
    obligation = Obligation(
        region_code=AreaCode(code), agency_name="Badan Kesbangpol", period=period
    )
    session.add(obligation)
    return obligation


def _revision(
    session: WriteSession,
    code: str,
    quarter: Quarter,
    *,
    number: int,
    decided: datetime,
    nil: bool = False,
) -> Revision:
    report = session.scalars(
        select(Report)
        .join(Report.obligation)
        .join(Obligation.period)
        .where(Obligation.region_code == code, Period.quarter == quarter)
        .options(joinedload(Report.obligation).joinedload(Obligation.period))
    ).one_or_none()
    if report is None:
        number_text = f"{code}-{quarter.code}".replace(".", "")
        report = Report(report_no=number_text, obligation=_owe(session, code, quarter))
    revision = Revision(
        report=report,
        number=number,
        created_at=SENT,
        is_nil=nil,
        decided_at=decided,
    )
    session.add(revision)
    return revision


def _beside(session: WriteSession, revision: Revision, key: str | None, said: str) -> None:
    """A request and a photo with the same words, of the report or of one entry."""
    session.flush()
    held = session.scalars(select(Recommendation).where(Recommendation.revision_id == revision.id))
    session.add(
        Recommendation(
            number=len(held.all()) + 1,
            target="GUBERNUR",
            text=said,
            entry_key=key,
            revision=revision,
        )
    )
    officer = session.scalars(select(User).limit(1)).one_or_none()
    session.add(
        Attachment(
            category="FOTO",
            file_name="foto.jpg",
            media_type="image/jpeg",
            size_bytes=10,
            sha256="ab" * 32,
            uploaded_at=SENT,
            caption=said,
            entry_key=key,
            revision=revision,
            uploaded_by=officer or factories.make_user(session, region="99.01"),
        )
    )
    session.flush()


def _accept(session: WriteSession, revision: Revision, *, nil: Sequence[str]) -> None:
    """Send and accept: what belongs to the revision is stored before, as the database insists."""
    report = revision.report
    for code in nil:
        session.add(
            DistrictStatement(region_code=AreaCode(code), statement="NIHIL", revision=revision)
        )
    session.flush()
    revision.state = State.DITERIMA
    revision.receipt_code = f"PKP-{report.report_no}-{revision.number}"
    early = report.obligation.period.quarter == EARLIER
    revision.submitted_at = datetime(2026, 4, 8, tzinfo=UTC) if early else SENT
    session.flush()
    rebuild(session, revision, revision.decided_at or SENT)


def _cell(score: int) -> tuple[int, int]:
    """Likelihood and impact that give a score."""
    return next(
        (likelihood, scores.index(score) + 1)
        for likelihood, scores in MATRIX.items()
        if score in scores
    )


def potential(
    revision: Revision,
    key: str,
    score: int,
    neglect: float,
    place: str,
    *,
    at: tuple[float, float] | None = None,
    **more: Any,
) -> Entry:
    likelihood, impact = _cell(score)
    risk_score, risk_level = risk_of(likelihood, impact)
    assert risk_score == score
    entry = _entry(revision, "P", key, place, at, **more)
    entry.likelihood, entry.impact = likelihood, impact
    entry.risk_score, entry.risk_level = risk_score, risk_level
    if neglect < 1:
        due = date(2026, 6, 30) if neglect == 0.5 else date(2026, 12, 1)
        entry.actions = [action(due)]
    return entry


def action(due: date) -> Action:
    return Action(
        row_key="T-1",
        date_start=date(2026, 5, 5),
        phase="CEGAH",
        action_type="MEDIASI",
        lead_agency="CAMAT",
        description="Pertemuan kedua pihak di kantor kecamatan",
        result="Kedua pihak hadir",
        result_status="JALAN",
        next_step="@SUM(A1) pengukuran bersama",
        next_due=due,
    )


def event(
    revision: Revision,
    key: str,
    severity: int,
    place: str,
    *,
    deaths: int = 0,
    children: bool = False,
    **more: Any,
) -> Entry:
    entry = _entry(revision, "K", key, place, None, **more)
    entry.severity, entry.deaths = severity, deaths
    entry.event_form, entry.chronology = "BENTROK", "Kronologi contoh yang cukup panjang." * 2
    entry.event_start = datetime(2026, 5, 19, 7, 30, tzinfo=UTC)
    entry.injured_serious, entry.injured_minor, entry.displaced_people = 0, 2, 0
    entry.loss_idr, entry.child_victims = 30_000_000, int(children)
    return entry


def _entry(
    revision: Revision,
    kind: str,
    key: str,
    place: str,
    at: tuple[float, float] | None,
    *,
    title: str = "Sengketa lahan contoh antara dua kelompok",
    sensitivity: str = "NORMAL",
    remarks: str = "",
) -> Entry:
    home = revision.report.obligation.region_code
    quarter = revision.report.obligation.period.quarter
    number = f"{home}-{quarter.number}-{kind}{key}-{revision.number}".replace(".", "")
    entry = Entry(
        revision=revision,
        case=Case(case_no=number[:20], title=title, home_region=home, first_quarter=quarter),
        kind=kind,
        row_key=key,
        source_sheet="2_Potensi" if kind == "P" else "3_Peristiwa",
        source_row=9,
        title=title,
        law_source="U5D",
        topic="AGRARIA" if kind == "P" else "PELAJAR",
        tags=[],
        change="BARU",
        fields=["EKO"],
        athg=[],
        summary="Uraian singkat yang menyebut siapa, apa, dan di mana.",
        root_cause="Batas lahan tidak pernah diukur bersama.",
        trigger="",
        stage="1",
        legal_process="TIDAK",
        impact_note="",
        development="",
        handling_status="PROSES" if kind == "P" else "BELUM",
        lead_agency="BPN",
        recommendation="Ukur bersama.",
        info_date=date(2026, 6, 1),
        confidence="S",
        sensitivity=sensitivity,
        sensitivity_reasons=[],
        remarks=remarks,
        locations=[
            EntryLocation(
                seq=1,
                is_primary=True,
                region_code=AreaCode(place),
                precision="TITIK" if at else "KEC",
                lon=at[0] if at else None,
                lat=at[1] if at else None,
            )
        ],
        parties=[
            Party(seq=1, role="A", party_type="WARGA", name="Kelompok warga contoh"),
            Party(seq=2, role="B", party_type="ORANG", name="Nama Terlarang", initials="N.T."),
            Party(seq=3, role="TERDAMPAK", party_type="ETNIS", name="Kelompok Etnis Terlarang"),
        ],
        sources=[
            InformationSource(
                seq=1,
                source="FKDM_KAB",
                method="TERTULIS",
                obtained_on=date(2026, 6, 1),
                detail="Rincian terlindung",
                protected=True,
            )
        ],
    )
    session = object_session(revision)
    assert session is not None
    session.add(entry)
    return entry
