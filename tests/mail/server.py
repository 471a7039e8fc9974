"""A mail server on this machine that keeps what it is given, and misbehaves when told to."""

from __future__ import annotations

import socketserver
import ssl
import threading
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from email.message import EmailMessage

CERTIFICATE = Path(__file__).parents[1] / "data" / "mail" / "localhost.pem"  # of no use elsewhere
_GREETED = {"EHLO": "250-localhost\r\n250-STARTTLS\r\n250 AUTH PLAIN", "HELO": "250 localhost"}


@dataclass
class Script:
    """What the server does: answers by verb, where it hangs up, and what it got."""

    answers: dict[str, str] = field(default_factory=dict)
    hangs_up_at: str = ""  # a verb, or TEXT: after the whole mail, before saying so
    holds: threading.Event | None = None  # keeps the mail and is silent until it is set
    heard: list[str] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)


class _Talk(socketserver.StreamRequestHandler):
    """One line: enough of the protocol for one mail after another."""

    server: MailServer

    def handle(self) -> None:
        self._say("220 localhost")
        while line := self.rfile.readline():
            words = line.decode().strip()
            verb = words.split(" ", 1)[0].upper()
            self.server.script.heard.append(verb)
            if self.server.script.hangs_up_at == verb or not self._answer(verb, words):
                return

    def finish(self) -> None:
        super().finish()
        self.connection.close()  # a secured line is a socket of its own

    def _answer(self, verb: str, words: str) -> bool:
        script = self.server.script
        if verb in script.answers:
            self._say(script.answers[verb])
        elif verb == "STARTTLS":
            self._say("220 go on")
            return self._secure()
        elif verb == "DATA":
            return self._take()
        elif verb == "QUIT":
            self._say("221 bye")
            return False
        else:
            if verb == "RCPT":
                script.recipients.append(words.split("<")[1].rstrip(">"))
            self._say(_GREETED.get(verb, "235 known" if verb == "AUTH" else "250 fine"))
        return True

    def _secure(self) -> bool:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        try:
            self.connection = context.wrap_socket(self.connection, server_side=True)
        except (ssl.SSLError, OSError):  # the other side does not trust us
            return False
        self.rfile.close()
        self.wfile.close()
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)  # type: ignore[assignment]
        return True

    def _take(self) -> bool:
        script = self.server.script
        self._say("354 the text, please")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if "TEXT" in script.answers:
            self._say(script.answers["TEXT"])
            return True
        script.mails.append(message_from_bytes(b"".join(lines), policy=default))
        if script.holds is not None:
            script.holds.wait()
            return False
        if script.hangs_up_at == "TEXT":
            return False
        self._say("250 taken")
        return True

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on a free loopback port while the block lasts."""

    allow_reuse_address = True
    block_on_close = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.script = Script()
        self.port: int = self.server_address[1]
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()
