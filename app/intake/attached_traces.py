"""Word and Excel without the people behind them: author, editors, paths, places in pictures.

The words of the document stay as they are. The file is packed anew, with one date for every part,
so that the same document comes out as the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from app.errors import Unreadable
from app.intake.gate_zip import open_parts

if TYPE_CHECKING:
    from collections.abc import Callable

_PACKAGE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_EMPTY = {
    "docprops/core.xml": f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}"/>',
    "docprops/app.xml": f'{_HEAD}<Properties xmlns="{_OFFICE}/extended-properties"/>',
    "docprops/custom.xml": f'{_HEAD}<Properties xmlns="{_OFFICE}/custom-properties"/>',
}
_LEFT_OUT = "docprops/thumbnail"
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*thumbnail[^>]*?/>", re.IGNORECASE)
# Who wrote, changed or commented, and where the file lay, as attributes and as elements.
_ATTRIBUTES = re.compile(
    rb"""(\s(?:w\w*:author|w\w*:initials|userName|lastModifiedBy"""
    rb"""|url(?=\s*=\s*["'](?:[A-Za-z]:\\|/|\\\\|file:)))\s*=\s*)(?:"[^"]*"|'[^']*')"""
)
_OF_PERSONS = re.compile(
    rb"""(\s(?:\w+:)?(?:displayName|userId|providerId|author)\s*=\s*)(?:"[^"]*"|'[^']*')"""
)
_ELEMENTS = re.compile(rb"(<((?:\w+:)?author)>)[^<]*(</\2>)")
_NOT_DRAWN = (".tif", ".tiff", ".heic", ".heif", ".webp", ".jxr", ".wdp", ".hdp")
_DATE = (1980, 1, 1, 0, 0, 0)
_JPEG, _PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
_PICTURE = (
    "Gambar di dalam dokumen ini tidak dapat dibersihkan dari tempat dan perangkatnya. Simpan "
    "dokumen sebagai PDF, lalu lampirkan PDF-nya."
)
_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs",
     b"bKGD", b"sBIT"}
)  # fmt: skip
_SCAN, _END_OF_IMAGE = 0xDA, b"\xff\xd9"
_KEPT_SEGMENTS = frozenset({0xE0, 0xEE})  # JFIF and Adobe: how the colours are meant
_MARKERS_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})


def without_traces(data: bytes) -> bytes:
    """Return a Word or Excel file that passed its gate, without who made it and where.

    Raises:
        Unreadable: damaged, or with a picture whose place cannot be taken out.
    """
    parts = open_parts(data)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in parts.names:
            folded = name.casefold()
            if name.endswith("/") or folded.startswith(_LEFT_OUT):
                continue
            content = _cleaned(folded, b"".join(parts.chunks(name)))
            packed.writestr(zipfile.ZipInfo(name, _DATE), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _cleaned(folded: str, content: bytes) -> bytes:
    if folded in _EMPTY:
        return _EMPTY[folded].encode()
    if folded == "_rels/.rels":
        return _RELATION.sub(b"", content)
    if folded.endswith((".xml", ".vml", ".rels")):
        return _without_people(folded, content)
    if folded.endswith(_NOT_DRAWN):
        raise Unreadable(_PICTURE)
    for start, strip in _STRIPPERS:
        if content.startswith(start):
            return strip(content)
    return content


def _without_people(folded: str, content: bytes) -> bytes:
    """Empty what names a writer; a part in another encoding than UTF-8 is brought to it first."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content.decode("utf-16").encode()
        content = re.sub(rb"encoding=([\"'])[^\"']*\1", b'encoding="UTF-8"', content, count=1)
    if "/persons/" in folded or folded.endswith("people.xml"):
        content = _OF_PERSONS.sub(rb'\1""', content)
    return _ELEMENTS.sub(rb"\1\3", _ATTRIBUTES.sub(rb'\1""', content))


def _strip_jpeg(content: bytes) -> bytes:
    """Keep what draws the picture; leave out EXIF, XMP, IPTC, comments, what follows the end."""
    kept, at = [_JPEG], 2
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            break
        marker = content[at + 1]
        if marker == _SCAN:
            end = content.find(_END_OF_IMAGE, at)
            if end < 0 or b"\xff\xe1" in content[at:end]:
                break
            return b"".join((*kept, content[at : end + 2]))
        if marker in _MARKERS_ALONE or marker == 0xFF:
            at += 1 if marker == 0xFF else 2
            continue
        size = int.from_bytes(content[at + 2 : at + 4])
        is_draft = 0xE0 <= marker <= 0xEF or marker == 0xFE
        if not is_draft or marker in _KEPT_SEGMENTS:
            kept.append(content[at : at + 2 + size])
        at += 2 + size
    raise Unreadable(_PICTURE)


def _strip_png(content: bytes) -> bytes:
    """Keep the chunks that draw; leave out texts, times, EXIF and what follows the end."""
    kept, at = [_PNG], len(_PNG)
    while at + 12 <= len(content):
        size = int.from_bytes(content[at : at + 4])
        name, end = content[at + 4 : at + 8], at + 12 + size
        if end > len(content):
            break
        if name in _PNG_KEPT:
            kept.append(content[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end
    raise Unreadable(_PICTURE)


_STRIPPERS: tuple[tuple[bytes, Callable[[bytes], bytes]], ...] = (
    (_JPEG, _strip_jpeg),
    (_PNG, _strip_png),
)
