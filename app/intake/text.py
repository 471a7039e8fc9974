"""Cleaning what people type: one Unicode form, no invisible characters, emoji kept."""

from __future__ import annotations

import re
import unicodedata

# C0/C1 controls but tab and newline, soft hyphen, zero-width, bidi marks and overrides,
# invisible operators, BOM, Mongolian vowel separator, interlinear marks, surrogates, tags.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_JOINER = "\u200d"
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_BREAKS = re.compile(r" *\n[ \n]*")


def clean(text: str) -> str:
    """Return the text in NFC, trimmed, without characters nobody can see."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = _INVISIBLE.sub("", text)
    if _JOINER in text:
        text = _keep_emoji_joiners(text)
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return _BREAKS.sub("\n", text).strip()


def one_line(text: str) -> str:
    """Return cleaned text without line breaks."""
    return text.replace("\n", " ") if "\n" in text else text


def joined_piece(text: str) -> str:
    """Return text that can stand between the semicolons of one cell."""
    return one_line(text).replace(";", ",").strip()


def turns_direction(text: str) -> bool:
    """Tell whether the text carries marks that reverse the reading order."""
    return not text.isascii() and _BIDI.search(text) is not None


def fold(text: str) -> str:
    """Return the form in which headings, names and words are compared."""
    folded = unicodedata.normalize("NFKC", clean(text)).casefold()
    return " ".join(folded.split())


def quoted(text: str, most: int = 60) -> str:
    """Return what somebody typed, in quotation marks and not longer than a line."""
    short = one_line(text)
    return f"“{short}”" if len(short) <= most else f"“{short[: most - 1]}…”"


def _keep_emoji_joiners(text: str) -> str:
    """Drop zero-width joiners except inside an emoji, where they choose the picture."""
    kept: list[str] = []
    for index, char in enumerate(text):
        if char == _JOINER and not (kept and _is_emoji_part(text[index - 1])):
            continue
        kept.append(char)
    return "".join(kept)


def _is_emoji_part(char: str) -> bool:
    return char == "\ufe0f" or unicodedata.category(char) in {"So", "Sk"}
