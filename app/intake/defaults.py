"""What an empty cell means: from the topic, the quarter, the case, or the rest of the row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.intake.rules_event import has_toll
from app.model.topic_defaults import TOPIC_DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.intake.draft import Draft

UNKNOWN_CAUSE = "Belum diketahui, sedang didalami"
_SUMMARY_LEAST, _SUMMARY_MOST = 30, 300
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9])")
CASUALTIES = (
    "deaths",
    "injured_serious",
    "injured_minor",
    "women_victims",
    "child_victims",
    "displaced_hh",
    "displaced_people",
    "houses_damaged",
    "public_damaged",
    "worship_damaged",
    "vehicles_damaged",
)


NO_NEWS = "Tidak ada perkembangan pada triwulan ini."


def _change(draft: Draft) -> None:
    """Tell what became of a case when the row does not: over, recurred, continuing, or new."""
    values = draft.values
    if values["change"] == "TETAP" and not draft.text("development"):
        values["development"] = NO_NEWS  # chosen on purpose: one choice says that nothing moved
    if values["change"] or draft.is_bad("change"):
        return
    if draft.case_no not in draft.context.previous_cases:
        values["change"] = "BARU"
    elif draft.kind == "P" and values["handling_status"] == "SELESAI":
        values["change"] = "SELESAI"
    else:
        recurred = draft.case_no in draft.context.closed_cases
        values["change"] = "KAMBUH" if recurred else "TETAP"


def _closure(draft: Draft) -> None:
    """A case that is over needs no more handling, and ended when that became known."""
    values = draft.values
    if draft.kind != "P" or "SELESAI" not in {values["change"], values["handling_status"]}:
        return
    if values["handling_status"] not in {"", "SELESAI"}:
        draft.warn("handling_status", "Kasus selesai; status penanganan menjadi Selesai.")
        values["handling_status"] = "SELESAI"
    if values["closed_on"] is None and not draft.is_bad("closed_on"):
        values["closed_on"] = values["info_date"]


def _from_topic(draft: Draft) -> None:
    default = TOPIC_DEFAULTS.get(draft.values["topic"] or "")
    if default is None:
        return
    if not draft.values["fields"]:
        draft.values["fields"] = list(default.fields)
    if not draft.values["lead_agency"]:
        draft.values["lead_agency"] = default.lead_agency


def _plain(draft: Draft) -> None:
    """Fill codes whose empty cell has one fixed meaning."""
    stage = "1" if draft.kind == "P" else "5"
    for name, code in (
        ("stage", stage),
        ("legal_process", "TIDAK"),
        ("confidence", "S"),
        ("sensitivity", "NORMAL"),
    ):
        draft.values[name] = draft.values[name] or code


def _dates(draft: Draft) -> None:
    """The row's information is as old as its first source; else the quarter's end."""
    latest = min(draft.context.quarter.last_day, draft.context.today)
    obtained = draft.sources[0]["obtained_on"] if draft.sources else None
    if draft.values["info_date"] is None:
        draft.values["info_date"] = obtained or latest
    for source in draft.sources:
        source["obtained_on"] = source["obtained_on"] or draft.values["info_date"]


def _potential(draft: Draft) -> None:
    if draft.kind == "P":
        draft.values["window"] = draft.values["window"] or "TW"


def _toll(draft: Draft) -> None:
    """One tick fills the toll with zeros; it never overrules a number that was typed."""
    if draft.kind != "K" or not draft.values.pop("no_casualties", None):
        return
    if has_toll(draft.values):
        draft.error(
            "no_casualties", "Nihil korban dipilih Ya, tetapi ada jumlah yang lebih dari 0."
        )
    for name in CASUALTIES:
        if draft.values[name] is None and not draft.is_bad(name):
            draft.values[name] = 0


def _event(draft: Draft) -> None:
    if draft.kind != "K":
        return
    values = draft.values
    for name, code in (
        ("time_precision", "HARI"),
        ("casualty_status", "SEMENTARA"),
        ("agreement", "TIDAK"),
        ("status_konflik", "TIDAK"),
    ):
        values[name] = values[name] or code
    values["weapons"] = values["weapons"] or ["TTD"]
    if values["violence"] is None:
        values["violence"] = has_toll(values)
    values["root_cause"] = values["root_cause"] or UNKNOWN_CAUSE
    if not values["summary"] and values["chronology"]:
        values["summary"] = opening(values["chronology"])
    if values["change"] != "BARU" and not values["development"]:
        values["development"] = values["summary"]


def opening(chronology: str) -> str:
    """Return the first sentences of a chronology, at least 30 characters when there are."""
    text = " ".join(chronology.split())
    taken = ""
    for sentence in _SENTENCE_END.split(text):
        taken = f"{taken} {sentence}".strip()
        if len(taken) >= _SUMMARY_LEAST:
            break
    if len(taken) <= _SUMMARY_MOST:
        return taken
    return taken[: _SUMMARY_MOST - 1].rsplit(" ", 1)[0] + "…"


_STEPS: tuple[Callable[[Draft], None], ...] = (
    _change,
    _from_topic,
    _plain,
    _dates,
    _closure,
    _potential,
    _toll,
    _event,
)


def fill_entry(draft: Draft) -> None:
    """Fill what the officer left to the portal (domain paper 3.3, last paragraph)."""
    for step in _STEPS:
        step(draft)


def fill_action(draft: Draft) -> None:
    """An action on a potential prevents, one on an event stops, unless it says otherwise."""
    if not draft.values["phase"]:
        about_event = draft.values.get("entry_key", "").startswith("K")
        draft.values["phase"] = "HENTI" if about_event else "CEGAH"
