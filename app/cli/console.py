"""What every command shares: where it prints, the machine's clock, settings that were checked."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from app import database_roles, schema
from app.access.scope import Actor
from app.cli.given_settings import given_settings
from app.cli.safety import unsafe
from app.db import Database
from app.errors import Conflict, Invalid
from app.model.account import Role
from app.model.area_code import AreaCode
from app.model.confidential import SYSTEM
from app.signing import Keyring, key_id, read_public

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from app.settings import Settings

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

_AGAIN = "Perbaiki semuanya, lalu lihat lagi dengan: petakonflik periksa"

DataOption = Annotated[
    Path | None,
    typer.Option("--data", help="Folder data; bawaan: setelan PETAKONFLIK_DATA, lalu var."),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Cetak satu baris JSON saja ke keluaran baku.")
]


PublicOption = Annotated[
    list[Path] | None,
    typer.Option("--kunci-umum", help="Kunci umum portal; bawaan: kunci di folder data."),
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


def read_settings(data: Path | None = None, *, to_serve: bool = False) -> Settings:
    """Read the settings and refuse what is unsafe; who is about to serve asks the database too.

    Raises:
        Invalid: a value no setting can have, or production with something that is only good for
            a trial; all of it named.
    """
    settings = given_settings(data)
    if settings.production:
        faults = unsafe(settings, clock(), with_database=to_serve)
        if faults:
            list_of = "\n".join(f"  {number}. {fault}" for number, fault in enumerate(faults, 1))
            raise Invalid(f"Portal belum layak untuk layanan:\n{list_of}\n{_AGAIN}")
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return settings


def read_file(path: Path) -> bytes:
    """Read a file that was named at the keyboard.

    Raises:
        Invalid: there is none, or it may not be read.
    """
    try:
        return path.read_bytes()
    except OSError:
        raise Invalid(f"Berkas {path} tidak dapat dibaca.") from None


def known_keys(settings: Settings, given: list[Path] | None) -> dict[str, Ed25519PublicKey]:
    """Return the public keys that were given, by id; without any, those of this installation."""
    keys = {key_id(key): key for key in (read_public(read_file(path)) for path in given or ())}
    return keys or Keyring(settings.keys).public()


def open_database(settings: Settings) -> Database:
    """Return the database of the settings, with the schema this program needs.

    Raises:
        Conflict: the migrations of this program have not all run, or (in production) the
            portal's role passes the policies of the tables.
    """
    database = Database(settings.url, pool_size=settings.web_threads, reach=SYSTEM)
    found = schema.current(database)
    if found != schema.newest():
        database.dispose()
        raise Conflict(
            f"Basis data berada pada migrasi {found or 'kosong'}, program memerlukan "
            f"{schema.newest()}. Jalankan dahulu: petakonflik migrate"
        )
    _heed_roles(settings, database)
    return database


def _heed_roles(settings: Settings, database: Database) -> None:
    """Refuse, in production, a database that would let a forgotten condition through."""
    found = database_roles.faults(database)
    if found and settings.production:
        database.dispose()
        raise Conflict(" ".join(found))
    for fault in found:
        say(f"Belum layak untuk layanan: {fault}")


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
