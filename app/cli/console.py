"""What every command shares: where it prints, the machine's clock, settings that were checked."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from app import schema
from app.access.scope import Actor
from app.db import Database
from app.errors import Conflict, Invalid
from app.model.account import Role
from app.model.area_code import AreaCode
from app.settings import Settings

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

_LEAST_SECRET = 32

DataOption = Annotated[
    Path | None,
    typer.Option("--data", help="Folder data; bawaan: setelan PETAKONFLIK_DATA, lalu var."),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Cetak satu baris JSON saja ke keluaran baku.")
]


def clock() -> datetime:
    """Return this machine's time; everybody else is given it."""
    return datetime.now(UTC)  # noqa: TID251 - the one place where time comes in


def say(sentence: str) -> None:
    """Print progress where it does not disturb a program that reads the output."""
    err.print(escape(sentence))


def refuse(sentence: str) -> None:
    """Print why a command did nothing."""
    err.print(f"[bold red]Ditolak:[/] {escape(sentence)}")


def read_settings(data: Path | None = None) -> Settings:
    """Read the settings and refuse what is unsafe.

    Raises:
        Invalid: production with a setting that is only good for a trial.
    """
    settings = Settings() if data is None else Settings(data=data)
    faults = unsafe(settings)
    if settings.production and faults:
        raise Invalid("Setelan belum layak untuk layanan. " + " ".join(faults))
    settings.data.mkdir(parents=True, exist_ok=True)
    return settings


def unsafe(settings: Settings) -> list[str]:
    """Say, one sentence each, what would be unsafe in production."""
    faults = []
    if len(settings.secret) < _LEAST_SECRET:
        faults.append(f"PETAKONFLIK_SECRET kosong atau kurang dari {_LEAST_SECRET} karakter.")
    if not settings.secure_cookies:
        faults.append("PETAKONFLIK_SECURE_COOKIES belum true: kuki dapat lewat tanpa HTTPS.")
    if not settings.base_url.startswith("https://"):
        faults.append("PETAKONFLIK_BASE_URL belum beralamat https.")
    faults += _unsafe_mail(settings)
    if settings.url.startswith("sqlite") and (version := _sqlite_without_wal()):
        faults.append(
            f"SQLite {version} terlalu tua; pasang pysqlite3 (3.51.3 atau lebih baru) "
            "atau pakai PostgreSQL."
        )
    return faults


def _unsafe_mail(settings: Settings) -> list[str]:
    """Say what is wrong with how mail leaves; a relay on this very machine needs no cipher."""
    faults = []
    if settings.smtp_host and not settings.mail_sender:
        faults.append("PETAKONFLIK_MAIL_SENDER kosong, padahal server surel diisi.")
    is_near = settings.smtp_host in {"localhost", "127.0.0.1", "::1"}
    if settings.smtp_host and settings.smtp_security == "none" and not is_near:
        faults.append(
            "PETAKONFLIK_SMTP_SECURITY none: surel dan kata sandinya lewat tanpa penyandian."
        )
    return faults


def _sqlite_without_wal() -> str:
    """Return the version when the database would not dare to use WAL with this SQLite."""
    database = Database("sqlite://")
    version: tuple[int, ...] = database.writer.dialect.dbapi.sqlite_version_info  # type: ignore[union-attr]
    database.dispose()
    return "" if version >= (3, 51, 3) else ".".join(map(str, version))


def open_database(settings: Settings) -> Database:
    """Return the database of the settings, with the schema this program needs.

    Raises:
        Conflict: the migrations of this program have not all run.
    """
    database = Database(settings.url, pool_size=settings.web_threads)
    found = schema.current(database)
    if found != schema.newest():
        database.dispose()
        raise Conflict(
            f"Basis data berada pada migrasi {found or 'kosong'}, program memerlukan "
            f"{schema.newest()}. Jalankan dahulu: petakonflik migrate"
        )
    return database


def keyboard(settings: Settings) -> Actor:
    """Return the administrator who sits at the server: no account, but named in the record."""
    return Actor(
        user_id=0,
        username="baris-perintah",
        name="Baris perintah",
        roles=frozenset({Role.ADMIN}),
        region_code=AreaCode(settings.province),
        region_name="",
    )
