"""The plan of the sample: which disputes each regency has, since when, and how they move."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

from app.model.area_code import AreaCode
from app.sample.disputes import DISPUTES, Dispute

QUARTERS = 10
_SEVERITIES = {-1: (1,), 0: (1, 2, 2, 3), 1: (2, 2, 3, 4), 2: (3, 4, 4, 4)}
LAST_CLOSED = QUARTERS - 2
CURRENT = QUARTERS - 1


@dataclass(frozen=True, slots=True)
class Regency:
    """How lively a regency is, and in which quarters it was silent or nil.

    `heat` shifts likelihood and impact; `sends_after` is days after the quarter ends (the due date
    is the tenth); offsets count quarters from the first of the sample.
    """

    code: AreaCode
    cases: int
    heat: int
    clashes: int
    sends_after: int
    silent: frozenset[int] = frozenset()
    nil: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class CasePlan:
    """One case: a dispute in a place, from `begin` to `end` (exclusive), with its clashes.

    `scores` holds (likelihood, impact) by offset; `clashes` the severity by offset.
    """

    key: str
    dispute: Dispute
    district: int
    village: int
    begin: int
    end: int
    scores: dict[int, tuple[int, int]] = field(default_factory=dict)
    clashes: dict[int, int] = field(default_factory=dict)

    def has_ended(self, offset: int) -> bool:
        """Tell whether the case was over by a quarter; the next report says so."""
        return offset >= self.end

    def is_open(self, offset: int) -> bool:
        """Tell whether the case stands in a quarter's report."""
        return self.begin <= offset < self.end


REGENCIES: tuple[Regency, ...] = (
    Regency(AreaCode("64.01"), cases=5, heat=-1, clashes=1, sends_after=4, nil=frozenset({1})),
    Regency(AreaCode("64.02"), cases=13, heat=1, clashes=11, sends_after=6),
    Regency(AreaCode("64.03"), cases=7, heat=0, clashes=3, sends_after=1),
    Regency(AreaCode("64.07"), cases=4, heat=0, clashes=1, sends_after=9, silent=frozenset({2})),
    Regency(AreaCode("64.08"), cases=12, heat=2, clashes=11, sends_after=7),
    Regency(AreaCode("64.09"), cases=7, heat=0, clashes=4, sends_after=8),
    Regency(
        AreaCode("64.11"),
        cases=3,
        heat=0,
        clashes=0,
        sends_after=13,
        silent=frozenset({1, 4, 7, LAST_CLOSED}),
    ),
    Regency(AreaCode("64.71"), cases=5, heat=0, clashes=3, sends_after=2),
    Regency(AreaCode("64.72"), cases=9, heat=1, clashes=7, sends_after=13),
    Regency(
        AreaCode("64.74"),
        cases=1,
        heat=-1,
        clashes=0,
        sends_after=3,
        nil=frozenset({0, 2, 3, 5, 6, LAST_CLOSED}),
    ),
)


def cases_of(regency: Regency) -> tuple[CasePlan, ...]:
    """Return the cases of a regency; the same every time."""
    random = Random(f"petakonflik {regency.code}")  # noqa: S311 - a fixed story, no secret
    order = list(DISPUTES)
    random.shuffle(order)
    plans = []
    for number in range(regency.cases + regency.cases // 2):
        lasting = number < regency.cases
        begin = random.randrange(0, 5) if lasting else random.randrange(0, 4)
        end = QUARTERS if lasting else begin + random.randrange(2, LAST_CLOSED - begin + 1)
        plans.append(
            CasePlan(
                key=f"{regency.code}-{number}",
                dispute=order[number % len(order)],
                district=random.randrange(100),
                village=random.randrange(100),
                begin=begin,
                end=end,
                scores=_scores(random, regency.heat, begin, end),
            )
        )
    if regency.clashes > 10:
        plans[0] = _grave(plans[0])
    _spread_clashes(random, regency, plans)
    return tuple(plans)


def _grave(plan: CasePlan) -> CasePlan:
    """Make one case as grave as a case can be, and leave it untouched in the last quarters."""
    worst = dict.fromkeys(range(LAST_CLOSED - 1, QUARTERS), (5, 5))
    return replace(plan, village=plan.village // 4 * 4, scores=plan.scores | worst)


def _scores(random: Random, heat: int, begin: int, end: int) -> dict[int, tuple[int, int]]:
    likelihood = min(4, max(1, 2 + heat + random.randrange(0, 2)))
    impact = min(4, max(1, 2 + heat + random.randrange(-1, 1)))
    scores = {}
    for offset in range(begin, end):
        step = random.choice((-1, 0, 0, 0, 1))
        likelihood = min(5, max(1, likelihood + step))
        impact = min(5 if heat > 1 else 4, max(1, impact + random.choice((-1, 0, 0, 0, 1))))
        scores[offset] = (likelihood, impact)
    return scores


def _spread_clashes(random: Random, regency: Regency, plans: list[CasePlan]) -> None:
    """Let some cases erupt; the last closed quarter gets its share, so that the map speaks."""
    recent = (regency.clashes + 1) // 2
    for number in range(regency.clashes * 3):
        offset = LAST_CLOSED if number < recent else random.randrange(0, LAST_CLOSED)
        open_then = [plan for plan in plans if plan.is_open(offset)]
        if open_then:
            plan = random.choice(open_then)
            plan.clashes[offset] = random.choice(_SEVERITIES[regency.heat])
