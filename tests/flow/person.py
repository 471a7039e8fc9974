"""A person at the portal without a screen: signs in, reads pages, fills in forms, sends them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote

import httpx2

from tests import factories

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass
class WebForm:
    """A form as a browser would send it: where to, and the value of every field."""

    action: str
    fields: dict[str, str | list[str]] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[WebForm] = []
        self._area = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(WebForm(found.get("action", "")))
            return
        if not self.forms or "disabled" in found:
            return
        name = found.get("name", "")
        if tag == "input":
            self._input(name, found)
        elif tag == "textarea":
            self._area = name
            self.forms[-1].fields[name] = ""
        elif tag == "select":
            self._select = name
            self.forms[-1].fields.setdefault(name, "")
        elif tag == "option" and "selected" in found:
            self.forms[-1].fields[self._select] = found.get("value", "")

    def _input(self, name: str, found: dict[str, str]) -> None:
        kind = found.get("type", "text")
        if not name or kind in {"file", "submit", "button"}:
            return
        fields = self.forms[-1].fields
        if kind in {"checkbox", "radio"}:
            if "checked" in found and kind == "radio":
                fields[name] = found.get("value", "on")
            elif "checked" in found:
                known = fields.setdefault(name, [])
                assert isinstance(known, list)
                known.append(found.get("value", "on"))
            return
        fields[name] = found.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            text = self.forms[-1].fields[self._area]
            self.forms[-1].fields[self._area] = f"{text}{data}"

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""


def forms_in(html: str) -> list[WebForm]:
    """Return the forms of a page in their order."""
    parser = _Forms()
    parser.feed(html)
    return parser.forms


class Person:
    """One browser with its own cookies; pages answer 200 and forms lead on, or the test fails."""

    def __init__(self, url: str, username: str) -> None:
        self._client = httpx2.Client(
            base_url=url, headers={"Sec-Fetch-Site": "same-origin"}, timeout=120
        )
        answer = self._client.post("/masuk", data={"nama": username, "sandi": factories.PASSWORD})
        assert answer.status_code == 303, answer.text

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, path: str) -> httpx2.Response:
        """Open an address as it is."""
        return self._client.get(path)

    def read(self, path: str) -> str:
        """Open a page that must be there."""
        answer = self._client.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:2000])
        return answer.text

    def download(self, path: str) -> bytes:
        """Fetch a file."""
        answer = self._client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return bytes(answer.content)

    def form(self, path: str, action: str) -> WebForm:
        """Return the form of a page by where it goes."""
        page = self.read(path)
        found = [item for item in forms_in(page) if item.action.split("?")[0] == action]
        assert len(found) == 1, (path, action, [item.action for item in forms_in(page)])
        return found[0]

    def send(
        self, form: WebForm, changed: Mapping[str, str] | None = None, files: Any = None
    ) -> httpx2.Response:
        """Send a form with some of its fields changed."""
        return self._client.post(form.action, data={**form.fields, **(changed or {})}, files=files)

    def submit(
        self,
        path: str,
        action: str,
        changed: Mapping[str, str] | None = None,
        files: Any = None,
    ) -> str:
        """Fill in the form of a page, send it, and return where it led."""
        answer = self.send(self.form(path, action), changed, files)
        assert answer.status_code == 303, (path, answer.status_code, plain(answer.text)[:3000])
        return unquote(answer.headers["location"])


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def plain(html: str) -> str:
    """Return a page's words, blanks as one."""
    parser = _Plain()
    parser.feed(html)
    return " ".join(" ".join(parser.parts).split())
