"""`wilayah`: check an official boundary file, and load it as a new dated set."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from app import audit
from app.cli.console import (
    DataOption,
    JsonOption,
    clock,
    keyboard,
    open_database,
    out,
    read_settings,
    say,
)

if TYPE_CHECKING:
    from app.areas.report import BoundaryReport
    from app.db import Database
    from app.settings import Settings

application = typer.Typer(help="Kode dan batas wilayah.", no_args_is_help=True)
_COLOURS = {"[Salah]": "bold red", "[Periksa]": "yellow", "[Catatan]": "dim"}

FileArgument = Annotated[
    Path,
    typer.Argument(
        metavar="BERKAS", exists=True, dir_okay=False, readable=True,
        help="GeoJSON, GeoPackage, atau Shapefile dalam zip.",
    ),
]  # fmt: skip
CodeColumn = Annotated[
    str, typer.Option("--kolom-kode", "--kode", help="Nama kolom kode wilayah.")
]
NameColumn = Annotated[
    str, typer.Option("--kolom-nama", "--nama", help="Nama kolom nama wilayah.")
]
Apply = Annotated[bool, typer.Option("--terapkan", help="Muat. Tanpa ini berkas hanya diperiksa.")]
Source = Annotated[str, typer.Option("--sumber", help="Asal berkas, dicetak pada peta.")]
Licence = Annotated[str, typer.Option("--lisensi", help="Ketentuan pemakaian berkas.")]
Title = Annotated[str, typer.Option("--judul", help="Nama himpunan batas.")]
ValidFrom = Annotated[
    datetime | None,
    typer.Option("--berlaku", formats=["%Y-%m-%d"], help="Berlaku sejak, TTTT-BB-HH."),
]


@application.callback()
def _places() -> None:
    """Kode dan batas wilayah."""


@application.command("siapkan")
def prepare(data: DataOption = None) -> None:
    """Muat kode wilayah dan batas perkiraan bawaan bila belum ada."""
    from app.areas.load import load_default  # noqa: PLC0415 - heavy

    settings = read_settings(data)
    database = open_database(settings)
    with database.write() as session:
        loaded = load_default(session, now=clock(), province=settings.province)
        name = loaded.name if loaded else ""
    database.dispose()
    say(f"Dimuat: {name}." if name else "Batas wilayah sudah ada; tidak ada yang diubah.")


@application.command("muat")
def load(  # noqa: PLR0913 - each is an option of the command
    file: FileArgument,
    *,
    code_column: CodeColumn = "",
    name_column: NameColumn = "",
    title: Title = "",
    source: Source = "",
    licence: Licence = "",
    valid_from: ValidFrom = None,
    apply: Apply = False,
    data: DataOption = None,
    json_: JsonOption = False,
) -> None:
    """Periksa berkas batas resmi; dengan --terapkan muat sebagai himpunan batas baru bertanggal.

    Edisi yang sudah terbit tetap memakai batas saat edisi itu dibuat.
    """
    from app.areas.code_book import code_book  # noqa: PLC0415 - heavy
    from app.areas.inspect import inspect_file  # noqa: PLC0415

    settings = read_settings(data)
    database = open_database(settings)
    with database.read() as session:
        codes = code_book(session, settings.province)
    report = inspect_file(file, codes=codes, code_column=code_column, name_column=name_column)
    stored = None
    if apply and report.can_be_stored:
        words = {"title": title, "source": source, "licence": licence}
        stored = _store(database, settings, report, **words, valid_from=valid_from)
    database.dispose()
    _print(report, stored, apply=apply, as_json=json_)
    if not report.can_be_stored:
        raise typer.Exit(1)


def _store(  # noqa: PLR0913 - what a set says of itself
    database: Database,
    settings: Settings,
    report: BoundaryReport,
    *,
    title: str,
    source: str,
    licence: str,
    valid_from: datetime | None,
) -> int:
    from app.areas.load import store_boundary_set  # noqa: PLC0415 - heavy

    now, actor = clock(), keyboard(settings)
    with database.write() as session:
        boundary_set = store_boundary_set(
            session,
            report,
            now=now,
            by=actor.name,
            name=title,
            source=source,
            licence=licence,
            valid_from=valid_from.date() if valid_from else None,
        )
        audit.record(
            session,
            actor.username,
            "wilayah.muat",
            report.file_name,
            now=now,
            details={"sha256": report.file_sha256, "wilayah": report.present},
        )
        return boundary_set.id


def _print(report: BoundaryReport, stored: int | None, *, apply: bool, as_json: bool) -> None:
    if as_json:
        answer = {
            "file": report.file_name,
            "sha256": report.file_sha256,
            "can_be_stored": report.can_be_stored,
            "boundary_set": stored,
            "findings": [
                {"severity": f.severity.value, "kind": f.kind, "sentence": f.sentence}
                for f in report.findings
            ],
        }
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    for line in report.lines():
        colour = next((c for word, c in _COLOURS.items() if line.startswith(word)), "")
        out.print(f"[{colour}]{escape(line)}[/]" if colour else escape(line))
    if stored is not None:
        out.print(f"\n[bold green]Dimuat[/] sebagai himpunan batas nomor {stored}.")
    elif report.can_be_stored and not apply:
        out.print("\nBelum dimuat. Tambahkan --terapkan untuk memuatnya.")
