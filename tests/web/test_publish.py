"""Composer, publishing once, progress, retry: over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.editions import commands
from app.model.edition import Edition, EditionState
from app.web.pages.publish_form import AdviceRow, Composed, check
from tests import factories
from tests.web.officer_helpers import forms_of, main_text
from tests.web.province_desk import ANALYST, DECIDER, Desk, desk

if TYPE_CHECKING:
    from tests.web.officer_helpers import Officer

__all__ = ["desk"]
COMPOSER, PUBLISH = "/edisi/susun?t=2026-tw3", "/edisi/2026-tw3/susun"
FIRST = "/edisi/2026-tw3/1"
ADVICE = {
    "saran-1": "Mediasi terpadu sengketa lahan.",
    "kepada-1": "Tim Terpadu",
    "tenggat-1": "30/11/2026",
}


@pytest.fixture
def head(desk: Desk) -> Officer:
    """The head of the province's agency, with one accepted report."""
    desk.send_report()
    desk.story.review()
    desk.story.accept()
    return desk.enter(DECIDER)


def edition(desk: Desk) -> Edition:
    """The only edition."""
    with desk.story.database.read() as session:
        found = session.scalars(select(Edition)).one()
        session.expunge(found)
        return found


def test_composer_shows_what_will_be_frozen(head: Officer) -> None:
    page = head.open(COMPOSER)
    words = main_text(page)
    assert "1 / 3" in words
    assert "Belum termasuk:" in words
    assert "Kabupaten Contoh Pesisir" in words or "Contoh Pesisir" in words
    assert "perhatian" in forms_of(page)[PUBLISH]


def test_publishing_freezes_then_sends_after_the_commit(desk: Desk, head: Officer) -> None:
    answer = head.send(COMPOSER, PUBLISH, perhatian="Hulu: satu kasus baru.", **ADVICE)
    assert answer.headers["location"] == FIRST
    found = edition(desk)
    assert found.attention == ["Hulu: satu kasus baru."]
    assert found.recommendations == [
        ["Mediasi terpadu sengketa lahan.", "Tim Terpadu", "30 November 2026"]
    ]
    assert desk.sent_editions == [found.id]


def test_double_click_publishes_one_edition(desk: Desk, head: Officer) -> None:
    form = head.form(COMPOSER, PUBLISH)
    answers = [head.client.post(PUBLISH, data=form) for _ in "ab"]
    assert [answer.headers["location"] for answer in answers] == [FIRST, FIRST]
    assert desk.sent_editions == [edition(desk).id]


def test_refused_recommendation_keeps_everything_typed(desk: Desk, head: Officer) -> None:
    typed = ADVICE | {"tenggat-1": "31/02/2027", "perhatian": "Hanya ini."}
    page = head.send(COMPOSER, PUBLISH, 422, **typed).text
    assert "Rekomendasi 1: tulis tenggat" in page
    form = forms_of(page)[PUBLISH]
    assert (form["perhatian"], form["kepada-1"]) == ("Hanya ini.", "Tim Terpadu")
    assert desk.sent_editions == []


def test_nothing_accepted_is_said(desk: Desk) -> None:
    page = desk.enter(DECIDER).send(COMPOSER, PUBLISH, 422).text
    assert "Belum ada laporan yang diterima" in page


def test_analyst_sees_the_figures_and_why_not_to_publish(desk: Desk, head: Officer) -> None:
    page = desk.enter(ANALYST).open(COMPOSER)
    assert "Menerbitkan dilakukan oleh pengesah provinsi." in page
    assert "Terbitkan edisi" not in page


def test_progress_is_told_step_by_step_without_javascript(desk: Desk, head: Officer) -> None:
    head.send(COMPOSER, PUBLISH)
    assert "Menunggu giliran" in head.open(FIRST)
    with desk.story.database.write() as session:
        commands.progress(session, edition(desk).id, done=2, total=9, label="Menggambar peta")
    page = head.open(FIRST)
    assert "Menggambar peta (langkah 3 dari 9)" in page
    assert f'data-poll-url="{FIRST}"' in page
    assert "belum selesai disusun" in head.open(COMPOSER)
    assert "Sedang disusun" in head.open("/edisi")


def test_ready_edition_leads_to_its_summary(desk: Desk, head: Officer) -> None:
    head.send(COMPOSER, PUBLISH)
    with desk.story.database.write() as session:
        commands.finish(session, edition(desk).id, (), factories.MOMENT)
    page = head.open(FIRST)
    assert 'data-done="/ringkasan/2026-tw3"' in page
    assert "data-poll-url" not in page
    assert "Terbit" in main_text(head.open("/edisi"))
    assert "Tidak ada yang berubah sejak edisi 1" in head.open(COMPOSER)


def test_failed_edition_says_why_and_is_built_again(desk: Desk, head: Officer) -> None:
    head.send(COMPOSER, PUBLISH)
    with desk.story.database.write() as session:
        row = session.get_one(Edition, edition(desk).id)
        row.state, row.failure = EditionState.FAILED, "Gagal pada langkah “Menggambar peta”."
    assert f"{FIRST}/ulang" not in desk.enter(ANALYST).open(FIRST)
    assert "Menggambar peta" in head.open(FIRST)
    head.send(FIRST, f"{FIRST}/ulang")
    assert edition(desk).state is EditionState.BUILDING
    assert desk.sent_editions == [edition(desk).id] * 2


def test_empty_list_offers_the_first_edition(desk: Desk) -> None:
    assert "Susun edisi pertama" in desk.enter(ANALYST).open("/edisi")


@pytest.mark.parametrize(
    ("composed", "field"),
    [
        (Composed("satu\n" * 9, ()), "perhatian"),
        (Composed("x" * 301, ()), "perhatian"),
        (Composed("", (AdviceRow(1, "pendek", "Tim Terpadu", "30/11/2026"),)), "saran-1"),
        (Composed("", (AdviceRow(2, "Cukup panjang ini", "", "30/11/2026"),)), "kepada-2"),
        (Composed("", (AdviceRow(3, "Cukup panjang ini", "Tim", "30/09/2026"),)), "tenggat-3"),
    ],
)
def test_what_has_to_be_mended(composed: Composed, field: str) -> None:
    assert list(check(composed, factories.QUARTER.last_day)) == [field]


def test_printed_day_goes_back_into_the_field(desk: Desk, head: Officer) -> None:
    head.send(COMPOSER, PUBLISH, **ADVICE)
    with desk.story.database.write() as session:
        commands.finish(session, edition(desk).id, (), factories.MOMENT)
    assert forms_of(head.open(COMPOSER))[PUBLISH]["tenggat-1"] == "30/11/2026"
