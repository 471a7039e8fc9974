"""Files officers attach, made by code: honest ones, and ones that hide something."""

from __future__ import annotations

import io
import zipfile
import zlib

from PIL import Image

TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types '
    'xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://contoh.example/{kind}" Target="http://contoh.example/a" '
    'TargetMode="External"/></Relationships>'
)
MAKER, PLACE_TAG, TURNED = "KAMERA-CONTOH", 0x8825, 6


def photo(kind: str = "JPEG", size: tuple[int, int] = (640, 480), *, seed: int = 0) -> bytes:
    """A photo with its camera's name, a place, and a note that it was held on its side."""
    image = Image.new("RGB", size, (40 + seed, 90, 60))
    image.paste((200, 40, 40), (0, 0, size[0] // 2, size[1] // 4))
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = MAKER, TURNED
    exif.get_ifd(PLACE_TAG)[1] = "S"
    buffer = io.BytesIO()
    image.save(buffer, kind, exif=exif)
    return buffer.getvalue()


def animation() -> bytes:
    """A PNG with two pictures."""
    buffer = io.BytesIO()
    first, second = Image.new("RGB", (20, 20), "red"), Image.new("RGB", (20, 20), "blue")
    first.save(buffer, "PNG", save_all=True, append_images=[second])
    return buffer.getvalue()


def huge_png(side: int = 20_000) -> bytes:
    """A small file of four hundred million pixels."""
    buffer = io.BytesIO()
    Image.new("1", (side, side)).save(buffer, "PNG")
    return buffer.getvalue()


def pdf(*objects: bytes) -> bytes:
    """A PDF of some objects."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, text) for n, text in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer <<>>\nstartxref\n0\n%%EOF\n"


def packed_objects(text: bytes, packing: bytes = b"/FlateDecode") -> bytes:
    """An object stream: where a PDF keeps objects out of sight."""
    packed = zlib.compress(text)
    head = b"<< /Type /ObjStm /N 1 /First 4 /Filter %s /Length %d >>\nstream\n"
    return head % (packing, len(packed)) + packed + b"\nendstream"


def zipped(**parts: str) -> bytes:
    """A zip of parts; `__` in a name stands for a slash, `_dot_` for a full stop."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return buffer.getvalue()


def word(kind: str = WORD, **more: str) -> bytes:
    """A Word document with one paragraph, and whatever else is put into it."""
    parts = {
        "[Content_Types]_dot_xml": TYPES.format(kind=kind),
        "word__document_dot_xml": "<document><p>Berita acara contoh</p></document>",
    }
    return zipped(**(parts | more))


def body(inner: str) -> str:
    """The main part of a Word document, with the namespace Word writes."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<w:document xmlns:w="{space}"><w:body><w:p>{inner}</w:p></w:body></w:document>'


def field(*pieces: str, result: str = "1") -> str:
    """A field as Word writes it: its order, perhaps in pieces, then what it shows."""
    order = "".join(
        f'<w:r><w:instrText xml:space="preserve">{piece}</w:instrText></w:r>' for piece in pieces
    )
    begin, middle, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    return f"{begin}{order}{middle}<w:r><w:t>{result}</w:t></w:r>{end}"
