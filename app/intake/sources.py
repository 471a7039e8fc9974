"""Where a row's information comes from: one source in its columns, the others in one cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from app.intake.cells import SEPARATORS, find_code, unknown_code
from app.intake.dates import BadDate, parse_date
from app.intake.text import clean, quoted
from app.model import vocabulary as words

if TYPE_CHECKING:
    from datetime import date

    from app.intake.parsed import Draft

_MOST_SOURCES = 20
_LONGEST_DETAIL = 120
_LONGEST_URL = 300
DEFAULT_METHOD = "TERTULIS"
_PROTECTED = re.compile(r"\s*\(\s*lindungi\s*\)", re.IGNORECASE)
_LINK = re.compile(r"<\s*([^<>\s]{1,400})\s*>")
_DAY = re.compile(
    r"\s((?:\d{1,2}|\d{4})\s*[-/.]\s*\d{1,2}\s*[-/.]\s*(?:\d{4}|\d{1,2})"
    r"|\d{1,2} [A-Za-z]{3,10} \d{4})$"
)
_MAIN = ("source", "method", "obtained_on", "detail", "url", "protected")


def read_sources(draft: Draft) -> None:
    """Fill the draft's sources; days that are not given stay None until defaults are set."""
    values = {name: draft.values.pop(name, None) for name in _MAIN}
    if values["source"] is not None:
        draft.sources.append(
            {
                "source": values["source"],
                "method": values["method"] or DEFAULT_METHOD,
                "obtained_on": values["obtained_on"],
                "detail": values["detail"] or "",
                "url": values["url"] or "",
                "protected": bool(values["protected"]),
            }
        )
    text = draft.text("other_sources")
    pieces = [piece for part in SEPARATORS.split(text) if (piece := clean(part))]
    if len(pieces) > _MOST_SOURCES:
        draft.error("other_sources", f"Paling banyak {_MOST_SOURCES} sumber lain.")
        return
    for piece in pieces:
        _other(draft, piece)


def _other(draft: Draft, piece: str) -> None:
    """Read `MEDIA/DARING 08/06/2026: Media Contoh <https://...> (lindungi)`."""
    protected = _PROTECTED.search(piece) is not None
    rest = _PROTECTED.sub("", piece)
    link = _LINK.search(rest)
    rest = clean(_LINK.sub("", rest))
    head, _, detail = rest.partition(":")
    found = _DAY.search(head)
    day = _day(draft, found[1]) if found else None
    method_text = clean(head[: found.start()] if found else head)
    source_text, method_text = _split(method_text)
    source = find_code(words.INFORMATION_SOURCE, source_text)
    method = find_code(words.INFORMATION_METHOD, method_text) if method_text else None
    if source is None or source.retired:
        bad = unknown_code(words.INFORMATION_SOURCE, source_text, "sumber informasi")
        draft.error("other_sources", f"Sumber {quoted(piece)}: {bad.message}")
    elif method_text and method is None:
        bad = unknown_code(words.INFORMATION_METHOD, method_text, "cara memperoleh")
        draft.error("other_sources", f"Sumber {quoted(piece)}: {bad.message}")
    else:
        item = {
            "source": source.code,
            "method": method.code if method else DEFAULT_METHOD,
            "obtained_on": day,
            "detail": clean(detail),
            "url": link[1] if link else "",
            "protected": protected,
        }
        _add(draft, piece, item)


def _split(text: str) -> tuple[str, str]:
    """Split source from method; labels may hold slashes themselves (`Camat/Kecamatan`)."""
    if find_code(words.INFORMATION_SOURCE, text) is not None:
        return text, ""
    for slash in (index for index, char in enumerate(text) if char == "/"):
        source, method = clean(text[:slash]), clean(text[slash + 1 :])
        if find_code(words.INFORMATION_SOURCE, source) is not None:
            return source, method
    source, _, method = text.partition("/")
    return clean(source), clean(method)


def _add(draft: Draft, piece: str, item: dict[str, Any]) -> None:
    if len(item["detail"]) > _LONGEST_DETAIL or len(item["url"]) > _LONGEST_URL:
        draft.error(
            "other_sources", f"Sumber {quoted(piece)}: rincian atau tautan terlalu panjang."
        )
        return
    draft.sources.append(item)


def _day(draft: Draft, text: str) -> date | None:
    try:
        return parse_date(text)
    except BadDate as reason:
        draft.error("other_sources", str(reason))
        return None
