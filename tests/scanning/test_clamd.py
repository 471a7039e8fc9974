"""The client: over a real socket, against a scanner that works and one that does not."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
import time
from typing import TYPE_CHECKING

import pytest

from app.model.scan import ScanState
from app.scanning.clamd import Address, Clamd, ScannerDown
from tests.postgres import free_port
from tests.scanning.server import EICAR, VERSION
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.scanning.server import ScannerServer

CLAMD = shutil.which("clamd")


def ask(scanner: ScannerServer, seconds: float = 5) -> Clamd:
    return Clamd(Address.parse(scanner.address), seconds)


def test_clean_and_infected_are_told_apart(scanner: ScannerServer) -> None:
    clean = ask(scanner).scan(b"laporan" * 100_000)
    assert (clean.state, clean.engine) == (ScanState.BERSIH, VERSION)
    assert scanner.script.seen == [b"laporan" * 100_000], "every byte, in order"
    found = ask(scanner).scan(b"awal " + EICAR + b" akhir")
    assert (found.state, found.finding) == (ScanState.TERINFEKSI, "Eicar-Test-Signature")


def test_nobody_there_is_no_verdict(tmp_path: Path) -> None:
    for address in (f"unix:{tmp_path}/tidak-ada", f"127.0.0.1:{free_port()}"):
        with pytest.raises(ScannerDown):
            Clamd(Address.parse(address), 1).scan(b"a")


def test_a_slow_scanner_is_left_in_time(scanner: ScannerServer) -> None:
    scanner.script.silent = threading.Event()
    begun = time.monotonic()
    verdict = ask(scanner, 0.5).scan(b"a")
    assert (verdict.state, verdict.finding) == (ScanState.GAGAL, "waktu habis")
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("after", [0, 70_000, 200_000])
def test_a_line_that_is_cut(scanner: ScannerServer, after: int) -> None:
    scanner.script.hangs_up_after = after
    verdict = ask(scanner).scan(b"x" * 200_000)
    assert (verdict.state, verdict.finding) == (ScanState.GAGAL, "sambungan terputus")


def test_a_file_the_scanner_finds_too_large(scanner: ScannerServer) -> None:
    scanner.script.limit = 1000
    verdict = ask(scanner).scan(b"x" * 5000)
    assert (verdict.state, verdict.finding) == (ScanState.GAGAL, "terlalu besar bagi pemindai")


WRONG = (
    b"OK\0",
    b"stream: OK but\0",
    b"stream: OK\nstream: X FOUND\0",
    b"HTTP/1.1 200 OK\0",
    b"\xff\xfe\0",
    b"stream:  FOUND\0",
)


@pytest.mark.parametrize("answer", WRONG)
def test_words_that_are_not_clamds_are_never_clean(scanner: ScannerServer, answer: bytes) -> None:
    scanner.script.says = answer
    assert ask(scanner).scan(b"a").state is ScanState.GAGAL


def test_an_endless_answer_ends(scanner: ScannerServer) -> None:
    scanner.script.says = b"x" * 100_000
    assert ask(scanner).scan(b"a").state is ScanState.GAGAL


def test_something_else_on_the_port_is_not_a_scanner() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            line, _ = server.accept()
            with line:
                line.recv(100)
                line.sendall(b"220 localhost ESMTP\r\n\0")

        thread = threading.Thread(target=greet)
        thread.start()
        with pytest.raises(ScannerDown):
            Clamd(Address.parse(f"127.0.0.1:{server.getsockname()[1]}"), 5).scan(b"a")
        thread.join()


@pytest.mark.parametrize(
    "text", ["", "unix:relatif", "192.0.2.7:3310", "0.0.0.0:3310", "127.0.0.1:0", "contoh:3310"]
)
def test_files_stay_on_this_machine(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Address.parse(text)
    assert Address.parse("localhost:3310") == Address(host="127.0.0.1", port=3310)
    assert Address.parse("[::1]:3310").host == "::1"


@pytest.fixture
def real_scanner(tmp_path: Path) -> Iterator[Address]:
    """The real clamd with one signature of our own, for the harmless file."""
    if CLAMD is None:
        pytest.skip("clamd is not installed: apt-get install clamav-daemon")
    signatures = tmp_path / "tanda"
    signatures.mkdir()
    (signatures / "contoh.ndb").write_text(f"Contoh.Eicar:0:*:{EICAR.hex()}\n")
    path = tmp_path / "clamd.ctl"
    settings = tmp_path / "clamd.conf"
    settings.write_text(f"LocalSocket {path}\nDatabaseDirectory {signatures}\nForeground yes\n")
    process = subprocess.Popen([CLAMD, "-c", str(settings)])
    try:
        until(path.exists, seconds=60)
        yield Address(path=str(path))
    finally:
        process.terminate()
        process.wait(30)


def test_the_real_clamd(real_scanner: Address) -> None:
    scanner = Clamd(real_scanner, 30)
    assert scanner.scan(b"laporan").state is ScanState.BERSIH
    assert scanner.scan(EICAR).state is ScanState.TERINFEKSI
