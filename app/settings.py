"""Every setting of the portal, read once from `PETAKONFLIK_*` and then passed on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Frozen settings; `production` refuses what is only safe for a trial."""

    model_config = SettingsConfigDict(
        env_prefix="PETAKONFLIK_", env_file=".env", frozen=True, extra="ignore"
    )

    data: Annotated[Path, Field(description="Folder berkas, basis data SQLite, kunci.")] = Path(
        "var"
    )
    database_url: Annotated[
        str, Field(description="URL SQLAlchemy; kosong berarti SQLite di folder data.")
    ] = ""
    secret: Annotated[
        str,
        Field(description="Kunci cap templat; kosong berarti dibuat di folder data."),
    ] = ""
    production: Annotated[bool, Field(description="Tolak setelan yang hanya layak uji coba.")] = (
        False
    )
    province: Annotated[str, Field(description="Kode Kemendagri provinsi.")] = "64"
    portal_name: Annotated[str, Field(description="Nama portal di kepala halaman.")] = (
        "Peta Konflik Kaltim"
    )
    agency_name: Annotated[str, Field(description="Nama perangkat daerah provinsi.")] = (
        "Badan Kesatuan Bangsa dan Politik Provinsi Kalimantan Timur"
    )
    base_url: Annotated[str, Field(description="Alamat portal yang dicetak pada dokumen.")] = (
        "http://127.0.0.1:8000"
    )
    secure_cookies: Annotated[bool, Field(description="Kuki hanya lewat HTTPS.")] = False
    letter_required: Annotated[
        bool, Field(description="Laporan diterima hanya bila surat bertanda tangan ada.")
    ] = True
    upload_limit_bytes: Annotated[int, Field(description="Ukuran berkas unggahan terbesar.")] = (
        5 * 1024 * 1024
    )
    attachment_limit_bytes: Annotated[int, Field(description="Ukuran lampiran terbesar.")] = (
        10 * 1024 * 1024
    )
    boundary_limit_bytes: Annotated[
        int, Field(description="Ukuran berkas batas wilayah terbesar di halaman admin.")
    ] = 32 * 1024 * 1024
    session_idle_minutes: Annotated[int, Field(description="Sesi berakhir tanpa kegiatan.")] = 30
    session_hours: Annotated[int, Field(description="Umur sesi terpanjang.")] = 12
    web_threads: Annotated[int, Field(description="Utas dan koneksi per proses web.")] = 16

    smtp_host: Annotated[
        str, Field(description="Server surel; kosong berarti portal tidak mengirim surel.")
    ] = ""
    smtp_port: Annotated[int, Field(description="Porta server surel.")] = 587
    smtp_security: Annotated[
        Literal["starttls", "tls", "none"],
        Field(description="Pengamanan ke server surel: starttls, tls, atau none."),
    ] = "starttls"
    smtp_user: Annotated[str, Field(description="Nama pengguna di server surel.")] = ""
    smtp_password: Annotated[str, Field(description="Kata sandi di server surel.")] = ""
    mail_sender: Annotated[
        str, Field(description="Alamat pengirim surel; wajib bila server surel diisi.")
    ] = ""

    @property
    def sends_mail(self) -> bool:
        """Tell whether mail is set up; without it nothing is sent and pages say so."""
        return bool(self.smtp_host and self.mail_sender)

    @property
    def url(self) -> str:
        """SQLAlchemy URL of the database, absolute for SQLite."""
        if self.database_url:
            return self.database_url
        return f"sqlite:///{(self.data / 'petakonflik.db').resolve()}"

    @property
    def files(self) -> Path:
        """Folder of stored uploads, attachments and editions."""
        return self.data / "berkas"
