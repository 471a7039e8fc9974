"""Every setting of the portal, read once from `PETAKONFLIK_*` and then passed on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

# Each takes its share of what one machine bears at a time: Argon2, pictures, PDF.
MOST_PROCESSES = 2
_DRIVERS = frozenset({"sqlite", "postgresql+psycopg"})


def _known_database(url: str) -> str:
    """Refuse what no engine can be made of, before a traceback would say so.

    Raises:
        ValueError: no address, or one of a database the portal does not know.
    """
    try:
        is_known = not url or make_url(url).drivername in _DRIVERS
    except (ArgumentError, ValueError):
        is_known = False
    if not is_known:
        raise ValueError("no address of a database")
    return url


DatabaseUrl = Annotated[str, AfterValidator(_known_database)]


class Settings(BaseSettings):
    """Frozen settings; `production` refuses what is only safe for a trial."""

    model_config = SettingsConfigDict(
        env_prefix="PETAKONFLIK_", env_file=".env", frozen=True, extra="ignore"
    )

    data: Annotated[Path, Field(description="Folder berkas, basis data SQLite, kunci.")] = Path(
        "var"
    )
    database_url: Annotated[
        DatabaseUrl,
        Field(
            description="URL SQLAlchemy, postgresql+psycopg://... atau sqlite:///...; kosong "
            "berarti SQLite di folder data."
        ),
    ] = ""
    database_owner_url: Annotated[
        DatabaseUrl,
        Field(
            description="URL pemilik tabel, hanya untuk migrate; kosong berarti database_url juga."
        ),
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
    upload_limit_bytes: Annotated[
        int, Field(description="Ukuran berkas unggahan terbesar.", ge=1)
    ] = 5 * 1024 * 1024
    attachment_limit_bytes: Annotated[
        int, Field(description="Ukuran lampiran terbesar.", ge=1)
    ] = 10 * 1024 * 1024
    attachments_total_bytes: Annotated[
        int, Field(description="Ukuran semua lampiran satu versi laporan.", ge=1)
    ] = 40 * 1024 * 1024
    boundary_limit_bytes: Annotated[
        int, Field(description="Ukuran berkas batas wilayah terbesar di halaman admin.", ge=1)
    ] = 32 * 1024 * 1024
    disk_reserve_bytes: Annotated[
        int,
        Field(
            description="Sisa ruang (byte); di bawahnya unggahan ditolak, yang lain tetap jalan.",
            ge=0,
        ),
    ] = 128 * 1024 * 1024
    trail_reserve_bytes: Annotated[
        int,
        Field(
            description="Ruang (byte) cadangan log di samping SQLite, dipakai saat disk penuh.",
            ge=0,
        ),
    ] = 16 * 1024 * 1024
    session_idle_minutes: Annotated[
        int, Field(description="Sesi berakhir tanpa kegiatan.", ge=1)
    ] = 30
    session_hours: Annotated[int, Field(description="Umur sesi terpanjang.", ge=1)] = 12
    second_factor_required: Annotated[
        Literal["auto", "none", "province", "all"],
        Field(
            description="Siapa wajib verifikasi dua langkah: none, province (provinsi), all, "
            "atau auto: province pada layanan, none pada uji coba."
        ),
    ] = "auto"
    admin_passkey_required: Annotated[
        bool,
        Field(description="Admin wajib memakai kunci sandi; aplikasi kode tidak cukup baginya."),
    ] = False
    sso_issuer: Annotated[
        str,
        Field(description="Penerbit (issuer) SSO OpenID Connect; kosong berarti tanpa SSO."),
    ] = ""
    sso_client_id: Annotated[str, Field(description="Pengenal portal di penyedia SSO.")] = ""
    sso_secret_file: Annotated[
        str, Field(description="Berkas yang memuat rahasia portal di penyedia SSO.")
    ] = ""
    sso_label: Annotated[
        str, Field(description="Nama SSO seperti dikenal petugas, pada tombol masuk.")
    ] = "SSO"
    sso_second_factor: Annotated[
        Literal["own", "provider"],
        Field(
            description="Langkah kedua setelah SSO: own, milik portal; provider, cukup bila "
            "penyedia menyatakannya."
        ),
    ] = "own"
    sso_factor_words: Annotated[
        str,
        Field(
            description="Isi amr atau acr yang berarti langkah kedua di penyedia, dipisah koma."
        ),
    ] = "mfa"
    sso_sign_out: Annotated[
        bool,
        Field(description="Setelah keluar dari portal, tawarkan keluar dari SSO juga."),
    ] = False
    proof_minutes: Annotated[
        int,
        Field(description="Menit sebelum tindakan penting meminta langkah kedua lagi.", ge=1),
    ] = 15
    scanner_policy: Annotated[
        Literal["off", "mark", "refuse"],
        Field(
            description=(
                "Pemindai virus: off, mark (keadaan tiap berkas terlihat), atau refuse: berkas "
                "tidak diberikan sebelum dipindai."
            )
        ),
    ] = "off"
    scanner_address: Annotated[
        str,
        Field(
            description="Alamat clamd di mesin ini: unix:/run/clamav/clamd.ctl, 127.0.0.1:3310."
        ),
    ] = "unix:/run/clamav/clamd.ctl"
    scanner_gate_seconds: Annotated[
        float,
        Field(
            description="Detik paling lama unggahan menunggu pemindai; sesudahnya dipindai nanti.",
            gt=0,
            le=30,
        ),
    ] = 5.0
    uploads_per_person: Annotated[
        int, Field(description="Unggahan dan lampiran satu orang sehari.", ge=1)
    ] = 300
    uploads_per_region: Annotated[
        int, Field(description="Unggahan dan lampiran satu kabupaten/kota sehari.", ge=1)
    ] = 900
    exports_per_person: Annotated[
        int, Field(description="Unduhan templat dan berkas edisi satu orang sehari.", ge=1)
    ] = 300
    exports_per_region: Annotated[
        int,
        Field(description="Unduhan templat dan berkas edisi satu kabupaten/kota sehari.", ge=1),
    ] = 900
    papers_per_person: Annotated[
        int, Field(description="PDF laporan yang dibuat untuk satu orang sehari.", ge=1)
    ] = 200
    papers_per_region: Annotated[
        int, Field(description="PDF laporan yang dibuat untuk satu kabupaten/kota sehari.", ge=1)
    ] = 600
    dormant_days: Annotated[
        int, Field(description="Hari tanpa masuk sebelum akun dilaporkan jarang dipakai.", ge=1)
    ] = 90
    retention_runs: Annotated[
        bool, Field(description="Pekerja menjalankan jadwal retensi tiap malam.")
    ] = False
    processes: Annotated[
        int,
        Field(
            description="Proses web; 0: dua pada layanan bila ada dua inti, selain itu satu.",
            ge=0,
            le=MOST_PROCESSES,
        ),
    ] = 0
    web_threads: Annotated[int, Field(description="Utas dan koneksi per proses web.", ge=1)] = 16

    metrics_port: Annotated[
        int, Field(description="Porta angka pemantauan; 0 berarti tidak ada.", ge=0, le=65535)
    ] = 0
    metrics_host: Annotated[
        str, Field(description="Alamat yang didengar untuk angka pemantauan; jangan dibuka umum.")
    ] = "127.0.0.1"

    smtp_host: Annotated[
        str, Field(description="Server surel; kosong berarti portal tidak mengirim surel.")
    ] = ""
    smtp_port: Annotated[int, Field(description="Porta server surel.", ge=1, le=65535)] = 587
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
    def web_processes(self) -> int:
        """How many processes answer requests: one in a trial, in service two on two cores."""
        if self.processes:
            return self.processes
        return min(MOST_PROCESSES, len(os.sched_getaffinity(0))) if self.production else 1

    @property
    def sends_mail(self) -> bool:
        """Tell whether mail is set up; without it nothing is sent and pages say so."""
        return bool(self.smtp_host and self.mail_sender)

    @property
    def scans(self) -> bool:
        """Tell whether files are shown to a virus scanner."""
        return self.scanner_policy != "off"

    @property
    def factor_for(self) -> str:
        """Say who must have a second factor: `none`, `province` or `all`."""
        if self.second_factor_required != "auto":
            return self.second_factor_required
        return "province" if self.production else "none"

    @property
    def url(self) -> str:
        """SQLAlchemy URL of the database, absolute for SQLite."""
        if self.database_url:
            return self.database_url
        return f"sqlite:///{(self.data / 'petakonflik.db').resolve()}"

    @property
    def owner_url(self) -> str:
        """SQLAlchemy URL of who may change tables; the portal itself needs no such right."""
        return self.database_owner_url or self.url

    @property
    def files(self) -> Path:
        """Folder of stored uploads, attachments and editions."""
        return self.data / "berkas"

    @property
    def seals(self) -> Path:
        """Folder of the heads of the trail that the worker seals every night."""
        return self.data / "segel"

    @property
    def keys(self) -> Path:
        """Folder of the installation's signing keys."""
        return self.data / "kunci"
