"""Runs a worker process for one request at a time, with a deadline; a bad file kills only it."""

from __future__ import annotations

import atexit
import os
import struct
import subprocess
import sys
from pathlib import Path
from threading import Lock, Timer

_ROOT = str(Path(__file__).resolve().parents[2])
_BOOT = (
    "import importlib, sys; sys.path.insert(0, sys.argv[1]); "
    "importlib.import_module(sys.argv[2]).main()"
)
_MOST_ANSWER = 256 * 1024 * 1024
_KEPT_IDLE = 2
_MOST_REQUESTS = 200


class WorkerFailed(Exception):
    """The worker died, ran out of memory or time, or answered nonsense."""


class _Worker:
    """One process; it serves requests until it fails or has served enough."""

    def __init__(self, module: str) -> None:
        # Isolated mode: no environment, no user site, no current folder on the path.
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-I", "-c", _BOOT, _ROOT, module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
        )
        self.served = 0

    def ask(self, body: bytes, seconds: float) -> bytes:
        """Send a request and return the answer.

        Raises:
            WorkerFailed: no whole answer within the time.
        """
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise WorkerFailed
        deadline = Timer(seconds, self._process.kill)
        deadline.daemon = True
        deadline.start()
        try:
            stdin.write(struct.pack(">Q", len(body)))
            stdin.write(body)
            stdin.flush()
            head = stdout.read(8)
            length = struct.unpack(">Q", head)[0] if len(head) == 8 else _MOST_ANSWER + 1
            answer = stdout.read(length) if length <= _MOST_ANSWER else b""
        except OSError as cause:
            raise WorkerFailed from cause
        finally:
            deadline.cancel()
        if len(answer) != length:
            raise WorkerFailed
        self.served += 1
        return answer

    def close(self) -> None:
        """End the process and free its pipes."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
        self._process.wait()


class Sandbox:
    """Workers of one kind: an idle one is used, else a new one is started."""

    def __init__(self, module: str, seconds: float, kept_idle: int = _KEPT_IDLE) -> None:
        """Run `main()` of a module; `seconds` is the longest an answer may take."""
        self._module = module
        self._seconds = seconds
        self._kept_idle = kept_idle
        self._idle: list[_Worker] = []
        self._lock = Lock()
        atexit.register(self.close)
        os.register_at_fork(after_in_child=self._forget)

    def ask(self, body: bytes) -> bytes:
        """Return a worker's answer.

        Raises:
            WorkerFailed: the file was too much for it; the worker is gone, others go on.
        """
        with self._lock:
            worker = self._idle.pop() if self._idle else None
        worker = worker or _Worker(self._module)
        try:
            answer = worker.ask(body, self._seconds)
        except BaseException:
            worker.close()
            raise
        with self._lock:
            keep = worker.served < _MOST_REQUESTS and len(self._idle) < self._kept_idle
            if keep:
                self._idle.append(worker)
        if not keep:
            worker.close()
        return answer

    def close(self) -> None:
        """End the idle workers."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.close()

    def _forget(self) -> None:
        """After a fork the pipes belong to the parent."""
        self._lock = Lock()
        self._idle = []
