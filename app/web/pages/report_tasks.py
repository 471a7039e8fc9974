"""The task list of one report: its steps with their states, the next one, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.access.scope import Permission
from app.model.report import State
from app.reports import queries, talk
from app.reports.checks import Obstacle, look_at, obstacles_of
from app.reports.entry_pages import Totals, totals
from app.reports.loose import waiting_files
from app.reports.open_cases import waiting_cases
from app.reports.template_taken import is_taken
from app.web.formats import count_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.db import ReadSession
    from app.model.report import Attachment, ReviewNote
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
    carried: int = 0
    unfinished: int = 0
    has_template: bool = False

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
        nothing = Desk(room, Totals(), 0, (), (), (), _carried(session, room))
        return replace(nothing, has_template=_has_template(session, room))
    letters, notes = queries.letters_in(session, scope, revision), _notes(session, room)
    if revision.state not in {State.DRAF, State.MENUNGGU_PENGESAHAN}:
        return Desk(room, totals(session, revision), 0, (), letters, notes)
    draft = look_at(session, revision, room.asked.today)
    return Desk(
        room=room,
        totals=draft.totals,
        pending=draft.pending,
        obstacles=obstacles_of(draft),
        letters=letters,
        notes=notes,
        carried=len(draft.open_cases),
        unfinished=len(waiting_files(session, revision)),
        has_template=_has_template(session, room),
    )


def _has_template(session: ReadSession, room: Room) -> bool:
    return is_taken(session, room.quarter, room.office.region_code)


def _carried(session: ReadSession, room: Room) -> int:
    """Count last quarter's open cases, told on by now or not."""
    region_code = room.office.region_code
    return len(waiting_cases(session, room.asked.actor.scope, room.quarter, region_code))


def _notes(session: ReadSession, room: Room) -> Sequence[ReviewNote]:
    """Return the notes a draft has to answer, or those on a version that was sent."""
    revision = room.shown()
    if revision.state in {State.DRAF, State.MENUNGGU_PENGESAHAN} and room.record.returned is None:
        return ()
    return talk.notes_of(session, room.asked.actor.scope, revision)


def steps(desk: Desk) -> list[Step]:
    """Return the steps of a report that is being made; open cases are one when there are any."""
    cases = [_cases(desk)] if desk.carried else []
    return [_template(desk), _filling(desk), *cases, _content(desk), _letter(desk), _send(desk)]


def _address(desk: Desk, page: str) -> str:
    return desk.room.path(page) if desk.may_draft else ""


def _template(desk: Desk) -> Step:
    return Step(
        "Unduh templat Excel",
        DONE if desk.is_started or desk.has_template else NOT_YET,
        "Sudah terisi nama kecamatan, desa, dan kasus yang masih berjalan",
        _address(desk, "templat.xlsx"),
    )


def _filling(desk: Desk) -> Step:
    revision = desk.room.revision
    title = "Unggah berkas, atau isi di sini"
    if revision is not None and revision.is_nil:
        return Step(title, DONE, "Dilaporkan nihil", _address(desk, "unggah"))
    by_form = desk.room.by_form
    if desk.pending:
        what = "isian belum lengkap" if by_form else "baris perlu diperbaiki"
        page = "isi" if by_form else "hasil"
        return Step(title, BUSY, f"{desk.pending} {what}", _address(desk, page))
    if desk.unfinished:
        hint = f"{desk.unfinished} berkas menunggu kolomnya dicocokkan"
        return Step(title, BUSY, hint, _address(desk, "unggah"))
    if desk.totals.entries:
        rest = "boleh ditambah atau diubah" if by_form else "boleh diunggah lagi"
        hint = f"{desk.totals.entries} entri tersimpan; {rest}"
        return Step(title, DONE, hint, _address(desk, "isi" if by_form else "unggah"))
    hint = "Di Excel atau LibreOffice tanpa internet, atau langsung di formulir portal"
    return Step(title, NOT_YET, hint, _address(desk, "unggah"))


def _cases(desk: Desk) -> Step:
    title, href = "Kasus lanjutan", _address(desk, "lanjutan")
    if desk.room.revision is None:
        said = f"{desk.carried} kasus dari laporan terakhir masih terbuka"
        return Step(title, NOT_YET, said, href)
    missing = [item for item in desk.obstacles if item.page == "lanjutan"]
    if not missing:
        return Step(title, DONE, f"{desk.carried} kasus sudah ada kabarnya", href)
    return Step(title, BUSY if desk.is_started else NOT_YET, missing[0].sentence, href)


def _content(desk: Desk) -> Step:
    title = "Periksa isian"
    if not desk.is_started:
        return Step(title, CANNOT)
    blocking = [item for item in desk.obstacles if item.page in _CONTENT]
    mend = "isi" if desk.room.by_form else "hasil"
    # Who only confirms may not open the pages where rows are mended.
    page = mend if desk.pending else "entri" if desk.totals.entries else "nihil"
    if blocking:
        page = page if desk.may_draft else "entri"
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
        return _first_step(desk) if desk.may_draft else None
    if room.revision.state is State.MENUNGGU_PENGESAHAN:
        label = "Lanjutkan: sahkan dan kirim"
        return Link(label, room.path("periksa")) if desk.may_send else None
    if desk.obstacles:
        return _mending(desk, desk.obstacles[0]) if desk.may_draft else None
    if desk.may_send:
        return Link("Lanjutkan: periksa dan kirim", room.path("periksa"))
    return Link("Lanjutkan: periksa dan ajukan", room.path("periksa")) if desk.may_draft else None


def _first_step(desk: Desk) -> Link:
    """Return what comes first of all: the workbook, and once it is there what is done with it."""
    if desk.has_template:
        return Link("Lanjutkan: unggah berkas", desk.room.path("unggah"))
    return Link("Mulai: unduh templat Excel", desk.room.path("templat.xlsx"))


def other_ways(desk: Desk) -> list[Link]:
    """Return the ways into a report beside the next step: a file filled before, or the form."""
    if not (desk.room.record.needs_work and desk.may_draft):
        return []
    ways = [Link("Isi di sini", desk.room.path("isi"))]
    if desk.room.revision is None and not desk.has_template:
        ways.insert(0, Link("Unggah berkas yang sudah terisi", desk.room.path("unggah")))
    return ways


def _mending(desk: Desk, obstacle: Obstacle) -> Link:
    by_form = desk.room.by_form
    words = {
        "hasil": f"{'lengkapi' if by_form else 'perbaiki'} {desk.pending} "
        f"{'isian' if by_form else 'baris'}",
        "unggah": "unggah berkas",
        "nihil": "lengkapi pernyataan nihil",
        "lanjutan": "beri kabar kasus lama",
        "upaya": "tambahkan upaya penanganan",
        "surat": "isi data surat",
    }
    label = words.get(obstacle.page, "periksa isian")
    return Link(f"Lanjutkan: {label}", obstacle_href(desk.room, obstacle))


def obstacle_href(room: Room, obstacle: Obstacle) -> str:
    """Return the page that mends an obstacle."""
    if obstacle.page == "hasil" and room.by_form:
        return room.path("isi")
    href = room.path(obstacle.page)
    return f"{href}?entri={obstacle.row_key}" if obstacle.page == "upaya" else href
