"""`wilayah`: check an official boundary file, and load it as a new dated set."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

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
    from app.areas.load import Description
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


def _picture_file(picture: Path | None) -> Path | None:
    if picture is not None and picture.suffix.lower() not in {".svg", ".png"}:
        raise typer.BadParameter("Nama gambar harus berakhiran .svg atau .png.")
    return picture


Picture = Annotated[
    Path | None,
    typer.Option(
        "--gambar", metavar="GAMBAR", dir_okay=False, writable=True,
        callback=_picture_file,
        help="Tulis gambar isi berkas (.svg atau .png); yang bermasalah berwarna.",
    ),
]  # fmt: skip
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
    picture: Picture = None,
    apply: Apply = False,
    data: DataOption = None,
    json_: JsonOption = False,
) -> None:
    """Periksa berkas batas resmi; dengan --terapkan muat sebagai himpunan batas baru bertanggal.

    Edisi yang sudah terbit tetap memakai batas saat edisi itu dibuat.
    """
    from app.areas.code_book import code_book  # noqa: PLC0415 - heavy
    from app.areas.inspect import inspect_file  # noqa: PLC0415
    from app.areas.load import Description  # noqa: PLC0415

    settings = read_settings(data)
    database = open_database(settings)
    with database.read() as session:
        codes = code_book(session, settings.province)
    report = inspect_file(file, codes=codes, code_column=code_column, name_column=name_column)
    stored = None
    if apply and report.can_be_stored:
        day = valid_from.date() if valid_from else None
        stored = _store(database, settings, report, Description(title, source, licence, day))
    database.dispose()
    if picture is not None:
        _draw(report, picture)
    _print(report, stored, apply=apply, as_json=json_)
    if not report.can_be_stored:
        raise typer.Exit(1)


def _store(
    database: Database, settings: Settings, report: BoundaryReport, described: Description
) -> int:
    from app.areas.load import load_official  # noqa: PLC0415 - heavy

    now, actor = clock(), keyboard(settings)
    with database.write() as session:
        stored = load_official(
            session, report, described, username=actor.username, by=actor.name, now=now
        )
        return stored.id


def _draw(report: BoundaryReport, picture: Path) -> None:
    """Write the picture of what was read; the ending of the name decides its kind."""
    from app.areas.preview import preview  # noqa: PLC0415 - heavy

    svg = preview(report)
    if picture.suffix.lower() == ".png":
        from app.outputs.documents.typeset import png_of_svg  # noqa: PLC0415 - heavy

        picture.write_bytes(png_of_svg(svg))
    else:
        picture.write_text(svg, encoding="utf-8")
    say(f"Gambar ditulis ke {picture}.")


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
