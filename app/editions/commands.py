"""Publishing a quarter: pin what is accepted, then let the worker build the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app import audit
from app.access.scope import Permission
from app.areas.queries import find_boundary_set
from app.errors import Conflict, Invalid, NotFound
from app.model.edition import Artefact, Edition, EditionPin, EditionState
from app.model.period import Period
from app.reports.board import board
from app.reports.index import METHOD_VERSION
from app.reports.sending import code_tail

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from app.access.scope import Actor
    from app.db import WriteSession
    from app.model.quarter import Quarter
    from app.reports.board import BoardRow

MAX_ATTEMPTS = 3


def publish(  # noqa: PLR0913 - what the province says beside the figures
    session: WriteSession,
    actor: Actor,
    quarter: Quarter,
    *,
    attention: Sequence[str],
    recommendations: Sequence[tuple[str, str, str]],
    province: str,
    today: date,
    now: datetime,
) -> Edition:
    """Publish a quarter; the files follow in the background.

    `attention` holds sentences, none meaning the portal's own; `recommendations` hold text,
    addressee and date (ISO). Silence is judged by `today`.

    Raises:
        Invalid: no report of the quarter is accepted.
        Conflict: an edition of the quarter is still being built.
    """
    actor.require(Permission.EDITION_PUBLISH)
    period = session.scalar(select(Period).where(Period.quarter == quarter).with_for_update())
    if period is None:
        raise NotFound
    _nothing_building(session, period)
    rows = board(session, actor.scope, quarter, today)
    if not any(row.accepted for row in rows):
        raise Invalid("Belum ada laporan yang diterima pada triwulan ini.")
    boundary_set = find_boundary_set(session)
    if boundary_set is None:
        raise Invalid("Batas wilayah belum dimuat. Minta admin menjalankan wilayah muat.")
    edition = Edition(
        period=period,
        boundary_set=boundary_set,
        number=_next_number(session, period),
        code=f"PKP-{province}-{quarter.year}T{quarter.number}-{code_tail()}-{code_tail()}",
        method_version=METHOD_VERSION,
        published_at=now,
        published_by=actor.name,
        attention=list(attention),
        recommendations=[list(item) for item in recommendations],
        pins=[_pin(row) for row in rows],
    )
    session.add(edition)
    session.flush()
    audit.record(
        session,
        actor.username,
        "edisi.terbit",
        edition.code,
        now=now,
        details={"triwulan": quarter.code, "edisi": edition.number},
    )
    return edition


def replace_held(
    session: WriteSession,
    actor: Actor,
    held: Edition,
    *,
    province: str,
    today: date,
    now: datetime,
) -> Edition:
    """Publish the quarter again, in place of its newest edition, of which no file is given out.

    What the province asked for is said again; the points of attention are the portal's own, made
    anew from the reports, because the old ones may repeat what was taken out.

    Raises:
        Conflict: it is not held, or has been replaced already.
    """
    newest = select(func.max(Edition.number)).where(Edition.period_id == held.period_id)
    session.execute(select(Period.id).where(Period.id == held.period_id).with_for_update())
    if held.withheld_at is None or session.scalar(newest) != held.number:
        raise Conflict("Edisi ini sudah digantikan. Muat ulang halaman.")
    edition = publish(
        session,
        actor,
        held.period.quarter,
        attention=(),
        recommendations=[(str(a), str(b), str(c)) for a, b, c in held.recommendations],
        province=province,
        today=today,
        now=now,
    )
    details = {"oleh": edition.code}
    audit.record(session, actor.username, "edisi.ganti", held.code, now=now, details=details)
    return edition


def progress(session: WriteSession, edition_id: int, *, done: int, total: int, label: str) -> None:
    """Show how far the build is."""
    edition = session.get_one(Edition, edition_id)
    edition.steps_done, edition.steps_total, edition.step_label = done, total, label


def begin_attempt(session: WriteSession, edition_id: int) -> bool:
    """Count an attempt to build; False when the edition is done or has failed too often."""
    edition = session.get_one(Edition, edition_id, with_for_update=True)
    if edition.state is not EditionState.BUILDING:
        return False
    edition.withheld_at = None  # what was held is read anew from here on
    if edition.attempts >= MAX_ATTEMPTS:
        edition.state = EditionState.FAILED
        edition.failure = edition.failure or "Pembuatan berkas gagal berulang kali."
        return False
    edition.attempts += 1
    return True


def note_failure(session: WriteSession, edition_id: int, failure: str) -> None:
    """Keep the reason a build stopped; the sweep tries again."""
    session.get_one(Edition, edition_id).failure = failure[:300]


def finish(
    session: WriteSession, edition_id: int, artefacts: Sequence[Artefact], now: datetime
) -> None:
    """Make an edition ready with all its files at once."""
    edition = session.get_one(Edition, edition_id, with_for_update=True)
    if edition.state is EditionState.READY:
        return
    for artefact in artefacts:
        artefact.edition = edition
    session.add_all(artefacts)
    edition.state, edition.built_at, edition.failure = EditionState.READY, now, ""
    edition.steps_done = edition.steps_total
    edition.step_label = "Selesai"


def retry(session: WriteSession, actor: Actor, edition: Edition, now: datetime) -> None:
    """Let a failed edition be built again."""
    actor.require(Permission.EDITION_PUBLISH)
    if edition.state is not EditionState.FAILED:
        raise Conflict("Edisi ini tidak sedang gagal.")
    edition.state, edition.attempts, edition.failure = EditionState.BUILDING, 0, ""
    audit.record(session, actor.username, "edisi.ulang", edition.code, now=now)


def _nothing_building(session: WriteSession, period: Period) -> None:
    busy = session.scalar(
        select(Edition.id).where(
            Edition.period_id == period.id, Edition.state == EditionState.BUILDING
        )
    )
    if busy is not None:
        raise Conflict("Edisi triwulan ini sedang disusun. Tunggu sampai selesai.")


def _pin(row: BoardRow) -> EditionPin:
    return EditionPin(
        region_code=row.obligation.region_code,
        obligation_state=row.state,
        revision=row.accepted,
    )


def _next_number(session: WriteSession, period: Period) -> int:
    highest = select(func.max(Edition.number)).where(Edition.period_id == period.id)
    return (session.scalar(highest) or 0) + 1
