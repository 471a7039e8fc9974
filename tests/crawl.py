"""Walk the portal by its links, without a screen: every address a role is led to, each once.

Addresses are told apart by their route and by which keys their query has; of each such kind a
bounded number is opened, so that a list of a hundred entries does not mean a hundred pages.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from fastapi.routing import iter_route_contexts

from tests.access_table import ROWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI
    from httpx2 import Response
    from starlette.testclient import TestClient

    from tests.access_world import World

EDITION = {"t": "2026-tw3", "period": "2026-tw3", "n": "1", "kode": "99.02"}


class _Links(HTMLParser):
    """Addresses a page leads to, its own parts included, and its forms that only ask."""

    _PLACES: ClassVar = {
        "a": "href",
        "link": "href",
        "script": "src",
        "img": "src",
        "object": "data",
    }

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._form: str | None = None
        self._fields: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.found += [
            given[name] for name in (self._PLACES.get(tag), "data-url") if name in given
        ]
        if tag == "form" and given.get("method", "get").lower() == "get":
            self._form, self._fields = given.get("action", ""), []
        elif self._form is not None and tag in {"input", "select"} and given.get("name"):
            self._fields.append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form is not None:
            fields = dict(self._fields)  # a query names each key once
            self.found.append(f"{self._form}?{urlencode(fields)}")
            self._form = None


def links_of(html: str, address: str) -> list[str]:
    """Return the portal's own addresses on a page, as it would ask for them."""
    parser = _Links()
    parser.feed(html)
    joined = (urlsplit(urljoin(f"http://portal{address}", link)) for link in parser.found)
    near = [part for part in joined if part.scheme == "http" and part.netloc == "portal"]
    return list(dict.fromkeys(f"{p.path}?{p.query}" if p.query else p.path for p in near))


@dataclass
class Walk:
    """What a walk as one person found; `dead` maps an address to its status and where it stood."""

    column: str
    opened: dict[str, Response] = field(default_factory=dict)
    dead: dict[str, str] = field(default_factory=dict)

    @property
    def pages(self) -> Iterator[str]:
        """Addresses that answered with a page."""
        for address, answer in self.opened.items():
            if answer.headers.get("content-type", "").startswith("text/html"):
                yield address


class Walker:
    """Walks one application as any column of the access table."""

    def __init__(self, client: TestClient, world: World, *, most: int = 6) -> None:
        """Open at most `most` addresses of a kind."""
        self.client, self.world, self.most = client, world, most
        self._patterns = list(patterns_of(client.app))  # type: ignore[arg-type]

    def walk(self, column: str, look: Callable[[str, Response], None] | None = None) -> Walk:
        """Open everything a column is led to; `look` sees every answer."""
        walk = Walk(column)
        seen: Counter[str] = Counter()
        waiting = deque((address, "table") for address in self.first(column))
        self.client.cookies.clear()
        if column != "tamu":
            self.client.cookies.set("sid", self.world.tokens[column])
        while waiting:
            address, origin = waiting.popleft()
            kind = self.kind_of(address)
            if address in walk.opened or seen[kind] >= self.most:
                continue
            seen[kind] += 1
            answer = self.client.get(address)
            walk.opened[address] = answer
            if look is not None:
                look(address, answer)
            if answer.status_code >= 400 and (origin != "table" or answer.status_code >= 500):
                walk.dead[address] = f"{answer.status_code}, on {origin}"
            waiting.extend((link, address) for link in self._onward(address, answer))
        return walk

    def _onward(self, address: str, answer: Response) -> list[str]:
        if 300 <= answer.status_code < 400:
            return [
                urlsplit(urljoin(address, answer.headers["location"]))
                ._replace(scheme="", netloc="", fragment="")
                .geturl()
            ]
        if not answer.headers.get("content-type", "").startswith("text/html"):
            return []
        return links_of(answer.text, address)

    def first(self, column: str) -> list[str]:
        """Return where a column may go by the table, with the seeds and with the edition's."""
        found = []
        for row in ROWS:
            if row.method != "GET" or row.path == "/tautan/{token}":
                continue
            if row.answers()[column] in {200, 303} or "ringkasan" in row.path:
                for seeds in (self.world.seeds | row.params, self.world.seeds | EDITION):
                    found.append(_filled(row.path, seeds, row.query))
        return [address for address in dict.fromkeys(found) if address]

    def kind_of(self, address: str) -> str:
        """Return the route of an address with the keys of its query."""
        path, _, query = address.partition("?")
        route = next((name for name, regex in self._patterns if regex.fullmatch(path)), path)
        keys = sorted(key for key, _ in parse_qsl(query, keep_blank_values=True))
        return f"{route}?{','.join(keys)}"


def _filled(path: str, seeds: dict[str, str], query: dict[str, str]) -> str:
    names = re.findall(r"{([^}]+)}", path)
    if any(name not in seeds for name in names):
        return ""
    filled = re.sub(r"{([^}]+)}", lambda found: seeds[found[1]], path)
    return f"{filled}?{urlencode(query)}" if query else filled


def patterns_of(app: FastAPI) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield every route with a pattern of the addresses it answers, in their order."""
    for route in iter_route_contexts(app.routes):
        path = route.path or ""
        parts = re.split(r"({[^}]+})", path)
        yield path, re.compile("".join(_piece(part) for part in parts))


def _piece(part: str) -> str:
    if not part.startswith("{"):
        return re.escape(part)
    return ".+" if part.endswith(":path}") else "[^/]+"
