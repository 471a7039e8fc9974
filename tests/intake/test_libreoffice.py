"""The workbook in LibreOffice: through ods and back, formulas and lists computed, still read."""

from __future__ import annotations

import io
import os
import subprocess
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.intake.columns import EVENT_SHEET, POTENTIAL_SHEET, letters_of
from app.intake.parse import parse_workbook
from app.intake.workbook import read_workbook
from tests.intake.books import ACTION, EVENT, POTENTIAL, SECRET, context, filled, saved

if TYPE_CHECKING:
    from pathlib import Path

NO_TOLL = (
    "injured_serious",
    "injured_minor",
    "women_victims",
    "child_victims",
    "displaced_hh",
    "displaced_people",
    "houses_damaged",
    "public_damaged",
    "worship_damaged",
    "vehicles_damaged",
)
pytestmark = pytest.mark.libreoffice


def convert(path: Path, suffix: str) -> Path:
    _save_again(path.parent, suffix, [path])
    return path.parent / suffix / f"{path.stem}.{suffix}"


def convert_all(folder: Path, suffix: str) -> None:
    """Save every workbook of a folder again, in one run of the program."""
    _save_again(folder, suffix, sorted(folder.glob("*.xlsx")))


def _save_again(folder: Path, suffix: str, paths: list[Path]) -> None:
    command = ["soffice", f"-env:UserInstallation=file://{folder / 'profile'}", "--headless"]
    command += ["--convert-to", suffix, "--outdir", str(folder / suffix), *map(str, paths)]
    home = {**os.environ, "HOME": str(folder)}
    subprocess.run(command, check=True, capture_output=True, timeout=180, env=home)


def test_a_filled_workbook_survives_ods_and_back(tmp_path: Path) -> None:
    event = EVENT | {"deaths": 1, "no_casualties": None, "recommendation": "Dampingi keluarga."}
    event |= dict.fromkeys(NO_TOLL, 0)
    data = filled({"P": [POTENTIAL], "K": [event], "U": [ACTION]})
    book = openpyxl.load_workbook(io.BytesIO(data))
    # The dependent list of the first row, counted by the program itself.
    book[POTENTIAL_SHEET]["CA6"] = "=COUNTA(DesaPotensi)"
    source = tmp_path / "isi.xlsx"
    source.write_bytes(saved(book))
    back = convert(convert(source, "ods"), "xlsx").read_bytes()

    raw = read_workbook(back, secret=SECRET)
    assert raw.stamp is not None
    assert raw.stamp.valid
    before = parse_workbook(read_workbook(data, secret=SECRET), context())
    after = parse_workbook(raw, context())
    assert after.entries == before.entries
    assert after.actions == before.actions
    assert after.refused == ()

    values = openpyxl.load_workbook(io.BytesIO(back), data_only=True)
    potential = values[POTENTIAL_SHEET]
    assert potential["AD6"].value == "Sedang · 14"
    assert potential["CA6"].value == 2
    severity = [cell.value for cell in values[EVENT_SHEET][5]].index("Keparahan (otomatis)")
    assert values[EVENT_SHEET].cell(6, severity + 1).value == 4
    assert values["4_TindakLanjut"]["C6"].value == POTENTIAL["title"]
    checks = openpyxl.load_workbook(io.BytesIO(back))[POTENTIAL_SHEET].data_validations
    letters = letters_of("P")
    lists = {
        str(check.sqref).split(":")[0]: check.formula1
        for check in checks.dataValidation
        if check.type == "list"
    }
    assert "DesaPotensi" in lists[f"{letters['village']}6"]
    assert "Pilihan_topic" in lists[f"{letters['topic']}6"]
