"""The command at the keyboard: what it says, what it refuses, with which exit code."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app import schema
from app.access import links
from app.access.links import Standing
from app.cli import main
from app.cli.console import clock
from app.cli.safety import unsafe
from app.cli.upkeep import example
from app.db import Database
from app.model.account import User
from app.model.area_code import AreaCode
from app.model.confidential import SYSTEM
from app.model.period import Obligation
from app.model.record import AuditEvent
from app.model.region import BoundarySet
from app.model.second_factor import TotpFactor
from app.settings import Settings
from tests import factories
from tests.postgres import free_port

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Said:
    """How a command ended and what it printed."""

    returncode: int
    stdout: str
    stderr: str


class Keyboard:
    """Runs the command in this process: starting Python for each would take minutes."""

    def __init__(self, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.patch, self.capsys = patch, capsys

    def __call__(self, *words: str, **settings: str) -> Said:
        self.capsys.readouterr()
        with self.patch.context() as patch:
            for name, value in settings.items():
                patch.setenv(f"PETAKONFLIK_{name.upper()}", value)
            patch.setattr(sys, "argv", ["petakonflik", *words])
            try:
                main()
                code = 0
            except SystemExit as ended:
                code = int(ended.code or 0)
        return Said(code, *self.capsys.readouterr())


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Keyboard:
    """The command `petakonflik`, as `run("periode", "buka", "2026-TW3", data=...)`."""
    monkeypatch.setenv("COLUMNS", "200")
    return Keyboard(monkeypatch, capsys)


@pytest.fixture
def place(tmp_path: Path, sqlite_database: Database) -> str:
    """A data folder with a migrated database and province 99."""
    with sqlite_database.write() as session:
        factories.make_province(session)
    return moved_to(tmp_path, sqlite_database)


def moved_to(folder: Path, database: Database) -> str:
    """Copy a test database to where a data folder has it."""
    database.dispose()
    shutil.copyfile(database.url.removeprefix("sqlite:///"), folder / "petakonflik.db")
    return str(folder)


def opened(place: str) -> Database:
    return Database(f"sqlite:///{place}/petakonflik.db", reach=SYSTEM)


def start(*words: str, **pipes: int) -> subprocess.Popen[str]:
    """Start the command in a process of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PETAKONFLIK_")}
    program = [sys.executable, "-m", "app", *words]
    return subprocess.Popen(program, cwd=ROOT, env=kept, text=True, **pipes)


def test_migrate_twice(run: Keyboard, tmp_path: Path) -> None:
    first = json.loads(run("migrate", "--json", data=str(tmp_path)).stdout)
    second = json.loads(run("migrate", "--json", data=str(tmp_path)).stdout)
    assert first == {"before": None, "after": schema.newest()}
    assert second == {"before": schema.newest(), "after": schema.newest()}


@pytest.mark.parametrize("words", [("serve", "--port", "1"), ("periode", "buka", "2026-TW3")])
def test_nothing_runs_on_an_old_schema(
    run: Keyboard, words: tuple[str, ...], tmp_path: Path
) -> None:
    if words[0] == "serve":
        words = ("serve", "--port", str(free_port()))
    refused = run(*words, data=str(tmp_path))
    assert refused.returncode == 1
    assert "petakonflik migrate" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_first_administrator(run: Keyboard, place: str) -> None:
    words = ("pengguna", "undang", "admin.contoh", "--nama", "Orang Contoh", "--json")
    made = json.loads(run(*words, data=place, province="99").stdout)
    again = run(*words, data=place, province="99")
    assert again.returncode == 1
    assert "sudah dipakai" in again.stderr
    database = opened(place)
    with database.read() as session:
        user = session.scalars(select(User)).one()
        assert (user.username, user.has_password) == ("admin.contoh", False)
        assert user.region_code == AreaCode("99")
        assert set(session.scalars(select(AuditEvent.actor))) == {"baris-perintah"}
        token = made["link"].rpartition("/")[2]
        assert links.look(session, token, clock()).standing is Standing.VALID
    newer = json.loads(
        run("pengguna", "tautan", "admin.contoh", "--json", data=place, province="99").stdout
    )
    with database.read() as session:
        assert links.look(session, token, clock()).standing is Standing.REPLACED
        newest = newer["link"].rpartition("/")[2]
        assert links.look(session, newest, clock()).standing is Standing.VALID
    database.dispose()
    nobody = run("pengguna", "tautan", "bukan.siapa", data=place, province="99")
    assert (nobody.returncode, "Tidak ada akun" in nobody.stderr) == (1, True)


def test_a_quarter_is_opened_once(run: Keyboard, place: str) -> None:
    said = run("periode", "buka", "2026-tw3", "--json", data=place, province="99")
    assert json.loads(said.stdout) == {"period": "2026-TW3", "due_on": "2026-10-12"}
    assert run("periode", "buka", "2026-TW3", data=place, province="99").returncode == 1
    assert "bukan kode triwulan" in run("periode", "buka", "III/2026", data=place).stderr
    database = opened(place)
    with database.read() as session:
        owing = set(session.scalars(select(Obligation.region_code)))
    database.dispose()
    assert owing == set(factories.REGENCIES)


def test_a_boundary_file_is_only_checked_unless_told(
    run: Keyboard, tmp_path: Path, sqlite_database: Database
) -> None:
    place = moved_to(tmp_path, sqlite_database)
    assert "Batas perkiraan" in run("wilayah", "siapkan", data=place).stderr
    assert "tidak ada yang diubah" in run("wilayah", "siapkan", data=place).stderr
    file = str(ROOT / "geodata" / "regencies.geojson")
    checked = run("wilayah", "muat", file, data=place)
    assert checked.returncode == 0, checked.stdout
    assert "--terapkan" in checked.stdout
    assert sets(place) == [("Batas perkiraan", True)]
    loaded = run("wilayah", "muat", file, "--terapkan", "--judul", "Resmi", "--json", data=place)
    assert json.loads(loaded.stdout)["boundary_set"] == 2
    assert sets(place) == [("Batas perkiraan", True), ("Resmi", False)]


def test_the_picture_of_a_file_is_written_as_svg_or_png(
    run: Keyboard, tmp_path: Path, sqlite_database: Database
) -> None:
    place = moved_to(tmp_path, sqlite_database)
    run("wilayah", "siapkan", data=place)
    file = str(ROOT / "geodata" / "regencies.geojson")
    svg, png = tmp_path / "batas.svg", tmp_path / "batas.PNG"
    assert run("wilayah", "muat", file, "--gambar", str(svg), data=place).returncode == 0
    assert run("wilayah", "muat", file, "--gambar", str(png), data=place).returncode == 0
    assert svg.read_text(encoding="utf-8").count("<path") == 10
    assert png.read_bytes().startswith(b"\x89PNG")
    refused = run("wilayah", "muat", file, "--gambar", str(tmp_path / "batas.tif"), data=place)
    assert refused.returncode == 2
    assert ".svg atau .png" in refused.stderr
    assert sets(place) == [("Batas perkiraan", True)]


def sets(place: str) -> list[tuple[str, bool]]:
    """Names of the boundary sets, and whether each is approximate."""
    database = opened(place)
    with database.read() as session:
        found = session.execute(
            select(BoundarySet.name, BoundarySet.approximate).order_by(BoundarySet.id)
        )
        rows = [(name, approximate) for name, approximate in found]
    database.dispose()
    return rows


def test_a_file_that_is_no_map_is_refused(
    run: Keyboard, tmp_path: Path, sqlite_database: Database
) -> None:
    run("wilayah", "siapkan", data=moved_to(tmp_path, sqlite_database))
    file = tmp_path / "batas.geojson"
    file.write_text("bukan peta")
    refused = run("wilayah", "muat", str(file), "--terapkan", data=str(tmp_path))
    assert refused.returncode == 1
    assert "tidak dapat dimuat" in refused.stdout
    assert sets(str(tmp_path)) == [("Batas perkiraan", True)]


def test_secrets_are_masked(run: Keyboard, tmp_path: Path) -> None:
    said = run(
        "setelan",
        "cek",
        data=str(tmp_path),
        secret="jangan-tampil" * 3,
        database_url="postgresql+psycopg://orang:jangan-tampil@127.0.0.1/uji",
    )
    assert said.returncode == 0
    assert "jangan-tampil" not in said.stdout + said.stderr
    assert "(terisi)" in said.stdout


def test_production_refuses_what_is_only_safe_for_a_trial(run: Keyboard, tmp_path: Path) -> None:
    refused = run("serve", data=str(tmp_path), production="true")
    assert refused.returncode == 1
    for setting in ("SECRET", "SECURE_COOKIES", "BASE_URL"):
        assert f"PETAKONFLIK_{setting}" in refused.stderr
    good = {
        "data": str(tmp_path),
        "production": "true",
        "secure_cookies": "true",
        "secret": "mandau hujan kelapa perahu rotan senja",
        "base_url": "https://portal.contoh.go.id",
    }
    assert run("setelan", "cek", **good).returncode == 0
    demo = run("demo", **good)
    assert demo.returncode == 1
    assert "Contoh tidak dijalankan" in demo.stderr


def test_an_old_sqlite_is_named(
    monkeypatch: pytest.MonkeyPatch, make_settings: Callable[..., Settings]
) -> None:
    monkeypatch.setattr("app.cli.safety.sqlite_without_wal", lambda: "3.40.1")
    assert any("SQLite 3.40.1 terlalu tua" in fault for fault in unsafe(make_settings(), clock()))
    remote = make_settings(database_url="postgresql+psycopg://127.0.0.1/uji")
    assert not any("SQLite" in fault for fault in unsafe(remote, clock()))


def test_example_file_lists_every_setting() -> None:
    assert (ROOT / ".env.example").read_text() == example()
    for name in Settings.model_fields:
        assert f"PETAKONFLIK_{name.upper()}=" in example()
    assert all(field.description for field in Settings.model_fields.values())


def test_serve_answers_and_leaves_in_order(run: Keyboard, place: str) -> None:
    port = free_port()
    with start("serve", "--port", str(port), "--data", place, stderr=subprocess.PIPE) as server:
        assert server.stderr is not None
        try:
            heard = next((line for line in server.stderr if "Portal siap" in line), "")
            assert f"http://127.0.0.1:{port}" in heard
            for page in ("/healthz", "/siap"):
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{page}") as answer:
                    assert answer.status == 200
            taken = run("serve", "--port", str(port), data=place)
            assert taken.returncode == 1
            assert "tidak dapat dipakai" in taken.stderr
            workers = children(server.pid)
            assert len(workers) == 1
            os.kill(workers[0], signal.SIGKILL)
            server.send_signal(signal.SIGTERM)
            rest = server.stderr.read()
            assert server.wait(60) == 0, rest
        finally:
            server.kill()
    assert "Traceback" not in rest
    assert "Fatal" not in rest
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)


def test_the_worker_leaves_when_its_parent_is_killed(place: str) -> None:
    words = ("worker", "--with-parent", "--data", place)
    with start(*words, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as worker:
        assert worker.stdin is not None
        worker.stdin.close()  # what the system does with the pipes of a killed process
        try:
            assert worker.wait(90) in {0, 130}
        finally:
            worker.kill()


def children(pid: int) -> list[int]:
    """Processes a process has started."""
    tasks = Path(f"/proc/{pid}/task")
    found = [(task / "children").read_text().split() for task in tasks.iterdir()]
    return [int(child) for some in found for child in some]


def test_the_sample_is_never_mixed_with_real_accounts(run: Keyboard, place: str) -> None:
    run("pengguna", "undang", "admin.contoh", "--nama", "Orang Contoh", data=place, province="99")
    refused = run("siapkan-contoh", data=place)
    assert refused.returncode == 1
    assert "bukan contoh" in refused.stderr


def test_a_taken_port_is_said_before_anything_is_prepared(run: Keyboard, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        refused = run("demo", "--port", str(other.getsockname()[1]), data=str(tmp_path))
    assert refused.returncode == 1
    assert "tidak dapat dipakai" in refused.stderr
    assert not (tmp_path / "petakonflik.db").exists()


def test_a_lost_factor_is_taken_off_at_the_server_and_recorded(run: Keyboard, place: str) -> None:
    database = Database(Settings(data=Path(place)).url)
    with database.write() as session:
        user = factories.make_user(session, username="admin.satu")
        values = {"sealed_key": "x", "last_step": 0, "created_at": factories.MOMENT}
        session.add(TotpFactor(user_id=user.id, **values))
    words = ("pengguna", "lepas-langkah-kedua", "admin.satu", "--data", place)
    assert json.loads(run(*words, "--json").stdout)["taken_off"] is True
    with database.read() as session:
        assert session.scalars(select(TotpFactor)).all() == []
        columns = (AuditEvent.actor, AuditEvent.action, AuditEvent.subject)
        act = session.execute(select(*columns).order_by(AuditEvent.id.desc())).first()
    database.dispose()
    assert act == ("baris-perintah", "pemulihan.server", "admin.satu")
    again = run(*words)
    assert again.returncode == 1
    assert "tidak memakai verifikasi dua langkah" in again.stderr
