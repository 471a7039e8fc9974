"""The gate: no reader opens an officer's file before its bytes, zip and XML are in order."""

from __future__ import annotations

import hashlib
import posixpath
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from app.errors import Unreadable
from app.intake import gate_strings as parts_count
from app.intake import gate_xml as xml
from app.intake.gate_kinds import CSV, ODS, XLSX, check_kind
from app.intake.gate_ods import inspect_ods
from app.intake.gate_text import inspect_text
from app.intake.gate_zip import Parts, broken, open_parts
from app.intake.stamp import PROPERTY_NAME

if TYPE_CHECKING:
    from app.intake.gate_xml import Attributes

MOST_BYTES = 10 * 1024 * 1024
_WORKBOOK = "xl/workbook.xml"
_TYPES = "[Content_Types].xml"
_STRINGS = "xl/sharedstrings.xml"
_STYLES = "xl/styles.xml"
_CUSTOM = "docprops/custom.xml"
_MACRO_FOLDERS = ("xl/macrosheets/", "xl/dialogsheets/", "xl/activex/")
_LINK_FOLDERS = ("xl/externallinks/", "xl/querytables/")
_LINK_PARTS = frozenset({"xl/connections.xml"})
_MACRO = (
    "Berkas ini memuat makro. Simpan sebagai .xlsx tanpa makro (bukan .xlsm), lalu unggah lagi."
)
_LINK = (
    "Berkas ini tersambung ke berkas atau alamat lain. Di Excel pilih Data > Edit Tautan > "
    "Putuskan Tautan, simpan, lalu unggah lagi."
)
_MOST_OTHER_ELEMENTS = 500_000


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the gate counted, to be compared with what the reader finds.

    A parted text has no sheets to count but `lines`: where its rows end is for the reader to find.
    """

    sheets: tuple[xml.SheetCount, ...]
    stamp_property: str = ""
    kind: str = XLSX
    lines: int = 0

    @property
    def elements(self) -> int:
        """How much a reader that keeps every cell would have to hold."""
        return sum(sheet.elements for sheet in self.sheets)


def check_workbook_file(data: bytes, file_name: str, *, limit: int = MOST_BYTES) -> None:
    """Let a workbook pass or say why not, and what to do.

    Raises:
        Unreadable: not a table, empty, too large, locked, with macros or links, or a bomb.
    """
    inspect_workbook(data, file_name, limit=limit)


def inspect_workbook(data: bytes, file_name: str = "", *, limit: int = MOST_BYTES) -> Inspection:
    """Check a workbook and count its cells; the last few results are remembered by content.

    Raises:
        Unreadable: see `check_workbook_file`.
    """
    kind = check_kind(data, file_name, limit)
    digest = hashlib.sha256(data).digest()
    known = _RECENT.get(digest)
    if known is None:
        known = _inspect_kind(data, kind)
        _RECENT.put(digest, known)
    return known


def _inspect_kind(data: bytes, kind: str) -> Inspection:
    if kind == CSV:
        return Inspection((), kind=CSV, lines=inspect_text(data))
    if kind == ODS:
        return Inspection(inspect_ods(open_parts(data)), kind=ODS)
    return _inspect(open_parts(data))


class _Recent:
    """The last few inspections, so that check and read of one upload scan it once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._items: OrderedDict[bytes, Inspection] = OrderedDict()

    def get(self, digest: bytes) -> Inspection | None:
        """Return what was found in the same bytes before."""
        with self._lock:
            return self._items.get(digest)

    def put(self, digest: bytes, inspection: Inspection) -> None:
        """Remember a result and forget the oldest."""
        with self._lock:
            self._items[digest] = inspection
            while len(self._items) > self._most:
                self._items.popitem(last=False)


_RECENT = _Recent(16)


def _inspect(parts: Parts) -> Inspection:
    names = {name.casefold(): name for name in parts.names}
    if _TYPES.casefold() not in names or _WORKBOOK not in names:
        raise broken()
    _check_names(names)
    _check_types(parts, names[_TYPES.casefold()])
    sheets = _sheet_parts(parts, names)
    strings, budget = parts_count.Strings(), xml.Budget()
    if _STRINGS in names:
        xml.scan(parts.chunks(names[_STRINGS]), strings.start, strings.text)
    counts = []
    for part, title in sheets.items():
        count = xml.SheetCount(title)
        scan = xml.SheetScan(count, strings, budget)
        xml.scan(parts.chunks(part), scan.start, scan.text)
        scan.finish()
        counts.append(count)
    stamp = _others(parts, names, set(sheets))
    return Inspection(tuple(counts), stamp)


def _check_names(names: dict[str, str]) -> None:
    for name in names:
        if name.endswith("vbaproject.bin") or name.startswith(_MACRO_FOLDERS):
            raise Unreadable(_MACRO)
        if name.startswith(_LINK_FOLDERS) or name in _LINK_PARTS:
            raise Unreadable(_LINK)


def _check_types(parts: Parts, name: str) -> None:
    def start(_element: str, attributes: Attributes) -> None:
        if "macroenabled" in attributes.get("ContentType", "").casefold():
            raise Unreadable(_MACRO)

    xml.scan(parts.chunks(name), start)


@dataclass(slots=True)
class _Sheets:
    """Follows the workbook's relations to the parts its sheets are kept in."""

    names: dict[str, str]
    targets: dict[str, str] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)

    def relation(self, element: str, attributes: Attributes) -> None:
        """Note where a worksheet is kept."""
        if element == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(self, element: str, attributes: Attributes) -> None:
        """Note the title of a worksheet's part."""
        if element != "sheet":
            return
        key = next((value for name, value in attributes.items() if name.endswith(":id")), "")
        if key in self.targets:
            part = self.names.get(_resolved(self.targets[key]).casefold())
            if part is None or part in self.found:
                raise broken()
            self.found[part] = attributes.get("name", "")


def _sheet_parts(parts: Parts, names: dict[str, str]) -> dict[str, str]:
    """Return part name to sheet title, in the order of the workbook."""
    relations = names.get("xl/_rels/workbook.xml.rels")
    if relations is None:
        raise broken()
    sheets = _Sheets(names)
    xml.scan(parts.chunks(relations), sheets.relation)
    xml.scan(parts.chunks(names[_WORKBOOK]), sheets.sheet)
    if not sheets.found:
        raise broken()
    return sheets.found


def _resolved(target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join("xl", target))


@dataclass(slots=True)
class _Property:
    """Collects the text of our own document property."""

    wanted: bool = False
    pieces: list[str] = field(default_factory=list)

    def start(self, element: str, attributes: Attributes) -> None:
        """Notice our property among others."""
        if element == "property":
            self.wanted = attributes.get("name") == PROPERTY_NAME

    def text(self, data: str) -> None:
        """Keep its text."""
        if self.wanted:
            self.pieces.append(data)


def _others(parts: Parts, names: dict[str, str], sheets: set[str]) -> str:
    """Scan every other part, so that nothing in the file stays unlooked at."""
    stamp = _Property()
    for folded, name in names.items():
        if name in sheets or folded in {_STRINGS, _WORKBOOK, _TYPES.casefold()}:
            continue
        if folded == _CUSTOM:
            xml.scan(parts.chunks(name), stamp.start, stamp.text)
        elif folded.endswith(".rels"):
            xml.scan(parts.chunks(name), _check_relation)
        elif folded.endswith((".xml", ".vml")):
            most = parts_count.MOST_STYLES if folded == _STYLES else _MOST_OTHER_ELEMENTS
            what = "gaya sel" if folded == _STYLES else f"unsur bagian {name}"
            xml.scan(parts.chunks(name), parts_count.ElementCount(most, what).start)
        else:
            for _ in parts.chunks(name):
                pass
    return "".join(stamp.pieces).strip()


def _check_relation(element: str, attributes: Attributes) -> None:
    is_relation = element.rpartition(":")[2] == "Relationship"  # under whatever prefix
    if not is_relation or attributes.get("TargetMode", "").casefold() != "external":
        return
    if not attributes.get("Type", "").endswith("/hyperlink"):
        raise Unreadable(_LINK)
