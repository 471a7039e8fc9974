"""What may be attached: told by content, made harmless, or refused with what to do."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from app.errors import TooLarge, Unreadable
from app.intake.attached import DOCX, JPEG, PNG, XLSX, accept
from tests.intake import attachments as made
from tests.intake.books import saved

LIMIT = 10 * 1024 * 1024
SCRIPT = b"<< /Type /Action /S /JavaScript /JS (app.alert(1)) >>"
PLAIN = made.pdf(b"<< /Type /Catalog /OpenAction [3 0 R /XYZ null null 0] >>")


def workbook() -> bytes:
    """An honest workbook."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active["A1"] = "Notulen contoh"
    return saved(book)


def words_of(data: bytes) -> object:
    """A PDF as it is; of Word and Excel every part but the properties (test_attached_traces)."""
    if data.startswith(b"%PDF-"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            name: archive.read(name)
            for name in archive.namelist()
            if not name.startswith("docProps/")
        }


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", JPEG), ("PNG", PNG)])
def test_a_photo_loses_its_place_and_stands_upright(kind: str, media_type: str) -> None:
    original = made.photo(kind)
    assert made.MAKER.encode() in original
    accepted = accept(original, LIMIT)
    assert (accepted.media_type, accepted.is_image) == (media_type, True)
    drawn = Image.open(io.BytesIO(accepted.data))
    assert drawn.size == (480, 640)  # turned as the note said, and the note is gone
    assert not drawn.getexif()
    assert made.MAKER.encode() not in accepted.data
    # the red corner was top left before it was turned, so it is top right after
    red, _, blue = drawn.convert("RGB").getpixel((470, 10))
    assert red > 150
    assert blue < 100
    small = Image.open(io.BytesIO(accepted.thumbnail))
    assert (max(small.size), small.format) == (256, "JPEG")


def test_the_same_photo_is_drawn_the_same_way() -> None:
    assert accept(made.photo(), LIMIT) == accept(made.photo(), LIMIT)


def test_large_photos_become_smaller() -> None:
    drawn = Image.open(io.BytesIO(accept(made.photo(size=(6000, 4000)), LIMIT).data))
    assert max(drawn.size) == 2560


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (made.word(), DOCX),
        (
            made.word(
                word___rels__document_dot_xml_dot_rels=made.RELATIONS.format(kind="hyperlink")
            ),
            DOCX,
        ),
        (workbook(), XLSX),
    ],
    ids=["docx", "docx-hyperlink", "xlsx"],
)
def test_documents_are_kept_as_they_came(data: bytes, media_type: str) -> None:
    accepted = accept(data, LIMIT)
    assert (accepted.media_type, accepted.thumbnail) == (media_type, b"")
    assert words_of(accepted.data) == words_of(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "kosong"),
        (b"\0" * 100, "kosong"),
        (b"MZ\x90\0 program", "Jenis berkas ini tidak diterima"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Jenis berkas ini tidak diterima"),
        (b"GIF89a....", "GIF"),
        (b"\0\0\0\x18ftypheic....", "HEIC"),
        (b"\xff\xd8\xff\xe0 bukan foto", "rusak"),
        (made.photo()[:900], "rusak"),
        (made.animation(), "bergerak"),
        (made.huge_png(), "terlalu besar"),
        (made.photo() + made.word(), "dua jenis"),
        (PLAIN + made.word(), "dua jenis"),
        (made.photo("PNG")[:33] + b"%PDF-1.4" + made.photo("PNG")[33:], "dua jenis"),
        (made.pdf(b"<< /Encrypt 9 0 R >>"), "kata sandi"),
        (PLAIN[:40], "terpotong"),
        (made.word(made.MACRO_WORD), "makro"),
        (made.word(word__vbaProject_dot_bin="x"), "makro"),
        (made.word(word__embeddings__oleObject1_dot_bin="x"), "objek"),
        (
            made.word(
                word___rels__settings_dot_xml_dot_rels=made.RELATIONS.format(kind="template")
            ),
            "alamat lain",
        ),
        (made.word(word__styles_dot_xml="<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "rusak"),
        (made.zipped(catatan_dot_txt="isi"), "arsip zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 lama", "Office lama"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "kata sandi",
        ),
    ],
)
def test_what_is_refused_says_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        accept(data, LIMIT)


def test_too_many_bytes() -> None:
    with pytest.raises(TooLarge, match="1 MB"):
        accept(PLAIN + b" " * 1024 * 1024, 1024 * 1024)


def test_a_macro_workbook_is_refused() -> None:
    data = workbook()
    with pytest.raises(Unreadable, match="makro"):
        accept(_with_macro(data), LIMIT)


def _with_macro(data: bytes) -> bytes:
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return buffer.getvalue()


def test_one_bad_photo_does_not_stop_the_next() -> None:
    with pytest.raises(Unreadable):
        accept(made.huge_png(), LIMIT)
    assert accept(made.photo(), LIMIT).is_image
