"""Every limit of the portal on one page, read from where it is enforced, with today's use."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access.quotas import spent_today
from app.intake import gate_strings, gate_text, gate_xml
from app.intake.arrivals import QUOTA_BYTES
from app.intake.worker_image import MOST_PIXELS
from app.intake.worker_pdf import MOST_PAGES
from app.settings import Settings
from app.web.deps import Now, Reads, Setup, SignedIn, signed_in
from app.web.formats import number_id, size_id
from app.web.templating import page

router = APIRouter()


@router.get("/panduan/batas", dependencies=[signed_in()])
def show(request: Request, session: Reads, actor: SignedIn, settings: Setup, now: Now) -> Response:
    """Show what may be sent and asked for, and how much of it this person used today."""
    return page(
        request,
        "limits",
        spent=spent_today(session, actor, settings, now),
        groups=[
            ("Berkas", _files(settings)),
            ("Isi buku kerja", _rows()),
            ("Sesi", _sessions(settings)),
        ],
    )


def _files(settings: Settings) -> list[tuple[str, str]]:
    return [
        ("Berkas laporan (Excel, ODS, CSV)", size_id(settings.upload_limit_bytes)),
        ("Satu lampiran, bukti, atau surat", size_id(settings.attachment_limit_bytes)),
        ("Semua lampiran satu versi laporan", size_id(settings.attachments_total_bytes)),
        ("Berkas yang sedang dikirim sepotong-sepotong, satu orang", size_id(QUOTA_BYTES)),
        ("Halaman satu PDF", number_id(MOST_PAGES)),
        ("Titik gambar satu foto", f"{MOST_PIXELS // 1_000_000} juta"),
    ]


def _rows() -> list[tuple[str, str]]:
    return [
        ("Baris satu lembar atau berkas CSV", number_id(gate_xml.MOST_ROWS)),
        ("Baris terisi satu lembar atau berkas CSV", number_id(gate_xml.MOST_FILLED_ROWS)),
        ("Kolom satu lembar", number_id(gate_xml.MOST_COLUMNS)),
        ("Teks satu sel", f"{number_id(gate_strings.MOST_STRING)} karakter"),
        ("Satu baris CSV", f"{number_id(gate_text.MOST_LINE)} karakter"),
    ]


def _sessions(settings: Settings) -> list[tuple[str, str]]:
    return [
        ("Sesi berakhir tanpa kegiatan", f"{settings.session_idle_minutes} menit"),
        ("Sesi paling lama", f"{settings.session_hours} jam"),
        ("Langkah kedua berlaku untuk tindakan penting", f"{settings.proof_minutes} menit"),
    ]
