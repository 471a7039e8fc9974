"""What pages say of the virus scan of a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.model.scan import FileScan, ScanState
from app.scanning.verdicts import gravest, verdicts_of
from app.web.formats import moment_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.db import ReadSession

_NOT_YET = (
    "Pemindai virus belum memeriksa berkas ini. Buka hanya di komputer yang antivirusnya menyala."
)
_TONES = {ScanState.BERSIH: "done", ScanState.TERINFEKSI: "danger", ScanState.GAGAL: "caution"}
_WORDS = {
    ScanState.BERSIH: "bersih",
    ScanState.TERINFEKSI: "terinfeksi",
    ScanState.GAGAL: "pemindaian gagal",
}


@dataclass(frozen=True, slots=True)
class ScanLine:
    """The state in a word, and in a sentence what it means; `locked`: nobody is given the file."""

    word: str
    tone: str
    said: str
    locked: bool


@dataclass(frozen=True, slots=True)
class Scans:
    """What is known of the files of one page."""

    known: Mapping[str, FileScan]
    zone: str

    def of(self, *names: str | None) -> ScanLine:
        """Return what is said of a file that is kept under these names."""
        row = gravest(self.known, names)
        if row is None:
            return ScanLine("belum dipindai", "", _NOT_YET, locked=False)
        return ScanLine(
            _WORDS[row.state],
            _TONES[row.state],
            sentence(row, self.zone),
            locked=row.state is ScanState.TERINFEKSI,
        )


def scans_of(session: ReadSession, names: Iterable[str | None], zone: str) -> Scans:
    """Look up the files of a page at once."""
    return Scans(verdicts_of(session, [name for name in names if name]), zone)


def sentence(row: FileScan, zone: str) -> str:
    """Say what a scan came to, when, and by which scanner."""
    when = moment_id(row.scanned_at, zone)
    if row.state is ScanState.BERSIH:
        return f"Dipindai {when} oleh {row.engine}; tidak ditemukan virus."
    if row.state is ScanState.TERINFEKSI:
        return (
            f"Ditemukan {row.finding} pada {when} oleh {row.engine}. Berkas dikurung: tidak "
            "seorang pun dapat mengunduhnya. Kirim pengganti dari komputer yang bersih."
        )
    return (
        f"Dicoba {when}: {row.finding}. Portal mencoba lagi sendiri; sampai itu perlakukan "
        "sebagai belum dipindai."
    )
