"""The gate for OpenDocument and parted texts: bombs stay outside, what passes is read whole."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Unreadable
from app.intake import gate_text, sandbox
from app.intake.delimited import decoded, part_sign, read_delimited
from app.intake.gate import check_workbook_file, inspect_workbook
from app.intake.gate_text import inspect_text
from app.intake.workbook import read_workbook

KIND = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{KIND}"/>'
    "</manifest:manifest>"
)
TEXT = '<table:table-cell office:value-type="string"{}><text:p>isi</text:p></table:table-cell>'


def ods(rows: str, parts: dict[str, str] | None = None) -> bytes:
    content = (
        f"<office:document-content {SPACES}><office:body><office:spreadsheet>"
        f'<table:table table:name="Data">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), KIND)
        whole = {"META-INF/manifest.xml": MANIFEST, "content.xml": content} | (parts or {})
        for name, data in whole.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def line(cells: str, repeats: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeats}">{cells}</table:table-row>'


def many(count: int) -> str:
    return TEXT.format(f' table:number-columns-repeated="{count}"')


BOMBS = {
    "a cell that repeats a million times": ods(line(many(1_000_000))),
    "a row that repeats a million times": ods(line(many(1), 1_000_000)),
    "many rows that repeat": ods(line(many(200), 19_000) * 2),
    "text that repeats": ods(line(TEXT.replace("isi", "x" * 30_000).format(""), 19_000)),
    "a cell of spaces": ods(
        line('<table:table-cell office:value-type="string"><text:p><text:s text:c="999999"/>'
             "</text:p></table:table-cell>")
    ),
    "a merge over everything": ods(
        line(TEXT.format(' table:number-columns-spanned="9999" table:number-rows-spanned="9999"'))
    ),
    "a number that is none": ods(line(TEXT.format(' table:number-columns-repeated="-5"'))),
    "macros": ods(line(many(1)), {"Basic/Standard/script-lb.xml": "<a/>"}),
    "a link to another file": ods(line(many(1)) + '<table:table-source/>'),
    "a password": ods(
        line(many(1)), {"META-INF/manifest.xml": "<manifest><encryption-data/></manifest>"}
    ),
    "two files in one": ods(line(many(1)), {"xl/workbook.xml": "<workbook/>"}),
    "an entity": ods(
        line(many(1)), {"settings.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_any_reader(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> bytes:
        raise AssertionError("the reader was asked")

    monkeypatch.setattr(sandbox.Sandbox, "ask", never)
    with pytest.raises(Unreadable) as caught:
        read_workbook(BOMBS[name])
    assert caught.value.sentence.endswith(".")


def test_repeated_cells_and_empty_rows_are_counted_as_read() -> None:
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    with pytest.raises(Unreadable, match="terlalu panjang"):
        read_workbook(ods(line(many(1)) + line(empty, 1_048_000) + line(many(1))))
    data = ods(line(many(1)) + line(empty, 5) + line(many(3), 2) + line(empty, 1_048_000))
    sheet = inspect_workbook(data).sheets[0]
    assert (sheet.cells, sheet.rows) == (7, 3)
    read = read_workbook(data)
    assert read.sheets[0].rows == {
        1: {0: "isi"}, 7: {0: "isi", 1: "isi", 2: "isi"}, 8: {0: "isi", 1: "isi", 2: "isi"},
    }  # fmt: skip


def test_notes_at_a_cell_are_not_its_text() -> None:
    note = "<office:annotation><text:p>catatan</text:p></office:annotation>"
    cell = TEXT.format("").replace("<text:p>", f"{note}<text:p>")
    assert read_workbook(ods(line(cell + f"<table:table-cell>{note}</table:table-cell>"))).sheets[
        0
    ].rows == {1: {0: "isi"}}


def test_merges_of_an_opendocument_are_known() -> None:
    wide = TEXT.format(' table:number-columns-spanned="2" table:number-rows-spanned="3"')
    assert read_workbook(ods(line(wide))).sheets[0].merges == ((1, 1, 3, 2),)


TEXTS = {
    "cp1252": ("No;Isu\r\n1;Sengketa – café\r\n".encode("cp1252"), "Sengketa – café"),
    "utf-8": ("No;Isu\n1;Sengketa – café\n".encode(), "Sengketa – café"),
    "utf-8 with a mark": ("No,Isu\n1,café\n".encode("utf-8-sig"), "café"),
    "utf-16": ("No\tIsu\n1\tcafé\n".encode("utf-16"), "café"),
    "utf-16 big": (b"\xfe\xff" + "No\tIsu\n1\tcafé\n".encode("utf-16-be"), "café"),
    "sep line": (b"sep=;\r\nNo;Isu\r\n1;\"a;b\"\r\n", "a;b"),
    "a line break in a cell": (b'No;Isu\r\n1;"a\r\nb"\r\n', "a\r\nb"),
    "old mac line ends": (b"No;Isu\r1;ada\r", "ada"),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_a_parted_text_is_read_whole(name: str) -> None:
    data, cell = TEXTS[name]
    check_workbook_file(data, "a.csv")
    rows = read_workbook(data).sheets[0].rows
    assert rows[max(rows)][1] == cell


def test_a_text_that_cannot_be_held_is_refused() -> None:
    for data in (
        b"a;b\n" * (2 * 100_000 + 2),
        b"a;" + b"x" * (gate_text.MOST_LINE + 1),
        b"a;b\n" * 20_001,
        b"a;b\n" + b";" * 300,
        b'a;b\n1;"tidak ditutup\n',
        b"\xff\xfe\x00\xd8;",
    ):
        with pytest.raises(Unreadable) as caught:
            read_workbook(data)
        assert caught.value.sentence.endswith(".")


@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        text = decoded(data)
    except UnicodeDecodeError:
        return
    assert part_sign(text) in {";", ",", "\t", "|"}


CELLS = st.lists(
    st.lists(st.text(alphabet="ab ;\"\r\n,", max_size=6), min_size=2, max_size=4),
    min_size=1, max_size=5,
)  # fmt: skip


@given(CELLS, st.sampled_from(["\r\n", "\n", "\r"]), st.booleans())
def test_what_a_program_writes_is_read_back(rows: list[list[str]], end: str, last: bool) -> None:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    body = end.join(";".join(map(cell, row)) for row in rows) + end * last
    data = (f'"satu";"dua"{end}' * 40 + body).encode()
    read = read_delimited(data)
    assert [[text.strip() for text in row] for row in rows] == read.rows[40:]
    assert read.lines == inspect_text(data)


@given(st.text(alphabet='ab;"\r\n,\f\v\x1c\x85\u2028', max_size=60))
def test_gate_and_reader_count_the_same_lines(text: str) -> None:
    data = text.encode()
    try:
        read = read_delimited(data)
    except ValueError:
        return
    assert read.lines == inspect_text(data)


FORGOTTEN = {
    "to the next row": ('2;Long "Kali;Paser;tinggi\n3;Desa;"Kukar";rendah\n', None),
    "never closed": ('2;"Desa;Paser;tinggi\n3;Desa;Kukar;rendah\n', 2),
    "closed a row later": ('2;"Desa;Paser;tinggi\n3;Desa";Kukar;rendah\n', 2),
    "closed three rows later": (
        '2;Desa;Paser;tinggi\n3;"Desa;Kukar;sedang\n4;a;b;c\n5;a;b;c\n6;Desa";x;y\n', 3
    ),
    "inside a word": ('2;"Desa"x;Paser;tinggi\n', 2),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGOTTEN)
def test_a_forgotten_quote_swallows_no_row(name: str) -> None:
    rows, wrong = FORGOTTEN[name]
    data = f"No;Desa;Kabupaten;Tingkat\n{rows}".encode()
    if wrong is None:
        assert len(read_workbook(data).sheets[0].rows) == 3
        return
    with pytest.raises(Unreadable, match=f"^Baris {wrong} berkas teks ini memuat tanda kutip"):
        read_workbook(data)


def test_prose_of_several_lines_with_part_signs_is_a_cell() -> None:
    data = b'No;Isu;Desa;Tingkat\n1;"a; b; c; d\nlalu; e";Desa;tinggi\n'
    assert read_workbook(data).sheets[0].rows[2][1] == "a; b; c; d\nlalu; e"


def test_a_reader_that_leaves_a_line_out_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.intake.gate.inspect_text", lambda _: 3)
    with pytest.raises(Unreadable, match=r"tidak terbaca utuh \(2 dari 3 baris\)"):
        read_workbook(b"No;Isu\n1;yang ini saja, tidak dibaca lain\n")
