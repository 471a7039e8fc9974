"""Logs of every part in one form: lines for people in a trial, JSON in production.

A line holds only the fields of `FIELDS`, and of another library's message only its pattern: what
was filled into it may be what somebody wrote.

An exception is written as its kind and the places in the code it passed, never its message: a
database error quotes the row it failed on, and rows are not for logs.
"""

from __future__ import annotations

import logging
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor, WrappedLogger

_QUIET = ("alembic", "huey", "pikepdf", "uvicorn", "uvicorn.error")
# Every field a line may have; codes, counts and ids of rows, never a text of a report.
FIELDS = frozenset(
    {
        "code",
        "edition_id",
        "error",
        "event",
        "exception",
        "fault",
        "files",
        "level",
        "logger",
        "method",
        "notice_id",
        "passed",
        "places",
        "request_id",
        "route",
        "status",
        "timestamp",
    }
)
_LONGEST = 200
_ROOT = Path(__file__).resolve().parent.parent


def configure(*, production: bool) -> None:
    """Send the logs of the portal and of its libraries to standard error."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _places_only,
        _known_fields,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if production
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_pattern_only, *shared],
            use_get_message=False,
            pass_foreign_args=True,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    # A stream that cannot be written to must not print what was to be logged.
    logging.raiseExceptions = False
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _places_only(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replace an exception by its kind and the places it passed."""
    found = event.pop("exc_info", None)
    if isinstance(found, tuple):
        found = found[1]
    if isinstance(found, BaseException):
        frames = traceback.extract_tb(found.__traceback__)
        event["exception"] = type(found).__qualname__
        event["passed"] = [f"{_short(f.filename)}:{f.lineno} {f.name}" for f in frames[-12:]]
    return event


def _pattern_only(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Keep the pattern of another library's message, without what was filled in."""
    record, filled_in = event.get("_record"), event.pop("positional_args", ())
    if isinstance(record, logging.LogRecord):
        event["event"] = str(record.msg)[:_LONGEST] if filled_in else _bare(record)
    return event


def _bare(record: logging.LogRecord) -> str:
    """A message put together beforehand may hold anything: say where it came from instead."""
    return f"{record.levelname.lower()} {record.funcName}:{record.lineno}"


def _known_fields(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Drop every field that is not on the list; what is handed on between processors stays."""
    for name in [name for name in event if name not in FIELDS and not name.startswith("_")]:
        del event[name]
    return event


def _short(file_name: str) -> str:
    path = Path(file_name)
    return str(path.relative_to(_ROOT)) if path.is_relative_to(_ROOT) else path.name
