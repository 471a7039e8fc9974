"""Hostile texts in every column stay out of mails and calendars, or are one harmless line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from icalendar import vText
from sqlalchemy import select

from app.agenda import feed
from app.intake.text import clean
from app.mail import letters
from app.model.notice import NoticeKind
from app.model.recommendation import Recommendation
from tests import mail_kinds
from tests.attacks import message_attack as attack
from tests.attacks import messages
from tests.attacks.message_attack import BREAKERS, MAY, Post
from tests.conftest import START
from tests.hostile_planting import EVERY, EVERYTHING_AT_ONCE, Planting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.db import ReadSession
    from app.mail.letters import Letter
    from app.model.notice import Notice
    from app.settings import Settings

pytestmark = pytest.mark.xdist_group("planted-messages")


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    found = attack.open_post(tmp_path_factory.mktemp("pesan"))
    yield found
    found.database.dispose()


def test_every_kind_of_mail_is_read(post: Post) -> None:
    kinds = {mail_kinds.kind_of(name) for name in post.mails}
    assert kinds == {*NoticeKind, "percobaan"} == set(MAY)


@pytest.mark.parametrize("name", BREAKERS)
def test_what_breaks_lines_and_headers_breaks_none(post: Post, name: str) -> None:
    assert attack.attack(post, [Planting([BREAKERS[name]])]) == {}


@pytest.mark.parametrize("turn", [-1, *range(len(EVERY))])
def test_every_column_has_carried_every_payload(post: Post, turn: int) -> None:
    payloads = [EVERYTHING_AT_ONCE] if turn < 0 else EVERY.values()
    planting = Planting(payloads, turn)
    post.plant(planting)
    assert attack.wrong_mails(post, planting) == {}
    if turn < 1:
        assert attack.wrong_feeds(post, planting) == {}


@pytest.mark.parametrize("name", BREAKERS)
def test_the_name_of_the_portal_begins_with_it(post: Post, name: str) -> None:
    """Without a mark before it, where a header or line begins."""
    for made in (*post.letters(BREAKERS[name]).values(), letters_of_trial(post, BREAKERS[name])):
        assert [*messages.mail_faults(made)] == []
    for made in post.feeds(BREAKERS[name]).values():
        assert [*messages.calendar_faults(made)] == []


def letters_of_trial(post: Post, name: str) -> bytes:
    return letters.trial("orang@contoh.example", post.settings(name), START).as_bytes()


# --- the yardstick bites -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("guard", "instead", "payload", "said"),
    [
        ("_in_header", letters._visible, "encoded", "'bcc'"),
        ("_in_header", lambda text: text, "turned", "hidden signs"),
        ("_visible", lambda text: text, "lines", "cannot be made"),
        ("_visible", clean, "header", "cannot be made"),
    ],
)
def test_a_mail_without_its_guard_is_found(
    post: Post,
    monkeypatch: pytest.MonkeyPatch,
    guard: str,
    instead: Callable[[str], str],
    payload: str,
    said: str,
) -> None:
    if guard == "_in_header" and payload == "turned":
        monkeypatch.setattr(letters, "_visible", instead)
    monkeypatch.setattr(letters, guard, instead)
    planting = Planting([BREAKERS[payload]])
    post.plant(planting)
    assert said in str(attack.wrong_mails(post, planting))


def test_a_line_that_slipped_into_a_mail_is_found(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = letters._visible
    monkeypatch.setattr(letters, "_visible", clean)
    monkeypatch.setattr(letters, "_in_header", real)
    planting = Planting([BREAKERS["bare"]])
    post.plant(planting)
    assert "other lines than with harmless names" in str(attack.wrong_mails(post, planting))


def test_a_mail_that_tells_of_a_report_is_found(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def talkative(session: ReadSession, _notice: Notice, settings: Settings) -> Letter:
        told = session.scalars(select(Recommendation.text)).first()
        return letters._letter("Permintaan ditanggapi", [str(told)], "/", settings)

    makers = {**letters._MAKERS, NoticeKind.DITANGGAPI: talkative}
    monkeypatch.setattr(letters, "_MAKERS", makers)
    planting = Planting([EVERY["squote"]])
    post.plant(planting)
    wrong = attack.wrong_mails(post, planting)
    assert set(wrong) == {"DITANGGAPI/"}
    assert "says ['recommendation.text']" in wrong["DITANGGAPI/"][0]


@pytest.mark.parametrize(
    ("instead", "payload", "said"),
    [
        (lambda text: text, "header", "cannot be made: ('op', 500)"),
        (vText, "turned", "hidden signs"),
        (vText, "lines", "a control"),
        (lambda text: text.replace("\n", " ").replace("\r", " "), "escapes", "escaped"),
    ],
)
def test_a_calendar_without_its_guard_is_found(
    post: Post,
    monkeypatch: pytest.MonkeyPatch,
    instead: Callable[[str], str],
    payload: str,
    said: str,
) -> None:
    monkeypatch.setattr(feed, "_visible", instead)
    planting = Planting([BREAKERS[payload]])
    post.plant(planting)
    assert said in str(attack.wrong_feeds(post, planting))


MAIL = (
    b"From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\nDate: Thu, 08 Oct 2026 09:00:00 +0800"
    b"\r\nAuto-Submitted: a\r\nMIME-Version: 1.0\r\nMessage-ID: <a@b.example>\r\n"
    b'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: 7bit\r\n\r\nisi\r\n'
)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"", b"", ""),
        (b"Subject: x", b"Subject: x\r\nBcc: e@f.example", "headers"),
        (b"Subject: x", b"Subject: x\nBcc: e@f.example", "a bare line end"),
        (b"Subject: x", b"Subject: =?utf-8?q?a=E2=80=AEb?=", "hidden signs ['0x202e']"),
        (b"Subject: x", b"Subject: " + b"x" * 1000, "a line of"),
        (b"To: c@d.example", b"To: c@d.example, e@f.example", "to 2 people"),
        (b"text/plain", b"text/html", "not one plain text"),
        (b"\r\n\r\nisi", b"\r\n\r\nis\x0bi", "hidden signs ['0xb']"),
        (b"\r\n\r\nisi", b"\r\n\r\nis\xc3\xa9", "beyond ASCII"),
    ],
)
def test_what_is_wrong_with_a_mail_is_said(old: bytes, new: bytes, said: str) -> None:
    faults = "\n".join(messages.mail_faults(MAIL.replace(old, new, 1)))
    assert said in faults
    assert bool(faults) is bool(said)


CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"", b"", ""),
        (b"SUMMARY:x", b"SUMMARY:x\r\nATTACH:http://jauh.example", "property 'ATTACH'"),
        (b"SUMMARY:x", b"SUMMARY:x\r\nBEGIN:VTODO\r\nEND:VTODO", "component 'VTODO'"),
        (b"SUMMARY:x", b"SUMMARY:x\r\nEND:VALARM", "the end of a VALARM"),
        (b"END:VEVENT\r\n", b"", "the end of a VCALENDAR that is not open"),
        (b"END:VCALENDAR\r\n", b"", "never closed"),
        (b"SUMMARY:x", b"SUMMARY:" + b"x" * 68, "a line of 76"),
        (b"SUMMARY:x", b"SUMMARY:a\nb", "a bare line end"),
        (b"SUMMARY:x", b"SUMMARY:a;b", "must be escaped"),
        (b"SUMMARY:x", "SUMMARY:a\u2066b".encode(), "hidden signs ['0x2066']"),
    ],
)
def test_what_is_wrong_with_a_calendar_is_said(old: bytes, new: bytes, said: str) -> None:
    whole = CALENDAR + b"END:VCALENDAR\r\n"
    faults = "\n".join(messages.calendar_faults(whole.replace(old, new, 1)))
    assert said in faults
    assert bool(faults) is bool(said)
