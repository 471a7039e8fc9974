"""Sealing an edition as its files become ready, and checking editions against their seals."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import rfc8785
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app import signing
from app.audit.chain import moment, plain
from app.errors import NotFound, PortalError
from app.model.edition import Edition, EditionState

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from app.db import ReadSession, WriteSession
    from app.files import FileStore

KIND = "segel-edisi"


@dataclass(frozen=True, slots=True)
class Finding:
    """How the check of one edition ended; no faults: it is what was published."""

    code: str
    is_sealed: bool
    faults: tuple[str, ...]


def seal(session: WriteSession, edition_id: int, keyring: signing.Keyring) -> None:
    """Sign what an edition consists of; once sealed, nothing of it may change."""
    edition = _with_all(session, edition_id)
    if edition.seal is None:
        document = {"jenis": KIND, "kode": edition.code, "sidik": _digest(edition)}
        edition.seal = keyring.sign(document)


def inspect(
    session: ReadSession, files: FileStore, keys: dict[str, Ed25519PublicKey]
) -> list[Finding]:
    """Check every ready edition: its files against their SHA-256, all of it against its seal."""
    ready = select(Edition.id).where(Edition.state == EditionState.READY).order_by(Edition.id)
    return [
        _finding(_with_all(session, edition_id), files, keys)
        for edition_id in session.scalars(ready).all()
    ]


def _finding(edition: Edition, files: FileStore, keys: dict[str, Ed25519PublicKey]) -> Finding:
    faults = [
        f"Berkas {artefact.file_name} hilang atau berubah."
        for artefact in edition.artefacts
        if not _is_there(files, artefact.sha256, artefact.size_bytes)
    ]
    if edition.seal is not None:
        faults += _seal_faults(edition, edition.seal, keys)
    return Finding(edition.code, edition.seal is not None, tuple(faults))


def _seal_faults(
    edition: Edition, document: dict[str, Any], keys: dict[str, Ed25519PublicKey]
) -> list[str]:
    try:
        signing.check(document, keys)
    except NotFound:
        return ["Segel ditandatangani kunci yang tidak dikenal."]
    except PortalError:
        return ["Segel diubah setelah ditandatangani."]
    sealed = document.get("jenis"), document.get("kode"), document.get("sidik")
    if sealed != (KIND, edition.code, _digest(edition)):
        return ["Isi edisi tidak sama dengan yang disegel."]
    return []


def _is_there(files: FileStore, sha256: str, size: int) -> bool:
    try:
        content = files.get(sha256)
    except NotFound:
        return False
    return len(content) == size and hashlib.sha256(content).hexdigest() == sha256


def _digest(edition: Edition) -> str:
    """Return the SHA-256 over everything an edition says and pins, in canonical form."""
    form = {
        "kode": edition.code,
        "triwulan": edition.period.quarter.code,
        "nomor": edition.number,
        "metode": edition.method_version,
        "batas": edition.boundary_set_id,
        "terbit": moment(edition.published_at),
        "oleh": edition.published_by,
        "perhatian": edition.attention,
        "saran": edition.recommendations,
        "laporan": sorted(
            [str(pin.region_code), pin.obligation_state, pin.revision_id or 0]
            for pin in edition.pins
        ),
        "berkas": sorted(
            [item.name, item.file_name, item.media_type, item.sha256, item.size_bytes]
            for item in edition.artefacts
        ),
    }
    return hashlib.sha256(rfc8785.dumps(plain(form))).hexdigest()


def _with_all(session: ReadSession, edition_id: int) -> Edition:
    session.flush()
    query = select(Edition).where(Edition.id == edition_id)
    parts = (
        selectinload(Edition.period),
        selectinload(Edition.pins),
        selectinload(Edition.artefacts),
    )
    fresh = query.options(*parts).execution_options(populate_existing=True)
    return session.scalars(fresh).one()
