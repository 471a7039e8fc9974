"""What must be right before a report is sent; a draft may be incomplete until then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import extract, func, select

from app.model.entry import Entry, Kind
from app.model.period import Obligation
from app.model.report import PendingRow, Report, Revision, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from app.db import ReadSession


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason a report cannot be sent yet, and the page that mends it."""

    sentence: str
    page: str
    row_key: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the checks look at."""

    revision: Revision
    entries: Sequence[Entry]
    pending: int
    today: date
    letter_no_taken: bool


def _waiting_rows(draft: Draft) -> Iterable[Obstacle]:
    if draft.pending:
        yield Obstacle(f"{draft.pending} baris masih perlu diperbaiki atau dibuang.", page="hasil")


def _something_to_send(draft: Draft) -> Iterable[Obstacle]:
    if not draft.entries and not draft.pending and not draft.revision.is_nil:
        yield Obstacle(
            "Belum ada entri. Unggah berkas, atau kirim laporan nihil bila memang tidak ada.",
            page="unggah",
        )


def _letter(draft: Draft) -> Iterable[Obstacle]:
    revision = draft.revision
    if not revision.letter_no:
        yield Obstacle("Nomor surat belum diisi.", page="surat")
    elif draft.letter_no_taken:
        yield Obstacle(
            f"Nomor surat {revision.letter_no} sudah dipakai laporan lain tahun ini.", page="surat"
        )
    if revision.letter_date is None:
        yield Obstacle("Tanggal surat belum diisi.", page="surat")
    else:
        earliest = revision.report.obligation.period.opens_on
        if not earliest <= revision.letter_date <= draft.today:
            yield Obstacle(
                f"Tanggal surat harus antara {earliest:%d/%m/%Y} dan hari ini.", page="surat"
            )
    if not revision.signatory_name or not revision.signatory_position:
        yield Obstacle("Nama dan jabatan penanda tangan belum lengkap.", page="surat")


def _summary(draft: Draft) -> Iterable[Obstacle]:
    revision = draft.revision
    if len(revision.situation_summary) < 50:
        yield Obstacle(
            "Gambaran umum situasi belum diisi (paling sedikit 50 karakter).", page="surat"
        )
    if revision.trend in {"MENINGKAT", "MENURUN"} and not revision.trend_reason:
        yield Obstacle("Alasan kecenderungan belum diisi.", page="surat")


def _nil(draft: Draft) -> Iterable[Obstacle]:
    if draft.revision.is_nil and draft.entries:
        yield Obstacle(
            "Laporan dinyatakan nihil tetapi memuat entri. Buang entrinya atau batalkan nihil.",
            page="periksa",
        )
    if draft.revision.is_nil and not draft.revision.nil_statement:
        yield Obstacle("Pernyataan nihil belum diisi: apa yang diperiksa dan oleh siapa.", "nihil")


def _actions(draft: Draft) -> Iterable[Obstacle]:
    for entry in draft.entries:
        if entry.actions:
            continue
        if entry.kind == Kind.EVENT:
            yield Obstacle(
                f"{entry.row_key}: peristiwa memerlukan paling sedikit satu upaya penanganan.",
                page="upaya",
                row_key=entry.row_key,
            )
        elif entry.handling_status in {"PROSES", "SELESAI"}:
            yield Obstacle(
                f"{entry.row_key}: status penanganan memerlukan satu upaya.",
                page="upaya",
                row_key=entry.row_key,
            )


CHECKS: tuple[Callable[[Draft], Iterable[Obstacle]], ...] = (
    _waiting_rows,
    _something_to_send,
    _nil,
    _actions,
    _letter,
    _summary,
)


def obstacles(
    session: ReadSession, revision: Revision, entries: Sequence[Entry], today: date
) -> list[Obstacle]:
    """Return every reason the draft cannot be sent; none means it can.

    Entries must have their actions loaded; the revision its report, obligation and period.
    """
    pending = session.scalar(
        select(func.count()).select_from(PendingRow).where(PendingRow.revision_id == revision.id)
    )
    draft = Draft(
        revision=revision,
        entries=entries,
        pending=pending or 0,
        today=today,
        letter_no_taken=_letter_no_taken(session, revision),
    )
    return [obstacle for check in CHECKS for obstacle in check(draft)]


def _letter_no_taken(session: ReadSession, revision: Revision) -> bool:
    """Letter numbers are unique per region and year; a correction may reuse its own."""
    if not revision.letter_no or revision.letter_date is None:
        return False
    taken = session.scalar(
        select(Revision.id)
        .join(Revision.report)
        .join(Report.obligation)
        .where(
            Obligation.region_code == revision.report.obligation.region_code,
            Revision.report_id != revision.report_id,
            Revision.letter_no == revision.letter_no,
            extract("year", Revision.letter_date) == revision.letter_date.year,
            Revision.state != State.DRAF,
        )
        .limit(1)
    )
    return taken is not None
