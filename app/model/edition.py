"""A published quarter: what it pins, what was computed, and the files made from it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Enum,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.area_code import AreaCode
from app.model.base import Base
from app.model.level import Level
from app.model.period import Period
from app.model.quarter import Quarter
from app.model.region import BoundarySet
from app.model.report import Revision


class EditionState(StrEnum):
    """Whether the files of an edition are still being made."""

    BUILDING = "BUILDING"
    READY = "READY"
    FAILED = "FAILED"


class Edition(Base):
    """Frozen list of accepted revisions, boundary set and method; never changed.

    `withheld_at` is set when something its files print was taken out of a report because of
    personal data: from then on nobody is given a file of it, and a new edition takes its place.
    """

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("period_id", "number"),
        CheckConstraint("(state = 'READY') = (built_at IS NOT NULL)", "ready_when_built"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"), init=False)
    boundary_set_id: Mapped[int] = mapped_column(ForeignKey("boundary_set.id"), init=False)
    number: Mapped[int]
    code: Mapped[str] = mapped_column(String(32), unique=True)
    method_version: Mapped[str] = mapped_column(String(20))
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(120))
    state: Mapped[EditionState] = mapped_column(
        Enum(EditionState, native_enum=False, length=12, create_constraint=False),
        default=EditionState.BUILDING,
    )
    built_at: Mapped[datetime | None] = mapped_column(default=None)
    steps_done: Mapped[int] = mapped_column(default=0)
    steps_total: Mapped[int] = mapped_column(default=0)
    step_label: Mapped[str] = mapped_column(String(120), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(String(300), default="")
    attention: Mapped[list[Any]] = mapped_column(default_factory=list)
    recommendations: Mapped[list[Any]] = mapped_column(default_factory=list)
    # Signed as the files become ready (`app.editions.sealing`); none in editions before that was.
    seal: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)
    withheld_at: Mapped[datetime | None] = mapped_column(default=None)
    period: Mapped[Period] = relationship(lazy="raise")
    boundary_set: Mapped[BoundarySet] = relationship(lazy="raise")
    pins: Mapped[list[EditionPin]] = relationship(
        back_populates="edition", lazy="raise", default_factory=list
    )
    artefacts: Mapped[list[Artefact]] = relationship(
        back_populates="edition", lazy="raise", default_factory=list
    )


class EditionPin(Base):
    """One regency in an edition: the accepted revision, or none with the state it was in."""

    __tablename__ = "edition_pin"
    __table_args__ = (UniqueConstraint("edition_id", "region_code"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), init=False)
    region_code: Mapped[AreaCode]
    obligation_state: Mapped[str] = mapped_column(String(24))
    revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("revision.id"), init=False, default=None
    )
    edition: Mapped[Edition] = relationship(back_populates="pins", lazy="raise", default=None)
    revision: Mapped[Revision | None] = relationship(lazy="raise", default=None)


class Artefact(Base):
    """A file of an edition, stored under its SHA-256."""

    __tablename__ = "artefact"
    __table_args__ = (UniqueConstraint("edition_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), init=False)
    name: Mapped[str] = mapped_column(String(60))
    file_name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    pages: Mapped[int | None] = mapped_column(default=None)
    edition: Mapped[Edition] = relationship(back_populates="artefacts", lazy="raise", default=None)


class AreaTally(Base):
    """Counts and level of one area from one accepted revision, written as it is accepted.

    Rebuilt by recounting the entries; pages read tallies and never count entries. What an edition
    has read is kept with the moment it was superseded.
    """

    __tablename__ = "area_tally"
    __table_args__ = (
        Index(
            "ix_area_tally_standing",
            "revision_id",
            "area_code",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index(None, "quarter", "area_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), init=False)
    quarter: Mapped[Quarter]
    area_code: Mapped[AreaCode]
    level: Mapped[Level] = mapped_column(
        Enum(Level, native_enum=False, length=16, create_constraint=False)
    )
    level_by_score: Mapped[Level] = mapped_column(
        Enum(Level, native_enum=False, length=16, create_constraint=False)
    )
    counted_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None] = mapped_column(default=None)
    guard: Mapped[str] = mapped_column(String(8), default="")
    potentials: Mapped[int] = mapped_column(default=0)
    events: Mapped[int] = mapped_column(default=0)
    high_entries: Mapped[int] = mapped_column(default=0)
    deaths: Mapped[int] = mapped_column(default=0)
    injured: Mapped[int] = mapped_column(default=0)
    displaced: Mapped[int] = mapped_column(default=0)
    event_weight: Mapped[int] = mapped_column(default=0)
    index: Mapped[float | None] = mapped_column(default=None)
    part_p: Mapped[float | None] = mapped_column(default=None)
    part_e: Mapped[float | None] = mapped_column(default=None)
    part_h: Mapped[float | None] = mapped_column(default=None)
    coverage: Mapped[float | None] = mapped_column(default=None)
    confidence: Mapped[str] = mapped_column(String(1), default="")
    method_version: Mapped[str] = mapped_column(String(20), default="")
    revision: Mapped[Revision] = relationship(lazy="raise")
