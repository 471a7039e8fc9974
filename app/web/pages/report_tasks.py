"""The task list of one report: five steps with their states, the next step, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.access.scope import Permission
from app.model.report import State
from app.model.vocabulary import AMENDMENT_REASON
from app.reports import queries
from app.reports.checks import Obstacle, obstacles
from app.reports.entry_pages import Totals, totals
from app.reports.waiting import rows_to_mend
from app.web.formats import count_of, date_id
from app.web.pages.report_room import day_in, working_days_after

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.db import ReadSession
    from app.model.report import Attachment, ReviewNote
    from app.reports.history import QuarterRecord
    from app.web.pages.report_room import Room

NOT_YET, BUSY, DONE, CANNOT = "Belum", "Sedang diisi", "Selesai", "Belum bisa dimulai"
_TONES = {BUSY: "busy", DONE: "done"}
_CONTENT = frozenset({"hasil", "unggah", "nihil", "upaya"})


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the task list; without an address it cannot be opened by this person."""

    title: str
    status: str
    hint: str = ""
    href: str = ""

    @property
    def tone(self) -> str:
        """Colour of the status."""
        return _TONES.get(self.status, "")


@dataclass(frozen=True, slots=True)
class Link:
    """A way on, in words."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that lies on the desk for one report."""

    room: Room
    totals: Totals
    pending: int
    obstacles: Sequence[Obstacle]
    letters: Sequence[Attachment]
    notes: Sequence[ReviewNote]

    @property
    def is_started(self) -> bool:
        """Tell whether there is anything in the report."""
        revision = self.room.revision
        return bool(self.totals.entries or self.pending or (revision and revision.is_nil))

    @property
    def may_draft(self) -> bool:
        """Tell whether the person may change the report as it stands."""
        revision = self.room.revision
        may = self.room.asked.actor.may(Permission.REPORT_DRAFT)
        can = self.room.is_draft if revision is not None else self.room.record.needs_work
        return may and can

    @property
    def may_send(self) -> bool:
        """Tell whether the person may confirm and send the report as it stands."""
        revision, actor = self.room.revision, self.room.asked.actor
        if revision is None or revision.state not in {State.DRAF, State.MENUNGGU_PENGESAHAN}:
            return False
        other = revision.drafted_by_id != actor.user_id or revision.single_officer
        return actor.may(Permission.REPORT_SUBMIT) and other


def desk_of(session: ReadSession, room: Room) -> Desk:
    """Load what the task list and the check page look at."""
    revision, scope = room.revision, room.asked.actor.scope
    if revision is None:
        return Desk(room, Totals(), 0, (), (), ())
    open_ones = revision.state in {State.DRAF, State.MENUNGGU_PENGESAHAN}
    return Desk(
        room=room,
        totals=totals(session, revision),
        pending=rows_to_mend(session, revision) if open_ones else 0,
        obstacles=obstacles(session, revision, room.asked.today) if open_ones else (),
        letters=queries.attachments_of(session, scope, revision),
        notes=_notes(session, room),
    )


def _notes(session: ReadSession, room: Room) -> Sequence[ReviewNote]:
    """Return the notes a draft has to answer, or those on a version that was sent."""
    scope, answered = room.asked.actor.scope, room.record.returned
    if answered is not None and room.shown() is room.record.newest:
        return queries.notes_of(session, scope, answered)
    if room.shown().state in {State.DRAF, State.MENUNGGU_PENGESAHAN}:
        return ()
    return queries.notes_of(session, scope, room.shown())


def steps(desk: Desk) -> list[Step]:
    """Return the five steps of a report that is being made."""
    return [_template(desk), _upload(desk), _content(desk), _letter(desk), _send(desk)]


def _address(desk: Desk, page: str) -> str:
    return desk.room.path(page) if desk.may_draft else ""


def _template(desk: Desk) -> Step:
    return Step(
        "Unduh templat Excel",
        DONE if desk.is_started else NOT_YET,
        "Sudah terisi nama kecamatan, desa, dan kasus yang masih berjalan",
        _address(desk, "templat.xlsx"),
    )


def _upload(desk: Desk) -> Step:
    revision = desk.room.revision
    if revision is not None and revision.is_nil:
        return Step("Unggah berkas", DONE, "Dilaporkan nihil", _address(desk, "unggah"))
    if desk.pending:
        hint = f"{desk.pending} baris perlu diperbaiki"
        return Step("Unggah berkas", BUSY, hint, _address(desk, "hasil"))
    if desk.totals.entries:
        hint = f"{desk.totals.entries} entri tersimpan; boleh diunggah lagi"
        return Step("Unggah berkas", DONE, hint, _address(desk, "unggah"))
    hint = "Isi di Excel atau LibreOffice, tanpa internet"
    return Step("Unggah berkas", NOT_YET, hint, _address(desk, "unggah"))


def _content(desk: Desk) -> Step:
    title = "Periksa isian"
    if not desk.is_started:
        return Step(title, CANNOT)
    blocking = [item for item in desk.obstacles if item.page in _CONTENT]
    page = "hasil" if desk.pending else "entri" if desk.totals.entries else "nihil"
    if blocking:
        return Step(title, BUSY, blocking[0].sentence, desk.room.path(page))
    return Step(title, DONE, counted(desk), desk.room.path("entri"))


def counted(desk: Desk) -> str:
    """Say how many potentials and events the report holds."""
    potentials, events = desk.totals.potentials, desk.totals.events
    return f"{count_of(potentials, 'potensi')}, {count_of(events, 'peristiwa')}"


def _letter(desk: Desk) -> Step:
    title = "Surat pengantar dan gambaran situasi"
    revision, href = desk.room.revision, _address(desk, "surat")
    hint = "PDF bertanda tangan boleh menyusul"
    if revision is None:
        return Step(title, NOT_YET, hint, href)
    missing = [item for item in desk.obstacles if item.page == "surat"]
    if not missing:
        return Step(title, DONE, "PDF sudah dilampirkan" if desk.letters else hint, href)
    began = revision.letter_no or revision.letter_date or revision.situation_summary
    return Step(title, BUSY if began else NOT_YET, missing[0].sentence if began else hint, href)


def _send(desk: Desk) -> Step:
    revision = desk.room.revision
    if revision is not None and revision.state is State.MENUNGGU_PENGESAHAN:
        return Step(
            "Kirim ke provinsi",
            "Menunggu pengesahan",
            "Pengesah memeriksa, lalu mengirim",
            desk.room.path("periksa"),
        )
    if revision is None or not desk.is_started or desk.obstacles:
        return Step("Kirim ke provinsi", CANNOT)
    return Step("Kirim ke provinsi", NOT_YET, "", desk.room.path("periksa"))


def next_step(desk: Desk) -> Link | None:
    """Return the one thing to do now; None when somebody else has to act."""
    room = desk.room
    if room.revision is None:
        return Link("Lanjutkan: unggah berkas", room.path("unggah")) if desk.may_draft else None
    if room.revision.state is State.MENUNGGU_PENGESAHAN:
        label = "Lanjutkan: sahkan dan kirim"
        return Link(label, room.path("periksa")) if desk.may_send else None
    if desk.obstacles:
        return _mending(desk, desk.obstacles[0]) if desk.may_draft else None
    if desk.may_send:
        return Link("Lanjutkan: periksa dan kirim", room.path("periksa"))
    return Link("Lanjutkan: periksa dan ajukan", room.path("periksa")) if desk.may_draft else None


def _mending(desk: Desk, obstacle: Obstacle) -> Link:
    words = {
        "hasil": f"perbaiki {desk.pending} baris",
        "unggah": "unggah berkas",
        "nihil": "lengkapi pernyataan nihil",
        "upaya": "tambahkan upaya penanganan",
        "surat": "isi data surat",
    }
    label = words.get(obstacle.page, "periksa isian")
    return Link(f"Lanjutkan: {label}", obstacle_href(desk.room, obstacle))


def obstacle_href(room: Room, obstacle: Obstacle) -> str:
    """Return the page that mends an obstacle."""
    href = room.path(obstacle.page)
    return f"{href}?entri={obstacle.row_key}" if obstacle.page == "upaya" else href


def deadline(desk: Desk) -> dict[str, str]:
    """Say until when, and how long that is."""
    record = desk.room.record
    days = (record.due_on - desk.room.asked.today).days
    goes_on = "Draf tersimpan di setiap langkah; Anda boleh berhenti dan melanjutkan kapan saja."
    if days < 0:
        rest = "Laporan masih dapat dikirim dan akan tercatat terlambat."
        if record.unlocked_until is not None:
            rest = f"Kunci triwulan terbuka sampai dengan {date_id(record.unlocked_until)}."
        late = f"Tenggat lewat {-days} hari."
        return {"lead": late, "day": date_id(record.due_on), "rest": rest}
    left = f"{days} hari lagi" if days else "hari ini"
    return {"lead": "", "day": date_id(record.due_on), "rest": f"{left}. {goes_on}"}


def returned_lines(desk: Desk) -> dict[str, str] | None:
    """Say that the province returned the report, and by when it is expected back."""
    returned = desk.room.record.returned
    if returned is None or returned.decided_at is None:
        return None
    day = day_in(returned.decided_at, desk.room.office.zone)
    return {
        "title": f"Dikembalikan untuk diperbaiki: {count_of(len(desk.notes), 'catatan')}",
        "text": f"Dikembalikan {date_id(day)}. "
        f"Kirim ulang paling lambat {date_id(working_days_after(day))}.",
        "note": returned.decision_note,
    }


def amendment_line(desk: Desk) -> str:
    """Say that the draft is an amendment and why; empty when it is not."""
    revision = desk.room.revision
    if revision is None or not desk.room.is_draft or not revision.amendment_reason:
        return ""
    reason = AMENDMENT_REASON.label_of(revision.amendment_reason)
    return (
        f"Ini perubahan atas laporan yang sudah diterima ({reason}). Versi yang diterima tetap "
        "berlaku sampai perubahan ini diterima."
    )


def standing(record: QuarterRecord, zone: str) -> tuple[str, str]:
    """Say how a quarter stands in a few words, with the colour of its tag."""
    newest, accepted = record.newest, record.accepted
    if accepted is not None:
        day = f" {date_id(day_in(accepted.decided_at, zone))}" if accepted.decided_at else ""
        words = "Diterima (nihil)" if accepted.is_nil else "Diterima"
        return f"{words}{day}", "done"
    if record.obligation.waived_at is not None:
        return "Dibebaskan oleh provinsi", ""
    if record.returned is not None:
        return "Dikembalikan untuk diperbaiki", "danger"
    if newest is not None and newest.submitted_at is not None:
        words = "Sedang ditelaah provinsi" if newest.state is State.DITELAAH else "Terkirim"
        return f"{words} {date_id(day_in(newest.submitted_at, zone))}", "busy"
    return _unsent(record, is_draft=newest is not None)


def _unsent(record: QuarterRecord, *, is_draft: bool) -> tuple[str, str]:
    if not record.takes_reports:
        return "Tidak melapor", "danger"
    if record.state == "BELUM_LAPOR":
        return ("Draf, tenggat lewat" if is_draft else "Belum lapor, tenggat lewat"), "danger"
    return ("Draf" if is_draft else "Belum lapor"), "caution" if is_draft else ""
