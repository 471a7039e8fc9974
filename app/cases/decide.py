"""What the province decides about cases: end, watch, transfer, reopen, merge and link them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app import audit
from app.access.scope import Permission
from app.cases.linking import (
    join_groups,
    leave_group,
    members_of,
    membership_of,
    recount,
)
from app.errors import Conflict, Invalid
from app.model.account import User
from app.model.case import Case
from app.model.case_history import CaseAct, CaseDecision
from app.model.vocabulary import CLOSURE_BASIS
from app.reports.settling import Standing, set_standing

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.access.scope import Actor
    from app.db import WriteSession

_LEAST_NOTE = 10
_STANDINGS = {
    CaseAct.WATCH: Standing("DIPANTAU"),
    CaseAct.TRANSFER: Standing("DIALIHKAN"),
    CaseAct.REOPEN: Standing("AKTIF"),
}
STANDING_ACTS = (CaseAct.CLOSE, *_STANDINGS)


def close(  # noqa: PLR0913 - a case ends on a basis, on a day, for a reason
    session: WriteSession,
    actor: Actor,
    case: Case,
    *,
    basis: str,
    closed_on: date | None,
    note: str,
    today: date,
    expected: int,
    now: datetime,
) -> None:
    """End a case that no report ends, such as one settled by a court after the last report.

    Raises:
        Invalid: the basis, the day or the note is missing or wrong.
        Conflict: the case is over or merged, or somebody changed it meanwhile.
    """
    _begin(actor, case, note, expected)
    if case.status == "SELESAI":
        raise Conflict("Kasus ini sudah selesai.")
    if basis not in CLOSURE_BASIS:
        raise Invalid("Pilih dasar penyelesaian.")
    if closed_on is None or closed_on > today:
        raise Invalid("Isi tanggal selesai; paling lambat hari ini.")
    set_standing(case, Standing("SELESAI", closed_on, basis))
    _note(session, actor, case, CaseAct.CLOSE, note, now=now)


def change_standing(  # noqa: PLR0913 - whose case, what of it, why, as it was seen, when
    session: WriteSession,
    actor: Actor,
    case: Case,
    act: CaseAct,
    *,
    note: str,
    expected: int,
    now: datetime,
) -> None:
    """Put a case under watch, hand it to another level of government, or open it again.

    Raises:
        Invalid: the note says nothing.
        Conflict: the case stands like that already, is merged, or was changed meanwhile.
    """
    _begin(actor, case, note, expected)
    standing = _STANDINGS[act]
    if case.status == standing.status:
        raise Conflict("Status kasus ini sudah demikian.")
    set_standing(case, standing)
    _note(session, actor, case, act, note, now=now)


def merge(  # noqa: PLR0913 - see change_standing
    session: WriteSession,
    actor: Actor,
    case: Case,
    into: Case,
    *,
    note: str,
    expected: int,
    now: datetime,
) -> None:
    """Tell a case under another one of the same regency from now on; its entries stay as sent.

    Raises:
        Invalid: the two are one case, of two regencies, or the note says nothing.
        Conflict: the case is merged already, or was changed meanwhile.
    """
    _begin(actor, case, note, expected)
    if into.merged_into_id is not None:
        into = session.get_one(Case, into.merged_into_id)
    if into.id == case.id:
        raise Invalid("Sebuah kasus tidak dapat digabung dengan dirinya sendiri.")
    if into.home_region != case.home_region:
        raise Invalid(
            "Kasus dari dua daerah ditautkan, bukan digabung: masing-masing daerah tetap "
            "melaporkannya sendiri."
        )
    # No chains: what was told under this case is told under the other one as well.
    for below in session.scalars(select(Case).where(Case.merged_into_id == case.id)):
        below.merged_into_id, below.lock_version = into.id, below.lock_version + 1
    join_groups(session, case, into, now, make=False)
    leave_group(session, case, now)
    case.merged_into_id, case.merged_at = into.id, now
    set_standing(case, Standing("DIGABUNG"))
    _note(session, actor, case, CaseAct.MERGE, note, other=into, now=now)
    recount(session, [case, into], now)


def unmerge(
    session: WriteSession, actor: Actor, case: Case, *, note: str, expected: int, now: datetime
) -> None:
    """Take a merge back; the case waits for its own word again.

    Raises:
        Conflict: the case is not merged, or was changed meanwhile.
    """
    actor.require(Permission.CASE_MANAGE)
    _as_seen(case, expected)
    if case.merged_into_id is None:
        raise Conflict("Kasus ini tidak sedang digabung.")
    _must_explain(note)
    into = session.get_one(Case, case.merged_into_id)
    case.merged_into_id = case.merged_at = None
    set_standing(case, Standing("AKTIF"))
    _note(session, actor, case, CaseAct.UNMERGE, note, other=into, now=now)
    recount(session, [case, into], now)


def link(  # noqa: PLR0913 - see change_standing
    session: WriteSession,
    actor: Actor,
    case: Case,
    other: Case,
    *,
    note: str,
    expected: int,
    now: datetime,
) -> None:
    """Say that two cases tell the same dispute: the province counts it once from now on.

    Raises:
        Invalid: the two are one case, or the note says nothing.
        Conflict: they are linked already, one is merged, or it was changed meanwhile.
    """
    _begin(actor, case, note, expected)
    if other.merged_into_id is not None:
        other = session.get_one(Case, other.merged_into_id)
    if other.id == case.id:
        raise Invalid("Sebuah kasus tidak dapat ditautkan dengan dirinya sendiri.")
    if not join_groups(session, case, other, now, make=True):
        raise Conflict("Kedua kasus ini sudah ditautkan.")
    case.lock_version += 1
    _note(session, actor, case, CaseAct.LINK, note, other=other, now=now)
    recount(session, [case, other], now)


def unlink(
    session: WriteSession, actor: Actor, case: Case, *, note: str, expected: int, now: datetime
) -> None:
    """Take a case out of its group; the others stay together while there are two.

    Raises:
        Conflict: the case is in no group, or was changed meanwhile.
    """
    _begin(actor, case, note, expected)
    member = membership_of(session, case)
    if member is None:
        raise Conflict("Kasus ini tidak sedang ditautkan.")
    together = [item.case for item in members_of(session, member.group_id)]
    leave_group(session, case, now)
    case.lock_version += 1
    _note(session, actor, case, CaseAct.UNLINK, note, now=now)
    recount(session, together, now)


def _begin(actor: Actor, case: Case, note: str, expected: int) -> None:
    actor.require(Permission.CASE_MANAGE)
    _as_seen(case, expected)
    if case.merged_into_id is not None:
        raise Conflict("Kasus ini sudah digabung. Pisahkan dulu bila perlu diubah sendiri.")
    _must_explain(note)


def _as_seen(case: Case, expected: int) -> None:
    if case.lock_version != expected:
        raise Conflict(
            "Orang lain baru saja mengubah kasus ini. Perubahan Anda belum disimpan: muat ulang "
            "halaman, periksa, lalu simpan lagi."
        )


def _must_explain(note: str) -> None:
    if len(note.strip()) < _LEAST_NOTE:
        raise Invalid(f"Tulis alasan keputusan, paling sedikit {_LEAST_NOTE} karakter.")


def _note(  # noqa: PLR0913 - who decided what about which case, why, when
    session: WriteSession,
    actor: Actor,
    case: Case,
    act: CaseAct,
    note: str,
    *,
    now: datetime,
    other: Case | None = None,
) -> None:
    session.add(
        CaseDecision(
            case=case,
            other=other,
            act=act,
            note=note.strip()[:600],
            decided_at=now,
            decided_by=session.get_one(User, actor.user_id),
        )
    )
    details = {"tindakan": str(act)} | ({"dengan": other.case_no} if other else {})
    audit.record(session, actor.username, "kasus.putus", case.case_no, now=now, details=details)
    session.flush()
