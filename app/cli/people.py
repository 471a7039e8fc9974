"""`pengguna`: inviting the first administrator, and anybody after."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from sqlalchemy import select

from app.access import factor_recovery, links
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
from app.errors import NotFound
from app.mail.factor_mail import tell_done
from app.mail.link_mail import send_link
from app.model.account import Role, User
from app.model.day_words import moment_id
from app.reports.notify import zone_of

if TYPE_CHECKING:
    from datetime import datetime

    from app.db import WriteSession
    from app.settings import Settings

application = typer.Typer(help="Akun pengguna.", no_args_is_help=True)

UsernameArgument = Annotated[
    str, typer.Argument(metavar="NAMA_PENGGUNA", help="Huruf kecil, angka, titik, strip.")
]
FullName = Annotated[str, typer.Option("--nama", help="Nama lengkap.", prompt="Nama lengkap")]
Roles = Annotated[list[Role] | None, typer.Option("--peran", help="Boleh diulang; bawaan ADMIN.")]
RegionOption = Annotated[
    str, typer.Option("--wilayah", help="Kode wilayah kerja; bawaan kode provinsi.")
]
MailOption = Annotated[
    str, typer.Option("--surel", help="Tautan juga dikirim ke sini bila surel sudah diatur.")
]


@application.callback()
def _people() -> None:
    """Akun pengguna."""


@application.command("undang")
def invite(  # noqa: PLR0913, PLR0917 - one option each
    username: UsernameArgument,
    name: FullName,
    roles: Roles = None,
    region: RegionOption = "",
    email: MailOption = "",
    data: DataOption = None,
    json_: JsonOption = False,  # noqa: FBT002
) -> None:
    """Buat akun dan cetak tautan sekali pakai untuk memilih kata sandi (berlaku 72 jam)."""
    settings = read_settings(data)
    person = Person(
        username=username,
        name=name,
        region_code=region or settings.province,
        roles=frozenset(roles or [Role.ADMIN]),
        email=email,
    )
    database = open_database(settings)
    now = clock()
    with database.write() as session:
        user = add_user(session, keyboard(settings), person, now)
        said = _issue(session, settings, user, now)
    database.dispose()
    _tell(said, as_json=json_)


@application.command("tautan")
def link(
    username: UsernameArgument,
    data: DataOption = None,
    json_: JsonOption = False,  # noqa: FBT002
) -> None:
    """Cetak tautan baru untuk akun yang ada; kata sandi lama dan semua sesinya berakhir."""
    settings = read_settings(data)
    database = open_database(settings)
    now = clock()
    with database.write() as session:
        user = session.scalar(select(User).where(User.username == username))
        if user is None:
            raise NotFound(f"Tidak ada akun {username}.")
        said = _issue(session, settings, user, now)
    database.dispose()
    _tell(said, as_json=json_)


@application.command("lepas-langkah-kedua")
def take_off_factor(
    username: UsernameArgument,
    data: DataOption = None,
    json_: JsonOption = False,  # noqa: FBT002
) -> None:
    """Lepas verifikasi dua langkah yang hilang bila tidak ada admin kedua; tercatat di log."""
    settings = read_settings(data)
    database = open_database(settings)
    now = clock()
    with database.write() as session:
        user = factor_recovery.at_the_server(session, keyboard(settings), username, now)
        tell_done(session, settings, user.id, now)
    database.dispose()
    if json_:
        typer.echo(json.dumps({"username": username, "taken_off": True}))
        return
    out.print(f"Verifikasi dua langkah {escape(username)} dilepas; semua sesinya berakhir.")
    out.print("Orangnya diberi tahu saat masuk lagi, dan lewat surel bila surel diatur.")


def _issue(session: WriteSession, settings: Settings, user: User, now: datetime) -> dict[str, str]:
    issued = links.issue(session, keyboard(settings), user.id, now)
    return {
        "username": user.username,
        "link": links.address(settings.base_url, issued.token),
        "until": moment_id(issued.link.expires_at, zone_of(session, user.region_code)),
        "mailed_to": send_link(session, settings, issued.link, now),
    }


def _tell(said: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(said))
        return
    out.print(f"Tautan untuk [bold]{escape(said['username'])}[/], sampai {said['until']}:")
    out.print(escape(said["link"]))
    if said["mailed_to"]:
        out.print(f"Juga dikirim ke {escape(said['mailed_to'])}.")
    out.print("Sampaikan sekarang: tautan ini tidak ditampilkan lagi dan hanya berlaku sekali.")
