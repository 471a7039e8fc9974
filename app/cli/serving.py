"""`serve` and `worker`: run the portal, together or apart."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from app import log
from app.cli.console import DataOption, clock, open_database, read_settings, say
from app.cli.processes import Server, WorkerProcess, leave_with_parent, listen
from app.files import FileStore

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from app.settings import Settings

HostOption = Annotated[str, typer.Option("--host", help="Alamat yang didengar.")]
PortOption = Annotated[int, typer.Option("--port", help="Porta.", min=1, max=65535)]
HOST, PORT = "127.0.0.1", 8000


def serve(
    host: HostOption = HOST,
    port: PortOption = PORT,
    data: DataOption = None,
    worker: Annotated[  # noqa: FBT002
        bool, typer.Option("--pekerja/--tanpa-pekerja", help="Jalankan juga proses pekerja.")
    ] = True,
) -> None:
    """Jalankan portal: web dan pekerja. Ctrl-C menghentikan keduanya dengan tertib."""
    settings = read_settings(data)
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

    settings = read_settings(data)
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


def run_portal(
    settings: Settings, taken: socket.socket, *, worker: bool, on_ready: Callable[[], None]
) -> None:
    """Serve on a port already taken until told to stop, with the worker beside it if asked."""
    from app.main import create_app  # noqa: PLC0415 - the other commands need no web
    from app.tasks import create_queue  # noqa: PLC0415

    database = open_database(settings)
    FileStore(settings.files).sweep(now=clock())
    queue = create_queue(settings, database, clock)
    app = create_app(settings, database, clock=clock, send_edition=queue.send_edition)
    server = Server(app, on_ready)
    with WorkerProcess(settings) if worker else nullcontext():
        server.serve_until_told([taken])
    queue.close()
    database.dispose()
