"""Every text of an entry, by role, in what leaves the portal beside its pages.

Mails, calendars, the marked workbook, originals and receipts: one table of who is sent or may
fetch what (`MAILED`, `DATES`, `FILES`), compared both ways as in `tests/test_exposure.py`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import icalendar
import pytest
from sqlalchemy import select

from app.mail import factor_mail, letters
from app.mail.sending import send_round
from app.model.notice import Notice, NoticeKind
from app.model.recommendation import Recommendation
from app.model.redaction import Part, Redaction
from app.reports import erasing
from tests import canary
from tests.attacks.messages import mail_text
from tests.exposure_told import Told, let_all_happen, newest, told
from tests.mail.server import MailServer
from tests.test_exposure import SLUG
from tests.web.published import published, published_database, published_folder

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from app.db import ReadSession
    from app.mail.letters import Letter
    from app.settings import Settings

__all__ = ["published", "published_database", "published_folder", "told"]

EVERYBODY = ("rumah", "kepala", "tetangga", "sunyi", "analis", "pengesah", "gubernur", "admin",
             "auditor")  # fmt: skip
K = NoticeKind
# To whom each kind of mail goes; none of them carries a word of a report.
MAILED = {
    K.PENGINGAT: {"sunyi"},
    K.DIKEMBALIKAN: {"rumah"},
    K.DITERIMA: {"rumah"},
    K.DITANGGAPI: {"rumah"},
    K.LAPORAN_KHUSUS: {"analis", "pengesah"},
    K.UJI: {"admin"},
    K.UNDANGAN: {"sunyi"},
    K.RESET: {"rumah"},
    K.FAKTOR: {"rumah", "pengesah"},
    K.SERAH_TERIMA: {"pergi", "penerus"},
}
_OPEN = {"buka", "tenggat", "toleransi"}
_PROVINCE = _OPEN | {"rekap", "gubernur"}
# Which dates a calendar has, and the regencies it names.
DATES: dict[str, tuple[set[str], set[str]]] = {
    "rumah": (_OPEN, {"99.02"}),
    "kepala": (_OPEN, {"99.02"}),
    "tetangga": (_OPEN, {"99.71"}),
    "sunyi": (_OPEN, {"99.03"}),
    "analis": (_PROVINCE | {"tenggat-khusus"}, {"99.03"}),
    "pengesah": (_PROVINCE | {"tenggat-khusus"}, {"99.03"}),
    "gubernur": ({"rekap", "gubernur"}, set()),
    "admin": (_PROVINCE, set()),
    "auditor": (_PROVINCE, set()),
}
_CELLS, _NAME = {"upload.cell"}, {"upload.file_name"}
# What of an office's own workbook each role is given. The original stays at home: it hides a
# source. Its name is told to the province, on the page of the version and in the receipt.
FILES: dict[str, dict[str, set[str]]] = {
    "bertanda.xlsx": {"rumah": _CELLS | _NAME | {"upload.problem"}},
    "berkas/{n}": dict.fromkeys(("rumah", "kepala"), _CELLS | _NAME),
    "berkas/{n}/tanda-terima": dict.fromkeys(("rumah", "kepala", "analis", "pengesah"), _NAME),
    "tanda-terima.pdf": {},
}


# --- mails ---------------------------------------------------------------------------------------


def _posted(told: Told) -> tuple[dict[NoticeKind, set[str]], dict[NoticeKind, set[str]]]:
    """Send everything; return who was sent each kind, and the fields its mails had words of."""
    with MailServer() as server:
        settings = told.portal.settings.model_copy(
            update={
                "smtp_host": "127.0.0.1",
                "smtp_port": server.port,
                "smtp_security": "none",
                "mail_sender": "portal@contoh.example",
                "base_url": "https://portal.contoh.example",
            }
        )
        let_all_happen(told, settings)
        send_round(told.portal.database, settings, told.portal.clock)
        mails = server.script.mails
    with told.portal.database.read() as session:
        kinds = {notice.id: notice.kind for notice in session.scalars(select(Notice))}
    whom: dict[NoticeKind, set[str]] = {}
    says: dict[NoticeKind, set[str]] = {}
    for mail in mails:
        number = re.search(r"-(\d+)@", mail["Message-ID"])
        assert number
        kind = kinds[int(number[1])]
        whom.setdefault(kind, set()).add(mail["To"].partition("@")[0])
        says.setdefault(kind, set()).update(told.places(mail_text(mail.as_bytes())))
    return whom, says


def test_each_mail_goes_to_whom_the_table_says_and_carries_nothing(told: Told) -> None:
    assert set(MAILED) == set(NoticeKind)
    whom, says = _posted(told)
    assert whom == MAILED
    assert says == {kind: set() for kind in MAILED}


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_mail_that_tells_is_found(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    def talkative(session: ReadSession, _notice: Notice, settings: Settings) -> Letter:
        asked = session.scalars(select(Recommendation.text).order_by(Recommendation.id.desc()))
        return letters._letter("Ditanggapi", [str(asked.first())], "/", settings)

    monkeypatch.setattr(letters, "_MAKERS", {**letters._MAKERS, K.DITANGGAPI: talkative})
    monkeypatch.setattr(factor_mail, "others_who_may_agree", lambda *_: [])
    whom, says = _posted(told)
    assert says[K.DITANGGAPI] == {"request.text"}
    assert whom[K.FAKTOR] == {"rumah"}


# --- calendars -----------------------------------------------------------------------------------


def _calendar(told: Told, username: str) -> str:
    """Subscribe as somebody and fetch the calendar as their program does: by the key alone."""
    client = told.portal.enter(username)
    found = re.search(r"/kalender\.ics\?kunci=[\w-]{43}", client.post("/akun/kalender").text)
    assert found
    client.cookies.clear()
    answer = client.get(found[0])
    assert answer.status_code == 200
    return answer.text


def test_a_calendar_has_ones_own_dates_and_not_a_word(told: Told) -> None:
    for username, (kinds, regencies) in DATES.items():
        text = _calendar(told, username)
        names = [str(event["UID"]) for event in icalendar.Calendar.from_ical(text).events]
        parts = [re.fullmatch(r"\d{4}-tw\d-(.+?)(?:-(\d\d\.\d\d))?@.*", name) for name in names]
        found = [(part[1], part[2]) for part in parts if part]
        assert len(found) == len(names)
        assert {kind for kind, _ in found} == kinds, username
        assert {code for _, code in found if code} == regencies, username
        assert told.places(text.replace("\r\n ", "")) == set(), username
    assert set(DATES) == set(EVERYBODY)


# --- files ---------------------------------------------------------------------------------------


def _file(told: Told, client: TestClient, name: str, username: str) -> set[str]:
    where = "" if username in {"rumah", "kepala"} else "?wilayah=99.02"
    path = name.format(n=told.upload_id)
    answer = client.get(f"/laporan/{SLUG}/{path}{where}")
    assert answer.status_code < 500, path
    return told.places(canary.text_of(answer))


def _handed(told: Told) -> dict[str, dict[str, set[str]]]:
    """What everybody is given of each file, where there is anything."""
    found: dict[str, dict[str, set[str]]] = {name: {} for name in FILES}
    for username in EVERYBODY:
        client = told.portal.enter(username)
        for name in FILES:
            if said := _file(told, client, name, username):
                found[name][username] = said
    return found


def test_files_and_receipts_say_what_the_table_says(told: Told) -> None:
    assert _handed(told) == FILES
    client = told.portal.enter("analis")
    receipt = client.get(f"/laporan/{SLUG}/tanda-terima.pdf?wilayah=99.02")
    assert receipt.status_code == 200, "the receipt was read, and said nothing"


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_workbook_given_to_the_province_is_found(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.pages.upload.hides_sources", lambda *_: False)
    assert _handed(told)["berkas/{n}"]["analis"] == _CELLS | _NAME


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_what_was_taken_out_of_a_workbook_is_in_no_copy_of_it(
    told: Told, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Before the worker has removed the file, too, or while another row still holds it."""
    with told.portal.database.write() as session:
        session.add(
            Redaction(
                part=Part.UPLOAD,
                row_key=str(told.upload_id),
                field_name="file",
                original_sha256="0" * 64,
                made_at=told.portal.clock(),
                is_open=False,
                revision=newest(session),
            )
        )
    if not guarded:
        monkeypatch.setattr(erasing, "erased_uploads", lambda _session: [])
    client = told.portal.enter("rumah")
    told_by = {
        name: _file(told, client, name, "rumah") for name in ("bertanda.xlsx", "berkas/{n}")
    }
    wanted = set() if guarded else _CELLS
    assert {name: places & _CELLS for name, places in told_by.items()} == dict.fromkeys(
        told_by, wanted
    )
