"""A workbook with twelve wrong cells comes back with twelve notes, and mended it is whole."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import openpyxl
from sqlalchemy import select

from app.intake.columns import SHEET_OF_KIND, letters_of
from app.model.entry import Entry
from app.model.particulars import Action
from app.model.report import PendingRow, Revision, Upload
from app.reports import entry_pages
from tests.intake import books
from tests.web import officer_helpers as at
from tests.web.officer_fixtures import enter_as, officer, settings
from tests.web.officer_helpers import REPORT, Officer, main_text

if TYPE_CHECKING:
    import pytest

    from app.db import Database

__all__ = ["enter_as", "officer", "settings"]

ROWS: dict[str, list[dict[str, Any]]] = {
    "P": [at.POTENTIAL | {"title": f"Sengketa lahan plasma nomor {n}"} for n in range(1, 6)],
    "K": [at.EVENT | {"title": f"Penutupan jalan kebun nomor {n}"} for n in range(1, 5)],
    "U": [
        books.ACTION | {"entry_key": key, "date_start": "20/08/2026"}
        for key in ("P-001", "K-001", "P-001", "P-003", "K-002", "P-001", "P-002")
    ],
}
# Sheet, line among its rows, column, what is typed there. U-004 and U-005 hang on P-003 and K-002.
FAULTS: tuple[tuple[str, int, str, str], ...] = (
    ("P", 2, "title", "pendek"),
    ("P", 2, "village", "Antah"),
    ("P", 3, "likelihood", "enam"),
    ("P", 4, "law_source", "sengketa entah"),
    ("P", 4, "topic", "tema entah"),
    ("P", 5, "info_date", "31/09/2026"),
    ("K", 2, "crowd_max", "5"),
    ("K", 3, "event_start", "31/02/2026"),
    ("K", 4, "event_form", "bentuk entah"),
    ("U", 3, "date_start", "31/09/2026"),
    ("U", 6, "lead_agency", "badan entah"),
    ("U", 7, "entry_key", "K-099"),
)
TOTAL = 16
NOTES = {f"{SHEET_OF_KIND[kind]}!{letters_of(kind)[key]}{5 + n}" for kind, n, key, _ in FAULTS}
NOTE_AUTHOR, RED = "Portal Peta Konflik", "FFF9CFCB"


def faulty() -> dict[str, list[dict[str, Any]]]:
    rows = {kind: [dict(cells) for cells in items] for kind, items in ROWS.items()}
    for kind, line, key, text in FAULTS:
        rows[kind][line - 1][key] = text
    return rows


def notes_in(data: bytes) -> set[str]:
    """Cells of the rows that bear a note of the portal's; each of them is red."""
    found = set()
    for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                if cell.comment is not None and cell.comment.author == NOTE_AUTHOR:
                    assert cell.fill.fgColor.rgb == RED
                    found.add(f"{sheet.title}!{cell.coordinate}")
    return found


def stored(database: Database) -> tuple[list[str], list[str], list[str], int]:
    """Codes of entries, actions and waiting rows, and the version of the draft."""
    with database.read() as session:
        return (
            sorted(session.scalars(select(Entry.row_key))),
            sorted(session.scalars(select(Action.row_key))),
            sorted(session.scalars(select(PendingRow.row_key))),
            session.scalars(select(Revision.lock_version)).one(),
        )


def verdicts(database: Database) -> tuple[int, int, int, int]:
    """New, changed, unchanged and refused rows of the last file; they add up to all."""
    with database.read() as session:
        last = session.scalars(select(Upload).order_by(Upload.id.desc())).first()
        assert last is not None
        found = (last.created_rows, last.changed_rows, last.unchanged_rows, last.refused_rows)
        assert sum(found) == last.total_rows == TOTAL
        return found


def test_twelve_faults_give_twelve_notes_and_the_mended_file_is_whole(
    officer: Officer, database: Database
) -> None:
    template = officer.template()
    officer.upload(at.workbook(template, faulty()))
    assert verdicts(database) == (4, 0, 0, 12)
    page = officer.open(f"{REPORT}/hasil")
    text = main_text(page)
    assert "Ada 12 sel yang perlu diperbaiki" in text
    assert "4 dari 16 baris sudah benar" in text
    assert text.count("1 upaya ikut menunggu baris ini.") == 2
    assert page.count('id="baris-') == 10, "a waiting action has no card"
    assert "10 baris perlu diperbaiki" in main_text(officer.open(REPORT))
    marked = officer.client.get(f"{REPORT}/bertanda.xlsx").content
    assert notes_in(marked) == NOTES
    book = openpyxl.load_workbook(io.BytesIO(marked))
    assert book["Perlu diperbaiki"]["A1"].value == "Ada 12 sel yang perlu diperbaiki"
    waiting_lines = [book["4_TindakLanjut"][number] for number in (9, 10)]
    assert not [cell for line in waiting_lines for cell in line if cell.fill.fgColor.rgb == RED]

    mended = at.workbook(template, ROWS)
    officer.upload(mended)
    assert verdicts(database) == (12, 0, 4, 0)
    assert "perlu diperbaiki" not in main_text(officer.open(REPORT))
    whole = stored(database)
    assert whole[:3] == (
        [f"K-{n:03d}" for n in range(1, 5)] + [f"P-{n:03d}" for n in range(1, 6)],
        [f"U-{n:03d}" for n in range(1, 8)],
        [],
    )
    officer.upload(mended)
    assert verdicts(database) == (0, 0, 16, 0)
    assert stored(database) == whole


def test_an_action_joins_when_its_entry_is_mended_on_the_page(
    officer: Officer, database: Database
) -> None:
    data = at.workbook(officer.template(), faulty())
    officer.upload(data)
    form = officer.form(f"{REPORT}/hasil", f"{REPORT}/hasil")
    cell = next(name for name in form if name.endswith("-likelihood"))
    officer.send(f"{REPORT}/hasil", f"{REPORT}/hasil", **{cell: "3"})
    entries, actions, pending, _ = stored(database)
    assert "P-003" in entries
    assert "U-004" in actions
    assert "U-004" not in pending
    assert "U-005" in pending
    officer.upload(data)
    kept = len(entries) + len(actions)
    assert verdicts(database) == (0, 0, kept, TOTAL - kept)
    assert stored(database)[:2] == (entries, actions)


def test_a_long_report_is_shown_page_by_page(
    officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry_pages, "PAGE", 2)
    officer.upload(at.workbook(officer.template(), ROWS))
    for path in ("entri", "versi/1"):
        first = officer.open(f"{REPORT}/{path}")
        assert f'href="{REPORT}/{path}?hal=2"' in first
        shown = [officer.open(f"{REPORT}/{path}?hal={number}") for number in range(1, 6)]
        titles = [cells["title"] for cells in (*ROWS["P"], *ROWS["K"])]
        assert [sum(title in html for html in shown) for title in titles] == [1] * 9
        assert officer.open(f"{REPORT}/{path}?hal=99").count("<tr>") == shown[4].count("<tr>")
