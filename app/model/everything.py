"""Every mapped table in one import, for migrations and for creating a schema."""

from __future__ import annotations

from app.model import (
    account,
    case,
    case_history,
    edition,
    entry,
    external_identity,
    flash,
    followup,
    loose,
    notice,
    particulars,
    period,
    quota,
    recommendation,
    record,
    redaction,
    region,
    report,
    review,
    scan,
    second_factor,
)
from app.model.base import Base

TABLES = (
    account,
    case,
    case_history,
    edition,
    entry,
    external_identity,
    flash,
    followup,
    loose,
    notice,
    particulars,
    period,
    quota,
    recommendation,
    record,
    redaction,
    region,
    report,
    review,
    scan,
    second_factor,
)
metadata = Base.metadata
