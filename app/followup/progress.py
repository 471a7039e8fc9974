"""What may be said of a recommendation: the rules of domain paper 3.2 (FollowUp), as sentences."""

from __future__ import annotations

from dataclasses import dataclass

from app.intake.personal import has_nik
from app.model.vocabulary import FOLLOWUP_STATUS

MOST = {"description": 600, "obstacle": 400, "next_plan": 400}
LEAST_WORDS = 10


@dataclass(frozen=True, slots=True)
class Progress:
    """A statement as typed; `progress` is in percent."""

    status: str
    progress: int
    description: str = ""
    obstacle: str = ""
    next_plan: str = ""


def faults(said: Progress) -> dict[str, str]:
    """Return what must be corrected, a sentence per field; empty when it can be stored."""
    found: dict[str, str] = {}
    if said.status not in FOLLOWUP_STATUS:
        found["status"] = "Pilih status tindak lanjut."
    _check_percent(said, found)
    _check_reasons(said, found)
    for name, most in MOST.items():
        text = getattr(said, name)
        if len(text) > most:
            found[name] = f"Tulis paling banyak {most} karakter; sekarang {len(text)}."
        elif has_nik(text):
            found[name] = "Ada 16 angka yang tampak sebagai NIK. Hapus; data pribadi tidak boleh."
    return found


def _check_percent(said: Progress, found: dict[str, str]) -> None:
    if not 0 <= said.progress <= 100:
        found["progress"] = "Capaian ditulis 0 sampai 100 persen."
    elif said.status == "SELESAI" and said.progress != 100:
        found["progress"] = "Status Selesai berarti capaian 100 persen."
    elif said.status in {"BELUM", "TDK_RELEVAN"} and said.progress != 0:
        found["progress"] = "Untuk status ini capaiannya 0 persen."
    elif said.status in {"PROSES", "TERKENDALA"} and said.progress == 100:
        found["progress"] = "Capaian 100 persen berarti Selesai. Ubah status atau capaiannya."


def _check_reasons(said: Progress, found: dict[str, str]) -> None:
    if said.status != "BELUM" and len(said.description) < LEAST_WORDS:
        found["description"] = "Uraikan apa yang sudah dilakukan, paling sedikit 10 karakter."
    if said.status == "TERKENDALA" and len(said.obstacle) < LEAST_WORDS:
        found["obstacle"] = "Tulis kendalanya, paling sedikit 10 karakter."
    if said.status == "TDK_RELEVAN" and len(said.obstacle) < LEAST_WORDS:
        found["obstacle"] = "Tulis alasan tidak relevan, paling sedikit 10 karakter."
