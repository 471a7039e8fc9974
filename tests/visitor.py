"""A person at a browser: pages of chosen sizes, foreign hosts refused, complaints collected."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route

CHROMIUM_FLAGS = [
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
        context.route("**/*", self._pass_or_refuse)
        page = context.new_page()
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def close(self) -> None:
        """Close every context."""
        for context in self._contexts:
            context.close()

    def _pass_or_refuse(self, route: Route) -> None:
        address = urlsplit(route.request.url)
        if address.scheme in _LOCAL_SCHEMES or address.hostname in _NEAR:
            route.continue_()
        else:
            self.strangers.append(route.request.url)
            route.abort()

    def _listen(self, message: ConsoleMessage) -> None:
        # A 404 or 422 that a test asks for is reported by the browser as a failed resource.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)
