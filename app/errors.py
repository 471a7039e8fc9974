"""Refusals a person can act on: an HTTP status and an Indonesian sentence."""

from __future__ import annotations


class PortalError(Exception):
    """A refusal that is expected; shown as a page, never logged as a fault."""

    status = 400
    title = ""  # the heading of the page; the usual one of the status when empty

    def __init__(self, sentence: str) -> None:
        """Keep the sentence that says what happened and what to do."""
        super().__init__(sentence)
        self.sentence = sentence


class Invalid(PortalError):
    """The input cannot be used as it is."""

    status = 422


class NotFound(PortalError):
    """Absent, or outside the reader's scope: both look the same."""

    status = 404

    def __init__(self, sentence: str = "Halaman tidak ditemukan.") -> None:
        """Use one sentence for every reason, so that ids cannot be probed."""
        super().__init__(sentence)


class Forbidden(PortalError):
    """The person is known and the thing is visible, but the act is not theirs."""

    status = 403


class Conflict(PortalError):
    """Somebody else was faster, or the state no longer allows the act."""

    status = 409


class Withheld(Conflict):
    """It is there and was given out before; for now nobody gets it."""

    title = "Berkas tidak diberikan"


class EditionHeld(Withheld):
    """An edition that prints what was taken out of a report since."""

    title = "Sedang ditahan"


class TooLarge(PortalError):
    """The file or the request is over its limit."""

    status = 413


class Unreadable(PortalError):
    """The file is not what it should be, and was not stored."""

    status = 422


class TooManyAttempts(PortalError):
    """Asked too often; waiting helps."""

    status = 429


class DayIsFull(TooManyAttempts):
    """What one may ask for in a day is used up; tomorrow it can be done."""

    title = "Batas hari ini tercapai"
