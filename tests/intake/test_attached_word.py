"""A Word document is given on only when nothing in it runs or fetches, and its words are whole."""

from __future__ import annotations

import html
import io
import re
import subprocess
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.errors import Unreadable
from app.intake import word_fields
from app.intake.attached import DOCX, accept
from tests import parts
from tests.hostile_planting import COMPUTED, EVERY
from tests.intake import attachments as made
from tests.intake.books import saved

if TYPE_CHECKING:
    from pathlib import Path

LIMIT = 10 * 1024 * 1024
PIECES = ("DD", "EAUTO c:\\windows\\cmd.exe ", '"/k calc"')
SPLIT = made.field(*PIECES)
INSIDE = made.field("IF 1 = 1 ").replace("</w:instrText></w:r>", f"</w:instrText></w:r>{SPLIT}", 1)
RUNS = {
    "plain": made.field('DDEAUTO excel "a" "b"'),
    "in pieces": SPLIT,
    "in lower case": made.field(' dde excel "a"'),
    "within a harmless one": INSIDE,
    "a computed order": made.field("QUOTE 68 ", SPLIT),
    "another document": made.field('INCLUDETEXT "http://jauh.example/a.docx"'),
    "a picture": made.field('INCLUDEPICTURE "http://jauh.example/a.png" \\d'),
    "a link": made.field('LINK Excel.Sheet.12 "\\\\jauh\\a.xlsx" a \\a'),
    "a database": made.field('DATABASE \\d "\\\\jauh\\a.mdb"'),
    "a simple field": '<w:fldSimple w:instr="DDEAUTO a b"><w:r><w:t>1</w:t></w:r></w:fldSimple>',
    "another prefix": '<x:fldSimple xmlns:x="urn:w" x:instr="DDE a b"/>',
    "never ended": SPLIT.partition('<w:r><w:fldChar w:fldCharType="separate"/>')[0],
    "never begun": "<w:r><w:instrText>DDEAUTO a b</w:instrText></w:r>",
    "deleted": SPLIT.replace("instrText", "delInstrText"),
    "without a name": made.field(" "),
}
STAYS = {
    "page": made.field(" PAGE "),
    "contents": made.field('TOC \\o "1-3" \\h', result=made.field("PAGEREF _Toc1 \\h")),
    "sum": made.field("=SUM(ABOVE)"),
    "link": made.field('HYPERLINK "https://contoh.example"'),
    "simple": '<w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>4</w:t></w:r></w:fldSimple>',
    "words about it": "<w:r><w:t>DDEAUTO adalah perintah Word.</w:t></w:r>",
}


def document(inner: str, **more: str) -> bytes:
    return made.word(word__document_dot_xml=made.body(inner), **more)


@pytest.mark.parametrize("name", RUNS)
def test_what_runs_or_fetches_is_refused(name: str) -> None:
    with pytest.raises(Unreadable, match="kolom otomatis"):
        accept(document(RUNS[name]), LIMIT)


@pytest.mark.parametrize("part", ["header1", "footer2", "footnotes", "comments", "glossary__a"])
def test_every_part_is_read(part: str) -> None:
    inner = made.body(RUNS["plain"])
    with pytest.raises(Unreadable, match="kolom otomatis"):
        accept(document("", **{f"word__{part}_dot_xml": inner}), LIMIT)


@pytest.mark.parametrize("name", STAYS)
def test_what_counts_and_points_stays(name: str) -> None:
    data = document(STAYS[name])
    assert accept(data, LIMIT).media_type == DOCX


def test_without_the_look_at_fields_they_would_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_fields, "_judge", lambda _order: None)
    for inner in RUNS.values():
        assert accept(document(inner), LIMIT).media_type == DOCX


CHUNK = made.RELATIONS.format(kind="aFChunk").replace('TargetMode="External"', "")
PREFIXED = made.RELATIONS.format(kind="attachedTemplate").replace(
    "<Relationship ", '<r:Relationship xmlns:r="urn:r" '
)


@pytest.mark.parametrize(("relations", "said"), [(CHUNK, "objek"), (PREFIXED, "alamat lain")])
def test_what_is_read_in_from_elsewhere_is_refused(relations: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        accept(document("", word___rels__document_dot_xml_dot_rels=relations), LIMIT)


def test_a_workbook_hides_no_address_behind_a_prefix() -> None:
    buffer = io.BytesIO(saved(openpyxl.Workbook()))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/worksheets/_rels/sheet1.xml.rels", PREFIXED)
    with pytest.raises(Unreadable):
        accept(buffer.getvalue(), LIMIT)


# --- the words of what is given on ---------------------------------------------------------------

LIVE = re.compile("<text:(?:dde|database|a |script|execute-macro)")
PLAIN = {name: re.sub(r"[\u2028\u2029\n\t]", " ", text) for name, text in EVERY.items()}


def hostile(more: str = "") -> bytes:
    """A document in which every payload is a paragraph of text."""
    paragraphs = "</w:p><w:p>".join(
        f'<w:r><w:t xml:space="preserve">{html.escape(text)}</w:t></w:r>'
        for text in PLAIN.values()
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    return document(paragraphs + more, _rels___dot_rels=relations)


def test_hostile_words_are_only_words() -> None:
    clean = accept(hostile(), LIMIT).data
    with zipfile.ZipFile(io.BytesIO(clean)) as archive:
        xml = archive.read("word/document.xml").decode()
        everything = b"".join(archive.read(name) for name in archive.namelist())
    kept = [html.unescape(text) for text in re.findall(r"<w:t[^>]*>([^<]*)</w:t>", xml)]
    assert kept == list(PLAIN.values())
    assert "fldChar" not in xml
    assert b"External" not in everything


@pytest.mark.libreoffice
def test_libreoffice_reads_what_was_written(tmp_path: Path) -> None:
    program = parts.require_libreoffice()
    opened = opened_by(program, tmp_path / "dokumen.docx", hostile())
    text = re.sub(r"<text:s(?: text:c=\"\d+\")?/>", " ", opened.partition("<office:text")[2])
    said = "".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())
    assert [name for name, wanted in PLAIN.items() if "".join(wanted.split()) not in said] == []
    assert LIVE.findall(opened) == []
    assert COMPUTED not in said
    linked = opened_by(program, tmp_path / "tautan.docx", hostile(STAYS["link"]))
    assert LIVE.findall(linked), "the yardstick sees no link"


def opened_by(program: str, file: Path, data: bytes) -> str:
    """What LibreOffice makes of the document as it is given on, as flat XML."""
    file.write_bytes(accept(data, LIMIT).data)
    profile = f"-env:UserInstallation=file://{file.parent / 'profil'}"
    words = [program, profile, "--headless", "--convert-to", "fodt", "--outdir", str(file.parent)]
    subprocess.run([*words, str(file)], check=True, capture_output=True, timeout=180)
    return file.with_suffix(".fodt").read_text()
