"""What every confined process does: take one request after another, and answer each.

Protocol on stdin and stdout: eight bytes of length, then the body; the same for the answer. It
ends when stdin ends. `sandbox` is the other side.
"""

from __future__ import annotations

import struct
import sys
from typing import TYPE_CHECKING

from app.intake.confine import allow_seconds, confine

if TYPE_CHECKING:
    from collections.abc import Callable


def serve(
    answer: Callable[[bytes], bytes], *, memory: int, seconds: int, file_bytes: int = 0
) -> None:
    """Give up what the process does not need, then answer requests until stdin ends.

    `memory` and `file_bytes` (of each file it writes) bound the process, `seconds` one request.
    """
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    confine(memory=memory, file_bytes=file_bytes)
    while True:
        head = requests.read(8)
        if len(head) < 8:
            return
        allow_seconds(seconds)
        body = answer(requests.read(struct.unpack(">Q", head)[0]))
        answers.write(struct.pack(">Q", len(body)))
        answers.write(body)
        answers.flush()
