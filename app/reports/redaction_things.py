"""One thing somebody may ask to have taken out: where it stands, and every copy of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.errors import NotFound
from app.model.flash import FlashReport, FlashVersion
from app.model.recommendation import Recommendation, RecommendationAnswer
from app.model.redaction import Part
from app.model.report import SENT, Attachment, NoteReply, Reply, Report, ReviewNote, Revision
from app.model.review import SignalAnswer
from app.model.vocabulary import ATTACHMENT_CATEGORY
from app.reports import redaction_duties as duties
from app.reports import redaction_followup as followup
from app.reports import redaction_province as province
from app.reports.redaction_pieces import Piece, Thing, thing_of, versions_of
from app.reports.redaction_texts import Place, Text
from app.reports.redaction_uploads import find_upload

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.access.scope import Actor
    from app.db import ReadSession

_TURNS = {
    Reply.ANSWER: "Jawaban kabupaten/kota",
    Reply.REPEAT: "Permintaan ulang provinsi",
    Reply.CLOSE: "Penutup provinsi",
}
_FLASH_TEXTS = ("what", "place", "handling")


def find_thing(session: ReadSession, actor: Actor, part: str, row_key: str) -> Thing:
    """Return what may be asked for by its part and number.

    Raises:
        NotFound: there is no such thing, the person cannot see it, or it was never sent: a draft
            is changed by its own office.
    """
    find = _FINDERS.get(part)
    known = row_key.isascii() and row_key.isdigit() and len(row_key) <= 9
    thing = find(session, actor, int(row_key)) if find is not None and known else None
    if thing is None or not actor.scope.covers(thing.region_code):
        raise NotFound
    return thing


def replies_of(session: ReadSession, actor: Actor, note: Thing) -> list[Thing]:
    """Return the turns of the talk about a note that the person may ask for as well."""
    numbers = session.scalars(
        select(NoteReply.id).where(NoteReply.note_id == int(note.row_key)).order_by(NoteReply.id)
    )
    found = [_reply(session, actor, number) for number in numbers]
    return [thing for thing in found if thing is not None and not thing.is_gone]


def _attachment(session: ReadSession, _actor: Actor, number: int) -> Thing | None:
    """A file goes from every version of its report, a draft of the next one too."""
    row = session.get(Attachment, number)
    home = session.get(Revision, row.revision_id) if row is not None else None
    if row is None or home is None or home.submitted_at is None:
        return None
    copies = session.scalars(
        select(Attachment)
        .join(Attachment.revision)
        .where(Revision.report_id == home.report_id, Attachment.sha256 == row.sha256)
        .options(joinedload(Attachment.revision))
    ).all()
    owners = {copy.revision_id: copy.revision for copy in copies}
    pieces = [
        Piece(owner, files=tuple(copy for copy in copies if copy.revision_id == key))
        for key, owner in owners.items()
    ]
    about = f" pada {row.action_key or row.entry_key}" if row.entry_key else ""
    words = f"Lampiran {ATTACHMENT_CATEGORY.label_of(row.category).lower()}{about}"
    return thing_of(Part.ATTACHMENT, number, words, versions_of(session, home.report_id), *pieces)


def _note(session: ReadSession, actor: Actor, number: int) -> Thing | None:
    note = session.get(ReviewNote, number)
    home = session.get(Revision, note.revision_id) if note is not None else None
    if note is None or home is None or (actor.is_regency and home.state in SENT):
        return None  # the office reads a note once it is decided
    text = Text(Place(Part.NOTE, str(number), "note"), note, note.note)
    words = f"Catatan provinsi tentang {note.row_key or 'laporan'}"
    versions = versions_of(session, home.report_id)
    return thing_of(Part.NOTE, number, words, versions, Piece(home, (text,)))


def _reply(session: ReadSession, actor: Actor, number: int) -> Thing | None:
    row = session.get(NoteReply, number)
    asked = session.get(ReviewNote, row.note_id) if row is not None else None
    note = _note(session, actor, asked.id) if asked is not None else None
    if row is None or asked is None or note is None:
        return None
    told = session.scalar(
        select(Revision)
        .join(Revision.report)
        .where(Report.report_no == note.home_no, Revision.number == row.version)
    )
    if told is None or not _is_told(told, row, actor):
        return None
    text = Text(Place(Part.REPLY, str(number), "text"), row, row.text)
    turn = f"{_TURNS[Reply(row.act)]} pada versi {row.version}"
    words = f"{turn}, catatan tentang {asked.row_key or 'laporan'}"
    versions = versions_of(session, told.report_id)
    return thing_of(Part.REPLY, number, words, versions, Piece(told, (text,)))


def _is_told(version: Revision, row: NoteReply, actor: Actor) -> bool:
    """Tell whether the other side can read a turn of the talk already."""
    if row.act == Reply.ANSWER:
        return version.submitted_at is not None
    return not (actor.is_regency and version.state in SENT)


def _answer(session: ReadSession, _actor: Actor, number: int) -> Thing | None:
    row = session.get(SignalAnswer, number)
    versions = versions_of(session, row.report_id) if row is not None else []
    if row is None or not versions:
        return None
    text = Text(Place(Part.ANSWER, str(number), "answer"), row, row.answer)
    words = "Jawaban atas pertanyaan portal"
    return thing_of(Part.ANSWER, number, words, versions, Piece(versions[-1], (text,)))


def _request(session: ReadSession, _actor: Actor, number: int) -> Thing | None:
    """A request goes from every version, from a draft as far as its words are still the same."""
    row = session.get(Recommendation, number)
    home = session.get(Revision, row.revision_id) if row is not None else None
    if row is None or home is None or home.submitted_at is None:
        return None
    copies = session.scalars(
        select(Recommendation)
        .join(Recommendation.revision)
        .where(Revision.report_id == home.report_id, Recommendation.number == row.number)
        .options(joinedload(Recommendation.revision))
    ).all()
    sent = {copy.text for copy in copies if copy.revision.submitted_at is not None}
    pieces = [
        Piece(
            copy.revision,
            (Text(Place(Part.REQUEST, str(copy.number), "text"), copy, copy.text),),
        )
        for copy in copies
        if copy.text in sent
    ]
    words = f"Permintaan nomor {row.number}"
    return thing_of(Part.REQUEST, number, words, versions_of(session, home.report_id), *pieces)


def _response(session: ReadSession, _actor: Actor, number: int) -> Thing | None:
    row = session.get(RecommendationAnswer, number)
    versions = versions_of(session, row.report_id) if row is not None else []
    if row is None or not versions:
        return None
    text = Text(Place(Part.RESPONSE, str(number), "text"), row, row.text)
    owner = next((item for item in versions if item.number == row.revision_number), versions[-1])
    words = f"Tanggapan provinsi atas permintaan nomor {row.number}"
    return thing_of(Part.RESPONSE, number, words, versions, Piece(owner, (text,)))


def _flash(session: ReadSession, _actor: Actor, number: int) -> Thing | None:
    """One version of a flash report: its place and its two texts."""
    row = session.get(FlashVersion, number)
    if row is None:
        return None
    report = session.get_one(FlashReport, row.report_id)
    key = str(number)
    texts = [Text(Place(Part.FLASH, key, n), row, getattr(row, n)) for n in _FLASH_TEXTS]
    return Thing(
        part=Part.FLASH,
        row_key=key,
        label=f"Laporan khusus versi {row.number}, {report.code}",
        region_code=report.region_code,
        home=report,
        pieces=(Piece(report, tuple(texts)),),
    )


_FINDERS: dict[str, Callable[[ReadSession, Actor, int], Thing | None]] = {
    Part.ATTACHMENT: _attachment,
    Part.NOTE: _note,
    Part.REPLY: _reply,
    Part.ANSWER: _answer,
    Part.REQUEST: _request,
    Part.RESPONSE: _response,
    Part.FLASH: _flash,
    Part.ASSESSMENT: province.find_assessment,
    Part.DECISION: province.find_decision,
    Part.VERDICT: province.find_verdict,
    Part.AMENDMENT: duties.find_amendment,
    Part.TAKEOVER: duties.find_takeover,
    Part.DECIDED: duties.find_decided,
    Part.EXTENSION: duties.find_extension,
    Part.UNLOCK: duties.find_unlock,
    Part.WAIVER: duties.find_waiver,
    Part.FOLLOW_UP: followup.find_follow_up,
    Part.EVIDENCE: followup.find_evidence,
    Part.UPLOAD: find_upload,
}
ASKABLE = frozenset(_FINDERS)
