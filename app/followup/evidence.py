"""Documents and photos that show what a region did, and their removal in the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app import audit
from app.errors import Conflict, Forbidden
from app.followup.commands import may_report, subject
from app.model.account import User
from app.model.followup import Evidence
from app.reports.attachments import clean_file_name
from app.reports.erasing import still_there
from app.reports.redaction_followup import proof_must_not_come_back

if TYPE_CHECKING:
    from datetime import datetime

    from app.access.scope import Actor
    from app.db import WriteSession
    from app.files import FileStore
    from app.intake.attached import Accepted
    from app.model.followup import FollowUp

MOST = 8


def attach(  # noqa: PLR0913 - which document, of what, by whom, stored where, when
    session: WriteSession,
    actor: Actor,
    follow_up: FollowUp,
    *,
    accepted: Accepted,
    file_name: str,
    caption: str,
    files: FileStore,
    now: datetime,
) -> Evidence:
    """Add a document or photo that shows what was done.

    Raises:
        Conflict: there are as many as there may be.
        Invalid: it was taken out before because of personal data.
    """
    may_report(actor, follow_up.recommendation)
    if follow_up.region_code != actor.region_code:
        raise Forbidden("Bukti hanya dapat dilampirkan oleh daerah yang melapor.")
    proof_must_not_come_back(session, follow_up, accepted.data)
    kept = session.scalar(
        select(func.count())
        .where(Evidence.follow_up_id == follow_up.id, Evidence.redacted_at.is_(None))
        .select_from(Evidence)
    )
    if (kept or 0) >= MOST:
        raise Conflict(f"Paling banyak {MOST} bukti per triwulan. Gabungkan berkasnya.")
    row = Evidence(
        follow_up=follow_up,
        caption=caption[:200],
        file_name=clean_file_name(file_name),
        size_bytes=len(accepted.data),
        sha256=files.put(accepted.data),
        uploaded_at=now,
        uploaded_by=session.get_one(User, actor.user_id),
        media_type=accepted.media_type,
        thumbnail_sha256=files.put(accepted.thumbnail) if accepted.thumbnail else None,
        original_sha256=files.sealed.put(accepted.original) if accepted.original else None,
    )
    session.add(row)
    about = f"{subject(follow_up.recommendation)} {follow_up.region_code}"
    details = {"sha256": row.sha256}
    audit.record(session, actor.username, "tindaklanjut.bukti", about, now=now, details=details)
    session.flush()
    return row


def remove(session: WriteSession, actor: Actor, evidence: Evidence, now: datetime) -> None:
    """Take a document off what one's own region said.

    Raises:
        Conflict: it was taken out because of personal data; the mark of that stays.
    """
    follow_up = evidence.follow_up
    may_report(actor, follow_up.recommendation)
    if follow_up.region_code != actor.region_code:
        raise Forbidden("Bukti hanya dapat dilepas oleh daerah yang melapor.")
    still_there(evidence)
    about = f"{subject(follow_up.recommendation)} {follow_up.region_code}"
    details = {"sha256": evidence.sha256}
    session.delete(evidence)
    audit.record(session, actor.username, "tindaklanjut.lepas", about, now=now, details=details)
    session.flush()
