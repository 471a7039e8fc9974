"""A request to the provider ends by itself: whatever the other side does, in either protocol."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from app.access.provider_http import Patience, ProviderSilent, ask

if TYPE_CHECKING:
    from collections.abc import Iterator

PAUSE = 0.2
WHOLE = Patience(step=1.0, whole=0.6)
DRIPS = 500  # of PAUSE each: far more than any reader here may wait for


@contextmanager
def dripping(protocol: str, *, headers: bool) -> Iterator[tuple[str, threading.Event]]:
    """A server that sends a byte now and then; the event is set when its reader hung up."""
    left, pause = threading.Event(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = protocol

        def do_GET(self) -> None:
            if headers:
                self.send_response(200)
                self.send_header("content-length", "100000")
                self.end_headers()
            else:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nx-lama: ")
            try:
                for _ in range(DRIPS):
                    self.wfile.write(b" ")
                    self.wfile.flush()
                    if pause.wait(PAUSE):
                        return
            except OSError:
                left.set()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", left
    finally:
        pause.set()
        server.shutdown()
        server.server_close()  # waits for the handlers
        thread.join()


@pytest.mark.parametrize("headers", [True, False], ids=["in the body", "in the headers"])
@pytest.mark.parametrize("protocol", ["HTTP/1.0", "HTTP/1.1"])
def test_a_byte_now_and_then_does_not_hold_a_thread(protocol: str, headers: bool) -> None:
    with dripping(protocol, headers=headers) as (url, left):
        with pytest.raises(ProviderSilent):
            ask(url, patience=WHOLE)
        assert left.wait(20 * PAUSE), "the reader was still there"
