"""The talk about a note: answered in the draft, closed or asked again on the next version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.errors import Conflict, Invalid, NotFound
from app.model.record import AuditEvent
from app.model.report import ReviewNote, State
from app.reports import review_notes, reviewing
from tests.reports.story import NOW
from tests.web.officer_helpers import forms_of, main_text
from tests.web.province_desk import ANALYST, DECIDER, OPERATOR, REVIEW, Desk, desk
from tests.web.test_versions import mend, return_it

if TYPE_CHECKING:
    from tests.web.officer_helpers import Officer

__all__ = ["desk"]
HERE = "/laporan/2026-tw3/catatan"
DONE = "Dampak dinaikkan menjadi 4 sesuai uraian."


def note_id(desk: Desk) -> int:
    with desk.story.database.read() as session:
        return session.scalars(select(ReviewNote.id).order_by(ReviewNote.id)).one()


def resolved_in(desk: Desk) -> int | None:
    with desk.story.database.read() as session:
        return session.get_one(ReviewNote, note_id(desk)).resolved_in


def answered(desk: Desk) -> Officer:
    """The report was returned, the office answered the note, corrected and sent again."""
    return_it(desk)
    officer = desk.enter(OPERATOR)
    officer.send(HERE, f"{HERE}/{note_id(desk)}/jawab", jawaban=DONE)
    mend(desk)
    desk.story.send()
    return officer


def again(desk: Desk, username: str = DECIDER) -> Officer:
    """Somebody who has the corrected version in hand."""
    head = desk.enter(username)
    head.send(REVIEW, f"{REVIEW}/mulai")
    return head


def test_office_sees_what_is_unanswered_and_answers_it(desk: Desk) -> None:
    return_it(desk)
    officer = desk.enter(OPERATOR)
    assert "belum dijawab" in main_text(officer.open("/laporan/2026-tw3"))
    assert "1 catatan terbuka, 1 belum dijawab" in main_text(officer.open(HERE))
    act = f"{HERE}/{note_id(desk)}/jawab"
    page = officer.send(HERE, act, 422, jawaban="ya").text
    assert forms_of(page)[act]["jawaban"] == "ya"
    officer.send(HERE, act, jawaban=DONE)
    words = main_text(officer.open(HERE))
    assert DONE in words
    assert "dijawab" in words
    assert "belum dijawab" not in words


def test_double_click_answers_once(desk: Desk) -> None:
    return_it(desk)
    officer = desk.enter(OPERATOR)
    act = f"{HERE}/{note_id(desk)}/jawab"
    form = officer.form(HERE, act) | {"jawaban": DONE}
    assert [officer.client.post(act, data=form).status_code for _ in "ab"] == [303, 303]
    assert main_text(officer.open(HERE)).count(DONE) == 1


def test_answer_travels_with_the_report_and_the_note_is_closed(desk: Desk) -> None:
    officer = answered(desk)
    head = again(desk)
    assert DONE in main_text(head.open(REVIEW))
    head.send(REVIEW, f"{REVIEW}/catatan/{note_id(desk)}/selesai")
    assert resolved_in(desk) == 2
    assert "selesai" in main_text(head.open(REVIEW))
    assert "selesai pada versi 2" in main_text(officer.open(HERE))


def test_note_asked_again_allows_a_return_and_waits_anew(desk: Desk) -> None:
    officer = answered(desk)
    head = again(desk)
    assert f"{REVIEW}/kembalikan" not in head.open(f"{REVIEW}?putuskan=kembalikan")
    act, field = f"{REVIEW}/catatan/{note_id(desk)}/ulang", f"kurang-{note_id(desk)}"
    page = head.send(REVIEW, act, 422, **{field: "kurang"}).text
    assert forms_of(page)[act][field] == "kurang"
    head.send(REVIEW, act, **{field: "Dasar dampak belum menyebut desa yang mana."})
    head.send(f"{REVIEW}?putuskan=kembalikan", f"{REVIEW}/kembalikan")
    with desk.story.database.read() as session:
        assert desk.story.revision(session, 2).state is State.DIKEMBALIKAN
    words = main_text(officer.open(HERE))
    assert "1 catatan terbuka, 1 belum dijawab" in words
    assert "meminta lagi, versi 2" in words
    assert words.index(DONE) < words.index("Dasar dampak belum menyebut")


def test_an_old_note_alone_does_not_return_a_report(desk: Desk) -> None:
    answered(desk)
    again(desk)
    story = desk.story
    with story.database.write() as session, pytest.raises(Invalid):
        reviewing.return_report(session, story.decider, story.revision(session), "", NOW)


def test_acceptance_closes_what_was_asked_before(desk: Desk) -> None:
    answered(desk)
    head = desk.enter(DECIDER)
    page = head.open(f"{REVIEW}?putuskan=terima")
    assert "Masih ada 1 catatan wajib" in main_text(page)
    head.send(f"{REVIEW}?putuskan=terima", f"{REVIEW}/terima")
    assert resolved_in(desk) == 2


def test_notes_being_written_are_not_for_the_office_yet(desk: Desk) -> None:
    desk.send_report()
    desk.story.review()
    desk.story.note()
    assert "Belum ada catatan" in main_text(desk.enter(OPERATOR).open(HERE))
    assert "nilai kembali" in main_text(desk.enter(ANALYST).open(f"{HERE}?wilayah=99.01"))


def test_only_a_draft_answers_and_only_notes_that_stand(desk: Desk) -> None:
    answered(desk)
    story, number = desk.story, note_id(desk)
    with story.database.write() as session:
        sent = story.revision(session)
        with pytest.raises(Conflict):
            review_notes.answer(session, story.operator, sent, number, DONE, NOW)
        reviewing.start_review(session, story.analyst, sent, NOW)
        with pytest.raises(NotFound):
            review_notes.close(session, story.analyst, sent, number + 7, "", NOW)
        review_notes.close(session, story.analyst, sent, number, "", NOW)
        with pytest.raises(NotFound):
            review_notes.repeat(session, story.analyst, sent, number, "Masih kurang lagi.", NOW)
    with story.database.read() as session:
        acts = session.scalars(select(AuditEvent.action)).all()
    assert "catatan.jawab" in acts
    assert "telaah.tutup-catatan" in acts
