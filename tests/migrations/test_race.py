"""Two processes that migrate at the same moment: one works, the other finds it done."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from app import schema

if TYPE_CHECKING:
    from app.db import Database

PROGRAM = """
import sys
from app import schema
from app.db import Database
schema.upgrade(Database(sys.argv[1]))
"""


def test_two_at_once(empty_database: Database) -> None:
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, empty_database.url], stderr=subprocess.PIPE
        )
        for _ in range(3)
    ]
    complaints = [run.communicate(timeout=60)[1].decode() for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], complaints
    assert schema.is_current(empty_database)
