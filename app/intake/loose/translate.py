"""From the columns of an office's table to ours, row by row; each meaning has one function."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.intake.cells import SEPARATORS
from app.intake.columns import columns_by_key
from app.intake.loose import meanings as m
from app.intake.loose.cells import Told
from app.intake.loose.code_words import code_by_words, exact_code
from app.intake.loose.party_words import kind_of_party, tell_apart
from app.intake.loose.spots import read_region, read_where, spread_villages
from app.intake.loose.stories import complete
from app.intake.loose.toll_words import read_mass, read_toll
from app.intake.row import CASE_KEY
from app.intake.text import clean, fold, quoted
from app.model import vocabulary as words
from app.model.fields import Shape

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.intake.context import IntakeContext
    from app.intake.loose.choices import SheetChoice
    from app.intake.loose.rows import Line

# A bare colour as likelihood and impact (domain paper 2.2); words of the same scale follow it.
_ZONES = (("merah", "4", "3"), ("kuning", "3", "3"), ("hijau", "2", "2"))
_LEVELS = {
    "tinggi": "merah", "rawan": "merah", "sangat rawan": "merah", "sangat tinggi": "merah",
    "sedang": "kuning", "agak rawan": "kuning", "rendah": "hijau", "aman": "hijau",
    "kurang rawan": "hijau", "tidak rawan": "hijau",
}  # fmt: skip
TO_ASSESS = "perlu dinilai"
_SURE_SHAPES = frozenset({Shape.CODE, Shape.CODES})


def tell(line: Line, kind: str, choice: SheetChoice, context: IntakeContext) -> Told:
    """Tell a row in our columns; what is read from free words is remarked on, never silent."""
    told = Told(kind, context)
    by_meaning: dict[str, list[tuple[int, str]]] = {}
    for col, key in choice.meanings().items():
        text = clean(line.cells.get(col, ""))
        if text:
            by_meaning.setdefault(key, []).append((col, text))
    for key in sorted(by_meaning, key=lambda key: _ORDER.get(key, 0)):
        for col, text in by_meaning[key]:
            _SPECIAL.get(key, _plain)(told, key, text, col)
    if line.section and kind != "U":
        told.put("district", line.section, -1)
    for key, text in choice.same.items():
        told.put(key, text, -1)
    for sentence in line.told:
        told.say("", sentence)
    spread_villages(told)
    complete(told)
    return told


def _plain(told: Told, key: str, text: str, col: int) -> None:
    column = columns_by_key(told.kind).get(key)
    if column is None:
        return
    if column.codes is not None and column.spec.shape in _SURE_SHAPES:
        text = _as_code(told, key, text)
    if key in {"district", "village"}:
        text = re.sub(r"^\d{1,2}[.)]\s+", "", text)
    told.add(key, text, col) if column.spec.shape is Shape.TEXT else told.put(key, text, col)


def _as_code(told: Told, key: str, text: str) -> str:
    """Take a code by plain words where the text is none of the list; told, never silent."""
    codes = columns_by_key(told.kind)[key].codes
    if codes is None or exact_code(codes, text) is not None or SEPARATORS.search(text):
        return text
    found = code_by_words(codes, text)
    if found is None or found.retired:
        return text
    told.say(key, f"{quoted(text)} dibaca sebagai {found.label}. Periksa.")
    if key == "source":
        told.put("detail", text[:120], told.origin.get(key, -1))
    return found.label


def _parties(told: Told, key: str, text: str, col: int) -> None:
    del key
    pieces = tell_apart(text)
    for letter, name in zip("ab", pieces, strict=False):
        told.put(f"party_{letter}_name", name, col)
    others = [f"TERDAMPAK/{kind_of_party(name) or 'TTD'}: {name}" for name in pieces[2:]]
    if others:
        told.add("other_parties", "; ".join(others), col)
        told.say(
            "other_parties",
            f"Pihak ketiga dan seterusnya dicatat sebagai terdampak: {quoted(text)}. Periksa.",
        )


def _category(told: Told, key: str, text: str, col: int) -> None:
    """Find which of our lists a free word of kind belongs to."""
    del key
    lists = [("law_source", words.LAW_SOURCE), ("topic", words.TOPIC)]
    if told.kind == "K":
        lists.insert(0, ("event_form", words.EVENT_FORM))
    hits = [(name, exact_code(codes, text)) for name, codes in lists]
    found = [(name, code) for name, code in hits if code is not None]
    if not found:
        guesses = [(name, code_by_words(codes, text)) for name, codes in lists]
        found = [(name, code) for name, code in guesses if code is not None]
        for name, code in found:
            told.say(name, f"{quoted(text)} dibaca sebagai {code.label}. Periksa.")
    for name, code in found:
        told.put(name, code.label, col)
    if not found:
        told.put("law_source", text, col)


def _zone(told: Told, key: str, text: str, col: int) -> None:
    del key
    low = re.sub(r"^(zona|tingkat|level|kategori)\s+", "", fold(text)).strip(" .")
    colour = _LEVELS.get(low, low)
    found = next((zone for zone in _ZONES if zone[0] in re.split(r"\W+", colour)), None)
    if found is None:
        # Left empty, so that nothing is preselected where the officer chooses.
        told.say("likelihood", f"{quoted(text)} bukan zona atau tingkat yang dikenal.")
        return
    told.put("likelihood", found[1], col)
    told.put("impact", found[2], col)
    if int(found[1]) >= 4:
        told.put("likelihood_basis", f"Zona {found[0]} pada tabel asal; {TO_ASSESS}.", col)
    told.say(
        "likelihood",
        f"{quoted(text)} dicatat sebagai kemungkinan {found[1]} dan dampak {found[2]}; "
        f"{TO_ASSESS}.",
    )


def _toll(told: Told, key: str, text: str, col: int) -> None:
    del key
    toll = read_toll(text)
    if toll.is_nothing:
        told.put("no_casualties", "Ya", col)
        return
    for name, number in toll.counts.items():
        told.put(name, str(number), col)
    told.add("impact_note", text, col)
    if toll.counts and toll.is_whole:
        told.zeros = True
        told.say(
            "deaths", f"Korban dan kerusakan yang tidak disebut dalam {quoted(text)} dicatat 0."
        )
    elif toll.counts or text:
        told.say("impact_note", f"{quoted(text)} belum terbaca seluruhnya. Lengkapi angkanya.")


def _displaced(told: Told, key: str, text: str, col: int) -> None:
    del key
    toll = read_toll(
        text if re.search(r"kk|jiwa|keluarga", text, re.IGNORECASE) else f"{text} jiwa"
    )
    if toll.is_nothing:
        told.put("displaced_hh", "0", col)
        told.put("displaced_people", "0", col)
    for name in ("displaced_hh", "displaced_people"):
        told.put(name, str(toll.counts[name]) if name in toll.counts else "", col)
    if not toll.counts and not toll.is_nothing:
        told.put("displaced_people", text, col)


def _mass(told: Told, key: str, text: str, col: int) -> None:
    del key
    low, high = read_mass(text)
    told.put("crowd_min", low, col)
    told.put("crowd_max", high, col)


def _development(told: Told, key: str, text: str, col: int) -> None:
    """Keep what was done and what hinders where a quarter's development is told."""
    name = "Upaya penanganan" if key == m.EFFORTS else "Hambatan"
    told.add("development", f"{name}: {text}", col)
    if key == m.EFFORTS:
        told.say(
            "development",
            "Upaya dicatat di Perkembangan karena tabel ini tidak merinci tanggal dan bentuknya. "
            "Tambahkan sebagai upaya bila perlu.",
        )


def _agencies(told: Told, key: str, text: str, col: int) -> None:
    del key
    names = [name for part in SEPARATORS.split(text) for name in part.split(",") if clean(name)]
    found = []
    for name in names:
        code = exact_code(words.AGENCY, name) or code_by_words(words.AGENCY, name)
        if code is not None and not code.retired:
            found.append(code)
        else:
            told.add("remarks", f"Instansi: {clean(name)}", col)
            told.say("lead_agency", f"Instansi {quoted(clean(name))} dicatat di Keterangan.")
    if found:
        told.put("lead_agency", found[0].label, col)
        told.put("support_agencies", "; ".join(code.label for code in found[1:]), col)
        if exact_code(words.AGENCY, names[0]) is None:
            told.say("lead_agency", f"{quoted(text)} dibaca sebagai {found[0].label}. Periksa.")


def _case(told: Told, key: str, text: str, col: int) -> None:
    del key, col
    told.cells[CASE_KEY] = text


def _subject(told: Told, key: str, text: str, col: int) -> None:
    del key
    told.cells[m.SUBJECT] = text
    told.origin[m.SUBJECT] = col
    told.origin.setdefault("entry_key", col)


_SPECIAL: Mapping[str, Callable[[Told, str, str, int], None]] = {
    m.REGION: read_region,
    m.WHERE: read_where,
    m.PARTIES: _parties,
    m.CATEGORY: _category,
    m.ZONE: _zone,
    m.TOLL: _toll,
    m.DISPLACED: _displaced,
    m.MASS: _mass,
    m.EFFORTS: _development,
    m.OBSTACLE: _development,
    m.AGENCIES: _agencies,
    m.CASE: _case,
    m.SUBJECT: _subject,
}
# Our own columns first, then what fills the gaps they leave.
_ORDER = {
    m.REGION: 1, m.WHERE: 2, m.PARTIES: 2, m.CATEGORY: 3, m.ZONE: 2, m.TOLL: 3, m.DISPLACED: 2,
    m.MASS: 2, m.EFFORTS: 2, m.OBSTACLE: 3, m.AGENCIES: 2,
}  # fmt: skip
