"""`serve`, `worker` and `demo`: run the portal, and show it with a fictitious province."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from sqlalchemy import func, select

from app import log, schema
from app.cli.console import DataOption, JsonOption, clock, open_database, out, read_settings, say
from app.cli.processes import Server, WorkerProcess, leave_with_parent, listen
from app.db import Database
from app.errors import Invalid
from app.files import FileStore
from app.model.record import PortalFact
from app.model.region import BoundarySet

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.settings import Settings

HostOption = Annotated[str, typer.Option("--host", help="Alamat yang didengar.")]
PortOption = Annotated[int, typer.Option("--port", help="Porta.", min=1, max=65535)]
_HOST, _PORT = "127.0.0.1", 8000


def serve(
    host: HostOption = _HOST,
    port: PortOption = _PORT,
    data: DataOption = None,
    worker: Annotated[  # noqa: FBT002
        bool, typer.Option("--pekerja/--tanpa-pekerja", help="Jalankan juga proses pekerja.")
    ] = True,
) -> None:
    """Jalankan portal: web dan pekerja. Ctrl-C menghentikan keduanya dengan tertib."""
    settings = read_settings(data)
    log.configure(production=settings.production)
    address = f"http://{host}:{port}"
    _run(settings, host, port, worker=worker, on_ready=lambda: say(f"Portal siap di {address}"))


def worker(
    data: DataOption = None,
    url: Annotated[str, typer.Option(hidden=True)] = "",
    with_parent: Annotated[bool, typer.Option(hidden=True)] = False,  # noqa: FBT002
) -> None:
    """Jalankan pekerja saja: menyusun peta dan dokumen edisi yang diterbitkan."""
    from app.tasks import create_queue  # noqa: PLC0415 - only this process needs it at once

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


def demo(
    host: HostOption = _HOST,
    port: PortOption = _PORT,
    data: DataOption = None,
    json_: JsonOption = False,  # noqa: FBT002
) -> None:
    """Coba portal dengan provinsi contoh; semua orang dan kejadian di dalamnya rekaan."""
    settings = read_settings(data)
    if settings.production:
        raise Invalid("Contoh tidak dijalankan dengan PETAKONFLIK_PRODUCTION=true.")
    log.configure(production=False)
    url = f"http://{host}:{port}"
    settings = settings.model_copy(update={"base_url": url})
    if not _is_prepared(settings):
        # A process of its own: the map libraries it loads would stay in the web process.
        command = [sys.executable, "-m", "app", "siapkan-contoh", "--data", str(settings.data)]
        if subprocess.run([*command, "--url", url], stdout=sys.stderr, check=False).returncode:  # noqa: S603
            raise typer.Exit(1)
    _run(settings, host, port, worker=True, on_ready=lambda: _show_address(url, as_json=json_))


def prepare_sample(
    data: DataOption = None, url: Annotated[str, typer.Option()] = f"http://{_HOST}:{_PORT}"
) -> None:
    """Siapkan basis data, wilayah, dan provinsi contoh; yang sudah ada tidak diulang."""
    from app.areas.load import load_default  # noqa: PLC0415 - heavy, and only once
    from app.outputs.build import build_edition  # noqa: PLC0415
    from app.sample.build import build, is_built  # noqa: PLC0415

    settings = read_settings(data).model_copy(update={"base_url": url})
    database, files = Database(settings.url), FileStore(settings.files)
    say("Menyiapkan basis data ...")
    schema.upgrade(database)
    say("Memuat kode dan batas wilayah ...")
    with database.write() as session:
        load_default(session, now=clock(), province=settings.province)
    if not is_built(database):
        say("Mengisi provinsi contoh, sepuluh triwulan ...")
        waiting = build(database, files, settings, now=clock(), told=lambda step: say(f"  {step}"))
        for edition_id in waiting:
            say("Menyusun peta dan dokumen edisi ...")
            build_edition(database, files, settings, edition_id, clock=clock)
    database.dispose()


def _run(
    settings: Settings, host: str, port: int, *, worker: bool, on_ready: Callable[[], None]
) -> None:
    from app.main import create_app  # noqa: PLC0415 - the other commands need no web
    from app.tasks import create_queue  # noqa: PLC0415

    with listen(host, port) as taken:
        database = open_database(settings)
        FileStore(settings.files).sweep()
        queue = create_queue(settings, database, clock)
        app = create_app(settings, database, clock=clock, send_edition=queue.send_edition)
        server = Server(app, on_ready)
        with WorkerProcess(settings) if worker else nullcontext():
            server.serve_until_told([taken])
        queue.close()
        database.dispose()


def _is_prepared(settings: Settings) -> bool:
    database = Database(settings.url)
    try:
        if not schema.is_current(database):
            return False
        with database.read() as session:
            places = session.scalar(select(func.count()).select_from(BoundarySet))
            return bool(places) and session.get(PortalFact, "sample") is not None
    finally:
        database.dispose()


def _show_address(url: str, *, as_json: bool) -> None:
    from app.sample.people import ACCOUNTS  # noqa: PLC0415

    if as_json:
        answer = {"url": url, "accounts": [asdict(account) for account in ACCOUNTS]}
        typer.echo(json.dumps(answer, ensure_ascii=False))
        sys.stdout.flush()
        return
    table = Table(
        "Peran", "Wilayah", "Nama pengguna", "Kata sandi", box=None, padding=(0, 3, 0, 0)
    )
    for account in ACCOUNTS:
        table.add_row(account.role, account.region, account.username, account.password)
    out.print(f"\nPortal contoh siap: [bold]{url}[/]  (Ctrl-C menghentikannya)\n")
    out.print(table)
    out.print("\nSeluruh orang, kelompok, dan kejadian di dalamnya rekaan.")
