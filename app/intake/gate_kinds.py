"""What a file is, by its first bytes and not by its name; each kind gets its own advice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.errors import TooLarge, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|table|head|body)", re.IGNORECASE
)
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")
_HEAD = 4096
_SUFFIX = re.compile(r"\.([A-Za-z0-9]{1,8})$")
_EXPORT = "Buka berkasnya, simpan sebagai Buku Kerja Excel (.xlsx), lalu unggah lagi."
_LOCKED_ADVICE = (
    "Berkas ini dikunci kata sandi. Buka di Excel, pilih Berkas > Info > Proteksi Buku Kerja, "
    "hapus kata sandinya, simpan, lalu unggah lagi."
)
_PDF_ADVICE = (
    "Berkas ini .pdf. Unggah berkas Excel .xlsx. Surat pengantar PDF dilampirkan pada langkah 4."
)
_TEXT_ADVICE = (
    "Berkas ini teks tanpa kolom. Simpan tabelnya sebagai .xlsx, .ods, atau .csv, lalu unggah."
)
_ODS = b"application/vnd.oasis.opendocument"
_ODS_SHEET = _ODS + b".spreadsheet"
_ODS_HEAD = 120  # the first part of an OpenDocument zip is its kind, stored as it is
_WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")
_PARTED = re.compile(rb"[;,\t]")
XLSX, ODS, CSV = "xlsx", "ods", "csv"
_WITHIN_ZIP: tuple[tuple[bytes, str], ...] = (
    (b"word/document", "Berkas ini dokumen Word. Salin isinya ke templat Excel, lalu unggah."),
    (b"ppt/presentation", "Berkas ini presentasi. Unggah templat Excel (.xlsx) yang sudah diisi."),
    (b"xl/workbook.bin", f"Berkas ini .xlsb. {_EXPORT}"),
    (b"Index/Document.iwa", f"Berkas ini dari Numbers. {_EXPORT}"),
    (_ODS, "Berkas ini dokumen LibreOffice, tetapi bukan lembar sebar. Unggah .ods atau .xlsx."),
)


def check_kind(data: bytes, file_name: str, limit: int) -> str:
    """Tell a workbook, an OpenDocument spreadsheet and a parted text by their content.

    Raises:
        Unreadable: another kind of file, or an empty one.
        TooLarge: more bytes than allowed.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable("Berkas ini kosong. Pilih templat yang sudah diisi.")
    if len(data) > limit:
        raise TooLarge(
            f"Berkas ini {_megabytes(len(data))} MB; paling besar {_megabytes(limit)} MB. "
            "Hapus gambar dan lembar tambahan, lalu unggah lagi."
        )
    if data.startswith(_ZIP):
        return _check_zip_kind(data)
    if data.startswith(_WIDE_TEXT):
        return CSV
    for matches, advice in _OTHERS:
        if matches(data):
            raise Unreadable(advice)
    return _check_text(data, file_name)


def _check_text(data: bytes, file_name: str) -> str:
    if not _is_text(data):
        found = _SUFFIX.search(file_name)
        named = f" .{found[1].lower()}" if found else " tidak dikenal"
        raise Unreadable(
            f"Berkas ini{named}, bukan berkas Excel. Unggah templat .xlsx yang diisi."
        )
    if _PARTED.search(data) is None:
        raise Unreadable(_TEXT_ADVICE)
    return CSV


def _check_zip_kind(data: bytes) -> str:
    if _ODS_SHEET in data[:_ODS_HEAD]:
        return ODS
    if b"xl/workbook.xml" in data:
        return XLSX
    for mark, advice in _WITHIN_ZIP:
        if mark in data:
            raise Unreadable(advice)
    raise Unreadable("Berkas ini arsip zip, bukan Excel. Unggah berkas .xlsx di dalamnya.")


def _megabytes(size: int) -> str:
    return f"{size / 1024**2:.1f}".replace(".", ",").removesuffix(",0")


def _is_text(data: bytes) -> bool:
    head = data[:_HEAD]
    return b"\0" not in data and sum(byte < 9 for byte in head) == 0


_OTHERS: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (
        lambda data: data.startswith(b"%PDF") or b"%PDF-" in data[:1024],
        _PDF_ADVICE,
    ),
    (lambda data: data.startswith(_OLE) and _LOCKED in data, _LOCKED_ADVICE),
    (
        lambda data: data.startswith(_OLE),
        f"Berkas ini format Office lama (.xls atau .doc). {_EXPORT}",
    ),
    (
        lambda data: data.startswith(_IMAGES),
        "Berkas ini gambar. Unggah templat Excel (.xlsx); foto dilampirkan pada langkah 4.",
    ),
    (
        lambda data: _HTML.match(data[:_HEAD]) is not None,
        f"Berkas ini halaman web yang dinamai Excel. {_EXPORT}",
    ),
)
