"""Flash reports: sent without a signature, confirmed by the head, noted by the province."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app import audit
from app.access.scope import Permission
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.intake.personal import refusal
from app.model.account import User
from app.model.area_code import DISTRICT, AreaCode, is_within, level_of, undotted
from app.model.flash import FlashReport, FlashVersion
from app.model.region import Office
from app.reports import notify
from app.reports.lateness import day_in

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.sql.base import ExecutableOption

    from app.access.scope import Actor, Scope
    from app.db import ReadSession, WriteSession

LEAST, MOST, MOST_PLACE = 20, 1000, 160
MOST_PEOPLE = 1_000_000
CASUALTIES = ("deaths", "injured_serious", "injured_minor", "displaced_people")


@dataclass(frozen=True, slots=True)
class Told:
    """The five answers of the form; casualties are deaths, serious, minor, displaced."""

    what: str
    district_code: str
    place: str
    event_at: datetime | None
    casualties: tuple[int | None, int | None, int | None, int | None]
    handling: str


def faults(told: Told, region_code: str, now: datetime) -> dict[str, str]:
    """Return what is missing, by field; a first word may be short, not empty."""
    wrong = _wordless(told)
    code = told.district_code
    if not code or not is_within(AreaCode(code), AreaCode(region_code)):
        wrong["district_code"] = "Pilih kecamatan tempat kejadian."
    if told.event_at is None:
        wrong["event_at"] = "Isi tanggal dan jam kejadian, mis. 17/08/2026 dan 14.30."
    elif told.event_at > now:
        wrong["event_at"] = "Waktu kejadian belum terjadi. Periksa tanggal dan jamnya."
    if any(count is None or count > MOST_PEOPLE for count in told.casualties):
        wrong["casualties"] = "Isi keempat jumlah korban dengan angka; 0 bila tidak ada."
    return wrong


def _wordless(told: Told) -> dict[str, str]:
    """Return what is wrong with the three texts."""
    wrong = {
        name: sentence
        for name in ("what", "place", "handling")
        if (sentence := refusal(getattr(told, name)))
    }
    if not LEAST <= len(told.what) <= MOST:
        wrong["what"] = f"Tulis apa yang terjadi, {LEAST} sampai {MOST} karakter."
    if len(told.place) > MOST_PLACE:
        wrong["place"] = f"Nama tempat paling banyak {MOST_PLACE} karakter."
    if not LEAST <= len(told.handling) <= MOST:
        wrong["handling"] = f"Tulis tindakan yang sudah diambil, {LEAST} sampai {MOST} karakter."
    return wrong


def send(session: WriteSession, actor: Actor, told: Told, now: datetime) -> FlashReport:
    """Send a first word; the province sees it at once and its analysts get a mail without words.

    Raises:
        Invalid: something is missing, see `faults`.
    """
    _may_tell(actor)
    office = session.scalars(
        select(Office).where(Office.region_code == actor.region_code).with_for_update()
    ).one()
    _complete(told, office.region_code, now)
    year = day_in(now, office.zone).year
    last = session.scalar(
        select(func.max(FlashReport.number)).where(
            FlashReport.region_code == office.region_code, FlashReport.year == year
        )
    )
    number = (last or 0) + 1
    report = FlashReport(
        code=f"LAP-{undotted(office.region_code)}-K-{year}-{number:04d}",
        region_code=office.region_code,
        year=year,
        number=number,
        sent_at=now,
        sent_by=session.get_one(User, actor.user_id),
    )
    session.add(report)
    _add_version(session, actor, report, told, 1, now)
    _record(session, actor, report, "khusus.kirim", now)
    notify.of_flash(session, report.code, report.newest.number, now)
    return report


def correct(
    session: WriteSession,
    actor: Actor,
    report: FlashReport,
    told: Told,
    *,
    expected: int,
    now: datetime,
) -> None:
    """Add a version with what is known by now; the head confirms it anew.

    Raises:
        Invalid: something is missing, see `faults`.
        Conflict: somebody corrected it meanwhile.
    """
    _may_tell(actor)
    _own(actor, report)
    _as_seen(session, report, expected)
    _complete(told, report.region_code, now)
    _add_version(session, actor, report, told, report.newest.number + 1, now)
    _record(session, actor, report, "khusus.perbaiki", now)
    notify.of_flash(session, report.code, report.newest.number, now)


def confirm(
    session: WriteSession, actor: Actor, report: FlashReport, *, expected: int, now: datetime
) -> None:
    """Confirm what stands, as the head of the agency.

    Raises:
        Forbidden: the writer may not confirm, unless the office has one officer.
        Conflict: somebody corrected it meanwhile.
    """
    actor.require(Permission.REPORT_SUBMIT)
    _own(actor, report)
    _as_seen(session, report, expected)
    office = session.get_one(Office, report.region_code)
    if report.newest.written_by_id == actor.user_id and not office.single_officer:
        raise Forbidden("Penulis dan pengesah harus orang yang berbeda.")
    if report.is_confirmed:
        return
    report.confirmed_version, report.confirmed_at = report.newest.number, now
    report.confirmed_by_id = actor.user_id
    _record(session, actor, report, "khusus.sahkan", now)
    session.flush()


def mark_seen(
    session: WriteSession, actor: Actor, report: FlashReport, *, expected: int, now: datetime
) -> None:
    """Note that the province has read what stands.

    Raises:
        Conflict: it was corrected meanwhile.
    """
    actor.require(Permission.REPORT_REVIEW)
    _as_seen(session, report, expected)
    if report.is_seen:
        return
    report.seen_version, report.seen_at = report.newest.number, now
    report.seen_by_id = actor.user_id
    _record(session, actor, report, "khusus.lihat", now)
    session.flush()


def flash_reports(session: ReadSession, scope: Scope) -> list[FlashReport]:
    """Return the flash reports in scope, the newest first, with their versions."""
    return list(
        session.scalars(
            select(FlashReport)
            .where(scope.clause(FlashReport.region_code))
            .options(*_WHOLE)
            .order_by(FlashReport.sent_at.desc(), FlashReport.id.desc())
        )
    )


def find_flash(session: ReadSession, scope: Scope, code: str) -> FlashReport:
    """Return one flash report.

    Raises:
        NotFound: there is none of that code in scope.
    """
    found = session.scalar(
        select(FlashReport)
        .where(FlashReport.code == code, scope.clause(FlashReport.region_code))
        .options(*_WHOLE)
    )
    if found is None:
        raise NotFound
    return found


_WHOLE: tuple[ExecutableOption, ...] = (
    selectinload(FlashReport.versions).joinedload(FlashVersion.written_by),
    joinedload(FlashReport.sent_by),
    joinedload(FlashReport.confirmed_by),
    joinedload(FlashReport.seen_by),
)


def _may_tell(actor: Actor) -> None:
    """A first word may come from whoever is there: the operator, the checker or the head."""
    if not actor.is_regency or not (
        actor.may(Permission.REPORT_DRAFT) or actor.may(Permission.REPORT_SUBMIT)
    ):
        raise Forbidden("Laporan khusus dikirim oleh petugas kabupaten/kota.")


def _own(actor: Actor, report: FlashReport) -> None:
    if report.region_code != actor.region_code:
        raise NotFound


def _as_seen(session: WriteSession, report: FlashReport, expected: int) -> None:
    """Work on one report one after another: SQLite locks as a whole, PostgreSQL by row."""
    session.execute(select(FlashReport.id).where(FlashReport.id == report.id).with_for_update())
    session.refresh(report, ["versions"])
    if report.newest.number != expected:
        raise Conflict(
            "Laporan khusus ini baru saja diperbaiki rekan Anda. Muat ulang, lalu periksa lagi."
        )


def _complete(told: Told, region_code: str, now: datetime) -> None:
    wrong = faults(told, region_code, now)
    if wrong:
        raise Invalid(next(iter(wrong.values())))
    if level_of(AreaCode(told.district_code)) != DISTRICT:
        raise Invalid("Pilih kecamatan tempat kejadian.")


def _add_version(
    session: WriteSession,
    actor: Actor,
    report: FlashReport,
    told: Told,
    number: int,
    now: datetime,
) -> None:
    if told.event_at is None:
        raise ValueError("checked before")
    deaths, serious, minor, displaced = (count or 0 for count in told.casualties)
    version = FlashVersion(
        number=number,
        what=told.what,
        district_code=AreaCode(told.district_code),
        place=told.place,
        event_at=told.event_at,
        handling=told.handling,
        written_at=now,
        written_by=session.get_one(User, actor.user_id),
        deaths=deaths,
        injured_serious=serious,
        injured_minor=minor,
        displaced_people=displaced,
    )
    report.versions.append(version)
    session.flush()


def _record(
    session: WriteSession, actor: Actor, report: FlashReport, act: str, now: datetime
) -> None:
    details = {"versi": report.newest.number}
    audit.record(session, actor.username, act, report.code, now=now, details=details)
