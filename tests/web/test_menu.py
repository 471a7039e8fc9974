"""The menu of each role: its own items, only where a page exists, one of them marked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.access.scope import Owed
from app.model.account import Role
from app.web.menu import MENU, menu_for
from tests.factories import make_actor

EVERY_PAGE = {item.href for item in MENU}


def labels(role: Role, path: str = "/", known: set[str] | None = None) -> list[str]:
    """Labels of a role's menu."""
    pages = EVERY_PAGE if known is None else known
    return [item.label for item in menu_for(make_actor(role), path, pages)]


def test_administrators_see_no_reports() -> None:
    assert labels(Role.ADMIN) == [
        "Pengguna",
        "Periode",
        "Batas wilayah",
        "Pemberitahuan",
        "Log",
    ]
    assert labels(Role.AUDITOR) == ["Log"]


def test_officers_start_with_their_task() -> None:
    assert labels(Role.OPERATOR_KAB)[:3] == ["Beranda", "Laporan", "Peta"]


def test_an_item_waits_for_its_page() -> None:
    assert labels(Role.OPERATOR_KAB, known={"/", "/agenda"}) == ["Beranda", "Agenda"]


def test_the_nearest_item_is_marked() -> None:
    for path, marked in (("/", "Beranda"), ("/laporan/2026-tw3", "Laporan"), ("/lain", None)):
        items = menu_for(make_actor(Role.OPERATOR_KAB), path, EVERY_PAGE)
        assert [item.label for item in items if item.current] == ([marked] if marked else [])


def test_nobody_and_first_passwords_get_none() -> None:
    assert menu_for(None, "/", EVERY_PAGE) == []
    late = replace(make_actor(Role.ADMIN), owes=Owed.PASSWORD)
    assert menu_for(late, "/", EVERY_PAGE) == []


@pytest.mark.parametrize("role", Role)
def test_no_role_has_more_than_seven_items(role: Role) -> None:
    assert len(labels(role)) <= 7
