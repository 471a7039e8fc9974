"""The second factor over HTTP: put on, shown, asked for anew, demanded, lost."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pyotp
import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.main import create_app
from app.model.account import Role, User
from app.model.notice import Notice, NoticeKind
from tests import factories
from tests.factories import PASSWORD
from tests.web.test_sign_in import fields_of, try_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock

    Enter = Callable[..., None]

pytestmark = pytest.mark.usefixtures("people")
HERE, APP, FACTOR = "/akun/dua-langkah", "/akun/dua-langkah/aplikasi", "/masuk/dua-langkah"
REASON = "Telepon jatuh ke sungai; dikenali suaranya."


def put_on(client: TestClient, clock: Clock, **more: str) -> tuple[str, list[str]]:
    """Put an app on through the pages; return its key and the recovery codes."""
    html = client.get(APP).text
    key = re.search(r'class="key">([A-Z2-7 ]+)<', html)
    assert key is not None
    secret = key[1].replace(" ", "")
    form = fields_of(html) | {"kode": pyotp.TOTP(secret).at(clock())} | more
    answer = client.post(APP, data=form)
    assert answer.status_code == 200, answer.text
    return secret, re.findall(r"<code>([A-Z0-9-]{14})</code>", answer.text)


def show(client: TestClient, code: str, **more: str) -> object:
    return client.post(FACTOR, data={"kode": code} | more)


@pytest.fixture
def operator(client: TestClient, enter: Enter, clock: Clock) -> tuple[TestClient, str, list[str]]:
    """An operator who put an app on, is signed in, and a minute has passed."""
    enter(client, "operator_kab")
    secret, codes = put_on(client, clock, sandi=PASSWORD)
    clock.forward(minutes=1)
    return client, secret, codes


def test_the_picture_holds_the_key_and_comes_from_our_own_server(
    client: TestClient, enter: Enter
) -> None:
    enter(client, "operator_kab")
    html = client.get(APP).text
    picture = re.search(r'class="qr" src="(data:image/svg\+xml[^"]+)"', html)
    assert picture is not None
    assert "<svg" in unquote(picture[1]) or base64.b64decode(picture[1].partition(",")[2])
    assert "otpauth" not in html  # the address is in the picture alone


def test_the_first_app_needs_the_password(client: TestClient, enter: Enter, clock: Clock) -> None:
    enter(client, "operator_kab")
    html = client.get(APP).text
    secret = re.search(r'class="key">([A-Z2-7 ]+)<', html)[1].replace(" ", "")  # type: ignore[index]
    form = fields_of(html) | {"kode": pyotp.TOTP(secret).at(clock()), "sandi": "salah-salah"}
    answer = client.post(APP, data=form)
    assert answer.status_code == 422
    assert "Kata sandi saat ini salah." in answer.text
    assert secret in answer.text.replace(" ", "")  # the same key again: the app has it already
    answer = client.post(APP, data=form | {"sandi": PASSWORD, "kode": "000000"})
    assert answer.status_code == 422
    assert "Kode salah" in answer.text
    assert client.post(APP, data=form | {"sandi": PASSWORD}).status_code == 200
    assert "Terpasang" in client.get("/akun").text


def test_signing_in_takes_two_steps_and_the_way_is_kept(
    operator: tuple[TestClient, str, list[str]], clock: Clock
) -> None:
    client, secret, _ = operator
    client.post("/keluar")
    form = fields_of(client.get("/masuk?lanjut=%2Flaporan").text)
    answer = client.post("/masuk", data=form | {"nama": "operator_kab", "sandi": PASSWORD})
    assert answer.headers["location"] == f"{FACTOR}?lanjut=%2Flaporan"
    answer = client.get(answer.headers["location"])
    assert "Langkah kedua" in answer.text
    assert "Pakai kunci sandi" not in answer.text  # this person has none
    half = client.cookies["sid"]
    assert client.get("/akun").headers["location"].startswith(FACTOR)
    wrong = show(client, "000000", **fields_of(answer.text))
    assert wrong.status_code == 422  # type: ignore[attr-defined]
    done = show(client, pyotp.TOTP(secret).at(clock()), **fields_of(answer.text))
    assert done.headers["location"] == "/laporan"  # type: ignore[attr-defined]
    assert client.cookies["sid"] != half
    assert client.get("/akun").status_code == 200
    client.cookies.clear()
    client.cookies.set("sid", half)
    assert client.get("/akun").headers["location"].startswith("/masuk?")


def test_a_form_sent_half_way_is_kept_and_sent_afterwards(
    operator: tuple[TestClient, str, list[str]], clock: Clock
) -> None:
    client, secret, _ = operator
    client.post("/keluar")
    try_in(client, "operator_kab", PASSWORD)
    answer = client.post("/akun/pemberitahuan", data={"surel": "saya@contoh.example"})
    assert answer.status_code == 401
    again = show(client, pyotp.TOTP(secret).at(clock()), **fields_of(answer.text))
    assert "Kirim isian" in again.text  # type: ignore[attr-defined]
    assert fields_of(again.text) == {"surel": "saya@contoh.example"}  # type: ignore[attr-defined]


def test_a_form_kept_since_before_signing_in_passes_both_steps(
    operator: tuple[TestClient, str, list[str]], clock: Clock
) -> None:
    client, secret, _ = operator
    client.post("/keluar")
    asked = client.post("/akun/pemberitahuan", data={"surel": "saya@contoh.example"})
    typed = {"nama": "operator_kab", "sandi": PASSWORD}
    half = client.post("/masuk", data=fields_of(asked.text) | typed)
    assert "Langkah kedua" in half.text
    again = show(client, pyotp.TOTP(secret).at(clock()), **fields_of(half.text))
    assert fields_of(again.text) == {"surel": "saya@contoh.example"}  # type: ignore[attr-defined]


def test_a_recovery_code_opens_and_few_left_are_told(
    operator: tuple[TestClient, str, list[str]],
) -> None:
    client, _, codes = operator
    for number, code in enumerate(codes[:7], 1):
        client.post("/keluar")
        try_in(client, "operator_kab", PASSWORD)
        assert show(client, code).status_code == 303  # type: ignore[attr-defined]
        said = "tinggal" in client.get("/akun").text
        assert said is (number == 7)


def test_codes_are_shown_once_and_renewed(operator: tuple[TestClient, str, list[str]]) -> None:
    client, _, codes = operator
    assert len(codes) == 10
    assert not any(code in client.get(HERE).text for code in codes)
    renewed = client.post(f"{HERE}/kode").text
    assert not any(code in renewed for code in codes)
    client.post("/keluar")
    try_in(client, "operator_kab", PASSWORD)
    assert show(client, codes[0]).status_code == 422  # type: ignore[attr-defined]


def test_taking_the_app_off(operator: tuple[TestClient, str, list[str]]) -> None:
    client, *_ = operator
    assert client.post(f"{APP}/lepas").headers["location"] == HERE
    client.post("/keluar")
    assert try_in(client, "operator_kab", PASSWORD).headers["location"] == "/"


# --- acts that ask anew ------------------------------------------------------------------------


@pytest.fixture
def admin(client: TestClient, enter: Enter, clock: Clock) -> tuple[TestClient, str]:
    """An administrator who put an app on, sixteen minutes ago."""
    enter(client, "admin")
    secret, _ = put_on(client, clock, sandi=PASSWORD)
    clock.forward(minutes=16)
    return client, secret


def test_a_dangerous_act_asks_for_the_factor_anew_and_loses_nothing(
    admin: tuple[TestClient, str], clock: Clock
) -> None:
    client, secret = admin
    form = {"nama": "Orang Baru Contoh", "nama_pengguna": "orang.baru", "peran": "OPERATOR_KAB"}
    form |= {"wilayah": "99.01", "kunci": "k1"}
    answer = client.post("/pengguna/undang", data=form)
    assert answer.status_code == 401
    assert "Isian Anda tersimpan" in answer.text
    again = show(client, pyotp.TOTP(secret).at(clock()), **fields_of(answer.text))
    assert fields_of(again.text) == form  # type: ignore[attr-defined]
    assert client.post("/pengguna/undang", data=form).status_code == 200
    assert client.get("/pengguna").status_code == 200  # reading never asked
    clock.forward(minutes=14)
    assert client.post("/pengguna/undang", data=form | {"kunci": "k2"}).status_code == 422


@pytest.mark.parametrize(
    "path",
    [
        "/pengguna/1",
        "/pengguna/1/status",
        "/pengguna/1/tautan",
        "/pengguna/1/sesi/akhiri",
        "/pengguna/1/pemulihan",
        "/pemulihan/1/setuju",
        f"{APP}/lepas",
        f"{HERE}/kode",
        APP,
    ],
)
def test_each_of_these_asks_anew(admin: tuple[TestClient, str], path: str) -> None:
    client, _ = admin
    answer = client.post(path, data={"kunci": "k"})
    assert answer.status_code == 401
    assert f'action="{FACTOR}"' in answer.text


def test_publishing_asks_anew(
    client: TestClient, enter: Enter, clock: Clock, people: Database
) -> None:
    with people.write() as session:
        factories.make_user(session, Role.PENGESAH_PROV, region="99", username="pengesah_prov")
    enter(client, "pengesah_prov")
    put_on(client, clock, sandi=PASSWORD)
    assert client.post("/edisi/2026-tw3/susun").status_code == 404  # there is no such period
    clock.forward(minutes=16)
    assert client.post("/edisi/2026-tw3/susun").status_code == 401


# --- demanded of a role ------------------------------------------------------------------------


@pytest.fixture
def strict(
    make_settings: Callable[..., Settings], people: Database, clock: Clock
) -> Iterator[TestClient]:
    """A portal where the province's people must have a second factor."""
    settings = make_settings(database_url=people.url, second_factor_required="province")
    app = create_app(settings, people, clock=clock)
    with TestClient(
        app, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False
    ) as client:
        yield client


def test_a_role_that_must_is_led_to_put_it_on(strict: TestClient, clock: Clock) -> None:
    try_in(strict, "admin", PASSWORD)
    for path in ("/pengguna", "/akun", "/akun/sandi", "/pemulihan"):
        assert strict.get(path).headers["location"] == HERE
    html = strict.get(HERE).text
    assert "Peran Anda mewajibkan" in html
    assert "Menu utama" not in html
    put_on(strict, clock)  # the password was typed a moment ago
    assert strict.get("/pengguna").status_code == 200


def test_a_role_that_need_not_is_asked_nothing(strict: TestClient) -> None:
    try_in(strict, "operator_kab", PASSWORD)
    assert strict.get("/akun").status_code == 200
    assert "pilihan, bukan kewajiban" in strict.get(HERE).text


@pytest.mark.parametrize(
    ("production", "setting", "expected"),
    [
        (False, "auto", "none"),
        (True, "auto", "province"),
        (True, "none", "none"),
        (False, "all", "all"),
    ],
)
def test_who_must_by_default(
    make_settings: Callable[..., Settings], production: bool, setting: str, expected: str
) -> None:
    made = make_settings(production=production, second_factor_required=setting)
    assert made.factor_for == expected


# --- lost --------------------------------------------------------------------------------------


def test_a_lost_factor_takes_two_people_and_its_owner_is_told(
    operator: tuple[TestClient, str, list[str]], app: FastAPI, enter: Enter, people: Database
) -> None:
    client, *_ = operator
    with people.write() as session:
        factories.make_user(session, Role.PENGESAH_PROV, region="99", username="pengesah_prov")
        owner = session.scalars(select(User).where(User.username == "operator_kab")).one()
        owner_id = owner.id
    admin, second = (TestClient(app, follow_redirects=False) for _ in range(2))
    enter(admin, "admin")
    enter(second, "pengesah_prov")
    begin = f"/pengguna/{owner_id}/pemulihan"
    assert "Buka pemulihan" in admin.get(f"/pengguna/{owner_id}").text
    assert "Tulis alasan" in admin.post(begin, data={"alasan": "x"}).text
    assert admin.post(begin, data={"alasan": REASON}).headers["location"] == "/pemulihan"
    assert "tidak dapat menyetujuinya sendiri" in admin.get("/pemulihan").text
    assert admin.post("/pemulihan/1/setuju").status_code == 409
    assert "Bukan saya, hentikan" in client.get("/akun").text
    assert "1 pemulihan akun menunggu" in second.get("/akun").text
    assert second.post("/pemulihan/1/setuju").headers["location"] == "/pemulihan"
    assert client.get("/akun").headers["location"].startswith("/masuk")
    assert try_in(client, "operator_kab", PASSWORD).headers["location"] == "/"
    assert "Verifikasi dua langkah Anda dilepas oleh" in client.get("/akun").text
    assert "dilepas oleh" not in client.get("/akun").text


def test_the_owner_can_stop_it(
    operator: tuple[TestClient, str, list[str]], app: FastAPI, enter: Enter, people: Database
) -> None:
    client, *_ = operator
    with people.read() as session:
        owner_id = session.scalar(select(User.id).where(User.username == "operator_kab"))
    admin = TestClient(app, follow_redirects=False)
    enter(admin, "admin")
    admin.post(f"/pengguna/{owner_id}/pemulihan", data={"alasan": REASON})
    assert client.post("/pemulihan/1/tolak").headers["location"] == "/akun"
    assert "Tidak ada pemulihan yang menunggu" in admin.get("/pemulihan").text


def test_mails_of_a_recovery(
    make_settings: Callable[..., Settings], people: Database, clock: Clock
) -> None:
    from app.mail.letters import letter_of
    from app.model.second_factor import TotpFactor

    mail = {"smtp_host": "127.0.0.1", "mail_sender": "portal@contoh.example"}
    settings = make_settings(database_url=people.url, **mail)
    with people.write() as session:
        owner = session.scalars(select(User).where(User.username == "operator_kab")).one()
        owner.email, owner_id = "operator@contoh.example", owner.id
        values = {"sealed_key": "x", "last_step": 0, "created_at": clock()}
        session.add(TotpFactor(user_id=owner_id, **values))
        factories.make_user(
            session, Role.ADMIN, region="99", username="admin.dua", email="dua@contoh.example"
        )
    portal = create_app(settings, people, clock=clock)
    first, second = (TestClient(portal, follow_redirects=False) for _ in range(2))
    try_in(first, "admin", PASSWORD)
    try_in(second, "admin.dua", PASSWORD)

    def letters() -> dict[str, str]:
        with people.write() as session:
            found = session.scalars(select(Notice).where(Notice.kind == NoticeKind.FAKTOR))
            made = {n.subject: letter_of(session, n, settings, clock()) for n in found}
            session.rollback()
        return {subject: letter.text for subject, letter in made.items() if letter is not None}

    first.post(f"/pengguna/{owner_id}/pemulihan", data={"alasan": REASON})
    opened = letters()
    assert set(opened) == {"1/buka", "1/setuju"}
    assert "Batalkan di halaman Akun" in opened["1/buka"]
    assert REASON not in "".join(opened.values())
    second.post("/pemulihan/1/setuju")
    assert set(letters()) == {"1/lepas"}  # the others have nothing left to say
