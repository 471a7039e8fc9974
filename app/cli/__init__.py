"""The command `petakonflik`: set up, serve, and what an administrator does at the keyboard."""

from __future__ import annotations

import sys

import typer

from app.cli import (
    backup,
    editions,
    incidents,
    mail,
    people,
    places,
    quarters,
    retention,
    sample,
    serving,
    trail,
    upkeep,
)
from app.cli.console import refuse
from app.errors import PortalError

application = typer.Typer(
    name="petakonflik",
    help="Peta Konflik: laporan triwulan, peta, dan laporan untuk Gubernur.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
application.command("demo")(sample.demo)
application.command("serve")(serving.serve)
application.command("worker")(serving.worker)
application.command("web", hidden=True)(serving.web)
application.command("siapkan-contoh", hidden=True)(sample.prepare_sample)
application.command("migrate")(upkeep.migrate)
application.command("cadangkan")(backup.back_up)
application.command("pulihkan")(backup.bring_back)
application.add_typer(backup.application, name="cadangan")
application.command("retensi")(retention.retention)
application.command("periksa")(upkeep.inspect)
application.command("kejadian")(incidents.find_incident)
application.add_typer(people.application, name="pengguna")
application.add_typer(places.application, name="wilayah")
application.add_typer(editions.application, name="edisi")
application.add_typer(quarters.application, name="periode")
application.add_typer(mail.application, name="surel")
application.add_typer(trail.application, name="audit")
application.add_typer(trail.keys_application, name="kunci")
application.add_typer(upkeep.settings_application, name="setelan")


def main() -> None:
    """Run the command; a refusal is one sentence and exit code 1."""
    try:
        application()
    except PortalError as refusal:
        refuse(refusal.sentence)
        sys.exit(1)
