"""`migrate` and `setelan`: bring the database up to date, show what is set."""

from __future__ import annotations

import json
from typing import Any

import typer
from rich.markup import escape
from rich.table import Column, Table
from sqlalchemy import make_url

from app import database_roles, schema
from app.cli.console import DataOption, JsonOption, clock, out, read_settings, say
from app.cli.given_settings import given_settings
from app.cli.safety import checks_of, unsafe
from app.db import Database
from app.settings import Settings

settings_application = typer.Typer(help="Setelan portal.", no_args_is_help=True)
_MASKED = frozenset({"secret", "smtp_password"})


def migrate(data: DataOption = None, json_: JsonOption = False) -> None:  # noqa: FBT002
    """Bawa basis data ke migrasi terbaru; aman dijalankan berulang."""
    settings = read_settings(data)
    owner = Database(settings.owner_url)
    before = schema.current(owner)
    schema.upgrade(owner)
    after = schema.current(owner)
    if database_roles.admit(owner, settings.url):
        say("Peran portal boleh membaca dan menulis data, tidak mengubah tabel.")
    owner.dispose()
    if json_:
        typer.echo(json.dumps({"before": before, "after": after}))
    elif before == after:
        say(f"Basis data sudah pada migrasi terbaru ({after}).")
    else:
        say(f"Basis data dibawa dari {before or 'kosong'} ke {after}.")


def inspect(data: DataOption = None, json_: JsonOption = False) -> None:  # noqa: FBT002
    """Periksa setelan, mesin, dan basis data: apa yang belum layak, dan apa obatnya."""
    settings = given_settings(data)
    checks = checks_of(settings, clock(), with_database=True)
    if json_:
        said = [
            {
                "name": item.name,
                "safe": item.is_safe,
                "advice": item.is_advice,
                "fault": item.fault,
            }
            for item in checks
        ]
        typer.echo(json.dumps(said, ensure_ascii=False))
    else:
        table = Table(Column("Pemeriksaan", no_wrap=True), "Keadaan", "Yang dilakukan", box=None)
        for item in checks:
            state = "[green]aman[/]" if item.is_safe else "[bold red]belum[/]"
            if item.is_advice and not item.is_safe:
                state = "[yellow]anjuran[/]"
            table.add_row(item.name, state, escape(item.fault))
        out.print(table)
    if not all(item.is_safe or item.is_advice for item in checks):
        raise typer.Exit(1)


@settings_application.callback()
def _settings() -> None:
    """Setelan portal."""


@settings_application.command("cek")
def show_settings(data: DataOption = None, json_: JsonOption = False) -> None:  # noqa: FBT002
    """Tampilkan setelan yang berlaku (rahasia ditutup) dan yang belum layak untuk layanan."""
    settings = given_settings(data)
    faults = unsafe(settings, clock())
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
    if name in {"database_url", "database_owner_url"}:
        unset = "(SQLite)" if name == "database_url" else "(sama)"
        return make_url(value).render_as_string(hide_password=True) if value else unset
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
    lines += ["", "# Hanya untuk compose.yaml: kata sandi pemilik tabel dan peran portal."]
    lines += ["#POSTGRES_PASSWORD=", "#PORTAL_DATABASE_PASSWORD="]
    return "\n".join(lines) + "\n"


@settings_application.command("contoh", hidden=True)
def print_example() -> None:
    """Cetak isi .env.example."""
    typer.echo(example(), nl=False)
