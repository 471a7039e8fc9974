"""The portal a benchmark uploads to: a made-up province, served by a process of its own.

Run: python -m benchmarks.upload_site DATABASE_URL FOLDER; the address is printed as one JSON line.
"""

from __future__ import annotations

import json
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from app import schema
from app.access.passwords import hash_password
from app.db import Database
from app.main import create_app
from app.model.account import Role, User, UserRole
from app.model.area_code import AreaCode, ancestor
from app.model.confidential import SYSTEM
from app.model.period import Obligation, PeriodStatus, default_period
from app.model.quarter import Quarter
from app.model.region import Office, Region
from app.settings import Settings

if TYPE_CHECKING:
    from app.db import WriteSession

REGENCIES = tuple(f"99.{number:02d}" for number in range(1, 13))
DISTRICTS = VILLAGES = 10
PASSWORD = "sandi-hanya-untuk-tolok-ukur"
QUARTER = Quarter(2026, 3)
NOW = datetime(2026, 10, 8, 1, 0, tzinfo=UTC)


def fill(database: Database) -> None:
    """Twelve regencies alike, each with one officer named by its code."""
    hashed = hash_password(PASSWORD)
    with database.write() as session:
        session.add(Region(code=AreaCode("99"), name="Contoh", level=1))
        for code in REGENCIES:
            _regency(session, code)
        session.flush()
        period = default_period(QUARTER, PeriodStatus.DIBUKA)
        for code in REGENCIES:
            Obligation(period=period, region_code=AreaCode(code), agency_name="Badan Contoh")
            session.add(_office(code))
            session.add(
                User(
                    username=f"petugas{code[-2:]}",
                    name="Petugas Contoh",
                    password_hash=hashed,
                    region_code=AreaCode(code),
                    created_at=NOW,
                    roles=[UserRole(role=Role.OPERATOR_KAB)],
                )
            )
        session.add(period)


def _regency(session: WriteSession, code: str) -> None:
    session.add(_region(code, f"Kabupaten {code}", 2))
    for district in range(1, DISTRICTS + 1):
        above = f"{code}.{district:02d}"
        session.add(_region(above, f"Kecamatan {district}", 3))
        for village in range(1, VILLAGES + 1):
            session.add(_region(f"{above}.2{village:03d}", f"Desa {village}", 4))


def _region(code: str, name: str, level: int) -> Region:
    return Region(
        code=AreaCode(code), name=name, level=level, parent_code=ancestor(code, level - 1)
    )


def _office(code: str) -> Office:
    return Office(
        region_code=AreaCode(code),
        display_name=f"Kab. {code}",
        short_name=code,
        agency_name="Badan Contoh",
        capital="Contoh",
    )


def main() -> None:
    """Fill the database, print the address, serve until stopped."""
    url, folder = sys.argv[1], Path(sys.argv[2])
    settings = Settings(
        data=folder,
        database_url=url,
        secret="tolok-ukur" * 4,
        province="99",
        upload_limit_bytes=10 * 1024 * 1024,
    )
    database = Database(url, pool_size=4, reach=SYSTEM)
    schema.upgrade(database)
    fill(database)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()  # who connects before the server is ready waits
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    print(json.dumps({"url": address}), flush=True)
    app = create_app(settings, database, clock=lambda: NOW)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", access_log=False))
    server.run(sockets=[listener])


if __name__ == "__main__":
    main()
