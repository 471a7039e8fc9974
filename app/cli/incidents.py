"""`kejadian`: find the fault behind the code that a page gave somebody."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from app.cli.console import out
from app.errors import Invalid, NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def find_incident(
    code: Annotated[str, typer.Argument(help="Kode kejadian dari halaman, misalnya 7K4M-Q2.")],
    log: Annotated[
        typer.FileText | None,
        typer.Option("--log", help="Berkas log; bawaan: masukan baku."),
    ] = None,
) -> None:
    """Cari gangguan menurut kodenya di log: petakonflik kejadian KODE --log BERKAS."""
    wanted = code.strip().upper()
    if not wanted:
        raise Invalid("Tulis kode kejadiannya, misalnya: petakonflik kejadian 7K4M-Q2")
    found = next((line for line in lines_of(log or sys.stdin) if line.get("code") == wanted), None)
    if found is None:
        raise NotFound(f"Kode {wanted} tidak ada dalam log ini. Cari di log hari sebelumnya.")
    for word, name in (
        ("Waktu (UTC)", "timestamp"),
        ("Halaman", "route"),
        ("Cara", "method"),
        ("Jenis gangguan", "error"),
        ("Permintaan", "request_id"),
    ):
        out.print(f"{word}: {escape(str(found.get(name, '')))}")
    for place in found.get("places", []):
        out.print(f"  {escape(str(place))}")


def lines_of(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the structured lines of a log; other programs may write between them."""
    for line in lines:
        start = line.find("{")
        try:
            found = json.loads(line[start:]) if start >= 0 else None
        except json.JSONDecodeError:
            continue
        if isinstance(found, dict):
            yield found
