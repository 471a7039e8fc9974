"""The agenda page and the calendar address: shown once, renewed, withdrawn, never guessed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from icalendar import Calendar
from sqlalchemy import select

from app.model.account import CalendarKey, User
from tests import factories
from tests.web.officer_helpers import main_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.testclient import TestClient

    from app.db import Database

    Enter = Callable[..., None]


@pytest.fixture(autouse=True)
def _quarter(people: Database) -> None:
    with people.write() as session:
        factories.make_period(session)


def new_address(client: TestClient) -> str:
    """Make a calendar address and return its path."""
    page = client.post("/akun/kalender").text
    found = re.search(r'value="http://127\.0\.0\.1:8000(/kalender\.ics\?kunci=[\w-]{43})"', page)
    assert found is not None
    return found[1]


def test_the_agenda_says_what_is_next_and_lists_the_year(client: TestClient, enter: Enter) -> None:
    enter(client, "operator_kab")
    words = main_text(client.get("/agenda").text)
    assert (
        "Berikutnya Tenggat laporan Triwulan III 2026 Senin, 12 Oktober 2026 4 hari lagi" in words
    )
    assert "Mulai pengisian Triwulan III 2026 Lewat" in words
    assert "menurut kalender umum; belum dibuka" in words
    assert "Rekap provinsi" not in words
    later = main_text(client.get("/agenda?tahun=2027").text)
    assert "Agenda 2027" in later
    assert "11 Januari 2027" in later
    assert "Berikutnya" not in later
    assert client.get("/agenda?tahun=1").status_code == 422


def test_the_address_is_shown_once_and_only_its_hash_is_kept(
    client: TestClient, enter: Enter, people: Database
) -> None:
    enter(client, "operator_kab")
    path = new_address(client)
    key = path.split("=")[1]
    assert key not in client.get("/akun/kalender").text
    with people.read() as session:
        kept = session.scalars(select(CalendarKey)).one()
        assert key not in {kept.key_sha256, str(kept.created_at)}
    client.cookies.clear()  # a calendar program brings no cookie
    answer = client.get(path)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    titles = {str(event["SUMMARY"]) for event in Calendar.from_ical(answer.content).events}
    assert "Tenggat laporan Triwulan III 2026" in titles
    again = client.get(path, headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


def test_a_new_address_ends_the_old_and_withdrawing_ends_both(
    client: TestClient, enter: Enter
) -> None:
    enter(client, "operator_kab")
    old, new = new_address(client), new_address(client)
    assert [client.get(path).status_code for path in (old, new)] == [404, 200]
    assert client.post("/akun/kalender/cabut").status_code == 303
    assert client.get(new).status_code == 404
    assert client.get("/kalender.ics?kunci=").status_code == 404
    assert client.get("/kalender.ics").status_code == 404


def test_a_closed_account_has_no_calendar(
    client: TestClient, enter: Enter, people: Database
) -> None:
    enter(client, "operator_kab")
    path = new_address(client)
    with people.write() as session:
        session.scalars(
            select(User).where(User.username == "operator_kab")
        ).one().is_active = False
    assert client.get(path).status_code == 404
