"""Production does not start on anything unsafe: real processes, one fault at a time and all."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app import audit
from app.cli.console import clock
from app.cli.safety import checks_of, sqlite_fault, unsafe
from app.db import Database
from tests.postgres import TemporaryServer, free_port, programs

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "PETAKONFLIK_PRODUCTION": "true",
    "PETAKONFLIK_SECURE_COOKIES": "true",
    "PETAKONFLIK_SECRET": "mandau hujan kelapa perahu rotan senja",
    "PETAKONFLIK_BASE_URL": "https://portal.contoh.go.id",
}
# A fault in the surroundings, and words of what is said about it.
FAULTS: dict[str, tuple[dict[str, str], str]] = {
    "no secret": ({"PETAKONFLIK_SECRET": ""}, "PETAKONFLIK_SECRET kosong"),
    "short secret": ({"PETAKONFLIK_SECRET": "rahasia"}, "kurang dari 32 karakter"),
    "guessable secret": ({"PETAKONFLIK_SECRET": "rahasia" * 8}, "mudah ditebak"),
    "cookies over http": ({"PETAKONFLIK_SECURE_COOKIES": "false"}, "SECURE_COOKIES belum true"),
    "no https": ({"PETAKONFLIK_BASE_URL": "http://portal.contoh.go.id"}, "belum beralamat https"),
    "mail without sender": (
        {"PETAKONFLIK_SMTP_HOST": "surel.contoh.go.id"},
        "PETAKONFLIK_MAIL_SENDER kosong",
    ),
    "mail in the clear": (
        {
            "PETAKONFLIK_SMTP_HOST": "surel.contoh.go.id",
            "PETAKONFLIK_SMTP_SECURITY": "none",
            "PETAKONFLIK_MAIL_SENDER": "portal@contoh.go.id",
        },
        "tanpa penyandian",
    ),
    "every proxy trusted": ({"FORWARDED_ALLOW_IPS": "*"}, "FORWARDED_ALLOW_IPS berisi *"),
    "development mode": ({"PYTHONDEVMODE": "1"}, "mode pengembang"),
}


def surroundings(folder: Path, **changed: str) -> dict[str, str]:
    """The environment of a production that would start, with single things changed."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PETAKONFLIK_")}
    kept |= {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    return kept | GOOD | {"PETAKONFLIK_DATA": str(folder)} | changed


def start(folder: Path, *words: str, **changed: str) -> subprocess.CompletedProcess[str]:
    """Run the program until it ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", "app", *words],
        env=surroundings(folder, **changed),
        cwd=folder.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def serve(folder: Path, **changed: str) -> subprocess.CompletedProcess[str]:
    """Try to serve; only a refusal ends by itself."""
    return start(folder, "serve", "--port", str(free_port()), "--tanpa-pekerja", **changed)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder nobody else may enter."""
    made = tmp_path / "data"
    made.mkdir(mode=0o700)
    return made


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_is_enough(name: str, folder: Path) -> None:
    changed, words = FAULTS[name]
    refused = serve(folder, **changed)
    assert refused.returncode == 1
    assert words in refused.stderr
    assert "  1. " in refused.stderr
    assert "  2. " not in refused.stderr, "only what is wrong is named"
    assert "Traceback" not in refused.stderr


def test_everything_wrong_is_said_at_once(folder: Path) -> None:
    folder.chmod(0o755)
    changed: dict[str, str] = {}
    for name in ("short secret", "cookies over http", "no https", "mail in the clear"):
        changed |= FAULTS[name][0]
    refused = serve(folder, FORWARDED_ALLOW_IPS="*", **changed)
    assert refused.returncode == 1
    assert re.findall(r"^  (\d)\. ", refused.stderr, re.MULTILINE) == [*"123456"]
    assert "petakonflik periksa" in refused.stderr
    assert "rahasia" not in refused.stderr.replace("Berkas rahasia", ""), "a secret is never said"


MISTYPED = {
    "SCANNER_POLICY": ("sometimes", "isi dengan 'off', 'mark' atau 'refuse'."),
    "SESSION_HOURS": ("0", "paling kecil 1."),
    "SMTP_PORT": ("70000", "paling besar 65535."),
    "SECURE_COOKIES": ("barangkali", "isi dengan true atau false."),
    "UPLOAD_LIMIT_BYTES": ("5 MB", "isi dengan bilangan, tanpa titik dan satuan."),
}


@pytest.mark.parametrize("command", ["serve", "periksa", "migrate"])
def test_values_no_setting_can_have_are_all_named(folder: Path, command: str) -> None:
    changed = {f"PETAKONFLIK_{name}": value for name, (value, _) in MISTYPED.items()}
    refused = start(folder, command, **changed)
    assert refused.returncode == 1
    for name, (_, wanted) in MISTYPED.items():
        assert f"PETAKONFLIK_{name}: {wanted}" in refused.stderr
    assert re.findall(r"^  (\d)\. ", refused.stderr, re.MULTILINE) == [*"12345"]
    assert "Traceback" not in refused.stderr
    assert "barangkali" not in refused.stderr, "a value may be a secret"


def test_a_folder_everybody_may_read(folder: Path) -> None:
    folder.chmod(0o755)
    assert "chmod 700" in serve(folder).stderr


def test_a_secret_everybody_may_read(folder: Path) -> None:
    lines = [f'{name}="{value}"' for name, value in GOOD.items()]
    (folder.parent / ".env").write_text("\n".join(lines))
    (folder.parent / ".env").chmod(0o644)
    assert "chmod 600 .env" in serve(folder).stderr


def test_a_new_folder_is_nobody_elses(tmp_path: Path) -> None:
    made = start(tmp_path / "baru", "migrate")
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "baru").stat().st_mode & 0o777 == 0o700


def test_what_is_safe_starts(folder: Path) -> None:
    """The refusals above are worth something only if nothing is wrong with the rest."""
    assert start(folder, "migrate").returncode == 0
    seen = start(folder, "periksa", "--json")
    checks = json.loads(seen.stdout)
    assert [item for item in checks if not item["safe"] and not item["advice"]] == []
    assert seen.returncode == 0
    words = [sys.executable, "-m", "app", "serve", "--port", str(free_port()), "--tanpa-pekerja"]
    with subprocess.Popen(
        words, env=surroundings(folder), cwd=folder, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr is not None
        try:
            assert any("Portal siap" in line for line in server.stderr)
        finally:
            server.terminate()


def test_the_table_says_the_same(folder: Path) -> None:
    assert start(folder, "migrate").returncode == 0
    seen = start(folder, "periksa", PETAKONFLIK_SECRET="", COLUMNS="300")
    assert seen.returncode == 1
    assert "Kunci rahasia" in seen.stdout
    assert "openssl rand -hex 32" in seen.stdout
    assert "aman" in seen.stdout


def test_a_clock_behind_the_records(folder: Path) -> None:
    assert start(folder, "migrate").returncode == 0
    database = Database(f"sqlite:///{folder}/petakonflik.db")
    with database.write() as session:
        ahead = clock() + timedelta(days=2)
        audit.record(session, "uji", "uji", "uji", now=ahead)
    database.dispose()
    assert "lebih lambat daripada catatan terakhir" in serve(folder).stderr


def test_a_clock_before_the_portal(make_settings: Callable[..., Settings]) -> None:
    faults = unsafe(make_settings(), datetime(1970, 1, 1, tzinfo=UTC))
    assert any("Jam mesin menunjuk 01/01/1970" in fault for fault in faults)


def test_a_database_that_does_not_answer(folder: Path) -> None:
    url = f"postgresql+psycopg://orang:jangan-tampil@127.0.0.1:{free_port()}/tidak_ada"
    refused = serve(folder, PETAKONFLIK_DATABASE_URL=url)
    assert refused.returncode == 1
    assert "Basis data tidak menjawab" in refused.stderr
    assert "jangan-tampil" not in refused.stderr


@pytest.mark.parametrize(
    ("journal", "level", "safe"),
    [
        ("wal", 2, True),
        ("wal", 1, False),
        ("delete", 2, False),
        ("delete", 3, True),
        ("truncate", 2, True),
        ("off", 3, False),
        ("memory", 3, False),
    ],
)
def test_modes_that_lose_work(journal: str, level: int, safe: bool) -> None:
    assert (sqlite_fault(journal, level) == "") is safe


@pytest.mark.postgis
@pytest.mark.parametrize("loose", ["fsync", "full_page_writes", "synchronous_commit", ""])
def test_a_postgresql_that_forgets(
    make_settings: Callable[..., Settings], folder: Path, loose: str
) -> None:
    """Asked from the server; only synchronous_commit is a connection's own to switch on again."""
    found = programs()
    if not found:
        pytest.skip("no PostgreSQL programs to start a server of our own")
    names = ("fsync", "synchronous_commit", "full_page_writes")
    server = TemporaryServer(found, f"-c {loose}=off" if loose else "")
    try:
        settings = make_settings(database_url=server.start(), data=folder)
        checks = checks_of(settings, clock(), with_database=True)
        said = [item.fault for item in checks if item.name == "Ketahanan basis data"]
    finally:
        server.stop()
    assert len(said) == 1, [item for item in checks if not item.is_safe]
    lost = {"fsync", "full_page_writes"} & {loose}
    assert {name for name in names if name in said[0]} == lost


def test_a_route_without_a_rule(folder: Path) -> None:
    """A program that forgot a rule says so in a sentence, and no port answers."""
    assert start(folder, "migrate").returncode == 0
    program = (
        "import app.main as m; from fastapi import APIRouter; r = APIRouter();"
        "r.add_api_route('/tanpa-aturan', lambda: None); m.ROUTERS = (*m.ROUTERS, r);"
        "import sys; sys.argv = ['petakonflik', 'serve', '--proses', '1', '--port', "
        f"'{free_port()}'];"
        "from app.cli import main; main()"
    )
    refused = subprocess.run(
        [sys.executable, "-c", program],
        env=surroundings(folder),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert refused.returncode == 1
    assert "/tanpa-aturan" in refused.stderr
    assert "Traceback" not in refused.stderr
