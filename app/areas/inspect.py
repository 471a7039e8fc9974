"""Inspect a boundary file: read it, check codes and shapes, prepare the areas to store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from app.areas.check_codes import check_codes
from app.areas.check_shapes import (
    check_areas,
    check_gaps,
    check_overlaps,
    check_places,
    check_position,
    polygons_of,
    repair,
)
from app.areas.columns import Columns, find_columns
from app.areas.read import RawFile, read_boundary_file
from app.areas.report import BoundaryReport, Finding, FoundArea, Severity, listed
from app.areas.simplify import found_areas, simplified
from app.errors import PortalError
from app.files import sha256_of

if TYPE_CHECKING:
    from pathlib import Path

    from app.areas.check_codes import Rows
    from app.areas.code_book import CodeBook


def inspect_file(
    path: Path, *, codes: CodeBook, code_column: str = "", name_column: str = ""
) -> BoundaryReport:
    """Read and check a boundary file without storing anything; never raises for a bad file."""
    digest = sha256_of(path.read_bytes())
    try:
        raw = read_boundary_file(path)
    except PortalError as refusal:
        finding = Finding(Severity.ERROR, "tidak-terbaca", refusal.sentence)
        return _report(path.name, digest, None, Columns("", "", "", 0), codes, [finding])
    columns = find_columns(raw, codes, code_column, name_column)
    findings, areas, present = _check(raw, columns, codes)
    return _report(path.name, digest, raw, columns, codes, findings, areas, present)


def _check(
    raw: RawFile, columns: Columns, book: CodeBook
) -> tuple[list[Finding], tuple[FoundArea, ...], int]:
    if len(raw.values) == 0 or shapely.is_missing(raw.shapes).all():
        return [Finding(Severity.ERROR, "kosong", "Berkas tidak berisi poligon.")], (), 0
    findings = check_position(raw.shapes, raw.crs)
    if not columns.level:
        return [*findings, _no_codes(raw, columns)], (), 0
    rows, found = check_codes(raw, columns, book)
    findings += found
    if not rows or _blocked(findings, "crs-salah", "bujur-lintang-tertukar", "koordinat"):
        return findings, (), len(rows)
    shapes, found = repair(_joined(rows, raw, findings, book), book)
    findings += found
    for more in (check_overlaps(shapes, book), check_gaps(shapes, book)):
        findings += more
    findings += check_areas(shapes, book) + check_places(shapes, book, columns.level)
    if any(finding.severity is Severity.ERROR for finding in findings):
        return findings, (), len(rows)
    findings += _levels(columns.level)
    return findings, found_areas(simplified(shapes), columns.level, book), len(rows)


def _blocked(findings: list[Finding], *kinds: str) -> bool:
    return any(finding.kind in kinds for finding in findings)


def _no_codes(raw: RawFile, columns: Columns) -> Finding:
    sentence = "Kolom kode wilayah tidak ditemukan."
    if columns.code:
        sentence = f"Kolom {columns.code} tidak berisi kode wilayah yang dikenal."
    names = listed(list(raw.columns), 15) or "tidak ada"
    advice = f"Kolom yang ada: {names}. Sebutkan kolomnya dengan --kolom-kode dan --kolom-nama."
    return Finding(Severity.ERROR, "tanpa-kode", sentence, advice)


def _joined(rows: Rows, raw: RawFile, findings: list[Finding], book: CodeBook) -> dict[Any, Any]:
    """Join regions written as several rows; a region written twice over itself is an error."""
    shapes: dict[Any, Any] = {}
    several: list[str] = []
    twice: list[str] = []
    for code, numbers in rows.items():
        if len(numbers) == 1:
            shapes[code] = raw.shapes[numbers[0]]
            continue
        parts = [polygons_of(shapely.make_valid(raw.shapes[n])) for n in numbers]
        shapes[code] = shapely.union_all(np.array(parts, dtype=object))
        total = sum(part.area for part in parts)
        (twice if shapes[code].area < 0.98 * total else several).append(code)
    if twice:
        names = listed([book.titled(code) for code in twice])
        sentence = f"Ditulis lebih dari sekali dan saling menutupi: {names}."
        advice = "Hapus baris gandanya; satu wilayah satu baris."
        findings.append(Finding(Severity.ERROR, "ganda", sentence, advice, tuple(twice)))
    if several:
        names = listed([book.titled(code) for code in several])
        sentence = f"Terdiri atas beberapa baris yang digabungkan: {names}."
        findings.append(Finding(Severity.INFO, "digabung", sentence, codes=tuple(several)))
    return shapes


def _levels(level: int) -> list[Finding]:
    if level >= 3:
        return []
    sentence = "Berkas ini tidak memuat kecamatan, jadi peta kecamatan tidak akan tersedia."
    advice = "Bila ada, muat berkas kecamatan atau desa; batas kabupaten/kota disusun darinya."
    return [Finding(Severity.WARNING, "tanpa-kecamatan", sentence, advice)]


def _report(  # noqa: PLR0913, PLR0917
    file_name: str,
    digest: str,
    raw: RawFile | None,
    columns: Columns,
    book: CodeBook,
    findings: list[Finding],
    areas: tuple[FoundArea, ...] = (),
    present: int = 0,
) -> BoundaryReport:
    return BoundaryReport(
        file_name=file_name,
        file_sha256=digest,
        file_format=raw.file_format if raw else "",
        crs=raw.crs if raw else "",
        code_column=columns.code,
        name_column=columns.name,
        code_scheme=columns.scheme,
        level=columns.level,
        expected=len(book.expected(columns.level)) if columns.level else 0,
        present=present,
        findings=tuple(findings),
        areas=areas,
    )
