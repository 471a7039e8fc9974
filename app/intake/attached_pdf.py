"""A PDF is built anew from its pages by a confined process; what acts or hides stays out."""

from __future__ import annotations

import re
from functools import cache

from app.errors import TooLarge, Unreadable
from app.intake.sandbox import Sandbox, WorkerFailed
from app.turns import Turns

PDF = "application/pdf"
_SECONDS = 20
TURNS = Turns(2)
_END = b"%%EOF"
_TAIL = 2048
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_LOCKED = "PDF ini berkata sandi. Simpan tanpa kata sandi, lalu unggah lagi."
_LONG = "PDF ini lebih dari 1.000 halaman. Bagi menjadi beberapa berkas, lalu unggah lagi."
_BROKEN = "PDF ini rusak atau terlalu berat untuk dibuka. Cetak ulang ke PDF, lalu unggah lagi."
_REFUSALS = {b"L": _LOCKED, b"P": _LONG}


@cache
def _builder() -> Sandbox:
    return Sandbox("app.intake.worker_pdf", _SECONDS, kept_idle=1)


def clean_pdf(data: bytes, limit: int) -> bytes:
    """Return a PDF of the same pages without anything but what they show.

    Raises:
        TooLarge: more bytes than `limit`.
        Unreadable: empty, cut off, password-protected, damaged, too many pages, or not a PDF.
    """
    _check(data, limit)
    try:
        # Each open file may take a gigabyte: more than a few at a time wait their turn.
        with TURNS.take():
            answer = _builder().ask(data)
    except WorkerFailed as cause:
        raise Unreadable(_BROKEN) from cause
    if answer[:1] != b"K":
        raise Unreadable(_REFUSALS.get(answer[:1], _BROKEN))
    return answer[1:]


def _check(data: bytes, limit: int) -> None:
    """Look at the content, never at the name."""
    if not data:
        raise Unreadable("Berkas kosong. Pilih berkas PDF surat pengantar.")
    if len(data) > limit:
        raise TooLarge(f"Berkas lebih dari {limit // 1024 // 1024} MB. Perkecil lalu ulangi.")
    if not data.lstrip()[:5] == b"%PDF-":
        raise Unreadable("Berkas ini bukan PDF. Simpan surat sebagai PDF, lalu unggah lagi.")
    if _END not in data[-_TAIL:]:
        raise Unreadable("PDF ini terpotong. Simpan ulang suratnya, lalu unggah lagi.")
    if b"/Encrypt" in _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data):
        raise Unreadable(_LOCKED)
