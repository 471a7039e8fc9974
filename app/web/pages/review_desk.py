"""Everything that lies on a reviewer's desk for one report, and what may be done with it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from app.access.scope import Permission
from app.model.entry import Kind
from app.model.report import SENT, State
from app.reports import drafts, queries
from app.reports.compare import Pair, difference, pairs, version_pairs
from app.reports.entry_standing import level_of_entry
from app.reports.questions import Question, questions_of
from app.reports.reservation import has_run_out
from app.reports.review_notes import MUST_FIX, asked_on
from app.reports.talk import talk_of
from app.reports.tally import entries_of
from app.web.pages.entry_view import place_names
from app.web.pages.report_room import Asked, Room, day_in
from app.web.pages.version_diff import VersionDiff, diff_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.db import ReadSession
    from app.model.area_code import AreaCode
    from app.model.entry import Entry
    from app.model.level import Level
    from app.model.report import Attachment, DistrictStatement, ReviewNote, Revision


@dataclass(frozen=True)
class ReviewDesk:
    """One version of a report beside last quarter's and beside its own earlier version."""

    room: Room
    revision: Revision
    entries: Sequence[Entry]
    before: Revision | None
    before_entries: Sequence[Entry]
    earlier: Revision | None
    earlier_entries: Sequence[Entry]
    talk: Sequence[ReviewNote]
    questions: Sequence[Question]
    letters: Sequence[Attachment]
    statements: Sequence[DistrictStatement]
    names: Mapping[AreaCode, str]
    letter_required: bool
    diff: VersionDiff | None = None

    @cached_property
    def pairs(self) -> list[Pair]:
        """Entries beside their earlier snapshots, changed ones first."""
        return pairs(self.entries, self.before_entries)

    @cached_property
    def version_pairs(self) -> list[Pair]:
        """Entries beside the version that was sent before, changed ones first."""
        return version_pairs(self.entries, self.earlier_entries) if self.earlier else []

    @cached_property
    def since(self) -> dict[str, str]:
        """What changed since the version before, in words, by the code of the entry."""
        if self.diff is None:
            return {}
        number = self.diff.older.number
        return {
            item.key: f"{item.mark} sejak versi {number}"
            + (f": {item.words}" if item.facts else "")
            for item in self.diff.entries
        }

    @property
    def is_open(self) -> bool:
        """Tell whether the province still has to decide on this version."""
        return self.revision.state in SENT

    @property
    def is_mine(self) -> bool:
        """Tell whether this person has the review in hand."""
        actor = self.room.asked.actor
        return self.revision.state is State.DITELAAH and self.revision.reviewer_id == actor.user_id

    @property
    def may_start(self) -> bool:
        """Tell whether this person may take the review up, or over without saying why."""
        if self.revision.state is State.DIKIRIM:
            return True
        return self.revision.state is State.DITELAAH and not self.is_mine and self.has_run_out

    @property
    def may_take_over(self) -> bool:
        """Tell whether this person may take the review over before its time, with a reason."""
        in_review = self.revision.state is State.DITELAAH and not self.is_mine
        may = self.room.asked.actor.may(Permission.REPORT_DECIDE)
        return in_review and may and not self.has_run_out

    @property
    def has_run_out(self) -> bool:
        """Tell whether the reviewer's two working days are over."""
        return has_run_out(self.revision, self.room.asked.today)

    @property
    def may_decide(self) -> bool:
        """Tell whether this person may accept or return the version."""
        return self.is_open and self.room.asked.actor.may(Permission.REPORT_DECIDE)

    @property
    def letter_missing(self) -> bool:
        """Tell whether the signed letter that acceptance asks for is not there."""
        return self.letter_required and not any(i.category == "SURAT" for i in self.letters)

    @cached_property
    def notes(self) -> list[ReviewNote]:
        """Notes asked on this version, here for the first time or again."""
        return [note for note in self.talk if asked_on(note) == self.revision.number]

    @cached_property
    def earlier_notes(self) -> list[ReviewNote]:
        """Notes of earlier versions that stood when this one came: open, or closed on it."""
        number = self.revision.number
        return [
            note
            for note in self.talk
            if note.revision.number < number
            and (note.resolved_in is None or note.resolved_in >= number)
        ]

    @property
    def must_fix(self) -> list[ReviewNote]:
        """Notes of this version that the office has to answer if the report is returned."""
        return [note for note in self.notes if note.severity == MUST_FIX]

    @property
    def open_must_fix(self) -> list[ReviewNote]:
        """Every must-fix note nobody closed, whenever it was asked."""
        return [note for note in self.talk if note.severity == MUST_FIX and not note.resolved_in]

    @property
    def highest(self) -> Level | None:
        """The gravest level among the entries."""
        levels = [level_of_entry(entry) for entry in self.entries]
        return max(levels, key=lambda level: level.rank, default=None)

    def totals(self) -> list[tuple[str, str]]:
        """Return the report in numbers, as (heading, text)."""
        kinds = Counter(entry.kind for entry in self.entries)
        moved = difference(self.entries, self.before_entries)
        said = Counter(item.statement for item in self.statements)
        coverage = (
            f"{said['ADA']} ada entri, {said['NIHIL']} nihil, {said['TANPA_INFO']} tanpa informasi"
        )
        return [
            ("Potensi", str(kinds[Kind.POTENTIAL])),
            ("Konflik terjadi", str(kinds[Kind.EVENT])),
            (
                "Dibanding triwulan lalu",
                f"{moved.new} baru, {moved.continuing} berlanjut, {moved.resolved} selesai"
                if self.before is not None
                else "triwulan lalu tidak ada laporan yang diterima",
            ),
            ("Kecamatan", coverage if self.statements else "tidak dinyatakan"),
        ]

    def find(self, key: str, *, by_version: bool) -> Pair | None:
        """Return the pair an address names, beside the version before or beside last quarter's."""
        found = self._find(key, self.version_pairs) if by_version else None
        return found or self._find(key, self.pairs)

    @staticmethod
    def _find(key: str, listed: Sequence[Pair]) -> Pair | None:
        for pair in listed:
            prefix = "" if pair.now is not None else "lalu-"
            if key == f"{prefix}{pair.entry.row_key}":
                return pair
        return None


def desk_of(
    session: ReadSession, asked: Asked, number: int | None, *, letter_required: bool
) -> ReviewDesk:
    """Load a report for review.

    Raises:
        NotFound: nothing was sent yet, or it lies outside the scope.
    """
    scope = asked.actor.scope
    room = asked.room(session, number)
    revision = room.shown()
    before = queries.accepted_revision(session, scope, asked.quarter - 1, asked.region_code)
    earlier = _earlier(room, revision)
    loaded = entries_of(session, [item.id for item in (revision, before, earlier) if item])
    entries, before_entries, earlier_entries = (
        [entry for entry in loaded if item is not None and entry.revision_id == item.id]
        for item in (revision, before, earlier)
    )
    return ReviewDesk(
        room=room,
        revision=revision,
        entries=entries,
        before=before,
        before_entries=before_entries,
        earlier=earlier,
        earlier_entries=earlier_entries,
        talk=talk_of(session, scope, revision),
        questions=questions_of(session, scope, revision, asked.now),
        letters=queries.letters_in(session, scope, revision),
        statements=drafts.statements_of(session, revision),
        names=place_names(session, loaded),
        letter_required=letter_required,
        diff=diff_of(session, room, earlier, revision, loaded) if earlier else None,
    )


def _earlier(room: Room, revision: Revision) -> Revision | None:
    sent = [item for item in room.seen if item.number < revision.number]
    return next((item for item in reversed(sent) if item.state is not State.DITARIK), None)


def waiting_days(revision: Revision, asked: Asked) -> int:
    """Return how many days a sent version has been waiting."""
    if revision.submitted_at is None:
        return 0
    return (asked.today - day_in(revision.submitted_at, asked.actor.zone)).days
