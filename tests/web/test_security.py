"""The outer wall: headers everywhere, foreign posts, sizes, faults, and commits before answers."""

from __future__ import annotations

import asyncio
import http.client
import importlib
import itertools
import socket
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import APIRouter, Request
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError
from starlette.responses import Response
from starlette.testclient import TestClient

from app import log
from app.errors import Conflict
from app.model.record import PortalFact
from app.web import security
from app.web.answers import with_etag
from app.web.deps import Reads, Rule, Writes, public, signed_in
from app.web.forms import Form  # noqa: TC001 - FastAPI reads it
from app.web.security import CONTENT_POLICY
from tests.aside import aside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI
    from starlette.types import Message

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock
    from tests.live import LiveServer

app_main: Any = importlib.import_module("app.main")
router = APIRouter()


@router.get("/uji/rusak", dependencies=[public()])
def broken() -> Response:
    raise RuntimeError("isi laporan rahasia")


@router.post("/uji/tulis", dependencies=[public()])
def write(session: Writes, fields: Form) -> Response:
    session.add(PortalFact(name=fields.text("nama"), value="x"))
    if fields.text("gagal"):
        session.flush()
        raise Conflict("Sengaja ditolak.")
    return Response("tersimpan")


@router.get("/uji/baca-tulis", dependencies=[public()])
def write_while_reading(session: Reads) -> Response:
    session.add(PortalFact(name="x", value="x"))
    session.flush()
    return Response("tidak boleh sampai di sini")


@router.get("/uji/angka/{number}", dependencies=[public()])
def number(number: int, jumlah: int = 0) -> Response:
    return Response(f"{number} {jumlah}")


@router.get("/uji/etag", dependencies=[public()])
def tagged(request: Request) -> Response:
    return with_etag(request, b"isi " * 1000, "text/plain")


@pytest.fixture
def app(
    settings: Settings, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> FastAPI:
    """The portal with a few more routes."""
    monkeypatch.setattr(app_main, "ROUTERS", (*app_main.ROUTERS, router))
    return app_main.create_app(settings, database, clock=clock)


# --- headers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/masuk", 200),
        ("GET", "/healthz", 200),
        ("GET", "/tidak-ada", 404),
        ("GET", "/akun", 303),
        ("POST", "/akun/sandi", 401),
        ("PUT", "/masuk", 405),
        ("TRACE", "/masuk", 405),
        ("GET", "/masuk?a=1&a=2", 400),
        ("GET", "/masuk?a=%00", 400),
        ("GET", "/a%00b", 400),
        ("GET", "/uji/rusak", 500),
        ("GET", "/uji/angka/x", 404),
        ("GET", "/uji/angka/1?jumlah=x", 422),
    ],
)
def test_every_answer_wears_the_headers(
    client: TestClient, method: str, path: str, status: int
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-security-policy"] == CONTENT_POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "camera=()" in answer.headers["permissions-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in answer.headers
    assert "unsafe" not in CONTENT_POLICY
    if status >= 400:
        assert "charset=utf-8" in answer.headers["content-type"]
        assert "<h1>" in answer.text


@pytest.mark.parametrize("path", ["/masuk", "/healthz", "/tidak-ada", "/akun"])
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_no_other_site_is_told_it_may_read(client: TestClient, method: str, path: str) -> None:
    asking = {"Origin": "https://lain.contoh", "Access-Control-Request-Method": "GET"}
    answer = client.request(method, path, headers=asking)
    assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_a_fault_is_a_page_with_a_code_and_nothing_else(
    client: TestClient, capfd: pytest.CaptureFixture[str]
) -> None:
    log.configure(production=True)
    answer = client.get("/uji/rusak")
    code = answer.text.split("kode kejadian ")[1][:7]
    assert "rahasia" not in answer.text
    logged = "".join(capfd.readouterr())
    assert code in logged
    assert "RuntimeError" in logged
    assert "rahasia" not in logged


def test_refused_input_is_never_repeated(client: TestClient) -> None:
    for path in (
        "/uji/angka/%3Cscript%3Ex",
        "/uji/angka/1?jumlah=%3Cscript%3Ex",
        "/x%3Cscript%3E",
    ):
        assert "<script>x" not in client.get(path).text
        assert "script%3E" not in client.get(path).text


# --- posts from elsewhere ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, 403),
        ({"Origin": "http://testserver"}, 200),
        ({"Origin": "http://127.0.0.1:8000"}, 200),  # the address of the settings, behind a proxy
        ({"Origin": "http://jahat.example"}, 403),
        ({"Origin": "http://testserver.jahat.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 200),
    ],
)
def test_posts_of_other_sites_are_refused(
    app: FastAPI, headers: dict[str, str], status: int
) -> None:
    client = TestClient(app, headers=headers)
    assert client.post("/uji/tulis", data={"nama": "a"}).status_code == status
    assert client.get("/healthz").status_code == 200


# --- sizes -------------------------------------------------------------------------------------


def test_a_body_too_large_is_refused_with_a_page(client: TestClient, settings: Settings) -> None:
    limit = settings.attachment_limit_bytes + 1024 * 1024
    answer = client.post("/uji/tulis", content=b"x" * (limit + 1))
    assert answer.status_code == 413
    assert "paling besar 10 MB" in answer.text


def test_a_body_that_hides_its_size_is_refused_too(client: TestClient, settings: Settings) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'--a\r\nContent-Disposition: form-data; name="b"; filename="b"\r\n\r\n'
        for _ in range(settings.attachment_limit_bytes // 65536 + 20):
            yield b"x" * 65536

    headers = {"content-type": "multipart/form-data; boundary=a"}
    answer = client.post("/uji/tulis", content=pieces(), headers=headers)
    assert answer.status_code == 413
    assert "Berkas terlalu besar" in answer.text


def test_a_sender_sees_the_page_after_a_body_too_large(
    app: FastAPI, request: pytest.FixtureRequest
) -> None:
    """Over a real socket: the answer arrives although the body was refused by its size."""
    server: LiveServer = request.getfixturevalue("live_server")
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("POST", "/uji/tulis", body=b"x" * 30_000_000)
    answer = connection.getresponse()
    assert answer.status == 413
    assert "Berkas terlalu besar" in answer.read().decode()
    connection.close()


def test_a_cut_line_leaves_the_portal_alive(app: FastAPI, request: pytest.FixtureRequest) -> None:
    server: LiveServer = request.getfixturevalue("live_server")
    head = b"POST /uji/tulis HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n"
    head += b"Content-Type: application/x-www-form-urlencoded\r\n\r\nnama=a"
    with socket.create_connection(("127.0.0.1", server.port)) as line:
        line.sendall(head)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", "/healthz")
    assert connection.getresponse().status == 200
    connection.close()


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data; boundary=a", "application/x-www-form-urlencoded"]
)
def test_a_cut_line_is_no_fault_of_the_portal(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch, content_type: str
) -> None:
    """A line that drops in the middle of a form is daily life: nothing to wake an operator for."""
    faults: list[str] = []
    monkeypatch.setattr(security, "_write_down", lambda error, _scope: faults.append(str(error)))
    statuses: list[int] = []

    arriving = {"type": "http.request", "body": b"--a\r\n", "more_body": True}
    messages = itertools.chain([arriving], itertools.repeat({"type": "http.disconnect"}))

    async def receive() -> Message:
        return next(messages)

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    headers = [(b"host", b"a"), (b"content-type", content_type.encode())]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/uji/tulis",
        "raw_path": b"/uji/tulis",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("a", 80),
        "scheme": "http",
        "http_version": "1.1",
        "root_path": "",
    }
    aside(asyncio.run, app(scope, receive, send))
    assert faults == []
    assert statuses == [400]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=a", b"--a\r\nContent-Disposition: form-data\r\n\r\nx"),
        ("multipart/form-data; boundary=a", b"--a\r\n" + b"x" * 5000),
        ("application/x-www-form-urlencoded", b"nama=%00%ff%ed%a0%80"),
        ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(5000))),
        ("application/x-www-form-urlencoded", b"nama=" + b"x" * 400_000),
        ("application/json", b'{"nama": NaN}'),
        ("", b"\xff\xfe"),
    ],
)
def test_broken_bodies_are_refused_or_empty_but_never_a_fault(
    client: TestClient, content_type: str, body: bytes
) -> None:
    answer = client.post("/uji/tulis", content=body, headers={"content-type": content_type})
    assert answer.status_code < 500


# --- the database ------------------------------------------------------------------------------


def test_a_refusal_takes_the_write_back(client: TestClient, database: Database) -> None:
    answer = client.post("/uji/tulis", data={"nama": "batal", "gagal": "ya"})
    assert answer.status_code == 409
    assert "Sengaja ditolak." in answer.text
    with database.read() as session:
        assert session.scalar(select(PortalFact.name)) is None


@pytest.mark.parametrize(
    ("said", "status"), [("database or disk is full", 507), ("database is locked", 503)]
)
def test_a_commit_that_fails_is_never_a_success(
    client: TestClient, database: Database, said: str, status: int
) -> None:
    def fail(_connection: object) -> None:
        raise OperationalError("COMMIT", {}, Exception(said))

    event.listen(database.writer, "commit", fail)
    answer = client.post("/uji/tulis", data={"nama": "hilang"})
    event.remove(database.writer, "commit", fail)
    assert answer.status_code == status
    assert "belum disimpan" in answer.text
    with database.read() as session:
        assert session.scalar(select(PortalFact.name)) is None
    assert client.get("/masuk").status_code == 200


def test_the_same_row_twice_is_a_conflict_and_not_a_fault(client: TestClient) -> None:
    assert client.post("/uji/tulis", data={"nama": "a"}).status_code == 200
    assert client.post("/uji/tulis", data={"nama": "a"}).status_code == 409


def test_a_get_cannot_write(client: TestClient, database: Database) -> None:
    assert client.get("/uji/baca-tulis").status_code >= 500
    with database.read() as session:
        assert session.scalar(select(PortalFact.name)) is None


# --- rules -------------------------------------------------------------------------------------


@pytest.mark.parametrize("rules", [[], [public(), signed_in()]])
def test_the_portal_does_not_start_without_exactly_one_rule(
    settings: Settings,
    sqlite_database: Database,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    rules: list[Any],
) -> None:
    stray = APIRouter()
    stray.get("/uji/tanpa-aturan", dependencies=rules)(broken)
    monkeypatch.setattr(app_main, "ROUTERS", (*app_main.ROUTERS, stray))
    with pytest.raises(app_main.RuleMissing, match="/uji/tanpa-aturan"):
        app_main.create_app(settings, sqlite_database, clock=clock)
    assert issubclass(type(public().dependency), Rule)


# --- bytes -------------------------------------------------------------------------------------


def test_static_files_are_stamped_compressed_and_kept(client: TestClient) -> None:
    html = client.get("/masuk").text
    address = html.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == answer.content
    old = client.get(address.replace(address.split("/")[2], "0" * 12))
    assert old.headers["cache-control"] == "public, no-cache"
    tag = {"If-None-Match": f"W/{old.headers['etag']}"}
    assert client.get("/static/portal-base.css", headers=tag).status_code == 304
    for path in ("/static/../main.py", "/static/%2e%2e/main.py", "/static/", "/static/x.css"):
        assert client.get(path).status_code == 404


def test_a_known_etag_gets_no_body(client: TestClient) -> None:
    first = client.get("/uji/etag", headers={"Accept-Encoding": "gzip"})
    assert first.headers["content-encoding"] == "gzip"
    assert first.headers["cache-control"] == "private, no-cache"
    again = client.get("/uji/etag", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [("gzip", "gzip"), ("gzip, deflate, br", "br"), ("gzip, br;q=0", "gzip"), ("identity", None)],
)
def test_pages_are_compressed(client: TestClient, accepted: str, chosen: str | None) -> None:
    answer = client.get("/masuk", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("content-encoding") == chosen
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "<h1>" in answer.text
    assert answer.text.rstrip().endswith("</html>")


def test_readiness_notices_an_old_schema(
    empty_database: Database, make_settings: Callable[..., Settings], clock: Clock
) -> None:
    settings = make_settings(database_url=empty_database.url)
    client = TestClient(app_main.create_app(settings, empty_database, clock=clock))
    assert client.get("/siap").status_code == 503
    assert client.get("/healthz").status_code == 200
