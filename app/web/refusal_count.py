"""Which refusals become rows of the trail: the first ones; of a flood only how many."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

SPELL = timedelta(minutes=10)
MOST_ROWS = 20  # different refused changes of one person that are written down in one spell
# Different pages somebody was refused: whoever tries many addresses is seen doing it.
MOST_LOOKS = 100
COUNTED_FROM = 32  # from here on every doubling is a row, whatever was refused
_MOST_PEOPLE = 5_000


@dataclass(slots=True)
class _Spell:
    """The refusals of one person since a moment."""

    since: datetime
    seen: set[tuple[str, ...]] = field(default_factory=set)
    total: int = 0


class RefusalCount:
    """Counts refusals per person; of one process, so two may each write as many rows."""

    def __init__(self, most: int = MOST_ROWS) -> None:
        """Remember nobody; `most` different refusals of a person are rows of their own."""
        self._most = most
        self._spells: OrderedDict[str, _Spell] = OrderedDict()
        self._lock = Lock()

    def take(self, actor: str, act: tuple[str, ...], now: datetime) -> int:
        """Count a refusal; return how many there were by now if it is to be a row, else zero."""
        with self._lock:
            spell = self._spell_of(actor, now)
            spell.total += 1
            is_new = act not in spell.seen and len(spell.seen) < self._most
            if is_new:
                spell.seen.add(act)
            return spell.total if is_new or _is_doubling(spell.total) else 0

    def give_back(self, actor: str, act: tuple[str, ...]) -> None:
        """Forget an act that could not be written down: the next one like it is new."""
        with self._lock:
            spell = self._spells.get(actor)
            if spell is not None:
                spell.seen.discard(act)

    def _spell_of(self, actor: str, now: datetime) -> _Spell:
        spell = self._spells.get(actor)
        if spell is None or not timedelta() <= now - spell.since < SPELL:
            spell = self._spells[actor] = _Spell(now)
        self._spells.move_to_end(actor)
        while len(self._spells) > _MOST_PEOPLE:
            self._spells.popitem(last=False)
        return spell


def _is_doubling(total: int) -> bool:
    return total >= COUNTED_FROM and total & (total - 1) == 0
