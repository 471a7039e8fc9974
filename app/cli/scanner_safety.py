"""What the operator should know of the virus scanner; nothing of it stands in the portal's way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.scanning.clamd import ScannerDown
from app.scanning.gate import scanner_of

if TYPE_CHECKING:
    from app.settings import Settings

_SCANNER_SECONDS = 5.0


def fault(settings: Settings) -> str:
    """Ask the scanner itself whether it answers."""
    if not settings.scans:
        return (
            "PETAKONFLIK_SCANNER_POLICY off: berkas tidak dipindai dari virus, dan halaman "
            "menyebutnya. Pasang clamd, lalu isi mark atau refuse."
        )
    if address_fault(settings):
        return ""  # said by its own check
    scanner = scanner_of(settings, _SCANNER_SECONDS)
    try:
        if scanner is not None:
            scanner.version()
    except ScannerDown:
        return (
            f"Pemindai virus tidak menjawab di {settings.scanner_address}; berkas baru menunggu "
            "dipindai. Periksa clamd dan izin soketnya."
        )
    return ""


def address_fault(settings: Settings) -> str:
    """Say what is wrong with the address; empty when nothing is, or nobody scans."""
    try:
        scanner_of(settings, _SCANNER_SECONDS)
    except ValueError:
        return (
            "PETAKONFLIK_SCANNER_ADDRESS bukan alamat di mesin ini. Isi seperti "
            "unix:/run/clamav/clamd.ctl atau 127.0.0.1:3310."
        )
    return ""
