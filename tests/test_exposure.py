"""Every text of an entry, by role and outlet: who must read it reads it, nobody else does.

One table (`READS`, `OUTLETS`) against what pages, map data, every download, and papers say of an
edition made of words alone (`tests/exposure_planting.py`). What may travel is asked of the model
(`Exposure`, domain model 1.2 and 5.1); what this file adds to it are the rules
a field's spec cannot hold: protected sources, kinds of party, files with personal data.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from app.model.entry import FIELDS
from app.model.fields import Exposure
from app.model.particulars import ACTION_FIELDS, LOCATION_FIELDS, PARTY_FIELDS, SOURCE_FIELDS
from app.outputs.exports import EXPORTS, rows
from app.web.pages import entry_view
from tests import canary, exposure_planting
from tests.exposure_planting import CHILD, UNNAMED, Text
from tests.outputs import made_province as made
from tests.web.published import published, published_database, published_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.web.published import Published

__all__ = ["published", "published_database", "published_folder"]

WORD = re.compile(r"zq\d{3}", re.IGNORECASE)
SLUG = made.QUARTER.slug
KEYS = [f"{kind}-{number}" for kind in "PK" for number in (1, 2, 3)]
TABLES = {
    "entry": FIELDS,
    "location": LOCATION_FIELDS,
    "party": PARTY_FIELDS,
    "source": SOURCE_FIELDS,
    "action": ACTION_FIELDS,
}
CLOSED = {
    f"{table}.{field.name}"
    for table, fields in TABLES.items()
    for field in fields
    if field.spec.exposure is Exposure.CLOSED
}
# In a report alone, for its office and the province's analysts, never in an edition: a landmark,
# an address in the web, the name somebody gave a file.
NEAR = {"location.place", "source.url", "file.file_name"}
TITLE = "entry.title"


def travels(text: Text) -> bool:
    """Tell whether an edition may say it, to whoever reads editions."""
    is_kept = text.sort in {*UNNAMED, CHILD, "terlindung", "pribadi"}
    return text.sensitivity == "NORMAL" and text.place not in CLOSED | NEAR and not is_kept


# Who reads what of a report that was accepted and published. A name of a file is shown where the
# file is worked on, so no more is asked of it than that it stays among those who read the report.
READS: dict[str, Callable[[Text], bool]] = {
    "rumah": lambda text: True,
    "analis": lambda text: text.sort != "terlindung",
    "gubernur": travels,
    "tetangga": lambda text: text.place == TITLE and travels(text),
    "admin": lambda text: False,
    "auditor": lambda text: False,
}
OUTLETS: dict[str, Callable[[Text], bool]] = {
    "xlsx": travels,
    "gpkg": lambda text: travels(text) and bool(text.kind),
    "csv-entri": lambda text: (
        travels(text) and bool(text.kind) and not text.place.startswith("action.")
    ),
    "geojson": lambda text: travels(text) and text.place == TITLE,
    "pdf": lambda text: travels(text) and text.place == TITLE,
    "lembar": lambda text: False,
    "csv-wilayah": lambda text: False,
}


def publish_words(published: Published) -> dict[str, Text]:
    """Publish an edition whose newest report is made of words; return where each stands."""
    with published.database.write() as session:
        texts = exposure_planting.plant(session)
    with published.database.write() as session:
        edition_id = made.announce(session, made.AMENDED).id
    published.build(edition_id)
    return texts


def addresses(username: str) -> Iterator[str]:
    """Where the words stand, for whoever may open it: pages, papers, map data, downloads."""
    where = "" if username == "rumah" else "?wilayah=99.02"
    for key in KEYS:
        yield f"/laporan/{SLUG}/entri/{key}{where}"
        yield f"/kasus/9902-2-{key[0]}{key}-2"
    for page in ("entri", "permintaan", "lampiran", "surat.pdf", "versi/2"):
        yield f"/laporan/{SLUG}/{page}{where}"
    yield from (f"/verifikasi/{SLUG}/99.02", "/entri", f"/entri?t={SLUG}", "/kasus", "/")
    yield from ("/peta", "/ringkasan", f"/ringkasan/{SLUG}", f"/edisi/{SLUG}/2", "/wilayah/99.02")
    yield from ("/tindak-lanjut", "/tindak-lanjut/permintaan", "/laporan-khusus", "/pengguna")
    yield from ("/admin/log", "/admin/pemberitahuan", "/agenda", f"/banding?t={SLUG}")
    for export in EXPORTS:
        yield f"/ringkasan/{SLUG}/2/unduh/{export.name}"


def said_to(published: Published, username: str, texts: dict[str, Text]) -> dict[str, set[Text]]:
    """Open every address as somebody, and the map data their map asks for."""
    client = published.enter(username)
    heard: dict[str, set[Text]] = {}
    waiting = list(addresses(username))
    while waiting:
        address = waiting.pop(0)
        answer = client.get(address)
        assert answer.status_code < 500, address
        heard[address] = words_in(canary.text_of(answer), texts)
        if address == "/peta":
            found = re.findall(r'"(/peta/[^"]+nilai\.json[^"]*)"', answer.text)
            waiting += [link.replace("&amp;", "&") for link in found]
    return heard


def words_in(said: str, texts: dict[str, Text]) -> set[Text]:
    """Return the texts whose words are in what was said, however its lines were broken."""
    found = {word.lower() for word in WORD.findall(re.sub(r"\s", "", said))}
    return {texts[word] for word in found if word in texts}


def wrong_for(username: str, heard: dict[str, set[Text]], texts: dict[str, Text]) -> list[str]:
    """Compare what somebody read with the table, in both directions."""
    may = READS[username]
    wrong = [
        f"{username} reads {text} at {address}"
        for address, found in heard.items()
        for text in sorted(found, key=str)
        if not may(text)
    ]
    read = set().union(*heard.values())
    missing = {
        text for text in texts.values() if may(text) and text.place != "file.file_name"
    } - read
    if username == "tetangga":
        return wrong  # neighbours need not be told
    return wrong + [f"{username} cannot read {text}" for text in sorted(missing, key=str)]


def wrong_outlets(heard: dict[str, set[Text]], texts: dict[str, Text]) -> dict[str, Any]:
    """Compare every download with its line of the table, exactly."""
    wrong = {}
    for name, holds in OUTLETS.items():
        found = heard[f"/ringkasan/{SLUG}/2/unduh/{name}"]
        expected = {text for text in texts.values() if holds(text)}
        if found != expected:
            wrong[name] = (sorted(map(str, found - expected)), sorted(map(str, expected - found)))
    return wrong


def test_the_tables_name_every_role_and_every_download() -> None:
    assert set(OUTLETS) == {export.name for export in EXPORTS}
    assert len(CLOSED) > 0


def test_every_text_is_read_by_whom_the_table_says(published: Published) -> None:
    texts = publish_words(published)
    assert len(texts) > 200
    wrong: list[str] = []
    outlets: dict[str, Any] = {}
    for username in READS:
        heard = said_to(published, username, texts)
        wrong += wrong_for(username, heard, texts)
        if username in {"analis", "gubernur"}:
            outlets[username] = wrong_outlets(heard, texts)
    assert wrong == []
    assert outlets == {"analis": {}, "gubernur": {}}


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_without_its_masks_the_same_look_finds_what_was_told(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kinds of party named in downloads, a protected source told to the province."""
    real = entry_view._source
    monkeypatch.setattr(
        entry_view, "_source", lambda item, zone, **_kept: real(item, zone, at_home=True)
    )
    monkeypatch.setattr(rows, "PARTIES_UNNAMED", frozenset())
    texts = publish_words(published)
    analyst = said_to(published, "analis", texts)
    told = "\n".join(wrong_for("analis", analyst, texts))
    assert "source.detail" in told
    assert "source.url" in told
    assert set(wrong_outlets(analyst, texts)) == {"xlsx", "gpkg", "csv-entri"}
    governor = "\n".join(wrong_for("gubernur", said_to(published, "gubernur", texts), texts))
    for kind in UNNAMED:
        assert f"sort='{kind}'" in governor
