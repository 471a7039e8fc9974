"""Settings as they were given: what cannot be one is said in words, with its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from app.errors import Invalid
from app.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails


def given_settings(data: Path | None = None) -> Settings:
    """Read the settings, with another data folder if one is named.

    Raises:
        Invalid: some have no possible value; all of them are named, their values are not.
    """
    try:
        return Settings() if data is None else Settings(data=data)
    except ValidationError as cause:
        listed = "\n".join(f"  {n}. {_fault(each)}" for n, each in enumerate(cause.errors(), 1))
        raise Invalid(f"Setelan ini tidak dapat dibaca:\n{listed}") from None


def _fault(error: ErrorDetails) -> str:
    """Name a setting and what it may be; what was given may be a secret and is not repeated."""
    field = str(error["loc"][0])
    return f"PETAKONFLIK_{field.upper()}: {_wanted(error['type'], error.get('ctx', {}), field)}"


def _wanted(kind: str, context: dict[str, Any], field: str) -> str:
    if kind == "literal_error":
        return f"isi dengan {context['expected'].replace(' or ', ' atau ')}."
    if kind in {"greater_than_equal", "less_than_equal"}:
        bound = context.get("ge", context.get("le"))
        return f"paling {'kecil' if 'ge' in context else 'besar'} {bound}."
    if kind.startswith("bool"):
        return "isi dengan true atau false."
    if kind.startswith(("int", "float")):
        return "isi dengan bilangan, tanpa titik dan satuan."
    return f"{Settings.model_fields[field].description or 'isinya tidak dikenal.'}"
