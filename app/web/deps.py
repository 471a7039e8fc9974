"""What a handler may ask for, and the one rule every route carries.

Handlers are written without `from __future__ import annotations`: FastAPI reads the types.

A plain function that FastAPI depends on costs a change of threads, and behind busy threads each
change is a wait. So only what reads from the database is one; what merely looks something up is
an object with a coroutine `__call__`, which runs where it is called.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from fastapi.params import Depends as DependsMark

from app.access.scope import Actor, Permission
from app.access.sign_in import Lifetimes
from app.db import Database, ReadSession, WriteSession
from app.errors import Forbidden
from app.settings import Settings
from app.web.visitor import load_visitor

Clock = Callable[[], datetime]
PASSWORD_PAGE = "/akun/sandi"  # noqa: S105 - an address


class SignInNeeded(Exception):
    """Nobody is signed in, or the session has ended; `ended` tells which."""

    def __init__(self, *, ended: bool) -> None:
        """Remember whether there was a session."""
        super().__init__()
        self.ended = ended


class PasswordChangeNeeded(Exception):
    """The person still has a password somebody else has seen."""


class LookUp:
    """Something at hand: `find` gets the application's state, and must not wait for anything."""

    def __init__(self, find: Callable[[Any], Any]) -> None:
        """Say where it is found."""
        self._find = find

    async def __call__(self, request: Request) -> Any:
        """Find it."""
        return self._find(request.app.state)


Store = Annotated[Database, Depends(LookUp(lambda state: state.database))]
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


class Rule:
    """Who may enter a route."""


class Everybody(Rule):
    """Open to the world: the sign-in page, static files, health."""

    async def __call__(self) -> None:
        """Let everybody pass."""


class People(Rule):
    """Open to people who are signed in and have one of the permissions, if any is named."""

    def __init__(self, permissions: tuple[Permission, ...], *, old_password: bool) -> None:
        """Name the permissions; `old_password` lets a person in who must change theirs."""
        self.permissions = permissions
        self.old_password = old_password

    async def __call__(self, actor: SignedIn) -> None:
        """Let the person pass.

        Raises:
            Forbidden: none of the permissions is theirs.
            PasswordChangeNeeded: the first password is still in use.
        """
        if actor.must_change_password and not self.old_password:
            raise PasswordChangeNeeded
        if self.permissions and not any(actor.may(known) for known in self.permissions):
            raise Forbidden("Halaman ini bukan untuk peran Anda.")


def public() -> DependsMark:
    """Rule of a route that is open to the world."""
    return DependsMark(Everybody())


def signed_in(*, old_password: bool = False) -> DependsMark:
    """Rule of a route for everybody who is signed in."""
    return DependsMark(People((), old_password=old_password))


def requires(*permissions: Permission) -> DependsMark:
    """Rule of a route for people with at least one of the permissions."""
    if not permissions:
        raise ValueError("name a permission, or use signed_in()")
    return DependsMark(People(permissions, old_password=False))
