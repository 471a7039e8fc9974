"""Rows: good ones become entries, bad ones say everything that is wrong, no text breaks them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake.columns import (
    POTENTIAL_SHEET,
    SHEET_OF_KIND,
    columns_for,
    options_for,
)
from app.intake.parse import ParsedAction, ParsedEntry, RefusedRow, parse_row
from app.intake.problem import Problem
from app.intake.rules import RULES
from app.model.entry import FIELDS
from app.model.particulars import ACTION_FIELDS
from tests.intake.books import POTENTIAL, SAMPLES, context

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTEXT = context()
CARRIED = context(
    known_cases={"9901-2025-0004": "Sengketa"}, previous_cases=frozenset({"9901-2025-0004"})
)


def judge(kind: str, changes: Mapping[str, str] | None = None, where: Any = CONTEXT) -> Any:
    cells = {**SAMPLES[kind], **(changes or {})}
    return parse_row(SHEET_OF_KIND[kind], 6, f"{kind}-001", cells, where)


def entry(
    kind: str, changes: Mapping[str, str] | None = None, where: Any = CONTEXT
) -> ParsedEntry:
    row = judge(kind, changes, where)
    assert isinstance(row, ParsedEntry), [problem.message for problem in row.problems]
    return row


def refusal(kind: str, column: str, changes: Mapping[str, str], where: Any = CONTEXT) -> Problem:
    row = judge(kind, changes, where)
    assert isinstance(row, RefusedRow), "the row was accepted"
    found = [item for item in row.problems if item.column == column and item.is_error]
    assert found, [(item.column, item.message) for item in row.problems]
    return found[0]


def test_the_nine_inputs_of_a_potential_are_enough() -> None:
    needless = {key: "" for key in POTENTIAL if key.startswith("party_")}
    row = entry("P", needless | {"law_source": "U5A", "recommendation": ""})
    assert row.parties == ()
    assert row.values["change"] == "BARU"
    assert row.values["fields"] == ["EKO", "SOSBUD"]
    assert row.values["lead_agency"] == "DISBUN"
    assert (row.values["stage"], row.values["window"], row.values["confidence"]) == (
        "1",
        "TW",
        "S",
    )
    assert row.values["info_date"] == date(2026, 9, 30)
    assert row.locations[0]["region_code"] == "99.01.01.2001"
    assert row.locations[0]["precision"] == "DESA"


def test_an_event_fills_its_summary_and_cause_from_the_chronology() -> None:
    row = entry("K")
    assert row.values["summary"].startswith("Pukul 07.30 WITA sekitar 120 warga")
    assert row.values["root_cause"] == "Belum diketahui, sedang didalami"
    assert row.values["deaths"] == 0
    assert row.values["violence"] is False
    assert row.values["stage"] == "5"


@pytest.mark.parametrize("kind", ["P", "K"])
def test_values_hold_every_field_of_the_kind(kind: str) -> None:
    assert set(entry(kind).values) == {f.name for f in FIELDS if kind in f.spec.kinds}


def test_an_action_holds_every_field() -> None:
    row = judge("U")
    assert isinstance(row, ParsedAction)
    assert set(row.values) == {field.name for field in ACTION_FIELDS}
    assert row.entry_key == "P-001"
    assert row.values["phase"] == "CEGAH"


def test_rows_do_not_share_their_lists() -> None:
    first, second = entry("P"), entry("P")
    first.values["tags"].append("SAWIT")
    assert second.values["tags"] == []


@pytest.mark.parametrize("column", [c.key for c in columns_for("P") if c.required])
def test_each_required_cell_of_a_potential_is_asked_for(column: str) -> None:
    assert refusal("P", column, {column: ""}).message


@pytest.mark.parametrize(
    "column", [c.key for c in columns_for("K") if c.required and c.key != "deaths"]
)
def test_each_required_cell_of_an_event_is_asked_for(column: str) -> None:
    changes = {column: "", "no_casualties": ""}
    assert refusal("K", column, changes).message


def test_an_empty_count_is_missing_and_nihil_is_zero() -> None:
    assert "0 bila nihil" in refusal("K", "deaths", {"no_casualties": ""}).message
    counts = {
        column.key: "nihil" for column in columns_for("K")
        if column.required and column.control == "number"
    }  # fmt: skip
    assert entry("K", counts | {"no_casualties": "", "crowd_max": "20"}).values["deaths"] == 0


BAD = [
    ("P", "title", {"title": "Pendek"}, "terlalu pendek: 6 karakter"),
    ("P", "district", {"district": "Riam Tiga"}, "“Riam Tiga” bukan kecamatan di Kab. Contoh"),
    ("P", "village", {"village": "Riam Satu Uluu"}, "Yang paling mirip: Riam Satu Ulu."),
    ("P", "lon", {"lat": "0,5"}, "Bujur masih kosong"),
    ("P", "lat", {"lat": "115,2", "lon": "0,5"}, "tampak tertukar"),
    ("P", "lat", {"lat": "48,8", "lon": "2,3"}, "di luar Indonesia"),
    ("P", "lat", {"lat": "0,5", "lon": "115,8"}, "berada di Kecamatan Riam Dua"),
    ("P", "lat", {"precision": "Titik koordinat"}, "memerlukan Lintang dan Bujur"),
    ("P", "village", {"village": "", "precision": "DESA"}, "memerlukan isian desa"),
    ("P", "party_b_name", {"party_b_name": "", "party_b_type": ""}, "dua pihak wajib"),
    ("P", "party_b_type", {"party_b_type": ""}, "Pilih jenis Pihak B"),
    ("P", "other_locations", {"law_source": "U5C"}, "lokasi kedua"),
    ("P", "athg", {"topic": "PILKADES"}, "memerlukan ATHG"),
    ("P", "likelihood_basis", {"likelihood": "4"}, "memerlukan alasan"),
    ("P", "impact_basis", {"impact": "5"}, "memerlukan alasan"),
    ("P", "recommendation", {"likelihood": "4", "likelihood_basis": "dua kali"}, "Tinggi"),
    ("P", "recommendation", {"handling_status": "TINJUT"}, "belum ditangani"),
    ("P", "stage", {"stage": "4"}, "tidak berlaku untuk potensi"),
    ("P", "change", {"change": "NAIK"}, "Baris baru tanpa nomor kasus"),
    ("P", "info_date", {"info_date": "06/10/2026"}, "belum terjadi"),
    ("P", "obtained_on", {"info_date": "01/09/2026", "obtained_on": "20/09/2026"}, "7 hari"),
    ("P", "url", {"source": "MEDIA"}, "memerlukan tautan"),
    ("P", "url", {"url": "javascript:alert(1)"}, "diawali http"),
    ("P", "summary", {"summary": "Warga dengan NIK 6401012345678901 menolak rencana itu."}, "NIK"),
    ("P", "remarks", {"remarks": "640101 234567 8901"}, "NIK"),
    ("P", "sensitivity_reasons", {"sensitivity": "SENSITIF"}, "Pilih alasan"),
    ("P", "other_parties", {"other_parties": "Keluarga di dermaga"}, "kedudukan dan jenis"),
    ("P", "other_parties", {"other_parties": "DALANG/WARGA: Kelompok X"}, "kedudukan pihak"),
    (
        "P",
        "other_parties",
        {"other_parties": "TERDAMPAK/ORANG (anak): Pelajar, inisial A.B."},
        "Anak tidak boleh disebut",
    ),
    ("P", "other_sources", {"other_sources": "MEDIA/DARING: Media Contoh"}, "memerlukan tautan"),
    ("P", "other_sources", {"other_sources": "GOSIP 08/09/2026: x"}, "tidak ada di daftar"),
    ("P", "other_locations", {"other_locations": "Desa Antah, Kec. Berantah"}, "tidak ditemukan"),
    ("K", "event_start", {"event_start": "31/09/2026"}, "September berakhir tanggal 30"),
    (
        "K",
        "event_start",
        {"event_start": "02/10/2026"},
        "02/10/2026 di luar Triwulan III (1 Juli–30 September 2026).",
    ),
    ("K", "event_start", {"event_start": "01/12/2026"}, "belum terjadi"),
    ("K", "event_start", {"event_start": "awal Juni"}, "belum menyebut tanggal"),
    ("K", "event_end", {"event_end": "18/08/2026"}, "lebih awal"),
    ("K", "crowd_max", {"crowd_max": "90"}, "lebih kecil"),
    ("K", "crowd_max", {"crowd_max": "1.234.567,8"}, "tanda pecahan"),
    ("K", "women_victims", {"women_victims": "2"}, "melebihi"),
    ("K", "displaced_people", {"displaced_hh": "5", "displaced_people": "3"}, "lebih sedikit"),
    ("K", "violence", {"injured_minor": "1", "violence": "Tidak"}, "Ada kekerasan diisi Tidak"),
    ("K", "weapons", {"weapons": "TIDAK;SAJAM"}, "Tidak ada tidak dapat"),
    ("K", "no_casualties", {"deaths": "1"}, "Nihil korban dipilih Ya"),
    ("K", "agreement_date", {"agreement": "LISAN"}, "Isi tanggal kesepakatan"),
    ("K", "status_decree_no", {"status_konflik": "KAB"}, "nomor keputusan"),
    ("K", "recommendation", {"deaths": "1", "no_casualties": ""}, "keparahan 4"),
    ("U", "entry_key", {"entry_key": "Plasma"}, "bukan kode entri"),
    ("U", "date_start", {"date_start": "12/11/2026"}, "belum terjadi"),
    ("U", "date_end", {"date_end": "11/08/2026"}, "lebih awal"),
    ("U", "next_step", {"result_status": "SEBAGIAN"}, "Isi langkah berikutnya"),
    ("U", "next_due", {"result_status": "JALAN", "next_step": "Ukur ulang"}, "target tanggal"),
    (
        "U",
        "next_due",
        {"result_status": "JALAN", "next_step": "Ukur", "next_due": "12/08/2026"},
        "harus sesudah",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "column", "changes", "sentence"), BAD)
def test_a_bad_cell_is_refused_with_the_reason(
    kind: str, column: str, changes: dict[str, str], sentence: str
) -> None:
    if "deaths" in changes and column == "recommendation":
        changes = changes | {
            item.key: changes.get(item.key, "0") for item in columns_for("K")
            if item.required and item.control == "number" and not item.key.startswith("crowd")
        }  # fmt: skip
    assert sentence in refusal(kind, column, changes).message


SUMMARY = POTENTIAL["summary"]
WARNED = [
    ("P", "summary", {"summary": SUMMARY + " Hubungi 0812-3456-7890."}, "nomor telepon"),
    ("P", "summary", {"summary": SUMMARY + " Surel a@contoh.example."}, "alamat surel"),
    ("P", "summary", {"summary": SUMMARY + " Dipimpin Fulan bin Fulan."}, "nama orang"),
    ("P", "remarks", {"remarks": "surat a.n. Fulan"}, "nama orang"),
    ("P", "title", {"title": "Sengketa \u202ekebun plasma"}, "membalik arah"),
    ("P", "tags", {"tags": "PLASMA;SAWIT"}, "tidak perlu diulang"),
    ("U", "support_agencies", {"support_agencies": "KESBANGPOL_KAB;BPN"}, "tidak perlu diulang"),
    (
        "K",
        "event_start",
        {"event_start": "28/06/2026", "remarks": "Kejadian triwulan lalu, baru diketahui"},
        "triwulan lalu",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "column", "changes", "sentence"), WARNED)
def test_a_doubtful_cell_is_kept_and_warned_about(
    kind: str, column: str, changes: dict[str, str], sentence: str
) -> None:
    row = judge(kind, changes)
    assert not isinstance(row, RefusedRow), [item.message for item in row.problems]
    assert any(item.column == column and sentence in item.message for item in row.warnings)


def test_every_rule_is_reached_by_the_tables_above() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert {kind for rule in RULES for kind in rule.kinds} == set("PKU")


def test_sara_children_and_individuals_make_a_row_sensitive() -> None:
    assert entry("P", {"law_source": "U5B"}).values["sensitivity_reasons"] == ["SARA"]
    child = entry("P", {"party_a_name": "Pelajar SMK Contoh (anak) (15)"})
    assert child.values["sensitivity"] == "SENSITIF"
    assert child.parties[0] == {
        "role": "A", "party_type": "TANI", "name": "Pelajar SMK Contoh", "initials": "",
        "is_child": True, "members_est": 15,
    }  # fmt: skip
    person = entry("P", {"other_parties": "TERDAMPAK/ORANG (1): Pemilik kebun, inisial ab"})
    assert person.values["sensitivity_reasons"] == ["LAIN"]
    assert person.parties[2]["initials"] == "A.B."


def test_a_sensitive_row_keeps_no_point() -> None:
    row = entry("P", {"law_source": "U5B", "lat": "0,5", "lon": "115,2"})
    assert row.locations[0]["lat"] is None
    assert row.locations[0]["precision"] == "DESA"
    assert any("Titik tidak disimpan" in item.message for item in row.warnings)


def test_a_point_may_lie_two_kilometres_outside() -> None:
    assert entry("P", {"lat": "0,5", "lon": "115,51"}).locations[0]["precision"] == "TITIK"


def test_other_places_parties_and_sources_on_one_line() -> None:
    row = entry(
        "P",
        {
            "other_locations": "Desa Riam Satu Ilir, Kec. Riam Satu; Kec. Teluk Awal; 99.01.1",
            "other_parties": "PENENGAH/PEMDA: Tim Terpadu; Terdampak/Kelompok warga (1.071): W.",
            "other_sources": "MEDIA/DARING 08/09/2026: Media Contoh <https://media.example/a>; "
            "Camat/Kecamatan/Telepon/pesan 9 September 2026: Camat (lindungi)",
        },
    )
    codes = [item["region_code"] for item in row.locations]
    assert codes == ["99.01.01.2001", "99.01.01.2002", "99.02.01", "99.01.10"]
    assert [item["precision"] for item in row.locations] == ["DESA", "DESA", "KEC", "KEC"]
    assert [(p["role"], p["party_type"], p["members_est"]) for p in row.parties[2:]] == [
        ("PENENGAH", "PEMDA", None),
        ("TERDAMPAK", "WARGA", 1071),
    ]
    assert row.sources[1] == {
        "source": "MEDIA", "method": "DARING", "obtained_on": date(2026, 9, 8),
        "reliability": None, "credibility": None,
        "detail": "Media Contoh", "url": "https://media.example/a", "protected": False,
    }  # fmt: skip
    assert (row.sources[2]["source"], row.sources[2]["method"]) == ("KEC", "PESAN")
    assert row.sources[2]["protected"] is True


def test_a_district_code_typed_as_a_number_gets_its_zero_back() -> None:
    row = entry("P", {"district": "99.01.1", "village": ""})
    assert row.locations[0]["region_code"] == "99.01.10"


def test_a_carried_case_needs_its_development() -> None:
    carried = {"case_no": "9901-2025-0004"}
    assert refusal("P", "development", carried, CARRIED).message
    row = entry("P", carried | {"development": "Belum terlaksana."}, CARRIED)
    assert (row.case_no, row.values["change"]) == ("9901-2025-0004", "TETAP")
    new = carried | {"change": "Baru", "development": "x"}
    assert "sudah dilaporkan" in refusal("P", "change", new, CARRIED).message


def test_an_event_of_a_known_case_explains_itself() -> None:
    row = entry("K", {"case_no": "9901-2025-0004"}, CARRIED)
    assert row.values["change"] == "TETAP"
    assert row.values["development"] == row.values["summary"]


def test_an_unknown_case_number_becomes_a_new_case() -> None:
    row = entry("P", {"case_no": "9901-2020-9999"})
    assert row.case_no is None
    assert any("tidak dikenal" in item.message for item in row.warnings)


def test_an_event_that_ends_the_same_day_ends_that_night() -> None:
    end = entry("K", {"event_end": "19/08/2026"}).values["event_end"]
    assert (end.hour, end.minute) == (23, 59)


def test_a_refused_row_keeps_its_cells_as_typed_and_can_be_put_right() -> None:
    row = judge("P", {"village": "Riam Satuu", "title": "  Sengketa  lahan plasma "})
    assert isinstance(row, RefusedRow)
    assert row.cells["title"] == "  Sengketa  lahan plasma "
    problem = next(item for item in row.problems if item.column == "village")
    assert (problem.cell, problem.value) == ("J6", "Riam Satuu")
    fixed = {**row.cells, "village": problem.suggestions[0][0]}
    assert isinstance(parse_row(POTENTIAL_SHEET, 6, "P-001", fixed, CONTEXT), ParsedEntry)


def test_problems_survive_storage() -> None:
    row = judge("P", {"village": "Riam Satuu"})
    for problem in row.problems:
        assert Problem.from_json(problem.to_json()) == problem


def test_every_option_a_page_offers_is_accepted() -> None:
    for kind, sample in SAMPLES.items():
        for column in columns_for(kind):
            for value, label in options_for(column, sample, CONTEXT):
                for typed in (value, label):
                    row = judge(kind, {column.key: typed})
                    said = [
                        p.message for p in getattr(row, "problems", ()) if p.column == column.key
                    ]
                    assert not any("daftar" in text for text in said), (column.key, typed, said)


@pytest.mark.parametrize(
    "text",
    ["</script><img src=x onerror=alert(1)>", "{{7*7}} {# #} ${x} 👩\u200d🌾", "=1+1+1+1+1+1"],
)
def test_dangerous_text_is_kept_as_text(text: str) -> None:
    assert entry("P", {"title": text}).values["title"] == text


CELL = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="0123456789.,-/ :;()<>", max_size=24),
    st.sampled_from(
        ["31/09/2026", "awal Juni", "nihil", "1.234.567,8", "64.1", "A/TANI (x): y", "\ud800",
         "²", "٣", "Rp²", "99.99.99.9999", "/", ":", ";;;", "(anak)", "1 Juni 20²6",
         "12 Juni 0000"]
    ),
)  # fmt: skip


@settings(max_examples=250)
@given(st.data())
def test_any_text_in_any_cell_gives_a_row_or_a_problem(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from("PKU"))
    keys = [column.key for column in columns_for(kind)]
    changes = data.draw(st.dictionaries(st.sampled_from([*keys, "case_no"]), CELL, max_size=8))
    row = judge(kind, changes, CARRIED)
    if isinstance(row, RefusedRow):
        assert any(item.is_error and item.message for item in row.problems)
    else:
        assert not any(item.is_error for item in row.warnings)
