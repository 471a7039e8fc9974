"""The province's home: who reported, who is silent, reminding, more time, waivers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.model.period import Obligation, Period, PeriodStatus
from app.model.record import AuditEvent
from tests.factories import QUARTER
from tests.web.officer_helpers import main_text
from tests.web.province_desk import ANALYST, DECIDER, OPERATOR, Desk, desk

if TYPE_CHECKING:
    from datetime import datetime

    from tests.conftest import Clock

__all__ = ["desk"]
REMIND = "/kewajiban/2026-tw3/99.02/ingatkan"
WHY = "Kantor tidak dapat dipakai karena banjir."
UNLOCK = "/kewajiban/2026-tw3/buka-kunci"
EXTEND, WAIVE = "/kewajiban/2026-tw3/perpanjang", "/kewajiban/2026-tw3/bebaskan"


def duty(desk: Desk, region: str = "99.02") -> Obligation:
    """What a regency owes for quarter III."""
    with desk.story.database.read() as session:
        found = session.scalars(
            select(Obligation)
            .join(Obligation.period)
            .where(Obligation.region_code == region)
            .order_by(Obligation.id)
        ).first()
        assert found is not None
        session.expunge(found)
        return found


def test_silence_is_told_as_unknown_and_never_as_calm(desk: Desk, clock: Clock) -> None:
    clock.forward(days=30)
    words = main_text(desk.enter(ANALYST).open("/"))
    assert "0 / 3" in words.replace(" dd", "")
    assert "Belum lapor tidak diketahui" in words
    assert "sudah lewat 26 hari" in words


def test_a_sent_and_an_accepted_report_are_counted(desk: Desk) -> None:
    desk.send_report()
    officer = desk.enter(ANALYST)
    before = officer.open("/")
    assert 'href="/verifikasi/2026-tw3/99.01"' in before
    assert "Periksa 1 laporan" in before
    desk.story.review()
    desk.story.accept()
    words = main_text(officer.open("/"))
    assert "entri diterima 2" in words
    assert "Rendah" in words
    assert "tidak ada yang menunggu" in words


def test_reminding_takes_one_click_and_is_written_down(desk: Desk, now: datetime) -> None:
    officer = desk.enter(ANALYST)
    answer = officer.send("/", REMIND)
    assert answer.headers["location"] == "/?t=2026-tw3"
    words = main_text(officer.open("/?t=2026-tw3"))
    assert "terakhir 8 Oktober 2026, 09.00 WITA" in words
    assert duty(desk).reminded_at == now
    with desk.story.database.read() as session:
        actions = session.scalars(select(AuditEvent.action)).all()
    assert "kewajiban.ingatkan" in actions


def test_reminding_twice_with_one_form_is_one_act(desk: Desk) -> None:
    officer = desk.enter(ANALYST)
    form = officer.form("/", REMIND)
    assert [officer.client.post(REMIND, data=form).status_code for _ in "ab"] == [303, 303]
    with desk.story.database.read() as session:
        acts = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "kewajiban.ingatkan")
        ).all()
    assert len(acts) == 1


def test_more_time_moves_the_day_by_which_it_is_late(desk: Desk, clock: Clock) -> None:
    officer = desk.enter(DECIDER)
    given = {"wilayah-waktu": "99.02", "sampai": "20/10/2026", "alasan-waktu": WHY}
    officer.send("/", EXTEND, **given)
    owed = duty(desk)
    assert owed.due_on_override is not None
    assert owed.due_on_override.isoformat() == "2026-10-20"
    assert owed.extension_reason == WHY


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"wilayah-waktu": "99.02", "sampai": "31/02/2026"}, "Tulis tanggal seperti"),
        ({"wilayah-waktu": "99.02", "sampai": "20/10/2026"}, "Tulis alasan perpanjangan"),
        ({"wilayah-waktu": "99.02", "sampai": "01/10/2026"}, "sesudah tenggat umum"),
        ({"wilayah-waktu": "", "sampai": "20/10/2026"}, "Pilih kabupaten/kota"),
    ],
)
def test_refused_time_keeps_what_was_typed(
    desk: Desk, typed: dict[str, str], sentence: str
) -> None:
    officer = desk.enter(DECIDER)
    page = officer.send("/", EXTEND, 422, **typed).text
    assert sentence in page
    assert f'value="{typed["sampai"]}"' in page
    assert page.count("<title>Galat: ") == 1


def test_waiver_needs_a_reason_and_takes_the_regency_out_of_the_count(desk: Desk) -> None:
    officer = desk.enter(DECIDER)
    chosen = {"wilayah-bebas": "99.02"}
    assert "Tulis alasan pembebasan" in officer.send("/", WAIVE, 422, alasan="x", **chosen).text
    officer.send("/", WAIVE, alasan="Kantor tidak dapat dipakai karena banjir.", **chosen)
    words = main_text(officer.open("/"))
    assert "0 / 2" in words
    assert "Dibebaskan" in words


def test_analyst_is_not_offered_what_only_the_head_may_do(desk: Desk) -> None:
    page = desk.enter(ANALYST).open("/")
    assert EXTEND not in page
    assert WAIVE not in page


def test_address_names_the_quarter_and_an_unknown_one_is_absent(desk: Desk) -> None:
    officer = desk.enter(ANALYST)
    assert "<h1>Triwulan II 2026</h1>" in officer.open("/?t=2026-tw2")
    officer.open("/?t=2020-tw1", 404)
    officer.open("/?t=%3Cscript%3E", 404)


def test_reminded_officer_sees_it_at_home(desk: Desk) -> None:
    desk.enter(ANALYST).client.post("/kewajiban/2026-tw3/99.01/ingatkan")
    assert "mengingatkan" in desk.enter(OPERATOR).open("/laporan/2026-tw3")


def test_a_second_reminder_on_one_day_is_declined_in_words(desk: Desk, clock: Clock) -> None:
    officer = desk.enter(ANALYST)
    for said in ("surel belum disetel", "sekali sehari sudah cukup"):
        officer.send("/", REMIND)
        assert said in officer.open("/?t=2026-tw3")
    clock.forward(hours=24)
    officer = desk.enter(ANALYST)
    officer.send("/", REMIND)
    assert "diingatkan. Petugasnya" in officer.open("/?t=2026-tw3")


def test_punctuality_is_told_in_words(desk: Desk, clock: Clock) -> None:
    desk.send_report()
    clock.forward(days=6)
    words = main_text(desk.enter(ANALYST).open("/"))
    assert "Tepat waktu" in words
    assert "Terlambat, 2 hari" in words


def test_a_locked_quarter_is_unlocked_for_one_regency(desk: Desk, clock: Clock) -> None:
    with desk.story.database.write() as session:
        session.scalars(
            select(Period).where(Period.quarter == QUARTER)
        ).one().status = PeriodStatus.TERKUNCI
    officer = desk.enter(DECIDER)
    page = officer.open("/")
    assert UNLOCK in page
    assert EXTEND not in page
    given = {"wilayah-kunci": "99.02", "terbuka-sampai": "10/10/2026"}
    assert "Tulis alasan pembukaan kunci" in officer.send("/", UNLOCK, 422, **given).text
    late = given | {"terbuka-sampai": "30/10/2026", "alasan-kunci": WHY}
    assert "paling lama 14 hari" in officer.send("/", UNLOCK, 422, **late).text
    officer.send("/", UNLOCK, **given, **{"alasan-kunci": WHY})
    owed = duty(desk)
    assert (owed.unlocked_until, owed.unlock_reason) == (date(2026, 10, 10), WHY)
    assert "Tidak melapor" in main_text(officer.open("/"))  # the two others
