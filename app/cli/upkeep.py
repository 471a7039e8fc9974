"""`migrate` and `setelan`: bring the database up to date, show what is set."""

from __future__ import annotations

import json
from typing import Any

import typer
from rich.table import Column, Table
from sqlalchemy import make_url

from app import schema
from app.cli.console import DataOption, JsonOption, out, read_settings, say, unsafe
from app.db import Database
from app.settings import Settings

settings_application = typer.Typer(help="Setelan portal.", no_args_is_help=True)
_MASKED = frozenset({"secret", "smtp_password"})


def migrate(data: DataOption = None, json_: JsonOption = False) -> None:  # noqa: FBT002
    """Bawa basis data ke migrasi terbaru; aman dijalankan berulang."""
    database = Database(read_settings(data).url)
    before = schema.current(database)
    schema.upgrade(database)
    after = schema.current(database)
    database.dispose()
    if json_:
        typer.echo(json.dumps({"before": before, "after": after}))
    elif before == after:
        say(f"Basis data sudah pada migrasi terbaru ({after}).")
    else:
        say(f"Basis data dibawa dari {before or 'kosong'} ke {after}.")


@settings_application.callback()
def _settings() -> None:
    """Setelan portal."""


@settings_application.command("cek")
def show_settings(data: DataOption = None, json_: JsonOption = False) -> None:  # noqa: FBT002
    """Tampilkan setelan yang berlaku (rahasia ditutup) dan yang belum layak untuk layanan."""
    settings = Settings() if data is None else Settings(data=data)
    faults = unsafe(settings)
    if json_:
        values = {name: shown(settings, name) for name in Settings.model_fields}
        typer.echo(json.dumps({"settings": values, "unsafe": faults}, ensure_ascii=False))
    else:
        table = Table(Column("Setelan", no_wrap=True), "Nilai", "Keterangan", box=None)
        for name, field in Settings.model_fields.items():
            table.add_row(variable(name), shown(settings, name), field.description)
        out.print(table)
        for fault in faults:
            out.print(f"[yellow]Belum layak untuk layanan:[/] {fault}")
    if settings.production and faults:
        raise typer.Exit(1)


def variable(name: str) -> str:
    """Name of a setting in the environment."""
    return f"{Settings.model_config['env_prefix']}{name}".upper()


def shown(settings: Settings, name: str) -> str:
    """Return a value as it may be seen over somebody's shoulder."""
    value: Any = getattr(settings, name)
    if name in _MASKED:
        return "(terisi)" if value else "(kosong)"
    if name == "database_url":
        return make_url(value).render_as_string(hide_password=True) if value else "(SQLite)"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def example() -> str:
    """Return the text of `.env.example`: every setting with its description and its default."""
    lines = ["# Salin menjadi .env, lalu ubah yang perlu. Baris bertanda # memakai nilai bawaan."]
    for name, field in Settings.model_fields.items():
        default = field.default
        written = str(default).lower() if isinstance(default, bool) else str(default)
        quoted = f'"{written}"' if " " in written else written
        lines += ["", f"# {field.description}", f"#{variable(name)}={quoted}"]
    lines += ["", "# Hanya untuk compose.yaml: kata sandi basis data.", "#POSTGRES_PASSWORD="]
    return "\n".join(lines) + "\n"


@settings_application.command("contoh", hidden=True)
def print_example() -> None:
    """Cetak isi .env.example."""
    typer.echo(example(), nl=False)
