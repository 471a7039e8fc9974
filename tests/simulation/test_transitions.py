"""Any order of acts on a report: none leaves the states, and none loses or doubles anything."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from app.errors import PortalError
from app.model.entry import Entry
from app.model.report import TRANSITIONS, Report, Revision, State
from app.reports import reviewing, sending
from tests import factories
from tests.reports.story import Story, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.db import Database

ACTS = (
    "upload",
    "attach",
    "ask",
    "send_back",
    "send",
    "withdraw",
    "start_review",
    "note",
    "return",
    "accept",
    "amend",
    *["go_on"] * 8,
)
ONWARDS = {
    State.DRAF: ("send", "ask"),
    State.MENUNGGU_PENGESAHAN: ("send", "send_back"),
    State.DIKIRIM: ("start_review", "withdraw"),
    State.DITELAAH: ("accept", "return"),
    State.DITERIMA: ("amend", "amend"),
}
SENT = frozenset(State) - {State.DRAF, State.MENUNGGU_PENGESAHAN}


class Reporting(RuleBasedStateMachine):
    """One report of one quarter; `base`, `runs` and `reached` are shared by every run."""

    base: ClassVar[Story]
    runs: ClassVar[Iterator[int]]
    reached: ClassVar[set[State]]

    @initialize()
    def open_quarter(self) -> None:
        self.story = replace(self.base, quarter=self.base.quarter + 8 * next(self.runs))
        with self.base.database.write() as session:
            factories.make_period(session, quarter=self.story.quarter)
        self.seen: dict[int, tuple[State, int, int]] = {}
        self.titles = count(1)

    @rule(act=st.sampled_from(ACTS), fresh=st.booleans())
    def act(self, act: str, *, fresh: bool) -> None:
        before = self.seen
        # A refusal is an answer; any other exception is a fault and ends the run.
        with suppress(PortalError):
            getattr(self, f"do_{act}")(fresh)
        self.seen = self.look()
        self.reached.update(state for state, _, _ in self.seen.values())
        for number, (state, _, _) in self.seen.items():
            was = before.get(number)
            if was is None:
                assert state is State.DRAF
            elif was[0] is not state:
                assert state in TRANSITIONS[was[0]], (act, was[0], state)

    def look(self) -> dict[int, tuple[State, int, int]]:
        """State, number of entries and lock version by revision id."""
        with self.story.database.read() as session:
            rows = session.execute(
                select(Revision.id, Revision.state, Revision.lock_version)
                .join(Revision.report)
                .join(Report.obligation)
                .where(Report.obligation.has(region_code=self.story.region))
                .where(Report.report_no.contains(self.quarter_mark))
                .order_by(Revision.number)
            ).all()
            counts = {
                number: len(
                    session.scalars(select(Entry.id).where(Entry.revision_id == number)).all()
                )
                for number, _, _ in rows
            }
        return {number: (state, counts[number], lock) for number, state, lock in rows}

    @property
    def quarter_mark(self) -> str:
        quarter = self.story.quarter
        return f"-{quarter.year}TW{quarter.number}"

    @invariant()
    def one_version_is_in_force(self) -> None:
        states = [state for state, _, _ in self.look().values()] if self.seen else []
        assert states.count(State.DITERIMA) <= 1
        assert sum(state not in SENT for state in states) <= 1

    @invariant()
    def numbers_have_no_gaps(self) -> None:
        with self.story.database.read() as session:
            numbers = session.scalars(
                select(Revision.number)
                .join(Revision.report)
                .where(Report.report_no.contains(self.quarter_mark))
                .order_by(Revision.number)
            ).all()
        assert list(numbers) == list(range(1, len(numbers) + 1))

    # --- the acts -----------------------------------------------------------------------

    def write(self, deed: Callable[[Any, Revision], object]) -> None:
        with self.story.database.write() as session:
            deed(session, self.story.revision(session))

    def do_go_on(self, fresh: bool) -> None:
        """Do what usually comes next, so that the rarer states are reached at all."""
        newest = max(self.seen, default=None)
        state = self.seen[newest][0] if newest is not None else None
        act = ONWARDS[state][fresh] if state in ONWARDS else "upload"
        if act == "return":
            self.do_note(fresh)
        elif act == "send" and state is State.DRAF:
            self.do_upload(fresh)
            self.do_attach(fresh)
        getattr(self, f"do_{act}")(fresh)

    def do_upload(self, fresh: bool) -> None:
        title = f"Sengketa kebun nomor {next(self.titles) if fresh else 1:03d}"
        self.story.upload(("P", "P-001", {"title": title}))

    def do_attach(self, _: bool) -> None:
        self.story.attach_letter()

    def do_ask(self, _: bool) -> None:
        s = self.story
        self.write(
            lambda session, revision: sending.request_signoff(
                session, s.operator, revision, today=s.today, now=s.now
            )
        )

    def do_send_back(self, _: bool) -> None:
        s = self.story
        self.write(
            lambda session, revision: sending.send_back(
                session, s.confirmer, revision, "Lengkapi dampaknya.", s.now
            )
        )

    def do_send(self, _: bool) -> None:
        self.story.send()

    def do_withdraw(self, _: bool) -> None:
        s = self.story
        self.write(lambda session, r: sending.withdraw(session, s.confirmer, r, s.now))

    def do_start_review(self, _: bool) -> None:
        self.story.review()

    def do_note(self, _: bool) -> None:
        self.story.note()

    def do_return(self, _: bool) -> None:
        s = self.story
        self.write(
            lambda session, r: reviewing.return_report(
                session, s.decider, r, "Mohon diperbaiki.", s.now
            )
        )

    def do_accept(self, _: bool) -> None:
        self.story.accept()

    def do_amend(self, fresh: bool) -> None:
        s = self.story
        note = "Dampak dinilai ulang bersama camat." if fresh else "singkat"
        self.write(
            lambda session, r: sending.start_amendment(
                session, s.operator, r, reason="KOREKSI", note=note, now=s.now
            )
        )


def test_no_order_of_acts_leaves_the_states(database: Database, tmp_path: Path) -> None:
    story = tell(database, tmp_path / "berkas")
    shared = {"base": story, "runs": count(1), "reached": set()}
    machine = type("Reports", (Reporting,), shared)
    run_state_machine_as_test(
        machine,
        settings=settings(
            derandomize=True,
            max_examples=15,
            stateful_step_count=30,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert {State.DITERIMA, State.DIKEMBALIKAN, State.DITARIK} <= machine.reached
