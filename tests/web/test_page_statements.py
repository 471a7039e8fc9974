"""How many statements a page costs: what is asked twice, or once per row, is seen here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from app import schema
from app.cli.console import clock
from app.db import Database
from app.main import create_app
from app.settings import Settings
from tests import everything

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.everything import Everything

# The most statements a page may send, BEGIN included, by column of the access table.
MOST = {
    ("an", "/"): 25,  # one of them for editions that are held
    ("an", "/verifikasi"): 7,
    ("an", "/entri"): 10,
    ("an", "/peta"): 7,
    ("an", "/banding"): 13,
    ("op", "/"): 20,
    ("op", "/laporan"): 7,
    ("op", "/laporan/2026-tw3"): 20,
    ("op", "/laporan/2026-tw3/entri"): 23,
    ("op", "/laporan/2026-tw3/isi"): 27,
    ("gub", "/ringkasan"): 14,
    ("gub", "/peta/2026-tw3/nilai.json"): 6,
    ("adm", "/pengguna"): 6,
    ("adm", "/admin/log"): 7,
    ("tamu", "/masuk"): 2,
}


@pytest.fixture(scope="module")
def portal(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[TestClient, Everything, list[str]]]:
    folder = tmp_path_factory.mktemp("pernyataan")
    database = Database(f"sqlite:///{folder}/petakonflik.db")
    schema.upgrade(database)
    settings = Settings(data=folder, database_url=database.url, province="99")
    made = everything.make(database, settings, clock())
    everything.build(database, settings, clock())
    sent: list[str] = []
    for engine in (database.reader, database.writer):
        event.listen(engine, "before_cursor_execute", lambda *told: sent.append(told[2]))
    headers = {"Sec-Fetch-Site": "same-origin"}
    with TestClient(create_app(settings, database, clock), headers=headers) as client:
        yield client, made, sent
    database.dispose()


@pytest.mark.parametrize(("column", "path"), MOST)
def test_a_page_asks_for_each_thing_once(
    portal: tuple[TestClient, Everything, list[str]], column: str, path: str
) -> None:
    client, made, sent = portal
    cookie = {"cookie": f"sid={made.world.tokens[column]}"} if column != "tamu" else {}
    assert client.get(path, headers=cookie).status_code == 200  # its reading is written down once
    sent.clear()
    client.get(path, headers=cookie)
    assert 0 < len(sent) <= MOST[column, path], "\n".join(sent)
    twice = {words for words in sent if sent.count(words) > 1 and not words.startswith("BEGIN")}
    assert len(twice) <= 1, twice
