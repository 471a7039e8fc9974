"""The form of an entry in a browser, typed as an officer types it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.officer_helpers import DISTRICT, VILLAGE

if TYPE_CHECKING:
    from playwright.sync_api import Page, Response

TITLE = "Sengketa batas kebun desa contoh"
STATE = "[data-state]"
TEXTS = {
    "isi-title": TITLE,
    "isi-summary": "Kelompok tani menuntut pembagian kebun sesuai perjanjian kemitraan.",
    "isi-root_cause": "Luas kebun yang diperjanjikan belum disepakati kedua pihak.",
    "isi-recommendation": "Fasilitasi pengukuran ulang kebun bersama.",
}
DEED = {
    "date_start": "12/08/2026",
    "action_type": "MEDIASI",
    "lead_agency": "KESBANGPOL_KAB",
    "description": "Mediasi ketiga para pihak di kantor camat",
    "result": "Sepakat pengukuran bersama",
}


def be_ready_for_no_line(page: Page) -> None:
    """Wait until the shell is kept and the worker answers for the page."""
    page.wait_for_selector("html[data-luring=siap]", state="attached")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.wait_for_selector("form[data-siap]")
    assert page.evaluate("navigator.serviceWorker.controller !== null")


def fill_potential(page: Page, district: str = DISTRICT, village: str = VILLAGE) -> None:
    """Type a potential that lacks nothing but what was done about it."""
    page.check("#isi-law_source")
    for name, text in TEXTS.items():
        if page.locator(f"[name={name}]").is_visible():
            page.fill(f"[name={name}]", text)
    page.select_option("[name=isi-topic]", "PLASMA")
    page.select_option("[name=isi-district]", district)
    page.select_option("[name=isi-village]", village)
    page.select_option("[name=isi-source]", "FKDM_KEC")
    page.locator("[name=matriks][value='3-3']").check(force=True)
    page.check("input[name=isi-handling_status][value=PROSES]")


def fill_and_wait(page: Page) -> None:
    """Type a potential until the portal has answered to the last of it.

    A slow typist's first fields are saved on their own, and the page says so just the same.
    """

    def tells_all(answer: Response) -> bool:
        sent = answer.request
        return sent.method == "PUT" and "isi-handling_status=PROSES" in (sent.post_data or "")

    with page.expect_response(tells_all):
        fill_potential(page)


def add_deed(page: Page) -> None:
    """Type what was done about it into a block of its own."""
    page.click("text=Tambah upaya")
    for name in ("date_start", "description", "result"):
        page.fill(f"[name=upaya-1-{name}]", DEED[name])
    for name in ("action_type", "lead_agency"):
        page.select_option(f"[name=upaya-1-{name}]", DEED[name])
    page.check("input[name=upaya-1-result_status][value=BERHASIL]")
