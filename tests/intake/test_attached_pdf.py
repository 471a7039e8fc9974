"""A PDF is built anew from its pages: what they show stays, everything else is gone."""

from __future__ import annotations

import io
import shutil
import subprocess
from typing import TYPE_CHECKING

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from app.errors import TooLarge, Unreadable
from app.intake import attached_pdf
from app.intake.attached import accept
from tests.intake import attachments as made

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LIMIT = 10 * 1024 * 1024
MARK = "burung-kenari"


def paper(change: Callable[[pikepdf.Pdf], None] | None = None, pages: int = 1) -> bytes:
    """A PDF whose pages say "Isi surat", changed before it is saved."""
    with pikepdf.new() as pdf:
        for _ in range(pages):
            page = pdf.add_blank_page(page_size=(300, 300))
            font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
            # A font may be called like an action.
            page.Resources = Dictionary(Font=Dictionary(AA=font))
            page.Contents = pdf.make_stream(b"BT /AA 12 Tf 20 200 Td (Isi surat) Tj ET")
        if change is not None:
            change(pdf)
        buffer = io.BytesIO()
        pdf.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return buffer.getvalue()


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=f"app.alert('{MARK}')")


def launch(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.Launch, F=MARK))


def named_script(pdf: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name.JavaScript, JS=MARK)
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([MARK, action])))


def embedded(pdf: pikepdf.Pdf) -> None:
    pdf.attachments[f"{MARK}.exe"] = MARK.encode()


def link(pdf: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name.URI, URI=f"http://{MARK}.example/")
    note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])


def form(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(XFA=pdf.make_stream(MARK.encode()), Fields=Array([]))


def media(pdf: pikepdf.Pdf) -> None:
    content = Dictionary(Type=Name("/RichMediaContent"), Assets=Dictionary(Names=Array([MARK])))
    note = Dictionary(Subtype=Name.RichMedia, Rect=[0, 0, 9, 9], RichMediaContent=content)
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])


def author(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Author"] = MARK
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = [MARK]


def picture_metadata(pdf: pikepdf.Pdf) -> None:
    picture = pdf.make_stream(b"\0", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
    picture.ColorSpace, picture.BitsPerComponent = Name.DeviceGray, 8
    picture.Metadata = pdf.make_stream(f"<x:GPS>{MARK}</x:GPS>".encode())
    pdf.pages[0].Resources.XObject = Dictionary(Im0=picture)


def private(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.PieceInfo = Dictionary(Contoh=Dictionary(Private=MARK))


def hidden_object(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Contoh = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=MARK))


HIDING = (
    script,
    launch,
    named_script,
    embedded,
    link,
    form,
    media,
    author,
    picture_metadata,
    private,
    hidden_object,
)


def everything(data: bytes) -> bytes:
    """All objects and unpacked streams of a PDF as one text to look for words in."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        parts = [pdf.trailer.unparse(resolved=True)]
        for item in pdf.objects:
            parts.append(item.unparse(resolved=True))
            if isinstance(item, pikepdf.Stream):
                parts.append(item.read_bytes())
    return b"\n".join(parts)


@pytest.mark.parametrize("hide", HIDING, ids=lambda hide: hide.__name__)
def test_what_acts_or_hides_is_gone(hide: Callable[[pikepdf.Pdf], None]) -> None:
    original = paper(hide)
    assert MARK.encode() in everything(original), "the test hides nothing"
    accepted = accept(original, LIMIT)
    found = everything(accepted.data)
    assert MARK.encode() not in found
    for word in (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/Annots"):
        assert word not in found
    assert b"Isi surat" in found
    assert accepted.original == original


def test_it_bites_without_the_rebuilding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.intake.attached.clean_pdf", lambda data, _limit: data)
    assert MARK.encode() in everything(accept(paper(script), LIMIT).data)


def test_the_same_file_gives_the_same_file() -> None:
    data = paper(script)
    assert accept(data, LIMIT).data == accept(data, LIMIT).data


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils is not installed")
def test_a_stamp_over_the_page_is_still_seen(tmp_path: Path) -> None:
    def stamp(pdf: pikepdf.Pdf) -> None:
        look = pdf.make_stream(b"1 0 0 rg 0 0 100 100 re f", Subtype=Name.Form)
        look.Type, look.BBox = Name.XObject, Array([0, 0, 100, 100])
        note = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, F=4, Rect=[100, 100, 200, 200])
        note.AP = Dictionary(N=look)
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])

    colours = []
    for name, data in (("a", paper(stamp)), ("b", accept(paper(stamp), LIMIT).data)):
        (tmp_path / f"{name}.pdf").write_bytes(data)
        subprocess.run(
            ["pdftoppm", "-r", "72", "-png", "-singlefile", f"{name}.pdf", name],
            cwd=tmp_path,
            check=True,
        )
        colours.append((tmp_path / f"{name}.png").read_bytes())
    assert colours[0] == colours[1]


def encrypted() -> bytes:
    with pikepdf.open(io.BytesIO(paper())) as pdf:
        buffer = io.BytesIO()
        pdf.save(buffer, encryption=pikepdf.Encryption(owner="pemilik", user=""))
        return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (encrypted(), "kata sandi|berkata sandi"),
        (paper()[:200], "terpotong"),
        (b"%PDF-1.7\n" + b"a" * 500 + b"\n%%EOF\n", "rusak"),
        (made.pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Kids [] /Count 0 >>"), "rusak"),
        (paper(pages=1001), "1.000 halaman"),
        (paper() + made.word(), "dua jenis"),
    ],
    ids=["locked", "cut", "noise", "no pages", "long", "two in one"],
)
def test_what_is_refused_says_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        accept(data, LIMIT)


def test_too_many_bytes() -> None:
    with pytest.raises(TooLarge):
        attached_pdf.clean_pdf(b"%PDF-1.7" + bytes(2000), 1000)


def test_a_bomb_kills_only_its_builder() -> None:
    def bomb(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        for _ in range(40):  # a tree of forms that doubles at every level
            inner = pdf.make_stream(b"/X Do /X Do", Type=Name.XObject, Subtype=Name.Form)
            inner.BBox, inner.Resources = Array([0, 0, 1, 1]), page.Resources
            page.Resources = Dictionary(XObject=Dictionary(X=inner))

    accept(paper(bomb), LIMIT)  # its content is not run, only copied
    nested = made.pdf(b"[" * 200_000)
    with pytest.raises(Unreadable):
        accept(nested, LIMIT)
    assert accept(paper(), LIMIT).data
