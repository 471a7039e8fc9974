"""Words and choices of the review page: how a report stands, its letter, lists to pick from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.access.scope import Permission
from app.model.entry import FIELDS
from app.model.report import SENT, State
from app.model.vocabulary import (
    AMENDMENT_REASON,
    REVIEW_CODE,
    REVIEW_SEVERITY,
    SIGN_METHOD,
    TREND,
    VERSION_STATE,
    ZONE,
)
from app.reports.reviewing import ZONES
from app.web.formats import date_id, size_id
from app.web.pages.board import UNDER_REVIEW, WAITS
from app.web.pages.report_room import day_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.model.codes import Code
    from app.model.report import Revision
    from app.web.pages.review_desk import ReviewDesk
    from app.web.pages.review_entry import Sheet

WHOLE, ENTRY = "laporan", "entri"
TONES = {State.DITERIMA: "done", State.DITELAAH: "busy", State.DIKEMBALIKAN: "caution"}
GRADES = range(1, 6)


def view_words(desk: ReviewDesk, sheet: Sheet | None) -> dict[str, Any]:
    """Return what the template shows beside the entries."""
    return {
        "state": (_state(desk.revision), TONES.get(desk.revision.state, "")),
        "standing": standing(desk),
        "letter": letter_facts(desk),
        "letter_files": letter_files(desk),
        "paper_href": _of_version(desk, "surat.pdf"),
        "versions": _versions(desk),
        "about": _about(sheet),
        "codes": options(REVIEW_CODE),
        "severities": options(REVIEW_SEVERITY),
        "zones": [{"value": code, "label": ZONE.label_of(code)} for code in ZONES],
        "grades": [{"value": grade, "label": f"Keparahan {grade}"} for grade in GRADES],
        "why_not": why_not(desk),
        "headings": {field.name: field.spec.heading for field in FIELDS},
        "code_labels": {code.code: code.label for code in REVIEW_CODE},
    }


def options(codes: Iterable[Code]) -> list[dict[str, str]]:
    """Return the codes still in use as choices."""
    return [{"value": code.code, "label": code.label} for code in codes if not code.retired]


def _state(revision: Revision) -> str:
    """Say how a version stands in the words of the home page and the queue."""
    words = {State.DIKIRIM: WAITS, State.DITELAAH: UNDER_REVIEW}
    return words.get(revision.state) or VERSION_STATE.label_of(revision.state)


def standing(desk: ReviewDesk) -> list[str]:
    """Say in sentences how the version stands and who has it."""
    revision, zone = desk.revision, desk.room.office.zone
    lines = []
    if revision.submitted_at is not None:
        day = date_id(day_in(revision.submitted_at, zone))
        by = f" oleh {revision.submitted_by.name}" if revision.submitted_by else ""
        lines.append(f"Dikirim {day}{by}, tanda terima {revision.receipt_code}.")
    if revision.amendment_reason is not None:
        reason = AMENDMENT_REASON.label_of(revision.amendment_reason)
        lines.append(f"Perubahan laporan yang sudah diterima: {reason}. {revision.amendment_note}")
    if revision.after_lock:
        lines.append("Dikirim setelah triwulan dikunci; ditandai pada edisi berikutnya.")
    if revision.single_officer:
        lines.append("Penyusun dan pengesah orang yang sama (daerah dengan satu petugas).")
    if revision.takeover_note and revision.state in SENT:
        lines.append(revision.takeover_note)
    if revision.decided_at is not None and revision.decided_by is not None:
        day = date_id(day_in(revision.decided_at, zone))
        lines.append(f"Diputus {day} oleh {revision.decided_by.name}. {revision.decision_note}")
    return lines


def letter_facts(desk: ReviewDesk) -> list[dict[str, str]]:
    """Return the covering letter and the situation as summary rows."""
    revision = desk.revision
    signed = ", ".join(filter(None, (revision.signatory_name, revision.signatory_position)))
    rows = {
        "Nomor dan tanggal": _letter_number(desk),
        "Perihal": revision.letter_subject,
        "Penanda tangan": signed,
        "Cara tanda tangan": SIGN_METHOD.label_of(revision.sign_method),
        "Gambaran umum": revision.situation_summary,
        "Kecenderungan": f"{TREND.label_of(revision.trend)}. {revision.trend_reason}".strip(". "),
    }
    return [{"key": key, "value": value} for key, value in rows.items() if value]


def _of_version(desk: ReviewDesk, rest: str) -> str:
    address = desk.room.path(rest)
    return f"{address}{'&' if '?' in address else '?'}versi={desk.revision.number}"


def letter_files(desk: ReviewDesk) -> list[dict[str, str]]:
    """Return the attached letters with where to open them."""
    address = _of_version(desk, "surat/berkas")
    return [
        {"label": "Surat bertanda tangan (PDF)", "size": size_id(item.size_bytes),
         "href": address}
        for item in desk.letters
        if item.category == "SURAT"
    ]  # fmt: skip


def _letter_number(desk: ReviewDesk) -> str:
    revision = desk.revision
    if not revision.letter_no:
        return ""
    day = f", {date_id(revision.letter_date)}" if revision.letter_date else ""
    return f"{revision.letter_no}{day}"


def _versions(desk: ReviewDesk) -> list[dict[str, Any]]:
    seen = [item for item in desk.room.seen if item.state is not State.DITARIK]
    return [
        {
            "label": f"Versi {item.number}, {VERSION_STATE.label_of(item.state).lower()}",
            "href": f"?versi={item.number}",
            "current": item.number == desk.revision.number,
        }
        for item in seen
    ]


def _about(sheet: Sheet | None) -> list[dict[str, str]]:
    whole = [{"value": WHOLE, "label": "Seluruh laporan"}]
    if sheet is None or sheet.mark == "hilang":
        return whole
    fields = [
        {"value": fact.name, "label": fact.heading}
        for group in sheet.groups
        for fact in group.facts
        if fact.name
    ]
    return [{"value": ENTRY, "label": f"Entri {sheet.key}"}, *whole, *fields]


def why_not(desk: ReviewDesk) -> dict[str, str]:
    """Say before anybody tries why a decision is not possible; empty texts when it is."""
    actor = desk.room.asked.actor
    if not actor.may(Permission.REPORT_DECIDE):
        both = "Keputusan diambil oleh pengesah provinsi; catatan Anda ikut terbaca."
        return {"terima": both, "kembalikan": both}
    accept = give_back = ""
    if desk.letter_missing:
        accept = (
            "Surat pengantar bertanda tangan belum dilampirkan. Laporan dapat diterima setelah "
            "surat menyusul."
        )
    if desk.revision.state is not State.DITELAAH:
        give_back = "Mulai telaah dan tulis paling sedikit satu catatan wajib diperbaiki."
    elif not desk.must_fix:
        give_back = "Tulis paling sedikit satu catatan wajib diperbaiki."
    return {"terima": accept, "kembalikan": give_back}
