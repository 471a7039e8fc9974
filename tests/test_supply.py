"""What is installed is what is locked, under licences we may use, and can be listed."""

from __future__ import annotations

import importlib.util
import re
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Families of licences that allow what an agency does: run it, change it, hand it on.
ALLOWED = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python|MPL|Mozilla|Zlib|zlib|HPND|CMU|Unlicense|0BSD|CC0|"
    r"LGPL|Lesser|Public Domain|BlueOak",
    re.IGNORECASE,
)
# The first words of licences whose text does not name them.
WORDS = re.compile(
    r"Permission is hereby granted, free of charge|This software is provided 'as-is'",
    re.IGNORECASE,
)


def locked(name: str = "requirements.lock") -> dict[str, str]:
    """Packages of a lock file with their versions; those for other systems are left out."""
    found = {}
    for line in (ROOT / name).read_text().splitlines():
        match = re.match(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)\s*(;[^\\]*)?", line)
        if match and _is_for_us(match[3] or ""):
            found[_plain(match[1])] = match[2]
    return found


def _is_for_us(marker: str) -> bool:
    from packaging.markers import Marker

    return not marker.strip(" ;") or Marker(marker.strip(" ;")).evaluate()


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def different(wanted: dict[str, str]) -> dict[str, str]:
    """Locked packages that are installed in another version, or not at all."""
    wrong = {}
    for name, version in wanted.items():
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            found = "missing"
        if found != version:
            wrong[name] = f"{found}, locked {version}"
    return wrong


def licence_of(name: str) -> str:
    """What a package says of its licence in its metadata, else the text it brings."""
    about = metadata.metadata(name)
    trove = [c for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    said = about.get("License-Expression") or " ".join(trove) or about.get("License")
    if said:
        return str(said)[:300]
    files = metadata.distribution(name).files or []
    kept = [file for file in files if "licen" in str(file).lower()]
    return " ".join(file.read_text() for file in kept)


def test_what_is_installed_is_what_is_locked() -> None:
    assert len(locked()) > 40
    assert different(locked()) == {}


def test_another_version_is_noticed() -> None:
    assert different({"fastapi": "0.0.1", "tidak-ada-paket": "1"}) == {
        "fastapi": f"{metadata.version('fastapi')}, locked 0.0.1",
        "tidak-ada-paket": "missing, locked 1",
    }


@pytest.mark.parametrize("name", sorted(locked()))
def test_every_licence_is_one_we_may_use(name: str) -> None:
    licence = licence_of(name)
    allowed = ALLOWED.search(licence) or WORDS.search(licence)
    assert allowed, f"{name}: {licence[:200] or 'says nothing'}"


def test_a_licence_nobody_judged_is_noticed() -> None:
    assert not ALLOWED.search("AGPL-3.0-only")
    assert not ALLOWED.search("Proprietary")


def test_every_lock_line_has_a_hash() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-build.lock"):
        text = (ROOT / name).read_text()
        packages = len(re.findall(r"^[A-Za-z0-9_.-]+==", text, re.MULTILINE))
        blocks = len(re.findall(r"^[A-Za-z0-9_.-]+==.*\\\n    --hash=sha256:", text, re.MULTILINE))
        assert packages == blocks > 0, name


def test_what_was_not_asked_is_not_called_clean(capsys: pytest.CaptureFixture[str]) -> None:
    spec = importlib.util.spec_from_file_location("audit", ROOT / "tools/audit.py")
    assert spec is not None
    assert spec.loader is not None
    audit = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(audit)
    clean, unknown = {"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "x"}
    faulty = {"name": "c", "version": "1", "vulns": [{"id": "GHSA-1"}]}
    assert audit.judge([clean]) is True
    assert "none in 1" in capsys.readouterr().out
    assert audit.judge([clean, unknown]) is True
    assert "NOT CHECKED for 1 of 2" in capsys.readouterr().out
    assert audit.judge([unknown, faulty]) is False
    assert "GHSA-1" in capsys.readouterr().out
