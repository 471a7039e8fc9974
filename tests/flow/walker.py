"""A person at a browser whose every press is counted by the browser itself, not by the test."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.visitor import DESKTOP, PHONE, enter

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

AXE = (Path(__file__).parents[1] / "assets" / "axe.min.js").read_text(encoding="utf-8")
NARROW = 320
# A press is a button of the mouse going down, or a key that is not the typing of a value. Only
# what the browser itself raises counts: `element.click()` of a script is nobody's finger.
_EAR = """
(() => {
  const typed = (target) => target instanceof HTMLElement
    && target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");
  const near = (target) => (target.closest("a, button, label, summary") ?? target)
    .textContent.trim().slice(0, 60);
  addEventListener("mousedown", (event) => {
    if (event.isTrusted) window.ditekan(near(event.target) || event.target.id);
  }, true);
  addEventListener("keydown", (event) => {
    if (event.isTrusted && (event.key === "Enter" || !typed(event.target))) {
      window.ditekan(event.key);
    }
  }, true);
})();
"""


@dataclass
class Walker:
    """Somebody at a page: counts presses since signing in, looks at every page at three widths."""

    page: Page
    url: str
    shots: Path
    presses: list[str] = field(default_factory=list)
    faults: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page.context.expose_binding("ditekan", self._hear)
        self.page.add_init_script(_EAR)

    def _hear(self, source: Any, what: str) -> None:
        del source
        self.presses.append(what)

    def enter(self, username: str) -> None:
        """Sign in; presses count from here."""
        enter(self.page, self.url, username)
        self.start()

    def start(self) -> None:
        """Stand on the first page that follows signing in, with nothing pressed yet."""
        self.page.goto(f"{self.url}/")
        self.presses.clear()

    @property
    def count(self) -> int:
        """Presses so far; asking the page first lets every press arrive."""
        self.page.evaluate("new Promise((done) => setTimeout(done))")
        return len(self.presses)

    def click(self, target: Locator) -> None:
        """Click and wait for the page it leads to."""
        target.click()
        self.page.wait_for_load_state()

    def link(self, words: str) -> None:
        """Follow the first link of these words."""
        self.click(self.page.get_by_role("link", name=words).first)

    def button(self, words: str, leads_to: str = "") -> None:
        """Press the first button of these words."""
        self.click(self.page.get_by_role("button", name=words).first)
        if leads_to:
            self.page.wait_for_url(f"**{leads_to}")

    def choose(self, data: bytes) -> None:
        """Choose a workbook: a press on the field, then the file in the system's own window."""
        kind = "application/octet-stream"
        with self.page.expect_file_chooser() as chooser:
            self.page.locator("#berkas").click()
        chooser.value.set_files({"name": "laporan.xlsx", "mimeType": kind, "buffer": data})

    def look(self, name: str) -> None:
        """Take pictures, run axe at both widths, and look for sideways scroll at 320 px."""
        before = self.page.viewport_size or {"width": DESKTOP[0], "height": DESKTOP[1]}
        for width, height in (DESKTOP, PHONE):
            self.page.set_viewport_size({"width": width, "height": height})
            self._settle()
            self.page.screenshot(path=self.shots / f"jalan-{name}-{width}.png", full_page=True)
            self.page.evaluate(f"{AXE};0")
            found = self.page.evaluate("axe.run().then(result => result.violations)")
            for rule in found:
                nodes = [node["html"][:160] for node in rule["nodes"]]
                self.faults[f"{name} {width} {rule['id']}"] = nodes
        self.page.set_viewport_size({"width": NARROW, "height": 700})
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > NARROW:
            self.faults[f"{name} {NARROW}"] = wide
        self.page.set_viewport_size(before)

    def _settle(self) -> None:
        if self.page.locator("#peta").count():
            self.page.wait_for_selector("#peta[data-state]", state="attached")
