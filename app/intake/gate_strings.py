"""Counts of the parts that are not sheets: shared strings, styles, anything else."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.intake.gate_zip import too_big

MOST_STYLES = 100_000
MOST_STRINGS = 500_000
MOST_STRING = 33_000

Attributes = dict[str, str]


@dataclass(slots=True)
class Strings:
    """Lengths of the shared strings, and whether each holds anything to read."""

    lengths: list[int] = field(default_factory=list)
    filled: list[bool] = field(default_factory=list)
    _inside: bool = False

    def start(self, name: str, _attributes: Attributes) -> None:
        """Begin a string or a run of it."""
        if name == "si":
            if len(self.lengths) >= MOST_STRINGS:
                raise too_big(f"lebih dari {MOST_STRINGS} teks")
            self.lengths.append(0)
            self.filled.append(False)
        self._inside = name == "t" and bool(self.lengths)

    def text(self, data: str) -> None:
        """Count a piece of text."""
        if self._inside:
            self.lengths[-1] += len(data)
            if self.lengths[-1] > MOST_STRING:
                raise too_big(f"satu sel memuat lebih dari {MOST_STRING} karakter")
            if not self.filled[-1] and not data.isspace():
                self.filled[-1] = True


@dataclass(slots=True)
class ElementCount:
    """Counts the elements of a part against a limit."""

    most: int
    what: str
    seen: int = 0

    def start(self, _name: str, _attributes: Attributes) -> None:
        """Count one element."""
        self.seen += 1
        if self.seen > self.most:
            raise too_big(f"{self.what} lebih dari {self.most}")
