"""Interleaved rounds of several works, and the file their figures are kept in."""

from __future__ import annotations

import gc
import json
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Work = tuple[Callable[[], Any], int]


def timed(rounds: int, *works: Work) -> list[dict[str, float]]:
    """Run each work so many times in each round; give wall and CPU times in milliseconds.

    One run that is not measured comes first, so that no work pays for loading its library.
    """
    wall: list[list[float]] = [[] for _ in works]
    cpu: list[list[float]] = [[] for _ in works]
    for work, _ in works:
        work()
    for _ in range(rounds):
        for index, (work, times) in enumerate(works):
            gc.collect()  # what the work before left behind is not this one's to clear away
            for _ in range(times):
                began, spent = time.perf_counter(), time.process_time()
                work()
                wall[index].append(1000 * (time.perf_counter() - began))
                cpu[index].append(1000 * (time.process_time() - spent))
    return [
        {
            "median_ms": round(statistics.median(times), 4),
            "least_ms": round(min(times), 4),
            "cpu_ms": round(statistics.median(used), 4),
        }
        for times, used in zip(wall, cpu, strict=True)
    ]


class JsonFile:
    """Where figures are kept, as an argument of the command line."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    def write(self, figures: dict[str, Any]) -> None:
        """Write the figures."""
        self.path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
