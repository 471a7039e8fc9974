"""Refusals in Chromium: no link leads to them, so the crawl does not see them."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError
from starlette.exceptions import HTTPException

from app.errors import Conflict, Forbidden, Invalid
from app.main import create_app
from tests.live import LiveServer
from tests.looks import faults_of
from tests.visitor import enter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock
    from tests.visitor import Visitor

pytestmark = pytest.mark.browser
# What may go wrong behind an address, and the status its page comes with.
ACCIDENTS: dict[str, tuple[Exception, int]] = {
    "terlarang": (Forbidden("Halaman ini bukan untuk peran Anda."), 403),
    "bentrok": (Conflict("Orang lain mengubah isian ini. Muat ulang, lalu kirim lagi."), 409),
    "serentak": (IntegrityError("", {}, ValueError("unik")), 409),
    "besar": (HTTPException(413), 413),
    "isian": (Invalid("Isian tidak dapat diproses. Periksa, lalu kirim lagi."), 422),
    "sering": (HTTPException(429), 429),
    "rusak": (RuntimeError("gangguan contoh"), 500),
    "sibuk": (OperationalError("", {}, ValueError("database is locked")), 503),
    "penuh": (OSError(errno.ENOSPC, "penuh"), 507),
}


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What a browser shows does not depend on the kind of database."""
    return sqlite_database


@pytest.fixture
def url(people: Database, make_settings: Callable[..., Settings], clock: Clock) -> Iterator[str]:
    """The portal, and one address for every accident."""
    app = create_app(make_settings(database_url=people.url), people, clock=clock)

    def happens(name: str) -> None:
        raise ACCIDENTS[name][0]

    app.add_api_route("/uji/{name}", happens)
    with LiveServer(app) as server:
        yield server.url


@pytest.mark.parametrize("who", ["", "operator_kab"])
def test_every_refusal_passes_axe_and_fits(visitor: Visitor, url: str, who: str) -> None:
    page = enter(visitor.page(), url, who) if who else visitor.page()
    expected = {f"/uji/{name}": status for name, (_, status) in ACCIDENTS.items()}
    expected |= {"/tidak-ada": 404, "/v/tidak-ada": 404} | ({"/admin/log": 403} if who else {})
    faults: dict[str, list[str]] = {}
    for address, status in expected.items():
        answer = page.goto(url + address)
        assert answer is not None
        assert answer.status == status, address
        assert page.locator("h1").count() == 1, address
        faults |= faults_of(page, address)
    assert faults == {}
