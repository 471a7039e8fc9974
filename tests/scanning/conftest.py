"""A scanner that answers, in a folder short enough for a socket's path."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.scanning.server import ScannerServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def scanner() -> Iterator[ScannerServer]:
    """A scanner that works."""
    with tempfile.TemporaryDirectory() as folder, ScannerServer(Path(folder)) as server:
        yield server
