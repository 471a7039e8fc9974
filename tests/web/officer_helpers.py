"""An officer at the portal: forms read from pages, workbooks filled as officers fill them."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import openpyxl

from app.model.account import Role
from app.model.quarter import Quarter
from app.model.region import Office
from tests import factories
from tests.intake import books

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from httpx2 import Response
    from starlette.testclient import TestClient

    from app.db import Database

REPORT = "/laporan/2026-tw3"
DISTRICT, VILLAGE = "Kecamatan Contoh 990101", "Desa Contoh 9901012001"
POTENTIAL = books.POTENTIAL | {"district": DISTRICT, "village": VILLAGE}
EVENT = books.EVENT | {"district": DISTRICT, "village": VILLAGE}
ACTIONS = (
    books.ACTION,
    books.ACTION | {"entry_key": "K-001", "date_start": "20/08/2026"},
)
LETTER = {
    "Nomor surat": "300/101/CONTOH/2026",
    "Tanggal surat": "05/10/2026",
    "Nama penanda tangan": "Pejabat Contoh",
    "Jabatan": "Kepala Badan Contoh",
    "Gambaran umum situasi": "Situasi wilayah secara umum aman dan terkendali; perhatian lahan.",
}
GOOD: Mapping[str, Sequence[Mapping[str, Any]]] = {"P": [POTENTIAL], "K": [EVENT], "U": ACTIONS}


def settle(database: Database, *, single: bool = False) -> None:
    """Store province 99, its squares, open quarters II and III, and people of 99.01.

    `satu` holds all three offices; `operator_kab` and `pengesah_kab` one each; `tetangga` sits in
    99.02 and `analis_prov` in the province. `single` sets 99.01 to one officer.
    """
    with database.write() as session:
        factories.make_province(session)
        factories.make_boundary_set(session)
        if single:
            session.get_one(Office, "99.01").single_officer = True
        factories.make_period(session, Quarter(2026, 2))
        factories.make_period(session)
        factories.make_user(
            session, Role.OPERATOR_KAB, Role.PEMERIKSA_KAB, Role.PENGESAH_KAB, username="satu"
        )
        for role in (Role.OPERATOR_KAB, Role.PEMERIKSA_KAB, Role.PENGESAH_KAB):
            factories.make_user(session, role, username=role.value.lower())
        factories.make_user(session, username="rekan")
        factories.make_user(session, region="99.02", username="tetangga")
        factories.make_user(
            session, Role.ANALIS_PROV, Role.PENGESAH_PROV, region="99", username="analis_prov"
        )


class _Forms(HTMLParser):
    """Collects every form of a page with the values a browser would send."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self._form: dict[str, str] | None = None
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = self.forms.setdefault(given.get("action", ""), {})
        if self._form is None:
            return
        name = given.get("name", "")
        if tag == "input" and name and given.get("type") != "file":
            loose = given.get("type") in {"checkbox", "radio"}
            if not loose or "checked" in given:
                self._form[name] = given.get("value", "")
        elif tag == "select":
            self._select, self._form[name] = name, ""
        elif tag == "option" and self._select and "selected" in given:
            self._form[self._select] = given.get("value", "")
        elif tag == "textarea":
            self._area, self._form[name] = name, ""

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._area:
            self._form[self._area] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""


def forms_of(html: str) -> dict[str, dict[str, str]]:
    """Forms of a page by address, with what is filled in."""
    parser = _Forms()
    parser.feed(html)
    return parser.forms


@dataclass
class Officer:
    """A signed-in person who clicks: opens pages and sends the forms found on them."""

    client: TestClient

    def open(self, path: str, status: int = 200) -> str:
        """Open a page."""
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:400])
        return answer.text

    def form(self, page: str, action: str) -> dict[str, str]:
        """Return a form of a page as it stands."""
        return forms_of(self.open(page))[action]

    def send(self, page: str, action: str, status: int = 303, /, **typed: Any) -> Response:
        """Fill in a form of a page and send it."""
        answer = self.client.post(action, data=self.form(page, action) | typed)
        assert answer.status_code == status, (answer.status_code, main_text(answer.text)[:600])
        return answer

    def template(self) -> bytes:
        """Download the workbook of the quarter."""
        answer = self.client.get(f"{REPORT}/templat.xlsx")
        assert answer.status_code == 200
        return answer.content

    def upload(
        self, data: bytes, status: int = 303, name: str = "laporan.xlsx", **typed: Any
    ) -> Response:
        """Send a workbook through the upload page."""
        fields = self.form(f"{REPORT}/unggah", f"{REPORT}/unggah") | typed
        answer = self.client.post(f"{REPORT}/unggah", data=fields, files={"berkas": (name, data)})
        assert answer.status_code == status, (answer.status_code, main_text(answer.text)[:600])
        return answer


def workbook(
    template: bytes,
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = GOOD,
    letter: Mapping[str, str] = LETTER,
    first_row: int = 6,
) -> bytes:
    """Fill the workbook: rows by kind, the letter by its labels."""
    book = openpyxl.load_workbook(io.BytesIO(books.fill(template, rows, first_row)))
    for line in book["1_Sampul"].iter_rows(max_row=40):
        label = str(line[0].value or "").rstrip(" *")
        if label in letter:
            line[1].value = letter[label]
    return books.saved(book)


def main_text(html: str) -> str:
    """Words of the page's main part, blanks collapsed."""
    main = html.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main.partition(">")[2]).split())


def title_of(html: str) -> str:
    """The title of a page."""
    return html.partition("<title>")[2].partition("</title>")[0]
