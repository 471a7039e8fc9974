"""One small request to the sign-in provider: bounded in time, in size and in where it goes.

A web thread waits for the answer, so everything has an end: connecting, each read, and the whole
(a provider that sends a byte a second is cut off). Redirects are not followed, nothing is
unpacked, and no proxy of the surroundings is used.
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LARGEST = 256 * 1024  # bytes of an answer; discovery, keys and tokens are far smaller


class ProviderSilent(Exception):
    """No usable answer came: no connection, too slow, too large, or not a JSON object."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds a provider may take: for a connection or one read, and for the whole answer."""

    step: float = 4.0
    whole: float = 8.0


@dataclass(frozen=True, slots=True)
class Reply:
    """The status and the JSON object of an answer."""

    status: int
    body: dict[str, Any]


def ask(
    url: str,
    *,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    patience: Patience = Patience(),
) -> Reply:
    """Get an address, or post a form to it.

    Raises:
        ProviderSilent: see there.
    """
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    sent = {"accept": "application/json", "accept-encoding": "identity", **(headers or {})}
    body = None
    if form is not None:
        body = urlencode(form)
        sent["content-type"] = "application/x-www-form-urlencoded"
    try:
        with _connected(url, patience) as connection:
            connection.request("GET" if body is None else "POST", target, body, sent)
            with connection.getresponse() as response:  # else the rest of it holds the socket open
                raw = response.read(LARGEST + 1)
                status = response.status
    except (OSError, HTTPException, ValueError) as error:
        raise ProviderSilent(type(error).__name__) from None
    if len(raw) > LARGEST:
        raise ProviderSilent("too large")
    return Reply(status, _object(raw))


@contextlib.contextmanager
def _connected(url: str, patience: Patience) -> Iterator[HTTPConnection]:
    """Open a connection that is cut when the whole takes too long."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    connection = (
        HTTPSConnection(
            host, parts.port, timeout=patience.step, context=ssl.create_default_context()
        )
        if parts.scheme == "https"
        else HTTPConnection(host, parts.port, timeout=patience.step)
    )
    line = _Line(connection)
    cut = threading.Timer(patience.whole, line.cut)
    cut.daemon = True
    cut.start()
    try:
        line.open()
        yield connection
    finally:
        cut.cancel()
        connection.close()


class _Line:
    """The wire of a connection, which forgets it as soon as an answer says that it is the last."""

    def __init__(self, connection: HTTPConnection) -> None:
        self._connection = connection
        self._wire: socket.socket | None = None

    def open(self) -> None:
        self._connection.connect()
        self._wire = self._connection.sock

    def cut(self) -> None:
        """End whatever waits for the wire, a handshake that is not over too."""
        wire = self._wire or self._connection.sock
        if wire is not None:
            with contextlib.suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)


def _object(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ProviderSilent("no JSON object")
    return found
