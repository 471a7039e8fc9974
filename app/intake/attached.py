"""What may be attached: PDF, photo, Word or Excel, told by content and made harmless first."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from app.errors import TooLarge, Unreadable
from app.intake.attached_image import clean_image
from app.intake.attached_pdf import PDF, clean_pdf
from app.intake.attached_traces import without_traces
from app.intake.attached_word import check_word
from app.intake.gate import inspect_workbook

JPEG, PNG = "image/jpeg", "image/png"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IMAGES = frozenset({JPEG, PNG})
ACCEPT = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"
_JPEG_START, _PNG_START, _ZIP_START = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04"
_OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_PDF_HEAD = 1024  # readers look this far for the start of a PDF
_KINDS = "PDF, foto JPEG atau PNG, Word (.docx), atau Excel (.xlsx)"
_DOUBLE = (
    "Berkas ini memuat dua jenis berkas sekaligus, jadi tidak diterima. Simpan ulang dari "
    "program asalnya, lalu lampirkan lagi."
)
_OTHERS: tuple[tuple[bytes, int, str], ...] = (
    (
        b"ftyphei",
        4,
        "Foto ini berformat HEIC dari iPhone. Simpan sebagai JPEG, lalu lampirkan lagi.",
    ),
    (
        b"GIF8",
        0,
        "Gambar GIF tidak diterima. Simpan sebagai JPEG atau PNG, lalu lampirkan lagi.",
    ),
    (
        b"RIFF",
        0,
        "Gambar ini berformat WebP. Simpan sebagai JPEG atau PNG, lalu lampirkan lagi.",
    ),
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file as it may be given: drawn or built anew, or without its authors.

    `original` is what came, when it is not what may be given: it is sealed away. Of an image
    there is also a small picture.
    """

    data: bytes
    media_type: str
    thumbnail: bytes = b""
    original: bytes = b""

    @property
    def is_image(self) -> bool:
        """Tell whether this is a picture that may be shown on a page."""
        return self.media_type in IMAGES


def accept(data: bytes, limit: int) -> Accepted:
    """Look at the content, never at the name; an image or PDF comes back made anew.

    Raises:
        TooLarge: more bytes than `limit`.
        Unreadable: empty, of another kind, locked, with macros or active content, or damaged.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable("Berkas kosong. Pilih berkasnya, lalu lampirkan lagi.")
    if len(data) > limit:
        raise TooLarge(
            f"Berkas lebih dari {limit // 1024 // 1024} MB. Perkecil, lalu lampirkan lagi."
        )
    if data.startswith((_JPEG_START, _PNG_START)):
        return _image(data)
    if data.startswith(b"%PDF-"):
        return accept_pdf(data, limit)
    if data.startswith(_ZIP_START):
        return _office(data, limit)
    raise Unreadable(_why_not(data))


def accept_pdf(data: bytes, limit: int) -> Accepted:
    """Look at a file that must be a PDF; what may be given is built anew from its pages.

    Raises:
        TooLarge: more bytes than `limit`.
        Unreadable: see `clean_pdf`, or another file hides behind it.
    """
    _refuse_zip_behind(data)
    return Accepted(clean_pdf(data, limit), PDF, original=data)


def _image(data: bytes) -> Accepted:
    if b"%PDF-" in data[:_PDF_HEAD]:
        raise Unreadable(_DOUBLE)
    _refuse_zip_behind(data)
    media_type = PNG if data.startswith(_PNG_START) else JPEG
    picture = clean_image(data)
    return Accepted(picture.data, media_type, picture.thumbnail, original=data)


def _office(data: bytes, limit: int) -> Accepted:
    if b"%PDF-" in data[:_PDF_HEAD]:
        raise Unreadable(_DOUBLE)
    if b"word/document.xml" in data:
        check_word(data)
        return _without_authors(data, DOCX)
    if b"xl/workbook.xml" in data:
        inspect_workbook(data, limit=limit)
        return _without_authors(data, XLSX)
    raise Unreadable(f"Berkas ini arsip zip atau jenis lain. Lampirkan {_KINDS}.")


def _without_authors(data: bytes, media_type: str) -> Accepted:
    clean = without_traces(data)
    return Accepted(clean, media_type, original=data if clean != data else b"")


def _refuse_zip_behind(data: bytes) -> None:
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise Unreadable(_DOUBLE)


def _why_not(data: bytes) -> str:
    if data.startswith(_OLE_START):
        if _LOCKED in data:
            return "Dokumen ini dikunci kata sandi. Simpan tanpa kata sandi, lalu lampirkan lagi."
        return (
            "Berkas ini berformat Office lama (.doc atau .xls). Simpan sebagai .docx, .xlsx, "
            "atau PDF, lalu lampirkan lagi."
        )
    for mark, at, sentence in _OTHERS:
        if data.startswith(mark, at):
            return sentence
    return f"Jenis berkas ini tidak diterima. Lampirkan {_KINDS}."
