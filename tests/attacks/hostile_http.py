"""Requests no browser makes: multipart and HTTP broken in every way that comes to mind."""

from __future__ import annotations

import contextlib
import socket

_EDGE = "batas-uji"
_PART = (
    f'--{_EDGE}\r\nContent-Disposition: form-data; name="berkas"; filename="a.xlsx"\r\n'
    "Content-Type: application/octet-stream\r\n\r\n"
).encode()
_END = f"\r\n--{_EDGE}--\r\n".encode()
_WHOLE = _PART + b"isi" + _END
_USUAL = f"multipart/form-data; boundary={_EDGE}"


def requests(path: str, cookie: str) -> dict[str, bytes]:
    """Every kind of broken request to one page."""

    def post(body: bytes, kind: str = _USUAL, length: str | None = None, more: str = "") -> bytes:
        size = str(len(body)) if length is None else length
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"
            f"Cookie: {cookie}\r\nContent-Type: {kind}\r\nConnection: close\r\n{more}"
        )
        return (head + (f"Content-Length: {size}\r\n" if size else "") + "\r\n").encode() + body

    chunked = "Transfer-Encoding: chunked\r\n"
    field = f'--{_EDGE}\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'.encode()
    return {
        "no boundary": post(_WHOLE, "multipart/form-data"),
        "other boundary": post(_WHOLE, "multipart/form-data; boundary=lain"),
        "long boundary": post(_WHOLE, f"multipart/form-data; boundary={'x' * 9000}"),
        "no end": post(_PART + b"isi"),
        "cut in the head": post(_PART[:40]),
        "empty body": post(b""),
        "no name": post(_WHOLE.replace(b' name="berkas";', b"")),
        "no disposition": post(f"--{_EDGE}\r\n\r\nisi".encode() + _END),
        "odd charset": post(_WHOLE, f"{_USUAL}; charset=utf-99"),
        "many fields": post(field * 6000 + _END),
        "many files": post(_PART.join([b""] + [b"isi\r\n"] * 40) + _END),
        "huge field": post(field.replace(b"b\r\n", b"b" * 900_000 + b"\r\n") + _END),
        "nested": post(
            _PART.replace(b"application/octet-stream", b"multipart/mixed; boundary=b") + _END
        ),
        "nul in name": post(_WHOLE.replace(b"a.xlsx", b"a\0.xlsx")),
        "long part head": post(_WHOLE.replace(b"a.xlsx", b"a" * 100_000)),
        "json": post(b'{"berkas": NaN}', "application/json"),
        "text": post(b"isi", "text/plain"),
        "urlencoded": post(b"berkas=" + b"%FF" * 60_000, "application/x-www-form-urlencoded"),
        "gzip": post(_WHOLE, more="Content-Encoding: gzip\r\n"),
        "expects": post(_WHOLE, more="Expect: 100-continue\r\n"),
        "two lengths": post(_WHOLE, more="Content-Length: 3\r\n"),
        "length and chunks": post(b"0\r\n\r\n", more=chunked),
        "negative length": post(_WHOLE, length="-1"),
        "no number": post(_WHOLE, length="banyak"),
        "long number": post(_WHOLE, length="9" * 400),
        "too large": post(b"", length="999999999999"),
        "too short": post(_WHOLE, length="20"),
        "stays away": post(_PART, length="500000"),
        "bad chunk": post(b"ZZ\r\nisi\r\n0\r\n\r\n", length="", more=chunked),
        "huge chunk": post(b"FFFFFFFFFFFFFFFF\r\nisi", length="", more=chunked),
        "chunks": post(b"%x\r\n%s\r\n0\r\n\r\n" % (len(_WHOLE), _WHOLE), length="", more=chunked),
        "odd method": post(_WHOLE).replace(b"POST", b"SIMPAN", 1),
        "odd version": post(_WHOLE).replace(b"HTTP/1.1", b"HTTP/9.9", 1),
        "nul in head": post(_WHOLE, more="X-A: \0\r\n"),
        "long head": post(_WHOLE, more=f"X-A: {'a' * 200_000}\r\n"),
        "many heads": post(_WHOLE, more="X-A: b\r\n" * 5000),
        "only a line": b"POST\r\n\r\n",
        "noise": bytes(range(256)) * 20,
    }


def answer_to(port: int, request: bytes, seconds: float) -> str:
    """Send raw bytes, stop sending, and return the status: `-` when the line was just closed.

    Raises:
        TimeoutError: neither an answer nor an end within the time.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as line:
        with contextlib.suppress(ConnectionError):
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)
        answer = b""
        with contextlib.suppress(ConnectionError):
            while b"\r\n" not in answer and (piece := line.recv(4096)):
                answer += piece
    words = answer.split(None, 2)
    return words[1].decode("latin-1") if len(words) > 1 else "-"
