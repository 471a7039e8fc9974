"""Marks of words: both texts can be put together again, and only what differs is marked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.reports.word_marks import Piece, mark_words

TEXT = st.text(alphabet="ab \n", max_size=40)


def said(pieces: tuple[Piece, ...], *, marked: bool) -> list[str]:
    return [piece.text.strip() for piece in pieces if piece.is_marked is marked]


def test_changed_words_are_marked_in_both_texts() -> None:
    marks = mark_words(
        "Warga menolak pengukuran kebun di desa rekaan.",
        "Warga menerima pengukuran ulang kebun di desa rekaan.",
    )
    assert said(marks.old, marked=True) == ["menolak"]
    assert said(marks.new, marked=True) == ["menerima", "ulang"]


@given(TEXT, TEXT)
def test_nothing_of_either_text_is_lost(old: str, new: str) -> None:
    marks = mark_words(old, new)
    assert "".join(piece.text for piece in marks.old) == old
    assert "".join(piece.text for piece in marks.new) == new


@given(TEXT)
def test_equal_texts_have_no_marks(text: str) -> None:
    marks = mark_words(text, text)
    assert not any(piece.is_marked for piece in (*marks.old, *marks.new)) or not text.split()


def test_an_endless_text_is_shown_whole() -> None:
    marks = mark_words("kata " * 4000, "lain " * 4000)
    assert len(marks.old) == len(marks.new) == 1
