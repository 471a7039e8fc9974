"""`pengguna`: the first administrator, and any account after."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.markup import escape

from app.access.users import Person, add_user
from app.cli.console import (
    DataOption,
    JsonOption,
    clock,
    keyboard,
    open_database,
    out,
    read_settings,
)
from app.model.account import Role

application = typer.Typer(help="Akun pengguna.", no_args_is_help=True)

UsernameArgument = Annotated[
    str, typer.Argument(metavar="NAMA_PENGGUNA", help="Huruf kecil, angka, titik, strip.")
]
FullName = Annotated[str, typer.Option("--nama", help="Nama lengkap.", prompt="Nama lengkap")]
Roles = Annotated[list[Role] | None, typer.Option("--peran", help="Boleh diulang; bawaan ADMIN.")]
RegionOption = Annotated[
    str, typer.Option("--wilayah", help="Kode wilayah kerja; bawaan kode provinsi.")
]


@application.callback()
def _people() -> None:
    """Akun pengguna."""


@application.command("tambah")
def add(
    username: UsernameArgument,
    name: FullName,
    roles: Roles = None,
    region: RegionOption = "",
    data: DataOption = None,
    json_: JsonOption = False,  # noqa: FBT002
) -> None:
    """Buat akun. Kata sandi pertama dicetak sekali dan wajib diganti saat masuk."""
    settings = read_settings(data)
    person = Person(
        username=username,
        name=name,
        region_code=region or settings.province,
        roles=frozenset(roles or [Role.ADMIN]),
    )
    database = open_database(settings)
    with database.write() as session:
        _, password = add_user(session, keyboard(settings), person, clock())
    database.dispose()
    if json_:
        typer.echo(json.dumps({"username": username, "password": password}))
        return
    labels = ", ".join(role.label for role in sorted(person.roles))
    out.print(f"Akun [bold]{escape(username)}[/] ({labels}) dibuat untuk {escape(name)}.")
    out.print(f"Kata sandi pertama: [bold]{password}[/]")
    out.print("Catat sekarang: tidak ditampilkan lagi, dan wajib diganti saat masuk.")
