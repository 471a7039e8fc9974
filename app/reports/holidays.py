"""Public holidays and joint leave days: a list a year, kept by an administrator."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from app import audit
from app.access.scope import Permission
from app.errors import Invalid
from app.model.period import Holiday

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from app.access.scope import Actor
    from app.db import ReadSession, WriteSession


def days_off(session: ReadSession) -> frozenset[date]:
    """Return every known public holiday."""
    return frozenset(session.scalars(select(Holiday.day)))


def of_year(session: ReadSession, year: int) -> list[Holiday]:
    """Return the holidays of a year in their order."""
    return list(session.scalars(select(Holiday).where(_in_year(year)).order_by(Holiday.day)))


def replace_year(
    session: WriteSession, actor: Actor, year: int, names: Mapping[date, str], now: datetime
) -> None:
    """Set the holidays of a year anew; dates of periods that are open already stay as they are.

    Raises:
        Invalid: a day lies in another year.
    """
    actor.require(Permission.PERIOD_MANAGE)
    if any(day.year != year for day in names):
        raise Invalid(f"Semua tanggal harus di tahun {year}.")
    session.execute(delete(Holiday).where(_in_year(year)))
    session.add_all([Holiday(day=day, name=name[:80]) for day, name in sorted(names.items())])
    audit.record(
        session,
        actor.username,
        "periode.hari-libur",
        str(year),
        now=now,
        details={"hari": len(names)},
    )


def _in_year(year: int) -> ColumnElement[bool]:
    return Holiday.day.between(date(year, 1, 1), date(year, 12, 31))
