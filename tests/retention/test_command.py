"""`petakonflik retensi` counts by default and removes only when told to; the page shows both."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.cli import retention
from app.model.account import Role
from app.model.notice import Notice
from tests import factories
from tests.cli.test_commands import Keyboard, moved_to, opened, run
from tests.reports.story import NOW

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from app.db import Database

__all__ = ["run"]
LATER = NOW + timedelta(days=6 * 365)


def test_the_dry_run_is_the_default(
    run: Keyboard, tmp_path: Path, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_database.write() as session:
        factories.make_province(session)
        user = factories.make_user(session, Role.OPERATOR_KAB)
        factories.make_notice(session, user)
    place = moved_to(tmp_path, sqlite_database)
    monkeypatch.setattr(retention, "clock", lambda: LATER)
    dry = json.loads(run("retensi", "--json", data=place).stdout)
    assert dry["run"] is None
    due = {line["code"]: line["count"] for line in dry["due"]}
    assert due["surel"] == 1
    assert "Belum ada yang dihapus" in run("retensi", data=place).stderr
    assert kept(place) == 1
    ran = json.loads(run("retensi", "--jalankan", "--json", data=place).stdout)
    assert ran["run"] == {"counts": {"surel": 1}, "files": 0}
    assert kept(place) == 0


def kept(place: str) -> int:
    database = opened(place)
    with database.read() as session:
        count = len(session.scalars(select(Notice.id)).all())
    database.dispose()
    return count
