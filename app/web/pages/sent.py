"""The receipt: its number, who acts next and by when, as a page and as a PDF."""

from dataclasses import replace
from datetime import date, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.areas.queries import get_region
from app.db import ReadSession
from app.errors import NotFound
from app.model.entry import Kind
from app.model.report import State
from app.outputs.documents.data import KeyFigure, Letterhead, Point, ReceiptDocument, Stamp
from app.reports import queries
from app.reports.tally import entries_of
from app.settings import Settings
from app.web.deps import Reads, Setup, requires
from app.web.formats import date_id, moment_id, number_id
from app.web.pages.report_room import AskedReport, Room, day_in
from app.web.pages.upload import download
from app.web.recorded import PAPER, REPORT
from app.web.templating import page

router = APIRouter()
_SHOWN_DIGITS = 16


@router.get("/laporan/{t}/terkirim", dependencies=[requires(Permission.REPORT_READ), REPORT])
def show(request: Request, session: Reads, asked: AskedReport) -> Response:
    """Show the receipt of the newest version that was sent."""
    room = _sent(asked.room(session))
    revision = room.shown()
    return page(
        request,
        "sent",
        room=room,
        next_step=next_step(room),
        letters=queries.letters_in(session, asked.actor.scope, revision),
        may_attach=asked.actor.may(Permission.REPORT_DRAFT)
        and revision.state in {State.DIKIRIM, State.DITELAAH},
        may_withdraw=asked.actor.may(Permission.REPORT_SUBMIT) and revision.state is State.DIKIRIM,
    )


def _sent(room: Room) -> Room:
    """Return the room of the newest version with a receipt."""
    for revision in reversed(room.seen):
        if revision.receipt_code:
            return replace(room, revision=revision)
    raise NotFound


def next_step(room: Room) -> str:
    """Say who acts next and by when."""
    revision = room.shown()
    if revision.state is State.DITERIMA:
        return "Laporan sudah diterima provinsi. Tidak ada yang perlu Anda lakukan."
    if revision.state is State.DIKEMBALIKAN:
        return "Provinsi mengembalikan laporan ini. Perbaiki, lalu kirim lagi."
    if revision.state not in {State.DIKIRIM, State.DITELAAH} or revision.submitted_at is None:
        return "Versi ini sudah digantikan oleh versi yang lebih baru."
    return awaited(room, revision.submitted_at)


def awaited(room: Room, sent_at: datetime) -> str:
    """Say what follows once a report is sent; the receipt keeps saying so."""
    day = room.review_by(day_in(sent_at, room.office.zone))
    return (
        f"Analis provinsi memeriksa paling lambat {date_id(day)}. Bila ada yang perlu diperbaiki, "
        "catatannya muncul di beranda Anda."
    )


@router.get(
    "/laporan/{t}/tanda-terima.pdf", dependencies=[requires(Permission.REPORT_READ), PAPER]
)
def show_pdf(asked: AskedReport, settings: Setup) -> Response:
    """Give the receipt as PDF."""
    # The typesetter takes half a second to load: only this address pays for it.
    from app.outputs.documents.render import render_receipt  # noqa: PLC0415

    with asked.store.read() as session:
        document = receipt_of(session, _sent(asked.room(session)), settings)
    return download(
        render_receipt(document), "application/pdf", f"tanda-terima-{document.number}.pdf"
    )


def receipt_of(session: ReadSession, room: Room, settings: Settings) -> ReceiptDocument:
    """Put together what the receipt says.

    Raises:
        NotFound: the version was not sent.
    """
    revision, office = room.shown(), room.office
    if revision.submitted_at is None or revision.receipt_code is None:
        raise NotFound
    sent = moment_id(revision.submitted_at, office.zone)
    entries = entries_of(session, [revision.id])
    potentials = sum(1 for entry in entries if entry.kind == Kind.POTENTIAL)
    letters = queries.letters_in(session, room.asked.actor.scope, revision)
    notes = [] if letters else ["Surat pengantar bertanda tangan menyusul."]
    if revision.single_officer:
        notes.append("Wilayah ini disetel satu petugas: penyusun dan pengesah orang yang sama.")
    rows = [
        ("Nomor laporan", revision.report.report_no),
        ("Versi", str(revision.number)),
        ("Dikirim", sent),
        ("Oleh", revision.submitted_by.name if revision.submitted_by else ""),
        ("Surat pengantar", _letter(revision.letter_no, revision.letter_date)),
        ("Penanda tangan", f"{revision.signatory_name}, {revision.signatory_position}"),
        ("Isi", "Laporan nihil" if revision.is_nil else "Laporan potensi dan peristiwa"),
    ]
    fingerprint = (revision.content_sha256 or "")[:_SHOWN_DIGITS]
    return ReceiptDocument(
        letterhead=_letterhead(session, settings),
        stamp=Stamp(
            classification=revision.classification,
            code=revision.receipt_code,
            check_url=f"{settings.base_url}/v/{revision.receipt_code}",
            issued_at=revision.submitted_at,
            printed=sent,
        ),
        number=revision.receipt_code,
        area=office.display_name,
        period=room.quarter.label,
        rows=tuple(Point(*row) for row in rows if row[1]),
        counts=(
            KeyFigure(number_id(potentials), "potensi konflik"),
            KeyFigure(number_id(len(entries) - potentials), "konflik terjadi"),
        ),
        fingerprint=" ".join(fingerprint[at : at + 4] for at in range(0, _SHOWN_DIGITS, 4)),
        next_step=awaited(room, revision.submitted_at),
        notes=tuple(notes),
    )


def _letterhead(session: ReadSession, settings: Settings) -> Letterhead:
    name = get_region(session, settings.province).name.removeprefix("Provinsi ")
    office = settings.agency_name.removesuffix(f" Provinsi {name}")
    return Letterhead(f"Pemerintah Provinsi {name}", office)


def _letter(number: str | None, day: date | None) -> str:
    return ", ".join(part for part in (number, date_id(day) if day else None) if part)
