"""What was found in a boundary file: findings to read, and the areas that would be stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry import MultiPolygon

    from app.model.area_code import AreaCode


class Severity(StrEnum):
    """How much a finding matters; an error keeps the file out."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """Word printed before the finding."""
        return {"error": "Salah", "warning": "Periksa", "info": "Catatan"}[self.value]


@dataclass(frozen=True)
class Finding:
    """One thing found: a sentence, what to do about it, the regions it concerns."""

    severity: Severity
    kind: str
    sentence: str
    advice: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class FoundArea:
    """One region as it would be stored, EPSG:4326."""

    code: AreaCode
    name: str
    level: int
    parent_code: AreaCode | None
    area_km2: float
    label_lon: float
    label_lat: float
    boundary: MultiPolygon


@dataclass(frozen=True)
class BoundaryReport:
    """The result of reading and checking one file; without errors it can be stored.

    `areas` is empty while there are errors; otherwise it holds the file's level and every level
    above it down from the province, parents first. `outlines` and `names` are what the file
    holds, for the picture, also of a file that is refused; empty when positions are wrong.
    """

    file_name: str
    file_sha256: str
    file_format: str = ""
    crs: str = ""
    code_column: str = ""
    name_column: str = ""
    code_scheme: str = ""
    level: int = 0
    expected: int = 0
    present: int = 0
    findings: tuple[Finding, ...] = ()
    areas: tuple[FoundArea, ...] = ()
    outlines: Mapping[AreaCode, MultiPolygon] = field(default_factory=dict)
    names: Mapping[AreaCode, str] = field(default_factory=dict)

    @property
    def can_be_stored(self) -> bool:
        """Tell whether nothing blocks the file."""
        return bool(self.areas) and not self.of(Severity.ERROR)

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """Return the findings of one severity, in the order they were made."""
        return tuple(f for f in self.findings if f.severity is severity)

    def lines(self) -> list[str]:
        """Return the report as Indonesian text, errors first, for the terminal or a page."""
        level = LEVEL_NAMES.get(self.level, "tidak dikenali")
        head = [
            f"Berkas    : {self.file_name} ({self.file_format or 'tidak dikenali'})",
            f"SHA-256   : {self.file_sha256}",
            f"Koordinat : {self.crs or 'tidak diketahui'}",
            f"Kolom     : kode = {self.code_column or '-'}, nama = {self.name_column or '-'}",
            f"Tingkat   : {level}, {self.present} dari {self.expected} wilayah",
        ]
        body = []
        for severity in Severity:
            for finding in self.of(severity):
                body.append(f"[{severity.label}] {finding.sentence}")
                if finding.advice:
                    body.append(f"    {finding.advice}")
        return [*head, "", *([*body, ""] if body else []), self._verdict()]

    def _verdict(self) -> str:
        errors, warnings = len(self.of(Severity.ERROR)), len(self.of(Severity.WARNING))
        if self.can_be_stored:
            return f"Berkas dapat dimuat. {warnings} hal perlu diperiksa."
        return f"Berkas tidak dapat dimuat: {errors} kesalahan, {warnings} hal perlu diperiksa."


LEVEL_NAMES = {1: "provinsi", 2: "kabupaten/kota", 3: "kecamatan", 4: "desa/kelurahan"}


def figure(value: float, decimals: int = 1) -> str:
    """Write a number as Indonesian offices do: `26.912,1`."""
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def listed(items: list[str], most: int = 8) -> str:
    """Join some names for a sentence and say how many more there are."""
    shown = ", ".join(items[:most])
    return shown if len(items) <= most else f"{shown}, dan {len(items) - most} lagi"
