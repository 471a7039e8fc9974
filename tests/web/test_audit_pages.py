"""The pages of the trail: filtered, as files, and who saw whose data."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from app import audit
from app.access.trail import Wanted, exported
from app.audit import inspection
from app.audit.inspection import Inspection, Verdict
from app.cli.console import keyboard

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.testclient import TestClient

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock

REPORT = "LAP-6409-2026TW3"


@pytest.fixture
def trail(people: Database, clock: Clock) -> Database:
    """Readings, a download, a refusal and a change about two regencies."""
    acts = [
        ("baca.laporan", REPORT, "64.09", "", "analis", 0),
        ("baca.entri", f"{REPORT} P-001", "64.09", "", "analis", 1),
        ("laporan.unduh_lampiran", f"{REPORT} lampiran 7", "64.09", "", "analis", 2),
        ("akses.ditolak", REPORT, "64.09", "TIDAK_ADA", "=cmd|x", 3),
        ("baca.daftar", "/entri", "", "", "pengesah", 4),
        ("laporan.kirim", f"{REPORT} v1", "", "", "pengesah.ppu", 5),
        ("baca.laporan", "LAP-6401-2026TW3", "64.01", "", "analis", 6),
    ]
    with people.write() as session:
        for action, subject, region, outcome, actor, days in acts:
            where = audit.Where("10.1.2.3", region, outcome)
            at = clock() + timedelta(days=days)
            audit.record(session, actor, action, subject, now=at, where=where)
    return people


def subjects(session: object, wanted: Wanted, settings: Settings) -> list[str]:
    """What a question finds."""
    return [row.subject for row in exported(session, keyboard(settings), wanted)]  # type: ignore[arg-type]


def test_who_saw_what_of_whom(trail: Database, settings: Settings, now: datetime) -> None:
    with trail.read() as session:

        def seen(**wanted: object) -> list[str]:
            return subjects(session, Wanted(only_seen=True, **wanted), settings)  # type: ignore[arg-type]

        of_report = [REPORT, f"{REPORT} P-001", f"{REPORT} lampiran 7", REPORT]
        assert seen(subject=REPORT) == of_report
        assert seen(subject=f"{REPORT} p-001") == [f"{REPORT} P-001"]
        assert seen(region_code="64.09") == [*of_report, "/entri"]  # lists show every regency
        assert seen(region_code="64.01") == ["/entri", "LAP-6401-2026TW3"]
        day = timedelta(days=1)
        assert seen(region_code="64.09", since=now + day, until=now + 3 * day) == of_report[1:3]
        assert seen(who="PENGESAH") == ["/entri"]
        assert seen(subject="%") == []


def test_the_files_hold_what_the_page_shows(
    client: TestClient, enter: Callable[..., None], trail: Database, clock: Clock
) -> None:
    enter(client, "auditor")
    html = client.get(f"/admin/log/penglihat?hal={REPORT}").text
    assert html.count("10.1.2.3") == 4
    assert "Tidak ada atau bukan haknya" in html
    assert f'href="/admin/log/penglihat/unduh/xlsx?hal={REPORT}"' in html
    answer = client.get(f"/admin/log/penglihat/unduh/csv?hal={REPORT}")
    assert answer.headers["content-disposition"].startswith('attachment; filename="penglihat-2026')
    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff")), delimiter=";"))
    assert [row[4] for row in rows[1:]] == [
        REPORT,
        f"{REPORT} P-001",
        f"{REPORT} lampiran 7",
        REPORT,
    ]
    assert rows[4][2] == "'=cmd|x"
    book = client.get(f"/admin/log/penglihat/unduh/xlsx?hal={REPORT}")
    sheet = load_workbook(io.BytesIO(book.content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[5]][2:5] == ["'=cmd|x", "Ditolak membuka", REPORT]
    assert all(cell.data_type != "f" for row in sheet for cell in row)
    assert client.get("/admin/log/unduh/pdf").status_code == 404
    with trail.read() as session:  # who took the trail stands in it too
        newest = inspection.head(session)[0]
    clock.forward(minutes=1)
    client.get("/admin/log/unduh/csv")
    with trail.read() as session:
        assert inspection.head(session)[0] == newest + 1


def test_filters_of_the_log(
    client: TestClient, enter: Callable[..., None], trail: Database
) -> None:
    enter(client, "auditor")
    html = client.get(f"/admin/log?hal={REPORT}&dari=13/10/2026&sampai=13/10/2026").text
    assert "Mengirim laporan" in html
    assert html.count("10.1.2.3") == 1
    assert "Tulis tanggal seperti 17/08/2026." in client.get("/admin/log?dari=kemarin").text
    assert client.get("/admin/log?sampai=31/12/9999").status_code == 200
    assert client.get("/admin/log?dari=01/01/0001").status_code == 200


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict.WHOLE, "Rantai utuh sampai nomor 6"),
        (Verdict.BROKEN, "Rantai tidak utuh setelah nomor 6"),
    ],
)
def test_the_page_says_how_the_last_check_ended(
    client: TestClient,
    enter: Callable[..., None],
    trail: Database,
    clock: Clock,
    verdict: Verdict,
    words: str,
) -> None:
    enter(client, "auditor")
    assert "Rantai belum pernah diperiksa" in client.get("/admin/log").text
    with trail.write() as session:
        inspection.remember(session, Inspection(verdict, 6, ""), clock())
    assert words in client.get("/admin/log").text
