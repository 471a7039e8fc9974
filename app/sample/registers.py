"""Requests to the province with some answers, and a flash report; all plainly fictitious."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from app.areas.queries import districts_of
from app.intake.requests import ParsedRequest
from app.reports import flash
from app.reports.flash import Told
from app.reports.lateness import day_in
from app.reports.request_answers import answer, asked_of_province
from app.reports.requests import save_request
from app.sample.plan import LAST_CLOSED, REGENCIES

if TYPE_CHECKING:
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import WriteSession
    from app.model.report import Revision
    from app.sample.story import Story

_ASKED = (
    ParsedRequest(
        "GUBERNUR", "Memfasilitasi pengukuran ulang batas kebun bersama kantor pertanahan."
    ),
    ParsedRequest("OPD_PROV", "Mengirim tim pendamping ke desa yang bersengketa selama panen."),
)
_ANSWERED = (
    ("DITERUSKAN", "Diteruskan ke dinas perkebunan provinsi; jadwal pengukuran menyusul."),
    ("DIJALANKAN", "Tim pendamping contoh bertugas sampai akhir masa panen."),
)
_EVERY = 3  # regencies that ask


def ask(
    session: WriteSession, operator: Actor, revision: Revision, offset: int, now: datetime
) -> None:
    """Write requests into some of the reports of the last two closed quarters."""
    region_code = revision.report.obligation.region_code
    place = [item.code for item in REGENCIES].index(region_code)
    if offset not in {LAST_CLOSED - 1, LAST_CLOSED} or place % _EVERY:
        return
    for request in _ASKED:
        save_request(session, operator, revision, request, number=None, now=now)


def answer_earlier(story: Story) -> None:
    """Answer what was asked in the quarter before the last; the newer requests still wait."""
    zone, reviewer = story.cast.reviewer.zone, story.cast.reviewer
    now = story.moment(story.quarter(LAST_CLOSED - 1), 30, hour=10)
    with story.database.write() as session:
        found = asked_of_province(session, reviewer.scope, today=day_in(now, zone), zone=zone)
        for item in found:
            if item.revision.report.obligation.period.quarter == story.quarter(LAST_CLOSED - 1):
                status, text = _ANSWERED[(item.row.number - 1) % len(_ANSWERED)]
                answer(session, reviewer, item, status=status, text=text, expected=0, now=now)


def tell_at_once(story: Story) -> None:
    """Send one flash report some hours before the sample begins; nobody has read it yet."""
    regency = REGENCIES[0]
    operator, _ = story.cast.officers(regency.code)
    now = story.now - timedelta(hours=2)
    with story.database.write() as session:
        told = Told(
            what="CONTOH: dua kelompok pemuda fiktif bentrok di lapangan sesudah pertandingan.",
            district_code=districts_of(session, regency.code)[0].code,
            place="Lapangan contoh",
            event_at=now - timedelta(hours=5),
            casualties=(0, 1, 3, 0),
            handling="Polsek mengamankan lokasi; camat memanggil kedua kelompok untuk mediasi.",
        )
        flash.send(session, operator, told, now)
