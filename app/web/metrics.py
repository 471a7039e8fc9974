"""Figures about the running portal for whoever watches the machines, on an address of their own.

Counted are routes, never addresses: a label comes from a list that does not grow with use, and
nothing anybody wrote is in a figure. What a request ended as tells uploads and sign-ins apart;
what waits and what was built is asked from the rows, so it holds for every process at once.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    start_http_server,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from app.model.edition import Edition, EditionState
from app.model.notice import Notice, NoticeState
from app.scanning.rounds import unscanned
from app.scanning.verdicts import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from prometheus_client.metrics_core import Metric
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from app.db import Database, ReadSession

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE"})
_OTHER = "lain"
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
SIGN_IN, UPLOADS = "/masuk", frozenset({"/laporan/{t}/unggah", "/laporan/{t}/lampiran"})
_TOLD = {303: "diterima", 422: "ditolak", 413: "terlalu_besar", 429: "terlalu_sering"}


class Meter:
    """The figures of one process; `registry` is what a scrape reads."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        """Begin to count."""
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self.registry.register(_Rows(database, clock))
        self.requests = Counter(
            "petakonflik_requests",
            "Requests by route as it is written, method and status.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self.durations = Histogram(
            "petakonflik_request_seconds",
            "Seconds from a request's head to the end of its answer, by route.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.sign_ins = self._outcome("petakonflik_sign_ins", "Attempts to sign in by outcome.")
        self.uploads = self._outcome("petakonflik_uploads", "Files sent in by outcome.")
        self.faults = Counter(
            "petakonflik_faults", "Answers of 500 and above.", registry=self.registry
        )

    def _outcome(self, name: str, said: str) -> Counter:
        return Counter(name, said, ("outcome",), registry=self.registry)

    def count(self, scope: Scope, status: int, seconds: float) -> None:
        """Count one answered request."""
        route = getattr(scope.get("route"), "path", _OTHER)
        method = scope["method"] if scope["method"] in _METHODS else _OTHER
        self.requests.labels(route, method, str(status)).inc()
        self.durations.labels(route).observe(seconds)
        outcome = _TOLD.get(status, _OTHER)
        if method == "POST" and route == SIGN_IN:
            self.sign_ins.labels(outcome).inc()
        elif method == "POST" and route in UPLOADS:
            self.uploads.labels(outcome).inc()
        if status >= 500:
            self.faults.inc()


def answer_at(registry: CollectorRegistry, host: str, port: int) -> Callable[[], None]:
    """Answer scrapes on an address of their own; return what ends that."""
    server, _thread = start_http_server(port, host, registry)

    def end() -> None:
        server.shutdown()
        server.server_close()

    return end


def gathered(
    database: Database,
    clock: Callable[[], datetime],
    folder: Path,
    pids: Sequence[Callable[[], int]],
) -> CollectorRegistry:
    """Return the figures of several web processes together, for the process that began them.

    What they counted lies in `folder` and stays when one is started again. Memory and open files
    are told of each, `petakonflik_web1_process_...` and on; connections are each one's own
    business and in none of them.
    """
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(folder))  # type: ignore[no-untyped-call]
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    for number, pid in enumerate(pids, 1):
        ProcessCollector(namespace=f"petakonflik_web{number}", pid=pid, registry=registry)
    registry.register(_Rows(database, clock, with_pool=False))
    return registry


class Measured:
    """Middleware around everything, the outer wall too: what it refuses is counted as well."""

    def __init__(self, app: ASGIApp, *, meter: Meter) -> None:
        """Wrap the application."""
        self.app, self.meter = app, meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through and count it when it is answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, answer = time.perf_counter(), _Answer(send)
        try:
            await self.app(scope, receive, answer.send)
        finally:
            self.meter.count(scope, answer.status, time.perf_counter() - begun)


class _Answer:
    """Passes an answer on and remembers its status; one that never began is a fault."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 500

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        await self._send(message)


class _Rows(Collector):
    """What waits and what was done, asked from the database at each scrape."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime], *, with_pool: bool = True
    ) -> None:
        self._database, self._clock, self._with_pool = database, clock, with_pool

    def describe(self) -> Iterator[Metric]:
        """Say nothing beforehand: registering must not ask a database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Ask; a database that does not answer is itself a figure."""
        try:
            with self._database.read() as session:
                found = list(self._figures(session))
        except SQLAlchemyError:
            found = []
        answers = 1 if found else 0
        yield GaugeMetricFamily("petakonflik_database_up", "1 if it answers.", answers)
        yield from found
        if self._with_pool:
            yield from self._pool()

    def _figures(self, session: ReadSession) -> Iterator[Metric]:
        yield _by_state(session, "petakonflik_editions", "Editions by state.", EditionState)
        yield _by_state(session, "petakonflik_mails", "Mails by state.", NoticeState)
        said = "Contents the virus scanner judged, by state."
        scans = GaugeMetricFamily("petakonflik_scans", said, labels=["state"])
        for state, number in counted(session).items():
            scans.add_metric([str(state)], number)
        scans.add_metric(["BELUM"], unscanned(session))
        yield scans
        oldest = session.scalar(
            select(func.min(Edition.published_at)).where(Edition.state == EditionState.BUILDING)
        )
        age = (self._clock() - oldest).total_seconds() if oldest else 0.0
        said = "Age in seconds of the oldest edition that waits for its files."
        yield GaugeMetricFamily("petakonflik_queue_age_seconds", said, max(age, 0.0))
        last = session.execute(
            select(Edition.published_at, Edition.built_at)
            .where(Edition.state == EditionState.READY, Edition.built_at.is_not(None))
            .order_by(Edition.built_at.desc())
            .limit(1)
        ).one_or_none()
        took = (last.built_at - last.published_at).total_seconds() if last else 0.0
        said = "Seconds from publishing to ready of the newest edition."
        yield GaugeMetricFamily("petakonflik_last_build_seconds", said, max(took, 0.0))

    def _pool(self) -> Iterator[Metric]:
        said = "Connections of this process in use, and how many it keeps."
        family = GaugeMetricFamily("petakonflik_connections", said, labels=["state"])
        pool = self._database.writer.pool
        if isinstance(pool, QueuePool):
            family.add_metric(["in_use"], pool.checkedout())
            family.add_metric(["kept"], pool.size())
        yield family


def _by_state(
    session: ReadSession, name: str, said: str, states: type[EditionState | NoticeState]
) -> Metric:
    table = Edition if states is EditionState else Notice
    by_state = select(table.state, func.count()).group_by(table.state)
    found = {str(state): number for state, number in session.execute(by_state)}
    family = GaugeMetricFamily(name, said, labels=["state"])
    for state in states:
        family.add_metric([str(state)], found.get(str(state), 0))
    return family
