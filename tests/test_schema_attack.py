"""A short run of the attack by schema, and a portal it must catch."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse

from app.main import create_app
from tests import access_states
from tests.access_world import Rehearsal
from tests.attacks import schema_attack
from tests.conftest import START, Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from app.db import Database
    from app.settings import Settings


def test_a_short_run_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    """All operations of cases and flash reports, every role; `make nightly` runs them all."""
    assert schema_attack.main(["--count", "2", "--only", "/kasus"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["clean"] is True
    assert told["operations"] >= 8
    assert told["cases"] > 100
    assert told["reached"] > 20, "seeded ids reach real rows"


def test_a_portal_that_breaks_or_talks_is_caught(
    sqlite_database: Database, make_settings: Callable[..., Settings]
) -> None:
    world = access_states.build(sqlite_database, START)
    rehearsal = Rehearsal(sqlite_database.url)
    settings = make_settings(database_url=sqlite_database.url, province="99")
    app = create_app(settings, rehearsal, clock=Clock(START))

    def breaks(nomor: str) -> PlainTextResponse:
        if nomor.startswith("9902"):
            raise ZeroDivisionError
        return PlainTextResponse("kenari9902draf")

    app.add_api_route("/rusak/{nomor}", breaks)
    found = schema_attack.attack(app, world, count=20, start=1, roles=["op"], only="/rusak")
    assert found.server_errors
    assert found.overheard
    rehearsal.dispose()
