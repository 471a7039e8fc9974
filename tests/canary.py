"""Words that must not be heard elsewhere: what each role may never see, and how to look for it.

A word is `kenari`, the regency's code, the state of its report, and what kind of table it stands
in (`tests/planting.py`): so any answer tells from a match alone whose text it gave away.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import pypdf

if TYPE_CHECKING:
    from httpx2 import Response

WORD = "kenari"
_DRAFT = "draf"
# People of 99.01 hear nothing of 99.02. The province reads what was sent, and what is told at
# once. The governor's staff reads editions and follow-ups; administration and audit no text.
NEIGHBOUR = re.compile(rf"{WORD}9902\w*", re.IGNORECASE)
PROVINCE = re.compile(rf"{WORD}\d+{_DRAFT}isi", re.IGNORECASE)
STAFF = re.compile(rf"{WORD}\d+[a-z]+?(isi|kata)", re.IGNORECASE)
NOBODY = re.compile(rf"{WORD}\d\w*", re.IGNORECASE)
_BY_ROLE = {
    "op": NEIGHBOUR,
    "pm": NEIGHBOUR,
    "ps": NEIGHBOUR,
    "an": PROVINCE,
    "pp": PROVINCE,
    "gub": STAFF,
}


def forbidden_to(role: str) -> re.Pattern[str]:
    """What a role may not hear; somebody unknown nothing at all."""
    return _BY_ROLE.get(role, NOBODY)


def text_of(answer: Response) -> str:
    """Return all a person could read in an answer: its lines of header, its page, its file."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{headers}\n{readable(answer.content)}"


def readable(content: bytes) -> str:
    """Return the text in bytes, also of what packs it away."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = [readable(packed.read(name)) for name in packed.namelist()]
            return "\n".join([*packed.namelist(), *parts])
    if content.startswith(b"%PDF"):
        document = pypdf.PdfReader(io.BytesIO(content))
        pages = [page.extract_text() for page in document.pages]
        return "\n".join([*pages, str(document.metadata)])
    return content.decode("utf-8", "replace")
