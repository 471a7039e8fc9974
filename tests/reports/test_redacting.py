"""Personal data leave every earlier version; seals, receipts and everything else stay."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.errors import NotFound
from app.files import sha256_of
from app.intake.attached import PNG, Accepted
from app.intake.requests import ParsedRequest
from app.model.entry import Entry
from app.model.period import Period, PeriodStatus
from app.model.redaction import Redaction, is_mark, mark_of
from app.model.report import Revision
from app.reports import enclosures, requests, sending
from app.reports.enclosure_label import Label, Limits, Owner
from app.reports.erasing import erase_redacted, erased_uploads
from tests.reports.story import NOW, QUARTER, TODAY, Story, tell

REDACTED = mark_of(TODAY, None)
NAMED = "Bapak Rekaan bin Contoh menolak pengukuran kebun di depan kantor desa itu."
PLAIN = "Seorang warga menolak pengukuran kebun di depan kantor desa itu."


@pytest.fixture
def story(database, tmp_path) -> Story:
    return tell(database, tmp_path / "berkas")


def amend(story: Story, reason: str, cells: dict[str, str]) -> None:
    with story.database.write() as session:
        sending.start_amendment(
            session,
            story.operator,
            story.revision(session),
            reason=reason,
            note="Nama orang dihapus dari uraian.",
            now=story.now,
        )
    story.upload(("P", "P-001", cells))
    story.attach_letter()
    story.send()
    story.review()
    story.accept()


def told(story: Story) -> list[tuple[str, str, str]]:
    with story.database.read() as session:
        rows = session.execute(
            select(Entry.summary, Entry.root_cause, Revision.content_sha256)
            .join(Revision, Revision.id == Entry.revision_id)
            .order_by(Revision.number)
        )
        return [tuple(row) for row in rows]


def test_the_text_goes_and_the_seal_stays(story):
    story.whole(("P", "P-001", {"summary": NAMED}))
    before = told(story)[0]
    amend(story, "PDP", {"summary": PLAIN})
    first, second = told(story)
    assert first == (REDACTED, before[1], before[2])
    assert second[0] == PLAIN
    with story.database.read() as session:
        marks = session.scalars(select(Redaction).where(Redaction.part == "entry")).all()
        assert [(item.row_key, item.field_name) for item in marks] == [("P-001", "summary")]
        assert marks[0].original_sha256 == sha256_of(NAMED.encode())
        assert not any(item.is_open for item in session.scalars(select(Redaction)))


def test_every_earlier_version_is_redacted(story):
    story.whole(("P", "P-001", {"summary": NAMED}))
    amend(story, "KOREKSI", {"summary": NAMED, "impact": "2"})
    amend(story, "PDP", {"summary": PLAIN, "impact": "2"})
    assert [summary for summary, _, _ in told(story)] == [REDACTED, REDACTED, PLAIN]


def test_a_correction_redacts_nothing(story):
    story.whole(("P", "P-001", {"summary": NAMED}))
    amend(story, "KOREKSI", {"summary": PLAIN})
    assert [summary for summary, _, _ in told(story)] == [NAMED, PLAIN]


def test_a_party_named_by_mistake_goes_too(story):
    story.whole(("P", "P-001", {"party_a_name": "Keluarga Bapak Rekaan"}))
    amend(story, "PDP", {"party_a_name": "Satu keluarga"})
    with story.database.read() as session:
        entry = session.scalars(select(Entry).order_by(Entry.id)).first()
        session.refresh(entry, ["parties"])
        assert [party.name for party in entry.parties] == [REDACTED, "PT Contoh Sawit Alfa"]


def test_the_workbook_that_held_it_is_not_given_out_again(story):
    story.whole(("P", "P-001", {"summary": NAMED}))
    amend(story, "PDP", {"summary": PLAIN})
    with story.database.read() as session:
        erased = erased_uploads(session)
        assert [item.revision_id for item in erased] == [1]
        # The amendment's file has the same bytes in this test, so it is still held.
        assert erase_redacted(session, story.files) == 0
        assert story.files.get(erased[0].file_sha256)


def test_its_file_is_erased_once(story):
    story.upload(("P", "P-001", {"summary": NAMED}), data=b"berkas dengan nama")
    story.attach_letter()
    story.send()
    story.review()
    story.accept()
    amend(story, "PDP", {"summary": PLAIN})
    with story.database.read() as session:
        assert erase_redacted(session, story.files) == 1
        assert erase_redacted(session, story.files) == 0
        with pytest.raises(NotFound):
            story.files.get(sha256_of(b"berkas dengan nama"))


def test_an_archived_quarter_still_lets_personal_data_go(story):
    story.whole(("P", "P-001", {"summary": NAMED}))
    with story.database.write() as session:
        period = session.scalars(select(Period).where(Period.quarter == QUARTER)).one()
        period.status = PeriodStatus.DIARSIPKAN
    amend(story, "PDP", {"summary": PLAIN})
    assert told(story)[0][0] == REDACTED


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entry SET summary = 'lain'",
        "UPDATE party SET name = 'lain'",
        "UPDATE revision SET situation_summary = 'lain'",
        "UPDATE revision SET receipt_code = 'lain'",
    ],
)
def test_nothing_else_of_a_sent_version_can_change_afterwards(story, change):
    story.whole(("P", "P-001", {"summary": NAMED}))
    amend(story, "PDP", {"summary": PLAIN})
    with pytest.raises(DBAPIError, match="never changes"), story.database.write() as session:
        session.execute(text(change))


def enclose(story, data: bytes, caption: str) -> None:
    label = Label("FOTO", caption, TODAY, file_name="a.png")
    accepted = Accepted(data, PNG, b"kecil " + data)
    with story.database.write() as session:
        enclosures.enclose(
            session, story.operator, story.draft(session), Owner("P-001"), label, accepted,
            limits=Limits(10_000, 100_000), files=story.files, now=NOW,
        )  # fmt: skip


def ask(story, text: str, number: int | None) -> None:
    with story.database.write() as session:
        asked = ParsedRequest("GUBERNUR", text, None, "")
        draft = story.draft(session)
        requests.save_request(session, story.operator, draft, asked, number=number, now=NOW)


def accept_as_it_is(story) -> None:
    story.attach_letter()
    story.send()
    story.review()
    story.accept()


@pytest.fixture
def dropped(story) -> Story:
    """A photo is taken off, a request said with other words, a text said anew: all for PDP."""
    story.upload(("P", "P-001", {"summary": NAMED}))
    enclose(story, b"satu", "Foto Bapak Rekaan")
    enclose(story, b"dua", "Papan nama kebun")
    ask(story, "Mendampingi Bapak Rekaan di kantor desa.", None)
    accept_as_it_is(story)
    with story.database.write() as session:
        sending.start_amendment(
            session, story.operator, story.revision(session), reason="PDP",
            note="Nama orang dihapus dari uraian.", now=story.now,
        )  # fmt: skip
        draft = story.revision(session)
        photo = enclosures.enclosures_of(session, draft)[0]
        enclosures.remove(session, story.operator, draft, photo.id, NOW)
    ask(story, "Mendampingi warga di kantor desa itu.", 1)
    story.upload(("P", "P-001", {"summary": PLAIN}))
    accept_as_it_is(story)
    return story


def test_files_captions_and_requests_the_amendment_drops_go_too(dropped):
    with dropped.database.read() as session:
        first = session.scalars(select(Revision).where(Revision.number == 1)).one()
        gone, kept = enclosures.enclosures_of(session, first)
        assert gone.redacted_at is not None
        assert is_mark(gone.caption)
        assert gone.sha256 == sha256_of(b"satu")
        assert (kept.redacted_at, kept.caption) == (None, "Papan nama kebun")
        assert [is_mark(row.text) for row in requests.requests_of(session, first)] == [True]
        erased = {row.original_sha256 for row in session.scalars(select(Redaction))}
        assert {sha256_of(b"satu"), sha256_of(b"kecil satu")} <= erased
        assert sha256_of(b"dua") not in erased
