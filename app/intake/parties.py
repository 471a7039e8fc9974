"""The parties of a row: A and B in their own columns, the others in one cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.intake.cells import SEPARATORS, find_code, unknown_code
from app.intake.numbers import BadNumber, whole_number
from app.intake.text import clean, joined_piece, quoted
from app.model import vocabulary as words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.intake.draft import Draft

_MOST_PARTIES = 20
_LONGEST_NAME = 120
_MOST_MEMBERS = 10_000_000
_CHILD = re.compile(r"\s*\(\s*anak\s*\)", re.IGNORECASE)
_MEMBERS = re.compile(
    r"\s*\(\s*(?:±|sekitar|kurang lebih)?\s*(\d[\d.]{0,11})\s*(?:orang|jiwa)?\s*\)"
)
_INITIALS = re.compile(r",?\s*inisial\s+([A-Za-z](?:\.?[A-Za-z]){0,2}\.?)\s*$", re.IGNORECASE)
_HEAD = re.compile(r"([^:(]{1,60})(\([^:]{0,40}\))?\s*:\s*(.*)", re.DOTALL)


def read_parties(draft: Draft) -> None:
    """Fill the draft's parties; A and B come first."""
    for letter in ("A", "B"):
        _lettered(draft, letter)
    text = draft.text("other_parties")
    pieces = [piece for part in SEPARATORS.split(text) if (piece := clean(part))]
    if len(pieces) > _MOST_PARTIES:
        draft.error("other_parties", f"Paling banyak {_MOST_PARTIES} pihak lain.")
        return
    for piece in pieces:
        _other(draft, piece)


def _lettered(draft: Draft, letter: str) -> None:
    name_key, type_key = f"party_{letter.lower()}_name", f"party_{letter.lower()}_type"
    name = draft.values.pop(name_key, "")
    sort = draft.values.pop(type_key, None)
    if not name:
        if sort is not None and not draft.is_bad(name_key):
            draft.error(name_key, f"Nama Pihak {letter} masih kosong.")
        return
    if sort is None:
        if not draft.is_bad(type_key):
            draft.error(type_key, f"Pilih jenis Pihak {letter}: kelompok apa ini?")
        return
    _add(draft, name_key, letter, sort, name)


def _other(draft: Draft, piece: str) -> None:
    """Read `PENENGAH/PEMDA (12): Tim Terpadu`."""
    head = _HEAD.fullmatch(piece)
    if head is None:
        draft.error(
            "other_parties",
            f"Pihak {quoted(piece)} belum menyebut kedudukan dan jenis. "
            "Tulis mis. TERDAMPAK/WARGA: Keluarga di sekitar dermaga.",
        )
        return
    role_text, _, type_text = head[1].strip().partition("/")
    role = find_code(words.PARTY_ROLE, clean(role_text))
    sort = find_code(words.PARTY_TYPE, clean(type_text))
    if role is None:
        bad = unknown_code(words.PARTY_ROLE, clean(role_text), "kedudukan pihak")
        draft.error("other_parties", f"Pihak {quoted(piece)}: {bad.message}")
    elif sort is None:
        bad = unknown_code(words.PARTY_TYPE, clean(type_text), "jenis pihak")
        draft.error("other_parties", f"Pihak {quoted(piece)}: {bad.message}")
    else:
        _add(draft, "other_parties", role.code, sort.code, f"{head[3]} {head[2] or ''}".strip())


def _add(draft: Draft, column: str, role: str, sort: str, text: str) -> None:
    is_child = _CHILD.search(text) is not None
    text = _CHILD.sub("", text)
    members, text = _members(draft, column, text)
    initials = ""
    if sort == "ORANG":
        found = _INITIALS.search(text)
        if found:
            initials = ".".join(found[1].replace(".", "").upper()) + "."
            text = text[: found.start()]
    name = clean(text)
    if not 2 <= len(name) <= _LONGEST_NAME:
        draft.error(column, f"Nama pihak harus 2 sampai {_LONGEST_NAME} karakter.")
        return
    draft.parties.append(
        {
            "role": role,
            "party_type": sort,
            "name": name,
            "initials": initials,
            "is_child": is_child,
            "members_est": members,
        }
    )


def _members(draft: Draft, column: str, text: str) -> tuple[int | None, str]:
    found = _MEMBERS.search(text)
    if found is None:
        return None, text
    rest = text[: found.start()] + text[found.end() :]
    try:
        members = whole_number(found[1])
    except BadNumber as reason:
        draft.error(column, str(reason))
        return None, rest
    if members > _MOST_MEMBERS:
        draft.error(column, "Perkiraan anggota tidak masuk akal. Periksa angkanya.")
    return members, rest


def party_blocks(text: str) -> list[dict[str, str]]:
    """Return the parties of the cell as the parts a page asks for; unknown words are kept."""
    return [_block(piece) for part in SEPARATORS.split(text) if (piece := clean(part))]


def _block(piece: str) -> dict[str, str]:
    head = _HEAD.fullmatch(piece)
    role_text, _, type_text = head[1].strip().partition("/") if head else ("", "", "")
    role = find_code(words.PARTY_ROLE, clean(role_text))
    sort = find_code(words.PARTY_TYPE, clean(type_text))
    unknown = (role_text.strip() and role is None) or (type_text.strip() and sort is None)
    if head is None or unknown or (role is None and sort is None):
        return {"name": piece}
    text = f"{head[3]} {head[2] or ''}"
    is_child = _CHILD.search(text) is not None
    text = _CHILD.sub("", text)
    members = _MEMBERS.search(text)
    if members:
        text = text[: members.start()] + text[members.end() :]
    name = clean(text)
    initials = _INITIALS.search(name) if sort is not None and sort.code == "ORANG" else None
    return {
        "role": role.code if role else "",
        "party_type": sort.code if sort else "",
        "name": name[: initials.start()] if initials else name,
        "members_est": members[1] if members else "",
        "initials": initials[1] if initials else "",
        "is_child": "1" if is_child else "",
    }


def party_cell(blocks: Iterable[Mapping[str, str]]) -> str:
    """Write blocks as the one cell a workbook has for further parties."""
    return "; ".join(text for block in blocks if (text := _written(block)))


def _written(block: Mapping[str, str]) -> str:
    names = ("role", "party_type", "name", "members_est", "initials", "is_child")
    said = {name: joined_piece(block.get(name, "")) for name in names}
    head = f"{said['role']}/{said['party_type']}" if said["role"] or said["party_type"] else ""
    members = f" ({said['members_est']})" if said["members_est"] else ""
    child = " (anak)" if said["is_child"] == "1" else ""
    initials = f", inisial {said['initials']}" if said["initials"] else ""
    rest = f"{said['name']}{members}{child}{initials}"
    if not head:
        return rest
    return f"{head}: {rest}"
