"""The portal's own command line, with one guard taken out: what an attack must notice.

`python -m tests.attacks.weak_portal WEAKNESS serve ...` is `petakonflik serve ...` without that
guard. An attack that finds nothing here proves nothing about the real portal.
"""

from __future__ import annotations

import resource
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LATE_SECONDS = 1.0
_MOST_MEMORY = 2 * 1024**3


def answer_before_commit() -> None:
    """Answer to a file first and commit a moment later."""
    from sqlalchemy import event

    from app import db
    from app.model.report import Attachment, Upload

    def note(session: db.WriteSession, *_: object) -> None:
        if any(isinstance(row, Attachment | Upload) for row in session.new):
            session.info["holds a file"] = True

    @contextmanager
    def write(self: db.Database) -> Iterator[db.WriteSession]:
        session = db.WriteSession(self.writer)
        work = session.begin()
        event.listen(session, "before_flush", note)
        try:
            yield session
            session.flush()
        except BaseException:
            session.close()
            raise

        def finish() -> None:
            work.commit()
            session.close()

        if session.info.get("holds a file"):
            timer = threading.Timer(_LATE_SECONDS, finish)
            timer.daemon = True
            timer.start()
        else:
            finish()

    db.Database.write = write  # type: ignore[assignment,method-assign]


def forget_keys() -> None:
    """Take a form sent twice for two forms."""
    from app.web import once

    def never(*_: Any) -> None:
        return None

    once.already = never  # type: ignore[assignment]


def leave_leftovers() -> None:
    """Never clear away what a crash left half-written."""
    from app.cli import serving

    serving.sweep_partials = lambda _folder: 0


def open_gate() -> None:
    """Let the reader have every file, whatever the gate would say of it."""
    from app.intake import gate, workbook
    from app.intake import sandbox as box
    from app.reports import uploads

    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))  # for the machine's sake

    def unchecked(data: bytes, _name: str = "", *, limit: int = 0) -> Any:
        del data, limit
        return gate.Inspection(())

    uploads.check_workbook_file = lambda *_args, **_named: None
    gate.inspect_workbook = workbook.inspect_workbook = unchecked
    box.Sandbox.ask = _in_this_process  # type: ignore[method-assign]


def _in_this_process(self: Any, body: bytes) -> bytes:
    """Read where everybody is served: without limits, and whoever dies takes all along."""
    from app.intake import worker_read

    del self
    return worker_read._answer(body)


WEAKNESSES: dict[str, Callable[[], None]] = {
    "answer-before-commit": answer_before_commit,
    "forget-keys": forget_keys,
    "leave-leftovers": leave_leftovers,
    "open-gate": open_gate,
}


def main() -> None:
    """Take the guard out before anything of the portal is imported that uses it."""
    weakness = sys.argv.pop(1)
    WEAKNESSES[weakness]()
    from app import cli

    cli.main()


if __name__ == "__main__":
    main()
