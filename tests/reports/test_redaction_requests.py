"""One thing taken out by request: its words and its file are nowhere any more, its hash stays."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.db import METADATA
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.files import sha256_of
from app.intake.attached import PNG, Accepted
from app.intake.requests import ParsedRequest
from app.model.account import User
from app.model.area_code import AreaCode
from app.model.case import Case
from app.model.case_history import CaseAct, CaseDecision
from app.model.entry import Entry
from app.model.flash import FlashVersion
from app.model.followup import Evidence, FollowUp, Rakor, RakorRecommendation
from app.model.loose import WaitingFile
from app.model.particulars import Assessment
from app.model.period import Obligation
from app.model.recommendation import Recommendation, RecommendationAnswer
from app.model.redaction import Part, Redaction, is_mark, mark_of
from app.model.report import Attachment, NoteReply, ReviewNote, Revision, State, Upload
from app.model.review import PairVerdict, SignalAnswer, Verdict
from app.reports import enclosures, flash, request_answers, requests, review_notes, sending
from app.reports.enclosure_label import Label, Limits, Owner
from app.reports.erasing import erase_redacted, held, still_there
from app.reports.redaction_requests import ask, decide, find_request, requests_in, waiting_count
from app.reports.redaction_things import ASKABLE, find_thing
from app.reports.reviewing import assess, return_report, start_review
from tests import factories
from tests.reports.story import NOW, TODAY, Story, tell
from tests.reports.test_flash import TOLD

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from app.access.scope import Actor
    from app.db import Database, WriteSession
    from app.settings import Settings

SECRET = "Rekaan Candrabuana"
PHOTO = Accepted(f"gambar {SECRET}".encode(), PNG, f"kecil {SECRET}".encode())
PROOF = f"bukti {SECRET}".encode()
LIMITS = Limits(each=10_000, total=100_000)
MODELS = {
    Part.ATTACHMENT: Attachment,
    Part.NOTE: ReviewNote,
    Part.REPLY: NoteReply,
    Part.ANSWER: SignalAnswer,
    Part.REQUEST: Recommendation,
    Part.RESPONSE: RecommendationAnswer,
    Part.FLASH: FlashVersion,
    Part.ASSESSMENT: Assessment,
    Part.DECISION: CaseDecision,
    Part.VERDICT: PairVerdict,
    Part.AMENDMENT: Revision,
    Part.TAKEOVER: Revision,
    Part.DECIDED: Revision,
    Part.EXTENSION: Obligation,
    Part.UNLOCK: Obligation,
    Part.WAIVER: Obligation,
    Part.FOLLOW_UP: FollowUp,
    Part.EVIDENCE: Evidence,
    Part.UPLOAD: Upload,
}
# Only the province reads these, so only the province asks.
BY_PROVINCE = {Part.VERDICT, Part.TAKEOVER, Part.EXTENSION, Part.UNLOCK}


@dataclass
class Scene:
    """A story in which one name was written in one place; `number` is that thing's id."""

    story: Story
    part: Part
    number: int
    seal: str

    @property
    def asker(self) -> Actor:
        """Somebody who reads it."""
        return self.story.decider if self.part in BY_PROVINCE else self.story.operator

    def said(self) -> set[str]:
        """Tables in which the name stands somewhere, in any column."""
        with self.story.database.read() as session:
            return {
                table.name
                for table in METADATA.tables.values()
                if SECRET in json.dumps([list(r) for r in session.execute(select(table))],
                                        default=str)
            }  # fmt: skip

    def ask(self, actor: Actor | None = None) -> int:
        with self.story.database.write() as session:
            who = actor or self.asker
            thing = find_thing(session, who, self.part, str(self.number))
            return ask(session, who, thing, basis="SUBJEK", reason="Warga meminta.", now=NOW).id

    def decide(
        self,
        number: int,
        *,
        grant: bool = True,
        actor: Actor | None = None,
        note: str = "Nama badan, bukan orang.",
    ) -> int:
        with self.story.database.write() as session:
            who = actor or self.story.analyst
            request = find_request(session, who.scope, number)
            return decide(session, who, request, grant=grant, note=note, now=NOW)


@pytest.fixture(params=sorted(ASKABLE))
def scene(
    request: pytest.FixtureRequest, database: Database, make_settings: Callable[..., Settings]
) -> Scene:
    story = tell(database, make_settings().files)
    part = Part(request.param)
    number = write(story, part)
    with database.read() as session:
        seal = session.scalars(select(Revision).where(Revision.number == 1)).one().content_sha256
    return Scene(story, part, number, seal or "")


def write(story: Story, part: Part) -> int:
    """Write the name in one place of a report that is sent, returned, amended and sent again."""
    said = {item: f"{SECRET} disebut di sini." if item is part else "Isi biasa." for item in Part}
    story.upload(("P", "P-001", {}), name=f"{said[Part.UPLOAD]}.xlsx")
    with story.database.write() as session:
        draft, caption = story.draft(session), said[Part.ATTACHMENT][:200]
        if part is Part.ATTACHMENT:
            label = Label("FOTO", caption, TODAY, file_name=f"{SECRET}.png")
            enclosures.enclose(
                session, story.operator, draft, Owner("P-001"), label, PHOTO,
                limits=LIMITS, files=story.files, now=NOW,
            )  # fmt: skip
        asked = ParsedRequest("GUBERNUR", said[Part.REQUEST] + " Mohon difasilitasi.", None, "")
        requests.save_request(session, story.operator, draft, asked, number=None, now=NOW)
        draft.amendment_reason, draft.amendment_note = "KOREKSI", said[Part.AMENDMENT]
        session.add(_table_taken(session, draft, said[Part.UPLOAD]))
        session.add(
            SignalAnswer(
                report=draft.report,
                signal="nihil",
                answer=said[Part.ANSWER],
                answered_at=NOW,
                answered_by=session.get_one(User, story.operator.user_id),
            )
        )
    story.attach_letter()
    story.send()
    go_on(story, said)
    say_beside(story, said)
    with story.database.read() as session:
        return min(session.scalars(select(MODELS[part].id)))


def _table_taken(session: WriteSession, draft: Revision, name: str) -> WaitingFile:
    """The office's own table of the same name, its rows taken as the upload."""
    return WaitingFile(
        file_name=f"{name}.csv", file_sha256=sha256_of(name.encode()), size_bytes=9,
        uploaded_at=NOW, revision=draft, uploaded_by=session.scalars(select(User)).first(),
        upload=session.scalars(select(Upload)).one(),
    )  # fmt: skip


def go_on(story: Story, said: dict[Part, str]) -> None:
    """The province notes, answers and returns; the office replies and sends version two."""
    with story.database.write() as session:
        start_review(session, story.analyst, story.revision(session), NOW)
        note = review_notes.add_note(
            session, story.analyst, story.revision(session), row_key="P-001", field_name=None,
            code="NILAI", severity="WAJIB", note=said[Part.NOTE], now=NOW,
        )  # fmt: skip
        _decide_about_cases(session, story, said)
        story.revision(session).takeover_note = said[Part.TAKEOVER]
        return_report(session, story.decider, story.revision(session), said[Part.DECIDED], NOW)
        draft = story.revision(session)
        review_notes.answer(session, story.operator, draft, note.id, said[Part.REPLY], NOW)
        scope = story.analyst.scope
        one = request_answers.asked_of_province(
            session, scope, today=TODAY, zone=story.analyst.zone
        )[0]
        request_answers.answer(
            session, story.analyst, one, status="DICATAT", text=said[Part.RESPONSE],
            expected=0, now=NOW,
        )  # fmt: skip
        told = replace(TOLD, what=said[Part.FLASH] + " " + TOLD.what)
        flash.send(session, story.operator, told, NOW)
    story.attach_letter()
    with story.database.write() as session:
        sending.submit(
            session, story.confirmer, story.revision(session), today=TODAY, now=story.now
        )


def say_beside(story: Story, said: dict[Part, str]) -> None:
    """Reasons about the duty, and what the office says of a meeting's recommendation."""
    with story.database.write() as session:
        duty = session.get_one(Obligation, story.revision(session).report.obligation_id)
        duty.extension_reason, duty.unlock_reason = said[Part.EXTENSION], said[Part.UNLOCK]
        duty.waiver_reason, duty.waived_at = said[Part.WAIVER], NOW
        who = session.get_one(User, story.operator.user_id)
        rakor = Rakor(code="RAKOR-2026", title="Rakor contoh", year=2026)
        item = RakorRecommendation(rakor=rakor, code="R01", position=1, text="Rapat contoh.")
        row = FollowUp(
            recommendation=item, region_code=story.operator.region_code,
            quarter=factories.QUARTER, status="PROSES", progress=40,
            description=said[Part.FOLLOW_UP], obstacle="Belum ada dana.", next_plan="Rapat lagi.",
            updated_at=NOW, updated_by=who,
        )  # fmt: skip
        session.add_all([rakor, item, row, Evidence(
            follow_up=row, caption=said[Part.EVIDENCE], file_name=f"{said[Part.EVIDENCE]}.png",
            size_bytes=len(PROOF), sha256=story.files.put(PROOF), uploaded_at=NOW,
            uploaded_by=who, media_type=PNG,
            thumbnail_sha256=story.files.put(PROOF + b" kecil"),
            original_sha256=story.files.sealed.put(PROOF + b" asli"),
        )])  # fmt: skip


def _decide_about_cases(session: WriteSession, story: Story, said: dict[Part, str]) -> None:
    """The province reads an entry otherwise, decides about its case, and sees no twin in it."""
    revision, who = story.revision(session), session.get_one(User, story.analyst.user_id)
    assess(
        session, story.analyst, revision, "P-001", zone="MERAH",
        zone_reason=said[Part.ASSESSMENT], severity=None, severity_reason="", now=NOW,
    )  # fmt: skip
    case_id = session.scalar(select(Entry.case_id).where(Entry.row_key == "P-001"))
    case = session.get_one(Case, case_id)
    other = Case(
        case_no="9901-2026-9999", title="Kasus lain", home_region=AreaCode("99.01"),
        first_quarter=case.first_quarter,
    )  # fmt: skip
    session.add_all([other, CaseDecision(
        act=CaseAct.WATCH, note=said[Part.DECISION], decided_at=NOW, case=case, other=None,
        decided_by=who,
    )])  # fmt: skip
    session.flush()
    session.add(PairVerdict(
        verdict=Verdict.DIFFERENT, note=said[Part.VERDICT], words=[], other_words=[],
        decided_at=NOW, case=case, other=other, decided_by=who,
    ))  # fmt: skip


def test_the_words_are_nowhere_and_the_hash_stays(scene: Scene) -> None:
    assert scene.said(), "the test would prove nothing"
    number = scene.ask()
    assert scene.decide(number) >= 1
    assert scene.said() == set()
    with scene.story.database.read() as session:
        marks = session.scalars(select(Redaction)).all()
        assert marks
        assert all(mark.request_id == number and not mark.is_open for mark in marks)
        seals = session.scalars(select(Revision.content_sha256).order_by(Revision.number))
        assert seals.first() == scene.seal
        row = session.get_one(MODELS[scene.part], scene.number)
        words = (getattr(row, column.name) for column in row.__table__.columns)
        shown = [value for value in words if isinstance(value, str)]
        assert any(is_mark(value) and f"{TODAY:%d-%m-%Y}" in value for value in shown)


@pytest.mark.parametrize("scene", [Part.ATTACHMENT, Part.REQUEST], indirect=True)
def test_every_version_of_the_report_loses_it(scene: Scene) -> None:
    scene.decide(scene.ask())
    with scene.story.database.read() as session:
        rows = session.scalars(select(MODELS[scene.part])).all()
        assert len([row for row in rows if getattr(row, "category", "") != "SURAT"]) == 2
        assert set(session.scalars(select(Redaction.revision_id))) == {1, 2}


@pytest.mark.parametrize("scene", [Part.REPLY, Part.FLASH], indirect=True)
def test_nobody_decides_alone_and_nothing_twice(scene: Scene) -> None:
    number = scene.ask(scene.story.analyst)
    with pytest.raises(Conflict, match="sudah diminta"):
        scene.ask()
    with pytest.raises(Forbidden):
        scene.decide(number)
    with pytest.raises(Forbidden):
        scene.decide(number, actor=scene.story.operator)
    assert scene.said()
    scene.decide(number, actor=scene.story.decider)
    with pytest.raises(Conflict, match="sudah diputus"):
        scene.decide(number, actor=scene.story.decider)
    with pytest.raises(Conflict, match="Sudah dihapus"):
        scene.ask()


@pytest.mark.parametrize("scene", [Part.REPLY, Part.FLASH], indirect=True)
def test_a_refusal_needs_a_reason_and_takes_nothing_out(scene: Scene) -> None:
    number = scene.ask()
    with pytest.raises(Invalid):
        scene.decide(number, grant=False, note="tidak")
    scene.decide(number, grant=False)
    assert scene.said()
    with scene.story.database.read() as session:
        assert session.scalars(select(Redaction)).all() == []
        assert waiting_count(session, scene.story.analyst.scope) == 0
    scene.ask()  # a better reason may be given


def test_another_regency_cannot_name_it(scene: Scene) -> None:

    stranger = factories.make_actor(region="99.02")
    with scene.story.database.read() as session:
        with pytest.raises(NotFound):
            find_thing(session, stranger, scene.part, str(scene.number))
        scene_number = find_thing(session, scene.asker, scene.part, str(scene.number))
        assert SECRET not in scene_number.label
        assert requests_in(session, stranger.scope) == []
        for key in ("0", "999999", "x", "", "1 OR 1=1"):
            with pytest.raises(NotFound):
                find_thing(session, scene.asker, scene.part, key)


def change(scene: Scene, statement: str) -> None:
    with scene.story.database.write() as session:
        session.execute(text(statement))


FROZEN = {
    Part.ATTACHMENT: "UPDATE attachment SET caption = 'lain' WHERE category = 'FOTO'",
    Part.REQUEST: "UPDATE recommendation SET text = 'lain'",
    Part.RESPONSE: "UPDATE recommendation_answer SET text = 'lain'",
    Part.FLASH: "UPDATE flash_version SET what = 'lain'",
    Part.UPLOAD: "UPDATE upload SET file_name = 'lain'",
}
OPENED = (
    "UPDATE redaction SET is_open = {}",
    "UPDATE attachment SET sha256 = 'x', caption = 'lain' WHERE category = 'FOTO'",
    "UPDATE recommendation SET text = 'lain', target = 'PUSAT'",
    "UPDATE recommendation_answer SET text = 'lain', status = 'DITOLAK'",
    "UPDATE flash_version SET what = 'lain', deaths = 0",
    "UPDATE upload SET file_name = 'lain', size_bytes = 1",
)


@pytest.mark.parametrize("scene", sorted(FROZEN), indirect=True)
def test_the_database_lets_go_of_the_words_only_while_it_is_done(scene: Scene) -> None:
    scene.decide(scene.ask())
    statement = FROZEN[scene.part]
    with pytest.raises(DBAPIError):
        change(scene, statement)
    change(scene, OPENED[0].format("TRUE"))
    change(scene, statement)  # the guard that refused above is the closed mark alone
    for more in OPENED[1:]:
        if more.split()[1] == statement.split()[1]:
            with pytest.raises(DBAPIError):
                change(scene, more)
    change(scene, OPENED[0].format("FALSE"))


@pytest.mark.parametrize("scene", [Part.ATTACHMENT], indirect=True)
def test_a_file_goes_from_the_disk_unless_somebody_else_holds_it(
    scene: Scene, tmp_path: Any
) -> None:
    story, names = scene.story, {sha256_of(PHOTO.data), sha256_of(PHOTO.thumbnail)}
    with story.database.read() as session:
        assert held(session, names) == names
        assert erase_redacted(session, story.files) == 0
    scene.decide(scene.ask())
    with story.database.read() as session:
        row = session.get_one(Attachment, scene.number)
        assert row.sha256 == sha256_of(PHOTO.data)
        with pytest.raises(Conflict, match="data pribadi"):
            still_there(row)
        assert erase_redacted(session, story.files) == 2
        assert erase_redacted(session, story.files) == 0
        with pytest.raises(NotFound):
            story.files.get(row.sha256)


@pytest.mark.parametrize("scene", [Part.ATTACHMENT], indirect=True)
def test_a_file_taken_out_does_not_come_back(scene: Scene) -> None:
    story = scene.story
    scene.decide(scene.ask())
    with story.database.write() as session:
        revision = story.revision(session)
        start_review(session, story.analyst, revision, NOW)
        review_notes.add_note(
            session, story.analyst, revision, row_key=None, field_name=None,
            code="NILAI", severity="WAJIB", note="Perbaiki sekali lagi.", now=NOW,
        )  # fmt: skip
        return_report(session, story.decider, revision, "", NOW)
    with story.database.write() as session, pytest.raises(Invalid, match="pernah dihapus"):
        enclosures.enclose(
            session, story.operator, story.revision(session), Owner("P-001"),
            Label("FOTO", "Mediasi", TODAY, file_name="a.png"), PHOTO,
            limits=LIMITS, files=story.files, now=NOW,
        )  # fmt: skip
    with story.database.read() as session:
        draft = story.revision(session)
        assert draft.state is State.DRAF
        copied = enclosures.enclosures_of(session, draft)
        assert [row.redacted_at is not None for row in copied] == [True]


@pytest.mark.parametrize("scene", sorted(BY_PROVINCE), indirect=True)
def test_what_only_the_province_reads_only_the_province_names(scene: Scene) -> None:
    with scene.story.database.read() as session, pytest.raises(NotFound):
        find_thing(session, scene.story.operator, scene.part, str(scene.number))


def test_marks_fit_their_column() -> None:
    assert mark_of(TODAY, None) == f"[dihapus {TODAY:%d-%m-%Y}: data pribadi, UU 27/2022]"
    for room in (None, 200, 46, 40, 23, 22, 12, 9):
        mark = mark_of(TODAY, room)
        assert is_mark(mark)
        assert room is None or len(mark) <= room
    assert not is_mark("[dihapus Rekaan bin Contoh]")
    assert not is_mark("[dihapus] dan Rekaan")
