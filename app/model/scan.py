"""What the virus scanner said of stored files, by their content."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.model.base import Base


class ScanState(StrEnum):
    """What is known of a file; of one without a row nothing is known yet."""

    BERSIH = "BERSIH"
    TERINFEKSI = "TERINFEKSI"
    GAGAL = "GAGAL"


class FileScan(Base):
    """The newest word about one content, wherever it hangs: the same bytes are judged once.

    `engine` is the scanner's own version with that of its signatures; `finding` names what was
    found, or why it could not be scanned. `sender_id` and `region_code` say from whom an infected
    file came, also when it was refused and nothing of it was kept.
    """

    __tablename__ = "file_scan"
    __table_args__ = (
        Index(None, "state", "next_at"),
        CheckConstraint("(state = 'GAGAL') = (next_at IS NOT NULL)", "failed_is_tried_again"),
    )

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[ScanState] = mapped_column(
        Enum(ScanState, native_enum=False, length=12, create_constraint=False)
    )
    scanned_at: Mapped[datetime]
    engine: Mapped[str] = mapped_column(String(120), default="")
    finding: Mapped[str] = mapped_column(String(120), default="")
    tries: Mapped[int] = mapped_column(default=1)
    next_at: Mapped[datetime | None] = mapped_column(default=None)
    region_code: Mapped[str] = mapped_column(String(13), default="")
    sender_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
