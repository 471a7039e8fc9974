"""The looks themselves bite: each fault they are there for is told, and a good page has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.looks import signs_of, tab_faults_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
FRAME = '<html lang="id"><title>{title} - Peta Konflik</title><main>{main}</main></html>'
GOOD = """<h1>Masuk</h1><a href="/a">Satu</a><input aria-label="Dua">
<input type="radio" name="r"><input type="radio" name="r"><button disabled>Tidak</button>
<a href="/b" hidden>Tidak</a><details open><summary>Tiga</summary>
<a href="/c">Empat</a></details>"""
SUMMARY = '<div class="govuk-error-summary" tabindex="-1">Salah</div>'


def show(page: Page, main: str, title: str = "Masuk") -> None:
    page.set_content(FRAME.format(title=title, main=main))


def test_a_good_page_has_no_fault(page: Page) -> None:
    show(page, GOOD)
    assert signs_of(page, "uji") | tab_faults_of(page, "uji") == {}


@pytest.mark.parametrize(
    ("main", "title", "fault"),
    [
        ("<h1>Masuk</h1>", "Keluar", "uji title"),
        ("<h1>Masuk</h1><h1>Lagi</h1>", "Masuk", "uji h1"),
        ("<p>Masuk</p>", "Masuk", "uji h1"),
        (f"{SUMMARY}<h1>Masuk</h1>", "Masuk", "uji title of an error"),
        ("<h1>Masuk</h1>", "Galat: Masuk", "uji title of an error"),
        (f"{SUMMARY}<h1>Masuk</h1>", "Galat: Masuk", "uji focus"),
    ],
)
def test_signs_that_mislead_are_told(page: Page, main: str, title: str, fault: str) -> None:
    show(page, main, title)
    assert fault in signs_of(page, "uji")


@pytest.mark.parametrize(
    ("main", "fault"),
    [
        ('<a href="/a">Satu</a><a href="/b" tabindex="1">Dua</a>', "uji tab"),
        ('<a href="/a" onfocus="this.blur()">Satu</a><a href="/b">Dua</a>', "uji tab"),
        (
            '<a href="/a">Satu</a><input onkeydown="event.preventDefault()"><a href="/b">Dua</a>',
            "uji tab",
        ),
        (
            '<a href="/a">Satu</a><p style="position: fixed; inset: 0; margin: 0">Di atas</p>',
            "uji covered",
        ),
    ],
)
def test_what_tab_does_not_reach_or_show_is_told(page: Page, main: str, fault: str) -> None:
    show(page, f"<h1>Masuk</h1>{main}")
    assert fault in tab_faults_of(page, "uji")
