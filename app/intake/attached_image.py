"""Photos are drawn anew by a confined process: place, device and what hides in them stay out."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache

from app.errors import Unreadable
from app.intake.sandbox import Sandbox, WorkerFailed
from app.turns import Turns

_SECONDS = 20
TURNS = Turns(2)
_UNREADABLE = (
    "Gambar ini rusak, bergerak, atau terlalu besar untuk dibuka. Simpan ulang sebagai JPEG "
    "dengan ukuran lebih kecil, lalu lampirkan lagi."
)


@dataclass(frozen=True, slots=True)
class Picture:
    """An image without metadata, upright, and its small JPEG for lists."""

    data: bytes
    thumbnail: bytes


@cache
def _painter() -> Sandbox:
    return Sandbox("app.intake.worker_image", _SECONDS, kept_idle=1)


def clean_image(data: bytes) -> Picture:
    """Return an image drawn anew.

    Raises:
        Unreadable: damaged, animated, too many pixels, or too much for the process.
    """
    try:
        # Each open picture may take a gigabyte: more than a few at a time wait their turn.
        with TURNS.take():
            answer = _painter().ask(data)
    except WorkerFailed as cause:
        raise Unreadable(_UNREADABLE) from cause
    if not answer:
        raise Unreadable(_UNREADABLE)
    length = struct.unpack_from(">I", answer)[0]
    return Picture(answer[4 + length :], answer[4 : 4 + length])
