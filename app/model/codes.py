"""A closed word list: stable codes, Indonesian labels, English beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a list; `note` explains it to the person who chooses."""

    code: str
    label: str
    english: str
    note: str = ""
    retired: bool = False


@dataclass(frozen=True)
class CodeList:
    """An ordered list of codes under one name; codes are never reused, only retired."""

    name: str
    label: str
    codes: tuple[Code, ...] = field(repr=False)

    def __iter__(self) -> Iterator[Code]:
        """Yield the codes in their printed order."""
        return iter(self.codes)

    def __contains__(self, code: object) -> bool:
        """Tell whether a code belongs to the list."""
        return code in self._by_code

    @cached_property
    def _by_code(self) -> dict[str, Code]:
        return {code.code: code for code in self.codes}

    @cached_property
    def _by_text(self) -> dict[str, Code]:
        words: dict[str, Code] = {}
        for code in self.codes:
            words[code.label.casefold()] = code
        for code in self.codes:
            words.setdefault(code.code.casefold(), code)
        return words

    def label_of(self, code: str | int | None) -> str:
        """Return the Indonesian label; an empty code gives an empty text."""
        if code is None or code == "":
            return ""
        found = self._by_code.get(str(code))
        return found.label if found else str(code)

    def find(self, text: str) -> Code | None:
        """Find a code by its label or itself, whatever the case and the spacing."""
        return self._by_text.get(" ".join(text.split()).casefold())

    @property
    def labels(self) -> list[str]:
        """Labels of the codes still in use, in order."""
        return [code.label for code in self.codes if not code.retired]
