"""Two versions of a report beside each other, for the office and for the province."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.reports import drafts, removal, reviewing, sending
from tests.reports.story import NOW, POTENTIAL, TODAY
from tests.web.officer_helpers import main_text
from tests.web.province_desk import ANALYST, DECIDER, OPERATOR, REVIEW, Desk, desk

if TYPE_CHECKING:
    from app.db import WriteSession
    from app.model.report import Revision

__all__ = ["desk"]
HERE = "/laporan/2026-tw3/versi"
BY_PROVINCE = f"{HERE}?wilayah=99.01"
SUMMARY = POTENTIAL["summary"]


def return_it(desk: Desk) -> None:
    """The province asks about the impact of P-001 and gives the report back."""
    desk.send_report()
    desk.story.review()
    desk.story.note()
    with desk.story.database.write() as session:
        revision = desk.story.revision(session)
        reviewing.return_report(session, desk.story.decider, revision, "", NOW)


def mend(desk: Desk) -> None:
    """The office changes the impact and a sentence, drops P-002 and writes another letter."""
    desk.story.upload(
        (
            "P",
            "P-001",
            {
                "impact": "4",
                "impact_basis": "Dua desa terdampak.",
                "summary": SUMMARY.replace("menuntut", "meminta"),
                "change": "",
            },
        ),
        ("U", "U-001", {"entry_key": "P-001", "result": "Sepakat mengukur ulang bulan depan"}),
    )
    with desk.story.database.write() as session:
        revision = desk.story.revision(session)
        removal.drop_entry(session, desk.story.operator, revision, "P-002", NOW)
        _write(session, desk, revision)


def _write(session: WriteSession, desk: Desk, revision: Revision) -> None:
    letter = {
        "situation_summary": revision.situation_summary + " Rapat lanjutan sudah dijadwalkan."
    }
    drafts.save_letter(session, desk.story.operator, revision, letter, expected=None, now=NOW)


def test_a_single_version_has_nothing_to_be_compared_with(desk: Desk) -> None:
    desk.send_report()
    assert "Baru ada satu versi" in main_text(desk.enter(OPERATOR).open(HERE))
    desk.enter(OPERATOR).open(f"{HERE}?a=7&b=1", 404)
    desk.enter(OPERATOR).open(f"{HERE}?halaman=2&a=1&b=1", 404)


def test_office_reads_what_it_changed_before_it_sends(desk: Desk) -> None:
    return_it(desk)
    mend(desk)
    page = desk.enter(OPERATOR).open(HERE)
    words = main_text(page)
    assert "1 entri berubah, tidak ada entri baru, 1 entri dihapus" in words
    assert "Versi 1, dikembalikan dan versi 2, draf" in words
    assert "Dampak (1-5)" in words
    assert "3 Cukup" in words
    assert "4 " in words
    assert "<del>" in page
    assert "<ins>" in page
    assert "Upaya U-001" in words
    assert "ulang bulan depan" in words
    assert "Gambaran umum" in words
    assert "Sengketa batas kebun &lt;b&gt;kedua&lt;/b&gt;" in page
    assert "Akar masalah" not in words


def test_a_draft_stays_with_the_office(desk: Desk) -> None:
    return_it(desk)
    mend(desk)
    analyst = desk.enter(ANALYST)
    assert "Baru ada satu versi" in main_text(analyst.open(BY_PROVINCE))
    analyst.open(f"{BY_PROVINCE}&a=1&b=2", 404)


def test_compared_with_itself_nothing_changed(desk: Desk) -> None:
    desk.send_report()
    assert "Kedua versi sama" in main_text(desk.enter(ANALYST).open(f"{BY_PROVINCE}&a=1&b=1"))


def test_review_begins_with_what_answers_the_note(desk: Desk) -> None:
    return_it(desk)
    mend(desk)
    desk.story.send()
    head = desk.enter(DECIDER)
    page = head.open(REVIEW)
    words = main_text(page)
    first = words.index("Yang diubah sejak versi 1")
    assert words.index("Dampak tidak sesuai uraian") > first
    assert "Perubahan menjawab catatan" in words
    assert "1 entri berubah sejak versi 1" in words
    assert "Bagian lain entri ini juga berubah" in words
    assert "Dihapus: P-002" in words
    assert '<th scope="col">Versi 1</th>' in page
    assert "berkas berubah" not in words


def test_an_unchanged_entry_is_folded_and_a_note_without_change_says_so(desk: Desk) -> None:
    return_it(desk)
    with desk.story.database.write() as session:
        revision = desk.story.revision(session)
        _write(session, desk, revision)
        sending.submit(session, desk.story.confirmer, revision, today=TODAY, now=NOW)
    words = main_text(desk.enter(DECIDER).open(REVIEW))
    assert "tidak ada yang berubah" in words
    assert "2 entri sama dengan versi 1" in words


def test_receipt_leads_to_what_changed(desk: Desk) -> None:
    return_it(desk)
    mend(desk)
    desk.story.send()
    assert f'href="{HERE}"' in desk.enter(OPERATOR).open("/laporan/2026-tw3/terkirim")
