"""Hostile words in what we write into an officer's workbook: text, whatever program reads it."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.intake import worker_mark
from app.intake.annotate import mark_workbook
from app.intake.columns import POTENTIAL_SHEET, PROBLEM_SHEET
from app.intake.problem import Problem
from tests import parts
from tests.attacks.message_attack import BREAKERS
from tests.hostile_planting import COMPUTED, EVERY
from tests.intake.books import POTENTIAL, filled

if TYPE_CHECKING:
    from pathlib import Path

PAYLOADS = {**EVERY, **BREAKERS, "halves": "a\ud800b", "not a sign": "a\ufffeb"}
UNWRITABLE = {"lines", "controls", "halves", "not a sign"}  # of these what a file can hold
FIRST = 5  # row of the list
SAID = ("value", "message", "heading", "row_key")
COLUMNS = {"row_key": 4, "heading": 5, "message": 6, "value": 7}


def problems() -> list[Problem]:
    """Every payload as what was typed, what is said of it, a heading and a code."""
    return [
        Problem(
            sheet=POTENTIAL_SHEET,
            row_number=6,
            column="title",
            cell="B6",
            suggestions=((text, text),),
            **dict.fromkeys(SAID, text),
        )
        for text in PAYLOADS.values()
    ]


def marked() -> bytes:
    return mark_workbook(filled({"P": [POTENTIAL]}), problems())


def wrong_in(data: bytes) -> list[str]:
    """Say what in the packed XML would run or fetch: formulas of ours, links out of the file."""
    wrong = []
    before = formulas(filled({"P": [POTENTIAL]}))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            xml = archive.read(name).decode("utf-8", "replace")
            wrong += [f"{name}: outside"] * ('TargetMode="External"' in xml)
            wrong += [f"{name}: {word}" for word in ("ddeLink", "externalLink") if word in xml]
    wrong += [f"formula {text}" for text in sorted(formulas(data) - before)]
    return wrong


def formulas(data: bytes) -> set[str]:
    """Return every formula of a workbook, from its XML."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        found = [re.findall(r"<f\b[^>]*>([^<]*)", archive.read(name).decode()) for name in sheets]
    return {text for texts in found for text in texts}


def test_nothing_we_write_runs_or_fetches() -> None:
    assert wrong_in(marked()) == []


def test_what_we_write_is_what_was_typed() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(marked()))[PROBLEM_SHEET]
    listed = {column: [] for column in SAID}
    for row in range(FIRST, FIRST + len(PAYLOADS)):
        for column in SAID:
            cell = sheet.cell(row, COLUMNS[column])
            assert cell.data_type == "s", cell.coordinate
            listed[column].append(cell.value)
    for texts in listed.values():
        changed = {
            name
            for (name, text), wrote in zip(PAYLOADS.items(), texts, strict=True)
            if wrote.split() not in (text.split(), f"'{text}".split())  # line ends apart
        }
        assert changed == UNWRITABLE


def test_without_its_guard_a_formula_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def bare(cell: object, text: str) -> None:
        cell.value = worker_mark.written(text).removeprefix("'")  # type: ignore[attr-defined]

    monkeypatch.setattr(worker_mark, "_write_text", bare)
    listed = [problem.to_json() for problem in problems()]
    data = worker_mark.mark(filled({"P": [POTENTIAL]}), listed)
    assert any("HYPERLINK" in said for said in wrong_in(data))


@pytest.mark.libreoffice
def test_libreoffice_computes_nothing_of_it(tmp_path: Path) -> None:
    program = parts.require_libreoffice()
    file = tmp_path / "bertanda.xlsx"
    file.write_bytes(marked())
    profile = f"-env:UserInstallation=file://{tmp_path / 'profil'}"
    words = [program, profile, "--headless", "--convert-to", "fods", "--outdir", str(tmp_path)]
    subprocess.run([*words, str(file)], check=True, capture_output=True, timeout=180)
    opened = file.with_suffix(".fods").read_text()
    table = opened.partition(f'table:name="{PROBLEM_SHEET}"')[2].partition("</table:table>")[0]
    assert "cmd|" in table
    assert "table:formula" not in table
    assert re.findall(r'<text:a [^>]*xlink:href="(?!#)[^"]*"', opened) == []
    assert COMPUTED not in opened
