"""What the province's pages start from: a quarter, or one regency's report, and who looks.

Written without `from __future__ import annotations`: FastAPI reads the types.
"""

from typing import Annotated

from fastapi import Depends, Path

from app.errors import NotFound
from app.web.deps import Now, SignedIn, Store
from app.web.pages.report_room import Asked, QuarterOf


def _of_quarter(quarter: QuarterOf, actor: SignedIn, store: Store, now: Now) -> Asked:
    return Asked(quarter, "", actor, store, now)


QuarterDesk = Annotated[Asked, Depends(_of_quarter)]


def _of_regency(asked: QuarterDesk, kode: Annotated[str, Path(max_length=13)]) -> Asked:
    return meant(asked, kode)


RegencyDesk = Annotated[Asked, Depends(_of_regency)]


def meant(asked: Asked, code: str) -> Asked:
    """Return the same request about one regency.

    Raises:
        NotFound: this is no code of a regency, or it lies outside the reader's scope.
    """
    if code.count(".") != 1 or not asked.actor.scope.covers(code):
        raise NotFound
    return Asked(asked.quarter, code, asked.actor, asked.store, asked.now)
