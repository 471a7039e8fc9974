"""Word lists that describe a dispute: source, theme, stage, assessment."""

from __future__ import annotations

from app.model.codes import Code, CodeList

KIND = CodeList(
    "kind",
    "Jenis entri",
    (
        Code("P", "Potensi Konflik", "Potential conflict"),
        Code("K", "Peristiwa Konflik", "Conflict event"),
    ),
)

LAW_SOURCE = CodeList(
    "law_source",
    "Sumber konflik (Pasal 5 UU 7/2012)",
    (
        Code(
            "U5A",
            "Politik, ekonomi, dan sosial budaya",
            "Political, economic, socio-cultural",
            "letter a",
        ),
        Code(
            "U5B",
            "Antarumat/interumat beragama, antarsuku, antaretnis",
            "Religious, tribal, ethnic (SARA)",
            "letter b; row is SENSITIF by default",
        ),
        Code(
            "U5C",
            "Sengketa batas wilayah desa, kabupaten/kota, provinsi",
            "Boundary dispute",
            "letter c; needs two regions",
        ),
        Code(
            "U5D",
            "Sengketa SDA antarmasyarakat / dengan pelaku usaha",
            "Natural-resource dispute",
            "letter d",
        ),
        Code(
            "U5E",
            "Distribusi SDA yang tidak seimbang",
            "Unequal distribution of natural resources",
            "letter e",
        ),
    ),
)

FIELD_OF_LIFE = CodeList(
    "field",
    "Bidang (Ipoleksosbudhankam)",
    (
        Code("IDE", "Ideologi", "Ideology"),
        Code("POL", "Politik", "Politics"),
        Code("EKO", "Ekonomi", "Economy"),
        Code("SOSBUD", "Sosial budaya", "Socio-cultural"),
        Code("HANKAM", "Pertahanan dan keamanan", "Defence and security"),
    ),
)

ATHG = CodeList(
    "athg",
    "Jenis ATHG",
    (
        Code("A", "Ancaman", "Threat", "intends and is able to harm"),
        Code("T", "Tantangan", "Challenge", "tests capability"),
        Code("H", "Hambatan", "Obstacle", "from within, slows a programme or a stage"),
        Code("G", "Gangguan", "Disturbance", "disturbs order, from outside the programme"),
    ),
)

TOPIC = CodeList(
    "topic",
    "Tema",
    (
        Code("PEMILU", "Pemilu/Pasca-Pemilu", "General election / aftermath"),
        Code("PILKADA", "Pilkada", "Regional head election"),
        Code("PILKADES", "Pilkades", "Village head election"),
        Code("NETRALITAS", "Netralitas ASN/TNI/Polri", "Neutrality of officials"),
        Code("DOB", "Pemekaran/DOB", "New autonomous region"),
        Code("PARPOL", "Internal partai politik", "Internal party dispute"),
        Code("IKN", "Dampak pembangunan IKN", "IKN capital relocation"),
        Code("PENDATANG", "Pendatang dan kependudukan", "In-migration"),
        Code("ORMAS", "Organisasi kemasyarakatan", "Mass organisations"),
        Code("PREMANISME", "Premanisme/pungutan liar", "Thuggery / extortion"),
        Code("RUMAH_IBADAH", "Pendirian rumah ibadah", "Places of worship"),
        Code("ALIRAN", "Aliran/paham keagamaan", "Religious stream or belief"),
        Code("ETNIS", "Hubungan antarsuku/etnis", "Ethnic relations"),
        Code("INTOLERANSI", "Intoleransi dan radikalisme", "Intolerance and radicalism"),
        Code("BATAS_DESA", "Batas desa/kelurahan", "Village boundary"),
        Code("BATAS_KAB", "Batas kabupaten/kota/provinsi", "Regency or provincial boundary"),
        Code("AGRARIA", "Sengketa lahan/pertanahan", "Land dispute"),
        Code("TANAH_ADAT", "Tanah adat/ulayat", "Customary land"),
        Code("SAWIT", "Perkebunan sawit", "Oil-palm estates"),
        Code("PLASMA", "Plasma/kemitraan kebun", "Plasma smallholder scheme"),
        Code("TAMBANG", "Pertambangan batubara/mineral", "Coal and mineral mining"),
        Code("GALIAN_C", "Galian C/pasir", "Sand and quarry mining"),
        Code("HUTAN", "Kawasan hutan/HTI", "Forest areas"),
        Code("NELAYAN", "Perikanan dan alat tangkap", "Fisheries"),
        Code("LINGKUNGAN", "Pencemaran lingkungan", "Pollution"),
        Code("HAULING", "Jalan angkut/hauling", "Haul roads"),
        Code("ALUR_SUNGAI", "Alur sungai/pelayaran", "River traffic"),
        Code("HI", "Hubungan industrial/PHK", "Industrial relations"),
        Code("CSR", "CSR/tenaga kerja lokal", "CSR and local employment"),
        Code("PASAR", "Pasar/pedagang/aset pemda", "Markets and public assets"),
        Code("TRANSPORTASI", "Transportasi/ojek daring", "Transport disputes"),
        Code("LAYANAN", "Pelayanan publik/listrik/air", "Public services"),
        Code("BANSOS", "Bantuan sosial", "Social assistance"),
        Code("PANGAN", "Harga/pangan/BBM", "Prices, food, fuel"),
        Code("NARKOBA", "Narkotika", "Narcotics"),
        Code("PELAJAR", "Pelajar/pemuda/tawuran", "Students, youth brawls"),
        Code("KRIMINAL", "Kriminalitas pemicu", "Triggering crime"),
        Code("TPPO", "Perdagangan orang", "Human trafficking"),
        Code("HOAKS", "Hoaks/ujaran kebencian", "Hoax, hate speech"),
        Code("UNRAS", "Unjuk rasa", "Demonstration"),
        Code("ORANG_ASING", "Orang/tenaga kerja asing", "Foreign nationals"),
        Code("PERBATASAN", "Perbatasan negara", "State border"),
        Code("BENCANA", "Dampak bencana", "Disaster impact"),
        Code("LAIN", "Lainnya", "Other"),
    ),
)

STAGE = CodeList(
    "stage",
    "Tahap eskalasi",
    (
        Code("0", "Laten", "Latent", "interests clash, nothing visible"),
        Code("1", "Mencuat", "Emerging", "complaints, letters, social media"),
        Code(
            "2", "Terbuka tanpa kekerasan", "Open, non-violent", "pickets, blockades, ultimatums"
        ),
        Code("3", "Kekerasan terbatas", "Limited violence"),
        Code("4", "Kekerasan meluas", "Widespread violence"),
        Code("5", "Mereda", "De-escalating"),
        Code("6", "Pascakonflik", "Post-conflict", "recovery"),
    ),
)

LEGAL_PROCESS = CodeList(
    "legal_process",
    "Proses hukum",
    (
        Code("TIDAK", "Tidak ada", "None"),
        Code("MEDIASI", "Mediasi/adat", "Mediation or customary"),
        Code("LIDIK", "Penyelidikan/penyidikan", "Police investigation"),
        Code("SIDANG", "Persidangan", "In court"),
        Code("BANDING", "Belum berkekuatan tetap", "Under appeal"),
        Code("INKRAH", "Berkekuatan hukum tetap", "Final"),
    ),
)

HANDLING_STATUS = CodeList(
    "handling_status",
    "Status penanganan",
    (
        Code("BELUM", "Belum ditangani", "Not handled"),
        Code("TINJUT", "Perlu tindak lanjut", "Needs follow-up"),
        Code("PROSES", "Dalam proses", "In progress"),
        Code("SELESAI", "Selesai", "Resolved"),
    ),
)

CHANGE = CodeList(
    "change",
    "Perubahan dari triwulan lalu",
    (
        Code("BARU", "Baru", "New"),
        Code("TETAP", "Berlanjut, tetap", "Continuing, same"),
        Code("NAIK", "Berlanjut, meningkat", "Continuing, worse"),
        Code("TURUN", "Berlanjut, menurun", "Continuing, better"),
        Code("SELESAI", "Selesai", "Resolved"),
        Code("KAMBUH", "Muncul kembali", "Recurred"),
    ),
)

CONFIDENCE = CodeList(
    "confidence",
    "Tingkat keyakinan",
    (
        Code("T", "Tinggi", "High", "two independent sources or an official document"),
        Code("S", "Sedang", "Medium", "one reliable source"),
        Code("R", "Rendah", "Low", "single or unverified source"),
    ),
)

SENSITIVITY = CodeList(
    "sensitivity",
    "Kepekaan entri",
    (
        Code("NORMAL", "Normal", "Normal"),
        Code(
            "SENSITIF",
            "Sensitif",
            "Sensitive",
            "hidden from bulk exports and the governor summary text",
        ),
        Code("TERTUTUP", "Tertutup", "Closed", "owner regency and named province staff only"),
    ),
)

SENSITIVITY_REASON = CodeList(
    "sensitivity_reason",
    "Alasan kepekaan",
    (
        Code("SARA", "Menyangkut SARA", "SARA"),
        Code("ANAK", "Menyangkut anak", "Children"),
        Code("KS", "Korban kekerasan seksual", "Sexual violence victim"),
        Code("PELAPOR", "Membahayakan pelapor/sumber", "Endangers a source"),
        Code("LIDIK", "Proses penyidikan", "Ongoing investigation"),
        Code("LAIN", "Lainnya", "Other"),
    ),
)

LIKELIHOOD = CodeList(
    "likelihood",
    "Kemungkinan",
    (
        Code("1", "Hampir tidak terjadi", "Almost never"),
        Code("2", "Jarang terjadi", "Rare"),
        Code("3", "Kadang-kadang terjadi", "Occasional"),
        Code("4", "Sering terjadi", "Frequent"),
        Code("5", "Hampir pasti terjadi", "Almost certain"),
    ),
)

IMPACT = CodeList(
    "impact",
    "Dampak",
    (
        Code("1", "Tidak signifikan", "Insignificant"),
        Code("2", "Kurang signifikan", "Minor"),
        Code("3", "Cukup signifikan", "Moderate"),
        Code("4", "Signifikan", "Major"),
        Code("5", "Sangat signifikan", "Severe"),
    ),
)

RISK_LEVEL = CodeList(
    "risk_level",
    "Tingkat risiko",
    (
        Code("SR", "Sangat rendah", "Very low", "score 1-5"),
        Code("R", "Rendah", "Low", "6-10"),
        Code("S", "Sedang", "Medium", "11-15"),
        Code("T", "Tinggi", "High", "16-20"),
        Code("ST", "Sangat tinggi", "Very high", "21-25"),
    ),
)

ZONE = CodeList(
    "zone",
    "Zona kerawanan",
    (
        Code("HIJAU", "Hijau", "Green", "SR, R"),
        Code("KUNING", "Kuning", "Yellow", "S"),
        Code("MERAH", "Merah", "Red", "T, ST"),
        Code("TANPA_DATA", "Belum ada data", "No data", "hatched grey, own legend line"),
    ),
)

WINDOW = CodeList(
    "window",
    "Perkiraan waktu",
    (
        Code("30H", "Dalam 30 hari", "Within 30 days"),
        Code("TW", "Triwulan depan", "Next quarter"),
        Code("6B", "Dalam 6 bulan", "Within 6 months"),
        Code("TT", "Tidak tentu", "Undetermined"),
    ),
)

CROWD = CodeList(
    "crowd",
    "Perkiraan massa",
    (
        Code("0", "Tidak diketahui", "Unknown"),
        Code("1", "< 50 orang", "< 50"),
        Code("2", "50-199 orang", "50-199"),
        Code("3", "200-999 orang", "200-999"),
        Code("4", ">= 1.000 orang", ">= 1,000"),
    ),
)

CASE_STATUS = CodeList(
    "case_status",
    "Status kasus",
    (
        Code("AKTIF", "Aktif", "Active"),
        Code("DIPANTAU", "Dipantau", "Under watch", "quiet, kept for two more quarters"),
        Code("SELESAI", "Selesai", "Closed", "needs a closure basis"),
        Code("DIGABUNG", "Digabung", "Merged", "points to another case"),
        Code("DIALIHKAN", "Dialihkan", "Transferred", "now led by another level of government"),
    ),
)

CLOSURE_BASIS = CodeList(
    "closure_basis",
    "Dasar penyelesaian",
    (
        Code("KESEPAKATAN", "Kesepakatan para pihak", "Agreement of the parties"),
        Code("PUTUSAN", "Putusan pengadilan berkekuatan tetap", "Final court decision"),
        Code("KEBIJAKAN", "Keputusan/kebijakan pemerintah", "Government decision"),
        Code("REDA", "Mereda sendiri", "Subsided", "allowed only after two quiet quarters"),
        Code("BUKAN_KONFLIK", "Bukan konflik", "Not a conflict", "entered by mistake"),
    ),
)

OMISSION_REASON = CodeList(
    "omission_reason",
    "Alasan tidak dilaporkan",
    (
        Code("SELESAI", "Sudah selesai", "Resolved", "sebutkan dasar dan tanggalnya"),
        Code(
            "DIPANTAU",
            "Tenang, tetap dipantau",
            "Quiet, kept under watch",
            "tidak dinilai risikonya triwulan ini",
        ),
        Code(
            "DIALIHKAN",
            "Ditangani tingkat lain",
            "Led by another level of government",
            "misalnya provinsi, pusat, atau pengadilan",
        ),
        Code(
            "GANDA",
            "Sama dengan kasus lain",
            "Told under another case",
            "sebutkan nomor kasusnya; provinsi yang menggabungkan",
        ),
    ),
)

AUTHORITY = CodeList(
    "authority",
    "Tingkat kewenangan",
    (
        Code("DESA", "Desa/Kelurahan", "Village"),
        Code("KEC", "Kecamatan", "Sub-district"),
        Code("KAB", "Kabupaten/Kota", "Regency/City"),
        Code("PROV", "Provinsi", "Province"),
        Code("PUSAT", "Pemerintah Pusat", "Central government"),
        Code("YUD", "Lembaga peradilan", "Court"),
    ),
)

DATE_PRECISION = CodeList(
    "date_precision",
    "Ketelitian tanggal",
    (
        Code("HARI", "Hari", "Day"),
        Code("BULAN", "Bulan", "Month"),
        Code("TAHUN", "Tahun", "Year"),
        Code("TT", "Tidak diketahui", "Unknown"),
    ),
)

LOCATION_PRECISION = CodeList(
    "loc_precision",
    "Ketelitian lokasi",
    (
        Code("TITIK", "Titik koordinat", "Point"),
        Code("DESA", "Desa/kelurahan", "Village"),
        Code("KEC", "Kecamatan", "Sub-district"),
        Code("KAB", "Kabupaten/kota", "Regency"),
    ),
)

YES_NO = CodeList(
    "bool",
    "Ya/Tidak",
    (
        Code("1", "Ya", "Yes"),
        Code("0", "Tidak", "No"),
    ),
)
