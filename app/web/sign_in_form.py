"""The forms of signing in, which can carry a form that was sent before all of it was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.web.answers import go, local
from app.web.forms import KEY_FIELD
from app.web.security import policy_leading_to
from app.web.templating import page

if TYPE_CHECKING:
    from fastapi import Request
    from starlette.responses import Response

    from app.access.provider import Provider
    from app.access.scope import Actor
    from app.web.forms import Fields

_KEPT = "simpan."
_KEPT_LIMIT = 200_000
_SECRET = "sandi"  # noqa: S105 - fields with this in their name are never carried along


@dataclass(frozen=True, slots=True)
class SignInForm:
    """Where to go afterwards, and what to send there; `lost` when not all could be kept."""

    target: str = "/"
    kept: tuple[tuple[str, str], ...] = ()
    lost: bool = False
    ended: bool = False
    username: str = ""

    @classmethod
    def holding(cls, target: str, fields: Fields, *, ended: bool) -> SignInForm:
        """Take up a form that came without a session."""
        kept = tuple((name, value) for name, value in fields.pairs() if _SECRET not in name)
        fits = sum(len(name) + len(value) for name, value in kept) <= _KEPT_LIMIT
        if fields.has_files or not fits:
            return cls(target=target, lost=True, ended=ended)
        return cls(target=target, kept=kept, ended=ended)

    @classmethod
    def read(cls, fields: Fields) -> SignInForm:
        """Read what the sign-in page sent."""
        kept = tuple(
            (name.removeprefix(_KEPT), value)
            for name, value in fields.pairs()
            if name.startswith(_KEPT)
        )
        return cls(
            target=local(fields.text("lanjut")),
            kept=kept,
            ended=fields.text("berakhir") == "ya",
            username=fields.text("nama").lower()[:60],
        )

    def hidden(self) -> list[tuple[str, str]]:
        """Return the hidden fields of the sign-in page."""
        fields = [("lanjut", self.target), ("berakhir", "ya" if self.ended else "")]
        return fields + [(f"{_KEPT}{name}", value) for name, value in self.kept]

    def is_worth_sending(self) -> bool:
        """Tell whether anything but the key of the form was kept."""
        return any(name != KEY_FIELD for name, _ in self.kept)


def factor_page(
    request: Request,
    form: SignInForm,
    *,
    status: int = 401,
    error: str = "",
    passkey: bool | None = None,
) -> Response:
    """Ask for the second factor: half-way into the portal, or before an act that asks anew.

    `passkey` tells whether the person has one, when this very request let them in half-way.
    """
    actor: Actor | None = request.state.visitor.actor
    has_one = passkey if passkey is not None else actor is not None and actor.has_passkey
    return page(
        request,
        "sign_in_factor",
        status=status,
        form=form,
        error=error,
        passkey=has_one,
        passkey_only=has_one and actor is not None and actor.passkey_only,
    )


def lead_on(request: Request, form: SignInForm, *, flash: str = "") -> Response:
    """Go on; a form that was kept is shown for sending, by the person's own click."""
    if form.is_worth_sending():
        return page(request, "sign_in_resend", target=form.target, kept=form.kept)
    return go(request, form.target, flash=flash, tone="caution")


def sign_in_page(
    request: Request,
    form: SignInForm,
    *,
    status: int = 401,
    error: str = "",
    leaving: bool = False,
) -> Response:
    """Show the sign-in page, with the way through the provider when there is one.

    Browsers hold the address a form leads to against the page's own policy, redirects and all:
    this page alone may lead to the provider.
    """
    provider: Provider | None = request.app.state.provider
    response = page(
        request,
        "sign_in",
        status=status,
        form=form,
        error=error,
        provider=provider.label if provider is not None else "",
        leaving=leaving and provider is not None and provider.signs_out,
    )
    if provider is not None:
        response.headers["content-security-policy"] = policy_leading_to(provider.origin)
    return response
