"""Who told it stays in the regency: a crawl of every page a province's person can reach."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from app.web.pages import entry_view
from tests.reports.story import LETTER_PDF
from tests.web.province_desk import ANALYST, DECIDER, OPERATOR, REVIEW, Desk, desk

if TYPE_CHECKING:
    from httpx2 import Response
    from starlette.testclient import TestClient

__all__ = ["desk"]
CANARY = "Posko Merpati Sebelas"
NOT_LOOKED_AT = re.compile(r"^/(static|akun|keluar|masuk|admin|panduan)")
MOST = 30
PROVINCE = "?wilayah=99.01"


def told(answer: Response) -> str:
    """What an answer says; a PDF by its words, but for the letter, which is one line."""
    is_pdf = answer.headers.get("content-type") == "application/pdf"
    if is_pdf and answer.content != LETTER_PDF:
        reader = PdfReader(io.BytesIO(answer.content))
        return " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    return answer.content.decode("utf-8", "replace")


def crawl(client: TestClient, where: str = "") -> tuple[set[str], set[str]]:
    """Follow links from the report's own pages on; return what was read and what named it."""
    own = ("entri/P-001", "versi/1", "surat.pdf", "berkas/1")
    waiting = [f"/laporan/2026-tw3/{page}{where}" for page in own]
    waiting += [f"{REVIEW}?entri=P-001", "/"]
    read: set[str] = set()
    named: set[str] = set()
    while waiting and len(read) < MOST:
        address = waiting.pop(0)
        if address in read or NOT_LOOKED_AT.match(address):
            continue
        read.add(address)
        text = told(client.get(address))
        if CANARY in text:
            named.add(address.removesuffix(PROVINCE))
        found = re.findall(r'(?:href|src|action)="(/[^"#]*)', text)
        waiting += [link.replace("&amp;", "&") for link in found]
    return read, named


@pytest.fixture
def sent(desk: Desk) -> Desk:
    """A report whose second source is to be protected, as workbook and as row; in review."""
    cells = {"other_sources": f"FKDM_KEC: {CANARY} (lindungi)"}
    desk.story.upload(("P", "P-001", cells), ("U", "U-001", {}), data=CANARY.encode())
    desk.story.attach_letter()
    desk.story.send()
    desk.story.review()
    return desk


def test_its_own_office_reads_it(sent: Desk) -> None:
    read, named = crawl(sent.enter(OPERATOR).client)
    assert any("/entri/P-001" in address for address in named)
    assert any("/berkas/" in address for address in named), read


@pytest.mark.parametrize("who", [ANALYST, DECIDER])
def test_the_province_reads_everything_but_it(sent: Desk, who: str) -> None:
    read, named = crawl(sent.enter(who).client, PROVINCE)
    assert named == set()
    for part in ("/entri/P-001", "surat.pdf", "/versi/1", "/berkas/", REVIEW):
        assert any(part in address for address in read), part


def test_the_crawl_finds_a_page_that_tells(sent: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page that keeps it back made to tell: the same crawl names it."""
    real = entry_view._source
    monkeypatch.setattr(
        entry_view, "_source", lambda item, zone, **_kept: real(item, zone, at_home=True)
    )
    assert crawl(sent.enter(ANALYST).client, PROVINCE)[1]


def test_a_workbook_without_a_hidden_source_is_given(desk: Desk) -> None:
    desk.send_report()
    answer = desk.enter(ANALYST).client.get("/laporan/2026-tw3/berkas/1?wilayah=99.01")
    assert answer.status_code == 200
