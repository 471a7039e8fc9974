"""Hostile texts in every column, read back through every mail and every calendar.

One try is one turn of the payloads, as in `output_attack`; those that break headers and lines come
on top. Each mail and calendar is compared with the one made before anything was planted: the same
headers, lines, properties and components, and of all that was planted only the names of people,
offices and the portal itself.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from starlette.testclient import TestClient

from app import log, schema
from app.db import Database
from app.main import create_app
from app.model.account import CalendarKey, SignInSession
from app.settings import Settings
from tests import everything, mail_kinds
from tests.attacks import messages
from tests.attacks.output_attack import RAN_ON_THE_SERVER
from tests.conftest import START
from tests.hostile_planting import EVERY, EVERYTHING_AT_ONCE, Planting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PORTAL = "json"  # the mark of the portal's own names
# What a mail may say besides: the name of an office, or the reader's own name at the door.
MAY = {
    "PENGINGAT": {"office.display_name"},
    "DIKEMBALIKAN": {"office.display_name"},
    "DITERIMA": {"office.display_name"},
    "LAPORAN_KHUSUS": {"office.display_name"},
    "DITANGGAPI": set(),
    "UJI": set(),
    "percobaan": set(),
    "UNDANGAN": {"office.agency_name", "user.username"},
    "RESET": {"user.username"},
    "FAKTOR": {"user.username"},
    "SERAH_TERIMA": set(),
}
READERS = ("op", "ps", "op'", "an", "gub", "adm", "aud")
# The province is told which office got another date; nobody else reads a name.
NAMED_TO = {"an": {"office.short_name"}}
BREAKERS = {
    "header": "a\r\nBcc: jahat@jauh.example\r\n\r\nisi lain",
    "bare": "a\rBcc: jahat@jauh.example\nTo: jahat@jauh.example",
    "folded": "a\r\n Bcc: jahat@jauh.example",
    "component": "a\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nACTION:AUDIO\r\nEND:VALARM",
    "lines": "a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g",
    "turned": "a\u202egpj.exe\u202c \u2066b\u2069 c\u200bd\ufeffe\u00ad",
    "controls": "a\x01\x07\x1b[31mb\x7f\x9b",
    "encoded": "=?utf-8?q?a=0D=0ABcc:_jahat=40jauh.example?= b",
    "address": '"a" <jahat@jauh.example>, b <jahat@jauh.example>; c',
    "escapes": "a\\nBEGIN:VEVENT\\;b\\,c\\",
    "long": "panjang sekali " * 80,
    "wide": "\U0001f30b\u00e9" * 90,
}


@dataclass
class Post:
    """A portal with one of everything, and the keys of its calendars."""

    folder: Path
    database: Database
    keys: dict[str, str]
    mails: dict[str, list[str]]
    calendars: dict[str, list[str]]

    def settings(self, name: str = "") -> Settings:
        """Settings of the portal; `name` is how it and its agency call themselves."""
        named = {"portal_name": name, "agency_name": name} if name else {}
        return Settings(
            data=self.folder,
            database_url=self.database.url,
            secret="rahasia-uji" * 4,
            province="99",
            mail_sender="portal@contoh.example",
            base_url="https://portal.contoh.example",
            **named,
        )

    def letters(self, name: str = "") -> dict[str, bytes]:
        """Every mail, by kind and variant."""
        return mail_kinds.letters(self.database, self.settings(name), START)

    def feeds(self, name: str = "") -> dict[str, bytes]:
        """The calendar each role subscribes to, by its key alone."""
        app = create_app(self.settings(name), self.database, clock=lambda: START)
        found = {}
        with TestClient(app) as client:
            for column, key in self.keys.items():
                answer = client.get(f"/kalender.ics?kunci={key}")
                assert answer.status_code == 200, (column, answer.status_code)
                found[column] = answer.content
        return found

    def plant(self, planting: Planting) -> None:
        """Write a turn over everything; the keys stay."""
        planting.plant(self.database)


def open_post(folder: Path) -> Post:
    """Make the portal and remember what mails and calendars look like without hostile texts."""
    database = Database(f"sqlite:///{folder}/pesan.db")
    schema.upgrade(database)
    post = Post(folder, database, {}, {}, {})
    world = everything.make(database, post.settings(), START).world
    post.keys = _keys(database, {column: world.tokens[column] for column in READERS})
    post.mails = {name: messages.shape_of_mail(raw) for name, raw in post.letters().items()}
    post.calendars = {name: messages.shape_of_calendar(raw) for name, raw in post.feeds().items()}
    return post


def _keys(database: Database, tokens: dict[str, str]) -> dict[str, str]:
    """Give everybody a calendar key as if they had made one on their page."""
    keys = {}
    with database.write() as session:
        session.execute(delete(CalendarKey))
        for column, token in tokens.items():
            digest = hashlib.sha256(token.encode()).hexdigest()
            owner = session.scalars(
                select(SignInSession.user_id).where(SignInSession.token_sha256 == digest)
            ).one()
            keys[column] = f"kunci-{column}"
            hashed = hashlib.sha256(keys[column].encode()).hexdigest()
            session.add(CalendarKey(user_id=owner, key_sha256=hashed, created_at=START))
    return keys


# --- judging -------------------------------------------------------------------------------------


def wrong_mails(post: Post, planting: Planting) -> dict[str, list[str]]:
    """Return what is wrong with any mail of a planted portal."""
    try:
        made = post.letters(planting.json)
    except (ValueError, IndexError, UnicodeError) as fault:
        return {"*": [f"cannot be made: {fault}"]}
    wrong = {"*": [f"not made: {sorted(set(post.mails) - set(made))}"]}
    for name, raw in made.items():
        said = messages.mail_text(raw)
        faults = [*messages.mail_faults(raw)]
        faults += _planted(said, planting, MAY[mail_kinds.kind_of(name)] | {PORTAL})
        if not faults and messages.shape_of_mail(raw) != post.mails[name]:
            faults.append(f"other lines than with harmless names: {said}")
        wrong[name] = faults
    if set(made) == set(post.mails):
        del wrong["*"]
    return {name: faults for name, faults in wrong.items() if faults}


def wrong_feeds(post: Post, planting: Planting) -> dict[str, list[str]]:
    """Return what is wrong with any calendar of a planted portal."""
    wrong = {}
    try:
        made = post.feeds(planting.json)
    except AssertionError as fault:
        return {"*": [f"cannot be made: {fault}"]}
    for column, raw in made.items():
        faults = [*messages.calendar_faults(raw)]
        said = "\n".join(messages.calendar_texts(raw))
        faults += _planted(said, planting, NAMED_TO.get(column, set()) | {PORTAL})
        if messages.shape_of_calendar(raw) != post.calendars[column]:
            faults.append("other properties than with harmless names")
        wrong[column] = faults
    return {name: faults for name, faults in wrong.items() if faults}


def _planted(said: str, planting: Planting, may: set[str]) -> Iterator[str]:
    """Compare whose texts are in there with who may be, and that they are what was planted."""
    found = {planting.marks[mark] for mark in re.findall(r"zq\d+z", said)}
    if found != may:
        yield f"says {sorted(found - may)}, lacks {sorted(may - found)}"
    yield from (f"computed {word}" for word in RAN_ON_THE_SERVER if word in said)


def turns(count: int) -> Iterator[Planting]:
    """Yield what breaks lines first, then everything at once, then each payload in its turn."""
    yield from (Planting([text]) for text in BREAKERS.values())
    yield Planting([EVERYTHING_AT_ONCE])
    yield from (Planting(EVERY.values(), turn) for turn in range(count))


def attack(post: Post, plantings: Iterable[Planting]) -> dict[str, list[str]]:
    """Plant each in turn and read every mail and calendar; return what was wrong."""
    wrong: dict[str, list[str]] = {}
    for planting in plantings:
        post.plant(planting)
        for name, faults in (wrong_mails(post, planting) | wrong_feeds(post, planting)).items():
            wrong.setdefault(name, []).extend(faults)
    return wrong


def main(arguments: list[str] | None = None) -> int:
    """Run turns and print one line of what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0, help="accepted; the turns are all tried")
    parser.add_argument("--long", action="store_true")
    asked = parser.parse_args(arguments)
    log.configure(production=True)  # to standard error, where it does not disturb
    count = len(EVERY) if asked.long else asked.count
    with tempfile.TemporaryDirectory() as folder:
        post = open_post(Path(folder))
        wrong = attack(post, turns(count))
        said = {"mails": len(post.mails), "calendars": len(post.calendars)}
        post.database.dispose()
    print(json.dumps({"attack": "message", "turns": count, **said, "wrong": wrong}))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
