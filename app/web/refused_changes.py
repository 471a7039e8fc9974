"""A change that was refused is in the trail (ASGI): bad forms, stale pages, bodies too large.

Pages answer a bad form themselves, each in its own words, and the wall answers before there is a
page, so the one place that sees all of them is the way out. Refusals of 403 and 404 are written
down by `app.web.refusals`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.routing import Match

from app.web.recorded import change_refused
from app.web.refusal_count import RefusalCount
from app.web.security import UNSAFE

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Of a full disk (507) nothing is written down: what room there is, readers need.
_REFUSALS = frozenset({400, 409, 413, 422})


class RefusedChanges:
    """Writes the refusal of a change down before its page leaves."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application."""
        self.app = app
        self.count = RefusalCount()

    async def __call__(self, scope: Scope, receive: Receive, onward: Send) -> None:
        """Let a request through and look at its status."""
        if scope["type"] != "http" or scope["method"] not in UNSAFE:
            await self.app(scope, receive, onward)
            return

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in _REFUSALS:
                await run_in_threadpool(self._write_down, scope, message["status"])
            await onward(message)

        await self.app(scope, receive, send)

    def _write_down(self, scope: Scope, status: int) -> None:
        request = Request({**scope, **_meant(scope)})
        change_refused(request, status, request.app.state.clock(), self.count)


def _meant(scope: Scope) -> Scope:
    """Find the route a request the wall answered would have come to."""
    if "route" in scope:
        return {}
    for route in scope["app"].routes:
        match, found = route.matches(scope)
        if match is Match.FULL:
            return {"route": route, **found}
    return {}
