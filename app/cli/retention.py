"""`retensi`: what would go by the retention schedule, and letting it go."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Column, Table

from app.cli.console import DataOption, JsonOption, clock, out, read_settings, say
from app.db import Database

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.retention.running import Due, Run

ACTOR = "retensi"
RunOption = Annotated[
    bool, typer.Option("--jalankan", help="Hapus yang waktunya habis; tanpa ini hanya dihitung.")
]


def retention(
    data: DataOption = None,
    run: RunOption = False,  # noqa: FBT002
    json_: JsonOption = False,  # noqa: FBT002
) -> None:
    """Hitung apa yang waktu simpannya habis; dengan --jalankan, hapus yang boleh dihapus."""
    from app.files import FileStore  # noqa: PLC0415 - only this command
    from app.retention.running import carry_out, due  # noqa: PLC0415

    settings = read_settings(data)
    database = Database(settings.url)
    try:
        with database.read() as session:
            found = due(session, clock())
        ran = carry_out(database, FileStore(settings.files), ACTOR, clock()) if run else None
    finally:
        database.dispose()
    if json_:
        typer.echo(json.dumps(_plain(found, ran), ensure_ascii=False))
        return
    _show(found)
    if ran is None:
        say("Belum ada yang dihapus. Jalankan lagi dengan --jalankan bila ini benar.")
    else:
        say(f"Dihapus {sum(ran.counts.values())} baris dan {ran.files} berkas; tercatat di log.")


def _plain(found: Sequence[Due], ran: Run | None) -> dict[str, object]:
    lines = [
        {
            "code": item.line.code,
            "days": item.line.kept.days,
            "ending": item.line.ending.name,
            "count": item.count,
            "oldest": item.oldest,
        }
        for item in found
    ]
    done = {"counts": ran.counts, "files": ran.files} if ran is not None else None
    return {"due": lines, "run": done}


def _show(found: Sequence[Due]) -> None:
    table = Table("Data", "Disimpan", "Pada akhirnya", Column("Habis", justify="right"), "Tertua")
    for item in found:
        kept = f"{item.line.kept.days} hari sejak {item.line.since}"
        table.add_row(
            item.line.label, kept, item.line.ending.value, str(item.count), item.oldest or "-"
        )
    out.print(table)
