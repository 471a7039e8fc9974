"""The key for unsent text: one for a person on a device, for 12 hours, none between two people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from tests import factories
from tests.web.officer_fixtures import enter_as, officer, settings
from tests.web.officer_helpers import REPORT, settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from httpx2 import Response

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock
    from tests.web.officer_helpers import Officer

__all__ = ["enter_as", "officer", "settings"]
PAGES = ["/", REPORT, f"{REPORT}/isi", f"{REPORT}/isi/potensi?kunci=satu"]
WHOLE = re.compile(r"luring=(\d+)\.([\w-]{22})\.([0-9a-f]{64}); (.+)")


def cookie(answer: Response, name: str = "luring") -> str:
    """Return the answer's cookie for the device; empty when it sets none."""
    every = [text for text in answer.headers.get_list("set-cookie") if text.startswith(f"{name}=")]
    assert len(every) <= 1
    return every[0].replace('"', "") if every else ""


def parts_of(answer: Response) -> tuple[str, str, str]:
    found = WHOLE.fullmatch(cookie(answer))
    assert found is not None
    return found[1], found[2], found[3]


def sign_in(client: TestClient, name: str) -> Response:
    return client.post("/masuk", data={"nama": name, "sandi": factories.PASSWORD})


@pytest.mark.parametrize("path", PAGES)
def test_pages_that_read_the_device_give_the_key_for_twelve_hours(
    officer: Officer, path: str
) -> None:
    found = WHOLE.fullmatch(cookie(officer.client.get(path)))
    assert found is not None
    assert found[4] == "Max-Age=43200; Path=/; SameSite=lax"


def test_a_person_has_one_key_on_a_device_and_another_person_another(officer: Officer) -> None:
    client = officer.client
    person, device, key = parts_of(client.get(f"{REPORT}/isi"))
    assert parts_of(client.get(REPORT)) == (person, device, key)
    assert cookie(sign_in(client, "rekan")).startswith(f"luring=-.{device}.-; Max-Age=43200")
    other = parts_of(client.get(REPORT))
    assert other[1] == device
    assert other[0] != person
    assert other[2] != key
    sign_in(client, "satu")
    assert parts_of(client.get(REPORT)) == (person, device, key)


def test_signing_out_ends_the_key_for_good(officer: Officer) -> None:
    client = officer.client
    person, device, key = parts_of(client.get(REPORT))
    assert cookie(client.post("/keluar")).startswith("luring=; Max-Age=0")
    assert cookie(sign_in(client, "satu")) == ""
    again = parts_of(client.get(REPORT))
    assert again[0] == person
    assert again[1] != device
    assert again[2] != key


@pytest.mark.parametrize("text", ["", "x", "1.kurang.2", f"1.{'a' * 22}.zz", "é" * 40, "." * 99])
def test_a_cookie_that_is_none_of_ours_gives_a_new_device(officer: Officer, text: str) -> None:
    officer.client.cookies.clear()
    sign_in(officer.client, "satu")
    session = officer.client.cookies["sid"]
    headers = {"cookie": f"sid={session}; luring={text}".encode()}
    found = parts_of(officer.client.get(REPORT, headers=headers))
    assert found[1] != "a" * 22


def test_a_page_for_nobody_in_particular_gives_no_key(officer: Officer) -> None:
    client = officer.client
    assert cookie(client.get(f"{REPORT}/isi/kerangka/p")) == ""
    assert cookie(client.get("/panduan")) == ""


def test_with_https_the_key_is_bound_to_the_host(
    database: Database, make_settings: Callable[..., Settings], clock: Clock
) -> None:
    settle(database, single=True)
    chosen = make_settings(database_url=database.url, province="99", secure_cookies=True)
    app = create_app(chosen, database, clock=clock)
    client = TestClient(app, base_url="https://portal.test", follow_redirects=False)
    sign_in(client, "satu")
    assert cookie(client.get(REPORT), "__Host-luring").endswith("; Path=/; SameSite=lax; Secure")
