"""The mapped base class, constraint names and the map from Python types to columns."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, dataclass_transform

from shapely.geometry import MultiPolygon
from sqlalchemy import JSON, Date, MetaData, String, inspect
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, mapped_column, relationship

from app.model.area_code import AreaCode
from app.model.quarter import Quarter
from app.model.types import Boundary, QuarterType, UtcDateTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


@dataclass_transform(kw_only_default=True, field_specifiers=(mapped_column, relationship))
class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False, repr=False):
    """A mapped dataclass; identity equality, and a repr that never shows report text."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        date: Date,
        Quarter: QuarterType,
        AreaCode: String(13),
        MultiPolygon: Boundary,
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[Any]: JSON,
    }

    def __repr__(self) -> str:
        """Name the class and the key only."""
        return f"<{type(self).__name__} {inspect(self).identity}>"
