"""The file of a backup: a tar inside an age file, its manifest last, a signed seal beside it.

    NAME.age        age (X25519) around a tar: basis-data, berkas/.., kunci/.., manifes.json
    NAME.age.segel  signed JSON: SHA-256 and size of NAME.age, for whoever cannot decrypt it

The manifest is signed too, names every part with size and SHA-256, and comes last: nothing that
follows it, nothing that it does not name and nothing missing is accepted.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
import threading
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, cast

import pyrage

from app import signing
from app.errors import Invalid, NotFound, Unreadable
from app.files import LOCKED, SEALED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

DATABASE, MANIFEST = "basis-data", "manifes.json"
KIND, SEAL_KIND, FORMAT = "cadangan", "segel-cadangan", 1
SEAL = ".segel"
_NAMES = re.compile(
    r"basis-data|manifes\.json|kunci-masuk|kunci/[a-z0-9.-]{1,60}"
    rf"|berkas/(?:{SEALED}/)?(?:{LOCKED}/)?[0-9a-f]{{2}}/[0-9a-f]{{64}}"
)
_BLOCK = 1024 * 1024
_MOST_MANIFEST = 512 * 1024 * 1024
Moved = "Callable[[int], None]"


def hash_of(file: IO[bytes], copy: IO[bytes] | None = None) -> tuple[str, int]:
    """Return SHA-256 and length of what can be read, writing it on if asked to."""
    total, size = hashlib.sha256(), 0
    while block := file.read(_BLOCK):
        total.update(block)
        size += len(block)
        if copy is not None:
            copy.write(block)
    return total.hexdigest(), size


class _Counted(io.RawIOBase):
    """Reads a file for the tar and remembers what was read: the hash is of the very bytes."""

    def __init__(self, file: IO[bytes], moved: Callable[[int], None]) -> None:
        self._file, self._moved, self.total = file, moved, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self.total.update(block)
        self._moved(len(block))
        return block


def _pack(
    stream: IO[bytes],
    parts: Iterable[tuple[str, Path]],
    finish: Callable[[dict[str, Any]], dict[str, Any]],
    moved: Callable[[int], None],
) -> None:
    """Write the tar; a stored file that was erased meanwhile is left out."""
    listed: dict[str, Any] = {}
    with tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        for name, path in parts:
            try:
                file = path.open("rb")
            except FileNotFoundError:
                continue
            with file:
                entry = tarfile.TarInfo(name)
                entry.size = os.fstat(file.fileno()).st_size
                counted = _Counted(file, moved)
                archive.addfile(entry, cast("IO[bytes]", counted))
                listed[name] = {"ukuran": entry.size, "sha256": counted.total.hexdigest()}
        content = json.dumps(finish(listed), sort_keys=True).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))


def write(
    target: IO[bytes],
    recipients: list[pyrage.x25519.Recipient],
    parts: Iterable[tuple[str, Path]],
    finish: Callable[[dict[str, Any]], dict[str, Any]],
    moved: Callable[[int], None],
) -> None:
    """Pack parts and encrypt them on the way; nothing is written unencrypted."""
    end, start = os.pipe()
    failed: list[BaseException] = []

    def pack() -> None:
        try:
            with os.fdopen(start, "wb") as stream:
                _pack(stream, parts, finish, moved)
        except BaseException as error:
            failed.append(error)

    packer = threading.Thread(target=pack, name="kemas-cadangan")
    packer.start()
    try:
        with os.fdopen(end, "rb") as stream:
            pyrage.encrypt_io(stream, target, recipients)
    finally:
        packer.join()
    if failed:
        raise failed[0]


@dataclass
class Opened:
    """What was read of a backup: its manifest, and the key that signed it."""

    manifest: dict[str, Any] = field(default_factory=dict)
    signed_by: str = ""
    is_known: bool = False


def read(
    source: Path,
    identity: pyrage.x25519.Identity,
    keys: dict[str, Ed25519PublicKey],
    keep: Callable[[str], IO[bytes] | None],
    moved: Callable[[int], None],
) -> Opened:
    """Decrypt a backup and check every part of it; `keep` says where a part goes, if anywhere.

    Without `keys` the signature is checked with the public key inside the backup, which proves
    only that it is whole; `is_known` tells.

    Raises:
        Unreadable: wrong key, cut off or changed; what was kept must be thrown away.
        Invalid: the signature does not fit, or none of the keys made it.
    """
    end, start = os.pipe()
    failed: list[BaseException] = []

    def decrypt() -> None:
        try:
            with os.fdopen(start, "wb") as stream, source.open("rb") as file:
                pyrage.decrypt_io(file, stream, [identity])
        except (OSError, pyrage.DecryptError) as error:
            failed.append(error)

    decrypter = threading.Thread(target=decrypt, name="buka-cadangan")
    decrypter.start()
    unpacked = _Unpacked()
    try:
        with os.fdopen(end, "rb") as stream:
            _unpack(stream, unpacked, keep, moved)
            while stream.read(_BLOCK):  # to the end: age vouches for the last block only there
                pass
    except (tarfile.TarError, EOFError, ValueError) as error:
        failed.append(error)
    finally:
        decrypter.join()
    if failed:
        raise Unreadable(
            "Cadangan tidak dapat dibuka: kunci salah, atau berkasnya terpotong atau berubah."
        )
    return _opened(unpacked, keys)


@dataclass
class _Unpacked:
    listed: dict[str, Any] = field(default_factory=dict)
    manifest: bytes = b""
    own_keys: list[bytes] = field(default_factory=list)


def _unpack(
    stream: IO[bytes],
    unpacked: _Unpacked,
    keep: Callable[[str], IO[bytes] | None],
    moved: Callable[[int], None],
) -> None:
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for entry in archive:
            file = archive.extractfile(entry) if entry.isreg() else None
            fresh = entry.name not in unpacked.listed and not unpacked.manifest
            if file is None or not fresh or not _NAMES.fullmatch(entry.name):
                raise ValueError(entry.name)
            moved(entry.size)
            if entry.name == MANIFEST:
                unpacked.manifest = file.read(_MOST_MANIFEST)
                continue
            _take(file, entry.name, unpacked, keep)


def _take(
    file: IO[bytes], name: str, unpacked: _Unpacked, keep: Callable[[str], IO[bytes] | None]
) -> None:
    content: IO[bytes] = file
    if name.endswith(".umum.pem"):
        pem = file.read(_BLOCK)
        unpacked.own_keys.append(pem)
        content = io.BytesIO(pem)
    copy = keep(name)
    try:
        sha256, size = hash_of(content, copy)
        if copy is not None:
            copy.flush()
            os.fsync(copy.fileno())
    finally:
        if copy is not None:
            copy.close()
    if name.startswith("berkas/") and not name.endswith(sha256):
        raise ValueError(name)
    unpacked.listed[name] = {"ukuran": size, "sha256": sha256}


def _opened(unpacked: _Unpacked, keys: dict[str, Ed25519PublicKey]) -> Opened:
    """Hold the parts against the manifest and check its signature."""
    try:
        manifest: dict[str, Any] = json.loads(unpacked.manifest)
        named, kind, version = manifest["bagian"], manifest["jenis"], manifest["format"]
    except (ValueError, KeyError, TypeError):
        raise Unreadable("Cadangan tidak lengkap: daftar isinya tidak ada.") from None
    if (kind, version) != (KIND, FORMAT):
        raise Unreadable("Berkas ini bukan cadangan yang dikenal program ini.")
    if named != unpacked.listed:
        wrong = sorted(
            name
            for name in {*named, *unpacked.listed}
            if named.get(name) != unpacked.listed.get(name)
        )
        raise Unreadable(f"Isi cadangan tidak cocok dengan daftarnya: {wrong[0]}.")
    own = [signing.read_public(pem) for pem in unpacked.own_keys]
    known = keys or {signing.key_id(key): key for key in own}
    _check(manifest, known)
    return Opened(manifest, str(manifest[signing.KEY]), bool(keys))


def _check(document: dict[str, Any], keys: dict[str, Ed25519PublicKey]) -> None:
    try:
        signing.check(document, keys)
    except NotFound:
        raise Invalid(
            "Cadangan ditandatangani kunci yang tidak dikenal. Berikan kunci umum yang benar."
        ) from None


def seal_beside(
    target: Path, keyring: signing.Keyring, sha256: str, about: dict[str, Any]
) -> bytes:
    """Return the seal that stands beside a backup."""
    form = {"jenis": SEAL_KIND, "berkas": target.name, "sha256": sha256} | about
    return json.dumps(keyring.sign(form), indent=2, sort_keys=True).encode() + b"\n"


def check_seal(source: Path, keys: dict[str, Ed25519PublicKey]) -> dict[str, Any]:
    """Check a backup by the seal beside it, with nothing but public keys; return the seal.

    Raises:
        Unreadable: there is no seal, or the backup is not the one that was sealed.
        Invalid: the seal was changed, or none of the keys made it.
    """
    beside = source.with_name(source.name + SEAL)
    try:
        seal: dict[str, Any] = json.loads(beside.read_bytes())
        sealed = seal["sha256"], seal["ukuran"]
    except (OSError, ValueError, KeyError, TypeError):
        raise Unreadable(f"Segel {beside.name} tidak ada atau tidak terbaca.") from None
    _check(seal, keys)
    with source.open("rb") as file:
        if hash_of(file) != sealed or seal.get("jenis") != SEAL_KIND:
            raise Unreadable("Berkas cadangan berubah setelah disegel.")
    return seal
