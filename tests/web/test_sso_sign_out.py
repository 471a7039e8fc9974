"""Leaving the provider after the portal: offered by a setting, and never a way anywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.openid_provider import CLIENT_ID, OpenIdProvider
from tests.web.test_single_sign_on import app, configured, is_out, linked, openid, through

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.testclient import TestClient

    from app.db import Database
    from app.settings import Settings
    from tests.web.test_single_sign_on import Enter

__all__ = ["app", "configured", "linked", "openid"]
pytestmark = pytest.mark.usefixtures("people")
OUT = "/masuk/sso/keluar"
BUTTON = "Keluar juga dari SSO Contoh"
AWAY = "tidak dapat dihubungi untuk keluar"
ELSEWHERE = "https://jauh.example/keluar"


@pytest.fixture
def offered() -> bool:
    """Whether the setting offers it; a test may say no."""
    return True


@pytest.fixture
def settings(configured: Callable[..., Settings], offered: bool) -> Settings:
    return configured(sso_sign_out=offered)


@pytest.fixture
def signing_out(openid: OpenIdProvider) -> OpenIdProvider:
    """A provider that has a sign-out of its own."""
    openid.published["end_session_endpoint"] = f"{openid.issuer}/logout"
    return openid


def leave(client: TestClient, openid: OpenIdProvider) -> str:
    """Come through the provider and leave; return the page one is led to."""
    through(client, openid)
    assert not is_out(client)
    where: str = client.post("/keluar").headers["location"]
    assert is_out(client), "the portal's own session ends first"
    return client.get(where).text


def led_to(client: TestClient, **form: Any) -> str:
    answer = client.post(OUT, data=form)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def test_it_is_offered_and_leads_to_the_provider(
    client: TestClient, signing_out: OpenIdProvider, linked: Database
) -> None:
    assert BUTTON in leave(client, signing_out)
    address = urlsplit(led_to(client))
    assert f"{address.scheme}://{address.netloc}" == signing_out.issuer
    assert address.path == "/logout"
    assert parse_qs(address.query) == {
        "client_id": [CLIENT_ID],
        "post_logout_redirect_uri": ["http://127.0.0.1:8000/masuk"],
    }
    assert BUTTON not in client.get("/masuk").text


def test_who_came_with_a_password_is_offered_nothing(
    client: TestClient, signing_out: OpenIdProvider, linked: Database, enter: Enter
) -> None:
    enter(client, "operator_kab")
    where = client.post("/keluar").headers["location"]
    assert where == "/masuk"
    assert BUTTON not in client.get(where).text


class TestNotOffered:
    """The setting is off."""

    @pytest.fixture
    def offered(self) -> bool:
        return False

    def test_there_is_no_such_way(
        self, client: TestClient, signing_out: OpenIdProvider, linked: Database
    ) -> None:
        assert BUTTON not in leave(client, signing_out)
        assert BUTTON not in client.get("/masuk?sso=keluar").text
        assert client.post(OUT).status_code == 404


@pytest.mark.parametrize(
    "published", [None, ELSEWHERE, "//jauh.example/x", "javascript:alert(1)", 7]
)
def test_an_address_that_is_not_the_providers_own_leads_nowhere(
    client: TestClient, openid: OpenIdProvider, linked: Database, published: Any
) -> None:
    openid.published["end_session_endpoint"] = published
    leave(client, openid)
    assert led_to(client) == "/masuk"
    assert AWAY in client.get("/masuk").text


def test_nothing_of_the_request_says_where_to_go(
    client: TestClient, signing_out: OpenIdProvider, linked: Database
) -> None:
    leave(client, signing_out)
    plain = led_to(client)
    names = ("post_logout_redirect_uri", "lanjut", "id_token_hint", "state")
    assert led_to(client, **dict.fromkeys(names, ELSEWHERE)) == plain
    assert client.post(f"{OUT}?lanjut={ELSEWHERE}").headers["location"] == plain


def test_a_provider_that_is_away_holds_nobody_in(
    client: TestClient, signing_out: OpenIdProvider, linked: Database, app: Any
) -> None:
    leave(client, signing_out)
    app.state.provider._published = None  # an hour has passed, and it is asked again
    signing_out.behave["/.well-known/openid-configuration"] = b"{}"
    assert led_to(client) == "/masuk"
    assert AWAY in client.get("/masuk").text
    assert is_out(client)


def test_no_other_site_sends_anybody_there(
    client: TestClient, signing_out: OpenIdProvider, linked: Database
) -> None:
    through(client, signing_out)
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(OUT, headers=foreign).status_code == 403
    assert client.get(OUT).status_code == 405
    assert led_to(client) == "/"  # signed in: the portal is left first, by its own button
    assert not is_out(client)
