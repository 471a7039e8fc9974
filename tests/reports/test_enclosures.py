"""Files on entries, actions and the report: kept once, frozen with it, carried to the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.errors import Conflict, Forbidden, Invalid, NotFound, TooLarge
from app.intake.attached import PNG, Accepted
from app.intake.attached_pdf import PDF
from app.model.report import Attachment
from app.reports import enclosures, reviewing, sending
from app.reports.enclosure_label import Label, Limits, Owner, problems_of
from tests.reports.story import LETTER_PDF, NOW, TODAY, Story, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.access.scope import Actor
    from app.db import Database, WriteSession
    from app.settings import Settings

LIMITS = Limits(each=10_000, total=1_000)
PHOTO = Accepted(b"gambar yang digambar ulang", PNG, b"kecil")
DOCUMENT = Accepted(LETTER_PDF, PDF)
SHOWN = Label("FOTO", "Mediasi di kantor camat", date(2026, 9, 3), file_name="../IMG 1.png")
MINUTES = Label("NOTULEN", "Notulen rapat", file_name="notulen.pdf")
ENTRY, ACTION, REPORT = Owner("P-001"), Owner("P-001", "U-001"), Owner()


@pytest.fixture
def story(database: Database, make_settings: Callable[..., Settings]) -> Story:
    """A draft with an entry and an action."""
    told = tell(database, make_settings().files, single_officer=False)
    told.upload(("P", "P-001", {}), ("U", "U-001", {}))
    return told


def enclose(
    story: Story,
    owner: Owner = ENTRY,
    label: Label = SHOWN,
    accepted: Accepted = PHOTO,
    *,
    limits: Limits = LIMITS,
    actor: Actor | None = None,
) -> int:
    with story.database.write() as session:
        return enclosures.enclose(
            session,
            actor or story.operator,
            story.revision(session),
            owner,
            label,
            accepted,
            limits=limits,
            files=story.files,
            now=NOW,
        ).id


def put_back(story: Story, number: int) -> None:
    with story.database.write() as session:
        revision = story.revision(session)
        enclosures.put_back(session, story.operator, revision, number, limits=LIMITS, now=NOW)


def held(story: Story, number: int | None = None) -> list[tuple[str, str | None, str | None]]:
    with story.database.read() as session:
        rows = enclosures.enclosures_of(session, story.revision(session, number))
        return [(row.caption, row.entry_key, row.action_key) for row in rows]


def change(story: Story, category: str, **values: str | None) -> None:
    """Try to change a file's row, or without values to delete it, past every command."""
    with pytest.raises(DBAPIError), story.database.write() as session:
        _change(session, category, values)


def _change(session: WriteSession, category: str, values: dict[str, str | None]) -> None:
    row = session.scalars(select(Attachment).where(Attachment.category == category)).one()
    for name, value in values.items():
        setattr(row, name, value)
    if not values:
        session.delete(row)
    session.flush()


def test_files_hang_on_the_entry_the_action_and_the_report(story: Story) -> None:
    enclose(story)
    enclose(story, ACTION)
    enclose(story, REPORT, MINUTES, DOCUMENT)
    assert held(story) == [
        ("Mediasi di kantor camat", "P-001", None),
        ("Mediasi di kantor camat", "P-001", "U-001"),
        ("Notulen rapat", None, None),
    ]
    with story.database.read() as session:
        row = enclosures.enclosures_of(session, story.revision(session))[0]
        assert story.files.get(row.sha256) == PHOTO.data
        assert story.files.get(row.thumbnail_sha256 or "") == PHOTO.thumbnail
        assert row.file_name == "IMG 1.png"


@pytest.mark.parametrize("owner", [Owner("P-009"), Owner("P-001", "U-009"), Owner("", "U-001")])
def test_only_what_is_there_can_have_files(story: Story, owner: Owner) -> None:
    with pytest.raises(NotFound):
        enclose(story, owner)
    assert held(story) == []


def test_the_same_file_is_held_once_in_one_place(story: Story) -> None:
    enclose(story)
    with pytest.raises(Conflict, match="sudah terlampir"):
        enclose(story)
    enclose(story, ACTION)
    assert len(held(story)) == 2


def test_files_survive_the_row_being_read_anew(story: Story) -> None:
    enclose(story)
    story.upload(("P", "P-001", {"title": "Sengketa lahan plasma yang lain namanya"}))
    assert held(story) == [("Mediasi di kantor camat", "P-001", None)]


def test_a_version_holds_only_so_much(story: Story) -> None:
    large = Accepted(b"x" * 600, PDF)
    first = enclose(story, REPORT, MINUTES, large)
    other = Accepted(b"y" * 600, PDF)
    with pytest.raises(TooLarge, match="seluruhnya"):
        enclose(story, REPORT, MINUTES, other)
    with story.database.write() as session:
        revision = story.revision(session)
        enclosures.remove(session, story.operator, revision, first, NOW)
    enclose(story, REPORT, MINUTES, other)
    with pytest.raises(TooLarge):
        put_back(story, first)


def test_taken_off_comes_back_until_it_is_sent(story: Story) -> None:
    number = enclose(story)
    with story.database.write() as session:
        enclosures.remove(session, story.operator, story.revision(session), number, NOW)
    assert held(story) == []
    put_back(story, number)
    assert len(held(story)) == 1
    with story.database.write() as session:
        enclosures.remove(session, story.operator, story.revision(session), number, NOW)
    story.send()
    with story.database.read() as session:
        assert session.scalars(select(Attachment)).all() == []


def test_a_secret_file_does_not_hang_on_a_restricted_report(story: Story) -> None:
    with pytest.raises(Invalid, match="Klasifikasi"):
        enclose(story, label=replace(SHOWN, classification="RAHASIA"))


def test_only_those_who_draft_attach(story: Story) -> None:
    with pytest.raises(Forbidden):
        enclose(story, actor=story.analyst)


@pytest.mark.parametrize(
    ("label", "wrong"),
    [
        (SHOWN, set()),
        (replace(SHOWN, caption="foto"), {"caption"}),
        (replace(SHOWN, taken_on=None), {"taken_on"}),
        (replace(SHOWN, taken_on=date(2026, 12, 1)), {"taken_on"}),
        (replace(SHOWN, category="SURAT"), {"category"}),
        (replace(SHOWN, category="PETA", caption="", taken_on=None), {"caption"}),
    ],
)
def test_a_photo_says_what_and_when(label: Label, wrong: set[str]) -> None:
    assert set(problems_of(label, PHOTO, TODAY)) == wrong


def test_a_document_needs_no_words() -> None:
    assert problems_of(Label("BA", ""), DOCUMENT, TODAY) == {}


def test_sent_files_are_frozen_by_the_database_but_the_letter_may_follow(story: Story) -> None:
    enclose(story)
    story.send()
    with pytest.raises(Conflict):
        enclose(story, REPORT, MINUTES, DOCUMENT)
    change(story, "FOTO", caption="lain")
    change(story, "FOTO", entry_key=None)
    change(story, "FOTO")
    story.attach_letter()
    story.review()
    story.attach_letter()
    story.accept()
    with pytest.raises(Conflict):
        story.attach_letter()
    change(story, "SURAT")


def test_the_seal_covers_files_but_not_the_letter(story: Story) -> None:
    def seal() -> str:
        with story.database.read() as session:
            return story.revision(session).content_sha256 or ""

    story.attach_letter()
    story.send()
    bare = seal()
    with story.database.write() as session:
        sending.withdraw(session, story.confirmer, story.revision(session), NOW)
    story.send()
    assert seal() == bare
    with story.database.write() as session:
        sending.withdraw(session, story.confirmer, story.revision(session), NOW)
    enclose(story)
    story.send()
    assert seal() != bare


def test_the_next_version_begins_with_the_files(story: Story) -> None:
    enclose(story)
    enclose(story, ACTION)
    story.attach_letter()
    story.send()
    story.review()
    story.note()
    with story.database.write() as session:
        reviewing.return_report(session, story.decider, story.revision(session), "", NOW)
    assert held(story, 2) == held(story, 1)
    with story.database.read() as session:
        rows = session.scalars(select(Attachment)).all()
        assert sorted(row.category for row in rows) == ["FOTO"] * 4 + ["SURAT"] * 2
        assert all(row.thumbnail_sha256 for row in rows if row.category == "FOTO")
