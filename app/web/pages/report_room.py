"""What every page of a report starts from: whose report, which quarter, which version, who looks.

Written without `from __future__ import annotations`: FastAPI reads the types.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Path, Query, Request

from app.access.scope import DEFAULT_ZONE, Actor, Permission
from app.areas.locate import LocatorShelf
from app.db import Database, ReadSession, WriteSession
from app.errors import Conflict, NotFound
from app.files import FileStore
from app.model.quarter import Quarter
from app.model.region import Office
from app.model.report import Revision, State
from app.model.working_time import working_day_after
from app.reports import drafts
from app.reports.history import QuarterRecord, record_of
from app.reports.holidays import days_off
from app.web.deps import Now, Setup, SignedIn, Store
from app.web.forms import Fields
from app.web.once import already, remember

_NOT_SENT = frozenset({State.DRAF, State.MENUNGGU_PENGESAHAN})
_REVIEW_DAYS = 5
_BY_FORM = frozenset({"WEB", "LURING"})
CHANGED_MEANWHILE = (
    "Laporan ini berubah sejak Anda membuka halaman ini, mungkin oleh rekan Anda. Perubahan Anda "
    "belum disimpan dan tidak ada yang tertimpa."
)


def _quarter(t: Annotated[str, Path(max_length=12)]) -> Quarter:
    try:
        return Quarter.parse(t)
    except ValueError:
        raise NotFound from None


def _region(actor: SignedIn, wilayah: Annotated[str, Query(max_length=13)] = "") -> str:
    """Return the regency meant: one's own, or the one the province names in the address."""
    code = wilayah or (actor.region_code if actor.is_regency else "")
    if not actor.scope.covers(code) or code.count(".") != 1:
        raise NotFound
    return code


def _shelf(request: Request) -> LocatorShelf:
    """Return the spatial index of this process, built the first time it is asked for."""
    state = request.app.state
    if not hasattr(state, "shelf"):
        state.shelf = LocatorShelf()
    found: LocatorShelf = state.shelf
    return found


def _files(settings: Setup) -> FileStore:
    return FileStore(settings.files)


QuarterOf = Annotated[Quarter, Depends(_quarter)]
RegionOf = Annotated[str, Depends(_region)]
Shelf = Annotated[LocatorShelf, Depends(_shelf)]
Files = Annotated[FileStore, Depends(_files)]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request about a report: which, by whom, when, and on which database."""

    quarter: Quarter
    region_code: str
    actor: Actor
    store: Database
    now: datetime

    @property
    def today(self) -> date:
        """Today where the person is."""
        return day_in(self.now, self.actor.zone)

    def path(self, rest: str = "") -> str:
        """Return the address of a page of this report, for the same reader."""
        tail = f"/{rest}" if rest else ""
        query = "" if self.actor.is_regency else f"?wilayah={self.region_code}"
        return f"/laporan/{self.quarter.slug}{tail}{query}"

    def room(self, session: ReadSession, number: int | None = None) -> "Room":
        """Load the report.

        Raises:
            NotFound: nothing is owed, or the version is not for this reader.
        """
        record = record_of(session, self.actor.scope, self.quarter, self.region_code, self.today)
        return self._room(session, record, number)

    def room_among(self, session: ReadSession, every: Sequence[QuarterRecord]) -> "Room":
        """Return the report out of every quarter's, loaded before for the same reader and day.

        Raises:
            NotFound: nothing is owed.
        """
        record = next((item for item in every if item.quarter == self.quarter), None)
        if record is None:
            raise NotFound
        return self._room(session, record)

    def _room(
        self, session: ReadSession, record: QuarterRecord, number: int | None = None
    ) -> "Room":
        office = session.get_one(Office, record.obligation.region_code)
        return Room(self, record, office, _visible(self.actor, record, number), days_off(session))


def _asked(
    quarter: QuarterOf, region_code: RegionOf, actor: SignedIn, store: Store, now: Now
) -> Asked:
    return Asked(quarter, region_code, actor, store, now)


AskedReport = Annotated[Asked, Depends(_asked)]


@dataclass(frozen=True, slots=True)
class Room:
    """A report as one reader may see it; `revision` is what is shown, None before the first."""

    asked: Asked
    record: QuarterRecord
    office: Office
    revision: Revision | None
    holidays: frozenset[date] = frozenset()

    def review_by(self, day: date) -> date:
        """Return the day by which the other side acts: five working days after a day."""
        return working_day_after(day, _REVIEW_DAYS, self.holidays)

    @property
    def seen(self) -> list[Revision]:
        """Every version this reader may see, oldest first."""
        return _seen(self.asked.actor, self.record)

    @property
    def quarter(self) -> Quarter:
        """The quarter of the report."""
        return self.asked.quarter

    @property
    def version(self) -> int:
        """What a form carries so that a change in between is noticed; 0 before the first draft."""
        return 0 if self.revision is None else self.revision.lock_version

    @property
    def is_draft(self) -> bool:
        """Tell whether the version shown can be changed."""
        return self.revision is not None and self.revision.state is State.DRAF

    @property
    def by_form(self) -> bool:
        """Tell whether the last content came through the form, so that it is mended there."""
        return self.revision is not None and self.revision.channel in _BY_FORM

    def path(self, rest: str = "") -> str:
        """Return the address of a page of this report."""
        return self.asked.path(rest)

    def shown(self) -> Revision:
        """Return the version shown.

        Raises:
            NotFound: there is none yet.
        """
        if self.revision is None:
            raise NotFound
        return self.revision


def _seen(actor: Actor, record: QuarterRecord) -> list[Revision]:
    return [item for item in record.versions if actor.is_regency or item.state not in _NOT_SENT]


def _visible(actor: Actor, record: QuarterRecord, number: int | None) -> Revision | None:
    """Return the newest version for this reader: a draft is the regency's own until it is sent.

    Raises:
        NotFound: a version was named and there is no such one for this reader.
    """
    seen = _seen(actor, record)
    if number is None:
        last = seen[-1] if seen else None
        return None if last is not None and last.state is State.DITARIK else last
    for item in seen:
        if item.number == number:
            return item
    raise NotFound


def may_write(room: Room) -> bool:
    """Tell whether this person may write in the report: a draft, or the first word of one."""
    actor = room.asked.actor
    begins = room.revision is None and room.record.needs_work
    return (room.is_draft or begins) and actor.is_regency and actor.may(Permission.REPORT_DRAFT)


def act(asked: Asked, form: Fields, deed: Callable[[WriteSession], str]) -> str:
    """Do something once in a transaction of its own and return where to go on.

    A form sent twice does it once; when the deed raises, nothing of it is kept.
    """
    with asked.store.write() as session:
        known = already(session, asked.actor, form.key, form.sha256, asked.now)
        if known is not None:
            return known
        return remember(session, asked.actor, form.key, form.sha256, deed(session))


def check_version(revision: Revision | None, form: Fields) -> None:
    """Let a change pass when the report is still as the person saw it.

    Raises:
        Conflict: somebody changed it meanwhile, or the form does not say what was seen.
    """
    current = 0 if revision is None else revision.lock_version
    if form.text("versi") != str(current):
        raise Conflict(CHANGED_MEANWHILE)


def draft_in(session: WriteSession, asked: Asked, form: Fields) -> Revision:
    """Return the draft to change, started when there is none, if it is still as it was seen.

    Raises:
        Conflict: see `check_version` and `drafts.draft_of`.
    """
    check_version(asked.room(session).revision, form)
    return drafts.draft_of(session, asked.actor, asked.quarter, asked.region_code, asked.now)


def standing_draft(session: WriteSession, asked: Asked, form: Fields) -> Revision:
    """Return the version to act on, which must exist and be as it was seen."""
    revision = asked.room(session).shown()
    check_version(revision, form)
    return revision


def day_in(moment: datetime, zone: str = DEFAULT_ZONE) -> date:
    """Return the day of a moment in a zone."""
    return moment.astimezone(ZoneInfo(zone)).date()
