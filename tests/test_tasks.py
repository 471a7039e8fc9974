"""Background work: a lost message loses nothing, and a killed worker is recovered from."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import threading
import types
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from huey.registry import Message

from app.model.edition import Edition, EditionState
from app.model.notice import Notice, NoticeState
from app.model.period import Period, PeriodStatus
from app.model.quarter import Quarter
from app.model.region import BoundarySet
from app.tasks import JsonMessages, create_queue
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.db import Database
    from app.settings import Settings
    from app.tasks import Queue

MOMENT = datetime(2026, 10, 26, 2, 0, tzinfo=UTC)


def test_processes_that_start_at_once_all_get_their_queue(
    database: Database, make_settings: Callable[..., Settings]
) -> None:
    """On a new database each of them makes the tables of the queue."""
    settings = make_settings(database_url=database.url)
    together = threading.Barrier(8)

    def begin(_: int) -> Queue:
        together.wait()
        return create_queue(settings, database, clock=lambda: MOMENT)

    with ThreadPoolExecutor(together.parties) as pool:
        queues = list(pool.map(begin, range(together.parties)))
    for queue in queues:
        assert queue.huey.pending_count() == 0
        queue.close()


def published(database: Database) -> int:
    """An edition as publishing leaves it: in the database, its files still to be made."""
    with database.write() as session:
        period = Period(
            quarter=Quarter(2026, 3),
            opens_on=date(2026, 9, 16),
            due_on=date(2026, 10, 12),
            grace_on=date(2026, 10, 15),
            province_due_on=date(2026, 10, 26),
            governor_due_on=date(2026, 10, 31),
            status=PeriodStatus.DIBUKA,
        )
        boundaries = BoundarySet(
            name="Uji",
            source="uji",
            licence="",
            approximate=True,
            valid_from=date(2026, 1, 1),
            loaded_at=MOMENT,
            loaded_by="uji",
            file_name="uji.geojson",
            file_sha256="0" * 64,
        )
        edition = Edition(
            period=period,
            boundary_set=boundaries,
            number=1,
            code="PKP-64-2026T3-UJI",
            method_version="1",
            published_at=MOMENT,
            published_by="uji",
        )
        session.add(edition)
        session.flush()
        return edition.id


def state(database: Database, edition_id: int) -> EditionState:
    with database.read() as session:
        return session.get_one(Edition, edition_id).state


def work_off(queue: Queue) -> int:
    """Do what the worker does, in this process; return how many tasks there were."""
    done = 0
    while (task := queue.huey.dequeue()) is not None:
        queue.huey.execute(task)
        done += 1
    return done


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Stand in for the build: remember what was asked for and make the edition ready."""
    asked: list[int] = []

    def build_edition(
        database: Database,
        _files: object,
        _settings: object,
        edition_id: int,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        asked.append(edition_id)
        with database.write() as session:
            edition = session.get_one(Edition, edition_id)
            edition.state, edition.built_at = EditionState.READY, clock()

    module = types.ModuleType("app.outputs.build")
    module.build_edition = build_edition  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "app.outputs.build", module)
    return asked


@pytest.fixture
def queue(settings: Settings, database: Database) -> Iterator[Queue]:
    queue = create_queue(settings, database, lambda: MOMENT)
    yield queue
    queue.close()


def test_a_sent_edition_is_built(queue: Queue, database: Database, built: list[int]) -> None:
    edition_id = published(database)
    queue.send_edition(edition_id)
    assert work_off(queue) == 1
    assert built == [edition_id]
    assert state(database, edition_id) is EditionState.READY


def test_a_lost_message_loses_nothing(queue: Queue, database: Database, built: list[int]) -> None:
    edition_id = published(database)
    queue.send_edition(edition_id)
    queue.huey.flush()
    assert work_off(queue) == 0
    assert queue.send_unfinished() == 1
    work_off(queue)
    assert built == [edition_id]
    assert state(database, edition_id) is EditionState.READY


def test_the_sweep_leaves_finished_editions_alone(
    queue: Queue, database: Database, built: list[int]
) -> None:
    queue.send_edition(published(database))
    work_off(queue)
    assert queue.send_unfinished() == 0
    assert len(built) == 1


def test_the_sweep_does_not_pile_up_messages(queue: Queue, database: Database) -> None:
    published(database)
    assert [queue.send_unfinished() for _ in range(3)] == [1, 0, 0]
    assert queue.huey.pending_count() == 1


def test_other_messages_hold_no_edition_up(queue: Queue, database: Database) -> None:
    edition_id = published(database)
    for task in queue.huey.read_periodic(datetime(2026, 10, 8, 9, 17)):  # noqa: DTZ001 - Huey's clock
        queue.huey.enqueue(task)
    chores = queue.huey.pending_count()
    assert chores > 1
    assert [queue.send_unfinished() for _ in range(2)] == [1, 0]
    assert queue.huey.pending_count() == chores + 1
    assert [task.args for task in queue.huey.pending() if task.name == "build_edition"] == [
        (edition_id,)
    ]


def test_new_boundaries_are_prepared_within_a_minute(queue: Queue, database: Database) -> None:
    published(database)
    minute = datetime(2026, 10, 8, 9, 18)  # noqa: DTZ001 - Huey's clock
    for task in queue.huey.read_periodic(minute):
        if task.name == "prepare_new_boundaries":
            queue.huey.execute(task)
    assert [task.name for task in queue.huey.pending()] == ["prepare_maps"]


def test_a_failing_build_stays_on_the_list(
    queue: Queue, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = types.ModuleType("app.outputs.build")
    module.build_edition = _fail  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "app.outputs.build", module)
    edition_id = published(database)
    queue.send_edition(edition_id)
    work_off(queue)
    assert state(database, edition_id) is EditionState.BUILDING
    assert queue.send_unfinished() == 1


def _fail(*_: object, **__: object) -> None:
    raise OSError("disk full")


def test_messages_are_data_not_code(queue: Queue, database: Database) -> None:
    queue.send_edition(published(database))
    stored = queue.huey.storage.dequeue()
    assert json.loads(bytes(stored))[2] == [1]
    assert JsonMessages().deserialize(bytes(stored)).args == (1,)
    with pytest.raises(TypeError):
        JsonMessages().serialize(object())
    assert isinstance(JsonMessages().deserialize(b'["a", "b", [2]]'), Message)


PATIENCE_SECONDS = 150  # two of the sweep's minutes and a slow start
WORKER = """
import signal, sys, types
from datetime import UTC, datetime
from app import log
from app.db import Database
from app.model.confidential import SYSTEM
from app.model.edition import Edition, EditionState
from app.settings import Settings
from app.tasks import create_queue

mode, data, url = sys.argv[1:]
log.configure(production=True)

def build_edition(database, files, settings, edition_id, *, clock):
    if mode == "stuck":
        print("building", flush=True)
        signal.pause()
    with database.write() as session:
        edition = session.get_one(Edition, edition_id)
        edition.state, edition.built_at = EditionState.READY, clock()
    print("built", flush=True)

module = types.ModuleType("app.outputs.build")
module.build_edition = build_edition
sys.modules["app.outputs.build"] = module
settings = Settings(data=data, database_url=url)
create_queue(settings, Database(url, reach=SYSTEM), lambda: datetime.now(UTC)).work()
"""


@contextmanager
def worker(mode: str, settings: Settings, url: str) -> Iterator[subprocess.Popen[str]]:
    """A real worker in a process of its own; gone when the block is left, whatever happened."""
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, mode, str(settings.data), url],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    """The next line the worker prints; a worker that stays silent fails the test."""
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], PATIENCE_SECONDS)
    assert ready, "the worker says nothing"
    return process.stdout.readline().strip()


def test_kill_9_in_the_middle_of_a_build(
    queue: Queue, settings: Settings, database: Database
) -> None:
    edition_id = published(database)
    queue.send_edition(edition_id)
    with worker("stuck", settings, database.url) as process:
        assert said(process) == "building"
        os.kill(process.pid, signal.SIGKILL)
    assert state(database, edition_id) is EditionState.BUILDING
    queue.huey.flush()  # its message went down with it, and so does whatever else was waiting

    with worker("well", settings, database.url) as process:
        assert said(process) == "built"
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    assert state(database, edition_id) is EditionState.READY


def test_a_worker_that_starts_gives_up_lost_mail_and_sends_nothing(
    queue: Queue, database: Database
) -> None:
    with database.write() as session:
        factories.make_province(session)
        person = factories.make_user(session, email="orang@contoh.example")
        lost = {"state": NoticeState.MENGIRIM, "attempt": "a" * 32, "claimed_at": MOMENT}
        notice_id = factories.make_notice(session, person, **lost).id
    for hook in queue.huey._startup.values():
        hook()
    with database.read() as session:
        assert session.get_one(Notice, notice_id).state is NoticeState.TIDAK_PASTI
