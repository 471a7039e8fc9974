"""What those who run the portal see: figures on a port of their own, logs without content."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from app import log
from app.db import Database
from app.model.account import Role
from tests import factories
from tests.cli.test_safety import ROOT, surroundings
from tests.flow.person import forms_in
from tests.postgres import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CANARY = "kenaribiruxq"
HOSTILE = f'{CANARY}\n{{"event": "palsu", "code": "AAAA-AA"}} \x1b[31m <b>{{{{7*7}}}}'


@dataclass
class Running:
    """A portal in a process of its own, in production form."""

    url: str
    figures: str
    port: int
    log: Path

    def scrape(self) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
        """Every sample by its name and labels."""
        with urllib.request.urlopen(self.figures, timeout=20) as answer:
            text = answer.read().decode()
        return {
            (sample.name, tuple(sorted(sample.labels.items()))): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    def lines(self) -> list[dict[str, object]]:
        """The log so far; a line that is not JSON fails."""
        told = [line for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [json.loads(line) for line in told]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("pantau") / "data"
    folder.mkdir(mode=0o700)
    port, watched = free_port(), free_port()
    # One process: the route that fails on purpose is this program's own.
    around = surroundings(
        folder,
        PETAKONFLIK_METRICS_PORT=str(watched),
        PETAKONFLIK_PROVINCE="99",
        PETAKONFLIK_PROCESSES="1",
    )
    words = [sys.executable, "-m", "app"]
    subprocess.run([*words, "migrate"], env=around, cwd=folder, check=True, capture_output=True)
    database = Database(f"sqlite:///{folder}/petakonflik.db")
    with database.write() as session:
        factories.make_province(session)
        factories.make_boundary_set(session)
        factories.make_period(session)
        factories.make_user(session, Role.OPERATOR_KAB, username="operator")
    database.dispose()
    kept = folder.parent / "log"
    program = (
        "import app.main as m; from fastapi import APIRouter, Request; from app.web.deps import "
        "public; r = APIRouter()\n"
        "def broken(request: Request, isi: str = ''): raise RuntimeError(isi)\n"
        "r.add_api_route('/uji/rusak', broken, dependencies=[public()])\n"
        "m.ROUTERS = (*m.ROUTERS, r)\n"
        f"import sys; sys.argv = ['petakonflik', 'serve', '--port', '{port}', '--tanpa-pekerja']\n"
        "from app.cli import main; main()"
    )
    with (
        kept.open("w") as told,
        subprocess.Popen(
            [sys.executable, "-c", program], env=around, cwd=ROOT, stderr=told
        ) as web,
    ):
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", web)
            url, figures = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{watched}/metrics"
            yield Running(url, figures, port, kept)
        finally:
            web.terminate()


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Ask until it answers, as long as the process lives."""
    while process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            continue
    raise AssertionError("the portal ended")


@pytest.fixture
def browser(running: Running) -> Iterator[httpx2.Client]:
    headers = {"Sec-Fetch-Site": "same-origin"}
    with httpx2.Client(base_url=running.url, headers=headers, timeout=60) as client:
        yield client


def enter(client: httpx2.Client) -> None:
    data = {"nama": "operator", "sandi": factories.PASSWORD}
    answer = client.post("/masuk", data=data)
    assert answer.status_code == 303
    # The cookie is for HTTPS alone; over loopback it is carried by hand.
    client.headers["cookie"] = answer.headers["set-cookie"].split(";")[0]


# --- figures -------------------------------------------------------------------------------------


def test_figures_count_what_happened(running: Running, browser: httpx2.Client) -> None:
    before = running.scrape()
    browser.get("/masuk")
    browser.post("/masuk", data={"nama": "operator", "sandi": "salah sekali"})
    enter(browser)
    page = browser.get("/laporan/2026-tw3/unggah")
    assert page.status_code == 200
    [form] = [form for form in forms_in(page.text) if form.action.endswith("/unggah")]
    files = {"berkas": ("isi.xlsx", b"bukan buku kerja", "application/zip")}
    assert browser.post(form.action, data=form.fields, files=files).status_code == 422
    browser.get("/tidak-ada/sama-sekali")
    assert browser.get("/uji/rusak").status_code == 500
    after = running.scrape()

    def grown(name: str, **labels: str) -> float:
        key = (name, tuple(sorted(labels.items())))
        return after.get(key, 0) - before.get(key, 0)

    assert grown("petakonflik_sign_ins_total", outcome="ditolak") == 1
    assert grown("petakonflik_sign_ins_total", outcome="diterima") == 1
    assert grown("petakonflik_uploads_total", outcome="ditolak") == 1
    assert grown("petakonflik_faults_total") == 1
    route = "/laporan/{t}/unggah"
    assert grown("petakonflik_requests_total", method="POST", route=route, status="422") == 1
    assert grown("petakonflik_request_seconds_count", route=route) == 2
    assert grown("petakonflik_requests_total", method="GET", route="lain", status="404") == 1
    assert after["petakonflik_database_up", ()] == 1
    assert after["petakonflik_editions", (("state", "BUILDING"),)] == 0
    assert after["petakonflik_queue_age_seconds", ()] == 0
    assert ("petakonflik_connections", (("state", "in_use"),)) in after
    assert after["process_resident_memory_bytes", ()] > 0


def test_labels_do_not_grow_with_use(running: Running, browser: httpx2.Client) -> None:
    browser.get("/tidak-ada")
    many = len(running.scrape())
    for number in range(30):
        browser.get(f"/tidak-ada/{CANARY}/{number}?x={number}")
        browser.request(f"CARA{number}", f"/masuk?y={number}")
    found = running.scrape()
    assert len(found) <= many + 30, "two routes more, not sixty"
    assert CANARY not in str(found)


def test_figures_are_not_on_the_public_port(running: Running, browser: httpx2.Client) -> None:
    assert browser.get("/metrics").status_code == 404
    listening = subprocess.run(
        ["cat", "/proc/net/tcp"], capture_output=True, text=True, check=True
    )
    port = int(re.search(r":(\d+)/", running.figures)[1])  # type: ignore[index]
    [line] = [
        line.split()
        for line in listening.stdout.splitlines()[1:]
        if line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A"
    ]
    assert line[1].startswith("0100007F"), "loopback alone"


# --- logs ----------------------------------------------------------------------------------------


def test_nothing_anybody_wrote_is_logged(running: Running, browser: httpx2.Client) -> None:
    """The canary goes into every field of every form there is, into addresses and file names."""
    browser.post("/masuk", data={"nama": HOSTILE, "sandi": HOSTILE})
    browser.post("/lupa-sandi", data={"nama": HOSTILE})
    browser.get(f"/tautan/{CANARY}")
    enter(browser)
    sent = 0
    for page in (
        "/akun",
        "/akun/sandi",
        "/akun/pemberitahuan",
        "/laporan/2026-tw3/unggah",
        "/laporan/2026-tw3/surat",
        "/laporan-khusus/baru",
        "/laporan/2026-tw3/isi",
        "/laporan/2026-tw3/permintaan",
        "/laporan/2026-tw3/nihil",
    ):
        for form in forms_in(browser.get(page).text):
            if "keluar" in form.action or "sesi" in form.action:
                continue
            filled = {name: HOSTILE for name in form.fields if name not in {"sekali", "versi"}}
            files = {"berkas": (f"{CANARY}.xlsx", CANARY.encode(), f"text/{CANARY}")}
            answer = browser.post(form.action, data={**form.fields, **filled}, files=files)
            assert answer.status_code < 500, (page, form.action)
            sent += 1
    assert sent >= 7
    browser.get(f"/uji/rusak?isi={CANARY}")
    browser.get(
        f"/%0a{CANARY}", headers={"user-agent": HOSTILE.replace("\n", " ").replace("\x1b", "")}
    )
    told = running.log.read_text()
    assert CANARY not in told
    assert all(set(line) <= log.FIELDS for line in running.lines())
    assert not any(line.get("code") == "AAAA-AA" for line in running.lines())


def test_the_code_on_the_page_is_found(running: Running, browser: httpx2.Client) -> None:
    page = browser.get(f"/uji/rusak?isi={CANARY}")
    code = page.text.split("kode kejadian ")[1][:7]
    words = [sys.executable, "-m", "app", "kejadian", code.lower()]
    with running.log.open() as told:
        found = subprocess.run(
            words, stdin=told, capture_output=True, text=True, cwd=ROOT, check=False
        )
    assert found.returncode == 0, found.stderr
    assert "/uji/rusak" in found.stdout
    assert "RuntimeError" in found.stdout
    [line] = [line for line in running.lines() if line.get("code") == code]
    assert re.fullmatch(r"[0-9a-f]{16}", str(line["request_id"]))
    assert str(line["timestamp"]).endswith("Z")
    assert str(line["request_id"]) in found.stdout


def test_a_code_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "log").write_text('bukan json\n{"code": "BBBB-BB"}\n{rusak\n')
    words = [sys.executable, "-m", "app", "kejadian", "AAAA-AA", "--log", str(tmp_path / "log")]
    found = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=False)
    assert found.returncode == 1
    assert "tidak ada dalam log ini" in found.stderr


@pytest.mark.parametrize("leak", ["message", "field", "ready-made"])
def test_what_another_library_says_is_cut(leak: str, capfd: pytest.CaptureFixture[str]) -> None:
    """The yardstick: each way in which a text could get into a line, tried."""
    import logging

    import structlog

    log.configure(production=True)
    if leak == "message":
        logging.getLogger("pustaka").warning("ditolak: %s", CANARY)
    elif leak == "ready-made":
        logging.getLogger("pustaka").warning(f"ditolak: {CANARY}")  # noqa: G004
    else:
        structlog.get_logger("app.uji").warning("ditolak", isi=CANARY, code="X")
    line = json.loads(capfd.readouterr().err)
    assert CANARY not in str(line)
    assert line["level"] == "warning"
