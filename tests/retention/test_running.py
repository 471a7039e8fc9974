"""What is past its time goes with its files, and nothing that is in force ever does."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from app.db import METADATA
from app.files import sha256_of
from app.intake.attached import PNG, Accepted
from app.intake.requests import ParsedRequest
from app.model.account import User
from app.model.area_code import AreaCode
from app.model.edition import Artefact, Edition, EditionPin, EditionState
from app.model.entry import Entry
from app.model.notice import Notice, NoticeState
from app.model.period import Obligation, Period, PeriodStatus
from app.model.record import AuditEvent
from app.model.region import BoundarySet
from app.model.report import Attachment, Report, Revision, State, Upload
from app.reports import enclosures, requests
from app.reports.enclosure_label import Label, Limits, Owner
from app.reports.erasing import held
from app.retention import finders, removal, running
from app.retention.removal import REMOVERS
from app.retention.running import carry_out, due, last_run
from app.retention.schedule import SCHEDULE, Ending
from tests import factories
from tests.reports.story import NOW, TODAY, Story, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.db import Database
    from app.settings import Settings

SHARED, ALONE = b"berkas yang juga di laporan terkirim", b"berkas draf saja"
LATER = NOW + timedelta(days=20 * 365)
UNTOUCHED = {"audit_event", "notice", "one_time_link"}


@pytest.fixture
def story(database: Database, make_settings: Callable[..., Settings]) -> Story:
    """A sent report, a published edition, and a draft of the next quarter, all long ago."""
    told = tell(database, make_settings().files)
    fill(told)
    told.attach_letter()
    told.send()
    told.review()
    told.accept()
    after = told.later()
    fill(after)
    with database.write() as session:
        draft = after.revision(session)
        label = Label("FOTO", "Papan nama", TODAY, file_name="b.png")
        enclosures.enclose(
            session, after.operator, draft, Owner("P-001"), label,
            Accepted(ALONE, PNG, b"kecil"), limits=Limits(10_000, 100_000),
            files=after.files, now=NOW,
        )  # fmt: skip
        asked = ParsedRequest("GUBERNUR", "Memfasilitasi pengukuran ulang kebun.", None, "")
        requests.save_request(session, after.operator, draft, asked, number=None, now=NOW)
    publish(after)
    return after


def fill(story: Story) -> None:
    """A row, an action, and the same photo in both quarters."""
    story.upload(("P", "P-001", {}), ("U", "U-001", {}), data=story.quarter.code.encode())
    with story.database.write() as session:
        label = Label("FOTO", "Mediasi di kantor camat", TODAY, file_name="a.png")
        enclosures.enclose(
            session, story.operator, story.revision(session), Owner("P-001"), label,
            Accepted(SHARED, PNG, b"kecil bersama"), limits=Limits(10_000, 100_000),
            files=story.files, now=NOW,
        )  # fmt: skip


def publish(story: Story) -> None:
    """An edition that pins the sent report, with one file."""
    with story.database.write() as session:
        pinned = session.scalars(select(Revision).where(Revision.state == State.DITERIMA)).one()
        edition = Edition(
            period=session.scalars(select(Period).order_by(Period.id)).first(),
            boundary_set=session.scalars(select(BoundarySet)).first(),
            number=1,
            code="PKP-99-2026T3-AAAA-BBBB",
            method_version="1",
            published_at=NOW,
            published_by="uji",
            state=EditionState.READY,
            built_at=NOW,
        )
        edition.pins.append(
            EditionPin(region_code=AreaCode("99.01"), obligation_state="DITERIMA", revision=pinned)
        )
        edition.artefacts.append(
            Artefact(
                name="peta",
                file_name="peta.html",
                media_type="text/html",
                sha256=story.files.put(b"berkas edisi"),
                size_bytes=12,
            )
        )
        session.add(edition)


def locked(story: Story) -> None:
    with story.database.write() as session:
        session.execute(update(Period).values(status=PeriodStatus.TERKUNCI))


def rows_of(story: Story) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    with story.database.read() as session:
        return {
            table.name: sorted(
                json.dumps(list(row), default=str) for row in session.execute(select(table))
            )
            for table in METADATA.tables.values()
            if table.name != "area"
        }


def counts(story: Story, now=LATER) -> dict[str, int]:
    with story.database.read() as session:
        return {item.line.code: item.count for item in due(session, now) if item.count}


def test_a_dry_run_counts_and_changes_nothing(story: Story) -> None:
    locked(story)
    before = rows_of(story)
    found = counts(story)
    assert found["draf"] == 1
    assert found["laporan"] == 1
    assert rows_of(story) == before
    assert counts(story, NOW) == {}


def test_only_the_draft_goes_and_its_files_with_it(story: Story) -> None:
    locked(story)
    before = rows_of(story)
    ran = carry_out(story.database, story.files, "uji", LATER)
    after = rows_of(story)
    assert ran.counts["draf"] == 1
    assert ran.files == 3  # its own photo with the small picture, and its workbook
    with story.database.read() as session:
        assert session.scalars(select(Revision.state)).all() == [State.DITERIMA]
        assert session.scalar(select(func.count()).select_from(Report)) == 1
    for name, rows in before.items():
        if name not in UNTOUCHED:
            assert set(after[name]) <= set(rows), name  # nothing new, nothing changed
    # a second run finds nothing
    assert carry_out(story.database, story.files, "uji", LATER).counts == {}


def test_what_is_in_force_stays_to_the_byte_and_on_the_disk(story: Story) -> None:
    locked(story)
    with story.database.read() as session:
        sent = session.scalars(select(Revision).where(Revision.state == State.DITERIMA)).one()
        seal, number = sent.content_sha256, sent.id
    carry_out(story.database, story.files, "uji", LATER)
    with story.database.read() as session:
        kept = session.get_one(Revision, number)
        assert kept.content_sha256 == seal
        assert session.scalar(select(func.count()).where(Entry.revision_id == number)) == 1
        names = set(session.scalars(select(Attachment.sha256)))
        names |= set(session.scalars(select(Upload.file_sha256)))
        names |= set(session.scalars(select(Artefact.sha256)))
        assert sha256_of(SHARED) in names
        assert sha256_of(b"berkas edisi") in names
        assert held(session, names) == names
    for name in names:
        assert story.files.path(name).is_file()
    on_disk = {path.name for path in story.files.folder.glob("*/*")}
    assert sha256_of(ALONE) not in on_disk
    assert on_disk == {name for name in on_disk if is_needed(story, name)}


def is_needed(story: Story, name: str) -> bool:
    with story.database.read() as session:
        return held(session, [name]) == {name}


@pytest.mark.parametrize("hindrance", ["open", "unlocked", "young", "pinned"])
def test_a_draft_that_may_still_be_worked_on_stays(story: Story, hindrance: str) -> None:
    if hindrance != "open":
        locked(story)
    now = LATER
    with story.database.write() as session:
        if hindrance == "unlocked":
            session.execute(update(Obligation).values(unlocked_until=date(2099, 1, 1)))
        if hindrance == "pinned":
            draft = session.scalars(select(Revision.id).where(Revision.state == State.DRAF)).one()
            session.execute(update(EditionPin).values(revision_id=draft))
        if hindrance == "young":
            now = story.now + timedelta(days=360)
    assert "draf" not in carry_out(story.database, story.files, "uji", now).counts
    with story.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Revision)) == 2


def test_the_database_itself_refuses_to_let_a_sent_version_go(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The finder's guard taken away, the trigger of the database still stands."""
    locked(story)
    line = next(line for line in SCHEDULE if line.code == "draf")
    unguarded = replace(line, finder=lambda _cutoff: select(Revision.id, Revision.created_at))
    monkeypatch.setattr(running, "SCHEDULE", [unguarded])
    with pytest.raises(DBAPIError, match="never changes"):
        carry_out(story.database, story.files, "uji", LATER)
    with story.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Revision)) == 2
    assert story.files.path(sha256_of(SHARED)).is_file()


def test_a_run_cut_off_before_the_files_is_finished_by_the_next(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked(story)

    class Cut(Exception):
        """The process ends here."""

    def cut(*_arguments: object) -> int:
        raise Cut

    with monkeypatch.context() as patch:
        turns = iter([running._finish, cut])

        def finish(*whole: object) -> int:
            return next(turns)(*whole)

        patch.setattr(running, "_finish", finish)
        with pytest.raises(Cut):
            carry_out(story.database, story.files, "uji", LATER)
    assert story.files.path(sha256_of(ALONE)).is_file()
    with story.database.read() as session:
        assert last_run(session) is None
    assert carry_out(story.database, story.files, "uji", LATER).files == 3
    assert not story.files.path(sha256_of(ALONE)).exists()


def test_mail_that_waits_stays(story: Story) -> None:
    with story.database.write() as session:
        user = session.get_one(User, story.operator.user_id)
        factories.make_notice(session, user, state=NoticeState.GAGAL, subject="a")
        factories.make_notice(session, user, state=NoticeState.MENUNGGU, subject="b")
    carry_out(story.database, story.files, "uji", LATER)
    with story.database.read() as session:
        left = session.scalars(select(Notice.state).where(Notice.subject.in_(["a", "b"]))).all()
        assert left == [NoticeState.MENUNGGU]


def test_the_run_is_in_the_trail_without_words(story: Story) -> None:
    locked(story)
    carry_out(story.database, story.files, "uji", LATER)
    with story.database.read() as session:
        newest = last_run(session)
        assert newest is not None
        assert (newest.actor, newest.details["jumlah"]["draf"]) == ("uji", 1)
        rows = session.scalars(select(AuditEvent).where(AuditEvent.action == running.ACT)).all()
        assert all(set(row.details) <= {"jumlah", "berkas", "selesai"} for row in rows)


def test_every_line_says_why_and_whoever_removes_has_a_remover() -> None:
    removed = {line.code for line in SCHEDULE if line.ending is Ending.REMOVED}
    assert removed == set(REMOVERS)
    assert len({line.code for line in SCHEDULE}) == len(SCHEDULE)
    for line in SCHEDULE:
        assert line.basis
        assert line.since or not line.kept
        assert line.then
        assert (line.finder is None) == (line.ending is Ending.BY_ITSELF)
    assert {State.DRAF, State.MENUNGGU_PENGESAHAN} == finders.UNSENT
    assert removal.Revision is Revision
