"""`edisi`: check published editions against their seals."""

from __future__ import annotations

import typer

from app.cli.console import (
    DataOption,
    PublicOption,
    known_keys,
    open_database,
    read_settings,
    refuse,
    say,
)
from app.editions.sealing import inspect
from app.files import FileStore

application = typer.Typer(help="Edisi terbit.", no_args_is_help=True)


@application.callback()
def _editions() -> None:
    """Edisi terbit."""


@application.command("periksa")
def check(
    keys: PublicOption = None,
    data: DataOption = None,
) -> None:
    """Periksa berkas dan segel semua edisi. Kode keluar: 0 utuh, 2 ada yang berubah."""
    settings = read_settings(data)
    database = open_database(settings)
    with database.read() as session:
        found = inspect(session, FileStore(settings.files), known_keys(settings, keys))
    database.dispose()
    for finding in found:
        for fault in finding.faults:
            refuse(f"{finding.code}: {fault}")
        if not finding.faults:
            seal = "segel cocok" if finding.is_sealed else "tanpa segel, hanya berkas diperiksa"
            say(f"{finding.code}: utuh, {seal}.")
    if any(finding.faults for finding in found):
        raise typer.Exit(2)
