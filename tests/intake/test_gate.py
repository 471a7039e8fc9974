"""The gate: every bomb is refused before a reader, every honest file passes."""

from __future__ import annotations

import io
import re
import struct
import time
import tracemalloc
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter

from app.errors import PortalError, TooLarge, Unreadable
from app.intake import sandbox
from app.intake.gate import check_workbook_file, inspect_workbook
from app.intake.template import build_template
from app.intake.workbook import read_workbook
from tests.intake import bombs
from tests.intake.books import request, saved

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def _no_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> bytes:
        raise AssertionError("the reader was asked")

    monkeypatch.setattr(sandbox.Sandbox, "ask", never)


@pytest.mark.usefixtures("_no_reader")
@pytest.mark.parametrize("make", bombs.BOMBS)
def test_a_bomb_is_refused_before_any_reader(make: Callable[[], bytes]) -> None:
    data = make()
    tracemalloc.start()
    started = time.process_time()
    with pytest.raises(Unreadable) as caught:
        read_workbook(data)
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.sentence.endswith(".")
    assert used < 60 * 1024**2
    assert time.process_time() - started < 10


def test_the_small_book_itself_passes() -> None:
    assert read_workbook(bombs.book()).sheets[0].rows == {1: {0: "1"}}


def test_a_cell_that_stands_twice_is_noticed_by_the_two_counts() -> None:
    check_workbook_file(bombs.doubled_cell(), "a.xlsx")
    with pytest.raises(Unreadable, match="tidak terbaca utuh"):
        read_workbook(bombs.doubled_cell())


def test_a_limit_is_named_with_its_sheet_and_row() -> None:
    with pytest.raises(Unreadable, match="lembar 2_Potensi baris 1048576 kolom ke-16384"):
        check_workbook_file(bombs.far_cell(), "a.xlsx")


def ole(marker: bytes) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + marker + b"\0" * 600


def zipped(name: str, text: str = "x") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, text)
    return buffer.getvalue()


KINDS = [
    (b"", "a.xlsx", "kosong"),
    (b"\0" * 40, "a.xlsx", "kosong"),
    (b"%PDF-1.7\n...", "laporan.xlsx", "Berkas ini .pdf. Unggah berkas Excel .xlsx."),
    (ole("EncryptedPackage".encode("utf-16-le")), "a.xlsx", "dikunci kata sandi"),
    (ole("Workbook".encode("utf-16-le")), "a.xls", "format Office lama"),
    (zipped("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), "a.ods", "rusak"),
    (zipped("mimetype", "application/vnd.oasis.opendocument.text"), "a.odt", "bukan lembar sebar"),
    (zipped("word/document.xml"), "a.docx", "dokumen Word"),
    (zipped("ppt/presentation.xml"), "a.pptx", "presentasi"),
    (zipped("xl/workbook.bin"), "a.xlsb", ".xlsb"),
    (zipped("foto.jpg"), "a.zip", "arsip zip"),
    (b"catatan rapat\nsaja\n", "a.txt", "teks tanpa kolom"),
    (b"<html><table><tr><td>1</td></tr></table>", "a.xls", "halaman web"),
    (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "a.png", "gambar"),
    (b"\xff\xd8\xff\xe0" + b"\0" * 20, "a.jpg", "gambar"),
    (b"\x01\x02\x03\x04\x00\x05", "data.bin", "Berkas ini .bin, bukan berkas Excel"),
]


@pytest.mark.parametrize(("data", "name", "sentence"), KINDS)
def test_other_kinds_get_their_own_advice(data: bytes, name: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as caught:
        check_workbook_file(data, name)
    assert sentence in caught.value.sentence


def test_too_many_bytes_are_refused_with_both_sizes() -> None:
    with pytest.raises(TooLarge, match="paling besar 1 MB"):
        check_workbook_file(b"PK\x03\x04" + b"x" * (2 * 1024**2), "a.xlsx", limit=1024**2)


PARTS = [
    ({"xl/vbaProject.bin": b"x"}, "makro"),
    ({"xl/macrosheets/sheet1.xml": "<a/>"}, "makro"),
    ({"[Content_Types].xml": bombs.TYPES.replace("sheet.m", "sheet.macroEnabled.m")}, "makro"),
    ({"xl/externalLinks/externalLink1.xml": "<a/>"}, "tersambung"),
    ({"xl/connections.xml": "<a/>"}, "tersambung"),
    (
        {
            "xl/worksheets/_rels/sheet1.xml.rels": bombs.ROOT.replace(
                'Target="xl/workbook.xml"', 'Target="http://a.example/x" TargetMode="External"'
            )
        },
        "tersambung",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "sentence"), PARTS)
def test_macros_and_links_are_refused(parts: dict[str, str | bytes], sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        check_workbook_file(bombs.book(parts), "a.xlsx")


def test_a_hyperlink_in_a_cell_is_no_external_link() -> None:
    link = (
        f'<Relationships xmlns="{bombs.RELATIONS}"><Relationship Id="rId1" '
        f'Type="{bombs.OFFICE}/hyperlink" Target="https://media.example/" '
        'TargetMode="External"/></Relationships>'
    )
    check_workbook_file(bombs.book({"xl/worksheets/_rels/sheet1.xml.rels": link}), "a.xlsx")


def test_thirty_one_thousand_empty_formatted_rows_pass_and_are_ignored() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        sheet, style = book.add_worksheet("2_Potensi"), book.add_format({"border": 1})
        sheet.write_string(0, 0, "Kode")
        for row in range(1, 31_001):
            for column in range(8):
                sheet.write_blank(row, column, None, style)
    data = buffer.getvalue()
    count = inspect_workbook(data, "a.xlsx").sheets[0]
    assert (count.rows, count.cells) == (1, 1)
    assert read_workbook(data).sheets[0].rows == {1: {0: "Kode"}}


def test_formulas_are_read_as_values() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("2_Potensi")
        sheet.write_formula("A1", '="a"&"b"', None, "ab")
        sheet.write_formula("B1", "=1+1", None, 2)
        sheet.write_formula("C1", "=1/0", None, "#DIV/0!")
        sheet.write_formula("D1", '=""', None, "")
        sheet.write("E1", False)
        sheet.write_string("F1", "  ")
    assert read_workbook(buffer.getvalue()).sheets[0].rows == {1: {0: "ab", 1: "2", 4: "Tidak"}}


def test_a_template_passes_however_it_was_saved() -> None:
    data = build_template(request())
    check_workbook_file(data, "templat.xlsx")
    again = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(data)).save(again)
    check_workbook_file(again.getvalue(), "templat.xlsx")


def test_any_damaged_byte_gives_a_sentence_and_never_a_fault() -> None:
    data = bombs.book()
    outcomes = set()
    directory = data.index(b"PK\x01\x02")
    for at in (*range(0, directory, 7), *range(directory, len(data))):
        broken = bytearray(data)
        broken[at] ^= 0xFF
        try:
            outcomes.add(read_workbook(bytes(broken)).sheets[0].name)
        except PortalError as refused:
            outcomes.add(refused.sentence)
    assert len(outcomes) > 1
    assert all(outcomes)


def test_an_end_record_that_lies_about_its_parts_is_refused() -> None:
    data = bytearray(bombs.book())
    end = data.rindex(b"PK\x05\x06")
    struct.pack_into("<HH", data, end + 8, 60_000, 60_000)
    with pytest.raises(Unreadable, match="bagian"):
        check_workbook_file(bytes(data), "a.xlsx")


def test_cells_behind_a_prefix_of_their_own_are_counted() -> None:
    """The root has none, so only its children tell; readers read them like any other cell."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["C2"] = "satu", "dua"
    plain = saved(book)
    hidden = _prefixed(plain)
    sheet = openpyxl.load_workbook(io.BytesIO(hidden)).active
    assert (sheet["A1"].value, sheet["C2"].value) == ("satu", "dua")
    assert inspect_workbook(hidden).sheets == inspect_workbook(plain).sheets
    assert inspect_workbook(hidden).sheets[0].cells == 2


def _prefixed(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as before,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            content = before.read(name)
            if name == "xl/worksheets/sheet1.xml":
                head, cells, tail = re.split(r"(<sheetData>.*</sheetData>)", content.decode())
                space = re.search('xmlns="[^"]+"', head)
                assert space
                cells = re.sub(r"<(/?)(\w)", r"<\1q:\2", cells)
                named = f"<q:sheetData {space[0].replace('xmlns', 'xmlns:q')}>"
                content = (head + cells.replace("<q:sheetData>", named) + tail).encode()
            after.writestr(name, content)
    return buffer.getvalue()
