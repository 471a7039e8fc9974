"""What must be right before a report is sent; a draft may be incomplete until then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, extract, or_, select

from app.model.entry import Entry, Kind
from app.model.particulars import Action
from app.model.period import Obligation
from app.model.report import Report, Revision, State
from app.reports.entry_pages import Totals, totals
from app.reports.omissions import cases_before, without_word
from app.reports.waiting import rows_to_mend

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from app.db import ReadSession
    from app.model.case import Case


_NAMED = 20  # entries without an action that are named one by one
_CASES_NAMED = 3
_ACTED = ("PROSES", "SELESAI")


def needs_action(kind: str, handling_status: str) -> bool:
    """Tell whether an entry can only be sent with an action on it."""
    return kind == Kind.EVENT or handling_status in _ACTED


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason a report cannot be sent yet, and the page that mends it."""

    sentence: str
    page: str
    row_key: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the checks look at; `unacted` are (code, kind) of entries that lack an action."""

    revision: Revision
    totals: Totals
    pending: int
    unacted: Sequence[tuple[str, str]]
    unacted_more: int
    today: date
    letter_no_taken: bool
    open_cases: Sequence[Case]
    unexplained: Sequence[Case]

    @property
    def entries(self) -> int:
        """Potentials and events it holds."""
        return self.totals.entries


def _waiting_rows(draft: Draft) -> Iterable[Obstacle]:
    if draft.pending:
        yield Obstacle(f"{draft.pending} baris masih perlu diperbaiki atau dibuang.", page="hasil")


def _something_to_send(draft: Draft) -> Iterable[Obstacle]:
    if not draft.entries and not draft.pending and not draft.revision.is_nil:
        yield Obstacle(
            "Belum ada entri. Unggah berkas, atau kirim laporan nihil bila memang tidak ada.",
            page="unggah",
        )


def _open_cases(draft: Draft) -> Iterable[Obstacle]:
    if not draft.unexplained:
        return
    count = len(draft.unexplained)
    named = ", ".join(case.case_no for case in draft.unexplained[:_CASES_NAMED])
    more = f" dan {count - _CASES_NAMED} lagi" if count > _CASES_NAMED else ""
    yield Obstacle(
        f"{count} kasus yang masih terbuka belum ada kabarnya: {named}{more}. Lanjutkan, atau "
        "jelaskan mengapa tidak dilaporkan.",
        page="lanjutan",
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
    for row_key, kind in draft.unacted:
        what = (
            "peristiwa memerlukan paling sedikit satu upaya penanganan."
            if kind == Kind.EVENT
            else "status penanganan memerlukan satu upaya."
        )
        yield Obstacle(f"{row_key}: {what}", page="upaya", row_key=row_key)
    if draft.unacted_more:
        yield Obstacle(
            f"{draft.unacted_more} entri lain juga belum memuat upaya penanganan. Untuk sebanyak "
            "ini, mengisinya pada lembar 4_TindakLanjut lebih cepat.",
            page="unggah",
        )


CHECKS: tuple[Callable[[Draft], Iterable[Obstacle]], ...] = (
    _waiting_rows,
    _something_to_send,
    _nil,
    _open_cases,
    _actions,
    _letter,
    _summary,
)


def obstacles(session: ReadSession, revision: Revision, today: date) -> list[Obstacle]:
    """Return every reason the draft cannot be sent; none means it can.

    The revision must have its report, obligation and period loaded.
    """
    return obstacles_of(look_at(session, revision, today))


def obstacles_of(draft: Draft) -> list[Obstacle]:
    """Return the same of a draft that was looked at."""
    return [obstacle for check in CHECKS for obstacle in check(draft)]


def look_at(session: ReadSession, revision: Revision, today: date) -> Draft:
    """Load what the checks look at, each thing once.

    The revision must have its report, obligation and period loaded.
    """
    unacted = _unacted(session, revision)
    waiting = cases_before(session, revision)
    return Draft(
        revision=revision,
        totals=totals(session, revision),
        pending=rows_to_mend(session, revision),
        unacted=unacted[:_NAMED],
        unacted_more=len(unacted) - len(unacted[:_NAMED]),
        today=today,
        letter_no_taken=_letter_no_taken(session, revision),
        open_cases=waiting,
        unexplained=without_word(session, revision, waiting),
    )


def _unacted(session: ReadSession, revision: Revision) -> list[tuple[str, str]]:
    """Return code and kind of every entry that needs an action and has none.

    An event needs its own; for a potential one of its case in an earlier report will do.
    """
    earlier = exists().where(Action.case_id == Entry.case_id, Entry.kind == Kind.POTENTIAL)
    rows = session.execute(
        select(Entry.row_key, Entry.kind)
        .where(
            Entry.revision_id == revision.id,
            or_(Entry.kind == Kind.EVENT, Entry.handling_status.in_(_ACTED)),
            ~exists().where(Action.entry_id == Entry.id),
            ~earlier,
        )
        .order_by(Entry.kind.desc(), Entry.row_key)
    )
    return [(row_key, kind) for row_key, kind in rows]


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
