"""Where a row's information comes from: one source in its columns, the others in one cell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.intake.cells import SEPARATORS, find_code, unknown_code
from app.intake.dates import BadDate, parse_date
from app.intake.text import clean, joined_piece, quoted
from app.model import vocabulary as words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from app.intake.draft import Draft

_MOST_SOURCES = 20
_LONGEST_DETAIL = 120
_LONGEST_URL = 300
DEFAULT_METHOD = "TERTULIS"
_PROTECTED = re.compile(r"\s*\(\s*lindungi\s*\)", re.IGNORECASE)
_LINK = re.compile(r"<\s*([^<>\s]{1,400})\s*>")
_RATING = re.compile(r"\[\s*([A-Fa-f-])\s*[/,]?\s*([1-6-])\s*\]")
_DAY = re.compile(
    r"\s((?:\d{1,2}|\d{4})\s*[-/.]\s*\d{1,2}\s*[-/.]\s*(?:\d{4}|\d{1,2})"
    r"|\d{1,2} [A-Za-z]{3,10} \d{4})$"
)
_MAIN = (
    "source", "method", "obtained_on", "detail", "reliability", "credibility", "url", "protected",
)  # fmt: skip


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
                "reliability": values["reliability"],
                "credibility": values["credibility"],
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
    """Read `MEDIA/DARING 08/06/2026: Media Contoh <https://...> [B2] (lindungi)`."""
    read = _taken_apart(piece)
    day = _day(draft, read.day) if read.day else None
    source_text, method_text = read.source, read.method
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
            "detail": read.detail,
            "reliability": read.reliability or None,
            "credibility": read.credibility or None,
            "url": read.url,
            "protected": read.protected,
        }
        _add(draft, piece, item)


@dataclass(frozen=True, slots=True)
class _Read:
    """One piece of the cell taken apart, its words as typed."""

    source: str
    method: str
    day: str
    detail: str
    reliability: str
    credibility: str
    url: str
    protected: bool


def _taken_apart(piece: str) -> _Read:
    rest = _PROTECTED.sub("", piece)
    rating = _RATING.search(rest)
    rest = _RATING.sub("", rest)
    link = _LINK.search(rest)
    head, _, detail = clean(_LINK.sub("", rest)).partition(":")
    head = clean(head)
    day = _DAY.search(head)
    source, method = _split(clean(head[: day.start()] if day else head))
    return _Read(
        source,
        method,
        day[1] if day else "",
        clean(detail),
        _rated(rating, 1),
        _rated(rating, 2),
        link[1] if link else "",
        _PROTECTED.search(piece) is not None,
    )


def _rated(rating: re.Match[str] | None, which: int) -> str:
    """Return the letter or the digit of `[B2]`; `-` stands for the one that is not judged."""
    return "" if rating is None or rating[which] == "-" else rating[which].upper()


def source_blocks(text: str) -> list[dict[str, str]]:
    """Return the sources of the cell as the parts a page asks for; unknown words are kept."""
    return [_block(piece) for part in SEPARATORS.split(text) if (piece := clean(part))]


def _block(piece: str) -> dict[str, str]:
    read = _taken_apart(piece)
    source = find_code(words.INFORMATION_SOURCE, read.source)
    method = find_code(words.INFORMATION_METHOD, read.method) if read.method else None
    if source is None or (read.method and method is None):
        return {"detail": piece}
    return {
        "source": source.code,
        "method": method.code if method else "",
        "obtained_on": read.day,
        "detail": read.detail,
        "reliability": read.reliability,
        "credibility": read.credibility,
        "url": read.url,
        "protected": "1" if read.protected else "",
    }


def source_cell(blocks: Iterable[Mapping[str, str]]) -> str:
    """Write blocks as the one cell a workbook has for further sources."""
    return "; ".join(text for block in blocks if (text := _written(block)))


def _written(block: Mapping[str, str]) -> str:
    said = {name: joined_piece(block.get(name, "")) for name in _MAIN}
    head = "/".join(part for part in (said["source"], said["method"]) if part)
    if head and said["obtained_on"]:
        head += f" {said['obtained_on']}"
    link = f"<{said['url']}>" if said["url"] else ""
    is_rated = said["reliability"] or said["credibility"]
    rating = f"[{said['reliability'] or '-'}{said['credibility'] or '-'}]" if is_rated else ""
    closed = "(lindungi)" if said["protected"] == "1" else ""
    rest = " ".join(part for part in (said["detail"], link, rating, closed) if part)
    return f"{head}: {rest}".strip() if head else rest


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
