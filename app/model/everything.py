"""Every mapped table in one import, for migrations and for creating a schema."""

from __future__ import annotations

from app.model import (
    account,
    case,
    edition,
    entry,
    followup,
    notice,
    particulars,
    period,
    record,
    region,
    report,
)
from app.model.base import Base

TABLES = (
    account,
    case,
    edition,
    entry,
    followup,
    notice,
    particulars,
    period,
    record,
    region,
    report,
)
metadata = Base.metadata
