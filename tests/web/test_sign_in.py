"""Signing in over HTTP: the way in, the way back, nothing lost when a session ends."""

from __future__ import annotations

import hashlib
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.model.account import SignInSession
from app.model.record import AuditEvent
from tests.factories import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI
    from httpx2 import Response
    from starlette.testclient import TestClient

    from app.db import Database
    from tests.conftest import Clock

    Enter = Callable[..., None]

pytestmark = pytest.mark.usefixtures("people")
WRONG = "Nama pengguna atau kata sandi salah."


def try_in(client: TestClient, name: str, password: str = "keliru-keliru-keliru") -> Response:
    """Post the sign-in form."""
    return client.post("/masuk", data={"nama": name, "sandi": password})


def fields_of(html: str) -> dict[str, str]:
    """Hidden fields of a page."""
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', html)
    found += re.findall(r'<textarea name="([^"]+)" hidden>\n?([^<]*)</textarea>', html)
    return {name: unescape(value) for name, value in found}


def test_the_cookie_is_out_of_reach_of_scripts(client: TestClient) -> None:
    answer = try_in(client, "Operator_Kab", PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookies = answer.headers.get_list("set-cookie")
    session = next(cookie for cookie in cookies if cookie.startswith("sid="))
    assert "HttpOnly; Path=/; SameSite=lax" in session
    assert "Max-Age" not in session


def test_with_https_the_cookie_is_bound_to_the_host(
    database: Database, make_settings: Callable[..., object], clock: Clock
) -> None:
    from starlette.testclient import TestClient

    from app.main import create_app

    settings = make_settings(database_url=database.url, secure_cookies=True)
    app = create_app(settings, database, clock=clock)  # type: ignore[arg-type]
    client = TestClient(app, base_url="https://portal.test", follow_redirects=False)
    answer = try_in(client, "admin", PASSWORD)
    session = answer.headers.get_list("set-cookie")[0]
    assert session.startswith("__Host-sid=")
    assert "Secure" in session
    assert "max-age=63072000" in answer.headers["strict-transport-security"]
    assert client.get("/akun").status_code == 200


def test_a_session_of_the_old_name_ends_with_a_word(
    database: Database, make_settings: Callable[..., object], clock: Clock
) -> None:
    """A portal that went over to HTTPS believes no cookie of the time before."""
    from starlette.testclient import TestClient

    from app.main import create_app

    settings = make_settings(database_url=database.url)
    before = create_app(settings, database, clock=clock)  # type: ignore[arg-type]
    client = TestClient(before, base_url="http://portal.test", follow_redirects=False)
    try_in(client, "admin", PASSWORD)
    old = client.cookies["sid"]
    settings = make_settings(database_url=database.url, secure_cookies=True)
    app = create_app(settings, database, clock=clock)  # type: ignore[arg-type]
    client = TestClient(app, base_url="https://portal.test", follow_redirects=False)
    client.cookies.set("sid", old, domain="portal.test", path="/")
    answer = client.get("/akun")
    assert answer.headers["location"] == "/masuk?lanjut=%2Fakun&berakhir=ya"
    answer = try_in(client, "admin", PASSWORD)
    assert any(line.startswith('sid=""') for line in answer.headers.get_list("set-cookie"))
    assert "sid" not in client.cookies
    assert client.get("/akun").status_code == 200


def test_the_database_does_not_know_the_token(client: TestClient, people: Database) -> None:
    try_in(client, "admin", PASSWORD)
    with people.read() as session:
        stored = session.scalars(select(SignInSession.token_sha256)).one()
    assert stored == hashlib.sha256(client.cookies["sid"].encode()).hexdigest()
    assert len(client.cookies["sid"]) >= 43


@pytest.mark.parametrize("name", ["operator_kab", "tidak.ada", "", "a" * 500, "x\0y'\"<>"])
def test_known_and_unknown_names_get_the_same_sentence(client: TestClient, name: str) -> None:
    answer = try_in(client, name)
    assert answer.status_code == 422
    assert WRONG in answer.text
    assert "sid" not in client.cookies


def test_each_signing_in_has_a_token_of_its_own(client: TestClient) -> None:
    try_in(client, "admin", PASSWORD)
    first = client.cookies["sid"]
    try_in(client, "admin", PASSWORD)
    assert client.cookies["sid"] != first


@pytest.mark.parametrize(
    ("wanted", "opened"),
    [
        ("/laporan/2026-tw3?x=1", "/laporan/2026-tw3?x=1"),
        ("https://jahat.example/", "/"),
        ("//jahat.example/", "/"),
        ("/\\jahat.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/\t/jahat.example", "/"),
    ],
)
def test_the_way_back_stays_in_the_house(client: TestClient, wanted: str, opened: str) -> None:
    form = {"nama": "admin", "sandi": PASSWORD, "lanjut": wanted}
    assert client.post("/masuk", data=form).headers["location"] == opened


def test_a_page_asked_for_without_session_comes_after_signing_in(client: TestClient) -> None:
    answer = client.get("/admin/log?pelaku=a")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/masuk?lanjut=%2Fadmin%2Flog%3Fpelaku%3Da"
    form = fields_of(client.get(answer.headers["location"]).text)
    answer = client.post("/masuk", data=form | {"nama": "admin", "sandi": PASSWORD})
    assert answer.headers["location"] == "/admin/log?pelaku=a"


def test_a_session_ends_after_half_an_hour_without_activity(
    client: TestClient, enter: Enter, clock: Clock
) -> None:
    enter(client, "admin")
    for _ in range(3):
        clock.forward(minutes=29)
        assert client.get("/akun").status_code == 200
    clock.forward(minutes=30)
    answer = client.get("/akun")
    assert answer.status_code == 303
    assert "berakhir=ya" in answer.headers["location"]
    assert "keluar otomatis" in client.get(answer.headers["location"]).text


def test_a_session_ends_after_twelve_hours_of_work(
    client: TestClient, enter: Enter, clock: Clock
) -> None:
    enter(client, "admin")
    for _ in range(35):
        clock.forward(minutes=20)
        assert client.get("/akun").status_code == 200
    clock.forward(minutes=20)
    assert client.get("/akun").status_code == 303


def test_a_form_sent_after_the_end_is_sent_again_after_signing_in(
    client: TestClient, enter: Enter, clock: Clock, people: Database
) -> None:
    enter(client, "admin")
    new = {
        "nama": 'Orang "Contoh" <b>',
        "nama_pengguna": "orang.contoh",
        "wilayah": "99.01",
        "peran": "OPERATOR_KAB",
        "kunci": "kunci-uji",
    }
    clock.forward(hours=1)
    answer = client.post("/pengguna/undang", data=new)
    assert answer.status_code == 401
    assert "Isian terakhir Anda masih ada" in answer.text
    kept = fields_of(answer.text)
    wrong = client.post("/masuk", data=kept | {"nama": "admin", "sandi": "salah"})
    kept = fields_of(wrong.text)
    again = client.post("/masuk", data=kept | {"nama": "admin", "sandi": PASSWORD})
    assert again.status_code == 200
    assert 'action="/pengguna/undang"' in again.text
    assert fields_of(again.text) == new
    sent = client.post("/pengguna/undang", data=fields_of(again.text))
    assert "Undangan dibuat" in sent.text


def test_a_kept_form_carries_no_password(client: TestClient) -> None:
    form = {"sandi_lama": "rahasia-sekali", "sandi_baru": "rahasia-baru", "sandi_ulang": "x"}
    answer = client.post("/akun/sandi", data=form)
    assert answer.status_code == 401
    assert "rahasia" not in answer.text


def test_a_file_sent_after_the_end_is_asked_for_again(
    client: TestClient, enter: Enter, clock: Clock
) -> None:
    enter(client, "admin")
    clock.forward(hours=1)
    answer = client.post("/keluar", files={"berkas": ("a.xlsx", b"isi")})
    assert answer.status_code == 401
    assert "kirim ulang" in answer.text


def test_leaving_ends_the_session_at_once(client: TestClient, enter: Enter) -> None:
    enter(client, "admin")
    token = client.cookies["sid"]
    answer = client.post("/keluar")
    assert answer.status_code == 303
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    client.cookies.set("sid", token)
    assert client.get("/akun").status_code == 303


def test_leaving_says_so_once(client: TestClient, enter: Enter) -> None:
    enter(client, "admin")
    client.post("/keluar")
    quiet = client.get("/masuk", headers={"Sec-Fetch-Mode": "cors"})  # a script following along
    assert "Anda sudah keluar" not in quiet.text
    assert "Anda sudah keluar" in client.get("/masuk").text
    assert "Anda sudah keluar" not in client.get("/masuk").text


def test_a_message_nobody_here_wrote_is_not_shown(client: TestClient) -> None:
    client.cookies.set("kilat", "WyJwYWxzdSIsICJkb25lIl0=." + "0" * 64)
    assert "palsu" not in client.get("/masuk").text


def test_somebody_who_must_change_the_password_gets_no_further(
    client: TestClient, enter: Enter
) -> None:
    enter(client, "baru")
    for path in ("/akun", "/admin/log"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/akun/sandi")
    assert client.get("/akun/sandi").status_code == 200
    assert client.post("/keluar").status_code == 303


def test_signing_in_and_failing_are_written_down(client: TestClient, people: Database) -> None:
    try_in(client, "admin")
    try_in(client, "kata-sandi-di-kolom-yang-salah")
    try_in(client, "admin", PASSWORD)
    with people.read() as session:
        rows = session.execute(select(AuditEvent.action, AuditEvent.actor)).all()
    assert [tuple(row) for row in rows] == [
        ("masuk.gagal", "admin"),
        ("masuk.gagal", "(tidak dikenal)"),
        ("masuk", "admin"),
    ]


def test_an_owner_is_not_locked_out_by_strangers(
    app: FastAPI, client: TestClient, clock: Clock
) -> None:
    from starlette.testclient import TestClient

    assert try_in(client, "admin", PASSWORD).status_code == 303
    client.cookies.delete("sid")
    stranger = TestClient(app, client=("198.51.100.7", 1))
    statuses = []
    for number in range(12):
        clock.forward(seconds=1 if number < 5 else 33)  # as long as the portal asks to wait
        statuses.append(try_in(stranger, "admin").status_code)
    assert statuses == [422] * 10 + [429] * 2
    assert try_in(stranger, "admin", PASSWORD).status_code == 429
    assert try_in(client, "admin", PASSWORD).status_code == 303
