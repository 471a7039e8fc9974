"""Reads of editions. Scope-free where it says so: an edition is for everybody who may read one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.errors import NotFound
from app.model.edition import Artefact, Edition, EditionPin, EditionState
from app.model.period import Period
from app.model.report import Report, Revision

if TYPE_CHECKING:
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
    return found


def find_latest(session: ReadSession, scope: Scope) -> Edition | None:
    """Return the newest ready edition of the newest published quarter, or None."""
    del scope
    return session.scalar(
        select(Edition)
        .join(Edition.period)
        .where(Edition.state == EditionState.READY)
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


def ready_quarters(session: ReadSession, scope: Scope) -> list[Quarter]:
    """Return every quarter that has a ready edition, newest first."""
    del scope
    return list(
        session.scalars(
            select(Period.quarter)
            .where(
                Period.id.in_(select(Edition.period_id).where(Edition.state == EditionState.READY))
            )
            .order_by(Period.quarter.desc())
        )
    )


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
    """
    del scope
    for artefact in edition.artefacts:
        if artefact.name == name:
            return artefact
    raise NotFound


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
