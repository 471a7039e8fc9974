"""What would be unsafe in production, asked of the settings, the machine and the database.

Each check answers with nothing, or with one sentence that says what is wrong and what to do. All
are asked before anything is refused: whoever sets a portal up mends everything in one go.
"""

from __future__ import annotations

import stat
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from app import database_roles, schema
from app.access import registration
from app.cli import scanner_safety, sign_in_safety
from app.db import Database
from app.errors import PortalError
from app.model.record import AuditEvent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.settings import Settings

_LEAST_SECRET, _LEAST_LETTERS = 32, 10
_NEAR = frozenset({"localhost", "127.0.0.1", "::1"})
_SAFE_WAL = (3, 51, 3)
# The portal is younger than this; a machine that says otherwise has lost its clock.
_EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
_SLACK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Check:
    """One question with its answer: `fault` is empty when all is well.

    Advice is told by `periksa` and stands in nobody's way.
    """

    name: str
    fault: str
    is_advice: bool = False

    @property
    def is_safe(self) -> bool:
        """Tell whether nothing is to be done."""
        return not self.fault


def unsafe(settings: Settings, now: datetime, *, with_database: bool = False) -> list[str]:
    """Say, one sentence each, what would be unsafe in production."""
    checks = checks_of(settings, now, with_database=with_database)
    return [check.fault for check in checks if not check.is_safe and not check.is_advice]


def checks_of(settings: Settings, now: datetime, *, with_database: bool) -> list[Check]:
    """Ask everything; `with_database` also what only a connection can tell."""
    asked: list[tuple[str, Callable[[Settings], str]]] = [
        ("Kunci rahasia", _secret),
        ("Kuki", _cookies),
        ("Alamat portal", _address),
        ("Pengirim surel", _sender),
        ("Pengamanan surel", _mail),
        ("Versi SQLite", _sqlite),
        ("Folder data", _folder),
        ("Berkas rahasia", _secret_files),
        ("Peladen proksi", _proxies),
        ("Mode pengembang", _development),
        ("Masuk lewat SSO", sign_in_safety.provider_fault),
        ("Kunci sandi admin", sign_in_safety.passkey_fault),
        ("Alamat pemindai", scanner_safety.address_fault),
    ]
    checks = [Check(name, ask(settings)) for name, ask in asked]
    checks.append(Check("Jam mesin", _clock(now)))
    checks.append(Check("Pemindai virus", scanner_safety.fault(settings), is_advice=True))
    return checks + (list(_of_database(settings, now)) if with_database else [])


# --- settings ----------------------------------------------------------------------------------


def _secret(settings: Settings) -> str:
    if len(settings.secret) < _LEAST_SECRET:
        return (
            f"PETAKONFLIK_SECRET kosong atau kurang dari {_LEAST_SECRET} karakter. "
            "Buat yang acak: openssl rand -hex 32."
        )
    if len(set(settings.secret)) < _LEAST_LETTERS:
        return "PETAKONFLIK_SECRET mudah ditebak. Buat yang acak: openssl rand -hex 32."
    return ""


def _cookies(settings: Settings) -> str:
    if settings.secure_cookies:
        return ""
    return "PETAKONFLIK_SECURE_COOKIES belum true: kuki dapat lewat tanpa HTTPS. Isi true."


def _address(settings: Settings) -> str:
    if registration.origin_of(settings.base_url).startswith("https://"):
        return ""
    return "PETAKONFLIK_BASE_URL belum beralamat https. Isi alamat portal yang dipakai petugas."


def _sender(settings: Settings) -> str:
    if settings.smtp_host and not settings.mail_sender:
        return "PETAKONFLIK_MAIL_SENDER kosong, padahal server surel diisi. Isi alamat pengirim."
    return ""


def _mail(settings: Settings) -> str:
    """Say what is wrong with how mail leaves; a relay on this very machine needs no cipher."""
    is_open = settings.smtp_host and settings.smtp_security == "none"
    if not is_open or settings.smtp_host in _NEAR:
        return ""
    return (
        "PETAKONFLIK_SMTP_SECURITY none: surel dan kata sandinya lewat tanpa penyandian. "
        "Isi starttls atau tls."
    )


def _sqlite(settings: Settings) -> str:
    if not settings.url.startswith("sqlite") or not (version := sqlite_without_wal()):
        return ""
    return (
        f"SQLite {version} terlalu tua; pasang pysqlite3 (3.51.3 atau lebih baru) "
        "atau pakai PostgreSQL."
    )


def sqlite_without_wal() -> str:
    """Return the version when the database would not dare to use WAL with this SQLite."""
    database = Database("sqlite://")
    version: tuple[int, ...] = database.writer.dialect.dbapi.sqlite_version_info  # type: ignore[union-attr]
    database.dispose()
    return "" if version >= _SAFE_WAL else ".".join(map(str, version))


# --- the machine -------------------------------------------------------------------------------


def _folder(settings: Settings) -> str:
    if _is_open_to_all(settings.data):
        return (
            f"Folder data {settings.data} dapat dibaca semua pengguna mesin. "
            f"Jalankan: chmod 700 {settings.data}"
        )
    return ""


def _secret_files(settings: Settings) -> str:
    """Look at files that hold secrets: the settings, a database, keys of any kind."""
    kept = [Path(".env"), *settings.data.glob("kunci*"), *settings.data.glob("*.db")]
    # A folder nobody enters hides what is in it, whatever the file itself allows.
    shut = not _is_open_to_all(settings.data) and settings.data.is_dir()
    loose = [
        path
        for path in kept
        if _is_open_to_all(path) and not (shut and path.parent == settings.data)
    ]
    if not loose:
        return ""
    names = " ".join(str(path) for path in loose)
    return f"Berkas rahasia dapat dibaca semua pengguna mesin. Jalankan: chmod 600 {names}"


def _is_open_to_all(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & stat.S_IRWXO)
    except FileNotFoundError:
        return False


def _proxies(_settings: Settings) -> str:
    """Ask the server itself whose word about addresses it will take."""
    trusted = uvicorn.Config("app").forwarded_allow_ips or ""
    if "*" not in trusted:
        return ""
    return (
        "FORWARDED_ALLOW_IPS berisi *: siapa pun dapat memalsukan alamat pengirimnya. "
        "Isi alamat proksi saja."
    )


def _development(_settings: Settings) -> str:
    if sys.flags.dev_mode or sys.flags.inspect:
        return "Python berjalan dalam mode pengembang. Hapus PYTHONDEVMODE dan PYTHONINSPECT."
    return ""


def _clock(now: datetime) -> str:
    if now >= _EARLIEST:
        return ""
    return (
        f"Jam mesin menunjuk {now:%d/%m/%Y}. Setel jamnya, lalu nyalakan penyelaras waktu (NTP)."
    )


# --- the database ------------------------------------------------------------------------------


def _of_database(settings: Settings, now: datetime) -> Iterator[Check]:
    """Ask the database what it does with what it was given to keep."""
    database = Database(settings.url, pool_size=1)
    try:
        yield Check("Ketahanan basis data", _durability(database))
        yield Check("Peran basis data", " ".join(database_roles.faults(database)))
        yield Check("Jam dan catatan", _order_of_time(database, now))
    except (SQLAlchemyError, PortalError):
        sentence = "Basis data tidak menjawab. Periksa PETAKONFLIK_DATABASE_URL dan servernya."
        yield Check("Basis data", sentence)
    finally:
        database.dispose()


def _durability(database: Database) -> str:
    with database.writer.connect() as connection:
        if database.is_sqlite:
            journal = connection.execute(text("PRAGMA journal_mode")).scalar_one()
            level = connection.execute(text("PRAGMA synchronous")).scalar_one()
            return sqlite_fault(str(journal), int(level))
        found = {
            name: str(connection.execute(statement).scalar_one())
            for name, statement in _POSTGRESQL.items()
        }
    loose = [name for name, value in found.items() if value != "on"]
    if not loose:
        return ""
    return (
        f"PostgreSQL berjalan dengan {', '.join(loose)} mati: laporan yang sudah diterima dapat "
        "hilang bila listrik padam. Hidupkan di postgresql.conf, lalu muat ulang."
    )


# As the portal's own connections have it: those ask for synchronous_commit themselves (app.db).
_POSTGRESQL = {
    "fsync": text("SELECT setting FROM pg_settings WHERE name = 'fsync'"),
    "full_page_writes": text("SELECT setting FROM pg_settings WHERE name = 'full_page_writes'"),
    "synchronous_commit": text(
        "SELECT setting FROM pg_settings WHERE name = 'synchronous_commit'"
    ),
}
_FULL, _EXTRA = 2, 3


def sqlite_fault(journal: str, level: int) -> str:
    """Say what is wrong with how SQLite keeps a commit (security paper, 6.4)."""
    least = {"wal": _FULL, "truncate": _FULL, "delete": _EXTRA}.get(journal.lower())
    if least is not None and level >= least:
        return ""
    return (
        f"SQLite memakai jurnal {journal} dengan synchronous {level}: laporan yang sudah diterima "
        "dapat hilang bila listrik padam. Pindahkan folder data ke cakram setempat."
    )


def _order_of_time(database: Database, now: datetime) -> str:
    """A clock behind the newest record would date new acts before old ones."""
    if not schema.is_current(database):
        return ""  # whoever opens it says that migrations are missing
    with database.read() as session:
        newest = session.scalar(select(func.max(AuditEvent.at)))
    if newest is None or newest <= now + _SLACK:
        return ""
    return (
        f"Jam mesin ({now:%d/%m/%Y %H.%M} UTC) lebih lambat daripada catatan terakhir "
        f"({newest:%d/%m/%Y %H.%M} UTC). Setel jamnya sebelum portal dijalankan."
    )
