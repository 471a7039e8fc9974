"""Public check of a printed document's code: number, date, pages, SHA-256, never content."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Request
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from starlette.responses import Response

from app.access.scope import DEFAULT_ZONE, NOWHERE
from app.db import ReadSession
from app.editions.queries import editions, find_by_code
from app.model.confidential import SYSTEM
from app.model.edition import Edition, EditionState
from app.model.period import Obligation
from app.model.region import Office
from app.model.report import Report, Revision
from app.web.deps import Store, public
from app.web.formats import moment_id
from app.web.templating import page

router = APIRouter()
_PRINTED = {"pdf": "Laporan (PDF)", "lembar": "Lembar peta (PDF)"}


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One printed file and its SHA-256."""

    label: str
    pages: int | None
    sha256: str


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """What anybody may know about a document whose code they hold."""

    code: str
    kind: str
    issued: str
    prints: tuple[Fingerprint, ...]
    remark: str = ""
    is_withdrawn: bool = False


@router.get("/v/{kode}", dependencies=[public()])
def show(request: Request, store: Store, kode: Annotated[str, Path(max_length=40)]) -> Response:
    """Tell whether a code was given out; nobody can guess one, so asking needs no account."""
    code = kode.strip().upper()
    # Nobody asks, and nobody reaches a report: what is told of the one found is its receipt alone.
    with store.within(SYSTEM).read() as session:
        found = _edition(session, code) or _receipt(session, code)
    if found is None:
        return page(request, "document_check_unknown", status=404, code=code[:32])
    return page(request, "document_check", document=found)


def _edition(session: ReadSession, code: str) -> CheckedDocument | None:
    edition = find_by_code(session, NOWHERE, code)
    if edition is None or edition.state is not EditionState.READY:
        return None
    prints = tuple(
        Fingerprint(_PRINTED[item.name], item.pages, item.sha256)
        for item in sorted(edition.artefacts, key=lambda item: item.id)
        if item.name in _PRINTED
    )
    label = f"Laporan {edition.period.quarter.label}, edisi {edition.number}"
    issued = moment_id(edition.published_at, DEFAULT_ZONE)
    remark = " ".join(filter(None, (_held(edition), _newer(session, edition))))
    is_withdrawn = edition.withheld_at is not None
    return CheckedDocument(code, label, issued, prints, remark, is_withdrawn)


def _held(edition: Edition) -> str:
    """Say that the paper names somebody who has been taken out of the reports since."""
    if edition.withheld_at is None:
        return ""
    return (
        "Edisi ini ditarik karena memuat data pribadi yang sudah dihapus dari laporan. "
        "Jangan menyebarkan salinannya."
    )


def _newer(session: ReadSession, edition: Edition) -> str:
    """Say that a later edition of the quarter exists: the paper is genuine, but not the last."""
    numbers = [
        item.number
        for item in editions(session, NOWHERE)
        if item.period_id == edition.period_id and item.state is EditionState.READY
    ]
    if max(numbers, default=edition.number) == edition.number:
        return ""
    return f"Sudah ada edisi yang lebih baru: edisi {max(numbers)}."


def _receipt(session: ReadSession, code: str) -> CheckedDocument | None:
    revision = session.scalar(
        select(Revision)
        .where(Revision.receipt_code == code)
        .options(
            joinedload(Revision.report).joinedload(Report.obligation).joinedload(Obligation.period)
        )
    )
    if revision is None or revision.submitted_at is None:
        return None
    obligation = revision.report.obligation
    office = session.get_one(Office, obligation.region_code)
    label = f"Tanda terima laporan {obligation.period.quarter.label}, {office.display_name}"
    prints = (Fingerprint("Isi laporan yang dikirim", None, revision.content_sha256 or ""),)
    return CheckedDocument(code, label, moment_id(revision.submitted_at, office.zone), prints)
