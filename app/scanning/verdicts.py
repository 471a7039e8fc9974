"""What is known of stored files, and whether one may be given out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.db import upsert
from app.errors import Withheld
from app.files import INFECTED
from app.model.scan import FileScan, ScanState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from app.db import ReadSession, WriteSession
    from app.scanning.clamd import Verdict

REFUSE = "refuse"
NOT_YET = (
    "Berkas ini belum selesai dipindai dari virus, jadi belum dapat diunduh. Portal memindainya "
    "sendiri begitu pemindai menjawab; coba lagi beberapa menit lagi."
)
_FIRST, _LONGEST = timedelta(minutes=2), timedelta(days=1)
_GRAVITY = {ScanState.TERINFEKSI: 3, ScanState.GAGAL: 2, ScanState.BERSIH: 0}
_UNKNOWN = 1


def verdicts_of(session: ReadSession, names: Iterable[str]) -> dict[str, FileScan]:
    """Return what is known, by SHA-256."""
    wanted = sorted(set(names))
    rows = session.scalars(select(FileScan).where(FileScan.sha256.in_(wanted))) if wanted else ()
    return {row.sha256: row for row in rows}


def gravest(known: Mapping[str, FileScan], names: Sequence[str | None]) -> FileScan | None:
    """Return the word that counts for a file kept under several names; None: not scanned yet."""
    rows = [known.get(name) for name in names if name]
    return max(rows, key=lambda row: _UNKNOWN if row is None else _GRAVITY[row.state])


def must_be_free(session: ReadSession, policy: str, *names: str | None) -> None:
    """Let a file be given out, unless it is infected or must be scanned first.

    Raises:
        Withheld: something was found in it, or the policy wants it scanned and it is not.
    """
    standing = gravest(verdicts_of(session, [name for name in names if name]), names)
    if standing is not None and standing.state is ScanState.TERINFEKSI:
        raise Withheld(INFECTED)
    if policy == REFUSE and (standing is None or standing.state is not ScanState.BERSIH):
        raise Withheld(NOT_YET)


def note(
    session: WriteSession,
    sha256: str,
    verdict: Verdict,
    *,
    now: datetime,
    region_code: str = "",
    sender_id: int | None = None,
) -> None:
    """Write down a verdict over an older one; a failed scan is tried again, ever more rarely."""
    earlier = session.get(FileScan, sha256)
    tries = 1 + (earlier.tries if earlier is not None else 0)
    failed = verdict.state is ScanState.GAGAL
    values = {
        "state": verdict.state,
        "scanned_at": now,
        "engine": verdict.engine,
        "finding": verdict.finding,
        "tries": tries,
        "next_at": now + min(_FIRST * 2 ** min(tries, 20), _LONGEST) if failed else None,
        "region_code": region_code,
        "sender_id": sender_id,
    }
    upsert(session, FileScan, {"sha256": sha256}, values)
    if earlier is not None:
        session.expire(earlier)


def counted(session: ReadSession) -> dict[ScanState, int]:
    """Return how many files stand in which state; those not scanned have no row."""
    found = session.execute(select(FileScan.state, func.count()).group_by(FileScan.state))
    return dict.fromkeys(ScanState, 0) | dict(iter(found))


def troubled(session: ReadSession) -> list[FileScan]:
    """Return what was found or could not be scanned, newest first; at most 200."""
    return list(
        session.scalars(
            select(FileScan)
            .where(FileScan.state != ScanState.BERSIH)
            .order_by(FileScan.scanned_at.desc(), FileScan.sha256)
            .limit(200)
        )
    )
