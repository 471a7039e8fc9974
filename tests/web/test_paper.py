"""The paper of a report over HTTP: whose draft it is, which version, and the links to it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pypdf import PdfReader

from tests.web.province_desk import ANALYST, OPERATOR, REVIEW, Desk, desk

if TYPE_CHECKING:
    from httpx2 import Response

__all__ = ["desk"]
PAPER = "/laporan/2026-tw3/surat.pdf"
NAMED = f"{PAPER}?wilayah=99.01"


def text_of(answer: Response) -> str:
    """What a PDF says, without spaces."""
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    reader = PdfReader(io.BytesIO(answer.content))
    return "".join("".join(page.extract_text() for page in reader.pages).split())


def test_a_draft_is_on_paper_for_its_own_office_alone(desk: Desk) -> None:
    desk.story.upload(("P", "P-001", {}))
    officer, analyst = desk.enter(OPERATOR).client, desk.enter(ANALYST).client
    for page in ("/laporan/2026-tw3", "/laporan/2026-tw3/periksa"):
        assert f'href="{PAPER}"' in officer.get(page).text, page
    assert "DRAF" in text_of(officer.get(PAPER))
    assert analyst.get(NAMED).status_code == 404
    for wrong in ("0", "2", "x", "-1"):
        status = officer.get(f"{PAPER}?versi={wrong}").status_code
        assert status == (200 if wrong == "0" else 404 if wrong == "2" else 422), wrong


def test_a_sent_report_is_on_paper_for_office_and_province(desk: Desk) -> None:
    desk.send_report()
    officer, analyst = desk.enter(OPERATOR).client, desk.enter(ANALYST).client
    assert f'href="{PAPER}"' in officer.get("/laporan/2026-tw3/terkirim").text
    assert f"{PAPER}?versi=1" in officer.get("/laporan/2026-tw3/versi/1").text
    assert f"{NAMED}&amp;versi=1" in analyst.get(REVIEW).text
    own, theirs = text_of(officer.get(PAPER)), text_of(analyst.get(f"{NAMED}&versi=1"))
    assert own == theirs
    assert "DRAF" not in own
    assert "Sengketabataskebun<b>kedua</b>" in own
