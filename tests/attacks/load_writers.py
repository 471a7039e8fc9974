"""What officers write while the others read, and whether each acknowledged word is stored once.

An officer fills in rows of the web form and says what is with an open case; an analyst notes what
is to be put right. Each does one thing after another, as a person does, and now and then sends the
same once more, as a browser does whose answer was lost. Every text holds a word of its own.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import sqlalchemy as sa

from app.model.case_history import CaseOmission
from app.model.entry import Entry
from app.model.report import PendingRow, ReviewNote
from tests.flow.person import forms_in

if TYPE_CHECKING:
    import random

    import httpx2

    from app.db import Database

REPORT, REVIEW = "/laporan/2026-tw3", "/verifikasi/2026-tw2/99.01"
OFFICER, ANALYST = "op", "an"
MOST_ROWS, MOST_NOTES = 12, 40  # beyond that what is there is changed: a draft has an end
REPEATED = 0.25


class Send(Protocol):
    """Send a request as somebody; None when no answer came."""

    async def __call__(
        self, column: str, method: str, path: str, **sent: Any
    ) -> httpx2.Response | None:
        """Send it and measure."""


@dataclass
class Thing:
    """A row, a note or a case: the last word acknowledged, and those that it replaced."""

    word: str
    replaced: list[str] = field(default_factory=list)
    is_sure: bool = True  # until an answer is missing: then either word may be stored

    def take(self, word: str) -> None:
        """Note a word in the place of the last one."""
        self.replaced.append(self.word)
        self.word = word


@dataclass
class Writers:
    """The two who write."""

    send: Send
    lot: random.Random
    rows: dict[str, Thing] = field(default_factory=dict)
    notes: list[Thing] = field(default_factory=list)
    cases: dict[str, Thing] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    _count: int = 0

    async def write(self) -> None:
        """Do one thing."""
        self._count += 1
        deeds = (self._row, self._note, self._case)
        await deeds[self._count % len(deeds)](f"kata{self._count:05d}uji")

    async def _row(self, word: str) -> None:
        """Save a new row of the form, or change one that is there."""
        typed = {"isi-title": "Sengketa uji beban", "isi-summary": f"Keterangan {word} contoh."}
        if len(self.rows) < MOST_ROWS:
            typed["kunci"] = f"kunci-uji-beban-{word}"
            answer = await self._put("potensi", typed)
            if answer is not None:
                self.rows[str(answer["kode"])] = Thing(word)
                self.versions[str(answer["kode"])] = str(answer["versi"])
            return
        code = self.lot.choice([code for code, row in self.rows.items() if row.is_sure])
        answer = await self._put(code, typed | {"versi": self.versions[code]})
        if answer is None:
            self.rows[code].is_sure = False
            return
        self.rows[code].take(word)
        self.versions[code] = str(answer["versi"])

    async def _put(self, name: str, typed: dict[str, str]) -> dict[str, Any] | None:
        answer = await self._sent(OFFICER, "PUT", f"{REPORT}/isi/{name}", typed, 200)
        found: dict[str, Any] | None = answer.json() if answer is not None else None
        return found

    async def _note(self, word: str) -> None:
        """Write a note on the report in hand."""
        if len(self.notes) >= MOST_NOTES:
            await self._row(word)
            return
        act = f"{REVIEW}/catatan"
        form = await self._form(ANALYST, REVIEW, act)
        if form is None:
            await self._submit(ANALYST, REVIEW, f"{REVIEW}/mulai", {})
            form = await self._form(ANALYST, REVIEW, act)
        typed = {"catatan": f"Lengkapi dasar penilaian, {word}."}
        if form is not None and await self._sent(ANALYST, "POST", act, form | typed, 303):
            self.notes.append(Thing(word))

    async def _case(self, word: str) -> None:
        """Say of an open case why there is no news; its old row is too bare for one click."""
        if not self.cases:
            listed = await self._read(OFFICER, f"{REPORT}/lanjutan")
            [act, *_] = re.findall(rf'"({REPORT}/lanjutan/[\w-]+/tetap)"', listed)
            self.cases[act.removesuffix("/tetap")] = Thing("")
        [(here, case)] = self.cases.items()
        typed = {"sebab": "DIPANTAU", "alasan": f"Masih dipantau kecamatan contoh, {word}."}
        if await self._submit(OFFICER, here, f"{here}/jelaskan", typed):
            case.take(word)
        else:
            case.is_sure = False

    async def _submit(self, column: str, page: str, act: str, typed: dict[str, str]) -> bool:
        form = await self._form(column, page, act)
        return form is not None and bool(await self._sent(column, "POST", act, form | typed, 303))

    async def _form(self, column: str, page: str, act: str) -> dict[str, Any] | None:
        text = await self._read(column, page)
        return next((form.fields for form in forms_in(text) if form.action == act), None)

    async def _read(self, column: str, page: str) -> str:
        answer = await self.send(column, "GET", page)
        return "" if answer is None else answer.text

    async def _sent(
        self, column: str, method: str, path: str, typed: dict[str, Any], wanted: int
    ) -> httpx2.Response | None:
        """Send a form, at times twice; return the answer that acknowledged it."""
        answers = [
            await self.send(column, method, path, data=typed)
            for _ in range(1 + (self.lot.random() < REPEATED))
        ]
        for answer in answers:
            if answer is not None and answer.status_code != wanted:
                self.refused.append(f"{answer.status_code} {method} {path}")
        taken = [each for each in answers if each is not None and each.status_code == wanted]
        return taken[0] if taken else None

    @property
    def things(self) -> list[Thing]:
        """Everything they wrote."""
        return [*self.rows.values(), *self.notes, *self.cases.values()]

    @property
    def acknowledged(self) -> int:
        """How many words the portal said it has."""
        return sum(word != "" for thing in self.things for word in (thing.word, *thing.replaced))

    def faults(self, database: Database) -> dict[str, int]:
        """Count acknowledged words that are not stored, and words that are stored twice."""
        texts = stored(database)
        found = {"lost": 0, "doubled": 0}
        for thing in self.things:
            holding = sum(thing.word in text for text in texts) if thing.word else 1
            old = sum(word in text for word in thing.replaced if word for text in texts)
            found["lost"] += thing.is_sure and not holding
            found["doubled"] += holding > 1 or (thing.is_sure and old > 0)
        return found


def stored(database: Database) -> list[str]:
    """Every row that may hold such a word, as one text each."""
    with database.read() as session:
        return [
            json.dumps(list(row), default=str)
            for model in (CaseOmission, Entry, PendingRow, ReviewNote)
            for row in session.execute(sa.select(*sa.inspect(model).columns))
        ]
