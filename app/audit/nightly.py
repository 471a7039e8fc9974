"""The worker's nightly look at the trail: held against the seals of the nights before."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import structlog

from app.audit import inspection
from app.files import write_whole

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from app.db import Database
    from app.signing import Keyring

_log = structlog.get_logger(__name__)


def watch(
    database: Database, folder: Path, keyring: Keyring, now: datetime
) -> inspection.Inspection:
    """Inspect the trail, keep the verdict for its page, and seal the head when all is well.

    These seals lie on the same server: they find a cut-off tail in the database, not somebody
    who owns the server. For that `audit segel` is kept elsewhere.
    """
    contents = {path.name: path.read_bytes() for path in folder.glob("*.json")}
    seals, wrong = inspection.read_seals(contents, keyring.public())
    with database.read() as session:
        found = inspection.inspect(session, seals)
        document = inspection.seal(session, keyring, now)
    if found.verdict is inspection.Verdict.WHOLE and wrong:
        unfit = inspection.Verdict.SEAL_UNFIT
        found = inspection.Inspection(unfit, found.rows, " ".join(wrong))
    with database.write() as session:
        inspection.remember(session, found, now)
    if found.verdict is not inspection.Verdict.WHOLE:
        _log.error("log tidak utuh", verdict=found.verdict.name, rows=found.rows)
        return found
    folder.mkdir(parents=True, exist_ok=True)
    name = f"segel-{document['nomor']:09d}.json"
    write_whole(folder / name, json.dumps(document, sort_keys=True).encode())
    return found
