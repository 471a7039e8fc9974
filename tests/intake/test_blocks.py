"""Repeated blocks of a page and the one cell a workbook has for them say the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.intake.columns import SHEET_OF_KIND, columns_for
from app.intake.parse import parse_row
from app.intake.parsed import ParsedAction, ParsedEntry, RefusedRow
from app.intake.parties import party_blocks, party_cell
from app.intake.sources import source_blocks, source_cell
from tests.intake import books

PARTY = {
    "role": "TERDAMPAK",
    "party_type": "ORANG",
    "name": "Pemilik kebun di batas klaim",
    "members_est": "1",
    "initials": "A.B.",
    "is_child": "",
}
SOURCE = {
    "source": "MEDIA",
    "method": "DARING",
    "obtained_on": "08/09/2026",
    "reliability": "C",
    "credibility": "3",
    "detail": "Media Contoh",
    "url": "https://media.example/a",
    "protected": "1",
}
CELLS = {"P": books.POTENTIAL, "K": books.EVENT, "U": books.ACTION}
TEXT = st.text(max_size=60)


def test_a_party_reads_back_as_it_was_written() -> None:
    assert party_cell([PARTY]) == (
        "TERDAMPAK/ORANG: Pemilik kebun di batas klaim (1), inisial A.B."
    )
    assert party_blocks(party_cell([PARTY, PARTY])) == [PARTY, PARTY]


def test_a_source_reads_back_as_it_was_written() -> None:
    assert source_cell([SOURCE]) == (
        "MEDIA/DARING 08/09/2026: Media Contoh <https://media.example/a> [C3] (lindungi)"
    )
    assert source_blocks(source_cell([SOURCE, SOURCE])) == [SOURCE, SOURCE]


def test_labels_of_a_workbook_become_choices() -> None:
    block = party_blocks("Terdampak/Kelompok warga (1.071): Warga dua desa")[0]
    assert (block["role"], block["party_type"], block["members_est"]) == (
        "TERDAMPAK",
        "WARGA",
        "1.071",
    )
    block = source_blocks("Camat/Kecamatan/Telepon/pesan: Camat Contoh")[0]
    assert (block["source"], block["method"], block["detail"]) == ("KEC", "PESAN", "Camat Contoh")


@pytest.mark.parametrize("text", ["Tim Terpadu saja", "KAWAN/WARGA: Warga", "/WARGA: Warga"])
def test_words_no_list_knows_are_kept_as_typed(text: str) -> None:
    assert party_cell(party_blocks(text)) == text
    assert source_cell(source_blocks("GOSIP 08/09/2026: x")) == "GOSIP 08/09/2026: x"


def test_half_a_block_keeps_what_was_chosen() -> None:
    half = {"role": "PENENGAH", "name": "Tim Terpadu Contoh"}
    read = party_blocks(party_cell([half]))[0]
    assert (read["role"], read["party_type"], read["name"]) == (
        "PENENGAH",
        "",
        "Tim Terpadu Contoh",
    )


@given(st.dictionaries(st.sampled_from(sorted(PARTY)), TEXT))
def test_whatever_is_typed_into_a_party_stands_still(block: dict[str, str]) -> None:
    once = party_cell(party_blocks(party_cell([block])))
    assert party_cell(party_blocks(once)) == once


@given(st.dictionaries(st.sampled_from(sorted(SOURCE)), TEXT))
def test_whatever_is_typed_into_a_source_stands_still(block: dict[str, str]) -> None:
    once = source_cell(source_blocks(source_cell([block])))
    assert source_cell(source_blocks(once)) == once


@given(data=st.data(), kind=st.sampled_from("PKU"))
def test_any_text_in_any_cell_gives_a_value_or_a_problem(data: st.DataObject, kind: str) -> None:
    keys = [column.key for column in columns_for(kind)]
    typed = data.draw(st.dictionaries(st.sampled_from(keys), TEXT, max_size=6))
    row = parse_row(
        SHEET_OF_KIND[kind], 0, f"{kind}-W001", {**CELLS[kind], **typed}, books.context()
    )
    if isinstance(row, RefusedRow):
        assert any(problem.is_error and problem.message for problem in row.problems)
        assert all(row.cells[key] == text for key, text in typed.items() if text)
    else:
        assert isinstance(row, ParsedEntry if kind in "PK" else ParsedAction)
