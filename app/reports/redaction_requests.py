"""Asking that one thing goes because of personal data, and the province's decision.

Two people: whoever asks, of the regency or the province, is never who decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app import audit
from app.access.scope import Permission
from app.db import reaching
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.intake.personal import refusal, refuse_nik
from app.model.account import User
from app.model.area_code import AreaCode
from app.model.confidential import SYSTEM
from app.model.followup import FollowUp, RakorRecommendation
from app.model.period import Obligation
from app.model.redaction import Basis, RedactionRequest, slot_of
from app.model.report import Report
from app.reports.redacting import Eraser
from app.reports.redaction_pieces import number_of
from app.reports.redaction_things import find_thing

if TYPE_CHECKING:
    from datetime import datetime

    from app.access.scope import Actor, Scope
    from app.db import ReadSession, WriteSession
    from app.model.redaction import Home
    from app.reports.redaction_pieces import Thing

LEAST, MOST = 10, 600
_WHOLE = (
    joinedload(RedactionRequest.asked_by),
    joinedload(RedactionRequest.decided_by),
    joinedload(RedactionRequest.report)
    .joinedload(Report.obligation)
    .joinedload(Obligation.period),
    joinedload(RedactionRequest.flash_report),
    joinedload(RedactionRequest.follow_up)
    .joinedload(FollowUp.recommendation)
    .joinedload(RakorRecommendation.rakor),
    joinedload(RedactionRequest.obligation).joinedload(Obligation.period),
)


def faults(basis: str, reason: str) -> dict[str, str]:
    """Return what is missing in a request, by field."""
    wrong: dict[str, str] = {}
    if basis not in set(Basis):
        wrong["basis"] = "Pilih dasar penghapusan."
    if not LEAST <= len(reason) <= MOST:
        wrong["reason"] = (
            f"Tulis alasannya, {LEAST} sampai {MOST} karakter, tanpa datanya sendiri."
        )
    elif sentence := refusal(reason, "Alasan"):
        wrong["reason"] = sentence
    return wrong


def ask(
    session: WriteSession, actor: Actor, thing: Thing, *, basis: str, reason: str, now: datetime
) -> RedactionRequest:
    """Ask that one thing goes; the province sees it on its first page.

    Raises:
        Invalid: no basis or reason, see `faults`.
        Conflict: it is gone already, or somebody asked for it before.
    """
    actor.require(Permission.REPORT_READ)
    if wrong := faults(basis, reason):
        raise Invalid(next(iter(wrong.values())))
    # One request after another for one report: SQLite locks as a whole, PostgreSQL by row.
    table = type(thing.home)
    session.execute(select(table.id).where(table.id == thing.home.id).with_for_update())
    if thing.is_gone:
        raise Conflict("Sudah dihapus; tidak perlu diminta lagi.")
    if open_request(session, thing) is not None:
        raise Conflict("Penghapusan ini sudah diminta dan menunggu keputusan provinsi.")
    row = RedactionRequest(
        part=thing.part,
        row_key=thing.row_key,
        label=thing.label,
        region_code=AreaCode(thing.region_code),
        basis=basis,
        reason=reason,
        asked_at=now,
        asked_by=session.get_one(User, actor.user_id),
    )
    setattr(row, slot_of(thing.home), thing.home)
    session.add(row)
    session.flush()
    _record(session, actor, row, thing.home, "pribadi.minta", now)
    return row


def decide(
    session: WriteSession,
    actor: Actor,
    request: RedactionRequest,
    *,
    grant: bool,
    note: str,
    now: datetime,
) -> int:
    """Take the thing out, or say why it stays; return how many texts and files went.

    Raises:
        Forbidden: whoever asked cannot decide.
        Conflict: it was decided before.
        Invalid: a refusal without a reason.
    """
    actor.require(Permission.REPORT_REVIEW)
    session.execute(
        select(RedactionRequest.id).where(RedactionRequest.id == request.id).with_for_update()
    )
    session.refresh(request, ["granted"])
    if request.granted is not None:
        raise Conflict("Permintaan ini sudah diputus orang lain. Muat ulang halaman.")
    if request.asked_by_id == actor.user_id:
        raise Forbidden("Yang meminta dan yang memutus harus orang yang berbeda.")
    if not grant and len(note.strip()) < LEAST:
        raise Invalid(f"Tulis mengapa tidak dihapus, paling sedikit {LEAST} karakter.")
    refuse_nik(note)
    request.granted, request.decided_at = grant, now
    request.decided_by_id, request.decision_note = actor.user_id, note.strip()[:MOST]
    session.flush()
    count = _take_out(session, actor, request, now) if grant else 0
    act = "pribadi.hapus" if grant else "pribadi.tolak"
    _record(session, actor, request, request.home, act, now)
    return count


def _take_out(
    session: WriteSession, actor: Actor, request: RedactionRequest, now: datetime
) -> int:
    """Take out every copy; none is left of what its own office removed meanwhile.

    Drafts hold copies as well, and the province does not see those: the wall opens for the act.
    """
    eraser, count = Eraser(session, actor, now, request), 0
    with reaching(session, SYSTEM):
        try:
            thing = find_thing(session, actor, request.part, request.row_key)
        except NotFound:
            return 0
        for piece in thing.pieces:
            count += eraser.take_out(piece.owner, piece.texts, piece.files)
    return count


def open_request(session: ReadSession, thing: Thing) -> RedactionRequest | None:
    """Return the request for a thing that waits for a decision."""
    return session.scalar(
        select(RedactionRequest).where(
            RedactionRequest.part == thing.part,
            RedactionRequest.row_key == thing.row_key,
            RedactionRequest.granted.is_(None),
        )
    )


def requests_in(session: ReadSession, scope: Scope) -> list[RedactionRequest]:
    """Return the requests in scope: those that wait first, then the newest."""
    return list(
        session.scalars(
            select(RedactionRequest)
            .where(scope.clause(RedactionRequest.region_code))
            .options(*_WHOLE)
            .order_by(RedactionRequest.granted.is_not(None), RedactionRequest.id.desc())
        )
    )


def find_request(session: ReadSession, scope: Scope, number: int) -> RedactionRequest:
    """Return one request.

    Raises:
        NotFound: there is none of that number in scope.
    """
    row = session.scalar(
        select(RedactionRequest).where(RedactionRequest.id == number).options(*_WHOLE)
    )
    if row is None or not scope.covers(row.region_code):
        raise NotFound
    return row


def waiting_count(session: ReadSession, scope: Scope) -> int:
    """Return how many requests wait for a decision."""
    waiting = select(func.count()).where(
        RedactionRequest.granted.is_(None), scope.clause(RedactionRequest.region_code)
    )
    return session.scalar(waiting) or 0


def _record(
    session: WriteSession,
    actor: Actor,
    request: RedactionRequest,
    home: Home,
    act: str,
    now: datetime,
) -> None:
    details = {"nomor": request.id, "bagian": request.part, "dasar": request.basis}
    audit.record(session, actor.username, act, number_of(home), now=now, details=details)
