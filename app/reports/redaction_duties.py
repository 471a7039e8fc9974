"""Reasons and notes about a version or a duty that somebody may ask to have taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.model.period import Obligation
from app.model.redaction import Part
from app.model.report import SENT, Report, Revision
from app.reports.redaction_pieces import Piece, Thing, thing_of, versions_of
from app.reports.redaction_texts import Place, Text, said

if TYPE_CHECKING:
    from app.access.scope import Actor
    from app.db import ReadSession

_OF_VERSION = {
    Part.AMENDMENT: ("amendment_note", "Alasan perubahan"),
    Part.TAKEOVER: ("takeover_note", "Alasan mengambil alih telaah"),
    Part.DECIDED: ("decision_note", "Catatan keputusan"),
}
_OF_DUTY = {
    Part.EXTENSION: ("extension_reason", "Alasan perpanjangan waktu"),
    Part.UNLOCK: ("unlock_reason", "Alasan membuka kunci"),
    Part.WAIVER: ("waiver_reason", "Alasan pembebasan laporan"),
}


def find_amendment(session: ReadSession, _actor: Actor, number: int) -> Thing | None:
    """Why a version was amended; the next drafts repeat it, so it goes from every version."""
    return _of_version(session, Part.AMENDMENT, number)


def find_takeover(session: ReadSession, actor: Actor, number: int) -> Thing | None:
    """Why somebody took a review over; only the province reads it."""
    return None if actor.is_regency else _of_version(session, Part.TAKEOVER, number)


def find_decided(session: ReadSession, actor: Actor, number: int) -> Thing | None:
    """What the province wrote as it decided; the office reads it from then on."""
    row = session.get(Revision, number)
    if row is None or (actor.is_regency and row.state in SENT):
        return None
    return _of_version(session, Part.DECIDED, number)


def find_extension(session: ReadSession, actor: Actor, number: int) -> Thing | None:
    """Why a regency was given more time; only the province reads it."""
    return None if actor.is_regency else _of_duty(session, Part.EXTENSION, number)


def find_unlock(session: ReadSession, actor: Actor, number: int) -> Thing | None:
    """Why a locked quarter was opened; only the province reads it."""
    return None if actor.is_regency else _of_duty(session, Part.UNLOCK, number)


def find_waiver(session: ReadSession, _actor: Actor, number: int) -> Thing | None:
    """Why a regency owes no report; it stands on the report's page."""
    return _of_duty(session, Part.WAIVER, number)


def _of_version(session: ReadSession, part: Part, number: int) -> Thing | None:
    """Return a note of a sent version and its repetitions word for word, drafts included."""
    name, words = _OF_VERSION[part]
    row = session.get(Revision, number)
    if row is None or row.submitted_at is None or not getattr(row, name):
        return None
    text = getattr(row, name)
    copies = session.scalars(
        select(Revision)
        .where(Revision.report_id == row.report_id, getattr(Revision, name) == text)
        .options(joinedload(Revision.report).joinedload(Report.obligation))
        .order_by(Revision.id)
    )
    pieces = [
        Piece(copy, tuple(said([Text(Place(part, str(copy.id), name), copy, text)])))
        for copy in copies
    ]
    label = f"{words} versi {row.number}"
    return thing_of(part, number, label, versions_of(session, row.report_id), *pieces)


def _of_duty(session: ReadSession, part: Part, number: int) -> Thing | None:
    name, words = _OF_DUTY[part]
    row = session.scalar(
        select(Obligation).where(Obligation.id == number).options(joinedload(Obligation.period))
    )
    if row is None or not getattr(row, name):
        return None
    text = Text(Place(part, str(number), name), row, getattr(row, name))
    return Thing(
        part=part,
        row_key=str(number),
        label=f"{words}, {row.period.quarter.label}",
        region_code=row.region_code,
        home=row,
        pieces=(Piece(row, tuple(said([text]))),),
    )
