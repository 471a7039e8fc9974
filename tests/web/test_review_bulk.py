"""Clean reports accepted together: what is offered, each once, nothing that changed meanwhile."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.model.record import AuditEvent
from app.model.report import Attachment, Revision, State
from tests import factories
from tests.reports.story import NOW
from tests.web.officer_helpers import main_text
from tests.web.province_desk import ANALYST, DECIDER, Desk, desk

if TYPE_CHECKING:
    from app.db import WriteSession
    from app.model.account import User
    from tests.web.officer_helpers import Officer

__all__ = ["desk"]
HERE = "/verifikasi/terima-sekaligus"
OTHER = "99.02"


def one_report(desk: Desk) -> None:
    """A report of 99.01 about which there is nothing to ask."""
    desk.story.upload(("P", "P-001", {}), ("U", "U-001", {}))
    desk.story.attach_letter()
    desk.story.send()


def other_report(desk: Desk, *, letter: bool = True, **changed: object) -> int:
    """A report of the neighbour with one potential, sent."""
    with desk.story.database.write() as session:
        period = desk.story.revision(session).report.obligation.period
        officer = factories.make_user(session, region=OTHER)
        revision = factories.make_revision(session, period, OTHER, drafted_by=officer)
        factories.make_entry(session, revision, **changed)
        if letter:
            _attach(session, revision, officer)
        factories.send(session, revision)
        return revision.id


def _attach(session: WriteSession, revision: Revision, officer: User) -> None:
    session.add(
        Attachment(
            revision=revision,
            category="SURAT",
            file_name="surat.pdf",
            media_type="application/pdf",
            size_bytes=1,
            sha256="0" * 64,
            uploaded_at=NOW,
            uploaded_by=officer,
        )
    )
    session.flush()


def states(desk: Desk) -> dict[str, State]:
    with desk.story.database.read() as session:
        rows = session.execute(select(Revision.receipt_code, Revision.state)).all()
        return {str(code): state for code, state in rows}


def accepted(desk: Desk) -> int:
    """Audit rows of acceptances."""
    with desk.story.database.read() as session:
        query = select(func.count()).where(AuditEvent.action == "telaah.terima")
        return session.scalar(query) or 0


def test_two_clean_reports_are_offered_and_accepted_one_by_one(desk: Desk) -> None:
    one_report(desk)
    other_report(desk)
    head = desk.enter(DECIDER)
    assert "2 laporan dapat diterima sekaligus" in main_text(head.open("/verifikasi"))
    answer = head.client.post(HERE, data=_form(head, HERE))
    assert answer.headers["location"] == "/verifikasi"
    assert set(states(desk).values()) == {State.DITERIMA}
    assert accepted(desk) == 2
    assert "2 laporan diterima" in head.open("/verifikasi")


def _form(officer: Officer, page: str) -> dict[str, object]:
    """The form as a browser sends it: every ticked box."""
    html = officer.open(page)
    return {
        "kunci": re.findall(r'name="kunci" value="([^"]+)"', html)[0],
        "laporan": re.findall(r'name="laporan" value="([^"]+)"', html),
    }


@pytest.mark.parametrize(
    ("letter", "changed"),
    [(False, {}), (True, {"risk_level": "T", "risk_score": 16})],
    ids=["without letter", "newly high"],
)
def test_what_asks_for_reading_is_not_offered(
    desk: Desk, letter: bool, changed: dict[str, object]
) -> None:
    one_report(desk)
    other_report(desk, letter=letter, **changed)
    words = main_text(desk.enter(DECIDER).open(HERE))
    assert "Kabupaten Contoh Hulu" in words
    assert words.count("Terima laporan Kabupaten") == 1


def test_a_report_that_raises_a_question_is_not_offered(desk: Desk) -> None:
    desk.send_report()  # its two potentials say the same
    head = desk.enter(DECIDER)
    assert "Tidak ada laporan lain" in main_text(head.open(HERE))
    assert "persis sama" in main_text(head.open("/verifikasi/2026-tw3/99.01"))


def test_a_report_in_somebody_elses_hands_is_not_offered(desk: Desk) -> None:
    one_report(desk)
    desk.story.review()
    assert "Tidak ada laporan lain" in main_text(desk.enter(DECIDER).open(HERE))


def test_double_click_accepts_once(desk: Desk) -> None:
    one_report(desk)
    other_report(desk)
    head = desk.enter(DECIDER)
    form = _form(head, HERE)
    answers = [head.client.post(HERE, data=form) for _ in "ab"]
    assert [item.status_code for item in answers] == [303, 303]
    assert accepted(desk) == 2


def test_what_changed_meanwhile_is_left_and_named(desk: Desk) -> None:
    one_report(desk)
    other_report(desk)
    head = desk.enter(DECIDER)
    form = _form(head, HERE)
    desk.story.review()  # the analyst takes one of the two up
    answer = head.client.post(HERE, data=form)
    assert answer.status_code == 409
    words = main_text(answer.text)
    assert "1 laporan belum diterima, 1 sudah" in words
    assert "berubah atau sudah diputus" in words
    assert accepted(desk) == 1
    assert sorted(states(desk).values()) == [State.DITELAAH, State.DITERIMA]


def test_nothing_ticked_is_nothing_accepted(desk: Desk) -> None:
    one_report(desk)
    head = desk.enter(DECIDER)
    answer = head.client.post(HERE, data=_form(head, HERE) | {"laporan": []})
    assert answer.headers["location"] == HERE
    assert accepted(desk) == 0


def test_names_that_are_none_lead_nowhere(desk: Desk) -> None:
    one_report(desk)
    head = desk.enter(DECIDER)
    for mark in ("77777-1", "x", "9" * 40):
        form = _form(head, HERE) | {"laporan": [mark]}
        assert head.client.post(HERE, data=form).status_code == 404
    assert desk.enter(ANALYST).client.get(HERE).status_code == 403
