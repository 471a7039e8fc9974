"""Drafts: starting one, writing the letter and the statements, taking rows out again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import audit
from app.access.scope import Permission
from app.errors import Conflict, NotFound
from app.model.area_code import DISTRICT, AreaCode, ancestor, undotted
from app.model.entry import Entry
from app.model.particulars import EntryLocation
from app.model.period import Obligation, Period
from app.model.region import Office, Region
from app.model.report import (
    EDITABLE,
    DistrictStatement,
    Report,
    Revision,
    State,
)
from app.reports.content import LETTER_FIELDS
from app.reports.lateness import day_in, takes_reports

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import ReadSession, WriteSession
    from app.model.quarter import Quarter


def obligation_in_scope(
    session: ReadSession, actor: Actor, quarter: Quarter, region_code: str
) -> Obligation:
    """Return what a regency owes for a quarter.

    Raises:
        NotFound: there is none, or it lies outside the person's scope.
    """
    found = session.scalar(
        select(Obligation)
        .join(Obligation.period)
        .where(
            Period.quarter == quarter,
            Obligation.region_code == region_code,
            actor.scope.clause(Obligation.region_code),
        )
        .options(joinedload(Obligation.period))
    )
    if found is None:
        raise NotFound
    return found


def newest_revision(session: ReadSession, obligation: Obligation) -> Revision | None:
    """Return the newest revision of a report, whatever its state, or None before the first."""
    return session.scalar(
        select(Revision)
        .join(Revision.report)
        .where(Report.obligation_id == obligation.id)
        .options(
            joinedload(Revision.report).joinedload(Report.obligation).joinedload(Obligation.period)
        )
        .order_by(Revision.number.desc())
        .limit(1)
    )


def draft_of(
    session: WriteSession, actor: Actor, quarter: Quarter, region_code: str, now: datetime
) -> Revision:
    """Return the editable draft of a regency's report, started when there is none.

    Raises:
        NotFound: outside the scope.
        Conflict: the report is with the province or accepted, or the period is not open.
    """
    actor.require(Permission.REPORT_DRAFT)
    obligation = obligation_in_scope(session, actor, quarter, region_code)
    _lock(session, obligation)
    newest = newest_revision(session, obligation)
    if newest is not None and newest.state in EDITABLE:
        return newest
    if newest is not None and newest.state is not State.DITARIK:
        raise Conflict(_why_closed(newest))
    if not takes_reports(obligation, day_in(now, actor.zone)):
        raise Conflict(f"Pengisian {quarter.label} belum atau tidak lagi dibuka.")
    return _start(session, actor, obligation, newest, now)


def editable(revision: Revision, expected: int | None) -> None:
    """Let a change pass when the draft is still the one the person was looking at.

    Raises:
        Conflict: the revision is no longer a draft, or somebody changed it meanwhile.
    """
    if revision.state not in EDITABLE:
        raise Conflict(_why_closed(revision))
    if expected is not None and expected != revision.lock_version:
        raise Conflict(
            "Orang lain baru saja mengubah laporan ini. Perubahan Anda belum disimpan dan tidak "
            "ada yang tertimpa: muat ulang halaman, periksa, lalu simpan lagi."
        )


def touch(revision: Revision) -> None:
    """Count a change, so that whoever still looks at the older draft is told."""
    revision.lock_version += 1


def save_letter(
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    letter: Mapping[str, Any],
    *,
    expected: int | None,
    now: datetime,
) -> None:
    """Write the letter, summary and trend of a draft; unknown names are ignored."""
    actor.require(Permission.REPORT_DRAFT)
    editable(revision, expected)
    changed = False
    for name in LETTER_FIELDS:
        if name in letter and getattr(revision, name) != letter[name]:
            setattr(revision, name, letter[name])
            changed = True
    if changed:
        touch(revision)
        audit.record(session, actor.username, "laporan.surat", subject(revision), now=now)


def save_statements(
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    statements: Mapping[AreaCode, tuple[str, str | None, str]],
    now: datetime,
) -> None:
    """Write what the regency says of each kecamatan: (statement, basis, note)."""
    actor.require(Permission.REPORT_DRAFT)
    editable(revision, None)
    rows = {row.region_code: row for row in statements_of(session, revision)}
    changed = False
    for code, (statement, basis, note) in statements.items():
        row = rows.get(code)
        if row is None or (row.statement, row.basis, row.note) == (statement, basis, note):
            continue
        row.statement, row.basis, row.note = statement, basis, note
        changed = True
    if changed:
        touch(revision)
        audit.record(session, actor.username, "laporan.kecamatan", subject(revision), now=now)


def refresh_statements(session: WriteSession, revision: Revision) -> None:
    """Set ADA where an entry lies and take it back where none does any more.

    An entry also ends a nil report: the amendment of one begins with its first row.
    """
    session.flush()
    present = {
        ancestor(code, DISTRICT)
        for code in session.scalars(
            select(EntryLocation.region_code)
            .distinct()
            .join(EntryLocation.entry)
            .where(Entry.revision_id == revision.id)
        )
    }
    if present:
        revision.is_nil, revision.nil_statement = False, ""
    for row in statements_of(session, revision):
        if row.region_code in present:
            row.statement, row.basis = "ADA", None
        elif row.statement == "ADA":
            row.statement = "TANPA_INFO"


def statements_of(session: ReadSession, revision: Revision) -> list[DistrictStatement]:
    """Return the statement of every kecamatan of the regency, by code."""
    return list(
        session.scalars(
            select(DistrictStatement)
            .where(DistrictStatement.revision_id == revision.id)
            .order_by(DistrictStatement.region_code)
        )
    )


def subject(revision: Revision) -> str:
    """Name a revision in the audit trail."""
    return f"{revision.report.report_no} v{revision.number}"


def report_no(region_code: str, quarter: Quarter) -> str:
    """Return the system number of a quarterly report."""
    return f"LAP-{undotted(region_code)}-{quarter.year}TW{quarter.number}"


def _lock(session: WriteSession, obligation: Obligation) -> None:
    """Number revisions one after another: SQLite locks as a whole, PostgreSQL by row."""
    session.execute(select(Obligation.id).where(Obligation.id == obligation.id).with_for_update())


def _why_closed(revision: Revision) -> str:
    if revision.state is State.MENUNGGU_PENGESAHAN:
        return "Laporan sedang menunggu pengesahan. Minta pengesah mengembalikannya lebih dulu."
    if revision.state in {State.DITERIMA, State.DIGANTI}:
        return "Laporan sudah diterima provinsi. Ajukan perubahan bila ada yang perlu diperbaiki."
    return "Laporan sudah dikirim dan terkunci. Provinsi dapat mengembalikannya bila perlu."


def _start(
    session: WriteSession,
    actor: Actor,
    obligation: Obligation,
    newest: Revision | None,
    now: datetime,
) -> Revision:
    quarter = obligation.period.quarter
    office = session.get_one(Office, obligation.region_code)
    report = newest.report if newest is not None else None
    if report is None:
        report = session.scalar(select(Report).where(Report.obligation_id == obligation.id))
    if report is None:
        report = Report(
            obligation=obligation, report_no=report_no(obligation.region_code, quarter)
        )
        session.add(report)
    revision = Revision(
        report=report,
        number=1 if newest is None else newest.number + 1,
        created_at=now,
        letter_subject="Laporan Peta Potensi Konflik dan Peta Konflik "
        f"Triwulan {quarter.roman} Tahun {quarter.year}",
        addressee=office.addressee,
        signatory_name=office.signatory_name,
        signatory_position=office.signatory_position,
        single_officer=office.single_officer,
    )
    revision.drafted_by_id = actor.user_id
    session.add(revision)
    add_statements(session, revision, obligation.region_code)
    session.flush()
    audit.record(session, actor.username, "laporan.mulai", subject(revision), now=now)
    return revision


def add_statements(session: WriteSession, revision: Revision, region_code: AreaCode) -> None:
    """Give every kecamatan its row, with 'no information' until somebody says otherwise."""
    codes = session.scalars(
        select(Region.code).where(Region.parent_code == region_code).order_by(Region.code)
    )
    session.add_all([DistrictStatement(revision=revision, region_code=code) for code in codes])
