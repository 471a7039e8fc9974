"""Flash reports in words: what stands, how soon it came, and which clock still runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.areas.queries import get_office, names_of
from app.model.flash import SEND_WITHIN
from app.web.formats import moment_id, number_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from app.db import ReadSession
    from app.model.flash import FlashReport, FlashVersion

HERE = "/laporan-khusus"
_HOUR, _DAY_HOURS = 3600, 48
_OPENING = 140


@dataclass(frozen=True, slots=True)
class FlashLine:
    """One flash report in a list; every tag is (words, tone)."""

    code: str
    href: str
    region: str
    opening: str
    where: str
    when: str
    toll: str
    sent: str
    speed: tuple[str, str]
    confirmation: tuple[str, str]
    seen: tuple[str, str]
    merged: str


def line_of(session: ReadSession, report: FlashReport, now: datetime) -> FlashLine:
    """Return a flash report as a line, its clocks as they stand now."""
    office = get_office(session, report.region_code)
    told = report.newest
    name = names_of(session, [told.district_code]).get(told.district_code, "")
    what = " ".join(told.what.split())
    return FlashLine(
        code=report.code,
        href=f"{HERE}/{report.code}",
        region=office.display_name,
        opening=what if len(what) <= _OPENING else what[:_OPENING].rsplit(" ", 1)[0] + "…",
        where=f"{told.place}, Kec. {name}" if told.place else f"Kec. {name}",
        when=moment_id(told.event_at, office.zone),
        toll=toll_words(told),
        sent=moment_id(report.sent_at, office.zone),
        speed=_speed(report),
        confirmation=_confirmation(report, now),
        seen=("sudah dilihat provinsi", "done") if report.is_seen else ("baru", "danger"),
        merged=report.row_key or "",
    )


def toll_words(told: FlashVersion) -> str:
    """Write the casualties so far, or that there are none."""
    counted = (
        (told.deaths, "meninggal"),
        (told.injured_serious, "luka berat"),
        (told.injured_minor, "luka ringan"),
        (told.displaced_people, "mengungsi"),
    )
    words = [f"{number_id(count)} {word}" for count, word in counted if count]
    return ", ".join(words) or "tidak ada korban"


def versions_of(session: ReadSession, report: FlashReport) -> list[dict[str, object]]:
    """Return every version for the page, the newest first."""
    office = get_office(session, report.region_code)
    names = names_of(session, [item.district_code for item in report.versions])
    return [
        {
            "id": item.id,
            "number": item.number,
            "what": item.what,
            "where": f"{item.place + ', ' if item.place else ''}"
            f"Kec. {names.get(item.district_code, '')}",
            "when": moment_id(item.event_at, office.zone),
            "toll": toll_words(item),
            "handling": item.handling,
            "written": f"{item.written_by.name}, {moment_id(item.written_at, office.zone)}",
        }
        for item in reversed(report.versions)
    ]


def _speed(report: FlashReport) -> tuple[str, str]:
    """Say how long after the event the first word came."""
    took = report.sent_at - report.newest.event_at
    if took <= SEND_WITHIN:
        return f"dikirim {span_words(took)} sesudah kejadian", "done"
    return f"dikirim {span_words(took)} sesudah kejadian, lewat 24 jam", "caution"


def _confirmation(report: FlashReport, now: datetime) -> tuple[str, str]:
    if report.is_confirmed:
        return "sudah disahkan", "done"
    left = report.confirm_by - now
    if left.total_seconds() < 0:
        return f"pengesahan lewat {span_words(-left)}", "danger"
    return f"menunggu pengesahan, sisa {span_words(left)}", "caution"


def span_words(span: timedelta) -> str:
    """Write a span in minutes, hours or days."""
    hours = int(span.total_seconds() // _HOUR)
    if hours < 1:
        return f"{max(0, int(span.total_seconds() // 60))} menit"
    return f"{hours} jam" if hours < _DAY_HOURS else f"{hours // 24} hari"


def urgent_lines(
    session: ReadSession, reports: Sequence[FlashReport], now: datetime
) -> list[FlashLine]:
    """Return what belongs on the first page: not seen yet, or not confirmed yet."""
    open_ones = [item for item in reports if not (item.is_seen and item.is_confirmed)]
    return [line_of(session, item, now) for item in open_ones]
