"""Reading mails and calendars as strictly as the worst program that may receive them.

Shapes are not asked of the libraries that wrote them: lines are cut at the octets the standards
name, so that a header, part, property or component that slipped in is seen as what it is.
"""

from __future__ import annotations

import re
import unicodedata
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import icalendar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HEADERS = [
    "auto-submitted",
    "content-transfer-encoding",
    "content-type",
    "date",
    "from",
    "message-id",
    "mime-version",
    "subject",
    "to",
]
COMPONENTS = frozenset({"VCALENDAR", "VEVENT", "VALARM", "VTIMEZONE", "STANDARD", "DAYLIGHT"})
PROPERTIES = re.compile(
    "BEGIN|END|VERSION|PRODID|METHOD|UID|SEQUENCE|SUMMARY|DESCRIPTION|STATUS|TRANSP|ACTION|TRIGGER"
    "|DT(START|END|STAMP)|TZ(ID|NAME|OFFSETFROM|OFFSETTO)|RDATE|REFRESH-INTERVAL|X-WR-CALNAME|COMMENT"
)
_TEXTS = frozenset({"SUMMARY", "DESCRIPTION", "X-WR-CALNAME"})
_MOST_HEADER, _MOST_LINE = 998, 75  # octets: RFC 5322, RFC 5545
# Controls, format signs with the bidirectional ones, and the two line ends Unicode adds.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def hidden(text: str) -> list[str]:
    """Return the signs in a text that nobody sees, the plain line feed apart."""
    return sorted({hex(ord(c)) for c in text if c != "\n" and unicodedata.category(c) in _HIDDEN})


# --- mails ---------------------------------------------------------------------------------------


def mail_text(raw: bytes) -> str:
    """Return what a person reads of a mail: its headers and its text."""
    mail = message_from_bytes(raw, policy=default)
    said = [f"{name}: {value}" for name, value in mail.items()]
    bodies = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*said, *bodies]).replace("\r\n", "\n")


def mail_faults(raw: bytes) -> Iterator[str]:
    """Say everything about a mail that is not one plain text under the headers we write."""
    head, _, _ = raw.partition(b"\r\n\r\n")
    yield from _line_faults(head.split(b"\r\n"), _MOST_HEADER)
    if not raw.isascii():
        yield "octets beyond ASCII on the way"
    mail = message_from_bytes(raw, policy=default)
    names = sorted(name.casefold() for name in mail)
    if names != HEADERS:
        yield f"headers {names}"
    if mail.is_multipart() or mail.get_content_type() != "text/plain" or mail.defects:
        yield f"not one plain text: {mail.get_content_type()} {mail.defects}"
        return
    for name in ("from", "to"):
        if len(mail[name].addresses) != 1:
            yield f"{name} {len(mail[name].addresses)} people"
    if found := hidden(mail_text(raw)):
        yield f"hidden signs {found}"


def _line_faults(lines: Iterable[bytes], most: int) -> Iterator[str]:
    for line in lines:
        if re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line):
            yield f"a control or a bare line end in {line[:60]!r}"
        if len(line) > most:
            yield f"a line of {len(line)} octets"


def shape_of_mail(raw: bytes) -> list[str]:
    """Return what a mail must have in common with the same one of a harmless name.

    For each line whether it is empty, and what it starts with where that is an order to a reader.
    """
    mail = message_from_bytes(raw, policy=default)
    lines = mail.get_content().replace("\r\n", "\n").split("\n")
    return ["Buka:" if line.startswith("Buka:") else "x" * bool(line) for line in lines]


# --- calendars -----------------------------------------------------------------------------------


def unfolded(raw: bytes) -> list[str]:
    """Return the content lines of a calendar: folded ones joined again."""
    whole = raw.removesuffix(b"\r\n").replace(b"\r\n ", b"")
    return [line.decode() for line in whole.split(b"\r\n")]


def calendar_faults(raw: bytes) -> Iterator[str]:
    """Say everything about a calendar that the standard forbids or that we never write."""
    yield from _line_faults(raw.split(b"\r\n"), _MOST_LINE)
    open_ones: list[str] = []
    for line in unfolded(raw):
        name, _, value = line.partition(":")
        name = name.partition(";")[0]
        yield from _property_faults(name, value)
        if name == "BEGIN":
            open_ones.append(value)
        elif name == "END" and (not open_ones or open_ones.pop() != value):
            yield f"the end of a {value} that is not open"
    if open_ones:
        yield f"never closed: {open_ones}"


def _property_faults(name: str, value: str) -> Iterator[str]:
    if PROPERTIES.fullmatch(name) is None:
        yield f"property {name[:40]!r}"
    if name == "BEGIN" and value not in COMPONENTS:
        yield f"component {value[:40]!r}"
    if found := hidden(name + value):
        yield f"hidden signs {found} in {name}"
    if name in _TEXTS and _is_bare(value):
        yield f"signs that must be escaped in {name}"


def _is_bare(value: str) -> bool:
    """Tell whether a text holds a comma, semicolon or backslash without its backslash before."""
    return re.search(r"[,;\\]", re.sub(r"\\[\\,;nN]", "", value)) is not None


def calendar_texts(raw: bytes) -> list[str]:
    """Return every value as the calendar program shows it, read by a library."""
    calendar = icalendar.Calendar.from_ical(raw)
    return [str(value) for part in calendar.walk() for value in part.values()]


def shape_of_calendar(raw: bytes) -> list[str]:
    """Return the names of all properties in their order, and the components they stand in."""
    return [
        line if line.startswith(("BEGIN:", "END:")) else re.split("[:;]", line)[0]
        for line in unfolded(raw)
    ]
