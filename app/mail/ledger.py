"""What was sent, when, to whom and how it went, for administrators; and a mail to try it out."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app import audit
from app.access.scope import Permission
from app.errors import Conflict, Invalid, NotFound
from app.model.account import User
from app.model.notice import Notice, NoticeKind, NoticeState
from app.reports.lateness import day_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import ReadSession, WriteSession

PAGE = 50
NEEDS_A_PERSON = frozenset({NoticeState.TIDAK_PASTI, NoticeState.GAGAL})


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """One page of the list; `older` is the id the next page starts below, or nothing."""

    notices: Sequence[Notice]
    older: int | None
    counts: Mapping[NoticeState, int]


def ledger(
    session: ReadSession,
    actor: Actor,
    *,
    state: NoticeState | None = None,
    below: int | None = None,
) -> LedgerPage:
    """Return a page of notices, newest first, and how many there are in each state."""
    actor.require(Permission.NOTICE_MANAGE)
    query = (
        select(Notice)
        .options(joinedload(Notice.recipient))
        .order_by(Notice.id.desc())
        .limit(PAGE + 1)
    )
    if state is not None:
        query = query.where(Notice.state == state)
    if below is not None:
        query = query.where(Notice.id < below)
    found = session.scalars(query).all()
    counted = session.execute(select(Notice.state, func.count()).group_by(Notice.state))
    shown = found[:PAGE]
    return LedgerPage(
        shown,
        shown[-1].id if len(found) > PAGE else None,
        dict(counted.all()),
    )


def try_out(session: WriteSession, actor: Actor, now: datetime) -> str:
    """Put a mail to the administrator's own address on the list, at any hour.

    Raises:
        Invalid: the administrator has no address.
    """
    actor.require(Permission.NOTICE_MANAGE)
    person = session.get_one(User, actor.user_id)
    if not person.email:
        raise Invalid("Isi alamat surel Anda dahulu di Akun, Pemberitahuan.")
    notice = Notice(
        kind=NoticeKind.UJI,
        subject=secrets.token_hex(4),
        day=day_in(now, actor.zone),
        created_at=now,
        not_before=now,
        recipient=person,
    )
    session.add(notice)
    audit.record(session, actor.username, "surel.uji", person.username, now=now)
    return person.email


def send_again(session: WriteSession, actor: Actor, notice_id: int, now: datetime) -> None:
    """Put a mail that failed, or whose fate is unknown, back on the list: a person's decision.

    Raises:
        NotFound: there is no such notice.
        Conflict: it neither failed nor is its fate unknown.
    """
    actor.require(Permission.NOTICE_MANAGE)
    notice = session.get(Notice, notice_id, with_for_update=True)
    if notice is None:
        raise NotFound
    if notice.state not in NEEDS_A_PERSON:
        raise Conflict("Surel ini tidak perlu dikirim ulang. Muat ulang halaman.")
    details = {"keadaan": notice.state.value, "nomor": notice.id}
    notice.state, notice.attempt, notice.tries = NoticeState.MENUNGGU, None, 0
    notice.not_before, notice.day = now, day_in(now, actor.zone)
    audit.record(
        session, actor.username, "surel.ulang", notice.kind.value, now=now, details=details
    )
