"""A planted number is found in any spelling; what offices write every day raises no alarm."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.intake import personal
from app.intake.personal import Trace, advice, has_nik, refusal, refuse_nik, traces
from app.sample import disputes

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = Path(__file__).parents[1] / "data" / "examples"
AREAS = st.sampled_from(["640101", "110203", "317105", "730599", "916002", "510874"])
DAYS = st.integers(1, 31).flatmap(lambda day: st.sampled_from([day, day + 40]))
GROUPS = st.sampled_from(personal._GROUPINGS)
BETWEEN = st.sampled_from([" ", ".", "-", "–", "/", " - ", "\u00a0"])
AROUND = st.sampled_from(
    ["", "Warga ", "NIK: ", "(NIK ", "nomor=", "Pemilik lahan, ", "tercatat sebagai\n"]
)


@st.composite
def niks(draw: st.DrawFn) -> str:
    """A NIK in one of the ways people write it, inside a sentence."""
    day, month, year = draw(DAYS), draw(st.integers(1, 12)), draw(st.integers(0, 99))
    digits = f"{draw(AREAS)}{day:02}{month:02}{year:02}{draw(st.integers(1, 9999)):04}"
    joint, pieces = draw(BETWEEN), []
    for length in draw(GROUPS):
        pieces.append(digits[:length])
        digits = digits[length:]
    return draw(AROUND) + joint.join(pieces) + draw(st.sampled_from(["", ".", ", menolak", ")"]))


@st.composite
def phones(draw: st.DrawFn) -> str:
    """A mobile number in one of the ways people write it, inside a sentence."""
    number = "8" + "".join(str(draw(st.integers(0, 9))) for _ in range(draw(st.integers(9, 11))))
    joint = draw(st.sampled_from(["", " ", "-", ".", " - ", "–"]))
    cuts = draw(st.sampled_from([(3, 4), (3, 3), (4, 4), (2, 4), (3,), (5,)]))
    pieces, rest = [], number
    for cut in cuts:
        pieces.append(rest[:cut])
        rest = rest[cut:]
    start = draw(st.sampled_from(["0", "+62", "+62 ", "+62-", "0062", "62", "(+62) ", "+62 (0)"]))
    ending = draw(st.sampled_from(["", ".", ", malam hari", ")"]))
    return draw(AROUND) + start + joint.join([*pieces, rest]) + ending


@given(niks())
def test_a_nik_is_found_in_any_spelling(text: str) -> None:
    assert has_nik(text), text
    assert traces(text)[0] is Trace.NIK
    assert "NIK" in refusal(text)
    with pytest.raises(Invalid):
        refuse_nik("baik", text)


@given(phones())
def test_a_phone_is_found_in_any_spelling(text: str) -> None:
    assert Trace.PHONE in traces(text), text
    assert "nomor telepon" in advice(text)


def test_the_planted_numbers_are_what_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same look without its patterns finds nothing: the tests above bite."""
    nothing = personal.re.compile(r"(?!)")
    for name in ("_SIXTEEN", "_MOBILE", "_TOLD_PHONE", "_LANDLINE", "_SPACED"):
        monkeypatch.setattr(personal, name, nothing)
    assert traces("NIK 6401011203850001, hp 0812-3456-7890") == []


def rupiah(number: int) -> str:
    return f"{number:,}".replace(",", ".")


HARMLESS = st.one_of(
    st.integers(0, 10**9).map(lambda n: f"sekitar {rupiah(n)} orang"),
    st.integers(0, 10**9).map(lambda n: f"seluas {rupiah(n)},75 ha"),
    st.integers(0, 10**14).map(lambda n: f"kerugian Rp{rupiah(n)}"),
    st.integers(0, 10**14).map(lambda n: f"kerugian Rp {rupiah(n)},00"),
    st.dates().map(lambda d: f"pada {d:%d-%m-%Y} sampai {d:%d/%m/%Y}"),
    st.tuples(st.dates(), st.dates()).map(lambda p: f"{p[0]:%d-%m-%Y} {p[1]:%d-%m-%Y}"),
    st.dates().map(lambda d: f"{d:%d.%m.%Y} pukul 08.30-10.15"),
    st.integers(1, 9999).map(lambda n: f"Nomor 300/{n}/KESBANGPOL/X/2026"),
    st.integers(1, 99).map(lambda n: f"UU {n}/2012 dan Perda Nomor {n} Tahun 2019 Pasal {n}"),
    st.integers(1, 999).map(lambda n: f"SK Bupati No. 188.45/{n}/HK/2024"),
    st.tuples(st.floats(-11, 6), st.floats(95, 141)).map(lambda p: f"{p[0]:.6f}, {p[1]:.6f}"),
    st.tuples(st.floats(-11, 6), st.floats(95, 141)).map(lambda p: f"{p[0]:.6f} {p[1]:.6f}"),
    st.integers(1, 9999).map(lambda n: f"wilayah 64.01.08.{n:04}"),
    st.integers(1990, 2023).map(lambda y: f"tahun {y} {y + 1} {y + 2} {y + 3}"),
    st.integers(1990, 2023).map(lambda y: f"triwulan {y}-{y + 1}-{y + 2}-{y + 3}"),
    st.integers(1, 99).map(lambda n: f"LAP-9901-K-2026-{n:04} dan 9901-2025-{n:04}"),
    st.integers(1, 500).map(lambda n: f"RT 0{n % 10} RW 08, {n} KK, {n * 4} jiwa"),
)


@given(st.lists(HARMLESS, min_size=1, max_size=4).map("; ".join))
def test_numbers_of_everyday_are_no_alarm(text: str) -> None:
    assert traces(text) == [], text


@pytest.mark.parametrize(
    ("text", "trace"),
    [
        ("Dipimpin Fulan bin Fulan.", Trace.NAME),
        ("Rumah milik binti Rekaan dirusak", Trace.NAME),
        ("kuasa a.n. Rekaan Contoh", Trace.NAME),
        ("surat kuasa atas nama Rekaan", Trace.NAME),
        ("Bapak Rekaan menolak", Trace.NAME),
        ("diterima Sdr. Rekaan di kantor", Trace.NAME),
        ("ketua panitia H. Rekaan", Trace.NAME),
        ("tersangka Rekaan ditahan", Trace.NAME),
        ("didampingi Rekaan Contoh, S.H.", Trace.NAME),
        ("seorang anak bernama Rekaan", Trace.CHILD),
        ("pelajar Rekaan Contoh (15 tahun)", Trace.CHILD),
        ("Rekaan, berusia 9 tahun, luka", Trace.CHILD),
        ("tulis ke rekaan.contoh@surat.example", Trace.MAIL),
        ("NIP 19850312 201001 1 004", Trace.STAFF_NUMBER),
        ("NIP 198503122010011004", Trace.STAFF_NUMBER),
        ("nomor 0022334455667788", Trace.LONG_NUMBER),
        ("kantor (0541) 123456", Trace.PHONE),
        ("Telp. 0541 123456", Trace.PHONE),
        ("hubungi WA: 0 8 1 2 3 4 5 6 7 8 9", Trace.PHONE),
    ],
)
def test_what_betrays_a_person(text: str, trace: Trace) -> None:
    assert trace in traces(text)
    assert advice(text)
    assert not refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        "Bapak Bupati membuka rapat; Ibu Kota Nusantara tidak terdampak.",
        "Bapak/Ibu Camat diminta hadir",
        "a.n. Bupati, Sekretaris Daerah",
        "a.n. Kepala Badan",
        "bertindak atas nama Kelompok Tani Contoh",
        "korban Desa Contoh Hulu mengungsi ke balai desa",
        "jalan H. Rekaan ditutup warga",
        "di Masjid Haji Rekaan",
        "PT Haji Rekaan menutup kebun",
        "sengketa di Desa Contoh 12 tahun lalu",
        "Lima anak luka; 3 pelajar SMK A dirawat",
        "Kebun Kabin dan Robin di Binuang",
        "Perusahaan berusia 9 tahun",
    ],
)
def test_offices_places_and_groups_are_no_alarm(text: str) -> None:
    assert traces(text) == []


def texts() -> Iterator[str]:
    """Every text of the three example reports and of the sample province's disputes."""
    for path in sorted(EXAMPLES.glob("*.csv")):
        with path.open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                yield from (value for value in row.values() if value and " " in value)
    for listed in vars(disputes).values():
        for record in listed if isinstance(listed, tuple) else ():
            yield from (value for value in _words_of(record) if " " in value)


def _words_of(record: object) -> Iterator[str]:
    if isinstance(record, str):
        yield record
    elif isinstance(record, (tuple, list)):
        for item in record:
            yield from _words_of(item)
    elif hasattr(record, "__slots__") or hasattr(record, "__dict__"):
        names = getattr(type(record), "__slots__", None) or vars(record)
        for name in names:
            yield from _words_of(getattr(record, name))


def test_reports_as_they_are_written_raise_no_alarm() -> None:
    every = list(texts())
    assert len(every) > 300
    assert {text: found for text in every if (found := traces(text))} == {}
