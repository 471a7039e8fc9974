"""A person at a browser: pages of chosen sizes, foreign hosts refused, complaints collected.

The browser itself reaches nothing but this machine, by name or by address, from pages, workers and
sockets alike; what it wanted elsewhere is written down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests import factories

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

NOWHERE_ELSE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
CHROMIUM_FLAGS = [
    NOWHERE_ELSE,
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESKTOP, PHONE = (1366, 768), (390, 844)
_NEAR = frozenset({"127.0.0.1", "localhost"})
_LOCAL_SCHEMES = frozenset({"about", "blob", "data"})


def enter(page: Page, url: str, username: str = "satu", password: str = "") -> Page:
    """Sign in through the form as a person does, and wait for what comes after it."""
    page.goto(f"{url}/masuk")
    page.fill("#nama", username)
    page.fill("#sandi", password or factories.PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url(lambda found: urlsplit(found).path != "/masuk")
    return page


class Visitor:
    """Opens contexts in one browser and remembers what went wrong in any of them."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.strangers: list[str] = []
        self.complaints: list[str] = []
        self._contexts: list[BrowserContext] = []

    def page(self, size: tuple[int, int] = DESKTOP, *, javascript: bool = True) -> Page:
        """Open a page in a context of its own (no cookies shared with the others)."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="id-ID",
            timezone_id="Asia/Makassar",
            java_script_enabled=javascript,
        )
        self._contexts.append(context)
        self.watch(context)
        return context.new_page()

    def watch(self, context: BrowserContext) -> None:
        """Write down what pages and workers ask elsewhere, and what they complain of."""
        context.on("request", lambda request: self._note(request.url))
        context.on("page", lambda page: page.on("websocket", lambda ws: self._note(ws.url)))
        context.on("console", self._listen)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def close(self) -> None:
        """Close every context."""
        for context in self._contexts:
            context.close()

    def _note(self, url: str) -> None:
        address = urlsplit(url)
        if address.scheme not in _LOCAL_SCHEMES and address.hostname not in _NEAR:
            self.strangers.append(url)

    def _listen(self, message: ConsoleMessage) -> None:
        # A 404 or 422 that a test asks for is reported by the browser as a failed resource.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)


_HEAR_VIOLATIONS = """
  window.__pelanggaran = [];
  document.addEventListener('securitypolicyviolation', event => {
    window.__pelanggaran.push(`${event.violatedDirective} ${event.blockedURI}`);
    console.error(`Content Security Policy: ${event.violatedDirective} ${event.blockedURI}`);
  });
"""


def watched(visitor: Visitor) -> tuple[Page, list[str]]:
    """Open a page that also hears broken policies and every answer that is a fault or missing."""
    page = visitor.page()
    faults: list[str] = []
    page.add_init_script(_HEAR_VIOLATIONS)
    page.on(
        "response",
        lambda answer: answer.status >= 400 and faults.append(f"{answer.status} {answer.url}"),
    )
    return page, faults
