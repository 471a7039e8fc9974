"""What officers attach comes out without author, editors, paths and places, and still opens."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as Drawing
from PIL import Image

from app.errors import Unreadable
from app.intake import attached
from app.intake.attached import accept
from app.intake.attached_traces import without_traces
from tests.intake import attachments as made
from tests.intake.books import saved

LIMIT = 10 * 1024 * 1024
WHO, WHERE = "Rekaan Candrabuana", "C:\\Users\\rekaan\\Desktop\\"
TRACES = (WHO.encode(), b"rekaan", made.MAKER.encode(), b"Exif", b"GPS")


def contents(data: bytes) -> dict[str, bytes]:
    """Every part, unpacked; the bytes of the zip itself under an empty name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()} | {"": data}


def found(data: bytes) -> set[bytes]:
    return {trace for trace in TRACES for part in contents(data).values() if trace in part}


def document() -> bytes:
    """A Word document by somebody, changed by somebody, with a photo and a small picture of it."""
    parts = contents(made.word())
    del parts[""]
    parts |= {
        "docProps/core.xml": f"<p><dc:creator>{WHO}</dc:creator></p>".encode(),
        "docProps/app.xml": f"<p><Manager>{WHO}</Manager></p>".encode(),
        "docProps/custom.xml": f"<p>{WHO}</p>".encode(),
        "docProps/thumbnail.jpeg": made.photo(),
        "_rels/.rels": b'<Relationships><Relationship Id="a" Target="word/document.xml"/>'
        b'<Relationship Id="b" Type="x/thumbnail" Target="docProps/thumbnail.jpeg"/>'
        b"</Relationships>",
        "word/document.xml": f'<document><w:ins w:author="{WHO}" w:id="1"><p>Berita acara</p>'
        f"</w:ins><w:del w:author='{WHO}'/></document>".encode(),
        "word/comments.xml": f'<c><w:comment w:author="{WHO}" w:initials="rekaan"/></c>'.encode(),
        "word/people.xml": f'<p><w15:person w15:author="{WHO}"><w15:presenceInfo '
        f'w15:providerId="AD" w15:userId="rekaan@x"/></w15:person></p>'.encode(),
        "word/media/image1.jpeg": made.photo(),
        "word/media/image2.png": made.photo("PNG"),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.comment = WHO.encode()
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (2026, 8, 17, 9, 0, 0))
            info.comment = WHO.encode()
            archive.writestr(info, content)
    return buffer.getvalue()


def workbook() -> bytes:
    """A workbook by somebody, with a comment, a table, a photo and the path it lay at."""
    book = openpyxl.Workbook()
    book.properties.creator = book.properties.lastModifiedBy = WHO
    sheet = book.active
    sheet["A1"], sheet["A2"] = "Notulen", "isi"
    sheet["A1"].comment = Comment("Periksa lagi", WHO)
    sheet.add_table(openpyxl.worksheet.table.Table(displayName="Daftar", ref="A1:A2"))
    sheet.add_image(Drawing(io.BytesIO(made.photo())), "C3")
    return saved(book)


@pytest.mark.parametrize("make", [document, workbook])
def test_nobody_is_left_in_it(make, monkeypatch: pytest.MonkeyPatch) -> None:
    original = make()
    assert found(original) >= {WHO.encode(), made.MAKER.encode()}
    assert found(accept(original, LIMIT).data) == set()
    # the guard taken away, the same look finds them
    monkeypatch.setattr(attached, "without_traces", lambda data: data)
    assert found(accept(original, LIMIT).data) >= {WHO.encode()}


def test_the_words_stay_and_the_workbook_opens() -> None:
    book = openpyxl.load_workbook(io.BytesIO(accept(workbook(), LIMIT).data))
    sheet = book.active
    assert [sheet["A1"].value, sheet["A2"].value] == ["Notulen", "isi"]
    assert sheet["A1"].comment.text == "Periksa lagi"
    assert list(sheet.tables) == ["Daftar"]
    assert len(sheet._images) == 1
    assert book.properties.creator in {None, "", "openpyxl"}
    inside = contents(accept(document(), LIMIT).data)
    assert b"Berita acara" in inside["word/document.xml"]
    assert "docProps/thumbnail.jpeg" not in inside
    assert b"thumbnail" not in inside["_rels/.rels"]
    assert b"word/document.xml" in inside["_rels/.rels"]


def test_paths_on_somebodys_machine_go() -> None:
    path = f'<x15ac:absPath url="{WHERE}"/><a url="https://contoh.example/"/>'
    plain = contents(without_traces(made.zipped(xl__workbook_dot_xml=path)))["xl/workbook.xml"]
    assert plain == b'<x15ac:absPath url=""/><a url="https://contoh.example/"/>'


def test_the_same_document_comes_out_as_the_same_bytes() -> None:
    once = accept(document(), LIMIT).data
    assert accept(document(), LIMIT).data == once
    assert accept(once, LIMIT).data == once


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_inside_is_the_same_picture(kind: str) -> None:
    original = made.photo(kind)
    data = made.word(word__media__a_dot_png="")
    parts = contents(data)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in parts.keys() - {""}:
            archive.writestr(name, original if "media" in name else parts[name])
    cleaned = contents(without_traces(buffer.getvalue()))["word/media/a.png"]
    before, after = Image.open(io.BytesIO(original)), Image.open(io.BytesIO(cleaned))
    assert not after.getexif()
    assert after.size == before.size
    assert after.tobytes() == before.tobytes()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("word__media__a_dot_tiff", "II*"),
        ("word__media__a_dot_heic", "x"),
        ("word__media__a_dot_jpg", "ÿ"),
    ],
)
def test_what_cannot_be_cleaned_is_refused(name: str, content: str) -> None:
    data = made.word(**{name: content})
    if content == "ÿ":
        parts = contents(data)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for part in parts.keys() - {""}:
                archive.writestr(part, b"\xff\xd8\xff" if "media" in part else parts[part])
        data = buffer.getvalue()
    with pytest.raises(Unreadable, match="tidak dapat dibersihkan"):
        accept(data, LIMIT)


@given(st.binary(max_size=400), st.sampled_from([b"\xff\xd8", b"\x89PNG\r\n\x1a\n"]))
def test_any_bytes_are_cleaned_or_refused(tail: bytes, start: bytes) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/media/a.bin", start + tail)
    try:
        inside = contents(without_traces(buffer.getvalue()))["word/media/a.bin"]
    except Unreadable:
        return
    assert b"Exif\0\0" not in inside
