"""The portal of invented province 99 with its people, as it runs: web over HTTP, one worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.main import create_app
from app.model.account import Role
from app.tasks import create_queue
from tests import factories
from tests.flow.person import Person
from tests.live import LiveServer

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from app.db import Database
    from app.settings import Settings

PEOPLE = (
    ("operator", Role.OPERATOR_KAB, "99.01"),
    ("pengesah", Role.PENGESAH_KAB, "99.01"),
    ("operator2", Role.OPERATOR_KAB, "99.02"),
    ("pengesah2", Role.PENGESAH_KAB, "99.02"),
    ("analis", Role.ANALIS_PROV, "99"),
    ("kepala", Role.PENGESAH_PROV, "99"),
    ("gubernur", Role.PEMBACA_GUB, "99"),
    ("admin", Role.ADMIN, "99"),
)


def settle(database: Database) -> None:
    """Fill a migrated database: places, boundaries, an open quarter, people."""
    with database.write() as session:
        factories.make_province(session)
        factories.make_boundary_set(session)
        factories.make_period(session)
        for username, role, region in PEOPLE:
            factories.make_user(session, role, region=region, username=username)


@dataclass
class Portal:
    """A running portal."""

    server: LiveServer
    database: Database
    settings: Settings
    clock: Callable[[], datetime]

    def person(self, username: str) -> Person:
        """Sign somebody in."""
        return Person(self.server.url, username)

    def work(self) -> int:
        """Do what the worker does until nothing waits; return how many tasks there were."""
        queue = create_queue(self.settings, self.database, self.clock)
        try:
            queue.send_unfinished()
            done = 0
            while (task := queue.huey.dequeue()) is not None:
                queue.huey.execute(task)
                done += 1
        finally:
            queue.close()
        return done


def running(database: Database, settings: Settings, clock: Callable[[], datetime]) -> Portal:
    """Return a portal whose server is still to be entered."""
    server = LiveServer(create_app(settings, database, clock=clock))
    return Portal(server, database, settings, clock)


def province_settings(make: Callable[..., Settings], database: Database) -> Settings:
    """Settings of the invented province."""
    return make(
        database_url=database.url,
        province="99",
        portal_name="Peta Konflik Contoh",
        agency_name="Badan Kesatuan Bangsa dan Politik Provinsi Contoh",
    )
