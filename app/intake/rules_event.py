"""Rules of events: time, toll, agreement and declared state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.intake.dates import short, spell

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from app.intake.draft import Draft

EARLIER_QUARTER = "kejadian triwulan lalu"
TOLL = (
    "deaths",
    "injured_serious",
    "injured_minor",
    "displaced_hh",
    "displaced_people",
    "houses_damaged",
    "public_damaged",
    "worship_damaged",
    "vehicles_damaged",
    "loss_idr",
)
_VICTIMS = ("deaths", "injured_serious", "injured_minor", "displaced_people")


def has_toll(values: Mapping[str, Any]) -> bool:
    """Tell whether any casualty, displacement, damage or loss is given."""
    return any(values.get(name) for name in TOLL)


def check_event_day(draft: Draft) -> None:
    """An event belongs to the quarter it began in (domain paper 3.6, rule 7)."""
    start = _local(draft, "event_start")
    if start is None:
        return
    day, quarter = start.date(), draft.context.quarter
    if day > draft.context.today:
        draft.error("event_start", f"{short(day)} belum terjadi. Periksa tanggalnya.")
    elif quarter.contains(day):
        return
    elif day < quarter.first_day and EARLIER_QUARTER in draft.values["remarks"].casefold():
        draft.warn("event_start", f"{short(day)} dicatat sebagai {EARLIER_QUARTER}.")
    else:
        first, last = quarter.first_day, quarter.last_day
        span = f"{first.day} {spell(first).split()[1]}–{spell(last)}"
        sentence = f"{short(day)} di luar Triwulan {quarter.roman} ({span})."
        if day < first:
            sentence += (
                f" Bila baru diketahui sekarang, tulis “{EARLIER_QUARTER}” di kolom Keterangan."
            )
        draft.error("event_start", sentence)


def _local(draft: Draft, name: str) -> datetime | None:
    """Return a moment of the row in the region's zone."""
    moment: datetime | None = draft.values.get(name)
    return moment.astimezone(ZoneInfo(draft.context.zone)) if moment else None


def check_event_end(draft: Draft) -> None:
    """An event ends after it began; a day without a time means until the end of that day."""
    start, end = _local(draft, "event_start"), _local(draft, "event_end")
    if start is None or end is None:
        return
    if end.hour == end.minute == 0 and end.date() == start.date():
        draft.values["event_end"] = end.replace(hour=23, minute=59)
    elif end < start:
        draft.error("event_end", "Berakhir lebih awal daripada Waktu kejadian.")


def check_crowd(draft: Draft) -> None:
    """The higher estimate is not below the lower."""
    low, high = draft.values["crowd_min"], draft.values["crowd_max"]
    if low is not None and high is not None and high < low:
        draft.error("crowd_max", f"Massa (maks) {high} lebih kecil daripada Massa (min) {low}.")


def check_victims(draft: Draft) -> None:
    """Women and children are part of the victims and the displaced."""
    total = sum(draft.count(name) for name in _VICTIMS)
    for name, who in (("women_victims", "perempuan"), ("child_victims", "anak")):
        if draft.count(name) > total:
            draft.error(
                name,
                f"Korban {who} {draft.count(name)} melebihi seluruh korban dan pengungsi "
                f"({total}).",
            )


def check_displaced(draft: Draft) -> None:
    """People displaced are at least as many as households."""
    people, households = draft.values["displaced_people"], draft.values["displaced_hh"]
    if people is not None and households is not None and people < households:
        draft.error(
            "displaced_people", f"Mengungsi {people} jiwa lebih sedikit daripada {households} KK."
        )


def check_violence(draft: Draft) -> None:
    """A toll means that force was used."""
    if draft.values["violence"] is False and has_toll(draft.values):
        draft.error(
            "violence",
            "Ada korban atau kerusakan, tetapi Ada kekerasan diisi Tidak.",
            (("1", "Ya"),),
        )


def check_weapons(draft: Draft) -> None:
    """`None` excludes every other answer."""
    weapons = draft.values["weapons"]
    if "TIDAK" in weapons and len(weapons) > 1:
        draft.error("weapons", "Tidak ada tidak dapat dipilih bersama alat lain.")


def check_agreement(draft: Draft) -> None:
    """A peace agreement has its day."""
    agreement, day = draft.values["agreement"], draft.values["agreement_date"]
    if agreement == "TIDAK":
        if day is not None:
            draft.warn("agreement_date", "Tanggal diisi, tetapi Kesepakatan damai Tidak ada.")
    elif day is None:
        if not draft.is_bad("agreement_date"):
            draft.error("agreement_date", "Isi tanggal kesepakatan damai.")
    elif day > draft.context.today:
        draft.error("agreement_date", f"{short(day)} belum terjadi. Periksa tanggalnya.")


def check_declared_state(draft: Draft) -> None:
    """A declared state of conflict rests on a decree."""
    if draft.values["status_konflik"] != "TIDAK" and not draft.values["status_decree_no"]:
        draft.error("status_decree_no", "Isi nomor keputusan penetapan Status Keadaan Konflik.")
