"""What a handler may ask for, and the one rule every route carries.

Handlers are written without `from __future__ import annotations`: FastAPI reads the types.

A plain function that FastAPI depends on costs a change of threads, and behind busy threads each
change is a wait. So only what reads from the database is one; what merely looks something up is
an object with a coroutine `__call__`, which runs where it is called.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from fastapi.params import Depends as DependsMark

from app.access.reach import reach_of, reach_over_accounts
from app.access.scope import Actor, Owed, Permission
from app.access.sign_in import Lifetimes
from app.db import Database, ReadSession, WriteSession
from app.errors import Forbidden
from app.settings import Settings
from app.web.visitor import load_visitor

Clock = Callable[[], datetime]


class SignInNeeded(Exception):
    """Nobody is signed in, or the session has ended; `ended` tells which."""

    def __init__(self, *, ended: bool) -> None:
        """Remember whether there was a session."""
        super().__init__()
        self.ended = ended


class StillOwed(Exception):
    """The person is known, but something has to come first; `owed` says what."""

    def __init__(self, owed: Owed) -> None:
        """Remember what it is."""
        super().__init__()
        self.owed = owed


class LookUp:
    """Something at hand: `find` gets the application's state, and must not wait for anything."""

    def __init__(self, find: Callable[[Any], Any]) -> None:
        """Say where it is found."""
        self._find = find

    async def __call__(self, request: Request) -> Any:
        """Find it."""
        return self._find(request.app.state)


class _WithinReach:
    """The database as far as the person behind the request reaches; nobody reaches nothing.

    The rule of a route finds the person before anything else is looked up (`app.web.visitor`).
    """

    async def __call__(self, request: Request) -> Database:
        """Narrow the portal's database."""
        database: Database = request.app.state.database
        known = getattr(request.state, "visitor", None)
        actor = known.actor if known is not None else None
        return database if actor is None else database.within(reach_of(actor))


Store = Annotated[Database, Depends(_WithinReach())]
Setup = Annotated[Settings, Depends(LookUp(lambda state: state.settings))]
Now = Annotated[datetime, Depends(LookUp(lambda state: state.clock()))]
# For an answer's `background`, which runs after the commit: BackgroundTask(send, edition.id).
EditionSender = Annotated[Callable[[int], None], Depends(LookUp(lambda state: state.send_edition))]
SessionLife = Annotated[Lifetimes, Depends(LookUp(lambda state: Lifetimes.of(state.settings)))]
Id = Annotated[int, Path(ge=1, le=2**31 - 1)]


def _read(database: Store) -> Iterator[ReadSession]:
    with database.read() as session:
        yield session


def _write(database: Store) -> Iterator[WriteSession]:
    with database.write() as session:
        yield session


# scope="function": the commit comes before the answer. FastAPI's default answers 200 and commits
# later, so that a failing commit loses acknowledged work.
Reads = Annotated[ReadSession, Depends(_read, scope="function")]
Writes = Annotated[WriteSession, Depends(_write, scope="function")]


def _find_actor(request: Request, now: Now) -> Actor | None:
    return load_visitor(request, now).actor


Visitor = Annotated[Actor | None, Depends(_find_actor)]


class _MustBeSomebody:
    """The person behind a request."""

    async def __call__(self, request: Request, visitor: Visitor) -> Actor:
        """Return the person.

        Raises:
            SignInNeeded: there is none.
        """
        if visitor is None:
            raise SignInNeeded(ended=request.state.visitor.session_ended)
        return visitor


SignedIn = Annotated[Actor, Depends(_MustBeSomebody())]


def _read_accounts(database: Store, actor: SignedIn) -> Iterator[ReadSession]:
    with database.within(reach_over_accounts(actor)).read() as session:
        yield session


def _write_accounts(database: Store, actor: SignedIn) -> Iterator[WriteSession]:
    with database.within(reach_over_accounts(actor)).write() as session:
        yield session


# For the pages of accounts, where work moves with the people it lies with.
AccountReads = Annotated[ReadSession, Depends(_read_accounts, scope="function")]
AccountWrites = Annotated[WriteSession, Depends(_write_accounts, scope="function")]


class Rule:
    """Who may enter a route."""


class Everybody(Rule):
    """Open to the world: the sign-in page, static files, health."""

    async def __call__(self) -> None:
        """Let everybody pass."""


class People(Rule):
    """Open to people who are signed in and have one of the permissions, if any is named.

    The one place that decides what half a sign-in opens: nothing, unless the route says so.
    """

    def __init__(self, permissions: tuple[Permission, ...], owing: tuple[Owed, ...] = ()) -> None:
        """Name the permissions; `owing` lets people in who still owe this."""
        self.permissions = permissions
        self.owing = owing

    async def __call__(self, actor: SignedIn) -> None:
        """Let the person pass.

        Raises:
            Forbidden: none of the permissions is theirs.
            StillOwed: the second factor, another password or an enrolment comes first.
        """
        if actor.owes is not Owed.NOTHING and actor.owes not in self.owing:
            raise StillOwed(actor.owes)
        if self.permissions and not any(actor.may(known) for known in self.permissions):
            raise Forbidden("Halaman ini bukan untuk peran Anda.")


class ProvedPeople(Rule):
    """The same, for acts after which much is lost: the second factor must have been shown lately.

    Nothing more is asked of people who have none.
    """

    def __init__(self, people: People) -> None:
        """Say for which people."""
        self.people = people

    async def __call__(self, actor: SignedIn, settings: Setup, now: Now) -> None:
        """Let the person pass.

        Raises:
            Forbidden: none of the permissions is theirs.
            StillOwed: the second factor was shown too long ago, or something else comes first.
        """
        await self.people(actor)
        lately = now - timedelta(minutes=settings.proof_minutes)
        if actor.has_factor and (actor.proved_at is None or actor.proved_at < lately):
            raise StillOwed(Owed.FACTOR)


def public() -> DependsMark:
    """Rule of a route that is open to the world."""
    return DependsMark(Everybody())


def signed_in(*owing: Owed) -> DependsMark:
    """Rule of a route for everybody who is signed in, even if they still owe what is named."""
    return DependsMark(People((), owing))


def requires(*permissions: Permission, lately: bool = False) -> DependsMark:
    """Rule of a route for people with at least one of the permissions.

    With `lately`, those who have a second factor must have shown it within minutes.
    """
    if not permissions:
        raise ValueError("name a permission, or use signed_in()")
    people = People(permissions)
    return DependsMark(ProvedPeople(people) if lately else people)


def own_factor(*, lately: bool = False) -> DependsMark:
    """Rule of the pages where a person's own second factor is put on or taken off."""
    people = People((Permission.ACCOUNT_OWN,), (Owed.ENROLMENT, Owed.PASSKEY))
    return DependsMark(ProvedPeople(people) if lately else people)
