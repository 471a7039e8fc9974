"""The key that opens backups: an age identity in a file, locked with a password if wished.

Unlocked, the file is what the program `age` reads too. Locked, it is one JSON object: the same
text under AES-256-GCM with a key of scrypt. Not age's own password files: those are refused on a
machine that is slower, or busier, than the one that made them.
"""

from __future__ import annotations

import base64
import json
import os
from typing import Any

import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from app.errors import Invalid, Unreadable

KIND = b"kunci-cadangan"
_COST = 2**17  # 128 MiB, about a third of a second


def generate() -> tuple[str, bytes]:
    """Return the public half (`age1...`) and the text of the file that opens backups."""
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    return public, f"# penerima: {public}\n{identity}\n".encode()


def lock(content: bytes, password: str) -> bytes:
    """Return the file locked with a password."""
    salt, nonce = os.urandom(16), os.urandom(12)
    locked = AESGCM(_derive(password, salt)).encrypt(nonce, content, KIND)
    parts = {"garam": salt, "nonce": nonce, "isi": locked}
    form = {name: base64.b64encode(part).decode() for name, part in parts.items()}
    return json.dumps({"jenis": KIND.decode(), **form}).encode() + b"\n"


def is_locked(content: bytes) -> bool:
    """Tell whether a file needs a password."""
    return content.lstrip().startswith(b"{")


def unlock(content: bytes, password: str) -> bytes:
    """Return the text of a locked file.

    Raises:
        Unreadable: the password is wrong, or the file was changed.
    """
    try:
        form: dict[str, Any] = json.loads(content)
        salt, nonce, locked = (base64.b64decode(form[name]) for name in ("garam", "nonce", "isi"))
        return AESGCM(_derive(password, salt)).decrypt(nonce, locked, KIND)
    except (ValueError, KeyError, TypeError, InvalidTag):
        raise Unreadable("Kata sandi kunci cadangan salah, atau berkasnya berubah.") from None


def read(content: bytes) -> pyrage.x25519.Identity:
    """Read the text of an unlocked file.

    Raises:
        Unreadable: it holds no key.
    """
    lines = [line for line in content.decode("ascii", "replace").splitlines() if line[:1] != "#"]
    try:
        return pyrage.x25519.Identity.from_str("".join(lines).strip())
    except pyrage.IdentityError:
        raise Unreadable("Berkas ini bukan kunci cadangan.") from None


def read_recipient(text: str) -> pyrage.x25519.Recipient:
    """Read a public half.

    Raises:
        Invalid: it is none.
    """
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        raise Invalid("Kunci penerima tidak dapat dibaca; bentuknya age1...") from None


def _derive(password: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(password.encode())
