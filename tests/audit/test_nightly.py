"""The worker's nightly look: keeps its verdict, seals what is whole, finds a tail cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from app import audit
from app.audit import inspection
from app.audit.inspection import Verdict
from app.audit.nightly import watch
from app.signing import Keyring
from tests.audit.tampering import unlocked

if TYPE_CHECKING:
    from pathlib import Path

    from app.db import Database
    from tests.conftest import Clock


def test_a_tail_cut_by_day_is_found_by_night(
    sqlite_database: Database, clock: Clock, tmp_path: Path
) -> None:
    folder, keyring = tmp_path / "segel", Keyring(tmp_path / "kunci")

    def night() -> inspection.Inspection:
        return watch(sqlite_database, folder, keyring, clock.forward(days=1))

    assert night().verdict is Verdict.WHOLE  # nothing there yet
    for number in range(4):
        with sqlite_database.write() as session:
            audit.record(session, "uji", "uji.catat", str(number), now=clock())
    assert night().verdict is Verdict.WHOLE
    with unlocked(sqlite_database) as connection:
        connection.execute(sa.text("DELETE FROM audit_event WHERE id > 2"))
    found = night()
    assert (found.verdict, found.rows) == (Verdict.BROKEN, 2)
    with sqlite_database.read() as session:
        told = inspection.last_check(session)
    assert told == {"putusan": "BROKEN", "nomor": 2, "waktu": clock()}
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["segel-000000000.json", "segel-000000004.json"]  # nothing broken is sealed


def test_a_seal_somebody_changed_is_no_excuse(
    sqlite_database: Database, clock: Clock, tmp_path: Path
) -> None:
    folder, keyring = tmp_path / "segel", Keyring(tmp_path / "kunci")
    watch(sqlite_database, folder, keyring, clock())
    (folder / "segel-000000000.json").write_text("{}")
    assert watch(sqlite_database, folder, keyring, clock()).verdict is Verdict.SEAL_UNFIT
