"""Words of offices for codes of our lists: taken where they are plain, and always told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.intake.cells import find_code
from app.intake.text import fold
from app.model import vocabulary as words

if TYPE_CHECKING:
    from app.model.codes import Code, CodeList

# First match wins; a word that could mean two codes is not listed: the officer is asked.
_PATTERNS: dict[str, tuple[tuple[str, str], ...]] = {
    words.LAW_SOURCE.name: (
        ("U5B", r"\bsara\b|agama|suku|etnis|\bras\b|kepercayaan|rumah ibadah"),
        ("U5C", r"\bbatas\b|tapal batas"),
        ("U5E", r"distribusi"),
        ("U5D", r"\bsda\b|sumber ?daya alam|lahan|\btanah\b|agraria|tambang|kebun|sawit|plasma"),
        ("U5A", r"politik|pemilu|pilkada|pilkades|ekonomi|sosial|budaya|ketenagakerjaan"),
    ),
    words.TOPIC.name: (
        ("PLASMA", r"plasma|kemitraan"),
        ("TANAH_ADAT", r"\badat\b|ulayat"),
        ("BATAS_DESA", r"batas (desa|kelurahan|kampung)"),
        ("BATAS_KAB", r"batas (kabupaten|kota|wilayah|provinsi)"),
        ("TAMBANG", r"tambang|batu ?bara"),
        ("SAWIT", r"sawit"),
        ("NELAYAN", r"nelayan|perikanan"),
        ("RUMAH_IBADAH", r"rumah ibadah|masjid|gereja"),
        ("PILKADES", r"pilkades"),
        ("PILKADA", r"pilkada"),
        ("PEMILU", r"pemilu"),
        ("ORMAS", r"\bormas\b"),
        ("HI", r"\bphk\b|buruh|ketenagakerjaan|upah"),
        ("AGRARIA", r"lahan|pertanahan|agraria|sengketa tanah"),
    ),
    words.EVENT_FORM.name: (
        ("UNRAS_RICUH", r"(unjuk rasa|demo).*(ricuh|rusuh)"),
        ("BLOKADE", r"blokade|blokir|portal|penutupan (jalan|akses)|pemortalan"),
        ("PEMBAKARAN", r"bakar"),
        ("TAWURAN", r"tawuran|perkelahian"),
        ("BENTROK", r"bentrok"),
        ("PENGUSIRAN", r"usir"),
        ("PENYEGELAN", r"segel"),
        ("PERUSAKAN", r"rusak"),
        ("PENDUDUKAN", r"pendudukan|menduduki|penyerobotan|penguasaan lahan"),
        ("PANEN_MASSAL", r"panen (massal|paksa)"),
        ("INTIMIDASI", r"intimidasi|teror|ancaman"),
        ("PENOLAKAN", r"penolakan|menolak"),
    ),
    words.HANDLING_STATUS.name: (
        ("PROSES", r"belum (selesai|tuntas)|proses|sedang|berjalan|mediasi|ditangani (oleh|di)"),
        ("BELUM", r"belum"),
        ("TINJUT", r"tindak ?lanjut"),
        ("SELESAI", r"selesai|tuntas|damai|kondusif"),
        ("PROSES", r"ditangani"),
    ),
    words.INFORMATION_SOURCE.name: (
        ("FKDM_DESA", r"fkdm.*(desa|kel)"),
        ("FKDM_KEC", r"fkdm.*kec"),
        ("FKDM_KAB", r"fkdm.*(kab|kota)"),
        ("POLRI", r"polri|polres|polsek|kepolisian|bhabinkamtibmas|intelkam"),
        ("TNI", r"\btni\b|kodim|koramil|babinsa"),
        ("MEDSOS", r"media sosial|medsos|facebook|instagram|whatsapp"),
        ("KEC", r"\bcamat\b|kecamatan"),
        ("DESA", r"kepala desa|kades|lurah"),
        ("WARGA", r"masyarakat|warga"),
        ("KESBANGPOL", r"kesbangpol"),
    ),
    words.AGENCY.name: (
        ("KESBANGPOL_PROV", r"kesbangpol.*prov"),
        ("KESBANGPOL_KAB", r"kesbangpol"),
        ("BPN", r"\bbpn\b|kantor pertanahan|\batr\b"),
        ("POLRI", r"polri|polres|polsek|kepolisian"),
        ("TNI", r"\btni\b|kodim|koramil"),
        ("DISBUN", r"perkebunan|disbun"),
        ("DISNAKER", r"tenaga kerja|disnaker"),
        ("DISHUB", r"perhubungan|dishub"),
        ("DINSOS", r"dinas sosial|dinsos"),
        ("DLH", r"lingkungan hidup|\bdlh\b"),
        ("DPMD", r"\bdpmd\b|pemberdayaan masyarakat"),
        ("SATPOLPP", r"satpol"),
        ("CAMAT", r"\bcamat\b|kecamatan"),
        ("PEMDES", r"pemerintah desa|kepala desa|kelurahan"),
    ),
    words.ACTION_TYPE.name: (
        ("MEDIASI", r"mediasi|fasilitasi|musyawarah"),
        ("RAKOR", r"rapat|rakor|koordinasi"),
        ("SOSIALISASI", r"sosialisasi|pembinaan|penyuluhan"),
        ("PAM", r"pengamanan|patroli"),
        ("PANTAU", r"pantau|monitoring"),
        ("UKUR", r"pengukuran|verifikasi"),
        ("BANTUAN", r"bantuan"),
    ),
    words.PARTY_TYPE.name: (
        ("PERUSAHAAN", r"\b(pt|cv|ud|tbk)\b\.?|perusahaan|koperasi perusahaan"),
        ("TANI", r"tani\b|petani|nelayan|koperasi|gapoktan|poktan|peternak|pekebun"),
        ("ADAT", r"\badat\b"),
        ("PELAJAR", r"pelajar|mahasiswa|pemuda|siswa|karang taruna"),
        ("PEKERJA", r"buruh|pekerja|karyawan|serikat|sopir|pengemudi"),
        ("PEMDES", r"pemerintah (desa|kelurahan|kampung)|pemdes|kepala desa|aparat desa"),
        ("PEMDA", r"pemkab|pemkot|pemda|pemerintah (kab|kota|daerah|prov)|\bdinas\b|camat"),
        ("APARAT", r"\b(tni|polri|polres|polsek|kodim|koramil)\b"),
        ("ORMAS", r"\bormas\b|\blsm\b|organisasi"),
        ("POLITIK", r"partai|pendukung|paslon|tim sukses|relawan|calon"),
        ("AGAMA", r"jemaat|jamaah|umat|majelis|gereja|masjid|pengurus rumah ibadah"),
        ("ETNIS", r"\bsuku\b|etnis|paguyuban|kerukunan"),
        ("WARGA", r"warga|masyarakat|penduduk|keluarga|pedagang|kelompok|\brt\b"),
    ),
}  # fmt: skip
_COMPILED = {
    name: tuple((code, re.compile(pattern)) for code, pattern in patterns)
    for name, patterns in _PATTERNS.items()
}


def code_by_words(codes: CodeList, text: str) -> Code | None:
    """Return the code a free text plainly means; None when it is not one of the list's words."""
    low = fold(text)
    for code, pattern in _COMPILED.get(codes.name, ()):
        if pattern.search(low):
            return codes.find(code)
    return None


def exact_code(codes: CodeList, text: str) -> Code | None:
    """Return the code a text is, by label or code."""
    return find_code(codes, " ".join(text.split()))
