"""A person's scopes as PostgreSQL is told them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.access.scope import Actor, Permission
from app.model.confidential import PROVINCE_WORD, SYSTEM, Reach

if TYPE_CHECKING:
    from app.access.scope import Scope

# Everybody's sent reports, for a reader of editions: only to name who was accepted anew.
SENT_REPORTS = Reach(reports=PROVINCE_WORD)


def reach_of(actor: Actor) -> Reach:
    """Return what a transaction of this person may touch."""
    return Reach(
        reports=_word(actor.scope),
        follow_up=_word(actor.scope_for(Permission.FOLLOWUP_READ)),
    )


def reach_over_accounts(actor: Actor) -> Reach:
    """Return what caring for accounts touches: the reports that move with a person's work.

    An admin moves drafts and reviews whose text the pages never show, so the wall opens for the
    pages of accounts alone.
    """
    return SYSTEM if actor.may(Permission.USER_MANAGE) else reach_of(actor)


def _word(scope: Scope) -> str:
    return PROVINCE_WORD if scope.everywhere else ",".join(sorted(scope.regencies))
