"""Turns at what takes much memory: so many at a time on one machine, whoever asks."""

from __future__ import annotations

from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Turns:
    """At most so many at a time; several web processes each have their part of them."""

    def __init__(self, most: int) -> None:
        """Name the most for the machine; until it is shared, this process has them all."""
        self.most = self.here = most
        self._free = BoundedSemaphore(most)

    def share(self, processes: int) -> None:
        """Leave the other processes their part; at least one turn stays here."""
        here = max(1, self.most // processes)
        if here != self.here:
            self.here, self._free = here, BoundedSemaphore(here)

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for a turn and hold it."""
        with self._free:
            yield
