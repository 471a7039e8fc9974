"""Word lists of reports, letters and their states (domain paper, section 3.5)."""

from __future__ import annotations

from app.model.codes import Code, CodeList

PERIOD_STATUS = CodeList(
    "period_status",
    "Status periode",
    (
        Code("TERJADWAL", "Terjadwal", "Scheduled"),
        Code("DIBUKA", "Dibuka", "Open", "officers can draft and submit"),
        Code(
            "TERKUNCI",
            "Terkunci",
            "Locked",
            "figures frozen for the governor's report; amendments still possible, marked 'setelah penguncian'",
        ),
        Code("DIARSIPKAN", "Diarsipkan", "Archived"),
    ),
)

OBLIGATION_STATE = CodeList(
    "obligation_state",
    "Status pelaporan",
    (
        Code("BELUM_JATUH_TEMPO", "Belum jatuh tempo", "Not yet due", "grey outline"),
        Code(
            "BELUM_LAPOR",
            "Belum melapor",
            "Not reported",
            "past due, nothing sent: hatched, never coloured",
        ),
        Code("DIKIRIM", "Terkirim, menunggu telaah", "Submitted, awaiting review"),
        Code(
            "DIKEMBALIKAN",
            "Dikembalikan untuk perbaikan",
            "Returned for correction",
            "counts as not reported for the index",
        ),
        Code("DITERIMA", "Diterima", "Accepted"),
        Code(
            "DITERIMA_NIHIL",
            "Diterima (nihil)",
            "Accepted (nil)",
            "an explicit statement of nothing to report",
        ),
        Code("DIBEBASKAN", "Dibebaskan", "Waived", "by the province, reason required"),
    ),
)

VERSION_STATE = CodeList(
    "version_state",
    "Status versi laporan",
    (
        Code("DRAF", "Draf", "Draft", "editable by the regency"),
        Code(
            "MENUNGGU_PENGESAHAN",
            "Menunggu pengesahan",
            "Awaiting sign-off",
            "waiting for the head of the regency agency",
        ),
        Code("DIKIRIM", "Dikirim", "Submitted", "immutable from here on"),
        Code("DITELAAH", "Ditelaah", "Under review", "locked by one province analyst"),
        Code("DIKEMBALIKAN", "Dikembalikan", "Returned", "immutable; correction is a new version"),
        Code("DITERIMA", "Diterima", "Accepted"),
        Code("DIGANTI", "Digantikan", "Superseded", "an accepted amendment replaced it"),
        Code("DITARIK", "Ditarik", "Withdrawn", "withdrawn by the regency before review"),
    ),
)

REPORT_TYPE = CodeList(
    "report_type",
    "Jenis laporan",
    (
        Code("TW", "Laporan Triwulan", "Quarterly report"),
        Code(
            "KHUSUS",
            "Laporan Khusus",
            "Flash report",
            "an event that cannot wait for the quarter; same entry model, one entry",
        ),
    ),
)

CLASSIFICATION = CodeList(
    "classification",
    "Klasifikasi keamanan",
    (
        Code("BIASA", "Biasa/Terbuka", "Ordinary/Open"),
        Code("TERBATAS", "Terbatas", "Restricted", "default for a quarterly report"),
        Code(
            "RAHASIA",
            "Rahasia",
            "Secret",
            "only if the province has switched it on; no e-mail, watermarked downloads",
        ),
    ),
)

URGENCY = CodeList(
    "urgency",
    "Derajat kecepatan surat",
    (
        Code("BIASA", "Biasa", "Routine"),
        Code("SEGERA", "Segera", "Urgent"),
        Code("AMAT_SEGERA", "Amat segera", "Immediate"),
    ),
)

SIGNING_CAPACITY = CodeList(
    "signing_capacity",
    "Kapasitas penanda tangan",
    (
        Code("DEFINITIF", "Pejabat definitif", "Office holder"),
        Code("PLT", "Pelaksana Tugas (Plt.)", "Acting (post vacant)"),
        Code("PLH", "Pelaksana Harian (Plh.)", "Acting (holder absent)"),
        Code("AN", "Atas nama (a.n.)", "On behalf of"),
    ),
)

SIGN_METHOD = CodeList(
    "sign_method",
    "Cara penandatanganan",
    (
        Code("TTE", "Tanda tangan elektronik (BSrE)", "Certified e-signature (BSrE)"),
        Code("BASAH", "Tanda tangan basah + cap", "Wet signature and stamp"),
    ),
)

CHANNEL = CodeList(
    "channel",
    "Saluran penyampaian",
    (
        Code("WEB", "Formulir web", "Web form"),
        Code("EXCEL", "Unggah Excel", "Excel upload"),
        Code(
            "LURING",
            "Paket luring",
            "Offline package",
            "filled without a connection, synchronised later",
        ),
        Code(
            "TITIP",
            "Dicatatkan provinsi",
            "Entered by the province",
            "from paper, e-mail or courier; scan attached",
        ),
    ),
)

TREND = CodeList(
    "trend",
    "Kecenderungan situasi",
    (
        Code("MENINGKAT", "Meningkat", "Rising"),
        Code("TETAP", "Tetap", "Unchanged"),
        Code("MENURUN", "Menurun", "Falling"),
        Code("TDK_DINILAI", "Tidak dapat dinilai", "Cannot be assessed"),
    ),
)

AMENDMENT_REASON = CodeList(
    "amendment_reason",
    "Alasan perubahan",
    (
        Code("DATA_BARU", "Informasi baru", "New information"),
        Code("KOREKSI", "Koreksi kesalahan", "Correction"),
        Code("KORBAN", "Pemutakhiran korban/kerugian", "Casualty or loss update"),
        Code("PDP", "Penghapusan data pribadi", "Personal-data removal"),
        Code("PENARIKAN", "Penarikan entri", "Entry withdrawn"),
    ),
)

DISTRICT_STATEMENT = CodeList(
    "kec_statement",
    "Pernyataan per kecamatan",
    (
        Code("ADA", "Ada entri", "Has entries", "set by the system when an entry lies there"),
        Code("NIHIL", "Nihil (sudah dicek)", "Nil (checked)", "somebody checked; name the source"),
        Code(
            "TANPA_INFO",
            "Tidak ada informasi",
            "No information",
            "the default; hatched on the map",
        ),
    ),
)

ATTACHMENT_CATEGORY = CodeList(
    "attachment_category",
    "Jenis lampiran",
    (
        Code("SURAT", "Surat pengantar bertanda tangan", "Signed covering letter"),
        Code("LAPORAN", "Laporan lengkap (PDF)", "Full report"),
        Code("NOTULEN", "Notulen/daftar hadir", "Minutes"),
        Code("BA", "Berita acara/kesepakatan", "Official record, agreement"),
        Code("FOTO", "Foto kegiatan/lokasi", "Photo"),
        Code("PETA", "Peta/sketsa", "Map"),
        Code("SK", "Keputusan/SK", "Decree"),
        Code("KLIPING", "Kliping media", "Press clipping"),
        Code("LAIN", "Lainnya", "Other"),
    ),
)

REVIEW_CODE = CodeList(
    "review_code",
    "Jenis catatan telaah",
    (
        Code("KURANG", "Data belum lengkap", "Incomplete"),
        Code("LOKASI", "Lokasi tidak sesuai", "Wrong location"),
        Code("NILAI", "Penilaian tidak konsisten", "Inconsistent scoring"),
        Code("DUPLIKAT", "Kasus ganda", "Duplicate case"),
        Code("PDP", "Memuat data pribadi", "Personal data"),
        Code("KLAS", "Klasifikasi tidak sesuai", "Wrong classification"),
        Code("JENIS", "Potensi/peristiwa tertukar", "Wrong entry kind"),
        Code("SURAT", "Surat pengantar bermasalah", "Covering letter problem"),
        Code("LAIN", "Lainnya", "Other"),
    ),
)

REVIEW_SEVERITY = CodeList(
    "review_severity",
    "Sifat catatan",
    (
        Code("WAJIB", "Wajib diperbaiki", "Must fix"),
        Code("SARAN", "Saran", "Suggestion"),
    ),
)
