"""`periode`: open a quarter for reporting."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from app.cli.console import (
    DataOption,
    JsonOption,
    clock,
    keyboard,
    open_database,
    read_settings,
    say,
)
from app.errors import Invalid
from app.model.quarter import Quarter
from app.reports.periods import open_period

application = typer.Typer(help="Triwulan pelaporan.", no_args_is_help=True)


@application.callback()
def _quarters() -> None:
    """Triwulan pelaporan."""


@application.command("buka")
def open_quarter(
    code: Annotated[str, typer.Argument(metavar="TRIWULAN", help="Misalnya 2026-TW3.")],
    data: DataOption = None,
    json_: JsonOption = False,  # noqa: FBT002
) -> None:
    """Buka triwulan: setiap kabupaten/kota berutang laporan sejak saat itu."""
    try:
        quarter = Quarter.parse(code)
    except ValueError:
        raise Invalid(f"{code} bukan kode triwulan. Tulis seperti 2026-TW3.") from None
    settings = read_settings(data)
    database = open_database(settings)
    with database.write() as session:
        period = open_period(
            session, keyboard(settings), quarter, province=settings.province, now=clock()
        )
        due_on = period.due_on
    database.dispose()
    if json_:
        typer.echo(json.dumps({"period": quarter.code, "due_on": due_on.isoformat()}))
    else:
        say(f"{quarter.label} dibuka. Tenggat kabupaten/kota: {due_on:%d-%m-%Y}.")
