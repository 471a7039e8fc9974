"""What follow-ups, repeated words and drafts ask of a redaction beyond what every thing does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.access.reach import reach_of
from app.errors import Conflict, Invalid, NotFound
from app.files import sha256_of
from app.followup import evidence
from app.followup.commands import report_progress
from app.followup.progress import Progress
from app.intake.attached import PNG, Accepted
from app.model.account import User
from app.model.case_history import CaseAct, CaseDecision
from app.model.followup import Evidence, FollowUp, RakorRecommendation
from app.model.record import AuditEvent
from app.model.redaction import Part, Redaction, RedactionRequest, is_mark
from app.model.report import Revision, State
from app.model.review import PairVerdict
from app.reports import review_notes
from app.reports.erasing import erase_redacted, held, still_there
from app.reports.redaction_finding import things_of
from app.reports.redaction_requests import decide, find_request
from app.reports.reviewing import return_report, start_review
from tests import factories
from tests.reports.story import NOW
from tests.reports.test_redaction_requests import BY_PROVINCE, PROOF, SECRET, Scene, scene

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

__all__ = ["scene"]
SAID = f"{SECRET} disebut di sini."


def one(*parts: Part) -> pytest.MarkDecorator:
    """The story with the name in one of these places."""
    return pytest.mark.parametrize("scene", parts, indirect=True)


def repeat_next_quarter(scene: Scene) -> int:
    """The form of the next quarter is filled with what stood, so the words are said again."""
    with scene.story.database.write() as session:
        row = session.get_one(FollowUp, scene.number)
        who = session.get_one(User, scene.story.operator.user_id)
        again = FollowUp(
            recommendation=session.get_one(RakorRecommendation, row.recommendation_id),
            region_code=row.region_code, quarter=row.quarter + 1, status="PROSES", progress=50,
            description=row.description, obstacle="Dana menyusul.", next_plan="Rapat lagi.",
            updated_at=NOW, updated_by=who,
        )  # fmt: skip
        session.add(again)
        session.flush()
        return again.id


@one(Part.FOLLOW_UP)
def test_a_later_quarter_that_says_it_again_loses_it_too(scene: Scene) -> None:
    again = repeat_next_quarter(scene)
    scene.decide(scene.ask())
    assert scene.said() == set()
    with scene.story.database.read() as session:
        row = session.get_one(FollowUp, again)
        assert is_mark(row.description)
        assert row.obstacle == "Dana menyusul."
        marks = session.scalars(select(Redaction)).all()
        assert {mark.follow_up_id for mark in marks} == {scene.number, again}
        assert sha256_of(SAID.encode()) in {mark.original_sha256 for mark in marks}
        acts = session.scalars(select(AuditEvent).where(AuditEvent.action == "pribadi.hapus"))
        assert [act.subject for act in acts] == ["RAKOR-2026 R01 99.01"]


@one(Part.FOLLOW_UP)
def test_a_form_opened_before_does_not_bring_it_back(scene: Scene) -> None:
    scene.decide(scene.ask())
    said = Progress("PROSES", 40, SAID, "", "")
    with scene.story.database.write() as session:
        row = session.get_one(FollowUp, scene.number)
        item = session.get_one(RakorRecommendation, row.recommendation_id)
        with pytest.raises(Conflict, match="berubah sejak"):
            report_progress(
                session, scene.story.operator, item, said,
                quarter=row.quarter, expected=1, now=NOW,
            )  # fmt: skip


@one(Part.EVIDENCE)
def test_a_document_goes_from_the_disk_and_stays_away(scene: Scene) -> None:
    story = scene.story
    names = {sha256_of(PROOF), sha256_of(PROOF + b" kecil"), sha256_of(PROOF + b" asli")}
    with story.database.read() as session:
        assert held(session, names) == names
    scene.decide(scene.ask())
    with story.database.read() as session:
        row = session.get_one(Evidence, scene.number)
        with pytest.raises(Conflict, match="data pribadi"):
            still_there(row)
        assert erase_redacted(session, story.files) == 3
    with story.database.write() as session:
        row = proof(session, scene.number)
        with pytest.raises(Conflict, match="data pribadi"):
            evidence.remove(session, story.operator, row, NOW)
        with pytest.raises(Invalid, match="pernah dihapus"):
            evidence.attach(
                session, story.operator, row.follow_up, accepted=Accepted(PROOF, PNG, None),
                file_name="a.png", caption="Sama lagi", files=story.files, now=NOW,
            )  # fmt: skip


def proof(session: Session, number: int) -> Evidence:
    row = session.get_one(Evidence, number)
    follow_up = session.get_one(FollowUp, row.follow_up_id)
    item = session.get_one(RakorRecommendation, follow_up.recommendation_id)
    session.refresh(row, ["follow_up"])
    session.refresh(follow_up, ["recommendation"])
    session.refresh(item, ["rakor"])
    return row


@one(Part.EVIDENCE)
def test_what_the_office_took_off_meanwhile_can_still_be_decided(scene: Scene) -> None:
    number = scene.ask()
    with scene.story.database.write() as session:
        evidence.remove(session, scene.story.operator, proof(session, scene.number), NOW)
    assert scene.decide(number) == 0
    with scene.story.database.read() as session:
        assert session.get_one(RedactionRequest, number).granted is True
        assert session.scalars(select(Redaction)).all() == []


@one(Part.AMENDMENT)
def test_a_draft_the_province_does_not_see_loses_it_too(scene: Scene) -> None:
    story = scene.story
    with story.database.write() as session:
        start_review(session, story.analyst, story.revision(session), NOW)
        review_notes.add_note(
            session, story.analyst, story.revision(session), row_key=None, field_name=None,
            code="NILAI", severity="WAJIB", note="Perbaiki sekali lagi.", now=NOW,
        )  # fmt: skip
        return_report(session, story.decider, story.revision(session), "", NOW)
    number = scene.ask()
    with story.database.within(reach_of(story.analyst)).write() as session:
        request = find_request(session, story.analyst.scope, number)
        assert decide(session, story.analyst, request, grant=True, note="", now=NOW) == 3
    assert scene.said() == set()
    with story.database.read() as session:
        notes = {row.state: row.amendment_note for row in session.scalars(select(Revision))}
        assert is_mark(notes[State.DRAF] or "")


@one(Part.VERDICT, Part.DECISION)
def test_a_verdict_that_links_says_it_twice_and_both_go(scene: Scene) -> None:
    with scene.story.database.write() as session:
        verdict = session.scalars(select(PairVerdict)).one()
        decision = session.scalars(select(CaseDecision)).one()
        assert decision.act == CaseAct.WATCH
        verdict.note = decision.note = SAID
    scene.decide(scene.ask(scene.story.decider))
    assert scene.said() == set()


@pytest.mark.parametrize(
    "scene",
    [Part.AMENDMENT, Part.TAKEOVER, Part.DECIDED, Part.EXTENSION, Part.UNLOCK, Part.WAIVER,
     Part.FOLLOW_UP, Part.EVIDENCE],
    indirect=True,
)  # fmt: skip
def test_it_is_found_by_quarter_and_only_by_who_reads_it(scene: Scene) -> None:
    story, this = scene.story, (scene.part, str(scene.number))
    with story.database.read() as session:
        for actor in (story.operator, story.analyst):
            found = things_of(session, actor, "99.01", factories.QUARTER)
            sees = actor is story.analyst or scene.part not in BY_PROVINCE
            assert (this in {(item.part, item.row_key) for item in found}) is sees
        assert things_of(session, story.analyst, "99.01", factories.QUARTER + 4) == []
        stranger = factories.make_actor(region="99.02")
        with pytest.raises(NotFound):
            things_of(session, stranger, "99.01", factories.QUARTER)
    scene.decide(scene.ask())
    with story.database.read() as session:
        found = things_of(session, story.analyst, "99.01", factories.QUARTER)
        assert this not in {(item.part, item.row_key) for item in found}
