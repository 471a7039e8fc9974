"""Fields of a Word document: page numbers and contents may stay, what runs or fetches may not.

A field is an order to the program that opens the document. `DDEAUTO` starts a program,
`INCLUDETEXT` reads a file or an address; neither needs a macro or a relation to the outside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import Unreadable

if TYPE_CHECKING:
    from app.intake.gate_strings import ElementCount
    from app.intake.gate_xml import Attributes

ACTIVE_FIELD = (
    "Dokumen ini memuat kolom otomatis yang menjalankan program atau mengambil isi dari tempat "
    "lain. Simpan sebagai PDF, lalu lampirkan PDF-nya."
)
# What only counts, dates, numbers, points within the document or repeats its own words.
_HARMLESS = frozenset({
    "=", "ADDIN", "ADVANCE", "AUTHOR", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "BARCODE",
    "BIBLIOGRAPHY", "BIDIOUTLINE", "CITATION", "COMMENTS", "CREATEDATE", "DATE",
    "DISPLAYBARCODE", "DOCPROPERTY", "DOCVARIABLE", "EDITTIME", "EQ", "FILENAME", "FILESIZE",
    "FORMCHECKBOX", "FORMDROPDOWN", "FORMTEXT", "GOTOBUTTON", "HYPERLINK", "IF", "INDEX",
    "INFO", "KEYWORDS", "LASTSAVEDBY", "LISTNUM", "MACROBUTTON", "MERGEFIELD", "MERGEREC",
    "MERGESEQ", "NEXT", "NOTEREF", "NUMCHARS", "NUMPAGES", "NUMWORDS", "PAGE", "PAGEREF",
    "PRINTDATE", "QUOTE", "REF", "REVNUM", "SAVEDATE", "SECTION", "SECTIONPAGES", "SEQ", "SET",
    "SHAPE", "STYLEREF", "SUBJECT", "SYMBOL", "TA", "TC", "TEMPLATE", "TIME", "TITLE", "TOA",
    "TOC", "USERADDRESS", "USERINITIALS", "USERNAME", "XE",
})  # fmt: skip
_WORDS = frozenset({"instrText", "delInstrText"})


class FieldScan:
    """Follows the fields of one part, however their words are cut into pieces or nested."""

    def __init__(self, count: ElementCount) -> None:
        """Count elements along the way, so that a part is read once."""
        self._count = count
        self._open: list[list[str] | None] = []  # None: past its order, showing its result
        self._inside = False

    def start(self, name: str, attributes: Attributes) -> None:
        """Open, end or judge a field."""
        self._count.start(name, attributes)
        name = name.rpartition(":")[2]
        if name in _WORDS:
            self._inside = True
        elif name == "fldSimple":
            _judge(_attribute(attributes, "instr"))
        elif name == "fldChar":
            self._turn(_attribute(attributes, "fldCharType"))

    def text(self, data: str) -> None:
        """Keep the words of the innermost order."""
        if not self._inside:
            return
        if not self._open or self._open[-1] is None:
            _judge(data)  # an order without a beginning; some program may find one
        else:
            self._open[-1].append(data)

    def end(self, name: str) -> None:
        """Leave the words of an order."""
        if name in _WORDS:
            self._inside = False

    def finish(self) -> None:
        """Judge the orders that were begun and never ended."""
        while self._open:
            self._turn("end")

    def _turn(self, kind: str) -> None:
        if kind == "begin":
            self._open.append([])
        elif kind in {"separate", "end"} and self._open:
            words = self._open.pop()
            if words is not None:
                _judge("".join(words))
            if kind == "separate":
                self._open.append(None)


def _judge(order: str) -> None:
    """Refuse an order whose first word is not known to be harmless.

    Raises:
        Unreadable: it may run or fetch something.
    """
    first = order.split(maxsplit=1)
    name = first[0].upper() if first else ""
    if name.startswith("="):
        name = "="
    if name.partition("\\")[0] not in _HARMLESS:
        raise Unreadable(ACTIVE_FIELD)


def _attribute(attributes: Attributes, name: str) -> str:
    """Return an attribute whatever prefix its namespace has in this part."""
    return next((text for key, text in attributes.items() if key.rpartition(":")[2] == name), "")
