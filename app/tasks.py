"""Work for the background: thin tasks, and a sweep that makes a lost message harmless.

The rows are the to-do list. Publishing writes an edition as BUILDING in its own transaction; the
message sent afterwards only wakes the worker. Whatever is still BUILDING when the worker starts,
and every minute after, is sent again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from huey import PostgresHuey, SqliteHuey, crontab
from huey.registry import Message
from huey.serializer import Serializer
from sqlalchemy import func, make_url, select

from app.access import sessions, sign_in
from app.areas.locate import LocatorShelf
from app.areas.queries import find_boundary_set
from app.areas.waiting import WaitingFiles
from app.audit.nightly import watch
from app.editions import queries
from app.files import FileStore, sweep_partials
from app.intake.arrivals import sweep_arrivals
from app.mail import sending as mail
from app.outputs.shapes_store import find_index
from app.reports.erasing import erase_redacted
from app.reports.flash_merging import confirmed_waiting, merge_confirmed
from app.reports.holding import hold_outdated
from app.retention.running import carry_out
from app.scanning.gate import scanner_of
from app.scanning.rounds import scan_stored
from app.signing import Keyring

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from huey import Huey

    from app.db import Database
    from app.settings import Settings

log = structlog.get_logger(__name__)
_NAME = "petakonflik"
_SCAN_SECONDS = 60.0  # nobody waits for it
BUILD, PREPARE = "build_edition", "prepare_maps"
TABLES = "antrean"  # prefix of the queue's own tables on PostgreSQL
_LOCK = 0x50_4B_51_55  # "PKQU": any number no other advisory lock of this database uses


class JsonMessages(Serializer):  # type: ignore[misc]
    """Messages as JSON: whoever can write into the queue must not be able to run code."""

    def _serialize(self, data: Any) -> bytes:
        if not isinstance(data, Message):
            raise TypeError("only messages are stored: results are switched off")
        return json.dumps([data.id, data.name, list(data.args or ())]).encode()

    def _deserialize(self, data: bytes) -> Any:
        identity, name, arguments = json.loads(data)
        return Message(identity, name, args=tuple(arguments), kwargs={})


@dataclass(frozen=True)
class Queue:
    """What the web sends through and the worker works off."""

    huey: Huey
    send_edition: Callable[[int], None]
    send_unfinished: Callable[[], int]

    def work(self) -> None:
        """Work until the process is told to stop (SIGINT finishes the task at hand)."""
        # One worker: a build and the sweep never run at the same time.
        consumer = self.huey.create_consumer(workers=1, max_delay=1.0, shutdown_timeout=60)
        consumer.run()

    def close(self) -> None:
        """Close the queue's own connection."""
        self.huey.storage.close()


def create_queue(settings: Settings, database: Database, clock: Callable[[], datetime]) -> Queue:
    """Wire the tasks to a queue: a file of its own for SQLite, tables for PostgreSQL."""
    huey = _storage(settings, database)

    @huey.task(name=BUILD)  # type: ignore[untyped-decorator]
    def build_edition(edition_id: int) -> None:
        # Imported here: the web process sends this task but must not load the map libraries.
        from app.outputs.build import build_edition as build  # noqa: PLC0415

        build(database, FileStore(settings.files), settings, edition_id, clock=clock)

    def send_edition(edition_id: int) -> None:
        build_edition(edition_id)

    @huey.periodic_task(crontab(), name="send_unfinished")  # type: ignore[untyped-decorator]
    def every_minute() -> None:
        send_unfinished()

    prepare_maps = _add_chores(huey, settings, database, clock)
    _add_flash(huey, database, clock)
    _add_scanning(huey, settings, database, clock)
    _add_nightly(huey, settings, database, clock)
    leave_lost_mail = _add_mail(huey, settings, database, clock)

    @huey.on_startup()  # type: ignore[untyped-decorator]
    def at_start() -> None:
        leave_lost_mail()
        send_unfinished()
        prepare_maps()

    def send_unfinished() -> int:
        on_the_way = {arguments[0] for arguments in _waiting(huey, BUILD)}
        with database.read() as session:
            waiting = [item for item in queries.building(session) if item not in on_the_way]
        for edition_id in waiting:
            log.info("edition sent again", edition_id=edition_id)
            send_edition(edition_id)
        return len(waiting)

    return Queue(huey=huey, send_edition=send_edition, send_unfinished=send_unfinished)


def _add_flash(huey: Huey, database: Database, clock: Callable[[], datetime]) -> None:
    """Put confirmed flash reports into their quarter's draft, whenever that is begun."""
    shelf = LocatorShelf()

    @huey.periodic_task(crontab(), name="merge_flash")  # type: ignore[untyped-decorator]
    def every_minute() -> None:
        with database.read() as session:
            if not confirmed_waiting(session):
                return
        with database.write() as session:
            merge_confirmed(session, shelf, clock())


def _add_scanning(
    huey: Huey, settings: Settings, database: Database, clock: Callable[[], datetime]
) -> None:
    """Show stored files to the virus scanner until each has a word of its own."""
    scanner = scanner_of(settings, _SCAN_SECONDS)
    if scanner is None:
        return

    @huey.periodic_task(crontab(), name="scan_stored")  # type: ignore[untyped-decorator]
    def every_minute() -> None:
        scan_stored(database, FileStore(settings.files), scanner, clock())


def _waiting(huey: Huey, name: str) -> list[tuple[Any, ...]]:
    """Return the arguments of the tasks of one name that wait in the queue.

    Other messages, such as those of the minute's chores, are no reason to leave anything out.
    """
    return [tuple(task.args) for task in huey.pending() if task.name == name]


def _add_chores(
    huey: Huey, settings: Settings, database: Database, clock: Callable[[], datetime]
) -> Callable[[], object]:
    """Add what no request asks for; return the chore of a worker that starts."""

    @huey.task(name=PREPARE)  # type: ignore[untyped-decorator]
    def prepare_maps() -> None:
        # A new program or boundary set shows its pictures before the next edition is built.
        from app.outputs.build import prepare_maps as prepare  # noqa: PLC0415

        prepare(database, FileStore(settings.files), settings)

    @huey.periodic_task(crontab(minute="17"), name="end_old_sessions")  # type: ignore[untyped-decorator]
    def every_hour() -> None:
        with database.write() as session:
            sessions.sweep(session, sign_in.Lifetimes.of(settings), clock())
        WaitingFiles(settings.data).sweep(now=clock())
        sweep_arrivals(settings.data, now=clock())
        sweep_partials(settings.data)
        with database.write() as session:
            hold_outdated(session, clock())
        with database.read() as session:
            erase_redacted(session, FileStore(settings.files))

    @huey.periodic_task(crontab(), name="prepare_new_boundaries")  # type: ignore[untyped-decorator]
    def every_minute() -> None:
        if _waiting(huey, PREPARE):
            return
        with database.read() as session:
            boundary_set = find_boundary_set(session)
            is_new = boundary_set is not None and not find_index(
                FileStore(settings.files), boundary_set
            )
        if is_new:
            prepare_maps()

    chore: Callable[[], object] = prepare_maps
    return chore


def _add_nightly(
    huey: Huey, settings: Settings, database: Database, clock: Callable[[], datetime]
) -> None:
    """Add what is done once a day, around half past two in the middle of the country."""

    @huey.periodic_task(crontab(hour="18", minute="23"), name="end_of_retention")  # type: ignore[untyped-decorator]
    def let_go() -> None:
        if settings.retention_runs:
            carry_out(database, FileStore(settings.files), "retensi", clock())

    @huey.periodic_task(crontab(hour="18", minute="43"), name="check_trail")  # type: ignore[untyped-decorator]
    def check_trail() -> None:
        watch(database, settings.seals, Keyring(settings.keys), clock())


def _add_mail(
    huey: Huey, settings: Settings, database: Database, clock: Callable[[], datetime]
) -> Callable[[], None]:
    """Add the minute's look at the mail; return what a worker that starts does about lost mail."""

    @huey.periodic_task(crontab(), name="send_mail")  # type: ignore[untyped-decorator]
    def every_minute() -> None:
        mail.send_round(database, settings, clock)

    def leave_lost_mail() -> None:
        # A worker that ended between claim and outcome: sent or not, nobody knows (ADR 14).
        with database.write() as session:
            mail.leave_unknown(session, before=clock())

    return leave_lost_mail


def _storage(settings: Settings, database: Database) -> Huey:
    if database.is_sqlite:
        settings.data.mkdir(parents=True, exist_ok=True)
        # Not WAL: the queue uses Python's own SQLite, which may be too old for it (see db.py).
        return SqliteHuey(
            _NAME,
            filename=str(settings.data / "antrean.db"),
            journal_mode="delete",
            timeout=30,
            results=False,
            serializer=JsonMessages(),
        )
    url = make_url(database.url).set(drivername="postgresql")
    # One after the other: of two processes that make the tables at once, one would fail.
    with database.write() as session:
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        return PostgresHuey(
            _NAME,
            dsn=url.render_as_string(hide_password=False),
            table_prefix=TABLES,
            results=False,
            serializer=JsonMessages(),
        )
