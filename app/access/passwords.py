"""Passwords: Argon2id, and a policy without composition rules.

Refused is what strangers try first: the 19,640 most common passwords (Royce Williams' list as
Django carries it, licence beside the file), also with figures and signs around them or letters
written as figures, and what is made of common words, names of regions and the person's own.
"""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pwdlib import PasswordHash

from app.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST, LONGEST = 12, 128
_HASHER = PasswordHash.recommended()
# One Argon2id takes 64 MiB: at most four at a time, whatever number of people signs in.
TURNS = Turns(4)
# Hash of a random text nobody kept: an unknown user costs as much time as a known one.
_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$iEp4THv2Bq3/vcVnkaROyg"
    "$UirXEoi/nxl/oFEh+DG3hHyddjeex2R8ya3OfpSSLgA"
)
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


_LIST = Path(__file__).with_name("common-passwords.txt.gz")
_LETTERS = str.maketrans("013457@$!", "oieastasi")  # p4$$w0rd
_AROUND = "0123456789 !@#$%^&*()-_=+.,:;?/"
_SHORTEST_KNOWN = 5
_EASY = (
    "Kata sandi ini mudah ditebak: hampir seluruhnya kata umum, nama daerah, nama pengguna, atau "
    "huruf yang berulang. Pilih beberapa kata yang tidak berkaitan."
)


@cache
def common_passwords() -> frozenset[str]:
    """Return the passwords tried first everywhere, in lower case."""
    return frozenset(gzip.decompress(_LIST.read_bytes()).decode().split())


def hash_password(password: str) -> str:
    """Return the Argon2id hash that is stored."""
    with TURNS.take():
        return _HASHER.hash(password)


def verify(password: str, stored: str | None) -> bool:
    """Compare a password with a stored hash; without one it takes as long and fails.

    An account whose invitation is open has an empty hash: nothing matches it.
    """
    with TURNS.take():
        matches = _HASHER.verify(password[: LONGEST * 4], stored or _NOBODY)
    return matches and bool(stored)


def problem(password: str, context: Iterable[str] = ()) -> str:
    """Say why a new password is refused; empty when it is good.

    `context` holds words a stranger would try first: the user name, names of regions.
    """
    if len(password) < SHORTEST:
        return f"Kata sandi paling sedikit {SHORTEST} karakter. Beberapa kata acak mudah diingat."
    if len(password) > LONGEST:
        return f"Kata sandi paling banyak {LONGEST} karakter."
    if _is_common(password.lower()) or _is_made_of(password.lower(), context):
        return _EASY
    return ""


def _is_common(lower: str) -> bool:
    """Find a common password, also twice in a row or with something put around it."""
    half = lower[: len(lower) // 2]
    core = lower.strip(_AROUND)
    forms = {lower, core, core.translate(_LETTERS), half if half * 2 == lower else lower}
    return any(len(form) >= _SHORTEST_KNOWN and form in common_passwords() for form in forms)


def _is_made_of(lower: str, context: Iterable[str]) -> bool:
    """Tell whether little is left when common words and words of the context are taken out."""
    rest = lower
    words = {word for text in context for word in (text.lower(), *text.lower().split())}
    for word in sorted({*words, *_COMMON}, key=len, reverse=True):
        if len(word) >= 4:
            rest = rest.replace(word, "")
    return len(set(rest)) < 5
