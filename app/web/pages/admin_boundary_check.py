"""A boundary file before it counts: the report, the picture, and the decision."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from app import audit
from app.access.scope import Permission
from app.areas.load import Description, load_official
from app.areas.preview import preview
from app.areas.queries import boundary_sets
from app.areas.report import LEVEL_NAMES, BoundaryReport, Severity
from app.db import WriteSession
from app.errors import Conflict
from app.web.answers import go, with_etag
from app.web.boundary_desk import Question, desk_of
from app.web.deps import Now, SignedIn, Store, Writes, requires
from app.web.formats import date_typed
from app.web.forms import Errors, Fields, Form, clean, date_of
from app.web.once import already, remember
from app.web.pages.admin_boundaries import HERE, address_of
from app.web.templating import page

router = APIRouter()
LOAD = requires(Permission.BOUNDARY_LOAD)
ONE = HERE + "/{sha256}"
_TONES = {Severity.ERROR: "danger", Severity.WARNING: "caution", Severity.INFO: ""}
_LONGEST = {"judul": 120, "sumber": 300, "lisensi": 120}
_Word = Annotated[str, Query(max_length=200)]


def _question(
    sha256: Annotated[str, Path(max_length=64)],
    berkas: _Word = "",
    kode: _Word = "",
    nama: _Word = "",
) -> Question:
    return Question(sha256, clean(berkas), clean(kode), clean(nama))


Asked = Annotated[Question, Depends(_question)]


@router.get(ONE, dependencies=[LOAD])
def show(request: Request, asked: Asked, actor: SignedIn, store: Store, now: Now) -> Response:
    """Show what was found in the file; nothing of it is stored."""
    actor.require(Permission.BOUNDARY_LOAD)
    typed = {"judul": "", "sumber": "", "lisensi": "", "berlaku": date_typed(now.date())}
    return _page(request, store, asked, typed, Errors())


@router.get(ONE + "/gambar.svg", dependencies=[LOAD])
def picture(request: Request, asked: Asked, actor: SignedIn) -> Response:
    """Draw what was read, regions with findings marked."""
    actor.require(Permission.BOUNDARY_LOAD)
    drawn = preview(desk_of(request).report(asked)).encode()
    return with_etag(request, drawn, "image/svg+xml")


@router.post(ONE + "/terapkan", dependencies=[LOAD])
def apply(
    request: Request, asked: Asked, fields: Form, actor: SignedIn, store: Store, now: Now
) -> Response:
    """Store the file as a new dated set."""
    actor.require(Permission.BOUNDARY_LOAD)
    report = desk_of(request).report(asked)
    typed, errors = _typed(fields)
    if not report.can_be_stored:
        raise Conflict("Berkas ini masih berisi kesalahan, jadi tidak dapat diterapkan.")
    if errors:
        return _page(request, store, asked, typed, errors)
    described = Description(
        typed["judul"], typed["sumber"], typed["lisensi"], date_of(typed["berlaku"])
    )
    with store.write() as session:
        earlier = already(session, actor, fields.key, fields.sha256, now)
        if earlier is not None:
            return go(request, earlier)
        stored = load_official(
            session, report, described, username=actor.username, by=actor.name, now=now
        )
        flash = f"{stored.name} dimuat. Edisi yang sudah terbit tetap memakai batasnya sendiri."
        location = remember(session, actor, fields.key, fields.sha256, HERE)
    return go(request, location, flash=flash)


@router.post(ONE + "/buang", dependencies=[LOAD])
def discard(
    request: Request, asked: Asked, actor: SignedIn, session: Writes, now: Now
) -> Response:
    """Throw the file away; asking again for one that is gone changes nothing."""
    actor.require(Permission.BOUNDARY_LOAD)
    desk = desk_of(request)
    if desk.waiting.has(asked.sha256):
        _note_discarded(session, actor.username, asked, now)
        desk.discard(asked.sha256)
    return go(request, HERE, flash="Berkas dibuang. Batas yang berlaku tidak berubah.")


def _note_discarded(session: WriteSession, username: str, asked: Question, now: Now) -> None:
    details = {"sha256": asked.sha256}
    audit.record(session, username, "wilayah.buang", asked.file_name, now=now, details=details)


def _typed(fields: Fields) -> tuple[dict[str, str], Errors]:
    typed = {name: fields.text(name) for name in (*_LONGEST, "berlaku")}
    errors = Errors()
    if not typed["sumber"]:
        errors["sumber"] = "Tulis sumber berkas, misalnya nama lembaga dan tahunnya."
    if date_of(typed["berlaku"]) is None:
        errors["berlaku"] = "Berlaku sejak: tulis tanggal seperti 17/08/2026."
    for name, most in _LONGEST.items():
        if len(typed[name]) > most:
            errors[name] = f"Paling panjang {most} huruf."
    return typed, errors


def _page(
    request: Request, store: Store, asked: Question, typed: dict[str, str], errors: Errors
) -> Response:
    report = desk_of(request).report(asked)
    with store.read() as session:
        twins = [s.name for s in boundary_sets(session) if s.file_sha256 == report.file_sha256]
    return page(
        request,
        "admin_boundary_check",
        status=422 if errors else 200,
        asked=asked,
        address=lambda rest="": address_of(asked, rest),
        here=HERE,
        report=report,
        facts=_facts(report),
        findings=[(f, _TONES[s]) for s in Severity for f in report.of(s)],
        twins=twins,
        typed=typed,
        errors=errors,
    )


def _facts(report: BoundaryReport) -> list[dict[str, str]]:
    level = LEVEL_NAMES.get(report.level, "tidak dikenali")
    return [
        {"key": "Berkas", "value": f"{report.file_name} ({report.file_format})"},
        {"key": "Sistem koordinat", "value": report.crs or "tidak diketahui"},
        {"key": "Kolom kode", "value": report.code_column or "tidak ditemukan"},
        {"key": "Kolom nama", "value": report.name_column or "tidak ditemukan"},
        {"key": "Tingkat", "value": level},
        {"key": "Wilayah", "value": f"{report.present} dari {report.expected}"},
        {"key": "SHA-256", "value": report.file_sha256[:16] + "…"},
    ]
