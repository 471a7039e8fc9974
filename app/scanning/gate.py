"""The scanner at the gate: bytes are looked at before any reader opens them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app import audit
from app.audit import REFUSED, Where
from app.errors import Unreadable
from app.files import sha256_of
from app.model.scan import ScanState
from app.scanning.clamd import Address, Clamd, ScannerDown, Verdict
from app.scanning.verdicts import note, verdicts_of

if TYPE_CHECKING:
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import Database
    from app.settings import Settings

FOUND_AT_THE_GATE = (
    "Pemindai virus menemukan {finding} di berkas ini, jadi berkas tidak diterima dan tidak "
    "disimpan. Isian Anda yang sudah ada tidak berubah. Jangan buka berkas ini; bersihkan "
    "komputer asalnya dengan antivirus, buat berkasnya lagi, lalu kirim ulang."
)


def scanner_of(settings: Settings, seconds: float) -> Clamd | None:
    """Return the scanner, or None when there is none to ask."""
    if not settings.scans:
        return None
    return Clamd(Address.parse(settings.scanner_address), seconds)


@dataclass(frozen=True, slots=True)
class Gate:
    """Asks about what one person sends in, and writes down what was said.

    A scanner that is silent or slow holds nobody up: the file is scanned later (`rounds`).
    """

    scanner: Clamd | None
    database: Database
    actor: Actor
    now: datetime

    def let_in(self, data: bytes) -> None:
        """Let bytes through, unless the scanner knows them for harmful.

        Raises:
            Unreadable: something was found; nothing may be kept of it.
        """
        if self.scanner is None or not data:
            return
        name = sha256_of(data)
        verdict = self._ask(data, name)
        if verdict is None:
            return
        region = str(self.actor.region_code or "")
        with self.database.write() as session:
            note(
                session,
                name,
                verdict,
                now=self.now,
                region_code=region,
                sender_id=self.actor.user_id,
            )
            if verdict.state is ScanState.TERINFEKSI:
                audit.record(
                    session,
                    self.actor.username,
                    "berkas.terinfeksi",
                    f"sha256 {name}",
                    now=self.now,
                    where=Where(region_code=region, outcome=REFUSED),
                )
        if verdict.state is ScanState.TERINFEKSI:
            raise Unreadable(FOUND_AT_THE_GATE.format(finding=verdict.finding))

    def _ask(self, data: bytes, name: str) -> Verdict | None:
        """Return the verdict; of a silent scanner the one it gave of the same bytes before."""
        assert self.scanner is not None  # noqa: S101 - asked above
        try:
            return self.scanner.scan(data)
        except ScannerDown:
            with self.database.read() as session:
                known = verdicts_of(session, [name]).get(name)
                if known is None or known.state is not ScanState.TERINFEKSI:
                    return None
                return Verdict(known.state, known.finding, known.engine)
