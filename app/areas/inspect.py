"""Inspect a boundary file: read it, check codes and shapes, prepare the areas to store."""

from __future__ import annotations

import hashlib
from dataclasses import replace
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
from app.areas.columns import find_columns
from app.areas.read import read_boundary_file
from app.areas.report import BoundaryReport, Finding, Severity, listed
from app.areas.simplify import found_areas, simplified
from app.errors import PortalError

if TYPE_CHECKING:
    from pathlib import Path

    from app.areas.check_codes import Rows
    from app.areas.code_book import CodeBook
    from app.areas.columns import Columns
    from app.areas.read import RawFile


UNREADABLE = "tidak-terbaca"


def inspect_file(
    path: Path,
    *,
    codes: CodeBook,
    code_column: str = "",
    name_column: str = "",
    file_name: str = "",
) -> BoundaryReport:
    """Read and check a boundary file without storing anything; never raises for a bad file.

    `file_name` is what the person calls the file, where it lies under another name.
    """
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    start = BoundaryReport(file_name or path.name, sha256)
    try:
        raw = read_boundary_file(path)
    except PortalError as refusal:
        finding = Finding(Severity.ERROR, UNREADABLE, refusal.sentence)
        return replace(start, findings=(finding,))
    columns = find_columns(raw, codes, code_column, name_column)
    known = replace(
        start,
        file_format=raw.file_format,
        crs=raw.crs,
        code_column=columns.code,
        name_column=columns.name,
        code_scheme=columns.scheme,
        level=columns.level,
        expected=len(codes.expected(columns.level)) if columns.level else 0,
    )
    try:
        return _checked(known, raw, columns, codes)
    except shapely.errors.ShapelyError as error:
        sentence = f"Bentuk di berkas ini terlalu rusak untuk diperiksa ({error})."
        advice = "Perbaiki geometrinya (di QGIS: Fix geometries), lalu muat lagi."
        return replace(
            known, findings=(Finding(Severity.ERROR, "geometri-rusak", sentence, advice),)
        )


def _checked(
    report: BoundaryReport, raw: RawFile, columns: Columns, book: CodeBook
) -> BoundaryReport:
    if len(raw.values) == 0 or shapely.is_missing(raw.shapes).all():
        empty = Finding(Severity.ERROR, "kosong", "Berkas tidak berisi poligon.")
        return replace(report, findings=(empty,))
    findings = check_position(raw.shapes, raw.crs)
    if not columns.level:
        return replace(report, findings=(*findings, _no_codes(raw, columns)))
    rows, found = check_codes(raw, columns, book)
    findings += found
    if not rows or _blocked(findings, "crs-salah", "bujur-lintang-tertukar", "koordinat"):
        return replace(report, findings=tuple(findings), present=len(rows))
    shapes, found = repair(_joined(rows, raw, findings, book), book)
    findings += found + check_overlaps(shapes, book) + check_gaps(shapes)
    findings += check_areas(shapes, book) + check_places(shapes, book, columns.level)
    findings += _levels(columns.level)
    faulty = any(finding.severity is Severity.ERROR for finding in findings)
    return replace(
        report,
        present=len(rows),
        findings=tuple(findings),
        outlines={code: shape for code, shape in shapes.items() if not shape.is_empty},
        names={code: book.name(code) for code in shapes},
        areas=() if faulty else found_areas(simplified(shapes), columns.level, book),
    )


def _blocked(findings: list[Finding], *kinds: str) -> bool:
    return any(finding.kind in kinds for finding in findings)


def _no_codes(raw: RawFile, columns: Columns) -> Finding:
    sentence = "Kolom kode wilayah tidak ditemukan."
    if columns.code:
        sentence = f"Kolom {columns.code} tidak berisi kode wilayah yang dikenal."
    names = listed(list(raw.columns), 15) or "tidak ada"
    advice = (
        f"Kolom yang ada: {names}. Sebutkan kolom kode dan kolom nama"
        " (di terminal: --kolom-kode, --kolom-nama)."
    )
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
