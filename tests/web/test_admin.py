"""Administration over HTTP: periods, boundaries, the trail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app import audit
from app.model.period import Obligation, Period, PeriodStatus
from app.model.record import PortalFact
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.testclient import TestClient

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock

    Enter = Callable[..., None]


@pytest.fixture
def settings(make_settings: Callable[..., Settings], database: Database) -> Settings:
    """Settings of the invented province."""
    return make_settings(database_url=database.url, province="99")


@pytest.fixture
def admin(client: TestClient, enter: Enter) -> TestClient:
    enter(client, "admin")
    return client


# --- periods -----------------------------------------------------------------------------------


def test_the_next_quarter_is_opened_once(admin: TestClient, people: Database) -> None:
    form = {"kunci": "k1"}
    assert "Buka Triwulan IV 2026" in admin.get("/admin/periode").text
    for _ in range(2):
        assert admin.post("/admin/periode", data=form).status_code == 303
    with people.read() as session:
        assert session.scalar(select(func.count()).select_from(Period)) == 1
        assert session.scalar(select(func.count()).select_from(Obligation)) == 3
    assert "Buka Triwulan I 2027" in admin.get("/admin/periode").text


def test_dates_are_moved_and_wrong_ones_come_back(admin: TestClient, people: Database) -> None:
    admin.post("/admin/periode", data={"kunci": "k1"})
    page = "/admin/periode/2026-tw4"
    typed = re.findall(r'name="(\w+_on)" type="text" value="([^"]+)"', admin.get(page).text)
    dates = dict(typed)
    assert len(dates) == 5
    assert admin.post(page, data=dates | {"due_on": "12/01/2027"}).status_code == 303
    with people.read() as session:
        due_on = session.scalars(select(Period.due_on)).one()
    assert due_on.isoformat() == "2027-01-12"
    for wrong in ("31/02/2027", "kapan-kapan", "", "12/01/2020"):
        answer = admin.post(page, data=dates | {"due_on": wrong})
        assert answer.status_code == 422
        assert f'value="{wrong}"' in answer.text
    for absent in ("/admin/periode/2026-tw3", "/admin/periode/2026-tw9", "/admin/periode/x"):
        assert admin.get(absent).status_code == 404


def test_a_quarter_is_locked_and_reopened(admin: TestClient, people: Database) -> None:
    admin.post("/admin/periode", data={"kunci": "k1"})
    for status in (PeriodStatus.TERKUNCI, PeriodStatus.DIBUKA):
        admin.post("/admin/periode/2026-tw4/status", data={"status": status.value})
        with people.read() as session:
            assert session.scalars(select(Period.status)).one() is status
    answer = admin.post("/admin/periode/2026-tw4/status", data={"status": "APA SAJA"})
    assert answer.status_code == 422


# --- boundaries, the trail, the frame ----------------------------------------------------------


def test_boundaries_and_what_is_made_up_are_named(admin: TestClient, people: Database) -> None:
    assert "Belum ada batas wilayah" in admin.get("/admin/wilayah").text
    with people.write() as session:
        factories.make_boundary_set(session)
        session.add(PortalFact(name="sample", value="ya"))
    html = admin.get("/admin/wilayah").text
    assert "Berlaku" in html
    assert "Batas wilayah perkiraan" in html
    assert "Data contoh" in html
    assert "Sumber batas wilayah: rekaan" in html


def test_the_trail_is_paged_and_filtered(
    admin: TestClient, people: Database, clock: Clock
) -> None:
    with people.write() as session:
        for number in range(120):
            action = "laporan.kirim" if number % 2 else "uji.lain"
            audit.record(session, "uji", action, f"nomor-{number:03d}", now=clock())
    first = admin.get("/admin/log").text
    assert first.count("nomor-") == 50
    assert "nomor-119" in first
    older = re.search(r'href="(/admin/log\?sebelum=\d+)"', first)
    assert older is not None
    assert "nomor-069" in admin.get(older[1]).text
    sent = admin.get("/admin/log?tindakan=laporan.kirim&pelaku=uji").text
    assert sent.count("nomor-") == 50
    assert "nomor-118" not in sent
    assert "Mengirim laporan" in sent
    assert "Tidak ada yang cocok" in admin.get("/admin/log?pelaku=%25").text
    assert admin.get("/admin/log?sebelum=0").status_code == 422


def test_an_auditor_sees_the_trail_and_no_administration(client: TestClient, enter: Enter) -> None:
    enter(client, "auditor")
    html = client.get("/admin/log").text
    assert 'href="/admin/log" aria-current="page"' in html
    assert "/pengguna" not in html
    assert client.get("/pengguna").status_code == 403
