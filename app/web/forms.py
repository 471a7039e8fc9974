"""What a person typed: cleaned text by field name, files, and errors that go back to the page."""

import hashlib
import io
import unicodedata
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime
from functools import cached_property
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from app.intake.arrivals import Arrivals

LIMITS = {"max_fields": 4000, "max_files": 5, "max_part_size": 256 * 1024}
KEY_FIELD = "kunci"
ARRIVED, NAMED = "kiriman.", "nama."
_DATE_SHAPES = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y")


class Fields:
    """A posted form. A field that was not sent reads as empty: nothing here raises."""

    def __init__(self, data: FormData, arrivals: Arrivals | None = None) -> None:
        """Keep the parsed form; `arrivals` holds files that came before it, piece by piece."""
        self._data = data
        self._arrivals = arrivals

    def text(self, name: str) -> str:
        """Return a field's text without control characters and outer blanks, in NFC."""
        value = self._data.get(name)
        return clean(value) if isinstance(value, str) else ""

    def secret(self, name: str) -> str:
        """Return a password exactly as typed."""
        value = self._data.get(name)
        return value if isinstance(value, str) else ""

    def all(self, name: str) -> list[str]:
        """Return every value of a field, such as the ticked boxes of one name."""
        return [clean(value) for value in self._data.getlist(name) if isinstance(value, str)]

    def is_ticked(self, name: str) -> bool:
        """Tell whether a single box was ticked."""
        return name in self._data

    def file(self, name: str) -> UploadFile | None:
        """Return a chosen file; None when the person chose none.

        A file that came piece by piece is named by its SHA-256 (see `app.web.pages.arriving`).
        """
        value = self._data.get(name)
        if isinstance(value, UploadFile) and value.filename:
            return value
        sha256 = self.text(f"{ARRIVED}{name}")
        path = self._arrivals.finished(sha256) if sha256 and self._arrivals else None
        if path is None:
            return None
        content = io.BytesIO(path.read_bytes())
        return UploadFile(content, filename=self.text(f"{NAMED}{name}") or sha256)

    def names(self) -> list[str]:
        """Return the names of the sent fields in their order, each once."""
        return list(dict.fromkeys(self._data.keys()))

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield every text field as it was sent, to send it again."""
        for name, value in self._data.multi_items():
            if isinstance(value, str):
                yield name, value

    @property
    def has_files(self) -> bool:
        """Tell whether a file was chosen: files cannot be put back into a form."""
        return any(
            isinstance(value, UploadFile) and value.filename
            for _, value in self._data.multi_items()
        )

    @property
    def key(self) -> str:
        """Return the idempotency key the page was made with."""
        return self.text(KEY_FIELD)[:64]

    @cached_property
    def sha256(self) -> str:
        """Return the digest of everything sent except the key itself."""
        digest = hashlib.sha256()
        for name, value in self._data.multi_items():
            if name == KEY_FIELD:
                continue
            content = value.encode("utf-8", "replace") if isinstance(value, str) else _read(value)
            for part in (name.encode("utf-8", "replace"), content):
                digest.update(len(part).to_bytes(8, "big") + part)
        return digest.hexdigest()


def clean(text: str) -> str:
    """Return text without control characters and stray surrogates, trimmed, in NFC."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (c for c in lines if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return "".join(kept).strip()


def date_of(text: str) -> date | None:
    """Read a day as people type it (`17/08/2026`); None when it is not one."""
    for shape in _DATE_SHAPES:
        try:
            return datetime.strptime(text, shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


class Errors(dict[str, str]):
    """Sentences by field name, in the order of the page."""

    def summary(self) -> list[dict[str, str]]:
        """Return the items of the error summary, each leading to its field."""
        return [{"text": text, "href": f"#{name}"} for name, text in self.items()]

    def of(self, name: str) -> str:
        """Return a field's sentence, or an empty text."""
        return self.get(name, "")


class _FormReader:
    """Reads a posted form; it awaits, because a body arrives piece by piece."""

    async def __call__(self, request: Request) -> AsyncIterator[Fields]:
        """Give the form, and throw away the files' temporary copies after the answer."""
        data = await request.form(**LIMITS)
        try:
            yield Fields(data, _arrivals(request))
        finally:
            await data.close()


Form = Annotated[Fields, Depends(_FormReader())]


def _arrivals(request: Request) -> Arrivals | None:
    """Return what the person behind a request has sent in pieces; the rule has found them."""
    visitor = getattr(request.state, "visitor", None)
    if visitor is None or visitor.actor is None:
        return None
    return Arrivals(request.app.state.settings.data, visitor.actor.user_id)


def _read(file: UploadFile) -> bytes:
    content = file.file.read()
    file.file.seek(0)
    return content
