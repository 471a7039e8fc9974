"""Mail on the pages: one's own address, the administrator's list, holidays."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.model.account import User
from app.model.notice import Notice, NoticeKind, NoticeState
from app.model.period import Holiday, Period
from tests import factories
from tests.web.officer_helpers import main_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.testclient import TestClient

    from app.db import Database

    Enter = Callable[..., None]

HERE = "/admin/pemberitahuan"


def account(database: Database, username: str) -> User:
    """A person's account as it stands."""
    with database.read() as session:
        found = session.scalars(select(User).where(User.username == username)).one()
        session.expunge(found)
        return found


def test_an_address_is_kept_changed_and_cleared(
    client: TestClient, enter: Enter, people: Database
) -> None:
    enter(client, "operator_kab")
    assert "belum disetel untuk mengirim surel" in client.get("/akun/pemberitahuan").text
    form = {"surel": "petugas@contoh.example", "pengingat": "ya"}
    assert client.post("/akun/pemberitahuan", data=form).headers["location"] == "/akun"
    assert "petugas@contoh.example" in client.get("/akun").text
    kept = account(people, "operator_kab")
    assert (kept.email, kept.wants_reminders) == ("petugas@contoh.example", True)
    client.post("/akun/pemberitahuan", data={"surel": ""})
    cleared = account(people, "operator_kab")
    assert (cleared.email, cleared.wants_reminders) == (None, False)


@pytest.mark.parametrize(
    "typed",
    [
        "bukan alamat",
        "a@b",
        "a@contoh.example, b@contoh.example",
        "a@contoh.example\r\nBcc: b@contoh.example",
        "Nama <a@contoh.example>",
        "é@contoh.example",
        "@contoh.example",
        "a@@contoh.example",
        "a" * 250 + "@contoh.example",
    ],
)
def test_what_is_no_address_is_refused(
    client: TestClient, enter: Enter, people: Database, typed: str
) -> None:
    enter(client, "operator_kab")
    answer = client.post("/akun/pemberitahuan", data={"surel": typed, "pengingat": "ya"})
    assert answer.status_code == 422
    assert "Tulis satu alamat surel" in answer.text
    assert account(people, "operator_kab").email is None


def test_a_trial_mail_needs_an_address_and_is_listed_once(
    client: TestClient, enter: Enter, people: Database
) -> None:
    enter(client, "admin")
    page = client.get(HERE).text
    assert "Surel belum disetel" in page
    client.post(f"{HERE}/uji")
    assert "Isi alamat surel Anda dahulu" in client.get(HERE).text
    client.post("/akun/pemberitahuan", data={"surel": "admin@contoh.example", "pengingat": "ya"})
    key = page.split('name="kunci" value="')[1].split('"')[0]
    for _ in "ab":
        assert client.post(f"{HERE}/uji", data={"kunci": key}).status_code == 303
    with people.read() as session:
        listed = session.scalars(select(Notice)).one()
        assert (listed.kind, listed.state) == (NoticeKind.UJI, NoticeState.MENUNGGU)


def test_an_unknown_fate_is_shown_and_decided_by_a_person(
    client: TestClient, enter: Enter, people: Database
) -> None:
    with people.write() as session:
        officer = session.scalars(select(User).where(User.username == "operator_kab")).one()
        lost = {"state": NoticeState.TIDAK_PASTI, "attempt": "a" * 32, "problem": "Putus."}
        notice_id = factories.make_notice(session, officer, **lost).id
    enter(client, "admin")
    words = main_text(client.get(HERE).text)
    assert "1 surel tidak pasti" in words
    assert "Tidak pasti Putus." in words
    assert client.post(f"{HERE}/{notice_id}/ulang").status_code == 303
    assert client.post(f"{HERE}/{notice_id}/ulang").status_code == 409
    with people.read() as session:
        again = session.get_one(Notice, notice_id)
        assert (again.state, again.attempt) == (NoticeState.MENUNGGU, None)
    assert client.post(f"{HERE}/2000000000/ulang").status_code == 404
    assert "Tidak ada yang cocok" in client.get(f"{HERE}?keadaan=GAGAL").text


def test_holidays_are_pasted_and_move_what_opens_later(
    client: TestClient, enter: Enter, people: Database
) -> None:
    enter(client, "admin")
    text = "12/10/2026 Hari Contoh\n\n13/10/2026   Cuti bersama contoh"
    page = "/admin/hari-libur?tahun=2026"
    assert client.post(page, data={"hari": text}).headers["location"] == page
    assert "13/10/2026 Cuti bersama contoh" in client.get(page).text
    client.post("/admin/periode")
    client.post("/admin/periode")
    with people.read() as session:
        assert set(session.scalars(select(Holiday.day))) == {
            date(2026, 10, 12),
            date(2026, 10, 13),
        }
        periods = session.scalars(select(Period).order_by(Period.quarter)).all()
        assert [period.due_on for period in periods] == [date(2027, 1, 11), date(2027, 4, 12)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("17/08/2026", "Baris 1"),
        ("17/08/2026 A\nkapan saja", "Baris 2"),
        ("17/08/2026 A\n17/08/2026 B", "sudah ada di atas"),
        ("17/08/2027 A", "Semua tanggal harus di tahun 2026"),
    ],
)
def test_a_faulty_list_is_given_back(
    client: TestClient, enter: Enter, people: Database, text: str, sentence: str
) -> None:
    enter(client, "admin")
    answer = client.post("/admin/hari-libur?tahun=2026", data={"hari": text})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert text.split("\n", maxsplit=1)[0] in answer.text
    with people.read() as session:
        assert session.scalars(select(Holiday)).all() == []
