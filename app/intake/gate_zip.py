"""The zip around a workbook: its directory is checked before anything is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_PARTS = 200
MOST_UNPACKED = 120 * 1024 * 1024
MOST_PART = 60 * 1024 * 1024
MOST_RATIO = 100
_RATIO_FROM = 1024 * 1024  # small parts may well shrink a hundredfold
_CHUNK = 256 * 1024
_END_RECORD = b"PK\x05\x06"
_END_SIZE = 22
_COMMENT_MOST = 65535
_ENCRYPTED = 0x1
_BROKEN = (
    "Berkas ini rusak dan tidak dapat dibuka. Buka di Excel atau LibreOffice, simpan ulang "
    "sebagai .xlsx, lalu unggah lagi."
)
_TOO_BIG = (
    "Isi berkas ini terlalu besar setelah dibuka ({what}). Salin hanya baris yang berisi ke "
    "templat baru, lalu unggah lagi."
)


def broken() -> Unreadable:
    """Say that the file is damaged."""
    return Unreadable(_BROKEN)


def too_big(what: str) -> Unreadable:
    """Say which limit the unpacked content is over."""
    return Unreadable(_TOO_BIG.format(what=what))


@dataclass(slots=True)
class Parts:
    """The parts of a zip whose directory is in order; unpacking counts against the limits."""

    archive: zipfile.ZipFile
    names: dict[str, zipfile.ZipInfo]
    unpacked: int = 0

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a part's bytes.

        Raises:
            Unreadable: over a limit, or damaged.
        """
        info = self.names[name]
        size = 0
        try:
            with self.archive.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    self.unpacked += len(chunk)
                    self._check(name, size, info.compress_size)
                    yield chunk
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError) as cause:
            raise broken() from cause
        except Exception as cause:
            # zlib.error is not a subclass of OSError; everything else is already ours.
            if isinstance(cause, Unreadable):
                raise
            raise broken() from cause

    def _check(self, name: str, size: int, packed: int) -> None:
        if size > MOST_PART:
            raise too_big(f"bagian {name} lebih dari {MOST_PART // 1024**2} MB")
        if self.unpacked > MOST_UNPACKED:
            raise too_big(f"seluruhnya lebih dari {MOST_UNPACKED // 1024**2} MB")
        if size > _RATIO_FROM and size > packed * MOST_RATIO:
            raise too_big(f"bagian {name} mengembang lebih dari {MOST_RATIO} kali")


def open_parts(data: bytes) -> Parts:
    """Open a zip after checking its directory.

    Raises:
        Unreadable: too many, doubled, overlapping, locked or oddly named parts, or damage.
    """
    _check_end_record(data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        ValueError,
        OSError,
        struct.error,
    ) as cause:
        raise broken() from cause
    infos = archive.infolist()
    if len(infos) > MOST_PARTS:
        raise _too_many()
    for info in infos:
        _check_member(info)
    _check_overlap(infos, len(data))
    folded = {info.filename.casefold() for info in infos}
    if len(folded) != len(infos):
        raise Unreadable(
            "Berkas ini memuat bagian yang rangkap, jadi isinya tidak pasti. " + _BROKEN
        )
    return Parts(archive, {info.filename: info for info in infos})


def _too_many() -> Unreadable:
    return too_big(f"lebih dari {MOST_PARTS} bagian")


def _check_end_record(data: bytes) -> None:
    """Count the parts from the last record, before a list of them is built."""
    at = data.rfind(_END_RECORD, max(0, len(data) - _END_SIZE - _COMMENT_MOST))
    if at < 0 or len(data) < at + _END_SIZE:
        raise broken()
    disk, first_disk, here, total = struct.unpack_from("<HHHH", data, at + 4)
    if disk or first_disk or here != total:
        raise broken()
    if total > MOST_PARTS:
        raise _too_many()


def _check_member(info: zipfile.ZipInfo) -> None:
    name = info.filename
    parts = name.split("/")
    if info.flag_bits & _ENCRYPTED:
        raise Unreadable(
            "Berkas ini dikunci kata sandi. Simpan ulang tanpa kata sandi, lalu unggah lagi."
        )
    odd = "\\" in name or "\0" in name or ":" in name or name.startswith("/") or ".." in parts
    if odd or info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise broken()


def _check_overlap(infos: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse parts that share bytes: the trick by which a small zip unpacks to terabytes."""
    end = 0
    for info in sorted(infos, key=lambda item: item.header_offset):
        if info.header_offset < end or (end == 0 and info.header_offset != 0):
            raise broken()
        end = info.header_offset + 30 + info.compress_size
    if end > size:
        raise broken()
