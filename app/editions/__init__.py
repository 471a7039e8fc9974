"""Editions: a quarter published, pinned and frozen."""
