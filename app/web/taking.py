"""Files and work at the door: counted for the day, looked at by the scanner, given out if free.

Written without `from __future__ import annotations`: FastAPI reads the types.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.params import Depends as DependsMark

from app.access.quotas import Work, allowance, spend
from app.access.scope import Actor
from app.db import Database, ReadSession
from app.files import FileStore
from app.intake.attached import Accepted
from app.scanning.gate import Gate, scanner_of
from app.scanning.verdicts import must_be_free
from app.settings import Settings
from app.web.deps import Now, Setup, SignedIn, Store


def gate_of(database: Database, actor: Actor, settings: Settings, now: datetime) -> Gate:
    """Count one upload of the person's day and return the gate its bytes go through.

    Raises:
        TooManyAttempts: the day's limit is reached.
    """
    spend(database, actor, Work.UPLOAD, allowance(settings, Work.UPLOAD), now)
    scanner = scanner_of(settings, settings.scanner_gate_seconds)
    return Gate(scanner, database, actor, now)


def accept_through(
    gate: Gate, accept: Callable[[bytes, int], Accepted], data: bytes, limit: int
) -> Accepted:
    """Show a file to the scanner before it is opened, and what was made of it as well.

    Raises:
        TooLarge: more bytes than `limit`.
        Unreadable: the scanner found something, or `accept` refuses the file.
    """
    if len(data) <= limit:
        gate.let_in(data)
    accepted = accept(data, limit)
    if accepted.data != data:
        gate.let_in(accepted.data)
    return accepted


class Given:
    """Stored files on their way out: each is asked about before it is read."""

    def __init__(self, files: FileStore, policy: str) -> None:
        """Say where the files lie and whether unscanned ones may be given."""
        self.files, self._policy = files, policy

    def get(self, session: ReadSession, sha256: str, *also: str | None) -> bytes:
        """Read a file that may be given; `also` are other names of the same file.

        Raises:
            Conflict: something harmful is in it, or it has to be scanned first.
            NotFound: it is not there.
        """
        must_be_free(session, self._policy, sha256, *also)
        return self.files.get(sha256)

    def picture(self, session: ReadSession, thumbnail: str, *of: str | None) -> bytes:
        """Read the small picture of a file: the portal drew it, so it has no verdict of its own.

        Raises:
            Conflict: see `get`.
            NotFound: it is not there.
        """
        must_be_free(session, self._policy, *of)
        return self.files.get(thumbnail)

    def original(self, session: ReadSession, sha256: str, original: str | None) -> bytes:
        """Read what came, when something else is what readers get.

        Raises:
            Conflict: see `get`.
            NotFound: it is not there.
        """
        must_be_free(session, self._policy, sha256, original)
        return self.files.sealed.get(original) if original else self.files.get(sha256)


class _Given:
    """Finds the stored files."""

    async def __call__(self, settings: Setup) -> Given:
        """Return them with the policy in force."""
        return Given(FileStore(settings.files), settings.scanner_policy)


GivenFiles = Annotated[Given, Depends(_Given())]


class _Spends:
    """Counts one piece of work of the person's day before the handler begins."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def __call__(
        self, request: Request, actor: SignedIn, store: Store, settings: Setup, now: Now
    ) -> None:
        """Count it.

        Raises:
            TooManyAttempts: the day's limit is reached.
        """
        if request.method == "HEAD":
            return
        spend(store, actor, self._work, allowance(settings, self._work), now)


def spends(work: Work) -> DependsMark:
    """Mark a route whose answers are counted by the day; it stands after the route's rule."""
    return DependsMark(_Spends(work))
