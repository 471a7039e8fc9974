"""Hostile texts in every column, read back through every page, map, document and export.

One try is one turn of the payloads: every text column of the database carries one, the edition is
built from them, and every address each role is led to is opened and compared with what was
planted. Mails and calendars, to which no link leads, are `message_attack`'s. `--count` is the
number of turns; after as many turns as there are payloads every column has carried every payload.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pypdf
from starlette.testclient import TestClient

from app import log, schema
from app.db import Database
from app.main import create_app
from app.settings import Settings
from tests import everything
from tests.conftest import START
from tests.crawl import Walker
from tests.flow.markup import Running
from tests.hostile_planting import COMPUTED, EVERY, EVERYTHING_AT_ONCE, Planting
from tests.reports.story import LETTER_PDF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from fastapi import FastAPI
    from httpx2 import Response

    from tests.access_world import World

READERS = ("op", "op'", "ps", "an", "gub", "adm", "aud")
RAN_ON_THE_SERVER = (COMPUTED, "uid=0(", "root:x:0")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass
class Report:
    """What came out: columns seen whole, and everything that was not as it should be."""

    planting: Planting
    shown: set[str] = field(default_factory=set)
    wrong: dict[str, list[str]] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)

    def blame(self, address: str, faults: Iterable[str]) -> None:
        """Keep what is wrong with an answer."""
        if found := list(faults):
            self.wrong.setdefault(address, []).extend(found)

    def look(self, address: str, answer: Response) -> None:
        """Judge one answer by its kind."""
        kind = answer.headers.get("content-type", "").split(";")[0]
        self.kinds[kind] += 1
        if answer.status_code >= 500:
            self.blame(address, [f"answers {answer.status_code}"])
        self.blame(address, _broken_headers(answer))
        reader = READER.get(kind)
        if reader is not None and answer.status_code == 200 and answer.content:
            reader(self, address, answer)

    def texts(self, address: str, texts: Iterable[str]) -> None:
        """Compare texts with what was planted."""
        found = "\n".join(texts)
        self.shown |= self.planting.shown_in(found)
        self.blame(address, self.planting.spoiled(found))
        self.blame(address, [f"computed {word}" for word in RAN_ON_THE_SERVER if word in found])


def _broken_headers(answer: Response) -> Iterator[str]:
    name = answer.headers.get("content-disposition", "")
    form = r"(inline|attachment)(; filename(\*)?=[^;\r\n]+)*"
    if name.count("filename=") > 1 or (name and not re.fullmatch(form, name)):
        yield f"content-disposition: {name}"


# --- one reader per kind of file -----------------------------------------------------------------


def _page(report: Report, address: str, answer: Response) -> None:
    read = Running.of(answer.text)
    report.blame(address, (f"runs {found[:200]}" for found in read.found))
    report.texts(address, (text for value in read.texts for text in _inside(value)))


def _inside(value: str) -> Iterator[str]:
    """Yield what an attribute says; scripts read a document out of some."""
    try:
        document = json.loads(value) if value.startswith(("{", "[")) else value
    except ValueError:
        document = value
    yield from strings_of(document)


def _json(report: Report, address: str, answer: Response) -> None:
    report.texts(address, strings_of(json.loads(answer.content)))


def strings_of(value: Any) -> Iterator[str]:
    """Yield every text in a document, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings_of(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from strings_of(item)


def _program(report: Report, address: str, answer: Response) -> None:
    report.blame(address, ["a text inside a program"] if re.search(r"zq\d+z", answer.text) else [])


def _pdf(report: Report, address: str, answer: Response) -> None:
    if answer.content == LETTER_PDF:  # a scan that somebody sent in: served as it came
        return
    reader = pypdf.PdfReader(io.BytesIO(answer.content))
    texts = ["".join(page.extract_text().split()) for page in reader.pages]
    report.shown |= report.planting.shown_in("".join(texts))
    whole = "".join(texts)
    report.blame(address, [f"computed {word}" for word in RAN_ON_THE_SERVER if word in whole])
    raw = answer.content + str(reader.trailer["/Root"]).encode()
    for word in (b"/JavaScript", b"/OpenAction", b"/Launch", b"jauh.example)"):
        report.blame(address, [f"holds {word.decode()}"] if word in raw else [])


def _workbook(report: Report, address: str, answer: Response) -> None:
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    hostile = [c for c in cells if c.data_type == "f" and re.search(r"zq\d+z|jauh", str(c.value))]
    report.blame(address, (f"formula in {cell.coordinate}" for cell in hostile))
    links = [c.coordinate for c in cells if c.hyperlink and "#" not in str(c.hyperlink.location)]
    report.blame(address, (f"link in {place}" for place in links if "templat" not in address))
    report.texts(address, (str(cell.value) for cell in cells if isinstance(cell.value, str)))


def _csv(report: Report, address: str, answer: Response) -> None:
    rows = list(
        csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";")
    )
    for text in (text for row in rows for text in row):
        live = text.startswith(FORMULA) and not re.fullmatch(r"-?\d+(,\d+)?", text)
        report.blame(address, [f"formula {text[:80]!r}"] if live else [])
    report.texts(address, (text for row in rows for text in row))


READER: dict[str, Callable[[Report, str, Response], None]] = {
    "text/html": _page,
    "application/json": _json,
    "application/geo+json": _json,
    "text/javascript": _program,
    "application/pdf": _pdf,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _workbook,
    "text/csv": _csv,
}


# --- the attack ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Site:
    """A planted portal with its edition built."""

    app: FastAPI
    database: Database
    world: World
    planting: Planting


def planted(folder: Path, planting: Planting) -> Site:
    """Return a portal whose every text is hostile, its own name and its agency's too."""
    database = Database(f"sqlite:///{folder}/tanam.db")
    schema.upgrade(database)
    settings = Settings(
        data=folder,
        database_url=database.url,
        secret="rahasia-uji" * 4,
        province="99",
        portal_name=planting.json,
        agency_name=planting.json,
    )
    world = everything.make(database, settings, START).world
    planting.plant(database)
    everything.build(database, settings, START)
    return Site(create_app(settings, database, clock=lambda: START), database, world, planting)


def read_everything(site: Site, columns: Iterable[str] = READERS, most: int = 1) -> Report:
    """Open everything the columns of the access table are led to and judge it."""
    report = Report(site.planting)
    headers = {"Sec-Fetch-Site": "same-origin"}
    with TestClient(site.app, headers=headers, follow_redirects=False) as client:
        walker = Walker(client, site.world, most=most)
        for column in columns:
            walker.walk(column, report.look)
    return report


def turns(count: int) -> Iterator[Planting]:
    """Yield the ways to plant: all payloads at once first, then each in its turn."""
    yield Planting([EVERYTHING_AT_ONCE])
    for turn in range(count - 1):
        yield Planting(EVERY.values(), turn)


def main(arguments: list[str] | None = None) -> int:
    """Run turns and print one line of what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0, help="accepted; the turns are all tried")
    parser.add_argument("--long", action="store_true")
    asked = parser.parse_args(arguments)
    log.configure(production=True)  # to standard error, where it does not disturb
    count = len(EVERY) + 1 if asked.long else asked.count
    kinds: Counter[str] = Counter()
    wrong: dict[str, list[str]] = {}
    for planting in turns(count):
        with tempfile.TemporaryDirectory() as folder:
            site = planted(Path(folder), planting)
            report = read_everything(site, most=2 if asked.long else 1)
            site.database.dispose()
        kinds += report.kinds
        wrong |= report.wrong
    said = {"attack": "output", "turns": count, "columns": len(planting.columns)}
    print(json.dumps(said | {"answers": kinds.total(), "kinds": dict(kinds), "wrong": wrong}))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
