"""The retention schedule as the administrator reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.files import FileStore
from app.retention.running import carry_out
from app.retention.schedule import SCHEDULE
from app.web.pages.admin_retention import kept_words
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.testclient import TestClient

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock

    Enter = Callable[..., None]

HERE = "/admin/retensi"


@pytest.fixture
def settings(make_settings: Callable[..., Settings], database: Database) -> Settings:
    """Settings of the invented province."""
    return make_settings(database_url=database.url, province="99")


@pytest.fixture
def admin(client: TestClient, enter: Enter) -> TestClient:
    enter(client, "admin")
    return client


def test_every_line_stands_there_with_its_basis(admin: TestClient, people: Database) -> None:
    text = admin.get(HERE).text
    for line in SCHEDULE:
        assert line.label in text
        assert kept_words(line) in text
    assert "Belum pernah dijalankan." in text
    assert "petakonflik retensi --jalankan" in text


def test_the_last_run_is_told(
    admin: TestClient, people: Database, settings: Settings, clock: Clock
) -> None:
    carry_out(people, FileStore(settings.files), "retensi", factories.MOMENT)
    assert "oleh retensi: 0 baris dihapus" in admin.get(HERE).text


def test_times_are_written_in_the_unit_that_fits() -> None:
    words = {line.code: kept_words(line) for line in SCHEDULE}
    assert words["laporan"] == "10 tahun"
    assert words["draf"] == "1 tahun"
    assert words["asli-dihapus"] == "1 jam"
    assert words["masuk"] == "12 jam"
    assert words["unggahan-ditolak"] == "tidak disimpan"
