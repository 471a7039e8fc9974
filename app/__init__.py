"""Peta Konflik: quarterly conflict-potential and conflict reports, from spreadsheet to map."""

__version__ = "0.1.0"
