"""Handing one mail over: what is known afterwards, for every place where the line can break."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

import pytest

from app.mail.smtp import NotTaken, Unknown, hand_over
from tests.mail.server import CERTIFICATE, MailServer

if TYPE_CHECKING:
    from app.settings import Settings

FROM, TO = "portal@contoh.example", "orang@contoh.example"


def mail() -> EmailMessage:
    """A mail with what mails stumble over: letters beyond ASCII, a line that starts with a dot."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = FROM, TO, "Tenggat – hari ini"
    message.set_content("Baris satu – uji\n.titik di depan\n", cte="quoted-printable")
    return message


def give(settings: Settings, **changed: object) -> None:
    """Hand the mail over."""
    hand_over(mail(), FROM, TO, settings.model_copy(update=changed))


def test_a_mail_arrives_as_it_was(server: MailServer, mail_settings: Settings) -> None:
    give(mail_settings)
    got = server.script.mails[0]
    assert got["Subject"] == "Tenggat – hari ini"
    assert got.get_content().replace("\r\n", "\n") == "Baris satu – uji\n.titik di depan\n"
    assert server.script.recipients == [TO]


@pytest.mark.parametrize("verb", ["MAIL", "RCPT"])
@pytest.mark.parametrize(("code", "for_good"), [(451, False), (550, True)])
def test_a_refusal_is_known(
    server: MailServer, mail_settings: Settings, verb: str, code: int, *, for_good: bool
) -> None:
    server.script.answers = {verb: f"{code} no"}
    with pytest.raises(NotTaken) as refusal:
        give(mail_settings)
    assert refusal.value.for_good is for_good
    assert str(code) in refusal.value.reason
    assert server.script.mails == []


@pytest.mark.parametrize(("code", "for_good"), [(452, False), (554, True)])
def test_a_refusal_of_the_whole_text_is_known(
    server: MailServer, mail_settings: Settings, code: int, *, for_good: bool
) -> None:
    server.script.answers = {"TEXT": f"{code} no"}
    with pytest.raises(NotTaken) as refusal:
        give(mail_settings)
    assert refusal.value.for_good is for_good


@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "RCPT"])
def test_a_line_that_breaks_before_the_mail_is_tried_again(
    server: MailServer, mail_settings: Settings, verb: str
) -> None:
    server.script.hangs_up_at = verb
    with pytest.raises(NotTaken) as refusal:
        give(mail_settings)
    assert not refusal.value.for_good


@pytest.mark.parametrize("where", ["DATA", "TEXT"])
def test_a_line_that_breaks_with_the_mail_leaves_it_unknown(
    server: MailServer, mail_settings: Settings, where: str
) -> None:
    server.script.hangs_up_at = where
    with pytest.raises(Unknown):
        give(mail_settings)


def test_a_goodbye_that_fails_changes_nothing(server: MailServer, mail_settings: Settings) -> None:
    server.script.hangs_up_at = "QUIT"
    give(mail_settings)
    assert len(server.script.mails) == 1


def test_nobody_listening_is_tried_again(mail_settings: Settings, server: MailServer) -> None:
    server.shutdown()
    server.server_close()
    with pytest.raises(NotTaken) as refusal:
        give(mail_settings)
    assert refusal.value.reason == "ConnectionRefusedError"
    assert not refusal.value.for_good


def test_a_certificate_nobody_vouches_for_gets_no_password(
    server: MailServer, mail_settings: Settings
) -> None:
    secured = {"smtp_security": "starttls", "smtp_user": "portal", "smtp_password": "rahasia"}
    with pytest.raises(NotTaken, match="SSLCertVerificationError"):
        give(mail_settings, **secured)
    assert "AUTH" not in server.script.heard
    assert server.script.mails == []


def test_a_secured_line_signs_in_and_sends(
    server: MailServer, mail_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    give(mail_settings, smtp_security="starttls", smtp_user="portal", smtp_password="rahasia")
    heard = server.script.heard
    assert heard.index("STARTTLS") < heard.index("AUTH") < heard.index("MAIL")
    assert len(server.script.mails) == 1


def test_without_the_promise_of_security_nothing_is_sent(
    server: MailServer, mail_settings: Settings
) -> None:
    server.script.answers = {"STARTTLS": "454 not now"}
    with pytest.raises(NotTaken):
        give(mail_settings, smtp_security="starttls")
    assert "MAIL" not in server.script.heard
