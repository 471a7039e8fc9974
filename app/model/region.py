"""Regions by code, the offices that report, and dated sets of boundaries."""

from __future__ import annotations

from datetime import date, datetime

from shapely.geometry import MultiPolygon
from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.area_code import AreaCode
from app.model.base import Base


class Region(Base):
    """A province, regency or city, kecamatan, or village by its Kemendagri code."""

    __tablename__ = "region"
    __table_args__ = (Index(None, "parent_code", "level"),)

    code: Mapped[AreaCode] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    level: Mapped[int]
    parent_code: Mapped[AreaCode | None] = mapped_column(default=None)
    bps_code: Mapped[str | None] = mapped_column(String(10), default=None)
    population: Mapped[int | None] = mapped_column(default=None)
    area_km2: Mapped[float | None] = mapped_column(default=None)
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_until: Mapped[date | None] = mapped_column(default=None)


class Office(Base):
    """The agency that reports for a regency or city, or receives for the province."""

    __tablename__ = "office"

    region_code: Mapped[AreaCode] = mapped_column(ForeignKey("region.code"), primary_key=True)
    display_name: Mapped[str] = mapped_column(String(80))
    short_name: Mapped[str] = mapped_column(String(40))
    agency_name: Mapped[str] = mapped_column(String(160))
    capital: Mapped[str] = mapped_column(String(80))
    zone: Mapped[str] = mapped_column(String(40), default="Asia/Makassar")
    single_officer: Mapped[bool] = mapped_column(default=False)
    addressee: Mapped[str] = mapped_column(String(200), default="")
    signatory_name: Mapped[str] = mapped_column(String(120), default="")
    signatory_position: Mapped[str] = mapped_column(String(120), default="")


class BoundarySet(Base):
    """One dated set of boundaries; editions keep the set they were made with."""

    __tablename__ = "boundary_set"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(String(300))
    licence: Mapped[str] = mapped_column(String(120))
    approximate: Mapped[bool]
    valid_from: Mapped[date]
    loaded_at: Mapped[datetime]
    loaded_by: Mapped[str] = mapped_column(String(120))
    file_name: Mapped[str] = mapped_column(String(200))
    file_sha256: Mapped[str] = mapped_column(String(64))
    areas: Mapped[list[Area]] = relationship(
        back_populates="boundary_set", lazy="raise", default_factory=list
    )


class Area(Base):
    """A region's polygons in one boundary set, EPSG:4326, with its label point and box."""

    __tablename__ = "area"
    __table_args__ = (
        UniqueConstraint("boundary_set_id", "code"),
        Index("ix_area_boundary", "boundary", postgresql_using="gist").ddl_if(
            dialect="postgresql"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    boundary_set_id: Mapped[int] = mapped_column(ForeignKey("boundary_set.id"), init=False)
    code: Mapped[AreaCode]
    name: Mapped[str] = mapped_column(String(120))
    level: Mapped[int]
    parent_code: Mapped[AreaCode | None]
    area_km2: Mapped[float]
    label_lon: Mapped[float]
    label_lat: Mapped[float]
    min_lon: Mapped[float]
    min_lat: Mapped[float]
    max_lon: Mapped[float]
    max_lat: Mapped[float]
    boundary: Mapped[MultiPolygon] = mapped_column(deferred=True)
    boundary_set: Mapped[BoundarySet] = relationship(back_populates="areas", lazy="raise")
