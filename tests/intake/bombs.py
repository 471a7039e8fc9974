"""Workbooks no officer made: zips and XML that would choke a reader, written byte by byte."""

from __future__ import annotations

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/'
    'package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
    '+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    "</Types>"
)
ROOT = (
    f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="2_Potensi" sheetId="1" '
    'r:id="rId1"/></sheets></workbook>'
)
BOOK_RELATIONS = (
    f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/worksheet" '
    f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{OFFICE}/sharedStrings" '
    'Target="sharedStrings.xml"/></Relationships>'
)


def sheet(rows: str = "", before: str = "", after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def book(parts: dict[str, str | bytes] | None = None, *, level: int = 6) -> bytes:
    """A small valid workbook with parts replaced or added."""
    content: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": BOOK_RELATIONS,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"/>',
        "xl/worksheets/sheet1.xml": sheet('<row r="1"><c r="A1"><v>1</v></c></row>'),
    }
    content.update(parts or {})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def with_sheet(rows: str = "", before: str = "", after: str = "") -> bytes:
    return book({"xl/worksheets/sheet1.xml": sheet(rows, before, after)})


def cell(ref: str, value: str = "1") -> str:
    return f'<c r="{ref}"><v>{value}</v></c>'


def far_cell() -> bytes:
    return with_sheet(f'<row r="1048576">{cell("XFD1048576")}</row>')


def huge_merge() -> bytes:
    return with_sheet(
        f'<row r="1">{cell("A1")}</row>',
        after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    )


def rows_to_the_edge() -> bytes:
    rows = "".join(f'<row r="{n}">{cell(f"A{n}")}{cell(f"XFD{n}")}</row>' for n in range(1, 3001))
    return with_sheet(rows)


def gigabyte_of_rows() -> bytes:
    """One part of 64 MiB that repeats itself: over the part limit and the ratio."""
    line = '<row><c t="inlineStr"><is><t>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</t></is></c></row>'
    return with_sheet(line * (64 * 1024 * 1024 // len(line) + 1))


def spaces() -> bytes:
    return with_sheet(f'<row r="1">{cell("A1")}</row>' + " " * (64 * 1024 * 1024))


def one_string_many_times() -> bytes:
    shared = f'<sst xmlns="{MAIN}"><si><t>{"x" * 32_000}</t></si></sst>'
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 19_000))
    return book({"xl/sharedStrings.xml": shared, "xl/worksheets/sheet1.xml": sheet(rows)})


def half_a_million_styles() -> bytes:
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs>{"<xf/>" * 500_000}</cellXfs></styleSheet>'
    return book({"xl/styles.xml": styles})


def many_parts() -> bytes:
    return book({f"xl/media/{n}.xml": "<a/>" for n in range(300)})


def huge_dimension() -> bytes:
    return with_sheet(f'<row r="1">{cell("A1")}</row>', '<dimension ref="A1:XFD1048576"/>')


def entity_bomb() -> bytes:
    text = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    return book({"xl/worksheets/sheet1.xml": text + sheet()})


def external_entity() -> bytes:
    text = '<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd">'
    return book({"xl/sharedStrings.xml": f'{text}<sst xmlns="{MAIN}"/>'})


def utf_16() -> bytes:
    text = '<?xml version="1.0" encoding="UTF-16"?>' + sheet()
    return book({"xl/worksheets/sheet1.xml": text.encode("utf-16")})


def odd_encoding() -> bytes:
    text = '<?xml version="1.0" encoding="ISO-8859-1"?>' + sheet()
    return book({"xl/worksheets/sheet1.xml": text})


def too_many_rows() -> bytes:
    return with_sheet("".join(f'<row r="{n}">{cell(f"A{n}")}</row>' for n in range(1, 20_102)))


def wide_area() -> bytes:
    return with_sheet(f'<row r="1">{cell("IV1")}</row><row r="99999">{cell("A99999")}</row>')


def overlapping() -> bytes:
    """Two directory entries that point at the same bytes."""
    data = bytearray(book({"xl/a.xml": "<a/>", "xl/b.xml": "<a/>"}))
    first = data.index(b"xl/a.xml", data.rindex(b"PK\x03\x04"))
    second = data.index(b"xl/b.xml", first)
    offset = slice(first - 4, first)
    data[second - 4 : second] = data[offset]
    return bytes(data)


def doubled() -> bytes:
    data = book({"xl/a.xml": "<a/>", "xl/b.xml": "<a/>"})
    return data.replace(b"xl/b.xml", b"xl/A.xml")


def climbing_name() -> bytes:
    return book({"../../etc/cron.d/x.xml": "<a/>"})


def doubled_cell() -> bytes:
    return with_sheet(f'<row r="1">{cell("A1")}{cell("A1", "2")}</row>')


def truncated() -> bytes:
    return book()[:-40]


def bad_checksum() -> bytes:
    data = bytearray(book(level=0))
    at = data.index(b"<sheetData>")
    data[at + 1] ^= 1
    return bytes(data)


BOMBS = (
    far_cell,
    huge_merge,
    rows_to_the_edge,
    gigabyte_of_rows,
    spaces,
    one_string_many_times,
    half_a_million_styles,
    many_parts,
    huge_dimension,
    entity_bomb,
    external_entity,
    utf_16,
    odd_encoding,
    too_many_rows,
    wide_area,
    overlapping,
    doubled,
    climbing_name,
    truncated,
    bad_checksum,
)
