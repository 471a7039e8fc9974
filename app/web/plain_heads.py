"""Request heads that mean one thing: no two hosts, no key of a query twice."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from starlette.types import Scope


def is_ambiguous(scope: Scope) -> bool:
    """Tell a head that a proxy may have read otherwise.

    RFC 9112 section 3.2: exactly one Host. Length and chunks are the server's to judge.
    """
    hosts = sum(1 for name, _ in scope["headers"] if name == b"host")
    return hosts > 1 or (scope["http_version"] == "1.1" and not hosts)


def is_plain_query(query: bytes) -> bool:
    """Refuse keys given twice and characters no page of ours writes."""
    if len(query) > 4000:
        return False
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    keys = [key for key, _ in pairs]
    return len(keys) == len(set(keys)) and not any(
        "\0" in value for pair in pairs for value in pair
    )
