"""What a page is judged by in Chromium: axe at two widths, no sideways scrolling at 320 px, signs.

Signs are the title, the one heading, and the way through the page by the Tab key alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.conftest import SHOTS
from tests.visitor import DESKTOP, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = (Path(__file__).parent / "assets" / "axe.min.js").read_text(encoding="utf-8")
NARROW = (320, 700)  # the narrowest screen WCAG 1.4.10 asks for
ERROR, SUFFIX = "Galat: ", " - Peta Konflik"


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


def signs_of(page: Page, name: str) -> dict[str, list[str]]:
    """Judge whether title and heading say where one is; an error takes the focus and the title."""
    faults: dict[str, list[str]] = {}
    title, headings = page.title(), page.locator("h1").all_inner_texts()
    if len(headings) != 1:
        faults[f"{name} h1"] = headings
    plain = title.removeprefix(ERROR).removesuffix(SUFFIX).lower()
    if not any(plain in heading.lower() or heading.lower() in plain for heading in headings):
        faults[f"{name} title"] = [title, *headings]
    has_summary = page.locator(".govuk-error-summary").count() > 0
    if has_summary is not title.startswith(ERROR):
        faults[f"{name} title of an error"] = [title]
    focused = page.evaluate("document.activeElement.matches('.govuk-error-summary')")
    if has_summary and not focused:
        faults[f"{name} focus"] = [page.evaluate("document.activeElement.outerHTML.slice(0, 160)")]
    return faults


def tab_faults_of(page: Page, name: str) -> dict[str, list[str]]:
    """Go through the page by Tab: everything in the order of its text, nothing left out or hid."""
    count: int = page.evaluate(_GATHER)
    reached: list[int] = []
    covered: list[str] = []
    for _ in range(3 * count + 9):  # a trap must not hold the test
        page.keyboard.press("Tab")
        number, hidden_by = page.evaluate(_WHERE)
        if number == _OUTSIDE:
            break
        if number >= 0 and (not reached or reached[-1] != number):
            reached.append(number)
            covered += [hidden_by] if hidden_by else []
    faults = {f"{name} covered": covered} if covered else {}
    if reached != list(range(count)):
        left = [number for number in range(count) if number not in reached]
        order = [str(number) for number in reached]
        faults[f"{name} tab"] = [*order, *page.evaluate(_NAMES, left)]
    return faults


@dataclass
class Looks:
    """Looks at one state after another, keeps its pictures and gathers every fault."""

    page: Page
    faults: dict[str, list[str]] = field(default_factory=dict)

    def at(self, name: str, words: str) -> None:
        """Judge the page, which says `words`, under the name of the state it is in."""
        assert words in " ".join(self.page.inner_text("main").split()), (name, self.page.url)
        self.faults |= signs_of(self.page, name)
        SHOTS.mkdir(parents=True, exist_ok=True)
        for size in (PHONE, DESKTOP):
            _resize(self.page, size)
            self.page.screenshot(path=SHOTS / f"{name}-{size[0]}.png", full_page=True)
        self.faults |= faults_of(self.page, name)
        _resize(self.page, DESKTOP)
        self.faults |= tab_faults_of(self.page, name)


def _resize(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


# The elements that reach beyond the screen, deepest last.
_WIDE = """
[...document.querySelectorAll("body *")]
  .filter(item => item.getBoundingClientRect().right > innerWidth + 1)
  .slice(-5).map(item => item.outerHTML.slice(0, 160))
"""
_OUTSIDE = -2  # the focus has left the page
# What Tab should stop at, in the order of the text; of a group of radio buttons, one.
_GATHER = """
() => {
  const isFirst = item => {
    if (item.type !== "radio") return true;
    const group = [...document.getElementsByName(item.name)].filter(one => one.form === item.form);
    return item === (group.find(one => one.checked) ?? group[0]);
  };
  window.__stops = [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex]")]
    .filter(item => item.tabIndex >= 0 && !item.disabled && item.type !== "hidden")
    .filter(item => item.checkVisibility({visibilityProperty: true}) && isFirst(item));
  window.__before = false;
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
  return window.__stops.length;
}
"""
# The number of the focused stop (-1: another one, -2: none), and what lies over it.
_WHERE = """
() => {
  const item = document.activeElement;
  if (!item || item === document.body || item === document.documentElement) return [-2, ""];
  const number = window.__stops.indexOf(item);
  if (number === 0 && window.__before) return [-2, ""];
  window.__before = true;
  const box = item.getClientRects()[0];
  if (!box) return [number, item.outerHTML.slice(0, 160)];
  const over = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const isSeen = over && (item.contains(over) || over.contains(item) || over.control === item);
  return [number, isSeen ? "" : item.outerHTML.slice(0, 160)];
}
"""
_NAMES = "left => left.map(number => window.__stops[number].outerHTML.slice(0, 160))"
