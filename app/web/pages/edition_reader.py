"""Who reads an edition, with what they read it from: one thing to ask for instead of five."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends

from app.access.scope import Actor
from app.db import ReadSession
from app.web.deps import Now, Reads, SignedIn
from app.web.pages.edition_files import EditionShelf, Shelf
from app.web.pages.edition_sight import Sight
from app.web.pages.report_room import day_in


@dataclass(frozen=True, slots=True)
class Reader:
    """One request about editions: by whom, when, and from which database and files."""

    actor: Actor
    session: ReadSession
    shelf: Shelf
    now: datetime

    @property
    def sight(self) -> Sight:
        """How much the person sees."""
        return Sight.of(self.actor)

    @property
    def today(self) -> date:
        """Today where the person is."""
        return day_in(self.now, self.actor.zone)


class _ReaderOf:
    """Puts a reader together."""

    async def __call__(
        self, actor: SignedIn, session: Reads, shelf: EditionShelf, now: Now
    ) -> Reader:
        """Put it together."""
        return Reader(actor, session, shelf, now)


EditionReader = Annotated[Reader, Depends(_ReaderOf())]
