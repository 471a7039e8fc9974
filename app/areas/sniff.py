"""Decide what a boundary file is from its own bytes, before any reader opens it."""

from __future__ import annotations

import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from app.errors import TooLarge, Unreadable

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_FILE = 400 * 1024 * 1024
LARGEST_UNPACKED = 1200 * 1024 * 1024
_SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_NEEDED_PARTS = (".shp", ".shx", ".dbf")
_SHP_MAGIC = b"\x00\x00\x27\x0a"
_SQLITE_MAGIC = b"SQLite format 3\x00"
_GPKG_IDS = (b"GPKG", b"GP10", b"GP11")

_ACCEPTED = "Yang diterima: GeoJSON (.geojson), GeoPackage (.gpkg), atau Shapefile dalam ZIP."

# What `zipfile` raises over damage; of a version or packing it does not know, NotImplementedError.
DAMAGED_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    OSError,
    EOFError,
    ValueError,
)
ZIP_BROKEN = "Berkas ZIP rusak atau tidak lengkap. Buat ulang ZIP-nya."


@dataclass(frozen=True)
class Sniffed:
    """The format of a file and, for a zipped Shapefile, the parts to unpack by suffix."""

    file_format: str
    parts: dict[str, str]


def sniff(path: Path) -> Sniffed:
    """Tell GeoJSON, GeoPackage and zipped Shapefile apart by content.

    Raises:
        TooLarge: the file is over its limit.
        Unreadable: it is something else; the sentence says what and what to do.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise TooLarge("Berkas lebih besar dari 400 MB. Sederhanakan dulu garis batasnya.")
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK"):
        return Sniffed("Shapefile", _zip_parts(path))
    if head.startswith(_SQLITE_MAGIC) and head[68:72] in _GPKG_IDS:
        return Sniffed("GeoPackage", {})
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        return Sniffed("GeoJSON", {})
    raise Unreadable(_what_it_is(head, text))


def _what_it_is(head: bytes, text: bytes) -> str:
    lower = text[:2048].lower()
    if not head:
        return f"Berkas kosong. {_ACCEPTED}"
    if head.startswith(_SHP_MAGIC):
        return "Berkas .shp harus dikirim sebagai ZIP bersama .shx, .dbf, dan .prj-nya."
    if b"<ogrvrtdatasource" in lower or b"<vrtdataset" in lower:
        return f"Berkas ini VRT, yang menunjuk ke berkas lain, dan tidak diterima. {_ACCEPTED}"
    if b"<kml" in lower or b"<gml" in lower or text.startswith(b"<"):
        return f"Berkas ini XML (KML, GML, atau sejenisnya). Ubah dulu di QGIS. {_ACCEPTED}"
    if head.startswith(b"%PDF"):
        return f"Berkas ini PDF, bukan data peta. {_ACCEPTED}"
    return f"Berkas ini bukan berkas batas wilayah yang dikenali. {_ACCEPTED}"


def _zip_parts(path: Path) -> dict[str, str]:
    """Return the members of the one Shapefile in an archive, by suffix."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except DAMAGED_ZIP as error:
        raise Unreadable(ZIP_BROKEN) from error
    if len(members) > 500 or sum(member.file_size for member in members) > LARGEST_UNPACKED:
        raise TooLarge("Isi ZIP terlalu besar atau terlalu banyak. Sertakan satu Shapefile saja.")
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("ZIP memakai kata sandi. Kirim tanpa kata sandi.")
    members = [m for m in members if m.filename]  # `is_dir` fails over a name of nothing
    names = [m.filename for m in members if not m.is_dir() and "__MACOSX" not in m.filename]
    stems = [PurePosixPath(n).with_suffix("") for n in names if n.lower().endswith(".shp")]
    if not stems:
        raise Unreadable(f"Tidak ada berkas .shp di dalam ZIP. {_ACCEPTED}")
    if len(stems) > 1:
        raise Unreadable(f"ZIP berisi {len(stems)} Shapefile. Kirim satu per satu.")
    parts = {
        suffix: name
        for name in names
        for suffix in _SHAPEFILE_PARTS
        if name.lower().endswith(suffix) and PurePosixPath(name).with_suffix("") == stems[0]
    }
    missing = [suffix for suffix in _NEEDED_PARTS if suffix not in parts]
    if missing:
        raise Unreadable(f"Shapefile tidak lengkap: tidak ada {', '.join(missing)} di dalam ZIP.")
    return parts
