"""Limits on pages: all on one, refused without losing anything, lifted by the administrator."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.main import create_app
from app.model.account import Role
from app.model.entry import Entry
from tests import factories
from tests.intake import attachments as made
from tests.web.officer_helpers import main_text
from tests.web.province_desk import OPERATOR, Desk, desk
from tests.web.test_enclosures import HERE, PHOTO, REPORT

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.settings import Settings
    from tests.conftest import Clock

__all__ = ["desk"]


@pytest.fixture
def tight(desk: Desk, make_settings: Callable[..., Settings], clock: Clock) -> Desk:
    """A portal where two uploads, one download and one PDF a day are enough."""
    settings = make_settings(
        database_url=desk.story.database.url,
        province="99",
        uploads_per_person=2,
        exports_per_person=1,
        papers_per_person=1,
    )
    desk.app = create_app(settings, desk.story.database, clock)
    desk.story.upload(("P", "P-001", {}), ("U", "U-001", {}))
    with desk.story.database.write() as session:
        factories.make_user(session, Role.ADMIN, region="99", username="admin.99")
    return desk


def entries(desk: Desk) -> int:
    with desk.story.database.read() as session:
        return session.scalar(select(func.count()).select_from(Entry)) or 0


def test_an_upload_over_the_limit_keeps_what_was_typed(tight: Desk) -> None:
    operator, before = tight.enter(OPERATOR), entries(tight)

    def enclose(seed: int, status: int) -> str:
        fields = operator.form(HERE, HERE) | PHOTO
        photo = made.photo(seed=seed)
        answer = operator.client.post(HERE, data=fields, files={"berkas": ("a.jpg", photo)})
        assert answer.status_code == status, main_text(answer.text)[:300]
        return answer.text

    enclose(0, 303)
    enclose(1, 303)
    html = enclose(2, 429)
    assert "Batas hari ini tercapai: 2 berkas" in main_text(html)
    assert "9 Oktober 2026 pukul 00.00 WITA" in main_text(html)
    assert PHOTO["keterangan"] in html
    assert entries(tight) == before
    assert operator.upload(b"x", 429).status_code == 429
    shown = main_text(operator.open("/panduan/batas"))
    assert re.search(r"Berkas diunggah atau dilampirkan\s+2\s+2", shown), shown
    administrator = tight.enter("admin.99")
    page = administrator.open("/admin/pengaman")
    action = re.findall(r'action="(/admin/pengaman/\d+/longgarkan)"', page)[0]
    administrator.send("/admin/pengaman", action)
    enclose(3, 303)


@pytest.mark.parametrize("address", ["templat.xlsx", "surat.pdf"])
def test_a_refused_download_leads_to_the_limits(tight: Desk, address: str) -> None:
    operator = tight.enter(OPERATOR)
    assert operator.client.get(f"{REPORT}/{address}").status_code == 200
    answer = operator.client.get(f"{REPORT}/{address}")
    assert answer.status_code == 429
    assert "mulai 9 Oktober 2026 pukul 00.00 WITA" in main_text(answer.text)
    assert 'href="/panduan/batas"' in answer.text


def test_limits_come_from_where_they_are_enforced(tight: Desk) -> None:
    operator = tight.enter(OPERATOR)
    assert 'href="/panduan/batas"' in operator.open("/panduan")
    shown = main_text(operator.open("/panduan/batas"))
    for words in ("5,0 MB", "10,0 MB", "40,0 MB", "20.000", "30 menit", "12 jam"):
        assert words in shown, words
