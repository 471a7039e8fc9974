"""A disk runs full under the running portal: the database's, the files', the uploads under way."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import httpx2
import pytest
from sqlalchemy import func, select

from app.audit import inspection
from app.db import Database
from app.disk import RESERVE_NAME
from app.files import PARTIAL
from app.model.record import AuditEvent
from tests import factories
from tests.attacks.kill_attack import Sent, at_pdf, compare, variant
from tests.attacks.portal_process import PortalProcess, prepare
from tests.attacks.two_processes import TwoProcesses
from tests.web import officer_helpers as at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REPORT = "/laporan/2026-tw3"
READINGS = 120  # by one officer while the disk is full; each a row, as each is a download
MEGABYTE = 1024 * 1024
ROOM = 5 * MEGABYTE  # the write-ahead log alone may grow to four
DISKS = {"database": "data", "files": "data/berkas", "temporary": "sementara"}
SIZES = {"data": 12, "data/berkas": 9, "sementara": 4}
_REASON = "small disks are mounted as root only: run the tests as root (CI does)"
pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason=_REASON)


@pytest.fixture
def disks(tmp_path: Path) -> Iterator[Path]:
    """A folder in which the three places are three small disks."""
    mounted = []
    for name, size in SIZES.items():
        folder = tmp_path / name
        folder.mkdir(parents=True, exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}m", "tmpfs", str(folder)]
        done = subprocess.run(command, check=False, capture_output=True)
        if done.returncode:
            for earlier in reversed(mounted):
                subprocess.run(["umount", "-l", earlier], check=True)
            if os.environ.get("PETAKONFLIK_TEST_REQUIRE"):
                pytest.fail("this run must be able to mount small disks")
            pytest.skip("this machine mounts no tmpfs")
        mounted.append(str(folder))
    yield tmp_path
    for folder_name in reversed(mounted):
        subprocess.run(["umount", "-l", folder_name], check=True)


class Desk:
    """An officer at a portal on small disks."""

    def __init__(self, disks: Path, reserve: int, trail: int = 0, processes: int = 1) -> None:
        temporary = str(disks / "sementara")
        environment = {
            "TMPDIR": temporary,
            "PETAKONFLIK_DISK_RESERVE_BYTES": str(reserve),
            "PETAKONFLIK_TRAIL_RESERVE_BYTES": str(trail),
            "PETAKONFLIK_PROCESSES": str(processes),
        }
        kind = TwoProcesses if processes > 1 else PortalProcess
        self.portal = kind(disks / "data", environment=environment)
        prepare(self.portal.database)
        self.portal.start()
        self.client = httpx2.Client(
            base_url=self.portal.url, headers={"Sec-Fetch-Site": "same-origin"}, timeout=60
        )
        self.client.post("/masuk", data={"nama": "satu", "sandi": factories.PASSWORD})
        blank = self.client.get(f"{REPORT}/templat.xlsx").content
        self.book = at.workbook(blank, {"P": [at.POTENTIAL]})
        self.sent: list[Sent] = []

    def attach(self, word: str, size: int = 700_000) -> httpx2.Response:
        """Send a PDF; one of more than a megabyte goes over the temporary disk."""
        page = f"{REPORT}/lampiran"
        fields = at.forms_of(self.client.get(page).text)[page]
        fields |= {"jenis": "NOTULEN", "keterangan": f"Catatan {word}"}
        pad = b"%" + os.urandom(size // 2).hex().encode()
        file = ("a.pdf", at_pdf(word.encode(), pad))
        answer = self.client.post(page, data=fields, files={"berkas": file})
        self.sent.append(Sent(0, "lampiran", f"Catatan {word}", answer.status_code == 303))
        return answer

    def upload(self, word: str) -> httpx2.Response:
        """Send a workbook."""
        page = f"{REPORT}/unggah"
        fields = at.forms_of(self.client.get(page).text)[page]
        file = ("a.xlsx", variant(self.book, word))
        return self.client.post(page, data=fields, files={"berkas": file})


@pytest.fixture
def desk(disks: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A portal whose reserve the test names (bytes)."""
    yield from _open(Desk(disks, request.param))


@pytest.fixture
def reader(disks: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A portal whose room for the trail the test names (bytes)."""
    yield from _open(Desk(disks, 0, request.param))


def _open(desk: Desk) -> Iterator[Desk]:
    yield desk
    desk.client.close()
    desk.portal.kill()


def fill(folder: Path, left: int = 0) -> Path:
    """Write until the disk has only `left` bytes; return the file to remove again."""
    ballast = folder / "penuh.isi"
    free = shutil.disk_usage(folder).free
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as handle:
        written = 0
        while written < free - left:
            written += handle.write(bytes(min(64 * 1024, free - left - written)))
    return ballast


@pytest.mark.parametrize("desk", [0], indirect=True)
@pytest.mark.parametrize("which", DISKS)
def test_a_full_disk_is_said_and_nothing_is_hurt(desk: Desk, disks: Path, which: str) -> None:
    assert desk.attach("sebelum").status_code == 303
    assert desk.upload("sebelum").status_code == 303
    ballast = fill(disks / DISKS[which])
    refused = desk.attach("penuh", 3 * MEGABYTE)
    assert refused.status_code == 507, at.main_text(refused.text)
    assert "Ruang penyimpanan server penuh" in refused.text
    assert "kiriman ini belum disimpan" in refused.text
    assert "Catatan sebelum" in desk.client.get(f"{REPORT}/lampiran").text
    assert desk.client.get(f"{REPORT}/entri").status_code == 200
    ballast.unlink()
    assert desk.attach("sesudah").status_code == 303
    assert desk.upload("sesudah").status_code == 303
    found = compare(desk.portal, desk.sent)
    assert found == {"lost": 0, "doubled": 0, "torn": 0}
    assert not list(desk.portal.data.rglob(f"*{PARTIAL}"))


@pytest.mark.parametrize("desk", [MEGABYTE], indirect=True)
@pytest.mark.parametrize("which", DISKS)
def test_large_bodies_are_refused_while_small_forms_still_fit(
    desk: Desk, disks: Path, which: str
) -> None:
    ready = desk.client.get("/siap")
    assert ready.json() == {"status": "siap", "penyimpanan": "cukup"}
    ballast = fill(disks / DISKS[which], left=MEGABYTE - 256 * 1024)
    ready = desk.client.get("/siap")
    assert (ready.status_code, ready.json()["penyimpanan"]) == (200, "hampir penuh")
    assert desk.attach("penuh").status_code == 507
    # A sign-in and a letter's data are small and still fit.
    again = desk.client.post("/masuk", data={"nama": "satu", "sandi": factories.PASSWORD})
    assert again.status_code == 303
    ballast.unlink()
    assert desk.client.get("/siap").json()["penyimpanan"] == "cukup"
    assert desk.attach("sesudah").status_code == 303


def seen(desk: Desk) -> int:
    """Count the readings in the trail, which must be whole."""
    database = Database(desk.portal.database)
    with database.read() as session:
        assert inspection.inspect(session).verdict is inspection.Verdict.WHOLE
        wanted = AuditEvent.action.in_(("unduh.templat", "baca.laporan", "baca.daftar"))
        number = session.scalar(select(func.count()).where(wanted))
    database.dispose()
    return number or 0


@pytest.mark.parametrize("reader", [ROOM], indirect=True)
def test_readers_go_on_when_the_disk_of_the_trail_is_full(reader: Desk, disks: Path) -> None:
    """The room kept for the trail serves readers, is kept from writers, and comes back."""
    assert reader.attach("sebelum").status_code == 303
    before, room = seen(reader), reader.portal.data / RESERVE_NAME
    assert room.stat().st_size == ROOM
    ballast = fill(disks / "data")
    with httpx2.Client(base_url=reader.portal.url, headers=reader.client.headers) as late:
        come = late.post("/masuk", data={"nama": "satu", "sandi": factories.PASSWORD})
        assert come.status_code == 303, "whoever comes now can sign in"
        for _ in range(READINGS):
            assert late.get(f"{REPORT}/templat.xlsx").status_code == 200
        assert late.post("/keluar").status_code == 303
    assert room.stat().st_size == 0
    assert seen(reader) - before >= READINGS
    refused = reader.attach("penuh", 20_000)
    assert refused.status_code == 507, "a small form would eat what readers need"
    assert "kiriman ini belum disimpan" in refused.text
    ballast.unlink()
    assert reader.attach("sesudah").status_code == 303
    assert room.stat().st_size == ROOM
    assert compare(reader.portal, reader.sent) == {"lost": 0, "doubled": 0, "torn": 0}


@pytest.mark.parametrize("reader", [0], indirect=True)
def test_it_bites_without_a_room_for_the_trail(reader: Desk, disks: Path) -> None:
    assert reader.client.get(f"{REPORT}/templat.xlsx").status_code == 200
    before = seen(reader)
    fill(disks / "data")
    refused = [reader.client.get(f"{REPORT}/templat.xlsx").status_code for _ in range(12)]
    assert 507 in refused
    assert seen(reader) - before == refused.count(200), "nothing is shown that is not recorded"


@pytest.fixture
def pair(disks: Path) -> Iterator[Desk]:
    """A portal of two processes with a room for the trail."""
    yield from _open(Desk(disks, 0, ROOM, processes=2))


def at_each(desk: Desk) -> Iterator[httpx2.Client]:
    """Lead the officer's requests to one process, then to the other."""
    assert isinstance(desk.portal, TwoProcesses)
    kept = desk.client
    for child in desk.portal.children():
        with (
            desk.portal.only(child),
            httpx2.Client(
                base_url=kept.base_url, headers=kept.headers, cookies=kept.cookies, timeout=60
            ) as client,
        ):
            desk.client = client
            yield client
            desk.client = kept


def test_two_processes_share_the_room_for_the_trail(pair: Desk, disks: Path) -> None:
    """Each says that the disk is full, each serves readers from the one room; it comes back."""
    for number, _ in enumerate(at_each(pair)):
        assert pair.attach(f"sebelum {number}").status_code == 303
    before, room = seen(pair), pair.portal.data / RESERVE_NAME
    ballast = fill(disks / "data")
    for number, client in enumerate(at_each(pair)):
        refused = pair.attach(f"penuh {number}", 20_000)
        assert refused.status_code == 507, at.main_text(refused.text)
        assert "kiriman ini belum disimpan" in refused.text
        for _ in range(READINGS // 2):
            assert client.get(f"{REPORT}/templat.xlsx").status_code == 200
        assert room.stat().st_size == 0
    assert seen(pair) - before >= READINGS
    ballast.unlink()
    for number, _ in enumerate(at_each(pair)):
        assert pair.attach(f"sesudah {number}").status_code == 303
        assert room.stat().st_size == ROOM
    assert [path.name for path in room.parent.glob(f"{RESERVE_NAME}*")] == [RESERVE_NAME]
    assert compare(pair.portal, pair.sent) == {"lost": 0, "doubled": 0, "torn": 0}
