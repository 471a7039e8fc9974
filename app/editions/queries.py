"""Reads of editions. Scope-free where it says so: an edition is for everybody who may read one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.errors import EditionHeld, NotFound
from app.model.edition import Artefact, Edition, EditionPin, EditionState
from app.model.period import Obligation, Period
from app.model.redaction import IN_EDITION, Redaction
from app.model.report import Report, Revision

HELD = (
    "Edisi ini ditahan karena memuat data pribadi yang sudah dihapus dari laporan. "
    "Edisi penggantinya diterbitkan provinsi; buka lagi setelah itu."
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.sql.base import ExecutableOption

    from app.access.scope import Scope
    from app.db import ReadSession
    from app.model.area_code import AreaCode
    from app.model.quarter import Quarter


def get_edition(
    session: ReadSession, scope: Scope, quarter: Quarter, number: int | None
) -> Edition:
    """Return an edition of a quarter: the one asked for, else the newest that is ready.

    Raises:
        NotFound: there is none.
        EditionHeld: the newest is held; an older one would be taken for the last word.
    """
    query = select(Edition).join(Edition.period).where(Period.quarter == quarter)
    query = (
        query.where(Edition.state == EditionState.READY)
        if number is None
        else query.where(Edition.number == number)
    )
    del scope
    found = session.scalar(query.options(*_as_shown()).order_by(Edition.number.desc()).limit(1))
    if found is None:
        raise NotFound
    return found if number is not None else given_out(found)


def find_latest(session: ReadSession, scope: Scope) -> Edition | None:
    """Return the newest ready edition of the newest quarter whose files are given out, or None."""
    del scope
    return session.scalar(
        select(Edition)
        .join(Edition.period)
        .where(Edition.id.in_(_newest()), Edition.withheld_at.is_(None))
        .options(*_as_shown())
        .order_by(Period.quarter.desc(), Edition.number.desc())
        .limit(1)
    )


def editions(session: ReadSession, scope: Scope) -> list[Edition]:
    """Return every edition, newest quarter first."""
    del scope
    return list(
        session.scalars(
            select(Edition)
            .join(Edition.period)
            .options(joinedload(Edition.period), selectinload(Edition.artefacts))
            .order_by(Period.quarter.desc(), Edition.number.desc())
        )
    )


def newest_editions(session: ReadSession, scope: Scope) -> list[Edition]:
    """Return the newest ready edition of every quarter, newest quarter first, held or not."""
    del scope
    return list(
        session.scalars(
            select(Edition)
            .join(Edition.period)
            .where(Edition.id.in_(_newest()))
            .options(contains_eager(Edition.period))
            .order_by(Period.quarter.desc())
        )
    )


def ready_quarters(newest: Iterable[Edition]) -> list[Quarter]:
    """Return the quarters among the newest editions of which files are given out."""
    return [item.period.quarter for item in newest if item.withheld_at is None]


def held_among(newest: Iterable[Edition]) -> list[Edition]:
    """Return those that are held: each waits for another one in its place."""
    return [item for item in newest if item.withheld_at is not None]


@dataclass(frozen=True, slots=True)
class Gone:
    """How much was taken out of one regency's report that an edition prints, and when last."""

    region_code: AreaCode
    report_no: str
    version: int
    count: int
    last_at: datetime


def gone_from(session: ReadSession, scope: Scope, edition: Edition) -> list[Gone]:
    """Return what was taken out of the pinned versions since the edition was built, by regency."""
    rows = session.execute(
        select(
            Obligation.region_code,
            Report.report_no,
            Revision.number,
            func.count(),
            func.max(Redaction.made_at),
        )
        .select_from(EditionPin)
        .join(Revision, Revision.id == EditionPin.revision_id)
        .join(Report, Report.id == Revision.report_id)
        .join(Obligation, Obligation.id == Report.obligation_id)
        .join(Redaction, Redaction.revision_id == Revision.id)
        .where(
            EditionPin.edition_id == edition.id,
            Redaction.part.in_(IN_EDITION),
            Redaction.made_at >= edition.published_at,
            scope.clause(Obligation.region_code),
        )
        .group_by(Obligation.region_code, Report.report_no, Revision.number)
        .order_by(Obligation.region_code)
    )
    return [Gone(*row) for row in rows]


def pinned_revisions(
    session: ReadSession, scope: Scope, edition: Edition
) -> dict[AreaCode, int | None]:
    """Return the accepted revision an edition counts for each regency; None for a silent one."""
    del scope
    pins = select(EditionPin.region_code, EditionPin.revision_id)
    found = session.execute(pins.where(EditionPin.edition_id == edition.id))
    return {code: revision_id for code, revision_id in found}  # noqa: C416 - rows, not pairs


def find_by_code(session: ReadSession, scope: Scope, code: str) -> Edition | None:
    """Return the edition a printed document's code names, or None; public check page."""
    del scope
    return session.scalar(select(Edition).where(Edition.code == code).options(*_as_shown()))


def get_artefact(session: ReadSession, scope: Scope, edition: Edition, name: str) -> Artefact:
    """Return one file of an edition by its name.

    Raises:
        NotFound: the edition has no such file.
        EditionHeld: the edition is held.
    """
    del scope
    for artefact in given_out(edition).artefacts:
        if artefact.name == name:
            return artefact
    raise NotFound


def given_out(edition: Edition) -> Edition:
    """Return an edition whose files may be given to somebody.

    Raises:
        EditionHeld: it prints what was taken out of a report since; nobody gets a file of it.
    """
    if edition.withheld_at is not None:
        raise EditionHeld(HELD)
    return edition


def editions_by_boundary_set(session: ReadSession, scope: Scope) -> dict[int, int]:
    """Count the editions made with each boundary set; sets without one are left out."""
    del scope
    counted = select(Edition.boundary_set_id, func.count()).group_by(Edition.boundary_set_id)
    return dict(session.execute(counted).all())


def building(session: ReadSession) -> list[int]:
    """Return ids of editions still to be built: the to-do list of the worker."""
    return list(
        session.scalars(
            select(Edition.id)
            .where(Edition.state == EditionState.BUILDING)
            .order_by(Edition.published_at)
        )
    )


def with_pins(session: ReadSession, edition_id: int) -> Edition:
    """Return an edition with its pinned revisions, for the build."""
    return session.scalars(
        select(Edition).where(Edition.id == edition_id).options(*_as_shown(), _pins())
    ).one()


def _newest() -> Select[int]:
    """Ids of the newest ready edition of every quarter."""
    newest = (
        select(Edition.period_id, func.max(Edition.number).label("number"))
        .where(Edition.state == EditionState.READY)
        .group_by(Edition.period_id)
        .subquery()
    )
    return select(Edition.id).join(
        newest, (Edition.period_id == newest.c.period_id) & (Edition.number == newest.c.number)
    )


def _as_shown() -> tuple[ExecutableOption, ...]:
    """What pages need of an edition; they read what it pins from its figures."""
    return (
        joinedload(Edition.period),
        joinedload(Edition.boundary_set),
        selectinload(Edition.artefacts),
    )


def _pins() -> ExecutableOption:
    return (
        selectinload(Edition.pins)
        .joinedload(EditionPin.revision)
        .joinedload(Revision.report)
        .joinedload(Report.obligation)
    )
