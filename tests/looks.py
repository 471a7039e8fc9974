"""What a page is judged by in Chromium: axe at two widths, and no sideways scrolling at 320 px."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.visitor import DESKTOP, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = (Path(__file__).parent / "assets" / "axe.min.js").read_text(encoding="utf-8")
NARROW = (320, 700)  # the narrowest screen WCAG 1.4.10 asks for


def faults_of(page: Page, name: str) -> dict[str, list[str]]:
    """Judge the page as it stands, its folded parts open; map "name width rule" to its places."""
    faults: dict[str, list[str]] = {}
    page.evaluate("document.querySelectorAll('details').forEach(item => { item.open = true })")
    page.evaluate(f"{AXE};0")
    for size in (DESKTOP, PHONE):
        _resize(page, size)
        for rule in page.evaluate("axe.run().then(result => result.violations)"):
            places = [node["html"][:160] for node in rule["nodes"]]
            faults[f"{name} {size[0]} {rule['id']}"] = places
    _resize(page, NARROW)
    if page.evaluate("document.documentElement.scrollWidth") > NARROW[0]:
        faults[f"{name} {NARROW[0]} wide"] = page.evaluate(_WIDE)
    return faults


def _resize(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


# The elements that reach beyond the screen, deepest last.
_WIDE = """
[...document.querySelectorAll("body *")]
  .filter(item => item.getBoundingClientRect().right > innerWidth + 1)
  .slice(-5).map(item => item.outerHTML.slice(0, 160))
"""
