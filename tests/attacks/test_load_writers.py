"""The writers of the load: what they write is stored once; lost or doubled, it is found."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from sqlalchemy import delete, select

from app.main import create_app
from app.model.report import PendingRow, ReviewNote
from tests import everything
from tests.aside import aside
from tests.attacks.load_attack import Found, judge
from tests.attacks.load_writers import MOST_NOTES, MOST_ROWS, Writers

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock

WRITES = 3 * MOST_ROWS + 9


@pytest.fixture
def written(database: Database, make_settings: Callable[..., Settings], clock: Clock) -> Writers:
    """Somebody wrote for a while, in a portal that has one of everything."""
    settings = make_settings(database_url=database.url, province="99")
    tokens = everything.make(database, settings, clock()).world.tokens
    transport = httpx2.ASGITransport(create_app(settings, database, clock=clock))

    async def work() -> Writers:
        headers = {"Sec-Fetch-Site": "same-origin"}
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://testserver", headers=headers
        ) as client:

            async def send(
                column: str, method: str, path: str, **sent: Any
            ) -> httpx2.Response | None:
                cookie = {"Cookie": f"sid={tokens[column]}"}
                return await client.request(method, path, headers=cookie, **sent)

            writers = Writers(send, random.Random(1))
            for _ in range(WRITES):
                await writers.write()
            return writers

    return aside(asyncio.run, work())


def errors(written: Writers, database: Database) -> dict[str, int]:
    """What the attack would say of it."""
    found = Found()
    judge(found, written, database)
    return found.errors


def test_everything_acknowledged_is_stored_once(written: Writers, database: Database) -> None:
    assert errors(written, database) == {}
    assert written.acknowledged == WRITES
    assert len(written.rows) == MOST_ROWS
    assert any(row.replaced for row in written.rows.values()), "rows are changed too"
    assert 0 < len(written.notes) <= MOST_NOTES
    assert [case.word != "" for case in written.cases.values()] == [True]


def test_a_lost_and_a_doubled_write_are_found(written: Writers, database: Database) -> None:
    """It bites: a note that went, a note that came twice, a row that has its old text again."""
    first, second = (note.word for note in written.notes[:2])
    with database.write() as session:
        notes = {
            word: session.scalars(select(ReviewNote).where(ReviewNote.note.contains(word))).one()
            for word in (first, second)
        }
        session.execute(delete(ReviewNote).where(ReviewNote.id == notes[first].id))
        notes[second].note = f"{notes[second].note} {written.notes[2].word}"
    assert errors(written, database) == {"lost writes": 1, "doubled writes": 1}
    changed = next(row for row in written.rows.values() if row.replaced)
    with database.write() as session:
        for row in session.scalars(select(PendingRow)):
            row.cells = {
                name: str(value).replace(changed.word, changed.replaced[-1])
                for name, value in row.cells.items()
            }
    assert errors(written, database) == {"lost writes": 2, "doubled writes": 2}


def test_a_write_nobody_answered_may_be_stored_or_not(
    written: Writers, database: Database
) -> None:
    row = next(iter(written.rows.values()))
    row.take("kata-yang-tidak-sampai")
    assert errors(written, database) == {"lost writes": 1, "doubled writes": 1}
    row.is_sure = False
    assert errors(written, database) == {}
