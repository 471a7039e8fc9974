"""What tests of the form in a browser share: a portal with two officers, a look at the device."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.model.entry import Entry
from app.model.report import PendingRow
from tests.live import LiveServer
from tests.web.officer_helpers import REPORT, settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI
    from playwright.sync_api import Page

    from app.db import Database

FORM = f"{REPORT}/isi"


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What a browser shows does not depend on the kind of database."""
    return sqlite_database


@pytest.fixture
def server(app: FastAPI, database: Database) -> Iterator[LiveServer]:
    """The portal with one officer of 99.01 and a colleague."""
    settle(database, single=True)
    with LiveServer(app) as running:
        yield running


def open_form(page: Page, server: LiveServer, name: str = "potensi") -> None:
    """Open a form and wait until its script listens."""
    page.goto(f"{server.url}{FORM}/{name}")
    page.wait_for_selector("form[data-siap]")


def drafts_on_device(page: Page) -> list[dict[str, Any]]:
    """Everything the device keeps, as it is kept; an absent database counts as nothing."""
    found: list[dict[str, Any]] = page.evaluate(
        """async () => {
          const names = (await indexedDB.databases()).map((item) => item.name);
          if (!names.includes("petakonflik")) return [];
          return new Promise((resolve) => {
            const request = indexedDB.open("petakonflik");
            request.onsuccess = () => {
              const every = request.result.transaction("isian").objectStore("isian").getAll();
              every.onsuccess = () => {
                request.result.close();
                resolve(every.result.map(({isi, nonce, ...rest}) =>
                  ({...rest, isi: Array.from(new Uint8Array(isi)), nonce: Array.from(nonce)})));
              };
            };
          });
        }"""
    )
    return found


def counts(database: Database) -> tuple[int, int]:
    """Count the entries and the rows that wait."""
    with database.read() as session:
        numbers = [
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Entry, PendingRow)
        ]
    return numbers[0], numbers[1]


def stored_title(database: Database) -> str:
    """Return the title of the only entry or row there is."""
    with database.read() as session:
        title = session.scalar(select(Entry.title))
        if title is None:
            row = session.scalars(select(PendingRow)).one()
            return str(row.cells["title"])
        return title
