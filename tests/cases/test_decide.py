"""What the province decides about cases, and that a shared dispute counts once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.access.scope import EVERYWHERE, Scope
from app.cases import decide
from app.cases.life import life_of
from app.cases.listing import CaseWish, list_cases
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.model.account import Role
from app.model.area_code import AreaCode
from app.model.case import Case
from app.model.case_history import CaseAct, GroupMember
from app.model.edition import AreaTally
from app.outputs.figures import live_figures
from app.reports.case_groups import case_keys, shared_among_accepted
from app.reports.open_cases import open_cases
from app.settings import Settings
from tests import factories
from tests.reports.story import QUARTER, Story, tell

COAST = AreaCode("99.02")
WHY = "Kedua laporan menyebut kebun dan pihak yang sama."
FIRST, SECOND, COASTAL = "9901-2026-0001", "9901-2026-0002", "9902-2026-0001"
ELSEWHERE = {"district": "99.02.01", "title": "Sengketa kebun dilihat dari pesisir"}


@pytest.fixture
def story(database, tmp_path) -> Story:
    return tell(database, tmp_path / "berkas")


def coast(story: Story) -> Story:
    """The neighbouring regency with its own people."""
    with story.database.write() as session:
        people = [
            factories.make_user(session, role, region=COAST)
            for role in (Role.OPERATOR_KAB, Role.PENGESAH_KAB)
        ]
        operator, confirmer = (factories.actor_of(user) for user in people)
    return replace(story, region=COAST, operator=operator, confirmer=confirmer)


def act(story: Story, what, case_no: str, *others: str, **said) -> None:
    with story.database.write() as session:
        case, *more = (
            session.scalars(select(Case).where(Case.case_no == number)).one()
            for number in (case_no, *others)
        )
        said = {"note": WHY, "expected": case.lock_version, "now": story.now} | said
        what(session, said.pop("actor", story.analyst), case, *more, **said)


def case(story: Story, case_no: str = FIRST) -> Case:
    with story.database.read() as session:
        found = session.scalars(select(Case).where(Case.case_no == case_no)).one()
        session.expunge(found)
        return found


def figures(story: Story):
    with story.database.read() as session:
        return live_figures(
            session,
            EVERYWHERE,
            story.quarter,
            today=story.today,
            settings=Settings(province="99"),
        )


# --- how a case stands -------------------------------------------------------------------------


def test_a_case_is_closed_watched_transferred_and_reopened(story):
    story.whole(("P", "P-001", {}))
    for what, status in (
        (CaseAct.WATCH, "DIPANTAU"),
        (CaseAct.TRANSFER, "DIALIHKAN"),
        (CaseAct.REOPEN, "AKTIF"),
    ):
        act(story, decide.change_standing, FIRST, act=what)
        assert case(story).status == status
    act(
        story,
        decide.close,
        FIRST,
        basis="PUTUSAN",
        closed_on=story.today,
        today=story.today,
    )
    closed = case(story)
    assert (closed.status, closed.closure_basis) == ("SELESAI", "PUTUSAN")
    with story.database.read() as session:
        acts = [item.act for item in life_of(session, EVERYWHERE, FIRST).decisions]
        assert acts == ["TUTUP", "BUKA", "ALIHKAN", "PANTAU"]
        assert open_cases(session, EVERYWHERE, QUARTER + 1, story.region) == []


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"basis": "LAIN"}, "dasar penyelesaian"),
        ({"closed_on": None}, "tanggal selesai"),
        ({"closed_on": QUARTER.last_day + timedelta(days=99)}, "paling lambat hari ini"),
        ({"note": "selesai"}, "10 karakter"),
    ],
)
def test_closing_needs_its_basis_its_day_and_a_reason(story, said, sentence):
    story.whole(("P", "P-001", {}))
    whole = {"basis": "PUTUSAN", "closed_on": story.today, "today": story.today}
    with pytest.raises(Invalid, match=sentence):
        act(story, decide.close, FIRST, **(whole | said))
    assert case(story).status == "AKTIF"


def test_only_the_province_decides_and_only_on_what_it_saw(story):
    story.whole(("P", "P-001", {}))
    with pytest.raises(Forbidden):
        act(story, decide.change_standing, FIRST, act=CaseAct.WATCH, actor=story.confirmer)
    with pytest.raises(Conflict, match="muat ulang"):
        act(story, decide.change_standing, FIRST, act=CaseAct.WATCH, expected=99)


# --- merging -----------------------------------------------------------------------------------


def test_a_merged_case_is_told_under_the_other(story):
    story.whole(("P", "P-001", {}), ("P", "P-002", {"title": "Sengketa kebun, ditulis dua kali"}))
    act(story, decide.merge, SECOND, FIRST)
    later = story.later()
    with story.database.read() as session:
        waiting = open_cases(session, EVERYWHERE, later.quarter, story.region)
        assert [item.case.case_no for item in waiting] == [FIRST]
        life = life_of(session, EVERYWHERE, FIRST)
        assert [len(item.entries) for item in life.snapshots] == [2]
        assert [item.case_no for item in life.merged] == [SECOND]
        tally = session.scalars(select(AreaTally).where(AreaTally.area_code == story.region)).one()
        assert tally.potentials == 1


def test_a_merge_can_be_taken_back(story):
    story.whole(("P", "P-001", {}), ("P", "P-002", {"title": "Sengketa kebun, ditulis dua kali"}))
    act(story, decide.merge, SECOND, FIRST)
    act(story, decide.unmerge, SECOND)
    assert case(story, SECOND).status == "AKTIF"
    with story.database.read() as session:
        tally = session.scalars(select(AreaTally).where(AreaTally.area_code == story.region)).one()
        assert tally.potentials == 2


def test_merges_make_no_chain_and_no_ring(story):
    rows = [("P", f"P-{n:03d}", {"title": f"Sengketa kebun nomor {n}"}) for n in (1, 2, 3)]
    story.whole(*rows)
    act(story, decide.merge, "9901-2026-0003", SECOND)
    act(story, decide.merge, SECOND, FIRST)
    root = case(story).id
    assert {case(story, number).merged_into_id for number in (SECOND, "9901-2026-0003")} == {root}
    with pytest.raises(Invalid, match="dirinya sendiri"):
        act(story, decide.merge, FIRST, SECOND)
    with pytest.raises(Conflict, match="sudah digabung"):
        act(story, decide.merge, SECOND, FIRST)


def test_cases_of_two_regencies_are_linked_not_merged(story):
    story.whole(("P", "P-001", {}))
    coast(story).whole(("P", "P-001", ELSEWHERE))
    with pytest.raises(Invalid, match="ditautkan"):
        act(story, decide.merge, COASTAL, FIRST)


# --- linking -----------------------------------------------------------------------------------


def test_a_linked_dispute_counts_once_in_the_province_and_once_in_each_regency(story):
    story.whole(("P", "P-001", {}), ("P", "P-002", {"title": "Sengketa lain di hulu"}))
    coast(story).whole(("P", "P-001", ELSEWHERE))
    assert figures(story).key.potentials == 3
    act(story, decide.link, COASTAL, FIRST)
    told = figures(story)
    assert told.key.potentials == 2
    assert told.key.open_potentials == 2
    assert told.series[-1].potentials == 2
    assert sum(row.potentials for row in told.by_source) == 2
    assert {item.code: item.potentials for item in told.regencies} == {
        "99.01": 2,
        "99.02": 1,
        "99.71": 0,
    }
    assert "1 sengketa" in told.key.shared_text
    act(story, decide.unlink, COASTAL)
    assert figures(story).key.potentials == 3


def test_linking_twice_and_to_itself_is_refused(story):
    story.whole(("P", "P-001", {}))
    coast(story).whole(("P", "P-001", ELSEWHERE))
    act(story, decide.link, COASTAL, FIRST)
    with pytest.raises(Conflict, match="sudah ditautkan"):
        act(story, decide.link, FIRST, COASTAL)
    with pytest.raises(Invalid, match="dirinya sendiri"):
        act(story, decide.link, FIRST, FIRST)


def test_two_groups_become_one(story):
    story.whole(*[("P", f"P-{n:03d}", {"title": f"Sengketa kebun nomor {n}"}) for n in (1, 2)])
    rows = [("P", f"P-{n:03d}", ELSEWHERE | {"title": f"Sengketa pesisir {n}"}) for n in (1, 2)]
    coast(story).whole(*rows)
    act(story, decide.link, FIRST, COASTAL)
    act(story, decide.link, SECOND, "9902-2026-0002")
    act(story, decide.link, FIRST, SECOND)
    with story.database.read() as session:
        assert len(set(case_keys(session).values())) == 1
    assert figures(story).key.potentials == 1


def test_a_group_of_one_dissolves(story):
    story.whole(("P", "P-001", {}))
    coast(story).whole(("P", "P-001", ELSEWHERE))
    act(story, decide.link, COASTAL, FIRST)
    act(story, decide.unlink, FIRST)
    with story.database.read() as session:
        assert (
            session.scalars(select(GroupMember).where(GroupMember.left_at.is_(None))).all() == []
        )
        assert case_keys(session) == {}


def test_what_was_published_keeps_the_links_of_its_day(story):
    story.whole(("P", "P-001", {}))
    coast(story).whole(("P", "P-001", ELSEWHERE))
    act(story, decide.link, COASTAL, FIRST)
    with story.database.read() as session:
        before = story.now - timedelta(seconds=1)
        assert case_keys(session, before) == {}
        assert len(case_keys(session, story.now)) == 2
    act(story, decide.unlink, COASTAL, now=story.now + timedelta(days=1))
    with story.database.read() as session:
        assert len(case_keys(session, story.now)) == 2
        assert case_keys(session, story.now + timedelta(days=2)) == {}


def test_the_fullest_telling_counts(story):
    story.whole(("P", "P-001", {}))
    rows = [
        ("P", "P-001", ELSEWHERE),
        ("K", "K-001", ELSEWHERE | {"same_case": "P-001"}),
        ("U", "U-001", {"entry_key": "K-001"}),
    ]
    coast(story).whole(*rows)
    act(story, decide.link, COASTAL, FIRST)
    with story.database.read() as session:
        shared = shared_among_accepted(session, EVERYWHERE, [QUARTER])
        again = shared.told_again(QUARTER, ["99.01", "99.02"])
        assert [item.region_code for item in again] == ["99.01"]
        assert shared.surplus(QUARTER, ["99.01"]).potentials == 0
    assert (figures(story).key.potentials, figures(story).key.events) == (1, 1)


# --- reading -----------------------------------------------------------------------------------


def test_another_regencys_case_is_not_found(story):
    story.whole(("P", "P-001", {}))
    theirs = Scope(everywhere=False, regencies=frozenset({COAST}))
    with story.database.read() as session:
        with pytest.raises(NotFound):
            life_of(session, theirs, FIRST)
        assert list_cases(session, theirs, CaseWish()) == ([], 0)


def test_the_list_is_filtered_and_tells_the_newest_quarter(story):
    story.whole(("P", "P-001", {}), ("P", "P-002", {"title": "Sengketa tambak di muara"}))
    later = story.later()
    later.whole(
        ("P", "P-001", {"case_no": FIRST, "change": "TETAP"}),
        (
            "P",
            "P-002",
            {"case_no": SECOND, "change": "TETAP", "title": "Sengketa tambak di muara"},
        ),
    )
    with story.database.read() as session:
        lines, total = list_cases(session, EVERYWHERE, CaseWish(text="tambak"))
        assert (total, lines[0].last_told, lines[0].quarters) == (1, later.quarter, 2)
        assert list_cases(session, EVERYWHERE, CaseWish(status="SELESAI")) == ([], 0)
        assert list_cases(session, EVERYWHERE, CaseWish(region="99.02"))[1] == 0
