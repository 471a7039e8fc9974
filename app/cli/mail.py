"""`surel`: try the mail server from the keyboard."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from app.access.reachability import mail_address
from app.cli.console import DataOption, JsonOption, clock, read_settings, say
from app.errors import Conflict

application = typer.Typer(help="Surel pemberitahuan.", no_args_is_help=True)


@application.callback()
def _mail() -> None:
    """Surel pemberitahuan."""


@application.command("uji")
def try_out(
    address: Annotated[str, typer.Argument(metavar="ALAMAT", help="Ke mana surel uji dikirim.")],
    data: DataOption = None,
    json_: JsonOption = False,  # noqa: FBT002
) -> None:
    """Kirim satu surel uji sekarang juga dan katakan apa jawaban servernya."""
    from app.mail.letters import trial  # noqa: PLC0415
    from app.mail.smtp import NotTaken, Unknown, hand_over  # noqa: PLC0415 - only this command

    settings = read_settings(data)
    address = mail_address(address)
    if not settings.sends_mail:
        raise Conflict(
            "Surel belum disetel. Isi PETAKONFLIK_SMTP_HOST dan PETAKONFLIK_MAIL_SENDER."
        )
    try:
        hand_over(trial(address, settings, clock()), settings.mail_sender, address, settings)
    except NotTaken as refusal:
        raise Conflict(f"Server tidak menerima surel uji: {refusal.reason}") from None
    except Unknown as fault:
        raise Conflict(
            f"Sambungan putus saat menyerahkan; tidak pasti terkirim ({fault})."
        ) from None
    if json_:
        typer.echo(json.dumps({"to": address, "taken": True}))
    else:
        say(f"Server menerima surel uji untuk {address}.")
