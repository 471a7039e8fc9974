"""Small damage to bytes, the same for the same seed."""

from __future__ import annotations

from random import Random


def flipped(content: bytes, seed: int) -> bytes:
    """Return bytes with one bit turned, anywhere."""
    place = Random(seed).randrange(len(content) * 8)
    damaged = bytearray(content)
    damaged[place // 8] ^= 1 << place % 8
    return bytes(damaged)
