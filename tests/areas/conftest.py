"""Boundary files for tests: the packaged approximate ones, and real ones where they are."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.areas.code_book import CodeBook, packaged_code_book
from app.areas.report import BoundaryReport, Severity
from app.paths import resource

if TYPE_CHECKING:
    from collections.abc import Callable

_BESIDE = Path(__file__).resolve().parents[3] / "shared" / "geodata" / "real"
REAL = Path(os.environ.get("PETAKONFLIK_REAL_GEODATA") or _BESIDE)


@pytest.fixture(scope="session")
def book() -> CodeBook:
    """The code list of the program for Kalimantan Timur."""
    return packaged_code_book(resource("geodata"), "64")


@pytest.fixture(scope="session")
def real() -> Path:
    """Folder with official boundary files."""
    if not (REAL / "kaltim_adm2_200m.geojson").exists():
        pytest.skip(
            "Real boundaries skipped: set PETAKONFLIK_REAL_GEODATA to a folder with"
            " kaltim_adm2_200m.geojson, kaltim_adm3_200m.geojson and kaltim_adm4_200m.geojson."
        )
    return REAL


@pytest.fixture
def regencies() -> dict[str, Any]:
    """The packaged regencies as parsed GeoJSON, free to be changed."""
    text = (resource("geodata") / "regencies.geojson").read_text(encoding="utf-8")
    collection: dict[str, Any] = json.loads(text)
    return collection


@pytest.fixture
def districts() -> dict[str, Any]:
    """The packaged kecamatan as parsed GeoJSON, free to be changed."""
    text = (resource("geodata") / "districts.geojson").read_text(encoding="utf-8")
    collection: dict[str, Any] = json.loads(text)
    return collection


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write a collection (or raw bytes) to a file and return its path."""

    def write(content: Any, name: str = "batas.geojson") -> Path:
        path = tmp_path / name
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        path.write_bytes(raw)
        return path

    return write


def kinds(report: BoundaryReport, severity: Severity = Severity.ERROR) -> list[str]:
    return [finding.kind for finding in report.of(severity)]


def text(report: BoundaryReport) -> str:
    return "\n".join(report.lines())


def feature(collection: dict[str, Any], code: str) -> dict[str, Any]:
    """Return the feature of one region."""
    found: dict[str, Any] = next(
        f for f in collection["features"] if f["properties"]["code"] == code
    )
    return found
