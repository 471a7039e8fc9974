"""The installation's secret key, and one derived key for each purpose."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from typing import TYPE_CHECKING

from app.files import open_partial, sync_folder

if TYPE_CHECKING:
    from pathlib import Path

    from app.settings import Settings

_FILE = "kunci-masuk"


def secret_key(settings: Settings) -> bytes:
    """Return the key of the settings, or the one kept in the data folder, made the first time."""
    if settings.secret:
        return settings.secret.encode()
    path = settings.data / _FILE
    settings.data.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make(path)
    return path.read_bytes()


def _make(path: Path) -> None:
    """Write a key whole before it gets its name: two starting processes must agree on one."""
    handle, partial = open_partial(path)
    try:
        with handle:
            os.fchmod(handle.fileno(), 0o600)
            handle.write(secrets.token_hex(32).encode())
            handle.flush()
            os.fsync(handle.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(partial, path)
        sync_folder(path.parent)
    finally:
        partial.unlink()


def mark(key: bytes, purpose: str, text: str) -> str:
    """Return the keyed digest that proves this installation wrote a text for a purpose."""
    return hmac.new(key, f"{purpose}\n{text}".encode(), hashlib.sha256).hexdigest()


def is_marked(key: bytes, purpose: str, text: str, digest: str) -> bool:
    """Check a digest without telling by time how much of it is right."""
    return hmac.compare_digest(mark(key, purpose, text).encode(), digest.encode())
