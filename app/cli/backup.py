"""`cadangkan`, `cadangan` and `pulihkan`: backup while the portal works, check, and restore."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from app import audit
from app.backup import identity, parcel
from app.backup.make import make
from app.backup.restore import restore
from app.cli.console import (
    DataOption,
    JsonOption,
    PublicOption,
    clock,
    err,
    keyboard,
    known_keys,
    open_database,
    read_file,
    read_settings,
    say,
)
from app.db import Database
from app.errors import Conflict, Invalid
from app.files import sync_folder
from app.model.confidential import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyrage


application = typer.Typer(help="Cadangan: kunci dan pemeriksaan.", no_args_is_help=True)
RecipientOption = Annotated[
    list[str],
    typer.Option("--penerima", help="Kunci penerima (age1...) dari: petakonflik cadangan kunci."),
]
PasswordOption = Annotated[
    Path | None, typer.Option("--berkas-sandi", help="Berkas berisi kata sandi kunci cadangan.")
]
KeyOption = Annotated[Path, typer.Option("--kunci", help="Berkas kunci pembuka cadangan.")]


def back_up(
    target: Path,
    recipients: RecipientOption,
    data: DataOption = None,
    json_: JsonOption = False,  # noqa: FBT002
) -> None:
    """Cadangkan basis data, berkas, dan kunci ke satu berkas tersandi; portal tetap berjalan."""
    settings = read_settings(data)
    database = open_database(settings)
    keys = [identity.read_recipient(text) for text in recipients]
    now = clock()
    if target.is_dir():
        target = target / f"petakonflik-{now:%Y%m%dT%H%M%SZ}.age"
    if not target.parent.is_dir():
        raise Invalid(f"Folder {target.parent} tidak ada.")
    with _bar("Mencadangkan") as moved:
        made = make(settings, database, keys, target, now=now, moved=moved)
    with database.write() as session:
        actor = keyboard(settings).username
        details = {"sha256": made.sha256, "ukuran": made.size}
        audit.record(session, actor, "cadangan.buat", target.name[:120], now=now, details=details)
    database.dispose()
    told = made.manifest["basis_data"]
    rows = sum(table["rows"] for table in told["tabel"].values())
    if json_:
        form = {"berkas": str(target), "sha256": made.sha256, "ukuran": made.size, "baris": rows}
        typer.echo(json.dumps(form, ensure_ascii=False))
        return
    files = sum(name.startswith("berkas/") for name in made.manifest["bagian"])
    say(f"{target}: {rows} baris, {files} berkas, {made.size} bita. SHA-256 {made.sha256}")
    say(f"Segelnya {target.name}{parcel.SEAL}; simpan keduanya di luar server ini.")


@application.command("kunci")
def make_key(target: Path, password: PasswordOption = None) -> None:
    """Buat kunci cadangan; simpan berkasnya di luar server, hanya penerimanya dipakai di sini."""
    public, content = identity.generate()
    if password is not None:
        content = identity.lock(content, _password(password))
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Conflict(f"{target} sudah ada dan tidak ditimpa.") from None
    except OSError:
        raise Invalid(f"{target} tidak dapat ditulis.") from None
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(target.parent)
    say(f"Kunci pembuka ditulis ke {target}. Tanpa berkas ini cadangan tidak dapat dibuka.")
    typer.echo(public)


@application.command("periksa")
def check(
    source: Path,
    key: Annotated[Path | None, typer.Option("--kunci", help="Berkas kunci pembuka.")] = None,
    password: PasswordOption = None,
    publics: PublicOption = None,
    data: DataOption = None,
) -> None:
    """Periksa cadangan: segelnya dengan kunci umum saja, isinya bila kunci pembuka diberikan."""
    settings = read_settings(data)
    _must_exist(source)
    keys = known_keys(settings, publics)
    if key is None:
        seal = parcel.check_seal(source, keys)
        say(f"Segel cocok: {seal['ukuran']} bita, dibuat {seal['waktu'][:19]} UTC.")
        return
    opening = _opening(key, password)
    with _bar("Memeriksa", source) as moved:
        opened = parcel.read(source, opening, keys, _keep_nothing, lambda size: moved(size, 0))
    say(f"Cadangan utuh. {_told(opened)}")


def bring_back(
    source: Path,
    key: KeyOption,
    password: PasswordOption = None,
    publics: PublicOption = None,
    over: Annotated[  # noqa: FBT002
        bool, typer.Option("--timpa", help="Pulihkan walau pemasangan ini tidak kosong.")
    ] = False,
    data: DataOption = None,
) -> None:
    """Pulihkan cadangan ke pemasangan kosong; portal dan pekerja harus berhenti dahulu."""
    settings = read_settings(data)
    _must_exist(source)
    opening = _opening(key, password)
    database = Database(settings.url, pool_size=2, reach=SYSTEM)
    keys = known_keys(settings, publics)
    with _bar("Memulihkan", source) as moved:
        done = restore(
            settings,
            database,
            source,
            opening,
            keys,
            over=over,
            moved=lambda size: moved(size, 0),
        )
    with database.write() as session:
        actor = keyboard(settings).username
        details = {"dibuat": done.opened.manifest["waktu"], "baris": done.rows}
        audit.record(
            session, actor, "cadangan.pulih", source.name[:120], now=clock(), details=details
        )
    database.dispose()
    say(f"Dipulihkan: {done.rows} baris dan {done.files} berkas, sama dengan cadangan.")
    say(_told(done.opened))
    for path in done.aside:
        say(f"Yang lama dipindahkan ke {path}. Hapus bila tidak diperlukan lagi.")


def _opening(path: Path, password: Path | None) -> pyrage.x25519.Identity:
    content = read_file(path)
    if identity.is_locked(content):
        if password is None:
            raise Invalid("Kunci cadangan ini bersandi. Tambahkan --berkas-sandi.")
        content = identity.unlock(content, _password(password))
    return identity.read(content)


def _told(opened: parcel.Opened) -> str:
    manifest: dict[str, Any] = opened.manifest
    signed = f"Dibuat {manifest['waktu'][:19]} UTC, ditandatangani kunci {opened.signed_by}"
    if opened.is_known:
        return f"{signed} yang dikenal."
    return (
        f"{signed}, yang kunci umumnya hanya ada di dalam cadangan ini sendiri: cocokkan dengan "
        "kunci umum yang Anda simpan, atau berikan dengan --kunci-umum."
    )


def _keep_nothing(_name: str) -> None:
    """Check only: no part is written anywhere."""


def _must_exist(source: Path) -> None:
    if not source.is_file():
        raise Invalid(f"Berkas {source} tidak ada.")


def _password(path: Path) -> str:
    password = read_file(path).decode("utf-8", "replace").strip("\r\n")
    if len(password) < 12:
        raise Invalid("Kata sandi kunci cadangan paling sedikit 12 karakter.")
    return password


@contextmanager
def _bar(label: str, source: Path | None = None) -> Iterator[Callable[[int, int], None]]:
    """Show progress on the error stream; with a source, what is told are steps, not a sum."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task(label, total=source.stat().st_size if source else None)

        def moved(done: int, total: int) -> None:
            if source is None:
                progress.update(task, completed=done, total=total)
            else:
                progress.advance(task, done)

        yield moved
