"""The HTTP reader of the portal's server, with an end to the head of a request.

The server's own reader keeps whatever arrives before the empty line, however long it gets.
"""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST_HEAD = 64 * 1024  # bytes of request line and headers that may arrive unfinished


class BoundedHeads(HttpToolsProtocol):
    """Ends a connection whose request head does not end."""

    _head_bytes = 0
    _in_head = True

    def data_received(self, data: bytes) -> None:
        """Read what arrived; count it while the head is unfinished."""
        super().data_received(data)
        if not self._in_head or self.transport.is_closing():
            return
        self._head_bytes += len(data)
        if self._head_bytes > LONGEST_HEAD:
            self.send_400_response("Request head too long.")

    def on_message_begin(self) -> None:
        """Count a new head."""
        self._head_bytes, self._in_head = 0, True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Stop counting."""
        self._in_head = False
        super().on_headers_complete()
