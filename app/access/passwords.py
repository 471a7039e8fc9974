"""Passwords: Argon2id, a policy without composition rules, and generated first passwords."""

from __future__ import annotations

import secrets
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from pwdlib import PasswordHash

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST, LONGEST = 12, 128
_HASHER = PasswordHash.recommended()
# One Argon2id takes 64 MiB: at most four at a time, whatever number of people signs in.
_SLOTS = BoundedSemaphore(4)
# Hash of a random text nobody kept: an unknown user costs as much time as a known one.
_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$iEp4THv2Bq3/vcVnkaROyg"
    "$UirXEoi/nxl/oFEh+DG3hHyddjeex2R8ya3OfpSSLgA"
)
# Letters and digits that are not mistaken for each other on paper or over the telephone.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_COMMON = (
    "kesbangpol", "kesatuan", "bangsa", "politik", "badan", "kaltim", "kalimantan", "timur",
    "provinsi", "kabupaten", "kota", "gubernur", "pemprov", "pemkab", "pemkot", "indonesia",
    "merdeka", "pancasila", "garuda", "nusantara", "bismillah", "alhamdulillah", "konflik",
    "petakonflik", "peta", "laporan", "triwulan", "katasandi", "sandi", "rahasia", "password",
    "passw0rd", "p@ssw0rd", "p@ssword", "admin", "administrator", "operator", "welcome",
    "selamat", "datang", "sayang", "cinta", "letmein", "iloveyou", "monkey", "dragon", "sunshine",
    "princess", "football", "baseball", "qwerty", "qwertyuiop", "asdfghjkl", "asdfgh", "zxcvbnm",
    "zxcvbn", "qazwsx", "1q2w3e4r5t", "1q2w3e4r", "1qaz2wsx", "abcdefgh", "abcdef", "abc123",
    "1234567890", "123456789", "12345678", "1234567", "123456", "12345", "654321", "098765",
    "112233", "121212", "123123", "secret", "login", "master", "superman", "bandung", "jakarta",
)  # fmt: skip


def hash_password(password: str) -> str:
    """Return the Argon2id hash that is stored."""
    with _SLOTS:
        return _HASHER.hash(password)


def verify(password: str, stored: str | None) -> bool:
    """Compare a password with a stored hash; without one it takes as long and fails."""
    with _SLOTS:
        matches = _HASHER.verify(password[: LONGEST * 4], stored or _NOBODY)
    return matches and stored is not None


def problem(password: str, context: Iterable[str] = ()) -> str:
    """Say why a new password is refused; empty when it is good.

    `context` holds words a stranger would try first: the user name, names of regions.
    """
    if len(password) < SHORTEST:
        return f"Kata sandi paling sedikit {SHORTEST} karakter. Beberapa kata acak mudah diingat."
    if len(password) > LONGEST:
        return f"Kata sandi paling banyak {LONGEST} karakter."
    rest = password.lower()
    words = {word for text in context for word in (text.lower(), *text.lower().split())}
    for word in sorted({*words, *_COMMON}, key=len, reverse=True):
        if len(word) >= 4:
            rest = rest.replace(word, "")
    if len(set(rest)) < 5:
        return (
            "Kata sandi ini mudah ditebak: hampir seluruhnya kata umum, nama daerah, nama "
            "pengguna, atau huruf yang berulang. Pilih beberapa kata yang tidak berkaitan."
        )
    return ""


def generate() -> str:
    """Return a first password to be handed over once: 80 bits in four groups."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
