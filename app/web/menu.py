"""The menu of each role, as data; an item appears when its page exists.

At most seven items a role. The account is in the header of every page, the editions are on the
province's home.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.access.scope import Owed
from app.model.account import Role

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.access.scope import Actor

_REGENCY = frozenset({Role.OPERATOR_KAB, Role.PEMERIKSA_KAB, Role.PENGESAH_KAB})
_ANALYSTS = frozenset({Role.ANALIS_PROV, Role.PENGESAH_PROV})
_GOVERNOR = frozenset({Role.PEMBACA_GUB})
_ADMIN = frozenset({Role.ADMIN})
_AUDIT = frozenset({Role.ADMIN, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One line of the menu table: for whom, and where it leads."""

    label: str
    href: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Link:
    """One item as the page shows it."""

    label: str
    href: str
    current: bool


MENU = (
    MenuItem("Beranda", "/", _REGENCY | _ANALYSTS),
    MenuItem("Laporan", "/laporan", _REGENCY),
    MenuItem("Verifikasi", "/verifikasi", _ANALYSTS),
    MenuItem("Ringkasan", "/ringkasan", _GOVERNOR),
    MenuItem("Peta", "/peta", _REGENCY | _ANALYSTS | _GOVERNOR),
    MenuItem("Kasus", "/kasus", _REGENCY),
    MenuItem("Bandingkan", "/banding", _ANALYSTS | _GOVERNOR),
    MenuItem("Entri", "/entri", _ANALYSTS),
    MenuItem("Tindak lanjut", "/tindak-lanjut", _REGENCY | _ANALYSTS | _GOVERNOR),
    MenuItem("Agenda", "/agenda", _REGENCY | _ANALYSTS | _GOVERNOR),
    MenuItem("Pengguna", "/pengguna", _ADMIN),
    MenuItem("Periode", "/admin/periode", _ADMIN),
    MenuItem("Batas wilayah", "/admin/wilayah", _ADMIN),
    MenuItem("Pemberitahuan", "/admin/pemberitahuan", _ADMIN),
    MenuItem("Log", "/admin/log", _AUDIT),
    MenuItem("Panduan", "/panduan", _REGENCY),
)


def menu_for(actor: Actor | None, path: str, known: Collection[str]) -> list[Link]:
    """Return a person's menu; the item whose address begins the current path is marked."""
    if actor is None or actor.owes is not Owed.NOTHING:
        return []
    items = [item for item in MENU if item.roles & actor.roles and item.href in known]
    inside = [item.href for item in items if _is_inside(path, item.href)]
    here = max(inside, key=len, default="")
    return [Link(item.label, item.href, item.href == here) for item in items]


def _is_inside(path: str, href: str) -> bool:
    return path == href or (href != "/" and path.startswith(f"{href}/"))
