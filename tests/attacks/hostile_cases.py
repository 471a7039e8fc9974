"""Hostile files by kind, each made by code: what is tried, under which name, on which page."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tests.intake import attachments as made
from tests.intake import bombs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BOOK, FILE, LETTER, BOUNDARY = "buku", "lampiran", "surat", "batas"


@dataclass(frozen=True)
class Case:
    """One kind: its page, its name, and what is sent."""

    page: str
    kind: str
    file_name: str
    data: bytes


NAMES = (
    "../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/shadow",
    "a\0b.xlsx",
    "a\r\nX-Jahat: 1.xlsx",
    "<script>alert(1)</script>.xlsx",
    "{{7*7}}.xlsx",
    "\u202excod.xlsx",
    "😀" * 60 + ".xlsx",
    "x" * 5000 + ".xlsx",
    "CON.xlsx",
    ".htaccess",
    "laporan.xlsx.",
    "laporan .xlsx ",
    "%00%2e%2e%2f.xlsx",
    "';DROP TABLE upload;--.xlsx",
    '"berkas".xlsx',
    "$(id).xlsx",
    "ｌａｐｏｒａｎ．ｘｌｓｘ",
    "a/b/c.xlsx",
)
_ACTS = (
    b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
    b"/AA << /O << /S /Launch /F (cmd) >> >>",
    b"/Names << /EmbeddedFiles << /Names [(a) 9 0 R] >> >>",
    b"/AcroForm << /XFA [(a) 9 0 R] >>",
    b"/OpenAction << /S /URI /URI (http://jauh.example/) >>",
    b"/J#61vaScript (a)",
    b"/RichMedia 9 0 R",
    b"/OpenAction << /S /SubmitForm /F (http://jauh.example/) >>",
    b"/Encrypt 9 0 R",
    b"/OpenAction << /S /GoToR /F (\\\\\\\\jauh\\\\a) >>",
    b"/Collection << >>",
    b"/Type /EmbeddedFile",
)
_SIGNATURES = {
    "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "exe": b"MZ" + bytes(600),
    "elf": b"\x7fELF" + bytes(600),
    "rar": b"Rar!\x1a\x07\0" + bytes(99),
    "7z": b"7z\xbc\xaf\x27\x1c" + bytes(99),
    "gzip": gzip.compress(bytes(5_000_000)),
    "xz": b"\xfd7zXZ\0" + bytes(99),
    "gif": b"GIF89a" + bytes(99),
    "webp": b"RIFF\0\0\0\0WEBP" + bytes(99),
    "heic": b"\0\0\0\x18ftypheic" + bytes(99),
    "tiff": b"II*\0" + bytes(99),
    "bmp": b"BM" + bytes(99),
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "html": b"<html><script>alert(1)</script></html>",
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n",
    "sqlite": b"SQLite format 3\0" + bytes(99),
    "empty": b"",
    "zeros": bytes(4096),
    "blank": b" \n" * 200,
    "noise": bytes(range(256)) * 40,
    "xml": b"<?xml version='1.0'?><a/>",
}
_FAR = (
    "XFD1",
    "A1048576",
    "XFE1",
    "A1048577",
    "ZZZZ9",
    "A0",
    "A-1",
    "A99999999999",
    "1A",
    "",
    "A1:B2",
    "Ａ1",
)
_TEXTS = {
    "unclosed quote": b'"a;b\n' * 2000,
    "nul": b"No;Nama\n1;\0\n",
    "wide": b";" * 200_000 + b"\n",
    "long line": b"a" * 2_000_000,
    "utf-16": "No;Nama\n1;a\n".encode("utf-16"),
    "utf-7": b"+ADw-script+AD4-;a\n1;2\n",
    "cp1252": "No;Desa é\n1;ü\n".encode("cp1252"),
    "broken utf-8": b"No;\xff\xfe\xc3\x28\n1;2\n",
    "many rows": b"1;2;3\n" * 60_000,
    "formulas": b"=1+1;@SUM(1)\n-1;+1\n",
    "control": bytes(range(1, 32)) * 50,
    "only separators": b";;;;\n" * 500,
    "mixed ends": b"a;b\r1;2\n3;4\r\n",
    "bom twice": b"\xef\xbb\xbf\xef\xbb\xbfa;b\n1;2\n",
}


def books() -> Iterator[Case]:
    """Workbooks and tables."""
    for make in bombs.BOMBS:
        yield Case(BOOK, make.__name__, "laporan.xlsx", _slow(make.__name__))
    for ref in _FAR:
        row = f'<row r="1">{bombs.cell(ref)}</row>'
        yield Case(BOOK, f"cell {ref}", "laporan.xlsx", bombs.with_sheet(row))
    for kind, parts in _odd_parts().items():
        yield Case(BOOK, kind, "laporan.xlsx", bombs.book(parts))
    for kind, data in _TEXTS.items():
        yield Case(BOOK, f"text {kind}", "laporan.csv", data)
    for kind, data in _SIGNATURES.items():
        yield Case(BOOK, f"looks like {kind}", "laporan.xlsx", data)
    for kind, content in _tables().items():
        yield Case(BOOK, f"ods {kind}", "laporan.ods", ods(content))
    for name in NAMES:
        yield Case(BOOK, f"name {name[:20]!r}", name, bombs.book())


@cache
def _slow(name: str) -> bytes:
    """Bombs take a while to make; once is enough."""
    return {make.__name__: make for make in bombs.BOMBS}[name]()


def _odd_parts() -> dict[str, dict[str, str | bytes]]:
    link = bombs.ROOT.replace(
        'Target="xl/workbook.xml"', 'Target="http://jauh.example/" TargetMode="External"'
    )
    outside = bombs.BOOK_RELATIONS.replace("worksheets/sheet1.xml", "../../../../etc/passwd")
    nested = "<a>" * 20_000 + "</a>" * 20_000
    return {
        "macro": {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"},
        "external link": {"xl/externalLinks/externalLink1.xml": "<a/>"},
        "query": {"xl/connections.xml": "<a/>"},
        "activex": {"xl/activeX/a.bin": b"a"},
        "root leads out": {"_rels/.rels": link},
        "sheet leads out": {"xl/_rels/workbook.xml.rels": outside},
        "deep": {"xl/worksheets/sheet1.xml": nested},
        "no sheet": {"xl/workbook.xml": "<workbook/>"},
        "not xml": {"xl/workbook.xml": b"\xff\xfe\x00"},
        "unclosed": {"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row>"},
        "many attributes": {
            "xl/worksheets/sheet1.xml": "<a " + " ".join(f'b{n}="c"' for n in range(20_000)) + "/>"
        },
        "string index": {
            "xl/worksheets/sheet1.xml": bombs.sheet(
                '<row r="1"><c r="A1" t="s"><v>99999999999</v></c></row>'
            )
        },
        "number": {
            "xl/worksheets/sheet1.xml": bombs.sheet('<row r="1"><c r="A1"><v>1e999</v></c></row>')
        },
        "date": {
            "xl/worksheets/sheet1.xml": bombs.sheet(
                '<row r="1"><c r="A1" t="d"><v>9999-99-99</v></c></row>'
            )
        },
        "row order": {
            "xl/worksheets/sheet1.xml": bombs.sheet('<row r="9"/><row r="1"/><row r="9"/>')
        },
        "laughs": {
            "xl/sharedStrings.xml": '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;">]><sst>&d;</sst>'
        },
        "outer entity": {
            "xl/workbook.xml": '<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1:1/">%b;]><workbook/>'
        },
        "zip in zip": {"xl/media/a.zip": bombs.book()},
    }


def ods(content: str) -> bytes:
    """An OpenDocument spreadsheet with this content."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return buffer.getvalue()


def _tables() -> dict[str, str]:
    spaces = (
        'xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:x="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )

    def table(inner: str) -> str:
        return (
            f"<o:document-content {spaces}><o:body><o:spreadsheet><t:table t:name='a'>{inner}"
            "</t:table></o:spreadsheet></o:body></o:document-content>"
        )

    cell = "<t:table-cell o:value-type='string'><x:p>a</x:p></t:table-cell>"
    return {
        "rows repeated": table(
            f"<t:table-row t:number-rows-repeated='2147483647'>{cell}</t:table-row>"
        ),
        "cells repeated": table(
            "<t:table-row><t:table-cell t:number-columns-repeated='99999999' o:value-type='string'>"
            "<x:p>a</x:p></t:table-cell></t:table-row>"
        ),
        "negative": table(f"<t:table-row t:number-rows-repeated='-1'>{cell}</t:table-row>"),
        "not a number": table(f"<t:table-row t:number-rows-repeated='x'>{cell}</t:table-row>"),
        "blanks": table(
            "<t:table-row><t:table-cell><x:p><x:s x:c='999999999'/></x:p></t:table-cell></t:table-row>"
        ),
        "entity": "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>" + table("&b;"),
        "empty": table(""),
        "nested": table("<t:table>" * 3000 + "</t:table>" * 3000),
    }


def files() -> Iterator[Case]:
    """Attachments and letters."""
    for page in (FILE, LETTER):
        for act in _ACTS:
            data = made.pdf(b"<< /Type /Catalog /Pages 2 0 R %s >>" % act, b"<< /Kids [] >>")
            yield Case(page, f"pdf {act[:24]!r}", "berkas.pdf", data)
            hidden = made.pdf(made.packed_objects(act))
            yield Case(page, f"pdf packed {act[:24]!r}", "berkas.pdf", hidden)
        for kind, data in _SIGNATURES.items():
            yield Case(page, f"looks like {kind}", "berkas.pdf", data)
    photo = made.photo()
    for kind, data in {
        "animation": made.animation(),
        "huge png": made.huge_png(),
        "cut photo": photo[: len(photo) // 2],
        "photo and zip": photo + made.word(),
        "photo and pdf": photo[:20] + b"%PDF-1.7" + photo[20:],
        "pdf and zip": made.pdf(b"<< >>") + made.word(),
        "photo": photo,
        "png": made.photo("PNG"),
        "word": made.word(),
        "macro word": made.word(made.MACRO_WORD),
        "word object": made.word(word__embeddings__a_dot_bin="a"),
        "word leads out": made.word(
            word___rels__document_dot_xml_dot_rels=made.RELATIONS.format(kind="attachedTemplate")
        ),
        "word entity": made.zipped(
            **{
                "[Content_Types]_dot_xml": "<Types/>",
                "word__document_dot_xml": "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
            }
        ),
        "word bomb": made.word(word__a_dot_xml="<a/>" * 3_000_000),
        "zip": made.zipped(a="b"),
    }.items():
        yield Case(FILE, kind, "berkas.jpg", data)
    for name in NAMES:
        yield Case(FILE, f"name {name[:20]!r}", name, photo)


def boundaries(canary: Path, door: str) -> Iterator[Case]:
    """Boundary files that point at a local file or at an address, and others that explode."""
    vrt = '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
    stream = {
        "type": "gdal_streamed_alg",
        "command_line": f"gdal vector pipeline ! read {canary} ! write",
    }
    point = {
        "type": "Feature",
        "properties": {"kode": "99"},
        "geometry": {"type": "Point", "coordinates": [1, 2]},
    }
    link = {
        "type": "FeatureCollection",
        "crs": {"type": "link", "properties": {"href": f"{door}/crs"}},
        "features": [point],
    }
    polygon = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    odd = {
        "number": b"1e999",
        "nan": b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"kode":NaN},"geometry":null}]}',
        "deep": b"[" * 100_000,
        "deep object": b'{"a":' * 50_000,
        "no features": b'{"type":"FeatureCollection","features":[]}',
        "list": b"[]",
        "null": b"null",
        "surrogate": b'{"type":"\\ud800"}',
        "far": json.dumps(
            {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "properties": {"kode": "99.01"},
                        "geometry": {
                            "type": "Polygon",
                            "coordinates": [
                                [[1e308, 1e308], [-1e308, 0], [0, 1e308], [1e308, 1e308]]
                            ],
                        },
                    }
                ],
            }
        ).encode(),
        "collection": json.dumps(
            {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "properties": {"kode": "99.01"},
                        "geometry": {"type": "GeometryCollection", "geometries": [polygon] * 2000},
                    }
                ],
            }
        ).encode(),
    }
    texts = {
        "vrt": vrt.format(canary).encode(),
        "vrt http": vrt.format(f"/vsicurl/{door}/a.json").encode(),
        "gdalg": json.dumps(stream).encode(),
        "crs link": json.dumps(link).encode(),
        "wfs": f"<OGRWFSDataSource><URL>{door}/wfs</URL></OGRWFSDataSource>".encode(),
        "gml": b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><gml>&b;</gml>",
        **odd,
    }
    for kind, data in texts.items():
        for name in ("batas.geojson", "batas.json", "batas.gpkg"):
            yield Case(BOUNDARY, f"{kind} as {name}", name, data)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("batas.shp", data)
            archive.writestr("../batas.dbf", data)
        yield Case(BOUNDARY, f"{kind} in zip", "batas.zip", packed.getvalue())
    yield Case(BOUNDARY, "sqlite header", "batas.gpkg", _SIGNATURES["sqlite"])


def every_case(canary: Path, door: str) -> list[Case]:
    """All kinds, each once."""
    return [*books(), *files(), *boundaries(canary, door)]
