"""A bad line: a proxy on loopback that is slow, far away, and cuts connections."""

from __future__ import annotations

import contextlib
import random
import socket
import threading
import time
from dataclasses import dataclass
from typing import Self

_PIECE = 4096


@dataclass(frozen=True)
class Weather:
    """What the line is like; zero means no such trouble.

    `cut` is the chance of a connection to break somewhere in its next `cut_within` bytes, asked
    again whenever it got over them; `lost` the share of connections whose request arrives and
    whose answer does not. `latency` (seconds) is waited once per connection and direction,
    `bytes_per_second` holds for all connections together.
    """

    bytes_per_second: float = 0
    latency: float = 0
    cut: float = 0
    cut_within: int = 64 * 1024
    lost: float = 0


class BadLine:
    """Listens on a port of its own and passes everything on to another, as the weather allows."""

    def __init__(self, target: int, weather: Weather, *, seed: int) -> None:
        self._target = target
        self._weather = weather
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._free_at = 0.0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._closed = False
        self.connections = self.cuts = self.losses = 0
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._hang_up()

    def change(self, weather: Weather) -> None:
        """Change the weather; what was open breaks."""
        self._weather = weather
        self._hang_up()

    def _hang_up(self) -> None:
        with self._lock:
            still_open = list(self._open)
        for one in still_open:
            _end(one)

    def _listen(self) -> None:
        while not self._closed:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with self._lock:
            is_lost = self._random.random() < self._weather.lost
            self.connections += 1
        time.sleep(self._weather.latency)
        try:
            server = socket.create_connection(("127.0.0.1", self._target))
        except OSError:
            _end(client)
            return
        with self._lock:
            self._open |= {client, server}
        flow = _Flow(self, client, server, is_lost=is_lost)
        back = threading.Thread(target=flow.downwards, daemon=True)
        back.start()
        flow.upwards()
        back.join()
        for one in (client, server):
            _end(one)
        with self._lock:
            self._open -= {client, server}

    def fate(self) -> tuple[bool, int]:
        """Tell what happens to a connection next: whether it breaks, and after how many bytes."""
        with self._lock:
            is_cut = self._random.random() < self._weather.cut
            within = self._weather.cut_within
            return is_cut, self._random.randrange(1, within + 1) if is_cut else within

    def take_turn(self, size: int) -> None:
        """Wait until the line has carried so many bytes; all connections share it."""
        rate = self._weather.bytes_per_second
        if not rate:
            return
        with self._lock:
            begin = max(self._free_at, time.monotonic())
            self._free_at = begin + size / rate
            wait = self._free_at - time.monotonic()
        time.sleep(max(0.0, wait))

    def delay(self) -> None:
        """Wait for as long as the other end is away."""
        time.sleep(self._weather.latency)

    def count(self, *, cut: bool) -> None:
        """Note that a connection broke."""
        with self._lock:
            self.cuts += cut
            self.losses += not cut


class _Flow:
    """One connection in both directions."""

    def __init__(
        self, line: BadLine, client: socket.socket, server: socket.socket, *, is_lost: bool
    ) -> None:
        self._line, self._client, self._server = line, client, server
        self._is_lost = is_lost
        self._is_cut, self._left = line.fate()
        self._counting = threading.Lock()

    def upwards(self) -> None:
        self._pass(self._client, self._server)

    def downwards(self) -> None:
        first = True
        while piece := _receive(self._server):
            if first:
                first = False
                self._line.delay()
                if self._is_lost:
                    self._line.count(cut=False)
                    self._break()
                    return
            if not self._carry(self._client, piece):
                return
        with contextlib.suppress(OSError):
            self._client.shutdown(socket.SHUT_WR)
            self._client.shutdown(socket.SHUT_RD)

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        while piece := _receive(source):
            if not self._carry(target, piece):
                return
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def _carry(self, target: socket.socket, piece: bytes) -> bool:
        self._line.take_turn(len(piece))
        with self._counting:
            sent, self._left = piece[: self._left], self._left - len(piece)
            breaks = self._is_cut and self._left <= 0
            if not breaks and self._left <= 0:
                self._is_cut, self._left = self._line.fate()
        if breaks:
            with contextlib.suppress(OSError):
                target.sendall(sent)
            self._line.count(cut=True)
            self._break()
            return False
        try:
            target.sendall(piece)
        except OSError:
            return False
        return True

    def _break(self) -> None:
        for one in (self._client, self._server):
            with contextlib.suppress(OSError):
                # A reset, as a dead line gives it in the end.
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            _end(one)


def _receive(source: socket.socket) -> bytes:
    try:
        return source.recv(_PIECE)
    except OSError:
        return b""


def _end(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
