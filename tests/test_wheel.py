"""The wheel: only what belongs in it, and it runs from anywhere with nothing of the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import urllib.request
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from tests.postgres import free_port

ROOT = Path(__file__).resolve().parent.parent
# One worker of a parallel run takes them all: what they share takes long to make.
pytestmark = pytest.mark.xdist_group("wheel")
PARTS = ("app", "templates", "geodata", "migrations")
FILES = ("pyproject.toml", "README.md", "LICENSE", ".gitignore")
SUFFIXES = {
    "app": {".gz", ".py", ".css", ".js", ".svg", ".png", ".woff2", ".json", ".license"},
    "templates": {".html", ".typ", ".ttf", ".txt", ".svg", ".xml"},
    "geodata": {".csv", ".geojson", ".md", ".json"},
    "migrations": {".py", ".mako", ".head"},
}
PIP = ("--no-deps", "--no-index", "--disable-pip-version-check")
# What a working copy may contain and a wheel must not: both are in .gitignore.
PLANTED = ("templates/.env", "templates/laporan.private.xlsx", "app/rahasia.private.csv")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy in which private files lie about."""
    copy = tmp_path_factory.mktemp("checkout")
    for part in PARTS:
        shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, copy)
    for name in PLANTED:
        (copy / name).write_text("rahasia")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(copy / "dist")],
        cwd=copy,
        check=True,
        capture_output=True,
    )
    return next((copy / "dist").glob("*.whl"))


def test_contains_nothing_that_does_not_belong(wheel: Path) -> None:
    strange = []
    for name in zipfile.ZipFile(wheel).namelist():
        path = PurePosixPath(name)
        if path.parts[0].endswith(".dist-info"):
            continue
        part = path.parts[2] if path.parts[:2] == ("app", "_bundle") else path.parts[0]
        ending = path.suffix.lower() or f".{path.name.lower()}"
        if ending not in SUFFIXES.get(part, set()):
            strange.append(name)
    assert strange == []


def test_contains_all_that_is_needed(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "app/main.py",
        "app/_bundle/templates/base.html",
        "app/_bundle/geodata/districts.geojson",
        "app/_bundle/migrations/env.py",
        "app/_bundle/migrations/HEAD",
        "app/web/static/portal.css",
    } <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel; the libraries are those of this environment."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", *PIP, wheel],
        check=True,
    )
    # A folder named in a .pth file is searched after the environment's own, and its own .pth
    # files (such as the one that leads to the checkout) are not read.
    site = next(folder.glob("lib/python*/site-packages"))
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


def run(installed: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a program of the fresh environment with nothing of ours in its surroundings."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PETAKONFLIK_", "PYTHON"))}
    program = [str(installed / "bin" / words[0]), *words[1:]]
    return subprocess.run(
        program, cwd=cwd, env=kept, capture_output=True, text=True, check=False, timeout=120
    )


def test_runs_from_anywhere(installed: Path, tmp_path: Path) -> None:
    where = run(installed, "python", "-c", "import app; print(app.__file__)", cwd=tmp_path)
    assert where.stdout.startswith(str(installed)), where.stderr
    for words in (("migrate",), ("wilayah", "siapkan")):
        done = run(installed, "petakonflik", *words, "--data", "isi", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "isi" / "petakonflik.db").exists()


def test_serves_pages_and_styles(installed: Path, tmp_path: Path) -> None:
    run(installed, "petakonflik", "migrate", "--data", "isi", cwd=tmp_path)
    port = free_port()
    words = ["serve", "--data", "isi", "--port", str(port), "--tanpa-pekerja"]
    with subprocess.Popen(
        [str(installed / "bin" / "petakonflik"), *words],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            assert server.stderr is not None
            assert any("Portal siap" in line for line in server.stderr)
            for page in ("/healthz", "/siap", "/masuk"):
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{page}") as answer:
                    assert answer.status == 200, page
                    text = answer.read().decode()
            style = next(word for word in text.split('"') if "portal" in word and ".css" in word)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{style}") as answer:
                assert answer.headers["content-type"].startswith("text/css")
        finally:
            server.terminate()
