"""What a page would run or load, read from its markup."""

from __future__ import annotations

from html.parser import HTMLParser

_LOADS = {
    "script": "src",
    "link": "href",
    "img": "src",
    "iframe": "src",
    "object": "data",
    "embed": "src",
    "source": "src",
    "video": "src",
    "use": "href",
}


class Running(HTMLParser):
    """Collects what would run: handlers, scripts in the page, addresses that run code."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.values: list[str] = []
        self.words: list[str] = []

    @property
    def texts(self) -> list[str]:
        """What the page says: each attribute apart, the words between the tags as one."""
        return [*self.values, "".join(self.words)]

    @classmethod
    def of(cls, html: str) -> Running:
        """Read a page."""
        parser = cls()
        parser.feed(html)
        parser.close()
        return parser

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        handlers = [name for name in given if name.startswith("on")]
        runs = [v for v in given.values() if v.strip().lower().startswith("javascript:")]
        inline = tag == "script" and "src" not in given
        strange = tag in {"img", "iframe", "object", "embed"} and given.get("src") == "x"
        if handlers or runs or inline or strange or "style" in given:
            self.found.append(f"<{tag} {attrs}>")
        self.values += given.values()

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data}-->")


class Loads(HTMLParser):
    """Collects the addresses a page loads by itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    @classmethod
    def of(cls, html: str) -> list[str]:
        """Return the addresses of a page."""
        parser = cls()
        parser.feed(html)
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if address := given.get(_LOADS.get(tag, "")):
            self.found.append(address)
