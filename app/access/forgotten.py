"""A forgotten password: asked for by anybody, answered alike for everybody.

Counted apart from signing in, so that asking never stands in the way of a person who knows the
password. Too often for one account: nothing more is sent, and the answer stays the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.access import links, sign_in, throttle

if TYPE_CHECKING:
    from datetime import datetime

    from app.db import WriteSession
    from app.model.account import OneTimeLink


def count(session: WriteSession, username: str, address: str, now: datetime) -> bool:
    """Count one request; False when the account was asked for too often, whether it exists or not.

    Raises:
        TooManyAttempts: too many requests from one address, whatever they ask for.
    """
    return throttle.count_request(session, username, address, now)


def link_for(session: WriteSession, username: str, now: datetime) -> OneTimeLink | None:
    """Return a link to be sent by mail; None when there is nobody to send it to.

    Making it takes time only where the account exists, so it is made after the answer has left.
    """
    user = sign_in.account(session, username)
    if user is None or not user.is_active or not user.email:
        return None
    return links.for_mail_only(session, user, now)
