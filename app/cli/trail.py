"""`audit` and `kunci`: seal and check the trail, hand out and change the signing key."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from app import audit, signing
from app.access.trail import Wanted, exported
from app.audit import inspection
from app.cli.console import (
    DataOption,
    JsonOption,
    PublicOption,
    clock,
    keyboard,
    known_keys,
    open_database,
    read_file,
    read_settings,
    refuse,
    say,
)
from app.db import Database
from app.errors import Invalid, NotFound
from app.files import whole_file, write_whole
from app.outputs.trail_export import MEDIA_TYPES, write_file
from app.signing import Keyring, key_id, public_pem
from app.web.forms import date_of
from app.web.words import ACTIONS

application = typer.Typer(help="Log tindakan: segel, periksa, siapa melihat apa.")
keys_application = typer.Typer(help="Kunci tanda tangan portal.", no_args_is_help=True)
SealsOption = Annotated[
    list[Path] | None, typer.Option("--segel", help="Berkas segel yang disimpan di luar server.")
]
CopyOption = Annotated[
    Path | None,
    typer.Option("--salinan", help="Salinan berkas SQLite yang diperiksa, tanpa portal."),
]


@application.command("segel")
def seal(
    data: DataOption = None,
    target: Annotated[
        Path | None, typer.Option("--ke", help="Berkas tujuan; bawaan: keluaran baku.")
    ] = None,
) -> None:
    """Cetak kepala rantai log yang ditandatangani, untuk disimpan di luar server ini."""
    settings = read_settings(data)
    database = open_database(settings)
    with database.read() as session:
        made = inspection.seal(session, Keyring(settings.keys), clock())
    database.dispose()
    content = json.dumps(made, indent=2, sort_keys=True) + "\n"
    if target is None:
        typer.echo(content, nl=False)
        return
    write_whole(target, content.encode())
    say(f"Segel nomor {made['nomor']} ditulis ke {target}. Simpan di luar server ini.")


@application.command("periksa")
def check(
    seals: SealsOption = None,
    keys: PublicOption = None,
    copy: CopyOption = None,
    data: DataOption = None,
    json_: JsonOption = False,  # noqa: FBT002
) -> None:
    """Periksa rantai log dan segelnya.

    Kode keluar: 0 utuh, 2 rantai rusak, 3 segel tidak cocok atau tidak sah, 1 tidak
    dapat diperiksa.
    """
    settings = read_settings(data)
    database = open_database(settings) if copy is None else _copy(copy)
    contents = {path.name: read_file(path) for path in seals or ()}
    known, wrong = inspection.read_seals(contents, known_keys(settings, keys))
    with database.read() as session:
        found = inspection.inspect(session, known)
    if found.verdict is inspection.Verdict.WHOLE and wrong:
        unfit = f"Segel tidak dipakai. {' '.join(wrong)}"
        found = inspection.Inspection(inspection.Verdict.SEAL_UNFIT, found.rows, unfit)
    if copy is None:
        with database.write() as session:
            inspection.remember(session, found, clock())
    database.dispose()
    if json_:
        told = {"putusan": found.verdict.name, "utuh_sampai": found.rows, "kata": found.sentence}
        typer.echo(json.dumps(told | {"segel": len(known)}, ensure_ascii=False))
    elif found.verdict is inspection.Verdict.WHOLE:
        say(f"{found.sentence} {len(known)} segel cocok.")
    else:
        refuse(found.sentence)
    raise typer.Exit(int(found.verdict))


def _copy(path: Path) -> Database:
    """Open a copy of the database file, which need not be at this program's migration."""
    if not path.is_file():
        raise Invalid(f"Berkas {path} tidak ada.")
    return Database(f"sqlite:///{path.resolve()}", pool_size=1)


@application.command("penglihat")
def seen(
    target: Annotated[Path, typer.Argument(help="Berkas tujuan: .csv atau .xlsx.")],
    subject: Annotated[str, typer.Option("--hal", help="Nomor laporan, entri, kasus.")] = "",
    region: Annotated[str, typer.Option("--wilayah", help="Kode wilayah, misalnya 64.09.")] = "",
    since: Annotated[str, typer.Option("--dari", help="Tanggal pertama, 17/08/2026.")] = "",
    until: Annotated[str, typer.Option("--sampai", help="Tanggal terakhir.")] = "",
    data: DataOption = None,
) -> None:
    """Tulis siapa membaca atau mengunduh apa, kapan, dan dari mana (UU 27/2022 pasal 46)."""
    kind = target.suffix[1:]
    if kind not in MEDIA_TYPES:
        raise Invalid("Nama berkas tujuan harus berakhiran .csv atau .xlsx.")
    settings = read_settings(data)
    database = open_database(settings)
    actor = keyboard(settings)
    wanted = Wanted(
        subject=subject,
        region_code=region,
        since=_day(since, actor.zone, 0),
        until=_day(until, actor.zone, 1),
        only_seen=True,
    )
    with database.read() as session, whole_file(target) as handle:
        rows = exported(session, actor, wanted)
        count = write_file(handle, kind, rows, ACTIONS, actor.zone)
    with database.write() as session:
        details = {"hal": subject[:60], "wilayah": region[:13], "baris": count}
        audit.record(session, actor.username, "unduh.log", kind, now=clock(), details=details)
    database.dispose()
    say(f"{count} catatan ditulis ke {target}.")


def _day(text: str, zone: str, later: int) -> datetime | None:
    if not text:
        return None
    day = date_of(text)
    if day is None:
        raise Invalid(f"Tanggal {text!r} tidak dapat dibaca. Tulis seperti 17/08/2026.")
    return datetime.combine(day + timedelta(days=later), time.min, ZoneInfo(zone))


@keys_application.command("umum")
def show_public(data: DataOption = None) -> None:
    """Cetak kunci umum portal, yang dengannya siapa pun dapat memeriksa tanda tangan."""
    key = Keyring(read_settings(data).keys).current()
    say(f"Kunci {key_id(key)}")
    typer.echo(public_pem(key).decode(), nl=False)


@keys_application.command("periksa")
def check_signed(
    document: Annotated[Path, typer.Argument(help="Tanda terima atau segel (JSON) dari portal.")],
    publics: PublicOption = None,
    data: DataOption = None,
) -> None:
    """Periksa tanda tangan portal pada tanda terima atau segel, juga tanpa portalnya."""
    keys = known_keys(read_settings(data), publics)
    try:
        signing.check(signing.read_document(read_file(document)), keys)
    except NotFound:
        raise Invalid("Ditandatangani dengan kunci yang tidak dikenal portal ini.") from None
    say("Tanda tangan cocok: isi berkas ini sama seperti saat diberikan portal.")


@keys_application.command("ganti")
def change(data: DataOption = None) -> None:
    """Ganti kunci tanda tangan; yang lama dimusnahkan, tanda tangannya tetap dapat diperiksa."""
    settings = read_settings(data)
    database = open_database(settings)
    key = Keyring(settings.keys).change()
    with database.write() as session:
        actor = keyboard(settings).username
        audit.record(session, actor, "kunci.ganti", key_id(key), now=clock())
    database.dispose()
    say(f"Kunci baru {key_id(key)} dipakai. Bagikan kunci umumnya: petakonflik kunci umum")
