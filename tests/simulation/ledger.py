"""What a person with a ledger would know of two years: kept by hand, nothing here is the portal's.

The story draws what every regency does from one seed. The ledger keeps what the province must
hold afterwards: who reported, how many disputes and clashes, which cases are open, over, watched.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

QUARTERS = 8
REGENCIES = (
    "64.01", "64.02", "64.03", "64.07", "64.08", "64.09", "64.11", "64.71", "64.72", "64.74",
)  # fmt: skip
SILENT, LATE, PUNCTUAL, UNLOCKED = "silent", "late", "punctual", "unlocked"


@dataclass
class Dispute:
    """One dispute of one regency as the officer knows it."""

    regency: str
    name: str
    born: int
    district: int
    case_no: str = ""
    told: str = ""  # the last accepted word: open, over, watched
    told_in: int = -1  # the quarter of that word

    @property
    def is_owed(self) -> bool:
        """Tell whether the next report owes a word on it."""
        return self.told == "open"


@dataclass
class Word:
    """What one report says of one dispute."""

    dispute: Dispute
    move: str  # BARU, TETAP, NAIK, TURUN, SELESAI, KAMBUH, or DIPANTAU for one left out
    clash: bool = False
    likelihood: int = 2
    impact: int = 3


@dataclass
class Plan:
    """What one regency does in one quarter."""

    regency: str
    manner: str
    words: list[Word] = field(default_factory=list)
    withdrawn: bool = False
    returned: bool = False
    amended: bool = False
    extended: bool = False

    @property
    def told(self) -> list[Word]:
        """The disputes the report has an entry for."""
        return [word for word in self.words if word.move != "DIPANTAU"]

    @property
    def is_nil(self) -> bool:
        """Tell whether there is nothing to report."""
        return not self.told


class Ledger:
    """The disputes of the province and what is drawn for them."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.disputes: dict[str, list[Dispute]] = {code: [] for code in REGENCIES}
        self.accepted: dict[tuple[str, int], Plan] = {}

    def plan(self, regency: str, offset: int) -> Plan:
        """Draw what a regency does this quarter."""
        manner = self.random.choices((PUNCTUAL, LATE, SILENT, UNLOCKED), weights=(6, 2, 1.2, 0.8))[
            0
        ]
        plan = Plan(regency, manner)
        for dispute in self.disputes[regency]:
            word = self._word(dispute)
            if word is not None:
                plan.words.append(word)
        while len(plan.told) < 4 and self.random.random() < (0.9 if offset == 0 else 0.35):
            number = len(self.disputes[regency]) + 1
            name = f"Sengketa rekaan nomor {number} di {regency.replace('.', '')}"
            dispute = Dispute(regency, name, offset, self.random.randrange(100))
            self.disputes[regency].append(dispute)
            plan.words.append(Word(dispute, "BARU", clash=self.random.random() < 0.2))
        for word in plan.words:
            word.likelihood, word.impact = self.random.randint(1, 3), self.random.randint(1, 5)
        plan.withdrawn = self.random.random() < 0.1
        plan.returned = not plan.withdrawn and self.random.random() < 0.15
        plan.amended = self.random.random() < 0.15
        plan.extended = manner == LATE and self.random.random() < 0.5
        return plan

    def _word(self, dispute: Dispute) -> Word | None:
        """Draw the word on an old dispute; one nobody ever accepted is told as new again."""
        if not dispute.told:
            return Word(dispute, "BARU")
        if dispute.told == "open":
            move = self.random.choices(
                ("TETAP", "NAIK", "TURUN", "SELESAI", "DIPANTAU"), weights=(4, 2, 2, 1.5, 1)
            )[0]
            clash = move == "NAIK" and self.random.random() < 0.5
            return Word(dispute, move, clash)
        back = self.random.random() < (0.3 if dispute.told == "watched" else 0.15)
        if not back:
            return None
        return Word(dispute, "KAMBUH" if dispute.told == "over" else "TETAP")

    def accept(self, plan: Plan, offset: int) -> None:
        """Write down what an accepted report said."""
        self.accepted[plan.regency, offset] = plan
        said = {word.dispute.name: word for word in plan.words}
        for dispute in self.disputes[plan.regency]:
            word = said.get(dispute.name)
            if word is None or offset < dispute.told_in:
                continue
            dispute.told_in = offset
            dispute.told = {"SELESAI": "over", "DIPANTAU": "watched"}.get(word.move, "open")

    def potentials(self, regency: str, offset: int) -> int | None:
        """How many potentials the accepted report has; None where there is none."""
        plan = self.accepted.get((regency, offset))
        return None if plan is None else len(plan.told)

    def clashes(self, regency: str, offset: int) -> int | None:
        """How many events the accepted report has; None where there is none."""
        plan = self.accepted.get((regency, offset))
        return None if plan is None else sum(word.clash for word in plan.told)
