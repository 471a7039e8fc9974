"""A Word document is checked as it came: no macros, objects, orders, or template from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import Unreadable
from app.intake import gate_xml as xml
from app.intake.gate_strings import ElementCount
from app.intake.gate_zip import Parts, open_parts
from app.intake.word_fields import ACTIVE_FIELD, FieldScan

if TYPE_CHECKING:
    from app.intake.gate_xml import Attributes

_DOCUMENT = "word/document.xml"
_TYPES = "[content_types].xml"
_MOST_ELEMENTS = 1_000_000
_ACTIVE_FOLDERS = ("word/activex/", "word/embeddings/", "customui/")
_MACRO = (
    "Dokumen ini memuat makro. Simpan sebagai .docx tanpa makro atau PDF, lalu lampirkan lagi."
)
_OBJECT = (
    "Dokumen ini memuat objek dari program lain. Hapus objeknya atau simpan sebagai PDF, lalu "
    "lampirkan lagi."
)
_LINK = "Dokumen ini mengambil isi dari alamat lain. Simpan sebagai PDF, lalu lampirkan PDF-nya."
_BROKEN = (
    "Dokumen Word ini rusak atau tidak dapat diperiksa. Simpan ulang sebagai .docx atau PDF, "
    "lalu lampirkan lagi."
)


def check_word(data: bytes) -> None:
    """Let a .docx pass or say why not, and what to do.

    Raises:
        Unreadable: damaged, locked, a bomb, with macros, objects or content from elsewhere.
    """
    try:
        parts = open_parts(data)
    except Unreadable as cause:
        raise Unreadable(_BROKEN) from cause
    names = {name.casefold(): name for name in parts.names}
    if _DOCUMENT not in names or _TYPES not in names:
        raise Unreadable(_BROKEN)
    for name in names:
        if name.endswith("vbaproject.bin"):
            raise Unreadable(_MACRO)
        if name.startswith(_ACTIVE_FOLDERS):
            raise Unreadable(_OBJECT)
    for folded, name in names.items():
        _check_part(parts, folded, name)


def _check_part(parts: Parts, folded: str, name: str) -> None:
    try:
        if folded == _TYPES:
            xml.scan(parts.chunks(name), _check_type)
        elif folded.endswith(".rels"):
            xml.scan(parts.chunks(name), _check_relation)
        elif folded.endswith((".xml", ".vml")):
            found = FieldScan(ElementCount(_MOST_ELEMENTS, "unsur dokumen"))
            xml.scan(parts.chunks(name), found.start, found.text, found.end)
            found.finish()
        else:
            for _ in parts.chunks(name):
                pass
    except Unreadable as cause:
        ours = cause.sentence in {_MACRO, _LINK, _OBJECT, ACTIVE_FIELD}
        raise (cause if ours else Unreadable(_BROKEN)) from cause


def _check_type(_element: str, attributes: Attributes) -> None:
    if "macroenabled" in attributes.get("ContentType", "").casefold():
        raise Unreadable(_MACRO)


def _check_relation(element: str, attributes: Attributes) -> None:
    if element.rpartition(":")[2] != "Relationship":
        return
    kind = attributes.get("Type", "").casefold()
    if kind.endswith("/afchunk"):  # a page or document of another program, read in when opened
        raise Unreadable(_OBJECT)
    is_outside = attributes.get("TargetMode", "").casefold() == "external"
    if is_outside and not kind.endswith("/hyperlink"):
        raise Unreadable(_LINK)
