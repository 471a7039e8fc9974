"""One mail to the mail server, and what is known afterwards: taken, not taken, or unknown."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from app.settings import Settings

_SECONDS = 20.0
_PERMANENT = 500


class NotTaken(Exception):
    """The server certainly does not have the mail; `for_good` says that asking again is vain."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        """Keep the reason for the administrator: codes and kinds of fault, no text of a mail."""
        super().__init__(reason)
        self.reason = reason
        self.for_good = for_good


class Unknown(Exception):
    """The line broke after the mail was handed over: it may have gone out, or not."""


def hand_over(message: EmailMessage, sender: str, address: str, settings: Settings) -> None:
    """Give one mail to the server.

    Raises:
        NotTaken: the server refused it, or was never asked to take it.
        Unknown: nobody can tell.
    """
    with _line(settings) as line:
        with _before_the_mail():
            _answered(line.mail(sender))
            _answered(line.rcpt(address))
        _give(line, message.as_bytes())


def _give(line: smtplib.SMTP, content: bytes) -> None:
    try:
        code, answer = line.data(content)
    except smtplib.SMTPDataError as refusal:  # the server did not want the text at all
        raise _refused(refusal.smtp_code, refusal.smtp_error) from None
    except (smtplib.SMTPException, OSError) as fault:
        raise Unknown(type(fault).__name__) from None
    _answered((code, answer))


@contextmanager
def _line(settings: Settings) -> Iterator[smtplib.SMTP]:
    """Open a line to the server, secured and signed in as set up; certificates are checked."""
    secure = ssl.create_default_context()
    with _before_the_mail():
        line = (
            smtplib.SMTP_SSL(
                settings.smtp_host, settings.smtp_port, timeout=_SECONDS, context=secure
            )
            if settings.smtp_security == "tls"
            else smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=_SECONDS)
        )
    try:
        with _before_the_mail():
            line.ehlo()
            if settings.smtp_security == "starttls":
                line.starttls(context=secure)
                line.ehlo()
            if settings.smtp_user:
                line.login(settings.smtp_user, settings.smtp_password)
        yield line
    finally:
        # What the server says to a goodbye changes nothing about a mail it has taken.
        with suppress(smtplib.SMTPException, OSError):
            line.quit()
        line.close()


@contextmanager
def _before_the_mail() -> Iterator[None]:
    """Whatever goes wrong in here goes wrong before the mail was handed over."""
    try:
        yield
    except smtplib.SMTPResponseException as refusal:
        raise _refused(refusal.smtp_code, refusal.smtp_error) from None
    except (smtplib.SMTPException, OSError) as fault:
        raise NotTaken(type(fault).__name__, for_good=False) from None


def _answered(answer: tuple[int, bytes]) -> None:
    code, said = answer
    if not 200 <= code < 300:
        raise _refused(code, said)


def _refused(code: int, said: bytes | str) -> NotTaken:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return NotTaken(f"{code} {words}"[:200], for_good=code >= _PERMANENT)
