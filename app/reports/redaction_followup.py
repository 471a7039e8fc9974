"""What a region says of a recommendation, and its documents, that may have to be taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.errors import Invalid
from app.files import sha256_of
from app.model.followup import Evidence, FollowUp, RakorRecommendation
from app.model.redaction import Part
from app.reports.redaction_pieces import Piece, Thing
from app.reports.redaction_texts import Place, Text, said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.access.scope import Actor
    from app.db import ReadSession

TEXTS = ("description", "obstacle", "next_plan")
_WHOLE = (
    joinedload(FollowUp.recommendation).joinedload(RakorRecommendation.rakor),
    selectinload(FollowUp.evidence),
)


def find_follow_up(session: ReadSession, _actor: Actor, number: int) -> Thing | None:
    """What was said in one quarter; a later quarter that repeats it word for word loses it too."""
    row = _get(session, number)
    if row is None:
        return None
    told = session.scalars(
        select(FollowUp)
        .where(
            FollowUp.recommendation_id == row.recommendation_id,
            FollowUp.region_code == row.region_code,
        )
        .options(*_WHOLE)
        .order_by(FollowUp.id)
    )
    pieces = [Piece(copy, tuple(said(_repeated(row, copy)))) for copy in told]
    words = f"Tindak lanjut rekomendasi {_name(row)}, {row.quarter.label}"
    return _thing(Part.FOLLOW_UP, number, words, row, pieces)


def find_evidence(session: ReadSession, _actor: Actor, number: int) -> Thing | None:
    """A document or photo; it goes from everything the region has attached it to."""
    proof = session.get(Evidence, number)
    row = _get(session, proof.follow_up_id) if proof is not None else None
    if proof is None or row is None:
        return None
    holders = session.scalars(
        select(FollowUp)
        .join(FollowUp.evidence)
        .where(FollowUp.region_code == row.region_code, Evidence.sha256 == proof.sha256)
        .options(*_WHOLE)
        .order_by(FollowUp.id)
    ).unique()
    pieces = [
        Piece(owner, files=tuple(item for item in owner.evidence if item.sha256 == proof.sha256))
        for owner in holders
    ]
    words = f"Bukti tindak lanjut rekomendasi {_name(row)}, {row.quarter.label}"
    return _thing(Part.EVIDENCE, number, words, row, pieces)


def proof_must_not_come_back(session: ReadSession, row: FollowUp, data: bytes) -> None:
    """Let a document in unless it was taken out of what the region says.

    Raises:
        Invalid: it was, because of personal data.
    """
    erased = (
        select(Evidence.id)
        .join(Evidence.follow_up)
        .where(
            FollowUp.region_code == row.region_code,
            Evidence.sha256 == sha256_of(data),
            Evidence.redacted_at.is_not(None),
        )
    )
    if session.scalar(erased.limit(1)) is not None:
        raise Invalid(
            "Berkas ini pernah dihapus dari tindak lanjut daerah Anda karena memuat data pribadi. "
            "Hapus data pribadinya dari berkas, lalu lampirkan lagi."
        )


def _get(session: ReadSession, number: int) -> FollowUp | None:
    return session.scalar(select(FollowUp).where(FollowUp.id == number).options(*_WHOLE))


def _repeated(row: FollowUp, copy: FollowUp) -> Iterable[Text]:
    for name in TEXTS:
        text = getattr(row, name)
        if getattr(copy, name) == text:
            yield Text(Place(Part.FOLLOW_UP, str(copy.id), name), copy, text)


def _name(row: FollowUp) -> str:
    return f"{row.recommendation.rakor.code} {row.recommendation.code}"


def _thing(part: Part, number: int, words: str, row: FollowUp, pieces: Iterable[Piece]) -> Thing:
    return Thing(
        part=part,
        row_key=str(number),
        label=words,
        region_code=row.region_code,
        home=row,
        pieces=tuple(pieces),
    )
