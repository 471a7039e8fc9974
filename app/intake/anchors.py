"""What a likelihood and an impact of 1 to 5 mean, and what is recorded where; officers' help."""

from __future__ import annotations

# Horizon: the next quarter (domain paper 4.2).
LIKELIHOOD_ANCHORS: tuple[tuple[str, str, str], ...] = (
    ("1", "Hampir tidak terjadi (< 5%)", "5 tahun tidak ada yang serupa di sini; tanpa pemicu."),
    ("2", "Jarang (5–20%)", "Sekali dalam 3–5 tahun; pemicu masih jauh."),
    (
        "3",
        "Kadang-kadang (20–50%)",
        "Sekali dalam 2 tahun terakhir, atau ada pemicu pada triwulan depan.",
    ),
    (
        "4",
        "Sering (50–80%)",
        "Terjadi dalam 12 bulan terakhir, pihak yang sama; pengerahan sudah mulai.",
    ),
    (
        "5",
        "Hampir pasti (> 80%)",
        "Tanggal atau ultimatum sudah diumumkan, atau sudah terjadi setiap bulan.",
    ),
)
# Level, people, property, reach.
IMPACT_ANCHORS: tuple[tuple[str, str, str, str], ...] = (
    ("1", "Tidak ada luka", "Tidak ada kerugian", "Satu lingkungan, beberapa jam"),
    ("2", "Luka ringan", "Kurang dari Rp50 juta", "Satu desa, kurang dari 1 hari"),
    ("3", "Luka berat", "Rp50–500 juta", "Satu kecamatan, 1–3 hari, 50–500 orang"),
    (
        "4",
        "Satu meninggal, keluarga mengungsi, atau SARA meluas",
        "Rp0,5–5 miliar, atau rumah ibadah",
        "Beberapa kecamatan, lebih dari 3 hari",
    ),
    (
        "5",
        "Beberapa meninggal, lebih dari 100 keluarga mengungsi",
        "Lebih dari Rp5 miliar, kantor pemerintah",
        "Seluruh kabupaten/kota; Status Keadaan Konflik mungkin ditetapkan",
    ),
)
# Situation, register (domain paper 2.3).
REGISTERS: tuple[tuple[str, str], ...] = (
    (
        "Keluhan, perkara di pengadilan, saling klaim; belum ada kejadian triwulan ini",
        "Potensi (2_Potensi)",
    ),
    (
        (
            "Blokade, pendudukan, penyegelan paksa, bentrok, pembakaran, tawuran, pengusiran "
            "pada triwulan ini"
        ),
        "Peristiwa (3_Peristiwa); kasusnya tetap di Potensi selama dapat terulang",
    ),
    (
        "Unjuk rasa damai",
        "Bukan keduanya; itu hak. Sebut di uraian; masukkan potensi hanya untuk sengketanya",
    ),
    (
        "Kejahatan biasa antarorang",
        "Bukan keduanya, kecuali memicu ketegangan antarkelompok (tema Kriminalitas pemicu)",
    ),
    ("Bencana alam", "Bukan keduanya; BPBD. Hanya ketegangan akibatnya (tema Dampak bencana)"),
    (
        "Pendapat, kritik, jurnalisme, kegiatan partai yang sah",
        "Bukan keduanya; tidak boleh dimasukkan",
    ),
)
STEPS: tuple[str, ...] = (
    (
        "Isi 2_Potensi dan 3_Peristiwa mulai baris 6, satu baris satu entri. "
        "Baris lanjutan triwulan lalu sudah terisi; perbarui saja."
    ),
    (
        "Kolom kuning bertanda * wajib. Sel merah muda berarti masih kurang. Kolom lain boleh "
        "kosong; portal mengisi nilai lazimnya. Klik judul kolom untuk membaca keterangannya."
    ),
    "Setiap upaya penanganan satu baris di 4_TindakLanjut, dengan kode entri yang ditangani.",
    (
        "Isi data surat, gambaran umum, dan pernyataan kecamatan di 1_Sampul. "
        "Kecamatan tanpa pernyataan dihitung “tidak ada informasi”, bukan nihil."
    ),
    (
        "Tanggal: 25/06/2026 atau 25 Juni 2026. Angka: 1.250 (titik untuk ribuan), 0 atau nihil "
        "bila tidak ada. Kosong berarti belum diisi, bukan nol."
    ),
    "Beberapa nilai dalam satu sel dipisah titik koma (;).",
    (
        "Tulis kelompok, bukan orang. Jangan menulis NIK, nomor telepon, atau alamat; anak cukup "
        "jumlahnya. Berkas dengan NIK tidak dapat disimpan."
    ),
    (
        "Simpan sebagai .xlsx, lalu unggah di portal. Berkas yang sama boleh diunggah berulang: "
        "hanya yang berubah yang diperbarui."
    ),
)
