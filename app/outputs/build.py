"""Build the files of a published edition: repeatable, and safe to be killed at any step."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import structlog

from app.areas.queries import find_boundary_set, shapes_of
from app.editions.commands import begin_attempt, finish, note_failure, progress
from app.editions.queries import with_pins
from app.editions.sealing import seal
from app.model.area_code import DISTRICT, REGENCY
from app.model.edition import Artefact
from app.model.entry import Kind
from app.outputs import shapes_store as kept
from app.outputs.exports import EXPORTS
from app.outputs.exports.beside import enclosure_table, request_table
from app.outputs.exports.content import EditionContent
from app.outputs.exports.rows import action_table, entry_table
from app.outputs.figures import figures_of
from app.outputs.figures_ground import ground_of_edition
from app.outputs.figures_map import province_map, regency_map
from app.outputs.figures_picture import district_values, point_values, regency_values
from app.outputs.folium_map import map_assets, point_assets
from app.outputs.map_files import values_file
from app.outputs.map_program import map_program
from app.outputs.picture.draw import Look, draw
from app.outputs.program_store import KeptProgram, write_program
from app.outputs.shapes_prepare import ensure_shapes
from app.outputs.shapes_store import ShapesIndex, read_shapes
from app.outputs.summary import DrawnShapes
from app.reports.beside import beside_entries
from app.signing import Keyring

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from app.db import Database, ReadSession
    from app.files import FileStore
    from app.model.edition import Edition
    from app.outputs.figures_model import EditionFigures
    from app.settings import Settings

log = structlog.get_logger(__name__)
FIGURES, VALUES, PICTURE = "angka", "peta", "gambar"
JSON, SVG = "application/json", "image/svg+xml"
_STEPS_BEFORE_EXPORTS = 3
_PAGE = re.compile(rb"/Type ?/Page\b")


def build_edition(
    database: Database,
    files: FileStore,
    settings: Settings,
    edition_id: int,
    *,
    clock: Callable[[], datetime],
) -> None:
    """Make every file of an edition, then make it ready with all of them at once.

    Files are durable before they are named in the database; the same edition gives the same
    files, so a second attempt finds them already there. A failure is noted and raised; the
    worker's sweep tries again until `MAX_ATTEMPTS`.
    """
    with database.write() as session:
        wanted = begin_attempt(session, edition_id)
    if not wanted:
        return
    work = _Work(database, files, settings, edition_id)
    try:
        artefacts = work.done()
    except Exception as fault:
        # The kind of fault only: its text could carry words of a report.
        reason = f"Gagal pada langkah “{work.label}” ({type(fault).__name__})."
        with database.write() as session:
            note_failure(session, edition_id, reason)
        raise
    with database.write() as session:
        finish(session, edition_id, artefacts, clock())
        seal(session, edition_id, Keyring(settings.keys))
    log.info("edition built", edition_id=edition_id, files=len(artefacts))


@dataclass
class _Work:
    """One attempt: where it stands and what it has stored."""

    database: Database
    files: FileStore
    settings: Settings
    edition_id: int
    label: str = ""
    steps: int = 0
    artefacts: list[Artefact] = field(default_factory=list)

    def done(self) -> list[Artefact]:
        self._step("Menyiapkan bentuk wilayah")
        index = self._shapes()
        self._step("Menghitung angka")
        content = self._content(index)
        self._store(FIGURES, "angka.json", JSON, content.figures.to_json())
        self._step("Menggambar peta")
        keep_map_program(self.files)
        for name, media_type, data in _maps(content.figures, self.files, index):
            ending = "svg" if media_type == SVG else "json"
            self._store(name, f"{name}.{ending}", media_type, data)
        for export in EXPORTS:
            self._step(f"Menyusun {export.label}")
            data = export.build(content)
            name = export.file_name(content.figures)
            self._store(export.name, name, export.media_type, data)
        return self.artefacts

    def _step(self, label: str) -> None:
        self.label = label
        with self.database.write() as session:
            progress(
                session,
                self.edition_id,
                done=self.steps,
                total=_STEPS_BEFORE_EXPORTS + len(EXPORTS),
                label=label,
            )
        self.steps += 1

    def _store(self, name: str, file_name: str, media_type: str, data: bytes) -> None:
        pages = page_count(data) if media_type == "application/pdf" else None
        self.artefacts.append(
            Artefact(
                name=name,
                file_name=file_name,
                media_type=media_type,
                sha256=self.files.put(data),
                size_bytes=len(data),
                pages=pages,
            )
        )

    def _shapes(self) -> ShapesIndex:
        with self.database.read() as session:
            edition = with_pins(session, self.edition_id)
            return ensure_shapes(session, self.files, edition.boundary_set, self.settings.province)

    def _content(self, index: ShapesIndex) -> EditionContent:
        with self.database.read() as session:
            edition = with_pins(session, self.edition_id)
            return edition_content(session, edition, self.settings, self._drawn(index))

    def _drawn(self, index: ShapesIndex) -> DrawnShapes:
        paper, sheet, thumbnail = (
            read_shapes(self.files, index.get(kind, self.settings.province))
            for kind in (kept.PAPER, kept.SHEET, kept.THUMBNAIL)
        )
        return DrawnShapes(paper, sheet, thumbnail)


def edition_content(
    session: ReadSession, edition: Edition, settings: Settings, shapes: DrawnShapes
) -> EditionContent:
    """Read everything the exports of an edition loaded by `with_pins` are made from."""
    ground = ground_of_edition(session, edition, settings.province)
    ground = replace(ground, beside=beside_entries(session, ground.region_of))
    boundaries = {
        area.code: area.boundary
        for level in (REGENCY, DISTRICT)
        for area in shapes_of(
            session, edition.boundary_set_id, level=level, within=settings.province
        )
    }
    return EditionContent(
        figures=figures_of(ground, settings, edition),
        potentials=entry_table(ground, Kind.POTENTIAL),
        events=entry_table(ground, Kind.EVENT),
        actions=action_table(ground),
        requests=request_table(ground),
        enclosures=enclosure_table(ground),
        boundaries={str(code): boundary for code, boundary in boundaries.items()},
        shapes=shapes,
        base_url=settings.base_url,
    )


def prepare_maps(database: Database, files: FileStore, settings: Settings) -> None:
    """Prepare pictures and program of the boundary set in force; kept ones are left alone."""
    with database.read() as session:
        boundary_set = find_boundary_set(session)
        if boundary_set is not None:
            ensure_shapes(session, files, boundary_set, settings.province)
    keep_map_program(files)


def keep_map_program(files: FileStore) -> KeptProgram:
    """Compose the map's program and keep it; it depends on the code, not on the edition.

    Called with every build and by a worker that starts, so that new code brings its program.
    """
    content = map_program().encode()
    program = KeptProgram(files.put(content), len(content), map_assets(), point_assets())
    write_program(files, program)
    return program


def page_count(pdf: bytes) -> int:
    """Count the pages of a PDF our own compiler wrote: it names each page object in the clear."""
    return len(_PAGE.findall(pdf))


def _maps(
    figures: EditionFigures, files: FileStore, index: ShapesIndex
) -> Iterator[tuple[str, str, bytes]]:
    """Values for the interactive map and the drawn picture, of the province and each regency."""
    yield VALUES, JSON, values_file(province_map(figures))
    shapes = read_shapes(files, index.get(kept.PAGE, figures.head.province_code))
    title = f"Peta {figures.head.province_name}, {figures.head.quarter_label}"
    look = Look(style="page", title=title)
    yield PICTURE, SVG, draw(shapes, regency_values(figures, linked=True), look).encode()
    for regency in figures.regencies:
        found = index.find(kept.PAGE, regency.code)
        if found is None:
            continue
        yield f"{VALUES}-{regency.code}", JSON, values_file(regency_map(figures, regency.code))
        look = Look(
            style="page",
            title=f"Peta {regency.name}, {figures.head.quarter_label}",
            points=point_values(figures, regency.code),
        )
        svg = draw(read_shapes(files, found), district_values(figures, regency.code), look)
        yield f"{PICTURE}-{regency.code}", SVG, svg.encode()
