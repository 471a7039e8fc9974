"""The two servers `bench_pages` measures: the portal on the sample, and the peer's folium page."""

from __future__ import annotations

import argparse
import json
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from sqlalchemy import select
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from app import schema
from app.access import sign_in
from app.areas.load import load_default
from app.areas.queries import current_boundary_set, shapes_of
from app.cli.console import clock
from app.db import Database
from app.files import FileStore
from app.main import create_app
from app.model.account import Role, User, UserRole
from app.model.area_code import REGENCY
from app.model.confidential import SYSTEM
from app.outputs.build import build_edition, keep_map_program
from app.sample.build import build, is_built
from app.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

FACES = {"portal": "portal", "peer": "peer"}
PEER_PAGE = "/peer"
ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "app" / "web" / "static" / "vendor"
_BOUNDARIES = "batas.geojson"


@dataclass(frozen=True)
class Served:
    """A running server and the session of the governor's staff on it."""

    url: str
    token: str


def settings_of(folder: Path) -> Settings:
    """Settings of the sample's portal."""
    return Settings(data=folder, secret="rahasia-ukur" * 4)


def prepare_sample(folder: Path) -> None:
    """Build sample and editions unless the folder holds them; write the peer's boundary file."""
    settings, now = settings_of(folder), clock()
    database, files = Database(settings.url, reach=SYSTEM), FileStore(settings.files)
    schema.upgrade(database)
    if not is_built(database):
        with database.write() as session:
            load_default(session, now=now)
        for edition_id in build(database, files, settings, now=now, told=print):
            build_edition(database, files, settings, edition_id, clock=clock)
    keep_map_program(files)  # as a worker does that starts
    with database.read() as session:
        boundary_set = current_boundary_set(session)
        areas = shapes_of(session, boundary_set.id, level=REGENCY, within=settings.province)
        features = [
            {
                "type": "Feature",
                "properties": {"code": area.code, "name": area.name},
                "geometry": area.boundary.__geo_interface__,
            }
            for area in areas
        ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / _BOUNDARIES).write_text(text, encoding="utf-8")
    database.dispose()


@contextmanager
def serving(folder: Path, face: str) -> Iterator[Served]:
    """Run a server in a process of its own until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.pages_server", face, str(folder), str(port)]
    process = subprocess.Popen(command, cwd=ROOT)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process)
        yield Served(url, _open_session(folder))
    finally:
        process.terminate()
        process.wait(30)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{url}/healthz"):
                return
        except URLError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def _open_session(folder: Path) -> str:
    database = Database(settings_of(folder).url, reach=SYSTEM)
    with database.write() as session:
        user = session.scalars(
            select(User).join(User.roles).where(UserRole.role == Role.PEMBACA_GUB).limit(1)
        ).one()
        token = sign_in.open_session(session, user, sign_in.Browser(), clock())
    database.dispose()
    return token


def run(face: str, folder: Path, port: int) -> None:
    """Serve the portal, alone or with the peer's page in front of it."""
    settings = settings_of(folder)
    portal = create_app(settings, Database(settings.url, reach=SYSTEM), clock=clock)
    if face == FACES["peer"]:
        # Only the peer pays for folium at its start.
        from benchmarks.peer_page import peer_html  # noqa: PLC0415

        outer = FastAPI()
        outer.add_middleware(GZipMiddleware)

        @outer.get(PEER_PAGE)
        def show() -> HTMLResponse:
            return HTMLResponse(peer_html(folder / _BOUNDARIES))

        outer.mount("/aset", StaticFiles(directory=VENDOR / "leaflet-1.9.4"))
        outer.mount("/", portal)
        portal = outer
    uvicorn.run(portal, host="127.0.0.1", port=port, log_level="error", access_log=False)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("face", choices=FACES)
    parser.add_argument("folder", type=Path)
    parser.add_argument("port", type=int)
    given = parser.parse_args()
    run(given.face, given.folder, given.port)
