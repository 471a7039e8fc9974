"""A draft's words are heard nowhere else: crawls of a published portal, its files and its mail.

Every address of the portal with own and foreign ids is tried in tests/test_access_matrix.py; here
people follow the links of a portal with a real edition, built while the drafts lay there.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urljoin, urlsplit

from sqlalchemy import select, true, update

from app.access.scope import Scope
from app.db import METADATA
from app.mail.sending import send_round
from app.model.account import User
from app.model.confidential import OPEN_TABLES
from app.model.period import Period
from tests import canary, factories, planting
from tests.mail.server import MailServer
from tests.outputs import made_province as made
from tests.web.published import Published, published, published_database, published_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pytest
    from starlette.testclient import TestClient

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock

__all__ = ["published", "published_database", "published_folder"]

DRAFTED = made.QUARTER + 1
ROLE_OF = {"tetangga": "op", "analis": "an", "gubernur": "gub", "admin": "adm", "auditor": "aud"}
MOST = 150  # pages a person follows links to
LINK = re.compile(rb'(?:href|src|data-url|action)="([^"]+)"')
ADDRESSES = (
    "/", "/peta", "/ringkasan", "/edisi", "/banding", "/entri", "/kasus", "/verifikasi", "/agenda",
    "/laporan-khusus", "/tindak-lanjut", "/pengguna", "/admin/log", "/admin/pemberitahuan",
    f"/entri?q={canary.WORD}", f"/kasus?q={canary.WORD}", f"/pengguna?cari={canary.WORD}",
    f"/laporan/{DRAFTED.slug}?wilayah=99.02", f"/laporan/{DRAFTED.slug}/isi/P-777?wilayah=99.02",
    f"/verifikasi/{DRAFTED.slug}/99.02", "/wilayah/99.02", f"/v/{canary.WORD}",
)  # fmt: skip


def plant_draft(database: Database, region: str = "99.02") -> planting.Planted:
    """An unsent report of the quarter after the published one, with a word in every text."""
    with database.write() as session:
        factories.make_period(session, DRAFTED, regencies=factories.REGENCIES)
        officer = factories.make_user(session, region=region, username=f"penyusun.{region}")
        period = session.scalars(select(Period).where(Period.quarter == DRAFTED)).one()
        draft = factories.make_revision(session, period, region, drafted_by=officer)
        word = f"{canary.WORD}{region.replace('.', '')}draf"
        return planting.plant(session, draft, officer, word, region, DRAFTED)


def crawl(client: TestClient) -> Iterator[tuple[str, Any]]:
    """Follow every link from the first pages on; files are opened, other hosts are not."""
    waiting, seen = list(ADDRESSES), set(ADDRESSES)
    answered = 0
    while waiting and answered < MOST:
        address = waiting.pop(0)
        answer = client.get(address)
        answered += 1
        yield address, answer
        for found in LINK.findall(answer.content):
            link = urldefrag(urljoin(address, unescape(found.decode("utf-8", "replace"))))[0]
            is_near = not urlsplit(link).netloc and link.startswith("/")
            if is_near and not link.startswith("/static/") and link not in seen:
                seen.add(link)
                waiting.append(link)


def overheard(published: Published) -> dict[str, str]:
    """Who read which foreign word where."""
    found = {}
    for username, role in ROLE_OF.items():
        for address, answer in crawl(published.enter(username)):
            heard = canary.forbidden_to(role).search(canary.text_of(answer))
            if heard:
                found[f"{username} {address}"] = heard[0]
            assert answer.status_code < 500, address
    return found


def test_nobody_else_hears_a_draft(published: Published) -> None:
    plant_draft(published.database)
    published.publish_amended()  # the newest edition is made while the draft lies there
    assert overheard(published) == {}


def test_the_crawl_bites(published: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without scopes the neighbour reads along, unless the database itself holds the rows back."""
    plant_draft(published.database)
    monkeypatch.setattr(Scope, "clause", lambda _self, _column: true())
    monkeypatch.setattr(Scope, "covers", lambda _self, _code: True)
    heard = {
        address: found[0]
        for address, answer in crawl(published.enter("tetangga"))
        if (found := canary.NEIGHBOUR.search(canary.text_of(answer)))
    }
    assert bool(heard) is published.database.is_sqlite


def test_mail_carries_no_word_of_a_report(
    database: Database, make_settings: Callable[..., Settings], clock: Clock
) -> None:
    """Mail goes out into the world: not even to the office itself does it carry its text."""
    with database.write() as session:
        factories.make_province(session)
        for role in factories.Role:
            region = "99.02" if role.is_regency else "99"
            factories.make_user(session, role, region=region, email=f"{role.value}@contoh.example")
    plant_draft(database)
    with database.write() as session:
        session.execute(update(User).where(User.email.is_(None)).values(email="a@contoh.example"))
    with MailServer() as server:
        settings = make_settings(
            smtp_host="127.0.0.1",
            smtp_port=server.port,
            smtp_security="none",
            mail_sender="portal@contoh.example",
            base_url="https://portal.contoh.example",
            province="99",
        )
        for _ in range(4):
            send_round(database, settings, clock)
            clock.forward(days=3)
        mails = list(server.script.mails)
    assert mails, "a draft close to its due day is reminded of"
    for mail in mails:
        parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
        text = "\n".join([str(mail), *map(str, parts)])
        assert canary.WORD not in text


def test_every_text_of_the_models_holds_the_word(sqlite_database: Database) -> None:
    """A new column where people write is planted by itself, or named as a code."""
    with sqlite_database.write() as session:
        factories.make_province(session)
    planted = plant_draft(sqlite_database)
    columns = {
        f"{table.name}.{column.name}"
        for table in METADATA.sorted_tables
        if table.name not in OPEN_TABLES
        for column in table.columns
        if planting.is_sentence(column)
    }
    assert columns <= set(planted.words)
    assert len(columns) > 50
    with sqlite_database.read() as session:
        for name in planted.words:
            table, column = name.split(".")
            row = METADATA.tables[table]
            stored = session.scalar(select(row.c[column]).where(row.c.id == planted.ids[table]))
            assert canary.WORD in str(stored), name
