"""Word lists of an event: form, means, outcome."""

from __future__ import annotations

from app.model.codes import Code, CodeList

EVENT_FORM = CodeList(
    "event_form",
    "Bentuk peristiwa",
    (
        Code("PENOLAKAN", "Penolakan kegiatan/pembangunan", "Rejection of an activity"),
        Code(
            "UNRAS_RICUH",
            "Unjuk rasa disertai kericuhan",
            "Disorderly demonstration",
            "a peaceful demonstration is NOT a conflict event",
        ),
        Code("BLOKADE", "Blokade jalan/akses", "Blockade"),
        Code("PENDUDUKAN", "Pendudukan/penguasaan lahan", "Land occupation"),
        Code("PANEN_MASSAL", "Panen massal/pengambilan hasil", "Mass harvesting"),
        Code("PENYEGELAN", "Penyegelan/penutupan paksa", "Forced closure"),
        Code("INTIMIDASI", "Intimidasi/teror", "Intimidation"),
        Code("PERUSAKAN", "Perusakan", "Vandalism"),
        Code("PEMBAKARAN", "Pembakaran", "Arson"),
        Code("TAWURAN", "Tawuran", "Brawl"),
        Code("BENTROK", "Bentrok antarkelompok", "Clash between groups"),
        Code("MASSA", "Main hakim sendiri", "Mob justice"),
        Code("PENGUSIRAN", "Pengusiran", "Expulsion"),
        Code("LAIN", "Lainnya", "Other"),
    ),
)

WEAPON = CodeList(
    "weapon",
    "Alat/senjata",
    (
        Code("TIDAK", "Tidak ada", "None"),
        Code("TUMPUL", "Benda tumpul/batu", "Blunt objects"),
        Code("SAJAM", "Senjata tajam", "Bladed"),
        Code("API", "Api/molotov", "Fire, petrol bombs"),
        Code("SENPI", "Senjata api/rakitan", "Firearms"),
        Code("TTD", "Tidak diketahui", "Unknown"),
    ),
)

CASUALTY_STATUS = CodeList(
    "casualty_status",
    "Status data korban",
    (
        Code("SEMENTARA", "Sementara", "Provisional"),
        Code("PASTI", "Terverifikasi", "Verified"),
    ),
)

DECLARED_STATE = CodeList(
    "status_konflik",
    "Status Keadaan Konflik",
    (
        Code("TIDAK", "Tidak ditetapkan", "Not declared"),
        Code("KAB", "Skala kabupaten/kota", "Regency scale"),
        Code("PROV", "Skala provinsi", "Province scale"),
        Code("NAS", "Skala nasional", "National scale"),
    ),
)

UU7 = CodeList(
    "uu7",
    "Memenuhi definisi UU 7/2012",
    (
        Code("BELUM", "Belum ditentukan", "Undetermined", "default; only the province sets it"),
        Code("YA", "Ya", "Yes"),
        Code("TIDAK", "Tidak", "No"),
    ),
)

AGREEMENT = CodeList(
    "agreement",
    "Kesepakatan damai",
    (
        Code("TIDAK", "Tidak ada", "None"),
        Code("LISAN", "Lisan", "Oral"),
        Code("TERTULIS", "Tertulis", "Written", "attach the Berita Acara"),
    ),
)
