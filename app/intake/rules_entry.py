"""Rules of entries of both kinds: need of parties, reasons, sources and discretion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.intake.dates import short
from app.model.area_code import DISTRICT, REGENCY, VILLAGE, ancestor, level_of
from app.model.risk import risk_of, severity_of

if TYPE_CHECKING:
    from app.intake.draft import Draft

_TWO_PARTIES = frozenset({"U5B", "U5C", "U5D", "U5E"})
_ELECTIONS = frozenset({"PEMILU", "PILKADA", "PILKADES"})
_STAGES = {"P": frozenset("01235"), "K": frozenset("23456")}
_SOURCE_GRACE_DAYS = 7
_SEVERE = 3
_GOING_ON = frozenset({"TETAP", "NAIK", "TURUN"})
_RANK = {"NORMAL": 0, "SENSITIF": 1, "TERTUTUP": 2}


def check_topic(draft: Draft) -> None:
    """Election topics name their ATHG; other topics do not repeat the main one."""
    topic = draft.values["topic"]
    if topic in _ELECTIONS and not draft.values["athg"] and not draft.is_bad("athg"):
        draft.error("athg", "Tema pemilihan memerlukan ATHG: pilih A, T, H, atau G.")
    if topic and topic in draft.values["tags"]:
        draft.values["tags"] = [tag for tag in draft.values["tags"] if tag != topic]
        draft.warn("tags", "Tema utama tidak perlu diulang di Tema lain; sudah dihapus.")


def check_stage(draft: Draft) -> None:
    """A potential is not yet a widespread fight, an event is no longer latent."""
    if draft.values["stage"] not in _STAGES[draft.kind]:
        what = "potensi" if draft.kind == "P" else "peristiwa"
        draft.error("stage", f"Tahap ini tidak berlaku untuk {what}. Pilih tahap lain.")


def check_parties(draft: Draft) -> None:
    """Sources U5B to U5E and every event have two sides."""
    source = draft.values["law_source"]
    needed = draft.kind == "K" or source in _TWO_PARTIES
    if not needed:
        return
    roles = {party["role"] for party in draft.parties}
    why = "" if draft.kind == "K" else " untuk sumber konflik ini"
    for letter in ("A", "B"):
        name = f"party_{letter.lower()}_name"
        blamed = {name, f"party_{letter.lower()}_type", "other_parties"}
        if letter not in roles and not any(draft.is_bad(key) for key in blamed):
            draft.error(name, f"Isi Pihak {letter}; dua pihak wajib{why}.")


def check_boundary(draft: Draft) -> None:
    """A boundary dispute lies in two regions."""
    if draft.values["law_source"] != "U5C" or draft.is_bad("other_locations"):
        return
    codes = [item["region_code"] for item in draft.locations]
    if codes and len({_unit(code) for code in codes}) < 2:
        draft.error("other_locations", "Sengketa batas memerlukan lokasi kedua di wilayah lain.")


def _unit(code: str) -> str:
    return code if level_of(code) == VILLAGE else ancestor(code, DISTRICT)


def check_primary_inside(draft: Draft) -> None:
    """The primary location lies in the reporting regency."""
    if draft.locations:
        code = draft.locations[0]["region_code"]
        if ancestor(code, REGENCY) != draft.context.region_code:
            draft.error("district", f"Lokasi utama harus di {draft.context.region_name}.")


def check_basis(draft: Draft) -> None:
    """A four or a five is explained."""
    if draft.kind != "P":
        return
    for name, what in (("likelihood", "Kemungkinan"), ("impact", "Dampak")):
        value, basis = draft.values[name], f"{name}_basis"
        if value and value >= 4 and not draft.values[basis] and not draft.is_bad(basis):
            draft.error(basis, f"{what} {value} memerlukan alasan. Tulis dasarnya.")


def check_recommendation(draft: Draft) -> None:
    """High risk, severe events and what is not handled need advice."""
    if draft.values["recommendation"] or draft.is_bad("recommendation"):
        return
    why = _why_advice(draft)
    if why:
        draft.error("recommendation", f"Rekomendasi wajib diisi karena {why}.")


def _why_advice(draft: Draft) -> str:
    if draft.values["handling_status"] in {"BELUM", "TINJUT"}:
        return "kasus belum ditangani atau perlu tindak lanjut"
    if draft.kind == "K":
        severity = severity_of(draft.values)
        return f"keparahan {severity}" if severity >= _SEVERE else ""
    likelihood, impact = draft.values["likelihood"], draft.values["impact"]
    if likelihood and impact and risk_of(likelihood, impact)[1] in {"T", "ST"}:
        return "tingkat risiko Tinggi atau Sangat tinggi"
    return ""


def check_change(draft: Draft) -> None:
    """New means that the case was not in the last accepted report, and the other way round."""
    change = draft.values["change"]
    known = draft.case_no in draft.context.previous_cases
    if change == "BARU" and known:
        draft.error("change", "Kasus ini sudah dilaporkan triwulan lalu; pilih selain Baru.")
    elif change and change != "BARU" and draft.case_no is None and not draft.text("same_case"):
        draft.error(
            "change",
            "Baris baru tanpa nomor kasus harus Baru. Untuk kasus lama, pakai baris bawaannya.",
            (("BARU", "Baru"),),
        )
    elif change in _GOING_ON and draft.case_no in draft.context.closed_cases:
        draft.error(
            "change",
            "Kasus ini sudah selesai. Pilih Muncul kembali bila terjadi lagi.",
            (("KAMBUH", "Muncul kembali"),),
        )
    elif (
        change
        and change != "BARU"
        and not (draft.values["development"] or draft.text("development"))
    ):
        draft.error(
            "development",
            "Kasus lanjutan memerlukan perkembangan triwulan ini. Tidak ada yang berubah? Pilih "
            "Berlanjut, tetap pada kolom Perubahan.",
        )


def check_closure(draft: Draft) -> None:
    """A case ends on a basis; that it subsided is believed after two quiet quarters."""
    values = draft.values
    basis, day = values["closure_basis"], values["closed_on"]
    if "SELESAI" not in {values["change"], values["handling_status"]}:
        for name, value in (("closure_basis", basis), ("closed_on", day)):
            if value:
                draft.error(
                    name,
                    "Diisi hanya bila kasus selesai. Pilih Selesai pada kolom Perubahan, atau "
                    "kosongkan sel ini.",
                )
        return
    if not basis and not draft.is_bad("closure_basis"):
        draft.error("closure_basis", "Kasus selesai memerlukan dasar penyelesaian. Pilih satu.")
    elif basis == "REDA" and draft.case_no not in draft.context.quiet_cases:
        draft.error(
            "closure_basis",
            "Mereda sendiri berlaku setelah dua triwulan tenang. Pilih dasar lain, atau laporkan "
            "sebagai berlanjut.",
        )
    if day is not None and day > draft.context.today:
        draft.error("closed_on", f"{short(day)} belum terjadi. Periksa tanggalnya.")


def check_case(draft: Draft) -> None:
    """A case number belongs to this regency."""
    if draft.case_no and draft.case_no not in draft.context.known_cases:
        draft.warn(
            "", f"Nomor kasus {draft.case_no} tidak dikenal; baris dicatat sebagai kasus baru."
        )
        draft.case_no = None


def check_info_date(draft: Draft) -> None:
    """Information is not from the future, and a source not much younger than it."""
    info = draft.values["info_date"]
    if info is None:
        return
    if info > draft.context.today:
        draft.error("info_date", f"{short(info)} belum terjadi. Periksa tanggalnya.")
    for index, source in enumerate(draft.sources):
        day = source["obtained_on"]
        if (day - info).days > _SOURCE_GRACE_DAYS or day > draft.context.today:
            column = "obtained_on" if index == 0 else "other_sources"
            draft.error(
                column,
                f"Sumber diperoleh {short(day)}, lebih dari {_SOURCE_GRACE_DAYS} hari sesudah "
                f"tanggal informasi {short(info)}, atau belum terjadi.",
            )


def check_links(draft: Draft) -> None:
    """The press is quoted with its address."""
    for index, source in enumerate(draft.sources):
        column = "url" if index == 0 and draft.text("source") else "other_sources"
        url = source["url"]
        if not url:
            if source["source"] == "MEDIA" and not draft.is_bad(column):
                draft.error(column, "Media massa memerlukan tautan berita.")
        elif not url.lower().startswith(("http://", "https://")) or " " in url:
            draft.error(column, "Tautan harus diawali http:// atau https:// dan tanpa spasi.")


def check_persons(draft: Draft) -> None:
    """Initials only for individuals, never for a child."""
    columns = {"A": "party_a_name", "B": "party_b_name"}
    for party in draft.parties:
        if party["is_child"] and party["initials"]:
            column = columns.get(party["role"], "other_parties")
            draft.error(column, "Anak tidak boleh disebut dengan inisial. Hapus inisialnya.")


def raise_sensitivity(draft: Draft) -> None:
    """SARA, children and individuals make a row sensitive at least, whatever was chosen."""
    reasons = [
        code
        for code, applies in (
            ("SARA", draft.values["law_source"] == "U5B"),
            (
                "ANAK",
                draft.count("child_victims") > 0 or any(p["is_child"] for p in draft.parties),
            ),
            ("LAIN", any(p["party_type"] == "ORANG" for p in draft.parties)),
        )
        if applies
    ]
    if reasons and _RANK[draft.values["sensitivity"]] < _RANK["SENSITIF"]:
        draft.values["sensitivity"] = "SENSITIF"
        if draft.text("sensitivity"):
            draft.warn(
                "sensitivity", "Baris ini menjadi Sensitif: menyangkut SARA, anak, atau orang."
            )
    if draft.values["sensitivity"] == "NORMAL":
        return
    stated = draft.values["sensitivity_reasons"]
    draft.values["sensitivity_reasons"] = stated + [code for code in reasons if code not in stated]
    if not draft.values["sensitivity_reasons"] and not draft.is_bad("sensitivity_reasons"):
        draft.error("sensitivity_reasons", "Pilih alasan kepekaan.")
    _coarsen(draft)


def _coarsen(draft: Draft) -> None:
    """Keep no point of a sensitive row (domain paper 3.6, rule 8)."""
    for location in draft.locations:
        if location["lat"] is None and location["precision"] != "TITIK":
            continue
        location["lat"] = location["lon"] = None
        if location["precision"] == "TITIK":
            level = level_of(location["region_code"])
            location["precision"] = "DESA" if level == VILLAGE else "KEC"
        draft.warn("lat", "Titik tidak disimpan karena baris ini Sensitif; lokasi sampai desa.")
