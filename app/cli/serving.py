"""`serve` and `worker`: run the portal, together or apart."""

from __future__ import annotations

import socket
import tempfile
import threading
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app import log
from app.cli.console import DataOption, clock, open_database, read_settings, say
from app.cli.kept import (
    KeptProcess,
    WebProcesses,
    leave_with_parent,
    tell_parent,
    worker_process,
)
from app.cli.processes import Server, listen, until_told
from app.disk import trail_reserve
from app.errors import Conflict
from app.files import sweep_partials
from app.settings import MOST_PROCESSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from prometheus_client import CollectorRegistry

    from app.db import Database
    from app.settings import Settings

HostOption = Annotated[str, typer.Option("--host", help="Alamat yang didengar.")]
PortOption = Annotated[int, typer.Option("--port", help="Porta.", min=1, max=65535)]
HOST, PORT = "127.0.0.1", 8000
_BACKLOG = 2048  # as many as uvicorn lets wait


def serve(
    host: HostOption = HOST,
    port: PortOption = PORT,
    data: DataOption = None,
    worker: Annotated[  # noqa: FBT002
        bool, typer.Option("--pekerja/--tanpa-pekerja", help="Jalankan juga proses pekerja.")
    ] = True,
    processes: Annotated[
        int | None,
        typer.Option(
            "--proses",
            help="Proses web; bawaan: setelan PETAKONFLIK_PROCESSES.",
            min=1,
            max=MOST_PROCESSES,
        ),
    ] = None,
) -> None:
    """Jalankan portal: web dan pekerja. Ctrl-C menghentikan semuanya dengan tertib."""
    settings = read_settings(data, to_serve=True)
    if processes is not None:
        settings = settings.model_copy(update={"processes": processes})
    log.configure(production=settings.production)
    with listen(host, port) as taken:
        run_portal(
            settings,
            taken,
            worker=worker,
            on_ready=lambda: say(f"Portal siap di http://{host}:{port}"),
        )


def worker(
    data: DataOption = None,
    url: Annotated[str, typer.Option(hidden=True)] = "",
    with_parent: Annotated[bool, typer.Option(hidden=True)] = False,  # noqa: FBT002
) -> None:
    """Jalankan pekerja saja: menyusun peta dan dokumen edisi yang diterbitkan."""
    from app.tasks import create_queue  # noqa: PLC0415 - the other commands need no queue

    settings = read_settings(data, to_serve=True)
    if url:
        settings = settings.model_copy(update={"base_url": url})
    log.configure(production=settings.production)
    if with_parent:
        leave_with_parent()
    database = open_database(settings)
    queue = create_queue(settings, database, clock)
    queue.work()
    queue.close()
    database.dispose()


def web(
    number: Annotated[int, typer.Option("--socket")],
    ready: Annotated[int, typer.Option()],
    data: DataOption = None,
    url: Annotated[str, typer.Option()] = "",
    with_parent: Annotated[bool, typer.Option()] = False,  # noqa: FBT002
) -> None:
    """Jawab permintaan pada porta yang dipegang induk; hanya `serve` yang memanggilnya."""
    settings = read_settings(data, to_serve=True)
    if url:
        settings = settings.model_copy(update={"base_url": url})
    log.configure(production=settings.production)
    if with_parent:
        leave_with_parent()
    with socket.socket(fileno=number) as taken:
        _answer(settings, open_database(settings), taken, lambda: tell_parent(ready))


def run_portal(
    settings: Settings, taken: socket.socket, *, worker: bool, on_ready: Callable[[], None]
) -> None:
    """Serve on a port already taken until told to stop, with the worker beside it if asked."""
    database = open_database(settings)
    # Everything below the data folder: files, uploads on their way, the key of the first start.
    # Here and not in a web process: one that is started again must leave its siblings' alone.
    sweep_partials(settings.data)
    trail_reserve(settings).make()
    with ExitStack() as running:
        if settings.web_processes == 1:
            beside = worker_process(settings) if worker else nullcontext()
            _answer(settings, database, taken, on_ready, beside=beside)
            return
        running.callback(database.dispose)
        taken.listen(_BACKLOG)
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="petakonflik-")))
        children = _web_processes(settings, taken, folder)
        running.enter_context(_shared_figures(settings, database, folder, children))
        running.enter_context(children)
        if worker:
            running.enter_context(worker_process(settings))
        on_ready()
        until_told(_wait_for_ever)


def _wait_for_ever() -> None:
    """Only a signal ends it: the web processes do the work."""
    threading.Event().wait()


def _web_processes(settings: Settings, taken: socket.socket, folder: Path) -> WebProcesses:
    """Return the web processes; what they count lies in a folder."""
    around = {
        "PETAKONFLIK_PROCESSES": str(settings.web_processes),
        "PROMETHEUS_MULTIPROC_DIR": str(folder),
    }
    return WebProcesses(
        [
            KeptProcess(["web"], settings, sockets=[taken], environment=around)
            for _ in range(settings.web_processes)
        ]
    )


def _answer(
    settings: Settings,
    database: Database,
    taken: socket.socket,
    on_ready: Callable[[], None],
    *,
    beside: AbstractContextManager[object] | None = None,
) -> None:
    """Answer requests until told to stop.

    Who is the only web process has the worker `beside` it, started when nothing can be refused any
    more, and also answers those who watch the machine.
    """
    from app.main import RuleMissing, create_app  # noqa: PLC0415 - the others need no web
    from app.tasks import create_queue  # noqa: PLC0415

    queue = create_queue(settings, database, clock)
    try:
        app = create_app(settings, database, clock=clock, send_edition=queue.send_edition)
    except RuleMissing as missing:
        raise Conflict(f"Portal tidak dijalankan, programnya cacat: {missing}") from None
    server = Server(app, on_ready)
    is_watched = beside is not None and settings.metrics_port
    with (
        _figures(settings, app.state.meter.registry if is_watched else None),
        beside or nullcontext(),
    ):
        server.serve_until_told([taken])
    queue.close()
    database.dispose()


def _shared_figures(
    settings: Settings, database: Database, folder: Path, web: WebProcesses
) -> AbstractContextManager[None]:
    """Answer with what all web processes counted."""
    if not settings.metrics_port:
        return nullcontext()
    from app.web.metrics import gathered  # noqa: PLC0415

    pids = [lambda child=child: child.pid or 0 for child in web.children]
    return _figures(settings, gathered(database, clock, folder, pids))


@contextmanager
def _figures(settings: Settings, registry: CollectorRegistry | None) -> Iterator[None]:
    """Answer those who watch the machine, if asked to, on a port that is not the portal's.

    Raises:
        Conflict: another program has that port.
    """
    if registry is None:
        yield
        return
    from app.web.metrics import answer_at  # noqa: PLC0415

    try:
        end = answer_at(registry, settings.metrics_host, settings.metrics_port)
    except OSError:
        raise Conflict(
            f"Porta {settings.metrics_port} untuk angka pemantauan tidak dapat dipakai. "
            "Pilih yang lain dengan PETAKONFLIK_METRICS_PORT."
        ) from None
    try:
        yield
    finally:
        end()
