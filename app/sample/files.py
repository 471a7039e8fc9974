"""Files of the sample: photos that the portal draws, and papers that say they are fictitious."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from app.intake.attached import accept
from app.reports.enclosure_label import Label, Limits, Owner
from app.reports.enclosures import enclose
from app.reports.tally import entries_of
from app.sample.paper import plain_pdf
from app.sample.story import WITA

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.access.scope import Actor
    from app.db import WriteSession
    from app.model.entry import Entry
    from app.model.report import Revision
    from app.sample.story import Story

_SIZE = (640, 420)
_SKY, _FIELD, _TREE, _PATH = "#bcd7e6", "#8fae6b", "#3f6b3a", "#c9ad7f"


def photo(caption: str) -> bytes:
    """Draw a field with a path and trees, and write on it that it is a sample."""
    width, height = _SIZE
    picture = Image.new("RGB", _SIZE, _SKY)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, height // 2, width, height), fill=_FIELD)
    draw.polygon(((290, 210), (350, 210), (470, height), (170, height)), fill=_PATH)
    for place in range(40, width, 75):
        draw.ellipse((place - 28, 150, place + 28, 215), fill=_TREE)
        draw.rectangle((place - 4, 205, place + 4, 235), fill=_PATH)
    draw.text((16, height - 28), f"CONTOH - {caption}", fill="black")
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=80)
    return target.getvalue()


def enclose_some(
    story: Story, session: WriteSession, operator: Actor, revision: Revision, now: datetime
) -> None:
    """Put a photo on the first entry and on its first action, and minutes on the report."""
    day = now.astimezone(WITA).date()
    entry = next((item for item in entries_of(session, [revision.id]) if item.actions), None)
    limit = story.settings.attachment_limit_bytes
    limits = Limits(limit, story.settings.attachments_total_bytes)
    for owner, label, data in _files(entry, day):
        accepted = accept(data, limit)
        enclose(
            session,
            operator,
            revision,
            owner,
            label,
            accepted,
            limits=limits,
            files=story.files,
            now=now,
        )


def _files(entry: Entry | None, day: date) -> list[tuple[Owner, Label, bytes]]:
    minutes = Label("NOTULEN", "Notulen rapat koordinasi (contoh)", file_name="notulen.pdf")
    found = [(Owner(), minutes, plain_pdf("CONTOH - notulen rapat fiktif"))]
    if entry is not None:
        for owner, words in (
            (Owner(entry.row_key), "Lokasi yang diperselisihkan"),
            (Owner(entry.row_key, entry.actions[0].row_key), "Pertemuan di kantor camat"),
        ):
            label = Label("FOTO", f"{words} (contoh)", taken_on=day, file_name="foto.jpg")
            found.append((owner, label, photo(words.lower())))
    return found
