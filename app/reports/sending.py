"""Sending: sign-off inside the regency, the receipt, the nil report, and taking it back."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import audit
from app.access.scope import Permission
from app.access.successors import stand_in
from app.errors import Conflict, Forbidden, Invalid
from app.intake.personal import refuse_nik
from app.model.area_code import undotted
from app.model.entry import Entry
from app.model.period import PeriodStatus
from app.model.report import TRANSITIONS, DistrictStatement, Revision, State
from app.reports import drafts
from app.reports.checks import obstacles
from app.reports.content import LETTER_FIELDS, copy_of, sealed
from app.reports.enclosures import copy_enclosures, drop_removed, enclosures_of
from app.reports.lateness import refuse_when_locked
from app.reports.numbering import link_to_earlier, number_cases
from app.reports.omissions import copy_omissions, omissions_of
from app.reports.requests import copy_requests, requests_of
from app.reports.tally import entries_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.access.scope import Actor
    from app.db import WriteSession

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def move(revision: Revision, to: State) -> None:
    """Change the state of a revision.

    Raises:
        Conflict: the step is not in `TRANSITIONS`.
    """
    if to not in TRANSITIONS[revision.state]:
        raise Conflict("Keadaan laporan sudah berubah. Muat ulang halaman.")
    revision.state = to
    drafts.touch(revision)


def code_tail(length: int = 4) -> str:
    """Return an unguessable ending without letters that are read as digits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def request_signoff(
    session: WriteSession, actor: Actor, revision: Revision, *, today: date, now: datetime
) -> None:
    """Pass a complete draft to the head of the regency's agency.

    Raises:
        Invalid: something is still missing.
    """
    actor.require(Permission.REPORT_DRAFT)
    _must_be_complete(session, revision, today)
    move(revision, State.MENUNGGU_PENGESAHAN)
    revision.checked_by_id = actor.user_id
    audit.record(session, actor.username, "laporan.ajukan", drafts.subject(revision), now=now)


def send_back(
    session: WriteSession, actor: Actor, revision: Revision, note: str, now: datetime
) -> None:
    """Give a draft back to the operator before it is sent, with a note."""
    actor.require(Permission.REPORT_CHECK)
    move(revision, State.DRAF)
    revision.decision_note = note.strip()[:600]
    audit.record(session, actor.username, "laporan.kembali", drafts.subject(revision), now=now)


def submit(
    session: WriteSession, actor: Actor, revision: Revision, *, today: date, now: datetime
) -> str:
    """Send a report to the province: freeze it, number its cases, seal it, give a receipt.

    Returns:
        The receipt code.

    Raises:
        Invalid: something is still missing.
        Forbidden: the drafter may not confirm, unless the region has one officer.
        Conflict: it was sent already, or the period is locked and nothing was sent before.
    """
    actor.require(Permission.REPORT_SUBMIT)
    if revision.drafted_by_id == actor.user_id and not revision.single_officer:
        raise Forbidden(
            "Penyusun dan pengesah harus orang yang berbeda. Ajukan laporan untuk disahkan."
        )
    refuse_when_locked(session, revision, today)
    entries = _must_be_complete(session, revision, today)
    quarter = revision.report.obligation.period.quarter
    region_code = revision.report.obligation.region_code
    # Cases and links first: once the state says sent, the database refuses any change.
    number_cases(session, entries, region_code, quarter)
    link_to_earlier(session, entries, quarter)
    drop_removed(session, revision)
    session.flush()
    seal = sealed(
        revision,
        entries,
        drafts.statements_of(session, revision),
        omissions_of(session, revision),
        enclosures_of(session, revision),
        requests_of(session, revision),
    )
    move(revision, State.DIKIRIM)
    revision.submitted_at = now
    revision.submitted_by_id = actor.user_id
    revision.checked_by_id = revision.checked_by_id or actor.user_id
    revision.after_lock = revision.report.obligation.period.status is not PeriodStatus.DIBUKA
    revision.content_sha256 = seal
    revision.receipt_code = (
        f"PKP-{undotted(region_code)}-{quarter.year}T{quarter.number}-{code_tail()}"
    )
    audit.record(
        session,
        actor.username,
        "laporan.kirim",
        drafts.subject(revision),
        now=now,
        details={"tanda_terima": revision.receipt_code, "sidik": revision.content_sha256},
    )
    session.flush()
    return revision.receipt_code


def declare_nil(
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    *,
    statement: str,
    basis: str,
    now: datetime,
) -> None:
    """Turn an empty draft into a nil report: every kecamatan checked, on a stated basis.

    Raises:
        Invalid: the draft has entries, or the statement is too short to mean something.
    """
    actor.require(Permission.REPORT_DRAFT)
    drafts.editable(revision, None)
    if session.scalar(select(Entry.id).where(Entry.revision_id == revision.id).limit(1)):
        raise Invalid("Draf memuat entri. Buang entrinya lebih dulu bila triwulan ini nihil.")
    if len(statement.strip()) < 20:
        raise Invalid("Tulis apa yang diperiksa dan oleh siapa, paling sedikit 20 karakter.")
    revision.is_nil = True
    revision.nil_statement = statement.strip()[:500]
    if not revision.situation_summary:
        quarter = revision.report.obligation.period.quarter
        revision.situation_summary = (
            "Tidak terdapat potensi maupun peristiwa konflik yang menonjol pada "
            f"{quarter.span}. {revision.nil_statement}"
        )
    if revision.trend == "TDK_DINILAI":
        revision.trend = "TETAP"
    for row in drafts.statements_of(session, revision):
        row.statement, row.basis = "NIHIL", basis
    drafts.touch(revision)
    audit.record(session, actor.username, "laporan.nihil", drafts.subject(revision), now=now)


def withdraw(session: WriteSession, actor: Actor, revision: Revision, now: datetime) -> Revision:
    """Take a sent report back before its review begins; a copy becomes the new draft."""
    actor.require(Permission.REPORT_SUBMIT)
    move(revision, State.DITARIK)
    audit.record(session, actor.username, "laporan.tarik", drafts.subject(revision), now=now)
    return draft_from(session, revision, stand_in(session, revision.drafted_by_id), now)


def start_amendment(
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    *,
    reason: str,
    note: str,
    now: datetime,
) -> Revision:
    """Open a new draft beside an accepted revision, which stays in force until it is replaced."""
    actor.require(Permission.REPORT_DRAFT)
    if revision.state is not State.DITERIMA:
        raise Conflict("Hanya laporan yang sudah diterima yang dapat diubah.")
    archived = revision.report.obligation.period.status is PeriodStatus.DIARSIPKAN
    if archived and reason != "PDP":  # personal data goes whenever it is found
        raise Conflict("Periode sudah diarsipkan; perubahan tidak lagi dapat diajukan.")
    refuse_nik(note)
    if len(note.strip()) < 10:
        raise Invalid("Jelaskan perubahan, paling sedikit 10 karakter.")
    newest = drafts.newest_revision(session, revision.report.obligation)
    if newest is not None and newest.id != revision.id:
        raise Conflict("Sudah ada versi yang lebih baru untuk laporan ini.")
    draft = draft_from(session, revision, actor.user_id, now)
    draft.amendment_reason, draft.amendment_note = reason, note.strip()[:600]
    audit.record(
        session,
        actor.username,
        "laporan.perubahan",
        drafts.subject(draft),
        now=now,
        details={"alasan": reason},
    )
    return draft


def draft_from(
    session: WriteSession, revision: Revision, drafted_by_id: int | None, now: datetime
) -> Revision:
    """Copy a frozen revision into the next draft of the same report."""
    draft = Revision(
        report=revision.report,
        number=revision.number + 1,
        created_at=now,
        is_nil=revision.is_nil,
        channel=revision.channel,
        single_officer=revision.single_officer,
        amendment_reason=revision.amendment_reason,
        amendment_note=revision.amendment_note,
        **{name: getattr(revision, name) for name in LETTER_FIELDS},
    )
    draft.drafted_by_id = drafted_by_id
    session.add(draft)
    session.add_all([copy_of(entry, draft) for entry in entries_of(session, [revision.id])])
    session.add_all(
        [
            DistrictStatement(
                revision=draft,
                region_code=row.region_code,
                statement=row.statement,
                basis=row.basis,
                note=row.note,
            )
            for row in drafts.statements_of(session, revision)
        ]
    )
    session.flush()
    copy_omissions(session, revision, draft)
    copy_enclosures(session, revision, draft)
    copy_requests(session, revision, draft)
    return draft


def _must_be_complete(session: WriteSession, revision: Revision, today: date) -> list[Entry]:
    entries = entries_of(session, [revision.id])
    missing = obstacles(session, revision, today)
    if missing:
        raise Invalid("Laporan belum dapat dikirim. " + missing[0].sentence)
    return entries
