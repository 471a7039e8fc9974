"""Where the printed pages of a sheet of rows begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.intake.columns import Column, layout

if TYPE_CHECKING:
    from app.model.fields import Group

PRINT_WIDTH = 134  # characters beside the repeated columns on one A4 page
_COMPUTED_WIDTH = 16


def page_breaks(kind: str) -> list[int]:
    """Return the columns that begin a page: a group stays together when a page can hold it."""
    items = layout(kind)
    widths = [item.width if isinstance(item, Column) else _COMPUTED_WIDTH for item in items]
    starts = [
        index
        for index, item in enumerate(items)
        if isinstance(item, Column) and item.group is not _group_before(items, index)
    ]
    breaks: list[int] = []
    used = -widths[0]  # the first column is repeated on every page
    for index, width in enumerate(widths):
        end = next((start for start in starts if start > index), len(items))
        need = sum(widths[index:end]) if index in starts else width
        if used + width > PRINT_WIDTH or (used + need > PRINT_WIDTH >= need):
            breaks.append(index + 1)
            used = 0
        used += width
    return breaks


def _group_before(items: tuple[Column | str, ...], index: int) -> Group | None:
    before = next((item for item in reversed(items[:index]) if isinstance(item, Column)), None)
    return before.group if before else None
