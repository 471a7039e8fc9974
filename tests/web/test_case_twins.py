"""The queue of cases alike: side by side, decided once, back only when the text changed much."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.cases import twins
from app.model.area_code import AreaCode
from app.model.case import Case
from app.model.case_history import GroupMember
from app.model.particulars import EntryLocation
from app.model.report import State
from app.model.review import PairVerdict
from tests import factories
from tests.web.officer_helpers import forms_of, main_text
from tests.web.province_desk import ANALYST, DECIDER, OPERATOR, Desk, desk

if TYPE_CHECKING:
    from typing import Any

    from app.model.quarter import Quarter

__all__ = ["desk"]
HERE = "/verifikasi/kasus-mirip"
TITLE = "Sengketa pengukuran kebun plasma Rimba Rekaan"
SUMMARY = "Warga menolak pengukuran kebun plasma Rimba Rekaan di tepi Sungai Contoh."
WHY = "Kedua daerah menceritakan pengukuran yang sama."


def accepted(desk: Desk, region: str, district: str, quarter: Quarter, **changed: Any) -> int:
    """An accepted report of a regency with one case at the middle of a kecamatan."""
    number = changed.pop("number", 1)
    with desk.story.database.write() as session:
        period = changed.pop("period", None) or _period(session, quarter)
        version = changed.pop("version", 1)
        revision = factories.make_revision(session, period, region, number=version)
        case_id = changed.pop("case_id", None)
        case = (
            session.get_one(Case, case_id)
            if case_id
            else factories.make_case(session, region, quarter, number)
        )
        place = EntryLocation(
            seq=1,
            region_code=AreaCode(district),
            is_primary=True,
            precision="TITIK",
            lat=-0.5,
            lon=116.5,
        )
        told = {"title": TITLE, "summary": SUMMARY, "topic": "PLASMA"} | changed
        factories.make_entry(session, revision, case=case, locations=[place], **told)
        factories.send(session, revision, State.DITERIMA)
        return case.id


def _period(session: Any, quarter: Quarter) -> Any:
    from app.model.period import Period

    found = session.scalar(select(Period).where(Period.quarter == quarter))
    return found or factories.make_period(session, quarter)


@pytest.fixture
def two(desk: Desk) -> Desk:
    """Two regencies tell one dispute in the open quarter."""
    accepted(desk, "99.01", "99.01.01", factories.QUARTER)
    accepted(desk, "99.02", "99.02.01", factories.QUARTER)
    return desk


def waiting(desk: Desk) -> int:
    with desk.story.database.read() as session:
        return len(twins.queue(session, desk.story.decider.scope, factories.QUARTER + 1))


def test_both_texts_stand_side_by_side(two: Desk) -> None:
    words = main_text(two.enter(ANALYST).open(HERE))
    assert "1 pasang kasus" in words
    assert words.count(SUMMARY) == 2
    assert "Kabupaten Contoh Hulu dan" in words
    assert "kurang dari 1 km" in words
    assert "gabungkan menjadi" not in words  # two regencies are linked, never merged
    two.enter(OPERATOR).open(HERE, 403)


def test_different_is_kept_and_the_pair_does_not_come_back(two: Desk) -> None:
    officer = two.enter(ANALYST)
    officer.send(HERE, HERE, putusan="BEDA")
    assert waiting(two) == 0
    assert "Tidak ada pasangan" in main_text(officer.open(HERE))
    with two.story.database.read() as session:
        assert session.scalars(select(PairVerdict.verdict)).one() == "BEDA"
        assert session.scalars(select(GroupMember)).all() == []


def test_a_link_needs_a_reason_and_links(two: Desk) -> None:
    officer = two.enter(ANALYST)
    page = officer.send(HERE, HERE, 422, putusan="TAUT", alasan="sama").text
    assert forms_of(page)[HERE]["alasan"] == "sama"
    assert forms_of(page)[HERE]["putusan"] == "TAUT"
    officer.send(HERE, HERE, putusan="TAUT", alasan=WHY)
    with two.story.database.read() as session:
        members = session.scalars(select(GroupMember)).all()
        assert len({item.group_id for item in members}) == 1
        assert len(members) == 2
    assert waiting(two) == 0


def test_one_regency_may_merge_its_own(desk: Desk) -> None:
    first = accepted(desk, "99.01", "99.01.01", factories.QUARTER - 1)
    accepted(desk, "99.01", "99.01.01", factories.QUARTER, number=2)
    officer = desk.enter(DECIDER)
    officer.send(HERE, HERE, putusan="GABUNG", alasan=WHY)
    with desk.story.database.read() as session:
        merged = session.scalars(select(Case).where(Case.merged_into_id.is_not(None))).one()
        assert merged.merged_into_id == first


def test_a_verdict_is_read_at_its_case_and_can_be_asked_to_go(two: Desk) -> None:
    officer = two.enter(ANALYST)
    officer.send(HERE, HERE, putusan="BEDA", alasan=WHY)
    with two.story.database.read() as session:
        number = session.scalars(select(PairVerdict.id)).one()
        cases = session.scalars(select(Case.case_no)).all()
    link = f"/data-pribadi/minta?bagian=verdict&nomor={number}"
    for case_no in cases:
        page = officer.open(f"/kasus/{case_no}")
        assert WHY in main_text(page)
        assert link.replace("&", "&amp;") in page
    assert "Alasan putusan kasus mirip" in officer.open(link)
    owner = next(case_no for case_no in cases if case_no.startswith("9901"))
    assert "Putusan kasus mirip" not in two.enter(OPERATOR).open(f"/kasus/{owner}")


def test_nothing_chosen_is_said(two: Desk) -> None:
    page = two.enter(ANALYST).send(HERE, HERE, 422, alasan=WHY).text
    assert "Pilih putusan" in page
    assert waiting(two) == 1


def test_double_click_and_a_second_analyst_do_no_harm(two: Desk) -> None:
    officer, head = two.enter(ANALYST), two.enter(DECIDER)
    form = officer.form(HERE, HERE) | {"putusan": "TAUT", "alasan": WHY}
    late = head.form(HERE, HERE) | {"putusan": "BEDA"}
    assert [officer.client.post(HERE, data=form).status_code for _ in "ab"] == [303, 303]
    assert head.client.post(HERE, data=late).headers["location"] == HERE
    with two.story.database.read() as session:
        assert len(session.scalars(select(PairVerdict)).all()) == 1


def test_a_case_changed_meanwhile_is_read_again(two: Desk) -> None:
    officer = two.enter(ANALYST)
    form = officer.form(HERE, HERE) | {"putusan": "TAUT", "alasan": WHY}
    with two.story.database.write() as session:
        session.scalars(select(Case)).first().lock_version += 1  # type: ignore[union-attr]
    answer = officer.client.post(HERE, data=form)
    assert answer.status_code == 409
    assert WHY in answer.text


def test_a_much_changed_text_brings_the_pair_back(two: Desk) -> None:
    officer = two.enter(ANALYST)
    officer.send(HERE, HERE, putusan="BEDA", alasan=WHY)
    other = (
        "Pembakaran pondok kerja menyusul penghentian pengukuran plasma Rimba Rekaan Sungai "
        "Contoh; aparat berjaga dan mediasi dijadwalkan camat bersama koperasi"
    )
    with two.story.database.read() as session:
        first, second = session.scalars(select(Case.id).order_by(Case.id)).all()
    quarter = factories.QUARTER + 1
    accepted(two, "99.01", "99.01.01", quarter, case_id=first, summary=other)
    accepted(two, "99.02", "99.02.01", quarter, case_id=second, summary=other)
    assert waiting(two) == 1
    page = officer.open(HERE)
    assert f"Pernah diputus; isinya banyak berubah sejak itu. Bukan kasus yang sama: {WHY}" in (
        main_text(page)
    )
    assert "/data-pribadi/minta?bagian=verdict&amp;nomor=" in page
