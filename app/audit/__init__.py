"""The record of acts: append-only rows in a chain, in the transaction of the act itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.audit import chain

if TYPE_CHECKING:
    from datetime import datetime

    from app.db import WriteSession

_ACTS = "acts"
DONE, REFUSED, ABSENT = "", "DITOLAK", "TIDAK_ADA"


@dataclass(frozen=True, slots=True)
class Where:
    """From which address, about which regency, and how it ended; empty for a plain change."""

    origin: str = ""
    region_code: str = ""
    outcome: str = DONE


_NOWHERE = Where()


def record(  # noqa: PLR0913 - who, what, on what, when, from where
    session: WriteSession,
    actor: str,
    action: str,
    subject: str,
    *,
    now: datetime,
    details: dict[str, Any] | None = None,
    where: Where = _NOWHERE,
) -> None:
    """Write down an act; `details` carries codes and counts, never report text.

    The row is added as the transaction ends, not now: it takes a number and the hash of the row
    before it, and nobody should wait for that longer than a commit lasts.
    """
    acts: list[dict[str, Any]] = session.info.setdefault(_ACTS, [])
    if not acts:
        session.at_the_end(_write_down)
    acts.append(
        {
            "at": now,
            "actor": actor,
            "action": action,
            "subject": subject,
            "outcome": where.outcome,
            "origin": where.origin[:60],
            "region_code": where.region_code,
            "details": chain.plain(details or {}),
        }
    )


def _write_down(session: WriteSession) -> None:
    chain.append(session, session.info.pop(_ACTS))
