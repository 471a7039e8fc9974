"""Rules of actions: days, next step, and who supports whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.intake.dates import short

if TYPE_CHECKING:
    from app.intake.draft import Draft


def check_action_days(draft: Draft) -> None:
    """An action has begun, and ends after it began."""
    start, end = draft.values["date_start"], draft.values["date_end"]
    if start is None:
        return
    if start > draft.context.today:
        draft.error(
            "date_start", f"{short(start)} belum terjadi. Rencana ditulis di Langkah berikutnya."
        )
    if end is not None and end < start:
        draft.error("date_end", f"Sampai {short(end)} lebih awal daripada Tanggal {short(start)}.")


def check_next_step(draft: Draft) -> None:
    """What has not succeeded goes on, and says until when."""
    status, step, due = (
        draft.values["result_status"],
        draft.values["next_step"],
        draft.values["next_due"],
    )
    if status and status != "BERHASIL" and not step and not draft.is_bad("next_step"):
        draft.error("next_step", "Isi langkah berikutnya; hanya hasil Berhasil yang boleh kosong.")
    if step and due is None and not draft.is_bad("next_due"):
        draft.error("next_due", "Isi target tanggal langkah berikutnya.")
    if due is not None and not step and not draft.is_bad("next_step"):
        draft.error("next_step", "Target tanggal diisi, tetapi langkah berikutnya kosong.")


def check_next_due(draft: Draft) -> None:
    """The next step lies after this one."""
    start, due = draft.values["date_start"], draft.values["next_due"]
    if start is not None and due is not None and due <= start:
        draft.error("next_due", f"Target {short(due)} harus sesudah tanggal upaya {short(start)}.")


def check_support(draft: Draft) -> None:
    """The leading agency does not also support itself."""
    lead, support = draft.values["lead_agency"], draft.values["support_agencies"]
    if lead in support:
        draft.values["support_agencies"] = [code for code in support if code != lead]
        draft.warn("support_agencies", "Pelaksana utama tidak perlu diulang; sudah dihapus.")
