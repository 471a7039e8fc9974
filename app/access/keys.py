"""The installation's secret key, and one derived key for each purpose."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.settings import Settings

_FILE = "kunci-masuk"


def secret_key(settings: Settings) -> bytes:
    """Return the key of the settings, or the one kept in the data folder, made the first time."""
    if settings.secret:
        return settings.secret.encode()
    path = settings.data / _FILE
    settings.data.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_hex(32).encode())
        file.flush()
        os.fsync(file.fileno())
    return path.read_bytes()


def mark(key: bytes, purpose: str, text: str) -> str:
    """Return the keyed digest that proves this installation wrote a text for a purpose."""
    return hmac.new(key, f"{purpose}\n{text}".encode(), hashlib.sha256).hexdigest()


def is_marked(key: bytes, purpose: str, text: str, digest: str) -> bool:
    """Check a digest without telling by time how much of it is right."""
    return hmac.compare_digest(mark(key, purpose, text).encode(), digest.encode())
