"""A scanner on this machine that speaks clamd's protocol, and misbehaves when told to."""

from __future__ import annotations

import socketserver
import struct
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path

# The harmless file every scanner knows, in halves: whole, it would be found in this repository.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()
VERSION = "ClamAV 1.4.3/27500/Thu Oct  8 08:00:00 2026"


@dataclass
class Script:
    """What the scanner does with the next files, and what it was given."""

    says: bytes = b""  # instead of its verdict
    hangs_up_after: int = -1  # bytes of a file; -1: never
    limit: int = 25_000_000
    silent: threading.Event | None = None  # takes the file and says nothing until it is set
    seen: list[bytes] = field(default_factory=list)
    markers: list[bytes] = field(default_factory=lambda: [EICAR])


class _Talk(socketserver.StreamRequestHandler):
    server: ScannerServer

    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            piece = self.rfile.read(1)
            if not piece:
                return
            command += piece
        if command == b"zVERSION\0":
            self.wfile.write(VERSION.encode() + b"\0")
        elif command == b"zINSTREAM\0":
            self._scan()
        else:
            self.wfile.write(b"UNKNOWN COMMAND\0")

    def _scan(self) -> None:
        script, got = self.server.script, b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            got += self.rfile.read(length)
            if 0 <= script.hangs_up_after <= len(got):
                return
            if len(got) > script.limit:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        script.seen.append(got)
        if script.silent is not None:
            script.silent.wait(30)
        found = any(marker in got for marker in script.markers)
        verdict = b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0"
        self.wfile.write(script.says or verdict)


class ScannerServer(socketserver.ThreadingUnixStreamServer):
    """Listens on a socket in a folder until it is left."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        self.script = Script()
        self.path = folder / "clamd.ctl"
        super().__init__(str(self.path), _Talk)
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def address(self) -> str:
        """As the setting names it."""
        return f"unix:{self.path}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.script.silent is not None:
            self.script.silent.set()
        self.shutdown()
        self._thread.join()
        self.server_close()
        self.path.unlink(missing_ok=True)

    def handle_error(self, *_: object) -> None:
        """A client that left early is no news."""
