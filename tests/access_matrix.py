"""The generated matrix: every route x role x ownership x state x way of saying who one is.

What is expected follows from the rows of `tests/access_table.py` alone: which columns a route
admits, and whether it hides what belongs to another regency. Nothing is read from the portal.

Admitted roles are tried on what there is in every ownership and every state. What is not there has
no state, a role the table turns away is turned away before anything is loaded, and a session that
is none belongs to nobody: those cells take their state and person in turn.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from tests import canary
from tests.access_states import REGIONS, Mechanism, Standing
from tests.access_table import ROWS, UNKNOWN, Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from httpx2 import Response
    from starlette.testclient import TestClient

    from tests.access_states import States

ROLES = ("op", "pm", "ps", "an", "pp", "gub", "adm", "aud")
OF_REGENCIES = frozenset({"op", "pm", "ps"})


class Ownership(StrEnum):
    """Whose the thing in the address is, seen from regency 99.01."""

    OWN = "sendiri"
    OTHER = "wilayah lain"
    PARENT = "provinsi"
    NONE = "tidak ada"


class Verdict(StrEnum):
    """What an answer means for who asks."""

    LET_IN = "masuk"
    SIGN_IN = "harus masuk dahulu"
    FORBIDDEN = "bukan untuk peran ini"
    HIDDEN = "tidak ditemukan"
    BROKEN = "galat server"


@dataclass(frozen=True)
class Cell:
    """One request of the matrix."""

    row: Row
    role: str
    ownership: Ownership
    standing: Standing
    mechanism: Mechanism = Mechanism.SESSION

    def __str__(self) -> str:
        where = f"{self.row.method} {self.row.path}"
        return f"{where} {self.role} {self.ownership} {self.standing} {self.mechanism}"


# More ids that nothing has, beside those of the table.
ABSENT = UNKNOWN | {
    "note_id": "2000000000",
    "notice_id": "2000000000",
    "kode": "99.88",
    "t": "2031-tw1",
    "rakor": "rakor-2031",
    "n": "77",
    "number": "77",
    "code": "r99",
}
OBJECTS = frozenset(ABSENT) - {"session_id"}  # a session is one's own or not there, for everybody
# Paths where another's thing is no secret to the roles admitted: levels of a neighbour are
# published, and recommendations of a meeting are everybody's.
LEAVING = "/keluar"  # leads to the sign-in page, which is what it is for
NAMES_A_REGENCY = re.compile(r"^/(laporan|verifikasi)/")


def names(row: Row) -> set[str]:
    """Parameters of a row's path."""
    return set(re.findall(r"{([^}]+)}", row.path))


def has_object(row: Row) -> bool:
    """Tell whether a row is about one thing that belongs to somebody."""
    return bool((names(row) & OBJECTS) or row.query.get("wilayah"))


def hides(row: Row, role: str) -> bool:
    """Tell whether the table says that another regency's thing is not there for a role."""
    return role in OF_REGENCIES and row.answers()[f"{role}'"] == 404 != _own(row, role)


def _own(row: Row, role: str) -> int:
    answer = row.answers()[role]
    # Some rows of the table have nothing to show even to the owner; they hide it all the same.
    return 0 if answer == 404 else answer


def expected(cell: Cell) -> frozenset[Verdict]:
    """Say which verdicts the table allows."""
    row, role = cell.row, cell.role
    answers = row.answers()
    if cell.mechanism is not Mechanism.SESSION:
        is_public = answers["tamu"] != (303 if row.method == "GET" else 401)
        return frozenset({Verdict.LET_IN, Verdict.HIDDEN} if is_public else {Verdict.SIGN_IN})
    if row.path == LEAVING:
        return frozenset({Verdict.SIGN_IN})
    if answers[role] == 403:
        return frozenset({Verdict.FORBIDDEN})
    if cell.ownership is Ownership.OTHER and hides(row, role):
        return frozenset({Verdict.HIDDEN})
    nowhere = cell.ownership in {Ownership.NONE, Ownership.PARENT}
    if nowhere and has_object(row) and NAMES_A_REGENCY.match(row.path):
        return frozenset({Verdict.HIDDEN})
    return frozenset({Verdict.LET_IN, Verdict.HIDDEN})


def cells(rows: Sequence[Row] = ROWS) -> Iterator[Cell]:
    """Yield the matrix."""
    turn, person = itertools.cycle(Standing), itertools.cycle(ROLES)
    for row in rows:
        for role in ROLES:
            if not has_object(row):
                yield Cell(row, role, Ownership.NONE, next(turn))
                continue
            admitted = row.answers()[role] != 403
            for ownership in Ownership:
                is_there = ownership in {Ownership.OWN, Ownership.OTHER}
                for state in Standing if admitted and is_there else [next(turn)]:
                    yield Cell(row, role, ownership, state)
        for way in Mechanism:
            if way is not Mechanism.SESSION:
                yield Cell(row, next(person), Ownership.OWN, next(turn), way)


@dataclass
class Outcome:
    """What a run found."""

    checks: int = 0
    let_in: int = 0
    own_words: int = 0
    wrong: dict[str, str] = field(default_factory=dict)
    overheard: dict[str, str] = field(default_factory=dict)
    by_mechanism: dict[str, int] = field(default_factory=dict)


def run(portal: TestClient, world: States, todo: Iterator[Cell]) -> Outcome:
    """Try cells one after another."""
    outcome = Outcome()
    for cell in todo:
        answer = ask(portal, world, cell)
        found = verdict(answer)
        outcome.checks += 1
        outcome.let_in += found is Verdict.LET_IN
        ways = outcome.by_mechanism
        ways[cell.mechanism] = ways.get(cell.mechanism, 0) + 1
        text = canary.text_of(answer)
        outcome.own_words += canary.WORD in text
        heard = canary.forbidden_to(cell.role).search(text)
        if heard:
            outcome.overheard[str(cell)] = heard[0]
        if found not in expected(cell):
            wanted = " / ".join(sorted(expected(cell)))
            outcome.wrong[str(cell)] = f"{answer.status_code} {found}, the table says {wanted}"
    return outcome


def verdict(answer: Response) -> Verdict:
    """Read what an answer means."""
    status = answer.status_code
    to_sign_in = answer.headers.get("location", "").startswith("/masuk")
    if status == 401 or (status == 303 and to_sign_in):
        return Verdict.SIGN_IN
    if status >= 500:
        return Verdict.BROKEN
    return {403: Verdict.FORBIDDEN, 404: Verdict.HIDDEN}.get(status, Verdict.LET_IN)


def values_of(world: States, cell: Cell) -> dict[str, str]:
    """Return what fills the path, the query and the form."""
    region = REGIONS[1] if cell.ownership is Ownership.OTHER else REGIONS[0]
    fixed = {name: text for name, text in cell.row.params.items() if name not in OBJECTS}
    values = {"address:path": "portal.css", "sha256": "0" * 64, "token": "bukan-tautan"}
    values |= world.seeds[region, cell.standing] | fixed
    if cell.ownership is Ownership.NONE:
        values |= ABSENT | {"wilayah": "99.88"}
    elif cell.ownership is Ownership.PARENT:
        values |= {"wilayah": "99", "kode": "99"}
    return values


def ask(portal: TestClient, world: States, cell: Cell, **other: str) -> Response:
    """Send a cell's request; `other` replaces single values of the address."""
    row, values = cell.row, values_of(world, cell) | other
    path = re.sub(r"{([^}]+)}", lambda found: values[found[1]], row.path)
    query = {name: values.get(name, text) for name, text in row.query.items()}
    form = {name: text.format(**values) for name, text in row.form.items()}
    portal.cookies.clear()
    token = world.tokens[cell.mechanism][cell.role]
    if token:
        portal.cookies.set("sid", token)
    data = form if row.method == "POST" else None
    return portal.request(row.method, path, params=query or None, data=data)
