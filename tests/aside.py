"""A thread of its own for what starts an event loop: Chromium's driver keeps one in the first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")


def aside(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a function in another thread and return its answer, or raise what it raised."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work, *args, **kwargs).result()
