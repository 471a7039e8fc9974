"""Who asks, and what the frame of their page says: one short read before the handler runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import exists, literal, select, true
from sqlalchemy.exc import SQLAlchemyError

from app.access import sign_in
from app.areas.queries import boundary_set_in_force
from app.model.record import PortalFact

if TYPE_CHECKING:
    from datetime import datetime

    from fastapi import Request

    from app.access.scope import Actor
    from app.db import Database, ReadSession
    from app.settings import Settings

SAMPLE_FACT = "sample"
SESSION = "sid"
# Asked by every request, so it is put together once: one row, with or without boundaries.
_BOUNDARIES = boundary_set_in_force().subquery()
_FRAME = (
    select(
        exists().where(PortalFact.name == SAMPLE_FACT),
        _BOUNDARIES.c.source,
        _BOUNDARIES.c.approximate,
    )
    .select_from(select(literal(1).label("one")).subquery())
    .outerjoin(_BOUNDARIES, true())
)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person (or nobody) behind a request and the lines every page shows."""

    actor: Actor | None = None
    session_id: int | None = None
    session_ended: bool = False
    notices: tuple[str, ...] = ()
    boundary_source: str = ""


def cookie_name(settings: Settings, name: str) -> str:
    """Return a cookie's name: with HTTPS the prefix binds it to this host and to HTTPS."""
    return f"__Host-{name}" if settings.secure_cookies else name


def session_names(settings: Settings) -> tuple[str, ...]:
    """Return the names a session's cookie has or had: the plain one is of a time without HTTPS.

    Only the first is believed; the other tells a person why they have to sign in again.
    """
    return tuple(dict.fromkeys((cookie_name(settings, SESSION), SESSION)))


def load_visitor(request: Request, now: datetime) -> Visitor:
    """Find out who asks; keeps no connection, and remembers the answer for this request."""
    known: Visitor | None = getattr(request.state, "visitor", None)
    if known is not None:
        return known
    database: Database = request.app.state.database
    settings: Settings = request.app.state.settings
    token = request.cookies.get(cookie_name(settings, SESSION), "")
    lifetimes = sign_in.Lifetimes.of(settings)
    with database.read() as session:
        found = sign_in.find(session, token, lifetimes, now) if token else None
        notices, source = _frame_lines(session)
    if found is not None and found.is_stale(now):
        _touch(database, found.session_id, now)
    visitor = Visitor(
        actor=found.actor if found else None,
        session_id=found.session_id if found else None,
        session_ended=found is None and any(map(request.cookies.get, session_names(settings))),
        notices=notices,
        boundary_source=source,
    )
    request.state.visitor = visitor
    return visitor


def visitor_or_nobody(request: Request, now: datetime) -> Visitor:
    """Find out who asks for a page that must be shown even when the database is away."""
    try:
        return load_visitor(request, now)
    except SQLAlchemyError:
        return Visitor()


def _frame_lines(session: ReadSession) -> tuple[tuple[str, ...], str]:
    """Return the lines above every page, and whose boundaries the maps show."""
    is_sample, source, is_approximate = session.execute(_FRAME).one()
    lines = []
    if is_sample:
        lines.append("Data contoh: seluruh entri, orang, dan kelompok fiktif")
    if is_approximate:
        lines.append("Batas wilayah perkiraan, bukan acuan batas resmi")
    return tuple(lines), source or ""


def _touch(database: Database, session_id: int, now: datetime) -> None:
    """Reading must go on when the disk is full, so a failure here is only written down."""
    try:
        with database.write() as session:
            sign_in.touch(session, session_id, now)
    except SQLAlchemyError as error:
        _log.warning("kegiatan sesi tidak tercatat", error=type(error).__name__)
