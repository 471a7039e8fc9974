"""What about signing in would be unsafe, or would shut people out, in production."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.access import registration

if TYPE_CHECKING:
    from app.settings import Settings


def provider_fault(settings: Settings) -> str:
    """Ask for https even on this machine: in service the provider is another one."""
    if not settings.sso_issuer:
        return ""
    found = registration.faults(settings)
    if not settings.sso_issuer.startswith("https://") and not found:
        found = ["PETAKONFLIK_SSO_ISSUER belum beralamat https. Isi alamat https penyedia."]
    return " ".join(found)


def passkey_fault(settings: Settings) -> str:
    """Browsers keep passkeys for a name, not for a number: nobody could put one on."""
    if not registration.origin_of(settings.base_url):
        return ""  # no address at all: said by its own check
    host = urlsplit(settings.base_url).hostname or ""
    is_number = ":" in host or host.replace(".", "").isdigit()
    if not settings.admin_passkey_required or not is_number:
        return ""
    return (
        "PETAKONFLIK_ADMIN_PASSKEY_REQUIRED true, tetapi alamat portal berupa angka: peramban "
        "tidak menyimpan kunci sandi untuknya. Isi PETAKONFLIK_BASE_URL dengan nama."
    )
