"""A refused change is a row of the trail with who, where and the status, and nothing typed."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app import audit, log
from app.audit import inspection
from app.model.record import AuditEvent
from app.web.recorded import CHANGE
from app.web.refusal_count import COUNTED_FROM, MOST_ROWS, SPELL, RefusalCount
from tests import factories
from tests.web.officer_fixtures import enter_as, officer, settings
from tests.web.officer_helpers import POTENTIAL, REPORT, Officer, workbook

if TYPE_CHECKING:
    from collections.abc import Callable

    from httpx2 import Response
    from starlette.testclient import TestClient

    from app.db import Database
    from tests.conftest import Clock

    Send = Callable[[TestClient], Response]

__all__ = ["enter_as", "officer", "settings"]
UPLOAD = f"{REPORT}/unggah"
MEGABYTE = 1024 * 1024
# A name, an identity number, a telephone number and a mail address nobody has.
TYPED = "Warsidi-Contohwati"
PERSONAL = (TYPED, "6499015508800001", "081200000099", "warsidi@surat.example")
FILE = "daftar-nama-warga-contoh.xlsx"
FLOOD = 4 * COUNTED_FROM + 5


def rows(database: Database) -> list[AuditEvent]:
    """What the trail says of refused changes, in order; the chain must hold."""
    with database.read() as session:
        assert inspection.inspect(session).verdict is inspection.Verdict.WHOLE
        query = select(AuditEvent).where(AuditEvent.action == CHANGE).order_by(AuditEvent.id)
        found = list(session.scalars(query))
        session.expunge_all()
    return found


def told(database: Database) -> list[tuple[str, str, str, str, int]]:
    """Who, what, which regency, how it ended, and the status."""
    return [
        (row.actor, row.subject, row.region_code, row.outcome, row.details["status"])
        for row in rows(database)
    ]


def typed(**more: str) -> dict[str, str]:
    """A form with something personal in every field."""
    names = ("catatan", "isi", "nomor", "judul")
    return dict(zip(names, PERSONAL, strict=True)) | more


def post(client: TestClient, address: str = UPLOAD, size: int = 10, **more: str) -> Response:
    """Send a form with a file, as a browser with a telling name and address."""
    return client.post(
        address,
        data=typed(**more),
        files={"berkas": (FILE, (TYPED * size).encode()[: size * len(TYPED)])},
        headers={"User-Agent": TYPED, "Referer": f"http://testserver/?q={TYPED}"},
    )


def broken(client: TestClient) -> Response:
    """A body no form is made of."""
    headers = {"Content-Type": "multipart/form-data; boundary=a"}
    return client.post(UPLOAD, content=f"--b\r\n{TYPED}".encode(), headers=headers)


def unreadable_address(client: TestClient) -> Response:
    """An address the wall refuses, before anybody looks for a page."""
    return client.post(f"{UPLOAD}?q={TYPED}&q=2", data=typed())


def other_content(client: TestClient) -> Response:
    """The key of a form that was spent on another file."""
    page, blank = Officer(client).form(UPLOAD, UPLOAD), Officer(client).template()
    first = client.post(UPLOAD, data=page, files={"berkas": ("a.xlsx", blank)})
    assert first.status_code == 303, first.text[:500]
    rows = {"P": [POTENTIAL | {"title": TYPED}]}
    return client.post(
        UPLOAD, data=page | typed(), files={"berkas": (FILE, workbook(blank, rows))}
    )


def stale_piece(client: TestClient) -> Response:
    """A piece that does not go on where the last one ended."""
    asked = {"ukuran": "300000", "mulai": "5"}
    return client.post(f"/kiriman/{'a' * 64}", params=asked, content=TYPED.encode())


def no_key_of_this_form(client: TestClient) -> Response:
    """A form nobody filled in: no file where one is needed."""
    return client.post(UPLOAD, data=typed())


def hidden_size(client: TestClient) -> Response:
    """More than the wall lets through, told only while it is sent."""
    pieces = (b"x" * 65536 for _ in range(60))
    headers = {"Content-Type": "multipart/form-data; boundary=a"}
    return client.post(UPLOAD, content=pieces, headers=headers)


# Each with the status, and the page that is named.
PAGE = "LAP-9901-2026TW3 /laporan/{t}/unggah"
REFUSED: dict[str, tuple[Send, int, str]] = {
    "a body that is no form": (broken, 400, PAGE),
    "an address at the wall": (unreadable_address, 400, PAGE),
    "a key spent on other content": (other_content, 409, PAGE),
    "a stale piece": (stale_piece, 409, "/kiriman/{sha256}"),
    "a file too large for the page": (
        lambda client: post(client, size=MEGABYTE // len(TYPED) + 900),
        413,
        PAGE,
    ),
    "a body too large for the wall": (
        lambda client: post(client, size=4 * MEGABYTE // len(TYPED)),
        413,
        PAGE,
    ),
    "a body that hides its size": (hidden_size, 413, PAGE),
    "an empty form": (no_key_of_this_form, 422, PAGE),
}


@pytest.mark.parametrize("name", REFUSED)
def test_each_refusal_is_one_row_without_what_was_typed(
    officer: Officer, database: Database, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    log.configure(production=True)
    send, status, subject = REFUSED[name]
    assert send(officer.client).status_code == status
    assert told(database) == [("satu", subject, "99.01", "DITOLAK", status)]
    [row] = rows(database)
    assert row.origin == "testclient"
    assert row.details == {"status": status, "jumlah": 1}
    with database.read() as session:
        lines = [vars(row) for row in session.scalars(select(AuditEvent))]
    kept = json.dumps(lines, default=str) + "".join(capfd.readouterr())
    assert not [word for word in (*PERSONAL, FILE, "warga-contoh") if word in kept]


@pytest.mark.parametrize("name", ["a body that is no form", "an empty form"])
def test_of_nobody_nothing_is_written(client: TestClient, database: Database, name: str) -> None:
    """Strangers cannot fill the trail: who did not sign in is counted where signing in is."""
    send, _, _ = REFUSED[name]
    send(client)
    for page, status in (("/masuk", 422), (f"/masuk?a={TYPED}&a=2", 400)):
        assert client.post(page, data={"nama": TYPED, "sandi": TYPED}).status_code == status
    large = client.post("/masuk", content=b"x" * 4 * MEGABYTE)
    assert large.status_code == 413
    assert rows(database) == []


def test_reading_is_no_change(officer: Officer, database: Database) -> None:
    for address in (f"{UPLOAD}?q=1&q=2", f"/entri?q={TYPED}&q=1"):
        assert officer.client.get(address).status_code == 400
        assert officer.client.head(address).status_code == 400
    assert officer.client.request("OPTIONS", f"{UPLOAD}?q=1&q=2").status_code == 400
    assert rows(database) == []
    assert officer.client.post(f"{UPLOAD}?q=1&q=2").status_code == 400
    assert len(rows(database)) == 1


def test_an_accepted_change_is_none_of_them(officer: Officer, database: Database) -> None:
    officer.upload(officer.template())
    assert rows(database) == []


def test_the_same_again_is_one_row_but_another_status_is_another(
    officer: Officer, database: Database, clock: Clock
) -> None:
    for _ in range(3):
        no_key_of_this_form(officer.client)
    broken(officer.client)
    assert [row.details for row in rows(database)] == [
        {"status": 422, "jumlah": 1},
        {"status": 400, "jumlah": 4},
    ]
    clock.forward(minutes=11)
    no_key_of_this_form(officer.client)
    assert rows(database)[-1].details == {"status": 422, "jumlah": 1}


def test_a_flood_is_counted_and_not_written_down(
    officer: Officer, enter_as: Callable[[str], Officer], database: Database, clock: Clock
) -> None:
    """Another regency in the address each time: every refusal is a new one."""

    def send(number: int) -> int:
        address = f"{UPLOAD}?wilayah={10 + number // 90}.{10 + number % 90}&x=1&x=2"
        return officer.client.post(address, data=typed()).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(send, range(FLOOD))) == {400}
    written = [row.details["jumlah"] for row in rows(database)]
    doublings = [COUNTED_FROM, 2 * COUNTED_FROM, 4 * COUNTED_FROM]
    assert sorted(written) == [*range(1, MOST_ROWS + 1), *doublings]
    # Somebody else's first refusal is a row all the same, and so is theirs when it is over.
    no_key_of_this_form(enter_as("rekan").client)
    assert rows(database)[-1].actor == "rekan"
    clock.forward(minutes=SPELL.total_seconds() / 60)
    no_key_of_this_form(officer.client)
    assert (rows(database)[-1].actor, rows(database)[-1].details["jumlah"]) == ("satu", 1)


def test_what_could_not_be_written_down_is_still_refused(
    officer: Officer,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The page comes, the log says so without the values, and the next like it is written."""
    log.configure(production=True)
    real = audit.record

    def full(*_: object, **__: object) -> None:
        raise OperationalError("INSERT", {"typed": TYPED}, Exception("disk is full"))

    monkeypatch.setattr(audit, "record", full)
    answer = no_key_of_this_form(officer.client)
    assert (answer.status_code, "Pilih berkas Excel" in answer.text) == (422, True)
    monkeypatch.setattr(audit, "record", real)
    assert rows(database) == []
    logged = "".join(capfd.readouterr())
    assert "penolakan tidak tercatat" in logged
    assert TYPED not in logged
    no_key_of_this_form(officer.client)
    assert [row.details["jumlah"] for row in rows(database)] == [2]


def test_who_is_counted_is_bounded_too(clock: Clock) -> None:
    count = RefusalCount()
    for number in range(6_000):
        assert count.take(f"orang-{number}", ("a",), clock()) == 1
    assert count.take("orang-0", ("a",), clock()) == 1, "forgotten: the oldest go"
    assert count.take("orang-5999", ("a",), clock()) == 0
    assert count.take("orang-5999", ("a",), clock.forward(minutes=-20)) == 1, "a clock set back"


def test_a_person_of_the_province_is_written_down_with_the_regency(
    officer: Officer, enter_as: Callable[[str], Officer], database: Database
) -> None:
    del officer
    analyst = enter_as("analis_prov")
    assert analyst.client.post(f"{UPLOAD}?wilayah=99.01&x=1&x=2").status_code == 400
    assert told(database) == [("analis_prov", PAGE, "99.01", "DITOLAK", 400)]
    assert factories.PASSWORD not in json.dumps([row.details for row in rows(database)])
