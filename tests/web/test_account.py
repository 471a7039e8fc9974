"""One's own account over HTTP: password, sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from tests.factories import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI
    from httpx2 import Response

    from tests.conftest import Clock

    Enter = Callable[..., None]

pytestmark = pytest.mark.usefixtures("people")
NEW = "layang-layang ungu di dermaga"


def change(client: TestClient, old: str = PASSWORD, new: str = NEW, again: str = "") -> Response:
    """Post the password form."""
    form = {"sandi_lama": old, "sandi_baru": new, "sandi_ulang": again or new}
    return client.post("/akun/sandi", data=form | {"lanjut": "/akun"})


@pytest.fixture
def elsewhere(app: FastAPI, enter: Enter) -> TestClient:
    """The same administrator in another browser."""
    client = TestClient(app, headers={"User-Agent": "Firefox Windows"}, follow_redirects=False)
    enter(client, "admin")
    return client


def test_the_page_shows_person_and_sessions(
    client: TestClient, enter: Enter, elsewhere: TestClient
) -> None:
    enter(client, "admin")
    html = client.get("/akun").text
    assert "Orang Contoh admin" in html
    assert "Firefox di Windows" in html
    assert html.count("Sesi ini") == 1
    assert html.count('/akhiri"') == 1
    assert html.count('/akhiri-lain"') == 1
    assert "testclient" not in html


def test_all_other_sessions_end_at_once(
    client: TestClient, enter: Enter, elsewhere: TestClient
) -> None:
    enter(client, "admin")
    answer = client.post("/akun/sesi/akhiri-lain")
    assert (answer.status_code, answer.headers["location"]) == (303, "/akun")
    assert client.get("/akun").status_code == 200
    assert elsewhere.get("/akun").status_code == 303
    assert "akhiri-lain" not in client.get("/akun").text


def test_a_new_password_ends_every_other_session(
    client: TestClient, enter: Enter, elsewhere: TestClient
) -> None:
    enter(client, "admin")
    before = client.cookies["sid"]
    answer = change(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/akun")
    assert client.cookies["sid"] != before
    assert "Kata sandi diganti" in client.get("/akun").text
    assert elsewhere.get("/akun").status_code == 303
    client.cookies.clear()
    client.cookies.set("sid", before)
    assert client.get("/akun").status_code == 303
    enter(elsewhere, "admin", NEW)


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        ("salah-salah-salah", NEW, "", "Kata sandi saat ini salah."),
        (PASSWORD, "pendek", "", "paling sedikit 12 karakter"),
        (PASSWORD, "Kabupaten Contoh Hulu", "", "mudah ditebak"),
        (PASSWORD, NEW, NEW + "!", "tidak sama"),
        (PASSWORD, PASSWORD, "", "harus berbeda"),
        ("", "", "", "Kata sandi saat ini salah."),
    ],
)
def test_a_password_that_is_refused_says_why(
    client: TestClient, enter: Enter, old: str, new: str, again: str, sentence: str
) -> None:
    enter(client, "admin")
    answer = change(client, old, new, again)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert client.get("/akun").status_code == 200
    for secret in {old, new, again} - {"", "pendek"}:
        assert f'value="{secret}"' not in answer.text


def test_guessing_the_present_password_is_limited(
    client: TestClient, enter: Enter, clock: Clock
) -> None:
    enter(client, "admin")
    answers = []
    for number in range(11):
        clock.forward(seconds=1 if number < 5 else 33)  # as long as the portal asks to wait
        answers.append(change(client, f"tebakan-nomor-{number}").text)
    assert "Kata sandi saat ini salah." in answers[9]
    assert "Terlalu banyak percobaan" in answers[10]


def test_a_first_password_is_changed_and_the_way_is_free(client: TestClient, enter: Enter) -> None:
    enter(client, "baru")
    assert "dibuat oleh admin" in client.get("/akun/sandi").text
    assert change(client).status_code == 303
    assert client.get("/akun").status_code == 200


def test_a_session_elsewhere_is_ended_from_here(
    client: TestClient, enter: Enter, elsewhere: TestClient
) -> None:
    enter(client, "admin")
    action = client.get("/akun").text.split('action="/akun/sesi/')[1].split('"')[0]
    assert client.post(f"/akun/sesi/{action}").status_code == 303
    assert elsewhere.get("/akun").status_code == 303
    assert client.post(f"/akun/sesi/{action}").status_code == 404
