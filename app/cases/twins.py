"""The queue of cases that may tell one dispute, and what the province says of each pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app import audit
from app.access.scope import Permission
from app.areas.queries import areas_of, find_boundary_set
from app.cases import alike, decide
from app.errors import Conflict, Invalid, NotFound
from app.model.account import User
from app.model.area_code import DISTRICT, ancestor, level_of
from app.model.case import Case
from app.model.case_history import GroupMember
from app.model.entry import Entry
from app.model.period import Obligation, Period
from app.model.report import Report, Revision, State
from app.model.review import PairVerdict, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from app.access.scope import Actor, Scope
    from app.db import ReadSession, WriteSession
    from app.model.quarter import Quarter

_BACK = 3  # quarters before the newest in which a case was told
_OVER = ("SELESAI", "DIGABUNG")


@dataclass(frozen=True, slots=True)
class Twins:
    """Two cases to be read side by side: what each newest report says, and how near they are."""

    pair: alike.Alike
    entry: Entry
    other: Entry
    before: PairVerdict | None = None

    @property
    def again(self) -> bool:
        """Tell whether something was decided about them before their texts changed."""
        return self.before is not None


def queue(session: ReadSession, scope: Scope, newest: Quarter) -> list[Twins]:
    """Return the pairs nobody decided about, or whose texts changed much since."""
    entries = _newest_entries(session, scope, newest)
    found = alike.pairs(_sightings(session, entries))
    verdicts = _verdicts(session)
    result = []
    for pair in found:
        verdict = verdicts.get((pair.case.case_id, pair.other.case_id))
        if verdict is not None and _stands(verdict, pair):
            continue
        one, two = entries[pair.case.case_id], entries[pair.other.case_id]
        result.append(Twins(pair, one, two, before=verdict))
    return result


def find_pair(
    session: ReadSession, scope: Scope, newest: Quarter, case_no: str, other_no: str
) -> Twins:
    """Return one pair of the queue.

    Raises:
        NotFound: the two do not wait for a word.
    """
    for twins in queue(session, scope, newest):
        if {case_no, other_no} == {_number(twins.entry), _number(twins.other)}:
            return twins
    raise NotFound


def verdicts_on(session: ReadSession, scope: Scope, case_ids: Sequence[int]) -> list[PairVerdict]:
    """Return what the province said of a case beside others, oldest first; for the province."""
    if not scope.everywhere:
        return []
    mine = or_(PairVerdict.case_id.in_(case_ids), PairVerdict.other_id.in_(case_ids))
    return list(
        session.scalars(
            select(PairVerdict)
            .where(mine)
            .options(
                joinedload(PairVerdict.case),
                joinedload(PairVerdict.other),
                joinedload(PairVerdict.decided_by),
            )
            .order_by(PairVerdict.id)
        )
    )


def decide_pair(  # noqa: PLR0913 - who says what of which pair, why, as it was seen, when
    session: WriteSession,
    actor: Actor,
    twins: Twins,
    verdict: str,
    note: str,
    *,
    expected: tuple[int, int],
    now: datetime,
) -> None:
    """Keep what the province says of a pair; linking and merging happen with it.

    The case that began later is linked or merged into the earlier one.

    Raises:
        Invalid: the verdict is none, or a link or merge is not explained.
        Conflict: one of the two was changed meanwhile.
    """
    actor.require(Permission.CASE_MANAGE)
    if verdict not in set(Verdict):
        raise Invalid("Pilih putusan untuk kedua kasus ini.")
    case, other = _case_of(twins.entry), _case_of(twins.other)
    if (case.lock_version, other.lock_version) != expected:
        raise Conflict(
            "Salah satu kasus berubah sejak halaman ini dibuka. Baca lagi, lalu putuskan."
        )
    later, earlier = sorted(
        (case, other), key=lambda one: (one.first_quarter, one.id), reverse=True
    )
    act = {Verdict.LINKED: decide.link, Verdict.MERGED: decide.merge}.get(Verdict(verdict))
    if act is not None:
        act(session, actor, later, earlier, note=note, expected=later.lock_version, now=now)
    session.add(
        PairVerdict(
            case=case,
            other=other,
            verdict=verdict,
            note=note.strip()[:600],
            words=alike.prints_of(twins.pair.case.words),
            other_words=alike.prints_of(twins.pair.other.words),
            decided_at=now,
            decided_by=session.get_one(User, actor.user_id),
        )
    )
    audit.record(
        session,
        actor.username,
        "kasus.banding",
        case.case_no,
        now=now,
        details={"putusan": verdict, "dengan": other.case_no},
    )
    session.flush()


def _newest_entries(session: ReadSession, scope: Scope, newest: Quarter) -> Mapping[int, Entry]:
    """Return the newest accepted entry of every open case of the last quarters, by case."""
    rows = session.scalars(
        select(Entry)
        .join(Entry.case)
        .join(Entry.revision)
        .join(Revision.report)
        .join(Report.obligation)
        .join(Obligation.period)
        .where(
            Revision.state == State.DITERIMA,
            Period.quarter.between(newest - _BACK, newest),
            Case.status.not_in(_OVER),
            scope.clause(Obligation.region_code),
        )
        .options(
            contains_eager(Entry.case),
            contains_eager(Entry.revision)
            .contains_eager(Revision.report)
            .contains_eager(Report.obligation)
            .contains_eager(Obligation.period),
            selectinload(Entry.locations),
            selectinload(Entry.parties),
            joinedload(Entry.assessment),
        )
        .order_by(Period.quarter, Entry.kind.desc(), Entry.row_key.desc())
    )
    return {entry.case_id: entry for entry in rows if entry.case_id is not None}


def _sightings(session: ReadSession, entries: Mapping[int, Entry]) -> list[alike.Sighting]:
    boundaries = find_boundary_set(session)
    middles = (
        {
            str(area.code): (area.label_lon, area.label_lat)
            for area in areas_of(session, boundaries.id, level=DISTRICT)
        }
        if boundaries is not None
        else {}
    )
    groups = dict(
        session.execute(
            select(GroupMember.case_id, GroupMember.group_id).where(GroupMember.left_at.is_(None))
        ).all()
    )
    return [
        seen
        for case_id, entry in entries.items()
        if (seen := _sighting(case_id, entry, middles, groups.get(case_id))) is not None
    ]


def _sighting(
    case_id: int,
    entry: Entry,
    middles: Mapping[str, tuple[float, float]],
    group_id: int | None,
) -> alike.Sighting | None:
    """Return a case with its place: its own point, else the middle of its kecamatan."""
    place = next((item for item in entry.locations if item.is_primary), None)
    if place is None:
        return None
    code = place.region_code
    at = middles.get(str(ancestor(code, DISTRICT))) if level_of(code) >= DISTRICT else None
    if place.lon is not None and place.lat is not None:
        at = (place.lon, place.lat)
    if at is None:
        return None
    parties = [item.name for item in entry.parties]
    return alike.Sighting(
        case_id=case_id,
        region=str(_case_of(entry).home_region),
        at=at,
        topic=entry.topic,
        law_source=entry.law_source,
        words=alike.words_of(entry.title, entry.summary, *parties),
        happened_on=entry.event_start.date() if entry.event_start is not None else None,
        group_id=group_id,
    )


def _verdicts(session: ReadSession) -> dict[tuple[int, int], PairVerdict]:
    rows = session.scalars(
        select(PairVerdict).options(joinedload(PairVerdict.decided_by)).order_by(PairVerdict.id)
    )
    return {(row.case_id, row.other_id): row for row in rows}


def _stands(verdict: PairVerdict, pair: alike.Alike) -> bool:
    return alike.is_still(verdict.words, pair.case.words) and alike.is_still(
        verdict.other_words, pair.other.words
    )


def _case_of(entry: Entry) -> Case:
    if entry.case is None:
        raise TypeError("an accepted entry has a case")
    return entry.case


def _number(entry: Entry) -> str:
    return _case_of(entry).case_no
