"""Editions that print what was taken out of a report: held at once, until a new one is published.

An edition is never changed, so nothing is blacked out in its files. From the moment a text goes,
nobody is given a file of it; files and seal stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app import audit
from app.model.edition import Edition, EditionPin
from app.model.redaction import IN_EDITION, Part, Redaction
from app.model.report import Attachment, Report, Revision
from app.reports.enclosure_label import LETTER

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import ReadSession, WriteSession


_PORTAL = "portal"


def hold_outdated(session: WriteSession, now: datetime) -> int:
    """Hold whatever edition was built before something it prints was taken out; return how many.

    Such editions are held as the text goes; these are from before there was such a rule.
    """
    rows = session.execute(
        select(Edition, Revision, Redaction)
        .join(EditionPin, EditionPin.edition_id == Edition.id)
        .join(Revision, Revision.id == EditionPin.revision_id)
        .join(Redaction, Redaction.revision_id == Revision.id)
        .where(
            Edition.withheld_at.is_(None),
            Edition.built_at < Redaction.made_at,
            Redaction.part.in_(IN_EDITION),
        )
    ).all()
    late = {edition: revision for edition, revision, mark in rows if not _of_letter(session, mark)}
    for edition, revision in late.items():
        _hold(session, _PORTAL, edition, revision, now)
    return len(late)


def _of_letter(session: ReadSession, mark: Redaction) -> bool:
    """Tell whether a mark is that of a covering letter, which no edition prints a word of."""
    if mark.part != Part.ATTACHMENT:
        return False
    row = session.get(Attachment, int(mark.row_key.partition(" ")[0]))
    return row is not None and row.category == LETTER


def hold_editions(
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    parts: Collection[str],
    now: datetime,
) -> None:
    """Hold every edition that prints the version, if one of the parts is printed at all.

    One that is being built may have read the old text already, so it is held as well; an attempt
    that begins later reads everything anew and lets go (`app.editions.commands.begin_attempt`).
    """
    if not IN_EDITION.intersection(parts):
        return
    pinned = select(EditionPin.edition_id).where(EditionPin.revision_id == revision.id)
    printing = session.scalars(
        select(Edition)
        .where(Edition.id.in_(pinned), Edition.withheld_at.is_(None))
        .order_by(Edition.id)
        .with_for_update()
    )
    for edition in printing:
        _hold(session, actor.username, edition, revision, now)


def _hold(
    session: WriteSession, who: str, edition: Edition, revision: Revision, now: datetime
) -> None:
    edition.withheld_at = now
    report_no = session.scalar(select(Report.report_no).where(Report.id == revision.report_id))
    details = {"versi": f"{report_no} v{revision.number}"}
    audit.record(session, who, "edisi.tahan", edition.code, now=now, details=details)
