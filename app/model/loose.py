"""An office's own tables: files that wait to be understood, and what its columns mean."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.model.account import User
from app.model.area_code import AreaCode
from app.model.base import Base
from app.model.report import Revision, Upload


class WaitingFile(Base):
    """A file without our template: kept bit for bit, with the choices made about it so far.

    `choices` are by sheet name (`app.intake.loose.choices`); `upload` is set once its rows were
    taken. The same content waits once in a draft.
    """

    __tablename__ = "waiting_file"
    __table_args__ = (UniqueConstraint("revision_id", "file_sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), init=False)
    file_name: Mapped[str] = mapped_column(String(200))
    file_sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), init=False)
    upload_id: Mapped[int | None] = mapped_column(
        ForeignKey("upload.id"), init=False, default=None
    )
    choices: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    lock_version: Mapped[int] = mapped_column(default=1)
    revision: Mapped[Revision] = relationship(lazy="raise", default=None)
    uploaded_by: Mapped[User] = relationship(lazy="raise", default=None)
    upload: Mapped[Upload | None] = relationship(lazy="raise", default=None)


class ColumnMemory(Base):
    """What an office said a heading means in one register; an empty register names a table."""

    __tablename__ = "column_memory"
    __table_args__ = (UniqueConstraint("region_code", "kind", "heading"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    region_code: Mapped[AreaCode] = mapped_column(ForeignKey("region.code"))
    kind: Mapped[str] = mapped_column(String(1))
    heading: Mapped[str] = mapped_column(String(160))
    meaning: Mapped[str] = mapped_column(String(40))
    set_at: Mapped[datetime]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), init=False)
    set_by: Mapped[User] = relationship(lazy="raise", default=None)
