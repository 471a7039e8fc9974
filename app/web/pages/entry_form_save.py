"""From the form of an entry to the draft: whose code a new row gets, and what was typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import Conflict, Invalid, NotFound
from app.model.entry import Kind
from app.reports import drafts
from app.reports.places import intake_context
from app.reports.writing import RowDiffers, new_row_key, write_row
from app.reports.written import TypedAction, TypedRow, WrittenAction, WrittenRow, find_written
from app.web.once import already, led_to, remember
from app.web.pages.entry_form_typed import TypedDeed, cells_in, channel_in, deeds_in
from app.web.pages.entry_form_view import KIND_OF

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.areas.locate import LocatorShelf
    from app.db import ReadSession, WriteSession
    from app.intake.context import IntakeContext
    from app.model.report import Revision
    from app.web.forms import Fields
    from app.web.pages.report_room import Asked

# A key of the form stands for a row, whatever the row says by now: there is no content to compare.
_ANY_CONTENT = "0" * 64
_KEY = re.compile(r"[A-Za-z0-9_-]{16,40}")
SOMEBODY_ELSE = (
    "Isian ini ditulis dengan akun lain, jadi belum disimpan. Keluar, lalu masuk dengan akun yang "
    "menulisnya."
)
KEY_MISSING = "Kunci isian ini tidak terbaca. Buka lagi entri dari daftar isian, lalu simpan."


class WrittenByAnother(Conflict):
    """The text is another person's, who used this browser before."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The row as it stands now, and the codes that new blocks got, by the key of the block."""

    row: WrittenRow
    codes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sent:
    """One form of an entry as it was sent: which row is meant, and what was typed."""

    kind: str
    row_key: str
    key: str
    seen: str
    cells: Mapping[str, str]
    deeds: tuple[TypedDeed, ...]
    channel: str

    @property
    def is_blank(self) -> bool:
        """Tell whether this is a new row without a word in it."""
        return not self.row_key and not any(self.cells.values()) and not self.deeds

    def as_row(self) -> WrittenRow:
        """Return what was typed, to show it again."""
        actions = tuple(WrittenAction(deed.code, deed.cells) for deed in self.deeds)
        return WrittenRow(self.kind, self.row_key, self.cells, actions)


def read_sent(form: Fields, name: str, user_id: int) -> Sent:
    """Read a sent form; `name` is the code of a row, or the word of a register for a new one.

    Raises:
        NotFound: there is no such register.
        Invalid: a new row without the key it will be known by.
        WrittenByAnother: kept on a shared device by somebody who has signed out since.
    """
    kind, is_new = kind_of(name)
    key = form.key if _KEY.fullmatch(form.key) else ""
    if is_new and not key:
        raise Invalid(KEY_MISSING)
    if form.text("pemilik") not in {"", str(user_id)}:
        raise WrittenByAnother(SOMEBODY_ELSE)
    return Sent(
        kind=kind,
        row_key="" if is_new else name,
        key=key,
        seen=form.text("versi")[:64],
        cells=cells_in(form, kind),
        deeds=tuple(deeds_in(form)),
        channel=channel_in(form),
    )


def kind_of(name: str) -> tuple[str, bool]:
    """Return the register a name in an address means, and whether it means a new row.

    Raises:
        NotFound: neither a register's word nor the code of an entry.
    """
    if name in KIND_OF:
        return KIND_OF[name].value, True
    if name[:2] in {f"{kind.value}-" for kind in Kind}:
        return name[0], False
    raise NotFound


def context_for(session: ReadSession, asked: Asked, shelf: LocatorShelf) -> IntakeContext:
    """Return what a row of this report is judged against."""
    region_code = asked.room(session).office.region_code
    return intake_context(session, shelf, region_code, asked.quarter, asked.today)


def row_made_with(session: ReadSession, asked: Asked, key: str) -> str:
    """Return the code of the row that was made with a key; empty when none was yet."""
    return led_to(session, asked.actor, _claimed("isian", key)) if _KEY.fullmatch(key) else ""


def save(asked: Asked, sent: Sent, context: IntakeContext) -> Saved:
    """Write what was sent into the draft, which is started when there is none.

    Raises:
        NotFound: there is no such row.
        RowDiffers, RowNotKept, Conflict: see `write_row`.
    """
    with asked.store.write() as session:
        revision = drafts.draft_of(
            session, asked.actor, asked.quarter, asked.region_code, asked.now
        )
        row_key = sent.row_key or _code_for(session, asked, revision, sent.kind, sent.key)
        current = find_written(session, revision, row_key, context.zone)
        if current is None and sent.row_key:
            if sent.seen:
                raise RowDiffers(None)
            raise NotFound
        known = {item.row_key for item in current.actions} if current is not None else set()
        codes = {
            deed.number: deed.code
            if deed.code in known
            else _code_for(session, asked, revision, "U", deed.key)
            for deed in sent.deeds
        }
        typed = TypedRow(
            kind=sent.kind,
            row_key=row_key,
            cells=sent.cells,
            actions=tuple(
                TypedAction(codes[deed.number], deed.cells, deed.is_dropped) for deed in sent.deeds
            ),
            seen=sent.seen,
            channel=sent.channel,
        )
        row = write_row(session, asked.actor, revision, typed, context, asked.now)
        return Saved(row, {deed.key: codes[deed.number] for deed in sent.deeds if deed.key})


def _code_for(session: WriteSession, asked: Asked, revision: Revision, kind: str, key: str) -> str:
    """Return the code a key stands for, given out the first time it comes: never twice."""
    if not _KEY.fullmatch(key):
        raise Invalid(KEY_MISSING)
    claimed = _claimed("upaya" if kind == "U" else "isian", key)
    known = already(session, asked.actor, claimed, _ANY_CONTENT, asked.now)
    if known is not None:
        return known
    code = new_row_key(session, revision, kind)
    return remember(session, asked.actor, claimed, _ANY_CONTENT, code)


def _claimed(sort: str, key: str) -> str:
    return f"{sort}-{key}"
