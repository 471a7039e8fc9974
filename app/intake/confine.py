"""What a worker process may use: bounded memory, time and files, and no network."""

from __future__ import annotations

import ctypes
import os
import resource
import sys

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET
_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork")


def confine(*, memory: int, file_bytes: int) -> None:
    """Give up what a reader never needs; call once, after the imports."""
    _leave_network()
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    sys.addaudithook(_no_way_out)


def allow_seconds(seconds: int) -> None:
    """Let the process compute this much longer; over it, the system ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + seconds
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _no_way_out(event: str, _arguments: object) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(event)


def _leave_network() -> None:
    """Move to an empty network where the system lets us; the audit hook stands either way."""
    if not sys.platform.startswith("linux"):
        return
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    if unshare(_NEW_NETWORK) != 0 and os.getuid() != 0:
        unshare(_NEW_USER | _NEW_NETWORK)
