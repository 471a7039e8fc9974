"""The desk where uploaded boundary files are checked: one at a time, the last report at hand."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from app.areas.waiting import WaitingFiles

if TYPE_CHECKING:
    from fastapi import Request

    from app.areas.code_book import KnownRegion
    from app.areas.report import BoundaryReport
    from app.db import Database
    from app.model.area_code import AreaCode

    Regions = dict[AreaCode, KnownRegion]


@dataclass(frozen=True, slots=True)
class Question:
    """Which waiting file is meant, what its sender calls it, and which columns to read."""

    sha256: str
    file_name: str
    code_column: str = ""
    name_column: str = ""


class BoundaryDesk:
    """Checks waiting files as `wilayah muat` does.

    A check takes seconds and much memory, so a second one waits for the first; the page, its
    picture and the decision ask for the same report, so the last one is kept.
    """

    def __init__(self, database: Database, waiting: WaitingFiles, province: str) -> None:
        """Check files of one province against the stored code list."""
        self.waiting = waiting
        self._database = database
        self._province = province
        self._lock = Lock()
        self._last: tuple[Question, Regions, BoundaryReport] | None = None

    def report(self, question: Question) -> BoundaryReport:
        """Check a waiting file; no transaction is open meanwhile.

        Raises:
            NotFound: the file does not wait here (any more).
        """
        from app.areas.code_book import code_book  # noqa: PLC0415 - few processes ever need it
        from app.areas.inspect import inspect_file  # noqa: PLC0415

        path = self.waiting.path(question.sha256)
        with self._lock:
            with self._database.read() as session:
                codes = code_book(session, self._province)
            # Another process may have loaded boundaries since: the codes prove the report current.
            if self._last is None or self._last[:2] != (question, codes.regions):
                self._last = None
                report = inspect_file(
                    path,
                    codes=codes,
                    code_column=question.code_column,
                    name_column=question.name_column,
                    file_name=question.file_name,
                )
                self._last = question, codes.regions, report
            return self._last[2]

    def discard(self, sha256: str) -> None:
        """Throw a waiting file away, and what is known about it."""
        self.waiting.discard(sha256)
        with self._lock:
            self._last = None


def desk_of(request: Request) -> BoundaryDesk:
    """Return the desk of this process, made the first time it is asked for."""
    state = request.app.state
    if not hasattr(state, "boundary_desk"):
        settings = state.settings
        waiting = WaitingFiles(settings.data)
        state.boundary_desk = BoundaryDesk(state.database, waiting, settings.province)
    found: BoundaryDesk = state.boundary_desk
    return found
