"""How one entry stands: still open, how severe, at which level it is shown."""

from __future__ import annotations

from typing import Protocol

from app.model.entry import Entry, Kind
from app.model.level import Level
from app.model.risk import entry_level, level_of_severity
from app.model.vocabulary import HANDLING_STATUS

OVERRIDE = {"HIJAU": Level.RENDAH, "KUNING": Level.SEDANG, "MERAH": Level.TINGGI}


class Reported(Protocol):
    """What of an entry tells whether it is over; an entry has it, and so has a row of it."""

    @property
    def handling_status(self) -> str:
        """How far the handling is."""

    @property
    def change(self) -> str:
        """What became of it since last quarter."""


def is_open(entry: Reported) -> bool:
    """Tell whether a potential still counts: not resolved, neither in handling nor in change."""
    return entry.handling_status != "SELESAI" and entry.change != "SELESAI"


def severity_of(entry: Entry) -> int:
    """Severity of an event: the province's assessment where there is one, else derived."""
    if entry.assessment is not None and entry.assessment.severity is not None:
        return entry.assessment.severity
    return entry.severity or 1


def level_of_entry(entry: Entry) -> Level:
    """Level shown for one entry: its risk, after the province's zone, or its severity."""
    if entry.kind == Kind.EVENT:
        return level_of_severity(severity_of(entry))
    own = own_level(entry)
    if entry.assessment is None or entry.assessment.zone is None:
        return own
    zone = OVERRIDE[entry.assessment.zone]
    return max(zone, own, key=lambda level: level.rank) if zone is Level.TINGGI else zone


def own_level(entry: Entry) -> Level:
    """Level by what the regency itself wrote, whatever the province says of it."""
    if entry.kind == Kind.EVENT:
        return level_of_severity(entry.severity or 1)
    return entry_level(entry.risk_level or "SR")


def reading_of(entry: Entry) -> str:
    """Say that the province reads an entry otherwise, and what the regency wrote; else nothing.

    Goes wherever the level of an entry is shown, so that the original is never out of sight.
    """
    read = entry.assessment
    if read is None:
        return ""
    if entry.kind == Kind.EVENT and read.severity is not None:
        return f"dinilai provinsi keparahan {read.severity}; isian daerah {entry.severity or 1}"
    if entry.kind == Kind.POTENTIAL and read.zone is not None:
        return (
            f"dinilai provinsi zona {read.zone.lower()}; isian daerah {own_level(entry).label} "
            f"(skor {entry.risk_score})"
        )
    return ""


def reading_reason(entry: Entry) -> str:
    """Return why the province reads an entry otherwise; empty when it does not."""
    if entry.assessment is None or not reading_of(entry):
        return ""
    read = entry.assessment
    return read.severity_reason if entry.kind == Kind.EVENT else read.zone_reason


def status_of(entry: Entry) -> str:
    """Say how far the handling is, and how the province reads the entry if it does otherwise."""
    words = HANDLING_STATUS.label_of(entry.handling_status)
    return " · ".join(filter(None, (words, reading_of(entry))))
