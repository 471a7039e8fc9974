"""Bytes kept in every form a browser may ask for: brotli, gzip, or as they are."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import brotli

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

# A data file is never a page: nothing may run in it, and it needs no more of a policy.
DATA_HEADERS = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "permissions-policy": "",
    "cross-origin-opener-policy": "same-origin",
}


# Made for one reader and one moment: as quick as gzip's middle, and smaller than gzip's best.
_PAGE_QUALITY = 5


def pack_page(request: Request, response: Response) -> None:
    """Brotli for a page, where the browser takes it; gzip is left to the middleware."""
    if "br" in accepted_by(request):
        response.body = brotli.compress(bytes(response.body), quality=_PAGE_QUALITY)
        response.headers["content-encoding"] = "br"
        response.headers["content-length"] = str(len(response.body))
        response.headers.add_vary_header("Accept-Encoding")


def accepted_by(request: Request) -> frozenset[str]:
    """Names of the encodings a browser takes; one with the weight 0 is one it refuses."""
    parts = request.headers.get("accept-encoding", "").replace(" ", "").lower().split(",")
    return frozenset(part.partition(";")[0] for part in parts if not part.endswith(";q=0"))


@dataclass(frozen=True)
class Packed:
    """Content and its compressed forms, each made the first time somebody asks for it."""

    content: bytes
    already_packed: bool = False

    @cached_property
    def gzipped(self) -> bytes | None:
        """Gzip without a time stamp; None where compressing gains nothing."""
        return self._smaller(gzip.compress(self.content, 9, mtime=0))

    @cached_property
    def brotlied(self) -> bytes | None:
        """Brotli at its best: once per process, at most a third of a second for the largest."""
        return self._smaller(brotli.compress(self.content, quality=11))

    def for_request(self, request: Request) -> tuple[bytes, dict[str, str]]:
        """Return the smallest form the browser accepts, with the headers that say so."""
        headers = {"vary": "Accept-Encoding", **DATA_HEADERS}
        accepted = accepted_by(request)
        for name, data in (("br", self.brotlied), ("gzip", self.gzipped)):
            if name in accepted and data is not None:
                return data, headers | {"content-encoding": name}
        return self.content, headers

    def _smaller(self, packed: bytes) -> bytes | None:
        return None if self.already_packed or len(packed) >= len(self.content) else packed
