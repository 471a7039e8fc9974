"""What a page says after saving: done, and what in the words should be looked at again."""

from __future__ import annotations

from app.intake.personal import advice


def said(sentence: str, *texts: str) -> str:
    """Return the sentence, with advice when the texts seem to name a person."""
    return " ".join(part for part in (sentence, advice(*texts)) if part)
