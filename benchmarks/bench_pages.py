"""Rows 3 and 15 of the performance goals: the map page on a slow line, and a cheap page beside it.

The portal runs on the sample province in a process of its own. Its peer is a stock folium page
(Choropleth and GeoJson, one boundary file read per request, gzipped) with its assets local; it
hangs on a second copy of the portal, so that the cheap page is the same. Chromium is slowed to
400 kbit/s and 400 ms; cold is a new profile, warm the second visit. Rounds are interleaved.
Run: python -m benchmarks.bench_pages [--json FILE] [--data DIR] [--tiny].
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

from playwright.sync_api import sync_playwright

from benchmarks.pages_server import FACES, PEER_PAGE, Served, prepare_sample, serving
from tests import parts
from tests.visitor import CHROMIUM_FLAGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

LINE = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
# Frames only run once the style sheets are there, so the first one that finds the picture is
# followed by its painting.
WATCH = """
window.__seen = {};
const look = () => {
  const tall = (node) => node && node.getBoundingClientRect().height > 100;
  const note = (name, when) => {
    if (when && !(name in __seen)) __seen[name] = performance.now();
  };
  note('picture', tall(document.querySelector('svg.map-picture, path.leaflet-interactive')));
  note('usable', document.querySelector('#peta[data-state=siap], .folium-map path'));
  note('words', document.querySelector('h1'));
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""


@dataclass(frozen=True)
class Visit:
    """One visit: seconds until something was seen, and bytes over the line."""

    picture_s: float
    usable_s: float
    words_s: float
    kib: float
    requests: int
    foreign: int


@dataclass(frozen=True)
class Goal:
    """One printed line: what was measured, its limit, and whether it was kept."""

    what: str
    value: float
    limit: float

    @property
    def kept(self) -> bool:
        """Tell whether the goal was reached."""
        return self.value <= self.limit


def visits(browser: Browser, site: Served, path: str, until: str) -> Iterator[Visit]:
    """Visit a page cold, then warm, in one fresh profile."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": "sid", "value": site.token, "url": site.url}])
    page = context.new_page()
    page.add_init_script(WATCH)
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    sizes: list[float] = []
    asked: list[str] = []
    line.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.on("request", lambda request: asked.append(request.url))
    for _ in range(2):
        sizes.clear()
        asked.clear()
        page.goto("about:blank")
        page.goto(site.url + path)
        page.wait_for_function(f"window.__seen && '{until}' in window.__seen")
        page.wait_for_load_state("networkidle")
        seen: dict[str, float] = page.evaluate("window.__seen")
        foreign = [url for url in asked if not url.startswith((site.url, "about:", "data:"))]
        yield Visit(
            seen.get("picture", 0) / 1000,
            seen.get("usable", 0) / 1000,
            seen.get("words", 0) / 1000,
            sum(sizes) / 1024,
            len(asked),
            len(foreign),
        )
    context.close()


def median(found: list[Visit]) -> Visit:
    """Return the median of each side of some visits."""
    columns = zip(*(asdict(visit).values() for visit in found), strict=True)
    return Visit(*(statistics.median(column) for column in columns))


def slow_line(portal: Served, peer: Served, rounds: int) -> dict[str, Visit]:
    """Row 3: the map page, an ordinary page and the peer, cold and warm, in turn."""
    every: dict[str, list[Visit]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=parts.require_browser(), args=CHROMIUM_FLAGS
        )
        for _ in range(rounds):
            for name, site, path, until in (
                ("map", portal, "/peta", "usable"),
                ("ordinary", portal, "/akun", "words"),
                ("summary", portal, "/ringkasan", "picture"),
                ("peer", peer, PEER_PAGE, "usable"),
            ):
                for kind, visit in zip(
                    ("cold", "warm"), visits(browser, site, path, until), strict=True
                ):
                    every.setdefault(f"{name}, {kind}", []).append(visit)
        browser.close()
    return {name: median(found) for name, found in every.items()}


def ask(site: Served, path: str) -> float:
    """Fetch a page signed in; return milliseconds."""
    headers = {"Cookie": f"sid={site.token}", "Accept-Encoding": "gzip"}
    began = time.perf_counter()
    with urlopen(Request(site.url + path, headers=headers)) as answer:
        answer.read()
    return (time.perf_counter() - began) * 1000


def beside(site: Served, busy: str, count: int) -> tuple[float, float, float]:
    """Row 15: p50 of the cheap page alone, beside two readers of itself, and of `busy`.

    One process answers one request at a time, so two readers without a pause make any page wait;
    the middle figure tells how much of the waiting is theirs and not the map's.
    """
    alone = statistics.median(ask(site, "/akun") for _ in range(count))
    return alone, _crowded(site, "/akun", count), _crowded(site, busy, count)


def _crowded(site: Served, busy: str, count: int) -> float:
    stop = threading.Event()

    def keep_asking() -> None:
        while not stop.is_set():
            ask(site, busy)

    readers = [threading.Thread(target=keep_asking) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        return statistics.median(ask(site, "/akun") for _ in range(count))
    finally:
        stop.set()
        for reader in readers:
            reader.join()


def goals(seen: dict[str, Visit], ours: tuple[float, float, float]) -> list[Goal]:
    """Return the limits of row 3, of ordinary pages, and of row 15."""
    cold, warm, ordinary = seen["map, cold"], seen["map, warm"], seen["ordinary, cold"]
    return [
        Goal("map page, cold: picture on screen (s)", cold.picture_s, 1.5),
        Goal("map page, cold: map usable (s)", cold.usable_s, 4.0),
        Goal("map page, cold: KiB", cold.kib, 120),
        Goal("map page, warm: picture on screen (s)", warm.picture_s, 0.9),
        Goal("map page, warm: map usable (s)", warm.usable_s, 0.9),
        Goal("ordinary page, cold: ready (s)", ordinary.words_s, 2.5),
        Goal("ordinary page, cold: KiB", ordinary.kib, 70),
        Goal("requests to other hosts", cold.foreign + ordinary.foreign, 0),
        Goal("cheap page beside map traffic, times the quiet one", ours[2] / ours[0], 2.0),
        Goal("the same, times the page beside as many cheap ones", ours[2] / ours[1], 2.0),
    ]


def say(seen: dict[str, Visit], checked: list[Goal], mixed: dict[str, Any]) -> None:
    """Print what was measured."""
    for name, visit in seen.items():
        print(
            f"{name:15} picture {visit.picture_s:6.2f} s  usable {visit.usable_s:6.2f} s  "
            f"{visit.kib:7.1f} KiB  {visit.requests:3.0f} requests"
        )
    for name, (alone, crowded, loaded) in mixed.items():
        print(
            f"cheap page, {name:6} alone {alone:6.1f} ms  beside itself {crowded:6.1f} ms  "
            f"beside map traffic {loaded:6.1f} ms"
        )
    for goal in checked:
        print(
            f"{'kept  ' if goal.kept else 'MISSED'} {goal.what}: {goal.value:.2f} <= {goal.limit}"
        )


def main() -> None:
    """Prepare the sample, measure, print, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--data", type=Path, help="folder of a sample that is already built")
    parser.add_argument("--tiny", action="store_true")
    asked = parser.parse_args()
    rounds, count = (1, 5) if asked.tiny else (5, 60)
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.data or Path(scratch)
        prepare_sample(folder)
        with serving(folder, FACES["portal"]) as portal, serving(folder, FACES["peer"]) as peer:
            for site in (portal, peer):
                ask(site, "/peta")
            seen = slow_line(portal, peer, rounds)
            mixed = {
                "ours": beside(portal, "/peta", count),
                "peer": beside(peer, PEER_PAGE, count),
            }
    checked = goals(seen, mixed["ours"])
    say(seen, checked, mixed)
    if asked.json:
        result = {
            "visits": {name: asdict(visit) for name, visit in seen.items()},
            "cheap_page_ms": mixed,
            "goals": [{**asdict(goal), "kept": goal.kept} for goal in checked],
        }
        asked.json.parent.mkdir(parents=True, exist_ok=True)
        asked.json.write_text(json.dumps(result, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
