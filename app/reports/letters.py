"""Which of many reports have their signed covering letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.model.period import Obligation
from app.model.report import Attachment, Report, Revision

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.access.scope import Scope
    from app.db import ReadSession


def with_letter(session: ReadSession, scope: Scope, revision_ids: Collection[int]) -> set[int]:
    """Return the ids of those versions whose signed letter is attached."""
    return set(
        session.scalars(
            select(Attachment.revision_id)
            .join(Attachment.revision)
            .join(Revision.report)
            .join(Report.obligation)
            .where(
                Attachment.revision_id.in_(revision_ids),
                Attachment.category == "SURAT",
                scope.clause(Obligation.region_code),
            )
        )
    )
