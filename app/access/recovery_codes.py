"""Codes for the day the telephone is gone: made in tens, each good once.

Only a keyed digest is kept: without the installation's secret a copy of the database tells nothing
about them.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import CursorResult, delete, func, select, update

from app.access.keys import mark
from app.model.second_factor import RecoveryCode

if TYPE_CHECKING:
    from datetime import datetime

    from app.db import ReadSession, WriteSession

COUNT = 10
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that looks like something else
_GROUPS, _GROUP = 3, 4  # 60 random bits a code
_PURPOSE = "kode-pemulihan"


def renew(session: WriteSession, key: bytes, user_id: int, now: datetime) -> list[str]:
    """Return new codes, as they are written down; those before open nothing."""
    forget(session, user_id)
    codes = []
    for _ in range(COUNT):
        plain = "".join(secrets.choice(_ALPHABET) for _ in range(_GROUPS * _GROUP))
        digest = mark(key, _PURPOSE, plain)
        session.add(RecoveryCode(user_id=user_id, digest=digest, created_at=now))
        codes.append("-".join(plain[i : i + _GROUP] for i in range(0, len(plain), _GROUP)))
    return codes


def spend(session: WriteSession, key: bytes, user_id: int, typed: str, now: datetime) -> bool:
    """Use a code up, however it was typed; tell whether it was a good one."""
    plain = "".join(char for char in typed.upper() if char in _ALPHABET)
    if len(plain) != _GROUPS * _GROUP:
        return False
    spent = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.digest == mark(key, _PURPOSE, plain),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return isinstance(spent, CursorResult) and spent.rowcount == 1


def left(session: ReadSession, user_id: int) -> int:
    """Return how many codes a person may still use."""
    query = select(func.count()).where(
        RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)
    )
    return session.scalar(query) or 0


def forget(session: WriteSession, user_id: int) -> None:
    """Make every code of a person open nothing."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
