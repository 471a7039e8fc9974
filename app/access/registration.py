"""The portal as the sign-in provider knows it: read from the settings, refused when unsafe."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.errors import Invalid

if TYPE_CHECKING:
    from app.settings import Settings

RETURN = "/masuk/sso/kembali"
DOOR = "/masuk"
_NEAR = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Registration:
    """The portal as the provider knows it, from the settings."""

    issuer: str
    client_id: str
    secret: str
    return_address: str
    label: str
    max_age: int | None = None
    door_address: str = ""  # where the provider leads back to after its sign-out; empty: none

    @classmethod
    def of(cls, settings: Settings) -> Registration | None:
        """Read it from the settings; None when there is no single sign-on.

        Raises:
            Invalid: something is missing or unsafe.
        """
        if not settings.sso_issuer:
            return None
        wrong = faults(settings)
        if wrong:
            raise Invalid(wrong[0])
        return cls(
            issuer=settings.sso_issuer,
            client_id=settings.sso_client_id,
            secret=Path(settings.sso_secret_file).read_text().strip(),
            return_address=f"{settings.base_url.rstrip('/')}{RETURN}",
            label=settings.sso_label,
            door_address=f"{settings.base_url.rstrip('/')}{DOOR}" if settings.sso_sign_out else "",
            max_age=(
                settings.session_hours * 3600 if settings.sso_second_factor == "provider" else None
            ),
        )


def faults(settings: Settings) -> list[str]:
    """Say, one sentence each, what keeps single sign-on from being safe or working."""
    found = [_issuer_fault(settings.sso_issuer)]
    if not settings.sso_client_id:
        found.append("PETAKONFLIK_SSO_CLIENT_ID kosong. Isi pengenal portal di penyedia SSO.")
    try:
        secret = Path(settings.sso_secret_file).read_text().strip()
    except (OSError, ValueError):
        secret = ""
    if not secret:
        found.append(
            "PETAKONFLIK_SSO_SECRET_FILE kosong atau tidak terbaca. Isi nama berkas yang memuat "
            "rahasia dari penyedia SSO."
        )
    return [fault for fault in found if fault]


def _issuer_fault(issuer: str) -> str:
    try:
        parts = urlsplit(issuer)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    plain = host.replace("-", "").replace(".", "").replace(":", "")
    if not plain.isascii() or not plain.isalnum() or parts.username or parts.query:
        return "PETAKONFLIK_SSO_ISSUER bukan alamat penerbit. Isi seperti yang ditulis penyedia."
    if parts.scheme == "https" or (parts.scheme == "http" and host in _NEAR):
        return ""
    return (
        "PETAKONFLIK_SSO_ISSUER tidak beralamat https: jawabannya dapat dipalsukan di jalan. "
        "Isi alamat https."
    )


def origin_of(address: str) -> str:
    """Return scheme, host and port of an address; empty when it has none."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
