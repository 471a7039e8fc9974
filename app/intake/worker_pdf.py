"""The confined process that builds an officer's PDF anew from its pages alone.

What a page shows is kept: its content and the resources it draws with; stamps and signatures that
lie over it are drawn into it. What acts, hides or tells on its author is not copied: scripts,
actions, attached files, forms, media, metadata. A request is the file; the answer is one letter
and, after `K`, the new file. The protocol around it is `worker_loop`'s.
"""

from __future__ import annotations

import io

import pikepdf

from app.intake.worker_loop import serve

MEMORY = 1024 * 1024**2
SECONDS = 15
MOST_PAGES = 1000
KEPT, LOCKED, LONG, BROKEN = b"K", b"L", b"P", b"B"
_PAGE_KEYS = frozenset(
    {
        *("/Type", "/Parent", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"),
        *("/Rotate", "/UserUnit", "/Group", "/Resources", "/Contents"),
    }
)
# Of streams (images, forms, fonts): never names of fonts or images, which only stand in resources.
_STREAM_KEYS = (
    *("/Metadata", "/PieceInfo", "/OPI", "/Ref", "/AF", "/PS", "/Alternates", "/LastModified"),
    *("/StructParent", "/StructParents", "/OC", "/Measure", "/PtData"),
)


def main() -> None:
    """Answer requests until stdin ends."""
    serve(_answer, memory=MEMORY, seconds=SECONDS)


def _answer(body: bytes) -> bytes:
    try:
        return rebuild(body)
    except pikepdf.PasswordError:
        return LOCKED
    except Exception:
        return BROKEN


def rebuild(data: bytes) -> bytes:
    """Return the answer for a file; the same file gives the same bytes."""
    with pikepdf.open(io.BytesIO(data)) as old, pikepdf.new() as new:
        if old.is_encrypted:
            return LOCKED
        if not old.pages:
            return BROKEN
        if len(old.pages) > MOST_PAGES:
            return LONG
        old.flatten_annotations("all")
        for page in old.pages:
            _strip_page(page.obj)
        new.pages.extend(old.pages)
        for item in new.objects:
            _strip_stream(item)
        new.remove_unreferenced_resources()
        buffer = io.BytesIO()
        new.save(
            buffer,
            min_version=old.pdf_version,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return KEPT + buffer.getvalue()


def _strip_page(page: pikepdf.Object) -> None:
    for key in list(page.keys()):
        if key not in _PAGE_KEYS:
            del page[key]
    if "/Resources" in page and "/Properties" in page.Resources:
        del page.Resources.Properties


def _strip_stream(item: pikepdf.Object) -> None:
    if not isinstance(item, pikepdf.Stream):
        return
    for key in _STREAM_KEYS:
        if key in item:
            del item[key]
    if "/Resources" in item and "/Properties" in item.Resources:
        del item.Resources.Properties
