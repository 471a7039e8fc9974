"""Files of a report as pages list them: a small picture or the kind, what it shows, how large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.intake.attached import DOCX, JPEG, PNG, XLSX
from app.intake.attached_pdf import PDF
from app.model.redaction import LAW, Part
from app.model.vocabulary import ATTACHMENT_CATEGORY
from app.reports.enclosures import all_of
from app.web.formats import date_id, moment_id, size_id
from app.web.pages.report_room import may_write
from app.web.scanned import scans_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.db import ReadSession
    from app.model.report import Attachment
    from app.web.pages.report_room import Room
    from app.web.scanned import ScanLine, Scans

KINDS = {PDF: "PDF", JPEG: "JPEG", PNG: "PNG", DOCX: "Word", XLSX: "Excel"}


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file in a list; `thumbnail` is the address of its small picture, or empty.

    `gone` says when and why a file was taken out; `ask` is where that can be asked for.
    """

    caption: str
    facts: str
    kind: str
    href: str
    thumbnail: str
    owner: str
    has_personal_data: bool
    act_remove: str
    act_put_back: str
    ask: str
    gone: str
    scan: ScanLine


@dataclass(frozen=True, slots=True)
class FileList:
    """The files a page shows, and where one is added; `add` is empty when none can be."""

    lines: tuple[FileLine, ...]
    removed: tuple[FileLine, ...]
    add: str


def files_of(
    session: ReadSession, room: Room, *, entry_key: str = "", everything: bool = False
) -> FileList:
    """Return the files of an entry and its actions, of the report alone, or of all together."""
    revision = room.revision
    rows = [] if revision is None else all_of(session, revision)
    kept = [row for row in rows if everything or (row.entry_key or "") == entry_key]
    may_add = may_write(room)
    add = room.path("lampiran") + (f"?entri={entry_key}" if entry_key else "")
    names = [name for row in kept for name in (row.sha256, row.original_sha256)]
    scans = scans_of(session, names, room.asked.actor.zone)
    return FileList(
        lines=tuple(_line(room, row, scans) for row in kept if row.removed_at is None),
        removed=tuple(_line(room, row, scans) for row in kept if row.removed_at and may_add),
        add=add if may_add else "",
    )


def _line(room: Room, row: Attachment, scans: Scans) -> FileLine:
    address = room.path(f"lampiran/{row.id}")
    joint = "&" if "?" in address else "?"
    versioned = f"{joint}versi={room.shown().number}"
    small = room.path(f"lampiran/{row.id}/kecil")
    scan = scans.of(row.sha256, row.original_sha256)
    gone = gone_words(row, room.asked.actor.zone)
    if scan.locked and not gone:
        gone = f"Dikurung pemindai virus: {row.caption or row.file_name}"
    return FileLine(
        caption=row.caption or row.file_name,
        facts=facts_of(row, room.asked.actor.zone),
        kind=KINDS.get(row.media_type, "Berkas"),
        href="" if gone else address + versioned,
        thumbnail=small + versioned if row.thumbnail_sha256 and not gone else "",
        owner=owner_words(row),
        has_personal_data=row.has_personal_data,
        act_remove=room.path(f"lampiran/{row.id}/lepas"),
        act_put_back=room.path(f"lampiran/{row.id}/kembalikan"),
        ask=ask_href(row) if room.shown().submitted_at is not None and not gone else "",
        gone=gone,
        scan=scan,
    )


def ask_href(row: Attachment) -> str:
    """Return where somebody asks that a file goes because of personal data."""
    return f"/data-pribadi/minta?bagian={Part.ATTACHMENT}&nomor={row.id}"


def gone_words(row: Attachment, zone: str) -> str:
    """Say when and on which law a file was taken out; empty while it is there."""
    if row.redacted_at is None:
        return ""
    return f"Dihapus karena data pribadi, {moment_id(row.redacted_at, zone)}, dasar {LAW}"


def facts_of(row: Attachment, zone: str) -> str:
    """Say in one line what a file is, how large, and from when."""
    parts: Sequence[str] = (
        ATTACHMENT_CATEGORY.label_of(row.category),
        f"{KINDS.get(row.media_type, 'berkas')} {size_id(row.size_bytes)}",
        f"diambil {date_id(row.taken_on)}" if row.taken_on else "",
        f"{row.uploaded_by.name}, {moment_id(row.uploaded_at, zone)}",
    )
    return " · ".join(part for part in parts if part)


def owner_words(row: Attachment) -> str:
    """Name what a file belongs to."""
    if row.action_key:
        return f"Upaya {row.action_key} pada {row.entry_key}"
    return f"Entri {row.entry_key}" if row.entry_key else "Laporan"
