"""Requests of a regency to others: written in a draft, by file or by page, copied with it."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app import audit
from app.access.scope import Permission
from app.errors import Conflict, Invalid, NotFound
from app.model.entry import Entry
from app.model.recommendation import Recommendation
from app.model.report import Revision
from app.reports.drafts import editable, subject, touch

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import ReadSession, WriteSession
    from app.intake.requests import ParsedRequest

MOST = 30
_NEARLY_THE_SAME = 0.75


def requests_of(session: ReadSession, revision: Revision) -> list[Recommendation]:
    """Return the requests of a version in their order."""
    return list(
        session.scalars(
            select(Recommendation)
            .where(Recommendation.revision_id == revision.id)
            .order_by(Recommendation.number)
        )
    )


def take_requests(
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    requests: Iterable[ParsedRequest],
    now: datetime,
) -> None:
    """Bring the requests of a file into the draft; the same file again changes nothing.

    One with nearly the same words as one of the draft changes that one; the others are new. What
    is not in the file stays: nothing is dropped in silence.
    """
    left = requests_of(session, revision)
    changed = False
    wanted = list(requests)
    # Exact words first, so that a near one does not take another's place.
    for exact in (True, False):
        for item in list(wanted):
            row = _match(left, item, exact=exact)
            if row is not None:
                left.remove(row)
                wanted.remove(item)
                changed |= _write(row, item)
    for item in wanted:
        _add(session, revision, item)
        changed = True
    if changed:
        touch(revision)
        audit.record(session, actor.username, "permintaan.isi", subject(revision), now=now)
        session.flush()


def save_request(
    session: WriteSession,
    actor: Actor,
    revision: Revision,
    request: ParsedRequest,
    *,
    number: int | None,
    now: datetime,
) -> Recommendation:
    """Add a request typed on the page, or change the one of a number.

    Raises:
        Conflict: the report is no longer a draft, or the same request stands there already.
        Invalid: it names an entry the draft does not have, or there are as many as there may be.
        NotFound: the draft has no request of that number.
    """
    actor.require(Permission.REPORT_DRAFT)
    editable(revision, None)
    _must_stand(session, revision, request.entry_key)
    held = requests_of(session, revision)
    same = _match(held, request, exact=True)
    if same is not None and same.number != number:
        raise Conflict(f"Permintaan yang sama sudah ada, nomor {same.number}.")
    if number is None:
        if len(held) >= MOST:
            raise Invalid(f"Paling banyak {MOST} permintaan dalam satu laporan.")
        row = _add(session, revision, request)
    else:
        row = _of_number(held, number)
        _write(row, request)
    touch(revision)
    _record(session, actor, revision, "permintaan.isi", row.number, now)
    session.flush()
    return row


def drop_request(
    session: WriteSession, actor: Actor, revision: Revision, number: int, now: datetime
) -> None:
    """Take a request out of a draft."""
    actor.require(Permission.REPORT_DRAFT)
    editable(revision, None)
    session.delete(_of_number(requests_of(session, revision), number))
    touch(revision)
    _record(session, actor, revision, "permintaan.buang", number, now)
    session.flush()


def copy_requests(session: WriteSession, revision: Revision, draft: Revision) -> None:
    """The next version of a report begins with the requests of the one before, numbers kept."""
    session.add_all(
        [
            Recommendation(
                revision=draft,
                number=row.number,
                target=row.target,
                text=row.text,
                entry_key=row.entry_key,
                wanted_by=row.wanted_by,
            )
            for row in requests_of(session, revision)
        ]
    )
    session.flush()


def _match(
    rows: Iterable[Recommendation], item: ParsedRequest, *, exact: bool
) -> Recommendation | None:
    if exact:
        return next((row for row in rows if _same(row, item)), None)
    alike = [(_likeness(row.text, item.text), row) for row in rows if row.target == item.target]
    likeness, row = max(alike, key=lambda pair: pair[0], default=(0.0, None))
    return row if likeness >= _NEARLY_THE_SAME else None


def _same(row: Recommendation, item: ParsedRequest) -> bool:
    return (row.target, row.text) == (item.target, item.text)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _write(row: Recommendation, item: ParsedRequest) -> bool:
    """Set what differs and tell whether anything did."""
    before = (row.target, row.text, row.entry_key, row.wanted_by)
    after = (item.target, item.text, item.entry_key or None, item.wanted_by)
    row.target, row.text, row.entry_key, row.wanted_by = after
    return before != after


def _add(session: WriteSession, revision: Revision, item: ParsedRequest) -> Recommendation:
    """A number is never given twice in a report, so that an answer stays with its request."""
    session.flush()
    last = session.scalar(
        select(func.max(Recommendation.number))
        .join(Recommendation.revision)
        .where(Revision.report_id == revision.report_id)
    )
    row = Recommendation(
        revision=revision,
        number=(last or 0) + 1,
        target=item.target,
        text=item.text,
        entry_key=item.entry_key or None,
        wanted_by=item.wanted_by,
    )
    session.add(row)
    return row


def _must_stand(session: WriteSession, revision: Revision, entry_key: str) -> None:
    if not entry_key:
        return
    known = select(Entry.id).where(Entry.revision_id == revision.id, Entry.row_key == entry_key)
    if session.scalar(known) is None:
        raise Invalid(f"Entri {entry_key} tidak ada di laporan ini.")


def _of_number(rows: Iterable[Recommendation], number: int) -> Recommendation:
    row = next((item for item in rows if item.number == number), None)
    if row is None:
        raise NotFound
    return row


def _record(
    session: WriteSession, actor: Actor, revision: Revision, act: str, number: int, now: datetime
) -> None:
    details = {"nomor": number}
    audit.record(session, actor.username, act, subject(revision), now=now, details=details)
