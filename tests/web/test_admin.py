"""Administration over HTTP: accounts, periods, boundaries, the trail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from app.model.account import Role, User, UserRole
from app.model.period import Obligation, Period, PeriodStatus
from app.model.record import AuditEvent, PortalFact
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock

    Enter = Callable[..., None]

USERS = "/admin/pengguna"
NEW = {
    "nama": "Orang Contoh Baru",
    "nama_pengguna": "Orang.Baru",
    "wilayah": "99.02",
    "peran": ["OPERATOR_KAB", "PEMERIKSA_KAB"],
    "kunci": "k1",
}


@pytest.fixture
def settings(make_settings: Callable[..., Settings], database: Database) -> Settings:
    """Settings of the invented province."""
    return make_settings(database_url=database.url, province="99")


@pytest.fixture
def admin(client: TestClient, enter: Enter) -> TestClient:
    enter(client, "admin")
    return client


def id_of(database: Database, username: str) -> int:
    """The id of an account."""
    with database.read() as session:
        return session.scalars(select(User.id).where(User.username == username)).one()


def first_password(html: str) -> str:
    """The password shown once."""
    found = re.search(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", html)
    assert found is not None
    return found[0]


# --- accounts ----------------------------------------------------------------------------------


def test_a_new_person_comes_in_with_the_first_password(
    admin: TestClient, app: FastAPI, people: Database, enter: Enter
) -> None:
    answer = admin.post(f"{USERS}/tambah", data=NEW)
    assert answer.status_code == 200
    password = first_password(answer.text)
    with people.read() as session:
        roles = session.scalars(
            select(UserRole.role).join(UserRole.user).where(User.username == "orang.baru")
        ).all()
    assert set(roles) == {Role.OPERATOR_KAB, Role.PEMERIKSA_KAB}
    person = TestClient(app, follow_redirects=False)
    enter(person, "orang.baru", password)
    assert person.get("/").headers["location"] == "/akun/sandi"
    again = admin.post(f"{USERS}/tambah", data=NEW)
    assert (again.status_code, password in again.text) == (303, False)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"nama": " "}, "Tulis nama lengkap"),
        ({"nama_pengguna": "a b"}, "Nama pengguna 3 sampai 60"),
        ({"nama_pengguna": "admin"}, "sudah dipakai"),
        ({"wilayah": "11.01"}, "Pilih wilayah kerja"),
        ({"wilayah": ""}, "Pilih wilayah kerja"),
        ({"peran": []}, "Pilih paling sedikit satu peran"),
        ({"peran": ["GURU"]}, "Pilih paling sedikit satu peran"),
        ({"peran": ["ADMIN"]}, "Di kabupaten/kota hanya ada"),
        ({"wilayah": "99"}, "hanya untuk kabupaten/kota"),
        ({"wilayah": "99", "peran": ["ADMIN", "ANALIS_PROV"]}, "tidak digabung"),
    ],
)
def test_a_description_that_does_not_fit_comes_back_as_typed(
    admin: TestClient, people: Database, changed: dict[str, object], sentence: str
) -> None:
    answer = admin.post(f"{USERS}/tambah", data=NEW | changed)
    assert answer.status_code == 422
    assert sentence in answer.text
    if "nama" not in changed:
        assert 'value="Orang Contoh Baru"' in answer.text
    with people.read() as session:
        assert session.scalar(select(User.id).where(User.username == "orang.baru")) is None


def test_typed_markup_stays_text(admin: TestClient) -> None:
    hostile = "</td><script>alert(1)</script>{{1234*5678}}"
    admin.post(f"{USERS}/tambah", data=NEW | {"nama": hostile})
    for path in (USERS, f"{USERS}?cari=%3Cscript%3E", "/admin/log"):
        html = admin.get(path).text
        assert "<script>alert" not in html
        assert "7006652" not in html
    assert "&lt;script&gt;alert(1)" in admin.get(USERS).text


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("", {"nama": "Orang Contoh", "peran": "PENGESAH_KAB"}),
        ("/status", {"status": "nonaktif"}),
        ("/sandi", {}),
    ],
)
def test_other_roles_closing_and_passwords_end_sessions_at_once(
    admin: TestClient,
    app: FastAPI,
    people: Database,
    enter: Enter,
    path: str,
    form: dict[str, str],
) -> None:
    officer = TestClient(app, follow_redirects=False)
    enter(officer, "operator_kab")
    assert officer.get("/akun").status_code == 200
    admin.post(f"{USERS}/{id_of(people, 'operator_kab')}{path}", data=form)
    assert officer.get("/akun").status_code == 303


def test_another_name_ends_no_session(
    admin: TestClient, app: FastAPI, people: Database, enter: Enter
) -> None:
    officer = TestClient(app, follow_redirects=False)
    enter(officer, "operator_kab")
    form = {"nama": "Nama Contoh Lain", "peran": "OPERATOR_KAB"}
    admin.post(f"{USERS}/{id_of(people, 'operator_kab')}", data=form)
    assert "Nama Contoh Lain" in officer.get("/akun").text


def test_a_closed_account_opens_again(
    admin: TestClient, app: FastAPI, people: Database, enter: Enter
) -> None:
    user_id = id_of(people, "operator_kab")
    admin.post(f"{USERS}/{user_id}/status", data={"status": "nonaktif"})
    officer = TestClient(app, follow_redirects=False)
    form = {"nama": "operator_kab", "sandi": factories.PASSWORD}
    assert officer.post("/masuk", data=form).status_code == 422
    admin.post(f"{USERS}/{user_id}/status", data={"status": "aktif"})
    enter(officer, "operator_kab")


def test_administrators_do_not_lock_themselves_out(admin: TestClient, people: Database) -> None:
    own = id_of(people, "admin")
    roles = {"nama": "Orang Contoh", "peran": "AUDITOR"}
    assert admin.post(f"{USERS}/{own}", data=roles).status_code == 409
    assert admin.post(f"{USERS}/{own}/status", data={"status": "nonaktif"}).status_code == 409
    assert admin.post(f"{USERS}/{own}/sandi").status_code == 409
    assert admin.get(USERS).status_code == 200


def test_searching_takes_signs_as_they_are(admin: TestClient) -> None:
    assert "Tidak ada pengguna yang cocok" in admin.get(f"{USERS}?cari=%25").text
    assert "operator_kab" in admin.get(f"{USERS}?cari=OPERATOR").text
    assert "operator_kab" in admin.get(f"{USERS}?cari=contoh+hulu").text


# --- periods -----------------------------------------------------------------------------------


def test_the_next_quarter_is_opened_once(admin: TestClient, people: Database) -> None:
    form = {"kunci": "k1"}
    assert "Buka Triwulan IV 2026" in admin.get("/admin/periode").text
    for _ in range(2):
        assert admin.post("/admin/periode", data=form).status_code == 303
    with people.read() as session:
        assert session.scalar(select(func.count()).select_from(Period)) == 1
        assert session.scalar(select(func.count()).select_from(Obligation)) == 3
    assert "Buka Triwulan I 2027" in admin.get("/admin/periode").text


def test_dates_are_moved_and_wrong_ones_come_back(admin: TestClient, people: Database) -> None:
    admin.post("/admin/periode", data={"kunci": "k1"})
    page = "/admin/periode/2026-tw4"
    typed = re.findall(r'name="(\w+_on)" type="text" value="([^"]+)"', admin.get(page).text)
    dates = dict(typed)
    assert len(dates) == 5
    assert admin.post(page, data=dates | {"due_on": "12/01/2027"}).status_code == 303
    with people.read() as session:
        due_on = session.scalars(select(Period.due_on)).one()
    assert due_on.isoformat() == "2027-01-12"
    for wrong in ("31/02/2027", "kapan-kapan", "", "12/01/2020"):
        answer = admin.post(page, data=dates | {"due_on": wrong})
        assert answer.status_code == 422
        assert f'value="{wrong}"' in answer.text
    for absent in ("/admin/periode/2026-tw3", "/admin/periode/2026-tw9", "/admin/periode/x"):
        assert admin.get(absent).status_code == 404


def test_a_quarter_is_locked_and_reopened(admin: TestClient, people: Database) -> None:
    admin.post("/admin/periode", data={"kunci": "k1"})
    for status in (PeriodStatus.TERKUNCI, PeriodStatus.DIBUKA):
        admin.post("/admin/periode/2026-tw4/status", data={"status": status.value})
        with people.read() as session:
            assert session.scalars(select(Period.status)).one() is status
    answer = admin.post("/admin/periode/2026-tw4/status", data={"status": "APA SAJA"})
    assert answer.status_code == 422


# --- boundaries, the trail, the frame ----------------------------------------------------------


def test_boundaries_and_what_is_made_up_are_named(admin: TestClient, people: Database) -> None:
    assert "Belum ada batas wilayah" in admin.get("/admin/wilayah").text
    with people.write() as session:
        factories.make_boundary_set(session)
        session.add(PortalFact(name="sample", value="ya"))
    html = admin.get("/admin/wilayah").text
    assert "Berlaku" in html
    assert "Batas wilayah perkiraan" in html
    assert "Data contoh" in html
    assert "Sumber batas wilayah: rekaan" in html


def test_the_trail_is_paged_and_filtered(
    admin: TestClient, people: Database, clock: Clock
) -> None:
    with people.write() as session:
        for number in range(120):
            action = "laporan.kirim" if number % 2 else "uji.lain"
            session.add(
                AuditEvent(at=clock(), actor="uji", action=action, subject=f"nomor-{number:03d}")
            )
    first = admin.get("/admin/log").text
    assert first.count("nomor-") == 50
    assert "nomor-119" in first
    older = re.search(r'href="(/admin/log\?sebelum=\d+)"', first)
    assert older is not None
    assert "nomor-069" in admin.get(older[1]).text
    sent = admin.get("/admin/log?tindakan=laporan.kirim&pelaku=uji").text
    assert sent.count("nomor-") == 50
    assert "nomor-118" not in sent
    assert "Mengirim laporan" in sent
    assert "Tidak ada yang cocok" in admin.get("/admin/log?pelaku=%25").text
    assert admin.get("/admin/log?sebelum=0").status_code == 422


def test_an_auditor_sees_the_trail_and_no_administration(client: TestClient, enter: Enter) -> None:
    enter(client, "auditor")
    html = client.get("/admin/log").text
    assert 'href="/admin/log" aria-current="page"' in html
    assert USERS not in html
    assert client.get(USERS).status_code == 403
