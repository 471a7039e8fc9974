"""How one report stands, in words: its deadline, a return, an amendment, its state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.model.report import State
from app.model.vocabulary import AMENDMENT_REASON
from app.web.formats import count_of, date_id
from app.web.pages.report_room import day_in

if TYPE_CHECKING:
    from app.reports.history import QuarterRecord
    from app.web.pages.report_tasks import Desk


def deadline(desk: Desk) -> dict[str, str]:
    """Say until when, and how long that is."""
    record = desk.room.record
    days = (record.due_on - desk.room.asked.today).days
    goes_on = "Draf tersimpan di setiap langkah; Anda boleh berhenti dan melanjutkan kapan saja."
    if days < 0:
        rest = "Laporan masih dapat dikirim dan akan tercatat terlambat."
        if record.unlocked_until is not None:
            rest = f"Kunci triwulan terbuka sampai dengan {date_id(record.unlocked_until)}."
        late = f"Tenggat lewat {-days} hari."
        return {"lead": late, "day": date_id(record.due_on), "rest": rest}
    left = f"{days} hari lagi" if days else "hari ini"
    return {"lead": "", "day": date_id(record.due_on), "rest": f"{left}. {goes_on}"}


def returned_lines(desk: Desk) -> dict[str, str] | None:
    """Say that the province returned the report, and by when it is expected back."""
    returned = desk.room.record.returned
    if returned is None or returned.decided_at is None:
        return None
    day = day_in(returned.decided_at, desk.room.office.zone)
    return {
        "title": f"Dikembalikan untuk diperbaiki: {count_of(len(desk.notes), 'catatan')}",
        "text": f"Dikembalikan {date_id(day)}. "
        f"Kirim ulang paling lambat {date_id(desk.room.review_by(day))}.",
        "note": returned.decision_note,
    }


def amendment_line(desk: Desk) -> str:
    """Say that the draft is an amendment and why; empty when it is not."""
    revision = desk.room.revision
    if revision is None or not desk.room.is_draft or not revision.amendment_reason:
        return ""
    reason = AMENDMENT_REASON.label_of(revision.amendment_reason)
    return (
        f"Ini perubahan atas laporan yang sudah diterima ({reason}). Versi yang diterima tetap "
        "berlaku sampai perubahan ini diterima."
    )


def standing(record: QuarterRecord, zone: str) -> tuple[str, str]:
    """Say how a quarter stands in a few words, with the colour of its tag."""
    newest, accepted = record.newest, record.accepted
    if accepted is not None:
        day = f" {date_id(day_in(accepted.decided_at, zone))}" if accepted.decided_at else ""
        words = "Diterima (nihil)" if accepted.is_nil else "Diterima"
        return f"{words}{day}", "done"
    if record.obligation.waived_at is not None:
        return "Dibebaskan oleh provinsi", ""
    if record.returned is not None:
        return "Dikembalikan untuk diperbaiki", "danger"
    if newest is not None and newest.submitted_at is not None:
        words = "Sedang ditelaah provinsi" if newest.state is State.DITELAAH else "Terkirim"
        return f"{words} {date_id(day_in(newest.submitted_at, zone))}", "busy"
    return _unsent(record, is_draft=newest is not None)


def _unsent(record: QuarterRecord, *, is_draft: bool) -> tuple[str, str]:
    if not record.takes_reports:
        return "Tidak melapor", "danger"
    if record.state == "BELUM_LAPOR":
        return ("Draf, tenggat lewat" if is_draft else "Belum lapor, tenggat lewat"), "danger"
    return ("Draf" if is_draft else "Belum lapor"), "caution" if is_draft else ""
