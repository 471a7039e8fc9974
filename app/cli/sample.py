"""`demo`: the portal with a fictitious province, prepared the first time and kept after."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from sqlalchemy import func, select

from app import log, schema
from app.cli.console import DataOption, JsonOption, clock, out, read_settings, say
from app.cli.processes import listen
from app.cli.serving import HOST, PORT, HostOption, PortOption, run_portal
from app.db import Database
from app.errors import Conflict, Invalid
from app.files import FileStore
from app.model.account import Role, User
from app.model.confidential import SYSTEM
from app.model.record import PortalFact

if TYPE_CHECKING:
    from pathlib import Path

    from app.settings import Settings

_SCRATCH = ".contoh"


def demo(
    host: HostOption = HOST,
    port: PortOption = PORT,
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
    with listen(host, port) as taken:
        if not _is_prepared(settings):
            # A process of its own: the libraries it loads would stay in the web process.
            command = [sys.executable, "-m", "app", "siapkan-contoh", "--url", url]
            command += ["--data", str(settings.data)]
            if subprocess.run(command, stdout=sys.stderr, check=False).returncode:  # noqa: S603
                raise typer.Exit(1)
        run_portal(
            settings, taken, worker=True, on_ready=lambda: _show_address(url, as_json=json_)
        )


def prepare_sample(data: DataOption = None, url: Annotated[str, typer.Option()] = "") -> None:
    """Siapkan basis data, wilayah, dan provinsi contoh; yang sudah ada tidak diulang."""
    settings = read_settings(data)
    if url:
        settings = settings.model_copy(update={"base_url": url})
    _refuse_real_data(settings)
    if _is_prepared(settings):
        return
    if settings.database_url:
        _fill(settings)
        return
    # Built aside and moved at the end: a start that is broken off leaves no half a province.
    scratch = settings.data / _SCRATCH
    shutil.rmtree(scratch, ignore_errors=True)
    _fill(settings.model_copy(update={"data": scratch}))
    _move(scratch, settings.data)


def _fill(settings: Settings) -> None:
    from app.areas.load import load_default  # noqa: PLC0415 - heavy, and only once
    from app.outputs.build import build_edition  # noqa: PLC0415
    from app.sample.build import build  # noqa: PLC0415

    settings.data.mkdir(parents=True, exist_ok=True)
    database, files = Database(settings.url, reach=SYSTEM), FileStore(settings.files)
    say("Menyiapkan basis data ...")
    schema.upgrade(database)
    say("Memuat kode dan batas wilayah ...")
    with database.write() as session:
        load_default(session, now=clock(), province=settings.province)
    say("Mengisi provinsi contoh, sepuluh triwulan ...")
    waiting = build(database, files, settings, now=clock(), told=lambda step: say(f"  {step}"))
    for edition_id in waiting:
        say("Menyusun peta dan dokumen edisi ...")
        build_edition(database, files, settings, edition_id, clock=clock)
    database.dispose()


def _move(scratch: Path, data: Path) -> None:
    """Move a finished sample into its place; the database comes last and makes it count."""
    for old in data.glob("petakonflik.db*"):
        old.unlink()
    for path in sorted(scratch.iterdir(), key=lambda path: path.suffix == ".db"):
        if path.is_dir():
            shutil.copytree(path, data / path.name, dirs_exist_ok=True)
        else:
            path.replace(data / path.name)
    shutil.rmtree(scratch)


def _refuse_real_data(settings: Settings) -> None:
    """Bring what is there up to date, and never mix the sample with somebody's accounts."""
    database = Database(settings.url, reach=SYSTEM)
    if schema.current(database) is not None:
        schema.upgrade(database)
        with database.read() as session:
            people = session.scalar(select(func.count()).select_from(User))
            is_sample = session.get(PortalFact, "sample") is not None
        if people and not is_sample:
            database.dispose()
            raise Conflict(
                "Basis data ini sudah berisi akun dan bukan contoh. Pilih folder lain: "
                "petakonflik demo --data FOLDER"
            )
    database.dispose()


def _is_prepared(settings: Settings) -> bool:
    database = Database(settings.url, reach=SYSTEM)
    try:
        if not schema.is_current(database):
            return False
        with database.read() as session:
            return session.get(PortalFact, "sample") is not None
    finally:
        database.dispose()


def _show_address(url: str, *, as_json: bool) -> None:
    from app.sample.people import ACCOUNTS  # noqa: PLC0415 - known only to this command

    if as_json:
        answer = {"url": url, "accounts": [asdict(account) for account in ACCOUNTS]}
        typer.echo(json.dumps(answer, ensure_ascii=False))
        sys.stdout.flush()
        return
    table = Table(
        "Peran", "Wilayah", "Nama pengguna", "Kata sandi", box=None, padding=(0, 3, 0, 0)
    )
    for account in ACCOUNTS:
        label = Role(account.role).label
        table.add_row(label, account.region, account.username, account.password)
    out.print(f"\nPortal contoh siap: [bold]{url}[/]  (Ctrl-C menghentikannya)\n")
    out.print(table)
    out.print("\nSeluruh orang, kelompok, dan kejadian di dalamnya rekaan.")
