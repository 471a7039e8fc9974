"""Word lists of parties, agencies, actions and sources of information."""

from __future__ import annotations

from app.model.codes import Code, CodeList

PARTY_ROLE = CodeList(
    "party_role",
    "Kedudukan pihak",
    (
        Code("A", "Pihak pertama", "First party"),
        Code("B", "Pihak kedua", "Second party"),
        Code("TERDAMPAK", "Pihak terdampak", "Affected party"),
        Code("PENENGAH", "Penengah", "Mediator"),
    ),
)

PARTY_TYPE = CodeList(
    "party_type",
    "Jenis pihak",
    (
        Code("WARGA", "Kelompok warga", "Residents"),
        Code("ADAT", "Masyarakat/lembaga adat", "Customary community"),
        Code("TANI", "Kelompok tani/nelayan/koperasi", "Farmer or fisher group"),
        Code("PERUSAHAAN", "Perusahaan", "Company"),
        Code("ORMAS", "Organisasi kemasyarakatan", "Mass organisation"),
        Code("AGAMA", "Kelompok/organisasi keagamaan", "Religious group"),
        Code(
            "ETNIS",
            "Kelompok suku/etnis",
            "Ethnic group",
            "avoid; use the place name where possible",
        ),
        Code("PEKERJA", "Pekerja/serikat", "Workers, union"),
        Code("POLITIK", "Partai/tim/pendukung calon", "Party or campaign"),
        Code("PELAJAR", "Pelajar/mahasiswa/pemuda", "Students, youth"),
        Code("PEMDES", "Pemerintah desa/kelurahan", "Village government"),
        Code("PEMDA", "Pemerintah daerah", "Local government"),
        Code("VERTIKAL", "Instansi pusat/vertikal", "Central agency"),
        Code("APARAT", "TNI/Polri", "Security forces"),
        Code("ORANG", "Perseorangan", "Individual", "initials only; row becomes SENSITIF"),
        Code("TTD", "Tidak dikenal", "Unknown"),
    ),
)

PHASE = CodeList(
    "phase",
    "Tahap penanganan",
    (
        Code("CEGAH", "Pencegahan", "Prevention"),
        Code("HENTI", "Penghentian", "Cessation"),
        Code("PULIH", "Pemulihan pascakonflik", "Post-conflict recovery"),
    ),
)

ACTION_TYPE = CodeList(
    "action_type",
    "Bentuk upaya",
    (
        Code("PANTAU", "Pemantauan lapangan", "Monitoring"),
        Code("RAKOR", "Rapat koordinasi", "Coordination meeting"),
        Code("MEDIASI", "Mediasi/fasilitasi", "Mediation"),
        Code("SOSIALISASI", "Sosialisasi/pembinaan", "Outreach"),
        Code("FKUB", "Dialog FKUB", "FKUB dialogue"),
        Code("ORMAS", "Pengawasan/pembinaan ormas", "Ormas supervision"),
        Code("UKUR", "Pengukuran/verifikasi lapangan", "Field measurement"),
        Code("ADM", "Tindakan administratif/perizinan", "Administrative action"),
        Code("PAM", "Pengamanan/patroli", "Security patrol"),
        Code("GAKKUM", "Penegakan hukum", "Law enforcement"),
        Code("EVAK", "Penyelamatan/evakuasi", "Rescue, evacuation"),
        Code("BANTUAN", "Bantuan sosial/logistik", "Relief"),
        Code("REKONSILIASI", "Rekonsiliasi", "Reconciliation"),
        Code("REHAB", "Rehabilitasi", "Rehabilitation"),
        Code("REKON", "Rekonstruksi", "Reconstruction"),
        Code("LAIN", "Lainnya", "Other"),
    ),
)

ACTION_RESULT = CodeList(
    "action_result",
    "Hasil upaya",
    (
        Code("JALAN", "Sedang berjalan", "Ongoing"),
        Code("BERHASIL", "Berhasil", "Successful"),
        Code("SEBAGIAN", "Berhasil sebagian", "Partly"),
        Code("GAGAL", "Belum berhasil", "Failed"),
    ),
)

AGENCY = CodeList(
    "agency",
    "Instansi",
    (
        Code("KESBANGPOL_KAB", "Badan Kesbangpol Kabupaten/Kota", "Regency Kesbangpol"),
        Code("KESBANGPOL_PROV", "Badan Kesbangpol Provinsi", "Provincial Kesbangpol"),
        Code("SETDA", "Sekretariat Daerah", "Regional secretariat"),
        Code("CAMAT", "Kecamatan", "Sub-district office"),
        Code("PEMDES", "Pemerintah Desa/Kelurahan", "Village government"),
        Code("SATPOLPP", "Satpol PP", "Municipal police"),
        Code("DPMD", "Dinas PMD", "Village empowerment office"),
        Code("DISBUN", "Dinas Perkebunan", "Plantation office"),
        Code("DISNAKER", "Dinas Tenaga Kerja", "Manpower office"),
        Code("DISHUB", "Dinas Perhubungan", "Transport office"),
        Code("DISDAG", "Dinas Perdagangan", "Trade office"),
        Code("DISDIK", "Dinas Pendidikan", "Education office"),
        Code("DINSOS", "Dinas Sosial", "Social affairs office"),
        Code("DLH", "Dinas Lingkungan Hidup", "Environment office"),
        Code("ESDM", "Dinas ESDM", "Energy and mines office"),
        Code("DISHUT", "Dinas Kehutanan", "Forestry office"),
        Code("DKP", "Dinas Kelautan dan Perikanan", "Fisheries office"),
        Code("DP3A", "Dinas PPPA", "Women and child protection"),
        Code("BPN", "Kantor Pertanahan/BPN", "Land office"),
        Code("KEMENAG", "Kementerian Agama", "Religious affairs"),
        Code("POLRI", "Polri", "Police"),
        Code("TNI", "TNI", "Armed forces"),
        Code("KEJAKSAAN", "Kejaksaan", "Prosecutor"),
        Code("PN", "Pengadilan Negeri", "District court"),
        Code("BINDA", "BIN Daerah", "Regional intelligence"),
        Code("BNN", "BNN", "Narcotics agency"),
        Code("KPU", "KPU", "Election commission"),
        Code("BAWASLU", "Bawaslu", "Election supervisor"),
        Code("IMIGRASI", "Imigrasi", "Immigration"),
        Code("TIMDU_PKS", "Tim Terpadu Penanganan Konflik Sosial", "Integrated conflict team"),
        Code("TIMDU_ORMAS", "Tim Terpadu Pengawasan Ormas", "Integrated ormas team"),
        Code("FKUB", "FKUB", "Religious harmony forum"),
        Code("FKDM", "FKDM", "Early-vigilance forum"),
        Code("OIKN", "Otorita IKN", "IKN Authority"),
        Code("LAIN", "Lainnya", "Other"),
    ),
)

INFORMATION_SOURCE = CodeList(
    "info_source",
    "Sumber informasi",
    (
        Code("FKDM_KAB", "FKDM Kabupaten/Kota", "FKDM regency"),
        Code("FKDM_KEC", "FKDM Kecamatan", "FKDM sub-district"),
        Code("FKDM_DESA", "FKDM Desa/Kelurahan", "FKDM village", "optional body"),
        Code(
            "TKD",
            "Tim Kewaspadaan Dini Pemda",
            "Local early-vigilance team",
            "took over from Kominda",
        ),
        Code("PUSKOMIN", "Puskomin Kewaspadaan Dini", "Early-vigilance information centre"),
        Code(
            "TP3D",
            "Tim Pemantau Perkembangan Politik (TP3D)",
            "Political-development monitoring team",
        ),
        Code("TIMDU_PKS", "Tim Terpadu PKS", "Integrated conflict team"),
        Code("TIMDU_ORMAS", "Tim Terpadu Ormas", "Integrated ormas team"),
        Code("FKUB", "FKUB", "Religious harmony forum"),
        Code("FPK", "Forum Pembauran Kebangsaan", "National integration forum"),
        Code("KEC", "Camat/Kecamatan", "Sub-district office"),
        Code("DESA", "Desa/Kelurahan", "Village"),
        Code("OPD", "Perangkat daerah", "Local agency"),
        Code("POLRI", "Polri", "Police"),
        Code("TNI", "TNI", "Armed forces"),
        Code("KEJAKSAAN", "Kejaksaan", "Prosecutor"),
        Code(
            "BINDA", "BIN Daerah", "Regional intelligence", "name the body only, never its product"
        ),
        Code("INSTANSI", "Instansi vertikal lain", "Other central agency"),
        Code("KPU_BAWASLU", "KPU/Bawaslu", "Election bodies"),
        Code("MEDIA", "Media massa", "Press"),
        Code("MEDSOS", "Media sosial", "Social media"),
        Code("WARGA", "Laporan masyarakat", "Public report"),
        Code("PERUSAHAAN", "Perusahaan", "Company"),
        Code("KESBANGPOL", "Pemantauan Kesbangpol", "Own monitoring"),
        Code(
            "KOMINDA",
            "Kominda (historis)",
            "Kominda (historical)",
            "abolished; only for imports of old reports",
            retired=True,
        ),
        Code("LAIN", "Lainnya", "Other"),
    ),
)

INFORMATION_METHOD = CodeList(
    "info_method",
    "Cara memperoleh",
    (
        Code("LAPANGAN", "Pemantauan lapangan", "Field visit"),
        Code("RAPAT", "Rapat", "Meeting"),
        Code("TERTULIS", "Laporan tertulis", "Written report"),
        Code("PESAN", "Telepon/pesan", "Phone or message"),
        Code("DARING", "Media daring", "Online media"),
        Code("LAIN", "Lainnya", "Other"),
    ),
)

RELIABILITY = CodeList(
    "reliability",
    "Keandalan sumber",
    (
        Code("A", "Dapat dipercaya penuh", "Completely reliable"),
        Code("B", "Biasanya dapat dipercaya", "Usually reliable"),
        Code("C", "Agak dapat dipercaya", "Fairly reliable"),
        Code("D", "Biasanya tidak dapat dipercaya", "Not usually reliable"),
        Code("E", "Tidak dapat dipercaya", "Unreliable"),
        Code("F", "Belum dapat dinilai", "Cannot be judged"),
    ),
)

CREDIBILITY = CodeList(
    "credibility",
    "Kebenaran informasi",
    (
        Code("1", "Dibenarkan sumber lain", "Confirmed"),
        Code("2", "Kemungkinan besar benar", "Probably true"),
        Code("3", "Mungkin benar", "Possibly true"),
        Code("4", "Diragukan", "Doubtful"),
        Code("5", "Tidak mungkin benar", "Improbable"),
        Code("6", "Belum dapat dinilai", "Cannot be judged"),
    ),
)

REC_TARGET = CodeList(
    "rec_target",
    "Ditujukan kepada",
    (
        Code("BUPATI", "Bupati/Wali Kota", "Regent or mayor"),
        Code("GUBERNUR", "Gubernur", "Governor"),
        Code("OPD_KAB", "Perangkat daerah kab/kota", "Regency agencies"),
        Code("OPD_PROV", "Perangkat daerah provinsi", "Provincial agencies"),
        Code("FORKOPIMDA", "Forkopimda", "Regional leadership forum"),
        Code("PUSAT", "Kementerian/lembaga", "Ministries"),
        Code("PERUSAHAAN", "Perusahaan", "Company"),
    ),
)

REC_STATUS = CodeList(
    "rec_status",
    "Status tanggapan",
    (
        Code("BARU", "Belum ditanggapi", "No response yet"),
        Code("DICATAT", "Dicatat", "Noted"),
        Code("DITERUSKAN", "Diteruskan", "Forwarded"),
        Code("DIJALANKAN", "Dijalankan", "Acted on"),
        Code("DITOLAK", "Tidak dapat dipenuhi", "Declined"),
    ),
)

FOLLOWUP_STATUS = CodeList(
    "followup_status",
    "Status tindak lanjut",
    (
        Code("BELUM", "Belum", "Not started"),
        Code("PROSES", "Proses", "In progress"),
        Code("SELESAI", "Selesai", "Done"),
        Code("TERKENDALA", "Terkendala", "Blocked", "obstacle text required"),
        Code("TDK_RELEVAN", "Tidak relevan", "Not applicable", "reason required"),
    ),
)
