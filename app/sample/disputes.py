"""Kinds of fictitious disputes the sample is woven from; every group and company is invented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clash:
    """How a dispute erupts when it does."""

    form: str
    title: str
    story: str
    weapons: str = "Tidak ada"


@dataclass(frozen=True, slots=True)
class Dispute:
    """One kind of dispute; `{desa}` and `{kec}` are filled with the place it happens in."""

    topic: str
    source: str
    title: str
    summary: str
    cause: str
    trigger: str
    party_a: tuple[str, str]
    party_b: tuple[str, str]
    agency: str
    action: tuple[str, str, str, str]
    clash: Clash
    athg: str = ""
    tags: str = ""


SDA = "Sengketa SDA antarmasyarakat / dengan pelaku usaha"
POLEKSOSBUD = "Politik, ekonomi, dan sosial budaya"
SARA = "Antarumat/interumat beragama, antarsuku, antaretnis"
BATAS = "Sengketa batas wilayah desa, kabupaten/kota, provinsi"
DISTRIBUSI = "Distribusi SDA yang tidak seimbang"
BLOKADE = "Blokade jalan/akses"

DISPUTES: tuple[Dispute, ...] = (
    Dispute(
        topic="Plasma/kemitraan kebun",
        source=SDA,
        title="Sengketa pembagian kebun plasma di {desa}",
        summary="Kelompok tani menuntut pembagian kebun plasma sesuai perjanjian kemitraan; "
        "perusahaan menyatakan letak lahan plasma belum diukur bersama.",
        cause="Luas dan letak kebun plasma dalam perjanjian belum pernah diukur bersama.",
        trigger="Panen raya dan pergantian manajemen kebun",
        party_a=("Kelompok tani/nelayan/koperasi", "Koperasi Tani Contoh Bersatu"),
        party_b=("Perusahaan", "PT Contoh Sawit Lestari"),
        agency="Dinas Perkebunan",
        action=(
            "Mediasi/fasilitasi",
            "Badan Kesbangpol Kabupaten/Kota",
            "Mediasi para pihak di kantor Camat {kec} bersama instansi teknis",
            "Sepakat mengukur ulang kebun plasma bersama-sama",
        ),
        clash=Clash(
            BLOKADE,
            "Penutupan jalan kebun oleh warga di {desa}",
            "Sejak pagi warga menutup jalan kebun dengan portal kayu karena pengukuran bersama "
            "kembali ditunda. Camat dan Polsek datang membuka dialog. Portal dibuka setelah ada "
            "janji jadwal pengukuran baru.",
            "Benda tumpul/batu",
        ),
        tags="Perkebunan sawit",
    ),
    Dispute(
        topic="Jalan angkut/hauling",
        source=SDA,
        title="Tuntutan ganti rugi jalan angkut di {desa}",
        summary="Warga menuntut ganti rugi lahan yang dilewati jalan angkut batubara dan "
        "keberatan atas debu serta lalu lintas pada malam hari.",
        cause="Pembebasan lahan jalan angkut belum tuntas dan jam operasi tidak disepakati.",
        trigger="Kecelakaan atau kenaikan jumlah angkutan",
        party_a=("Kelompok warga", "Warga {desa} di tepi jalan angkut"),
        party_b=("Perusahaan", "PT Contoh Tambang Utama"),
        agency="Dinas ESDM",
        action=(
            "Rapat koordinasi",
            "Badan Kesbangpol Kabupaten/Kota",
            "Rapat koordinasi bersama perusahaan dan pemerintah desa tentang jam angkut",
            "Jam angkut dibatasi sementara sambil menunggu verifikasi lahan",
        ),
        clash=Clash(
            BLOKADE,
            "Blokade jalan angkut di {desa}",
            "Sekitar tengah hari warga memalangkan kendaraan di jalan angkut dan menuntut "
            "perusahaan datang. Terjadi saling dorong dengan petugas pengamanan. Blokade berakhir "
            "setelah pertemuan di balai desa.",
            "Benda tumpul/batu",
        ),
        tags="Pertambangan batubara/mineral",
    ),
    Dispute(
        topic="Batas desa/kelurahan",
        source=BATAS,
        title="Perbedaan batas {desa} dengan desa tetangga",
        summary="Dua desa berbeda pendapat tentang letak batas di daerah hulu setelah patok lama "
        "hilang; keduanya menunjukkan peta yang berbeda.",
        cause="Batas desa belum ditetapkan dengan peraturan kepala daerah.",
        trigger="Pembagian bantuan dan izin usaha di daerah yang dipersoalkan",
        party_a=("Pemerintah desa/kelurahan", "Pemerintah {desa}"),
        party_b=("Pemerintah desa/kelurahan", "Pemerintah desa tetangga"),
        agency="Dinas PMD",
        action=(
            "Pengukuran/verifikasi lapangan",
            "Dinas PMD",
            "Pengambilan titik batas desa bersama kedua pemerintah desa",
            "Sebagian titik disepakati, dua titik masih dibahas",
        ),
        clash=Clash(
            "Penolakan kegiatan/pembangunan",
            "Penolakan pemasangan patok batas di {desa}",
            "Sekelompok warga meminta tim menghentikan pemasangan patok dan meninggalkan lokasi. "
            "Tim kembali ke kantor kecamatan untuk musyawarah; tidak ada korban dan kerusakan.",
        ),
    ),
    Dispute(
        topic="Organisasi kemasyarakatan",
        source=POLEKSOSBUD,
        title="Gesekan dua ormas pengelola parkir di {desa}",
        summary="Dua organisasi kemasyarakatan berebut pengelolaan parkir setelah kontrak "
        "pengelola lama berakhir.",
        cause="Pengelola parkir yang baru belum ditetapkan oleh pemerintah daerah.",
        trigger="Penarikan karcis ganda di lokasi yang sama",
        party_a=("Organisasi kemasyarakatan", "Ormas Contoh Satu"),
        party_b=("Organisasi kemasyarakatan", "Ormas Contoh Dua"),
        agency="Tim Terpadu Pengawasan Ormas",
        action=(
            "Pengawasan/pembinaan ormas",
            "Tim Terpadu Pengawasan Ormas",
            "Pembinaan pengurus kedua ormas di aula kecamatan",
            "Kedua pengurus menandatangani surat pernyataan",
        ),
        clash=Clash(
            "Bentrok antarkelompok",
            "Bentrok dua kelompok di area parkir {desa}",
            "Pada malam hari dua kelompok berkelahi di area parkir setelah penarikan karcis "
            "ganda. Aparat membubarkan massa dalam waktu kurang dari satu jam dan mengamankan beberapa "
            "orang. Korban luka dibawa ke rumah sakit.",
            "Benda tumpul/batu; Senjata tajam",
        ),
        tags="Premanisme/pungutan liar",
    ),
    Dispute(
        topic="Pendirian rumah ibadah",
        source=SARA,
        title="Keberatan atas rencana rumah ibadah di {desa}",
        summary="Sebagian warga menyampaikan keberatan atas rencana pendirian rumah ibadah; "
        "pengurus menyatakan persyaratan sudah lengkap.",
        cause="Perbedaan pemahaman atas persyaratan dan kurangnya komunikasi antarwarga.",
        trigger="Rencana peletakan batu pertama",
        party_a=("Kelompok warga", "Warga di sekitar lokasi"),
        party_b=("Kelompok/organisasi keagamaan", "Pengurus calon rumah ibadah"),
        agency="FKUB",
        action=(
            "Dialog FKUB",
            "FKUB",
            "Dialog warga dan pengurus yang dipandu FKUB di kantor kecamatan",
            "Disepakati verifikasi berkas secara bersama",
        ),
        clash=Clash(
            "Intimidasi/teror",
            "Pemasangan spanduk penolakan di {desa}",
            "Beberapa spanduk penolakan dipasang pada malam hari dan menimbulkan ketegangan. "
            "Lurah bersama Babinsa dan Bhabinkamtibmas menurunkan spanduk esok paginya setelah "
            "musyawarah dengan warga.",
        ),
    ),
    Dispute(
        topic="Tanah adat/ulayat",
        source=SDA,
        title="Klaim tanah adat di sekitar {desa}",
        summary="Lembaga adat menyatakan sebagian areal usaha masuk wilayah adat dan meminta "
        "kegiatan dihentikan sampai ada kesepakatan.",
        cause="Wilayah adat belum dipetakan dan diakui secara resmi.",
        trigger="Pembukaan lahan baru",
        party_a=("Masyarakat/lembaga adat", "Lembaga Adat Contoh {kec}"),
        party_b=("Perusahaan", "PT Contoh Hutan Hijau"),
        agency="Dinas Kehutanan",
        action=(
            "Pengukuran/verifikasi lapangan",
            "Dinas Kehutanan",
            "Verifikasi lapangan batas areal bersama lembaga adat dan perusahaan",
            "Peta bersama disusun, luas yang dipersoalkan disepakati",
        ),
        clash=Clash(
            "Pendudukan/penguasaan lahan",
            "Pendudukan areal kerja di {desa}",
            "Warga adat mendirikan pondok di areal kerja dan menghentikan alat berat. Kegiatan "
            "perusahaan berhenti beberapa hari. Pondok dibongkar sendiri setelah perusahaan "
            "menyetujui perundingan.",
        ),
        tags="Kawasan hutan/HTI",
    ),
    Dispute(
        topic="Perikanan dan alat tangkap",
        source=DISTRIBUSI,
        title="Sengketa wilayah tangkap nelayan {desa}",
        summary="Dua kelompok nelayan berselisih tentang wilayah tangkap dan penggunaan alat "
        "tangkap yang dilarang.",
        cause="Zonasi wilayah tangkap belum disepakati kedua kelompok.",
        trigger="Musim ikan dan jaring yang terputus",
        party_a=("Kelompok tani/nelayan/koperasi", "Kelompok Nelayan Contoh Bahari"),
        party_b=("Kelompok tani/nelayan/koperasi", "Kelompok Nelayan Contoh Samudra"),
        agency="Dinas Kelautan dan Perikanan",
        action=(
            "Mediasi/fasilitasi",
            "Dinas Kelautan dan Perikanan",
            "Pertemuan dua kelompok nelayan tentang pembagian wilayah tangkap",
            "Zonasi sementara disusun untuk satu musim",
        ),
        clash=Clash(
            "Pembakaran",
            "Perusakan dan pembakaran perahu di {desa}",
            "Pada malam hari sekelompok orang mendatangi dermaga setelah jaring terputus. "
            "Beberapa perahu rusak dan terbakar. Keluarga di sekitar dermaga mengungsi sementara "
            "ke balai desa. Aparat menguasai keadaan menjelang subuh.",
            "Senjata tajam; Api/molotov",
        ),
    ),
    Dispute(
        topic="Hubungan industrial/PHK",
        source=POLEKSOSBUD,
        title="Pemutusan hubungan kerja pekerja lokal di {desa}",
        summary="Pekerja lokal menolak pemutusan hubungan kerja dan menuntut hak yang belum "
        "dibayarkan perusahaan.",
        cause="Perjanjian kerja tidak mengatur pemutusan dan pesangon dengan jelas.",
        trigger="Pembayaran upah yang terlambat",
        party_a=("Pekerja/serikat", "Serikat Pekerja Contoh Mandiri"),
        party_b=("Perusahaan", "PT Contoh Energi Perdana"),
        agency="Dinas Tenaga Kerja",
        action=(
            "Mediasi/fasilitasi",
            "Dinas Tenaga Kerja",
            "Perundingan tripartit di kantor dinas bersama serikat dan perusahaan",
            "Jadwal pembayaran hak pekerja disepakati",
        ),
        clash=Clash(
            "Penyegelan/penutupan paksa",
            "Penutupan gerbang perusahaan di {desa}",
            "Pekerja menutup gerbang perusahaan sejak pagi dan menghentikan keluar masuk kendaraan "
            "sampai sore. Gerbang dibuka setelah perundingan dengan dinas dan kepolisian.",
        ),
    ),
    Dispute(
        topic="Dampak pembangunan IKN",
        source=SDA,
        title="Ketidakjelasan status lahan warga di {desa}",
        summary="Warga meminta kejelasan status dan ganti rugi lahan di sekitar kawasan "
        "pembangunan; sebagian lahan juga diklaim pendatang.",
        cause="Status lahan belum jelas dan arus pendatang meningkat.",
        trigger="Pemasangan papan klaim dan patok baru",
        party_a=("Kelompok warga", "Warga {desa}"),
        party_b=("Kelompok warga", "Kelompok pendatang di {kec}"),
        agency="Kantor Pertanahan/BPN",
        action=(
            "Tindakan administratif/perizinan",
            "Kantor Pertanahan/BPN",
            "Penelitian berkas klaim lahan di kantor pertanahan bersama camat",
            "Berkas diperiksa, peninjauan lapangan dijadwalkan",
        ),
        clash=Clash(
            "Penolakan kegiatan/pembangunan",
            "Penghentian pemasangan patok oleh warga {desa}",
            "Warga meminta petugas menghentikan pemasangan patok sampai status lahan jelas. "
            "Terjadi adu mulut tanpa kekerasan; petugas kembali setelah mediasi camat.",
        ),
        tags="Pendatang dan kependudukan; Sengketa lahan/pertanahan",
    ),
    Dispute(
        topic="Pelajar/pemuda/tawuran",
        source=POLEKSOSBUD,
        title="Perselisihan kelompok pemuda di {desa}",
        summary="Dua kelompok pemuda beberapa kali berselisih setelah saling ejek di media sosial.",
        cause="Kurangnya kegiatan pemuda dan pengawasan lingkungan pada malam hari.",
        trigger="Unggahan video ejekan",
        party_a=("Pelajar/mahasiswa/pemuda", "Pemuda lingkungan utara"),
        party_b=("Pelajar/mahasiswa/pemuda", "Pemuda lingkungan selatan"),
        agency="Dinas Pendidikan",
        action=(
            "Sosialisasi/pembinaan",
            "Satpol PP",
            "Pembinaan pemuda dan patroli bersama pada akhir pekan",
            "Kedua kelompok sepakat menjaga lingkungan",
        ),
        clash=Clash(
            "Tawuran",
            "Tawuran kelompok pemuda di {desa}",
            "Menjelang tengah malam dua kelompok pemuda berkelahi di jalan lingkungan. Warga "
            "melerai dan Polsek tiba dua puluh menit kemudian. Beberapa pemuda luka ringan.",
            "Benda tumpul/batu",
        ),
    ),
    Dispute(
        topic="Pasar/pedagang/aset pemda",
        source=POLEKSOSBUD,
        title="Penolakan relokasi pedagang di {desa}",
        summary="Pedagang menolak relokasi dan menggugat pembagian kios di pasar yang baru.",
        cause="Perbedaan data jumlah pedagang dan hak atas kios.",
        trigger="Batas waktu pengosongan kios lama",
        party_a=("Kelompok warga", "Paguyuban Pedagang Contoh"),
        party_b=("Pemerintah daerah", "Pemerintah daerah setempat"),
        agency="Dinas Perdagangan",
        action=(
            "Rapat koordinasi",
            "Dinas Perdagangan",
            "Pencocokan data pedagang bersama paguyuban di kantor pasar",
            "Data pedagang disepakati sebagian",
        ),
        clash=Clash(
            "Unjuk rasa disertai kericuhan",
            "Kericuhan saat penertiban kios di {desa}",
            "Penertiban kios diwarnai saling dorong antara pedagang dan petugas. Seorang pedagang "
            "luka ringan. Penertiban dihentikan dan dilanjutkan dengan dialog di kantor pasar.",
            "Benda tumpul/batu",
        ),
    ),
    Dispute(
        topic="Pencemaran lingkungan",
        source=SDA,
        title="Keluhan pencemaran sungai di {desa}",
        summary="Warga mengeluhkan air sungai keruh dan berbau yang diduga berasal dari kolam "
        "pengendapan perusahaan.",
        cause="Pemantauan kualitas air tidak rutin dan hasilnya tidak diumumkan.",
        trigger="Ikan mati setelah hujan deras",
        party_a=("Kelompok warga", "Warga tepi sungai {desa}"),
        party_b=("Perusahaan", "PT Contoh Tambang Sejahtera"),
        agency="Dinas Lingkungan Hidup",
        action=(
            "Pengukuran/verifikasi lapangan",
            "Dinas Lingkungan Hidup",
            "Pengambilan contoh air bersama warga dan perusahaan di tiga titik",
            "Contoh air diperiksa laboratorium",
        ),
        clash=Clash(
            "Penyegelan/penutupan paksa",
            "Penutupan saluran pembuangan di {desa}",
            "Warga menutup saluran pembuangan dengan karung pasir dan meminta perusahaan "
            "menghentikan kegiatan. Saluran dibuka lagi setelah ada kesepakatan tertulis.",
        ),
    ),
    Dispute(
        topic="Pilkades",
        source=POLEKSOSBUD,
        title="Keberatan atas hasil Pilkades di {desa}",
        summary="Sebagian warga menolak hasil penghitungan suara pemilihan kepala desa dan "
        "menyampaikan keberatan tertulis.",
        cause="Selisih suara tipis dan informasi keliru tentang surat suara rusak.",
        trigger="Pelantikan kepala desa terpilih",
        party_a=("Partai/tim/pendukung calon", "Pendukung calon nomor dua"),
        party_b=("Pemerintah desa/kelurahan", "Panitia Pilkades {desa}"),
        agency="Dinas PMD",
        action=(
            "Mediasi/fasilitasi",
            "Dinas PMD",
            "Pertemuan panitia dan para pendukung calon di kantor kecamatan",
            "Keberatan dijawab tertulis oleh panitia kabupaten",
        ),
        clash=Clash(
            "Perusakan",
            "Perusakan papan pengumuman balai desa {desa}",
            "Beberapa orang merusak papan pengumuman dan kaca jendela balai desa pada malam "
            "pengumuman hasil. Aparat berjaga di lokasi dan keadaan tenang kembali esok harinya.",
            "Benda tumpul/batu",
        ),
        athg="Hambatan; Gangguan",
    ),
    Dispute(
        topic="Transportasi/ojek daring",
        source=POLEKSOSBUD,
        title="Perselisihan pengemudi daring dan pangkalan di {desa}",
        summary="Pengemudi daring dan pengemudi pangkalan berselisih tentang titik jemput.",
        cause="Titik jemput bersama belum ditetapkan pemerintah daerah.",
        trigger="Pembukaan pusat perbelanjaan baru",
        party_a=("Pekerja/serikat", "Komunitas Pengemudi Daring Contoh"),
        party_b=("Pekerja/serikat", "Pengemudi Pangkalan Contoh"),
        agency="Dinas Perhubungan",
        action=(
            "Rapat koordinasi",
            "Dinas Perhubungan",
            "Rapat penetapan titik jemput bersama kedua kelompok pengemudi",
            "Titik jemput sementara diberlakukan",
        ),
        clash=Clash(
            "Intimidasi/teror",
            "Penghadangan pengemudi daring di {desa}",
            "Beberapa pengemudi pangkalan menghadang pengemudi daring dan meminta penumpang turun. "
            "Petugas Dinas Perhubungan dan Polsek memediasi kedua pihak di lokasi.",
        ),
    ),
)
