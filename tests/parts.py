"""Parts a test may need and a machine may lack: skipped with one line, or required.

`PETAKONFLIK_TEST_REQUIRE=postgis,browser,libreoffice` makes a missing part fail the whole run.
"""

from __future__ import annotations

import os
import shutil
from functools import cache
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import make_url

if TYPE_CHECKING:
    from collections.abc import Callable

POSTGRES_DEFAULT = "postgresql+psycopg://postgres@127.0.0.1/postgres"
_GET_POSTGIS = (
    "PostGIS tests skipped: no PostgreSQL with PostGIS answers at {url}. Get it: apt-get install "
    "postgresql postgis postgresql-15-postgis-3 (your version's number), start it, or set "
    "PETAKONFLIK_TEST_POSTGRES to the URL of a server where databases may be created."
)
_GET_BROWSER = (
    "Browser tests skipped: no Chromium found. Get it: apt-get install chromium, or set "
    "PETAKONFLIK_TEST_CHROMIUM to its path."
)
_GET_LIBREOFFICE = (
    "LibreOffice tests skipped: no soffice found. Get it: "
    "apt-get install libreoffice-calc libreoffice-writer."
)


def postgres_url() -> str:
    """Return the server the PostGIS tests create their databases on."""
    return os.environ.get("PETAKONFLIK_TEST_POSTGRES", POSTGRES_DEFAULT)


@cache
def missing_postgis() -> str:
    """Say why PostGIS tests cannot run; empty when they can."""
    url = make_url(postgres_url())
    say = _GET_POSTGIS.format(url=url.render_as_string(hide_password=True))
    try:
        with psycopg.connect(
            host=url.host or "127.0.0.1",
            port=url.port or 5432,
            user=url.username,
            password=url.password,
            dbname=url.database or "postgres",
            connect_timeout=3,
        ) as connection:
            found = connection.execute(
                "SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'"
            ).fetchone()
    except psycopg.OperationalError:
        return say
    return "" if found else say


@cache
def chromium() -> str:
    """Return Chromium's path, empty when there is none."""
    given = os.environ.get("PETAKONFLIK_TEST_CHROMIUM")
    names = (given,) if given else ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), "")


def missing_browser() -> str:
    """Say why browser tests cannot run; empty when they can."""
    return "" if chromium() else _GET_BROWSER


@cache
def soffice() -> str:
    """Return LibreOffice's path, empty when there is none."""
    return shutil.which("soffice") or shutil.which("libreoffice") or ""


def missing_libreoffice() -> str:
    """Say why LibreOffice tests cannot run; empty when they can."""
    return "" if soffice() else _GET_LIBREOFFICE


PARTS: dict[str, Callable[[], str]] = {
    "postgis": missing_postgis,
    "browser": missing_browser,
    "libreoffice": missing_libreoffice,
}


def required_but_missing() -> list[str]:
    """Return one line for each part that PETAKONFLIK_TEST_REQUIRE names and that is not there."""
    named = os.environ.get("PETAKONFLIK_TEST_REQUIRE", "").split(",")
    wanted = [name.strip() for name in named if name.strip()]
    unknown = [
        f"unknown part {name!r}, known: {', '.join(PARTS)}" for name in wanted if name not in PARTS
    ]
    return unknown + [why for name in wanted if name in PARTS and (why := PARTS[name]())]


def require_postgis() -> None:
    """Skip the test unless PostGIS is there."""
    _skip_if(missing_postgis())


def require_browser() -> str:
    """Return Chromium's path, or skip the test."""
    _skip_if(missing_browser())
    return chromium()


def require_libreoffice() -> str:
    """Return LibreOffice's path, or skip the test."""
    _skip_if(missing_libreoffice())
    return soffice()


def _skip_if(why: str) -> None:
    if why:
        pytest.skip(why)
