"""Text that a spreadsheet takes for text: no formulas, no invisible or direction-turning signs."""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x85|\x0b|\x0c")
# Control characters except the line feed, zero-width and direction signs, halves of surrogates.
_INVISIBLE = re.compile(
    "[\x00-\x09\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\uffff]|[\ud800-\udfff]"
)
# What starts a formula, also as its full-width twin.
_STARTERS = "=+-@\uff1d\uff0b\uff0d\uff20"
_HARMLESS = re.compile(r"-\d+([.,]\d+)*|\+\d[\d ().-]{5,19}")


def neutral_text(text: str) -> str:
    """Return the text so that no spreadsheet computes it and nothing in it is hidden.

    A text that could start a formula, also after blanks, gets an apostrophe before it, which
    spreadsheets read as "text". Phone numbers (`+62 812-3456-7890`) and negative numbers stay.
    """
    lined = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    clean = unicodedata.normalize("NFC", _INVISIBLE.sub("", lined))
    start = clean.lstrip()
    if not start or start[0] not in _STARTERS or _HARMLESS.fullmatch(start.rstrip()):
        return clean
    return f"'{clean}"
