"""Every rule a row is held against, in order; a check is a function and its line here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.intake import rules_action as action
from app.intake import rules_entry as entry
from app.intake import rules_event as event
from app.intake import rules_text as text

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.intake.draft import Draft


@dataclass(frozen=True, slots=True)
class Rule:
    """A check and the sheets it holds for: `P`, `K`, `U` (actions)."""

    kinds: str
    check: Callable[[Draft], None]

    @property
    def name(self) -> str:
        """Name of the rule in tests and documentation."""
        return self.check.__name__


RULES: tuple[Rule, ...] = (
    Rule("PKU", text.check_personal_data),
    Rule("PK", entry.check_topic),
    Rule("PK", entry.check_stage),
    Rule("PK", entry.check_parties),
    Rule("PK", entry.check_primary_inside),
    Rule("PK", entry.check_boundary),
    Rule("P", entry.check_basis),
    Rule("PK", entry.check_recommendation),
    Rule("PK", entry.check_case),
    Rule("PK", entry.check_change),
    Rule("P", entry.check_closure),
    Rule("PK", entry.check_info_date),
    Rule("PK", entry.check_links),
    Rule("PK", entry.check_persons),
    Rule("PK", entry.raise_sensitivity),
    Rule("K", event.check_event_day),
    Rule("K", event.check_event_end),
    Rule("K", event.check_crowd),
    Rule("K", event.check_victims),
    Rule("K", event.check_displaced),
    Rule("K", event.check_violence),
    Rule("K", event.check_weapons),
    Rule("K", event.check_agreement),
    Rule("K", event.check_declared_state),
    Rule("U", action.check_action_days),
    Rule("U", action.check_next_step),
    Rule("U", action.check_next_due),
    Rule("U", action.check_support),
)
RULES_OF_KIND = {kind: tuple(rule.check for rule in RULES if kind in rule.kinds) for kind in "PKU"}
