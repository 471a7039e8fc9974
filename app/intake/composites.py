"""Columns that are not one field of the model: places, parties and sources on one line."""

from __future__ import annotations

from app.model import vocabulary as words
from app.model.fields import FieldSpec, Group, Need, Shape

# Headings seen in the offices' own tables, where one heading means one column (domain paper 2.2).
SYNONYMS: dict[str, tuple[str, ...]] = {
    "title": ("permasalahan", "isu", "potensi konflik", "nama potensi"),
    "law_source": ("jenis konflik", "klasifikasi", "kategori"),
    "topic": ("tema",),
    "fields": ("ipoleksosbudhankam", "ipoleksosbudkam", "aspek", "gatra"),
    "summary": ("uraian",),
    "root_cause": ("sumber masalah", "penyebab", "latar belakang", "faktor penyebab"),
    "trigger": ("faktor pemicu",),
    "impact_note": ("akibat",),
    "event_start": ("tanggal kejadian", "waktu"),
    "event_form": ("bentuk",),
    "chronology": ("kronologis", "fakta-fakta"),
    "district": ("kec.", "kec"),
    "village": ("desa", "kelurahan", "kampung", "desa/kel"),
    "place": ("lokasi", "tempat", "tkp"),
    "lead_agency": ("opd penanggung jawab", "leading sector"),
    "development": ("perkembangan", "progres"),
    "handling_status": ("status",),
    "recommendation": ("saran", "saran tindak", "rekomendasi/saran"),
    "source": ("sumber data",),
    "remarks": ("ket.", "ket"),
    "entry_key": ("kode entri",),
    "date_start": ("tanggal upaya",),
    "description": ("uraian", "langkah", "tindakan"),
}

DISTRICT = FieldSpec(
    heading="Kecamatan",
    help="Pilih dari daftar. Lokasi utama selalu di wilayah Anda.",
    need=Need.REQUIRED,
    group=Group.LOKASI,
    most=120,
    width=22,
)
VILLAGE = FieldSpec(
    heading="Desa/kelurahan",
    help="Pilih setelah kecamatan; daftarnya mengikuti kecamatan. Boleh kosong.",
    group=Group.LOKASI,
    most=120,
    width=24,
)
OTHER_LOCATIONS = FieldSpec(
    heading="Lokasi lain",
    help="Dipisah titik koma: Desa Contoh, Kec. Misal; Kec. Umpama. Boleh di kabupaten/kota lain "
    "untuk sengketa batas.",
    group=Group.LOKASI,
    most=1000,
    width=30,
)
OTHER_PARTIES = FieldSpec(
    heading="Pihak lain",
    help="KEDUDUKAN/JENIS (jumlah): nama; dipisah titik koma. "
    "Contoh: PENENGAH/PEMDA: Tim Terpadu; TERDAMPAK/WARGA (71): Keluarga di sekitar dermaga. "
    "Perseorangan tanpa nama: TERDAMPAK/ORANG (1): Pemilik kebun, inisial A.B.",
    group=Group.PIHAK,
    most=1500,
    width=40,
)
OTHER_SOURCES = FieldSpec(
    heading="Sumber lain",
    help="SUMBER/CARA tanggal: rincian <tautan> [B2]; dipisah titik koma. "
    "Contoh: MEDIA/DARING 08/06/2026: Media Contoh <https://media.example/berita> [C3]. "
    "[B2] berarti keandalan B, kebenaran 2. Tambahkan (lindungi) bila sumber perlu dilindungi.",
    group=Group.SUMBER,
    most=1500,
    width=40,
)
NO_CASUALTIES = FieldSpec(
    heading="Nihil korban dan kerusakan",
    help="Pilih Ya bila tidak ada korban dan kerusakan: kolom jumlah yang kosong menjadi 0.",
    shape=Shape.YES_NO,
    group=Group.KORBAN,
    kinds="K",
    codes=words.YES_NO,
    width=14,
)
SAME_CASE = FieldSpec(
    heading="Terkait potensi",
    help="Kode pada lembar 2_Potensi bila peristiwa ini bagian dari kasus itu, mis. P-001.",
    group=Group.POKOK,
    kinds="K",
    most=12,
    width=12,
)
ENTRY_KEY = FieldSpec(
    heading="Kode entri",
    help="Kode potensi atau peristiwa yang ditangani, mis. P-001 atau K-001.",
    need=Need.REQUIRED,
    group=Group.POKOK,
    most=12,
    width=12,
)
PARTY_HELP = (
    "Nama kelompok atau badan; bukan nama orang. Jumlah anggota boleh di dalam kurung: "
    "Kelompok Tani Contoh (140). Tambahkan (anak) bila pihak ini anak; perseorangan cukup "
    "peran dan inisialnya: Pemilik kebun, inisial A.B."
)
