"""Requests that two readers could take apart differently, sent raw to the portal's own process.

Behind a proxy the portal is the second reader. Each of these is either refused and the connection
closed, so that nothing after it is read, or it means one thing only and is read as that.
"""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

import httptools
import pytest

from app import schema
from app.cli.bounded_heads import LONGEST_HEAD
from app.db import Database
from tests.attacks.portal_process import PortalProcess

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = b"Host: portal.contoh\r\n"
GET = b"GET /healthz HTTP/1.1\r\n" + HOST
POST = (
    b"POST /masuk HTTP/1.1\r\n"
    + HOST
    + b"Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
)
HIDDEN = GET + b"Connection: close\r\n\r\n"  # what must not be read as a request of its own
CHUNKED = b"Transfer-Encoding: chunked\r\n"
END = b"0\r\n\r\n"


def length(size: int) -> bytes:
    return b"Content-Length: %d\r\n" % size


# Each is refused: one answer, 400, and the end of the connection.
REFUSED: dict[str, bytes] = {
    "CL.TE": POST + length(5 + len(HIDDEN)) + CHUNKED + b"\r\n" + END + HIDDEN,
    "TE.CL": POST + CHUNKED + length(4) + b"\r\n%x\r\n" % len(HIDDEN) + HIDDEN + b"\r\n" + END,
    "TE.TE": POST + CHUNKED + b"Transfer-Encoding: sapi\r\n\r\n" + END + HIDDEN,
    "TE of another name": POST + b"Transfer-Encoding: xchunked\r\n\r\n" + END + HIDDEN,
    "TE identity": POST + b"Transfer-Encoding: identity\r\n\r\n" + HIDDEN,
    "TE behind a tab": POST + b"Transfer-Encoding:\x0bchunked\r\n\r\n" + END + HIDDEN,
    "TE before a blank": POST + b"Transfer-Encoding : chunked\r\n\r\n" + END + HIDDEN,
    "TE folded": POST + b"Transfer-Encoding:\r\n chunked\r\n\r\n" + END + HIDDEN,
    "two lengths": POST + length(0) + length(len(HIDDEN)) + b"\r\n" + HIDDEN,
    "the same length twice": POST + length(0) * 2 + b"\r\n" + HIDDEN,
    "a list of lengths": POST + b"Content-Length: 0, 5\r\n\r\n" + HIDDEN,
    "length with a sign": POST + b"Content-Length: +0\r\n\r\n" + HIDDEN,
    "length below nothing": POST + b"Content-Length: -1\r\n\r\n" + HIDDEN,
    "length in hex": POST + b"Content-Length: 0x0\r\n\r\n" + HIDDEN,
    "length beyond counting": POST + b"Content-Length: " + b"9" * 30 + b"\r\n\r\n" + HIDDEN,
    "folded header": GET + b"X-A: b\r\n Content-Length: 5\r\n\r\n" + HIDDEN,
    "bare LF": b"GET /healthz HTTP/1.1\nHost: a\n\n" + HIDDEN,
    "bare LF in a header": GET + b"X-A: b\nX-B: c\r\n\r\n" + HIDDEN,
    "bare CR in a header": GET + b"X-A: b\rTransfer-Encoding: chunked\r\n\r\n" + HIDDEN,
    "NUL in a header": GET + b"X-A: b\x00c\r\n\r\n" + HIDDEN,
    "blank in a name": GET + b"X A: b\r\n\r\n" + HIDDEN,
    "chunk extension ended by LF": POST + CHUNKED + b"\r\n4;a\nnama\r\n" + END + HIDDEN,
    "chunk size with a prefix": POST + CHUNKED + b"\r\n0x4\r\nnama\r\n" + END + HIDDEN,
    "chunk longer than it says": POST + CHUNKED + b"\r\n4\r\nnamaX\r\n" + END + HIDDEN,
    "chunk size beyond counting": POST + CHUNKED + b"\r\n" + b"f" * 17 + b"\r\nnama\r\n" + HIDDEN,
    "chunks ended by LF": POST + CHUNKED + b"\r\n4\nnama\n0\n\n" + HIDDEN,
    "length in a trailer": POST + CHUNKED + b"\r\n0\r\nContent-Length: 5\r\n\r\n" + HIDDEN,
    "HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + HIDDEN,
    "CONNECT": b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n" + HIDDEN,
    "a head without end": GET + b"X-A: " + b"a" * (64 * LONGEST_HEAD),
    "headers without end": GET + b"".join(b"X-%d: a\r\n" % i for i in range(200_000)),
}
# Each means one thing: the answers in their order.
READ: dict[str, tuple[bytes, list[int]]] = {
    "two requests in one go": (GET + b"\r\n" + HIDDEN, [200, 200]),
    "chunks": (POST + CHUNKED + b"\r\n4\r\nnama\r\n" + END + HIDDEN, [422, 200]),
    "chunk extension": (POST + CHUNKED + b"\r\n4;a=b\r\nnama\r\n" + END + HIDDEN, [422, 200]),
    "chunked in capitals": (
        POST + b"transfer-encoding: CHUNKED\r\n\r\n" + END + HIDDEN,
        [422, 200],
    ),
    "a body that looks like a request": (
        GET + length(len(HIDDEN)) + b"\r\n" + HIDDEN + HIDDEN,
        [200, 200],
    ),
    "empty lines between": (POST + length(0) + b"\r\n\r\n\r\n" + HIDDEN, [422, 200]),
    "an old version with chunks": (
        b"POST /masuk HTTP/1.0\r\n" + HOST + CHUNKED + b"\r\n" + END + HIDDEN,
        [422],
    ),
    "two hosts": (GET + b"Host: lain.contoh\r\n\r\n" + HIDDEN, [400, 200]),
    "no host": (b"GET /healthz HTTP/1.1\r\n\r\n" + HIDDEN, [400, 200]),
}


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PortalProcess]:
    found = PortalProcess(tmp_path_factory.mktemp("selundup"))
    database = Database(found.database)
    schema.upgrade(database)
    database.dispose()
    found.start()
    yield found
    found.stop()


def answers(port: int, raw: bytes) -> list[int]:
    """Send bytes as they are; return the status of every answer until the server hangs up.

    A server that does not hang up within ten seconds waits for more: that is an error here.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        got = b""
        with suppress(ConnectionError):  # refused in the middle; the answer may be here anyway
            wire.sendall(raw)
        with suppress(ConnectionError):
            while piece := wire.recv(65536):
                got += piece
    return [int(code) for code in re.findall(rb"HTTP/1\.1 (\d{3}) ", got)]


@pytest.mark.parametrize("kind", REFUSED)
def test_what_can_be_read_in_two_ways_is_refused(portal: PortalProcess, kind: str) -> None:
    # Whoever is cut off while still sending may find the connection gone before the answer.
    cut_off = kind in {"a head without end", "headers without end"}
    assert answers(portal.port, REFUSED[kind]) in ([[400], []] if cut_off else [[400]])


@pytest.mark.parametrize("kind", READ)
def test_what_can_be_read_in_one_way_is_read_so(portal: PortalProcess, kind: str) -> None:
    raw, expected = READ[kind]
    assert answers(portal.port, raw) == expected


def test_the_portal_answers_as_before_after_all_this(portal: PortalProcess) -> None:
    assert answers(portal.port, HIDDEN) == [200]


class _Lenient(httptools.HttpRequestParser):
    """A reader that forgives: it takes length and chunks together, and counts its requests."""

    def __init__(self) -> None:
        self.requests = 0
        super().__init__(self)
        self.set_dangerous_leniencies(lenient_chunked_length=True)

    def on_message_complete(self) -> None:
        self.requests += 1


def test_a_forgiving_reader_finds_the_hidden_request() -> None:
    """What the table holds is an attack: another reader takes two requests out of it."""
    reader = _Lenient()
    reader.feed_data(REFUSED["CL.TE"])
    assert reader.requests == 2
