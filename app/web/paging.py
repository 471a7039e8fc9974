"""Links between the pages of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def page_links(number: int, pages: int, address: Callable[[int], str]) -> dict[str, Any]:
    """Return the links between pages: the first, the last and those around the current one."""
    near = {1, pages, *range(number - 2, number + 3)}
    links = {item: address(item) for item in sorted(near) if 1 <= item <= pages}
    return {
        "links": [
            {"label": str(item), "href": href, "current": item == number}
            for item, href in links.items()
        ],
        "previous": links.get(number - 1, ""),
        "next": links.get(number + 1, ""),
    }
