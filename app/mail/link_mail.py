"""Putting the mail with a one-time link on the list, in the transaction that makes the link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.model.account import LinkPurpose
from app.model.notice import Notice, NoticeKind
from app.reports.lateness import day_in
from app.reports.notify import zone_of

if TYPE_CHECKING:
    from datetime import datetime

    from app.db import WriteSession
    from app.model.account import OneTimeLink
    from app.settings import Settings

_KINDS = {LinkPurpose.UNDANGAN: NoticeKind.UNDANGAN, LinkPurpose.RESET: NoticeKind.RESET}


def send_link(session: WriteSession, settings: Settings, link: OneTimeLink, now: datetime) -> str:
    """List the mail of a link, at any hour; return where it goes, or nothing when it cannot.

    The mail gets a token of its own when it is sent: none is stored until then (ADR 19).
    """
    person = link.user
    if not settings.sends_mail or not person.email:
        return ""
    notice = Notice(
        kind=_KINDS[link.purpose],
        subject=str(link.id),
        day=day_in(now, zone_of(session, person.region_code)),
        created_at=now,
        not_before=now,
        recipient=person,
    )
    session.add(notice)
    return person.email
