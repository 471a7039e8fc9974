"""Questions on the check page: answered or not, the report is sent; the reviewer reads both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.officer_helpers import forms_of, main_text
from tests.web.province_desk import ANALYST, OPERATOR, REVIEW, Desk, desk

if TYPE_CHECKING:
    from tests.web.officer_helpers import Officer

__all__ = ["desk"]
HERE, ACT = "/laporan/2026-tw3/periksa", "/laporan/2026-tw3/pertanyaan"
ASK = "/laporan/2026-tw3/ajukan"


def drafted(desk: Desk) -> Officer:
    desk.story.upload(("P", "P-001", {}), ("P", "P-002", {}), ("U", "U-001", {}))
    desk.story.attach_letter()
    return desk.enter(OPERATOR)


def field_of(officer: Officer) -> str:
    return next(name for name in forms_of(officer.open(HERE))[ASK] if name.startswith("j-"))


def answer(officer: Officer, text: str, act: str = ACT) -> None:
    form = officer.form(HERE, ASK) | {field_of(officer): text}
    assert officer.client.post(act, data=form).status_code == 303


def test_an_answer_goes_to_the_reviewer(desk: Desk) -> None:
    officer = drafted(desk)
    assert "boleh dilewati" in main_text(officer.open(HERE))
    answer(officer, "Dua kebun <i>berbeda</i>.")
    form = forms_of(officer.open(HERE))[ASK]
    assert "Dua kebun <i>berbeda</i>." in form.values()
    desk.story.send()
    page = desk.enter(ANALYST).open(REVIEW)
    assert "Dua kebun &lt;i&gt;berbeda&lt;/i&gt;." in page


def test_nobody_has_to_answer(desk: Desk) -> None:
    drafted(desk)
    desk.story.send()
    words = main_text(desk.enter(ANALYST).open(REVIEW))
    assert "persis sama" in words
    assert "tidak dijawab petugas" in words


def test_double_click_and_a_longer_text_do_no_harm(desk: Desk) -> None:
    officer = drafted(desk)
    form = officer.form(HERE, ASK) | {field_of(officer): "x" * 900}
    assert [officer.client.post(ACT, data=form).status_code for _ in "ab"] == [303, 303]
    assert "x" * 300 in forms_of(officer.open(HERE))[ASK].values()


def test_what_is_typed_and_sent_at_once_is_kept(desk: Desk) -> None:
    officer = drafted(desk)
    answer(officer, "Dua kebun berbeda.", ASK)
    assert "Dua kebun berbeda." in main_text(officer.open(HERE))
    desk.story.send()
    assert "Dua kebun berbeda." in main_text(desk.enter(ANALYST).open(REVIEW))
