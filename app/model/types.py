"""Column types that behave the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import MultiPolygon, Polygon
from sqlalchemy import DateTime, Integer, LargeBinary
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

from app.model.quarter import Quarter

if TYPE_CHECKING:
    from sqlalchemy import Dialect

SRID = 4326


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; a naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any zone into UTC; SQLite keeps no zone, so it is dropped there."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back in UTC."""
        del dialect
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class QuarterType(TypeDecorator[Quarter]):
    """A quarter as a readable, sortable integer: 20263 is the third of 2026."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Quarter | None, dialect: Dialect) -> int | None:
        """Write year and number as one integer."""
        del dialect
        return None if value is None else value.year * 10 + value.number

    def process_result_value(self, value: int | None, dialect: Dialect) -> Quarter | None:
        """Read the integer back."""
        del dialect
        return None if value is None else Quarter(value // 10, value % 10)


class _Geometry(UserDefinedType[str]):
    """PostGIS column; text in and out is hex EWKB, which PostGIS parses unaided."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Name the column type."""
        return f"geometry(MultiPolygon,{SRID})"


class Boundary(TypeDecorator[MultiPolygon]):
    """An area's polygons in EPSG:4326: PostGIS geometry on PostgreSQL, WKB on SQLite."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column by database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(_Geometry())
        return dialect.type_descriptor(LargeBinary())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write a polygon or multipolygon."""
        if value is None:
            return None
        shape = MultiPolygon([value]) if isinstance(value, Polygon) else value
        if dialect.name == "postgresql":
            return shapely.to_wkb(shapely.set_srid(shape, SRID), hex=True, include_srid=True)
        return shapely.to_wkb(shape)

    def process_result_value(self, value: Any, dialect: Dialect) -> MultiPolygon | None:
        """Read hex or binary WKB back."""
        del dialect
        if value is None:
            return None
        shape = shapely.from_wkb(value)
        if not isinstance(shape, MultiPolygon):
            raise TypeError("an area's boundary must be a MultiPolygon")
        return shape
