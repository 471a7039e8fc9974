"""What passes the outer wall: a body that is counted, an answer that wears its headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Send

DRAIN_BYTES = 64 * 1024 * 1024


class TooLarge(Exception):
    """Stops whoever reads the body; never leaves the outer wall."""


class CountedBody:
    """Counts a request's body while it is read."""

    def __init__(self, receive: Receive, limit: int) -> None:
        """Read from `receive`, at most `limit` bytes."""
        self._receive = receive
        self._limit = limit
        self._taken = 0
        self._ended = False
        self._draining = False
        self.is_over = False

    async def receive(self) -> Message:
        """Hand the next part on.

        Raises:
            TooLarge: the body is larger than it may be.
        """
        message = await self._receive()
        self._taken += len(message.get("body", b""))
        self._ended = not message.get("more_body", False)
        if self._taken > self._limit and not self._draining:
            self.is_over = True
            raise TooLarge
        return message

    def only_drain(self) -> None:
        """Take what still comes and throw it away."""
        self._draining, self.is_over = True, False

    def has_more(self) -> bool:
        """Tell whether there is more to take, within reason."""
        return not self._ended and self._taken < DRAIN_BYTES


class HeadedAnswer:
    """Adds the headers an answer does not set itself; silent once the body was too large."""

    def __init__(self, send: Send, headers: dict[str, str], body: CountedBody) -> None:
        """Send through `send`; `headers` are those of every answer."""
        self._send = send
        self._headers = headers
        self._body = body
        self.started = False

    async def send(self, message: Message) -> None:
        """Hand a part of the answer on."""
        if self._body.is_over and not self.started:
            return
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for name, value in self._headers.items():
                headers.setdefault(name, value)
        await self._send(message)
