"""Chromium over a bad line: a workbook arrives once, goes on after a reload and a new sign-in."""

from __future__ import annotations

import io
import random
import re
import zipfile
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import delete, select

from app.files import sha256_of
from app.model.account import SignInSession
from app.model.report import Upload
from tests import factories
from tests.attacks.bad_line import BadLine, Weather
from tests.web import officer_helpers as at
from tests.web.officer_fixtures import enter_as, settings
from tests.web.officer_helpers import REPORT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page, Request

    from app.db import Database
    from tests.live import LiveServer
    from tests.web.officer_fixtures import Enter

__all__ = ["enter_as", "settings"]
pytestmark = pytest.mark.browser
CALM = Weather()
STORM = Weather(bytes_per_second=400_000, latency=0.02, cut=0.2)
SLOW = Weather(bytes_per_second=100_000)
SIZE = 900_000
PATIENCE = 60_000


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What a browser does does not depend on the kind of database."""
    return sqlite_database


@pytest.fixture
def book(enter_as: Enter) -> bytes:
    """A workbook of 900 KB; people and places are there as well."""
    buffer = io.BytesIO(at.workbook(enter_as("satu").template()))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/media/foto.jpeg", random.Random(1).randbytes(SIZE))
    return buffer.getvalue()


@pytest.fixture
def line(live_server: LiveServer) -> Iterator[BadLine]:
    """A line to the portal, calm at first."""
    with BadLine(live_server.port, CALM, seed=3) as line:
        yield line


class Pieces:
    """Where the pieces began that a page sent, as the network saw them."""

    def __init__(self, page: Page) -> None:
        self.begun: list[int] = []
        page.on("request", self._see)

    def _see(self, request: Request) -> None:
        asked = parse_qs(urlsplit(request.url).query)
        if request.method == "POST" and "/kiriman/" in request.url:
            self.begun.append(int(asked["mulai"][0]))


def enter(page: Page, line: BadLine) -> None:
    page.goto(f"{line.url}/masuk")
    page.fill("#nama", "satu")
    page.fill("#sandi", factories.PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{line.url}/")


def choose(page: Page, line: BadLine, book: bytes) -> None:
    page.goto(f"{line.url}{REPORT}/unggah")
    file: Any = {"name": "laporan.xlsx", "mimeType": "application/octet-stream", "buffer": book}
    page.set_input_files("#berkas", file)


def send(page: Page) -> None:
    page.click("main form button:not([type=button])")


def arrived(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Upload.file_sha256)))


def wait_until_a_third_is_there(page: Page) -> None:
    page.wait_for_function(
        "() => document.querySelector('[data-upload-progress] progress').value >= 33",
        timeout=PATIENCE,
    )


def test_it_arrives_once_through_a_storm(
    page: Page, line: BadLine, book: bytes, database: Database
) -> None:
    pieces = Pieces(page)
    enter(page, line)
    choose(page, line, book)
    line.change(STORM)
    send(page)
    page.wait_for_function("() => /lagi/.test(document.body.innerText)", timeout=PATIENCE)
    page.wait_for_url(re.compile("/periksa"), timeout=PATIENCE, wait_until="commit")
    line.change(CALM)
    assert arrived(database) == [sha256_of(book)]
    assert line.cuts
    assert len(pieces.begun) > len(set(pieces.begun)), "no piece had to be sent again"


def test_it_goes_on_after_a_reload(
    page: Page, line: BadLine, book: bytes, database: Database
) -> None:
    enter(page, line)
    choose(page, line, book)
    line.change(SLOW)
    send(page)
    wait_until_a_third_is_there(page)
    line.change(CALM)
    choose(page, line, book)
    pieces = Pieces(page)
    send(page)
    page.wait_for_url(re.compile("/periksa"), timeout=PATIENCE)
    assert pieces.begun
    assert min(pieces.begun) >= SIZE // 4
    assert arrived(database) == [sha256_of(book)]


def test_it_goes_on_after_a_new_sign_in(
    page: Page, line: BadLine, book: bytes, database: Database
) -> None:
    enter(page, line)
    choose(page, line, book)
    line.change(SLOW)
    send(page)
    wait_until_a_third_is_there(page)
    with database.write() as session:
        session.execute(delete(SignInSession))
    page.wait_for_function(
        "() => /Sesi Anda berakhir/.test(document.body.innerText)", timeout=PATIENCE
    )
    line.change(CALM)
    enter(page, line)
    choose(page, line, book)
    pieces = Pieces(page)
    send(page)
    page.wait_for_url(re.compile("/periksa"), timeout=PATIENCE)
    assert pieces.begun
    assert min(pieces.begun) >= SIZE // 4
    assert arrived(database) == [sha256_of(book)]
