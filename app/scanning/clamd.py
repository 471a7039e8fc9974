"""Asking clamd about bytes: its INSTREAM command over a UNIX socket or loopback TCP.

Protocol as in clamd(8), "COMMANDS": a command begins with `z` and ends with NUL, as its answer
does; a stream goes in chunks, each after its length as four bytes in network order, and ends with
a chunk of no length.
"""

from __future__ import annotations

import re
import socket
import struct
import time
from dataclasses import dataclass
from ipaddress import ip_address

from app.model.scan import ScanState

_CHUNK = 64 * 1024
_MOST_ANSWER = 4096
_LONGEST = 120
_UNIX = "unix:"
_FOUND = re.compile(r"stream: (.+) FOUND")
_CLEAN = "stream: OK"
_TOO_LARGE = "size limit exceeded"


class ScannerDown(Exception):
    """Nobody answers at the scanner's address; nothing is known of any file."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner said of some bytes.

    `finding` is what was found, or why the scan failed; `engine` the scanner's version.
    """

    state: ScanState
    finding: str = ""
    engine: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Where clamd listens: a socket's path, or a port of this machine."""

    path: str = ""
    host: str = ""
    port: int = 0

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read `unix:/run/clamav/clamd.ctl` or `127.0.0.1:3310`.

        Raises:
            ValueError: neither of them, or on another machine: files must not leave this one.
        """
        if text.startswith(_UNIX):
            path = text.removeprefix(_UNIX)
            if not path.startswith("/"):
                raise ValueError("the socket needs its whole path")
            return cls(path=path)
        host, _, port = text.rpartition(":")
        host = "127.0.0.1" if host == "localhost" else host.strip("[]")
        if not port.isdecimal() or not 0 < int(port) <= 65535 or not ip_address(host).is_loopback:
            raise ValueError("only a port of this machine")
        return cls(host=host, port=int(port))


@dataclass(frozen=True, slots=True)
class Clamd:
    """The scanner at an address; each question has `seconds` from connecting to the answer."""

    address: Address
    seconds: float

    def version(self) -> str:
        """Return engine and signatures as clamd names them, such as `ClamAV 1.4.3/27500/...`.

        Raises:
            ScannerDown: nobody answers, or something that is not clamd.
        """
        line = _Line(self.address, self.seconds)
        with line.opened:
            try:
                line.send(b"zVERSION\0")
                answer = line.answer()
            except (OSError, _Cut) as error:
                raise ScannerDown from error
        if not answer.startswith("ClamAV"):
            raise ScannerDown
        return answer[:_LONGEST]

    def scan(self, data: bytes) -> Verdict:
        """Ask about bytes; what went wrong with this one file is a verdict of its own.

        Raises:
            ScannerDown: nobody answers at the address.
        """
        engine = self.version()
        line = _Line(self.address, self.seconds)
        with line.opened:
            try:
                answer = line.stream(data)
            except TimeoutError:
                return Verdict(ScanState.GAGAL, "waktu habis", engine)
            except (OSError, _Cut):
                return Verdict(ScanState.GAGAL, "sambungan terputus", engine)
        return _understood(answer, engine)


def _understood(answer: str, engine: str) -> Verdict:
    """Nothing but the very words counts as clean."""
    if answer == _CLEAN:
        return Verdict(ScanState.BERSIH, "", engine)
    if found := _FOUND.fullmatch(answer):
        return Verdict(ScanState.TERINFEKSI, found[1][:_LONGEST], engine)
    if _TOO_LARGE in answer:
        return Verdict(ScanState.GAGAL, "terlalu besar bagi pemindai", engine)
    return Verdict(ScanState.GAGAL, "jawaban pemindai tidak dikenal", engine)


class _Cut(Exception):
    """The other side left before its answer was whole."""


class _Line:
    """One connection with one deadline, however slowly single bytes come."""

    def __init__(self, address: Address, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        family = socket.AF_UNIX if address.path else _family(address.host)
        self.opened = socket.socket(family, socket.SOCK_STREAM)
        try:
            self._wait()
            self.opened.connect(address.path or (address.host, address.port))
        except OSError as error:
            self.opened.close()
            raise ScannerDown from error

    def _wait(self) -> None:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.opened.settimeout(left)

    def send(self, data: bytes) -> None:
        """Send all of it."""
        self._wait()
        self.opened.sendall(data)

    def stream(self, data: bytes) -> str:
        """Send a file in chunks and return the answer, also one that comes before the end."""
        try:
            self.send(b"zINSTREAM\0")
            for start in range(0, len(data), _CHUNK):
                chunk = data[start : start + _CHUNK]
                self.send(struct.pack("!I", len(chunk)) + chunk)
            self.send(struct.pack("!I", 0))
        except ConnectionError:
            # clamd says that a file is too large and hangs up while more is being sent.
            return self.answer()
        return self.answer()

    def answer(self) -> str:
        """Read up to the NUL that ends every answer."""
        got = b""
        while b"\0" not in got:
            self._wait()
            piece = self.opened.recv(_MOST_ANSWER)
            if not piece or len(got) > _MOST_ANSWER:
                raise _Cut
            got += piece
        return got.split(b"\0", 1)[0].decode("ascii", "replace")


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
