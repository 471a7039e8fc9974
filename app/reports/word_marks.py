"""Which words of a text were taken out and which were put in, for people to read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"\s+|[^\s]+")
_MOST_WORDS = 3000  # longer texts are shown whole: comparing grows with the square


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words in a row; `is_marked` where the other text does not have them."""

    text: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Marks:
    """The older and the newer text, each with the words marked that only it has."""

    old: tuple[Piece, ...]
    new: tuple[Piece, ...]


def mark_words(old: str, new: str) -> Marks:
    """Mark what differs word by word; texts with nothing in common are marked as a whole."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if not before or not after or len(before) + len(after) > _MOST_WORDS:
        return Marks(_whole(old), _whole(new))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    gone: list[Piece] = []
    come: list[Piece] = []
    for tag, start, end, first, last in matcher.get_opcodes():
        _add(gone, before[start:end], is_marked=tag != "equal")
        _add(come, after[first:last], is_marked=tag != "equal")
    return Marks(tuple(gone), tuple(come))


def _whole(text: str) -> tuple[Piece, ...]:
    return (Piece(text, is_marked=True),) if text else ()


def _add(pieces: list[Piece], words: Sequence[str], *, is_marked: bool) -> None:
    """Join words to the piece before when both are of one kind; a lone blank is never marked."""
    text = "".join(words)
    if not text:
        return
    is_marked = is_marked and not text.isspace()
    if pieces and pieces[-1].is_marked is is_marked:
        text = pieces.pop().text + text
    pieces.append(Piece(text, is_marked))
