"""The installation's signing keys (Ed25519), and documents of JSON signed with them.

A document is one JSON object. Signing adds `kunci` (the id of the key) and `tanda_tangan`
(base64, over the RFC 8785 form of all the rest, `kunci` included). Keys lie in the folder `kunci`
of the data folder: the private one in use readable by its owner alone, the public one of every
key that was ever in use, so that what was signed before a change of keys can still be checked.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
from typing import TYPE_CHECKING, Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.errors import Invalid, NotFound

if TYPE_CHECKING:
    from pathlib import Path

_PRIVATE = "tanda-tangan.pem"
_PUBLIC = ".umum.pem"
KEY, SIGNATURE = "kunci", "tanda_tangan"


def key_id(key: Ed25519PublicKey) -> str:
    """Return the name of a key: the first 16 hexadecimal digits of the SHA-256 of its bytes."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def public_pem(key: Ed25519PublicKey) -> bytes:
    """Return a public key as it is handed out."""
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def read_public(pem: bytes) -> Ed25519PublicKey:
    """Read a public key that was handed out.

    Raises:
        Invalid: it is no Ed25519 key.
    """
    try:
        key = serialization.load_pem_public_key(pem)
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise Invalid("Berkas kunci umum tidak dapat dibaca sebagai kunci Ed25519.")
    return key


class Keyring:
    """The keys of one installation."""

    def __init__(self, folder: Path) -> None:
        """Use a folder, made with its first key when something is signed."""
        self.folder = folder

    def public(self) -> dict[str, Ed25519PublicKey]:
        """Return every public key by its id, also those no longer in use."""
        keys = [read_public(path.read_bytes()) for path in self.folder.glob(f"*{_PUBLIC}")]
        return {key_id(key): key for key in keys}

    def current(self) -> Ed25519PublicKey:
        """Return the public half of the key in use."""
        return self._private().public_key()

    def sign(self, document: dict[str, Any]) -> dict[str, Any]:
        """Return a document with the id of the key in use and its signature."""
        private = self._private()
        form = document | {KEY: key_id(private.public_key())}
        signature = private.sign(rfc8785.dumps(form))
        return form | {SIGNATURE: base64.b64encode(signature).decode()}

    def change(self) -> Ed25519PublicKey:
        """Put a new key in use and destroy the private half of the old one."""
        private = Ed25519PrivateKey.generate()
        self._keep(private)
        return private.public_key()

    def _private(self) -> Ed25519PrivateKey:
        path = self.folder / _PRIVATE
        if not path.exists():
            self._keep(Ed25519PrivateKey.generate(), only_first=True)
        key = serialization.load_pem_private_key(path.read_bytes(), None)
        if not isinstance(key, Ed25519PrivateKey):
            raise Invalid("Kunci tanda tangan portal rusak. Pulihkan dari cadangan.")
        return key

    def _keep(self, private: Ed25519PrivateKey, *, only_first: bool = False) -> None:
        """Write a pair of keys; two processes that start at once must agree on one."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        public = private.public_key()
        pem = private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        name = key_id(public)
        partial = self.folder / f"{name}.partial"
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        target = self.folder / _PRIVATE
        try:
            if only_first:
                os.link(partial, target)
            (self.folder / f"{name}{_PUBLIC}").write_bytes(public_pem(public))
            if not only_first:
                partial.replace(target)
        except FileExistsError:
            return
        finally:
            partial.unlink(missing_ok=True)


def read_document(content: bytes) -> dict[str, Any]:
    """Read a document that was signed once; `check` tells whether it still is the same.

    Raises:
        Invalid: it is no JSON object.
    """
    try:
        found = json.loads(content)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Invalid("Berkas ini bukan tanda terima atau segel dari portal.")
    return found


def check(document: dict[str, Any], keys: dict[str, Ed25519PublicKey]) -> None:
    """Check the signature of a document.

    Raises:
        NotFound: none of the keys signed it.
        Invalid: it was changed since, or the signature is none.
    """
    key = keys.get(str(document.get(KEY, "")))
    if key is None:
        raise NotFound
    form = {name: value for name, value in document.items() if name != SIGNATURE}
    try:
        signature = base64.b64decode(str(document.get(SIGNATURE, "")), validate=True)
        key.verify(signature, rfc8785.dumps(form))
    except (InvalidSignature, binascii.Error, rfc8785.CanonicalizationError):
        raise Invalid("Tanda tangan tidak cocok dengan isinya.") from None
