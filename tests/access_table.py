"""Who may do what: every route, every role, own and other region. Tested by tests/test_access.py.

One `Row` per method and path, as written in the router. A row says which answer each column gets:

    tamu            nobody is signed in
    op  pm  ps      OPERATOR, PEMERIKSA, PENGESAH of the regency the seeded things belong to
    op' pm' ps'     the same three roles in another regency
    an  pp  gub     ANALIS_PROV, PENGESAH_PROV, PEMBACA_GUB
    adm aud         ADMIN, AUDITOR

`expected` maps column names (several in one string) to a status; columns not named get `others`
(403 unless given). `tamu` gets 303 to the sign-in page for GET and 401 for POST unless named.
`everyone` names all twelve columns.

Path parameters are filled from `SEEDS`, which tests/access_world.py makes for regency 99.01; a row
may replace some with `params`. `query` and `form` are sent along (`{name}` in a form is a seed).
Writing answers are rolled back, so a row never changes what another row sees: a POST is best sent
with a form that would work.

When a column with ' gets 404, the test also asks for the same thing with the ids of `UNKNOWN` and
expects the very same bytes: what is foreign and what does not exist must look alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field

OWN = "op pm ps"
OTHER = "op' pm' ps'"
REGENCY = f"{OWN} {OTHER}"
PROVINCE = "an pp gub adm aud"
SIGNED_IN = f"{REGENCY} {PROVINCE}"
EVERYONE = f"tamu {SIGNED_IN}"
# Open to the world, for everybody alike; every other route asks who it is.
PUBLIC = {
    "/healthz",
    "/siap",
    "/static/{address:path}",
    "/masuk",
    "/masuk/kunci-sandi",
    "/masuk/sso",
    "/masuk/sso/kembali",
    "/masuk/sso/keluar",
    "/v/{kode}",
    "/kalender.ics",
    "/lupa-sandi",
    "/tautan",
    "/tautan/{token}",
}


@dataclass(frozen=True)
class Row:
    """One route with the answer each column gets."""

    method: str
    path: str
    expected: dict[str, int]
    others: int = 403
    params: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)

    def answers(self) -> dict[str, int]:
        """Return the expected status of every column."""
        stranger = 303 if self.method == "GET" else 401
        found = dict.fromkeys(SIGNED_IN.split(), self.others) | {"tamu": stranger}
        for names, status in self.expected.items():
            for name in names.split():
                if name not in found:
                    raise KeyError(f"{self.path}: no column {name}")
                found[name] = status
        return found


# Ids no seed has; parameters that name no one thing (a quarter, a word) may be left out.
UNKNOWN = {
    "user_id": "2000000000",
    "hand_over_id": "2000000000",
    "recovery_id": "2000000000",
    "passkey_id": "2000000000",
    "session_id": "2000000000",
    "period": "2001-tw1",
    "key": "P-999",
    "evidence_id": "2000000000",
    "nomor": "9901-2026-9999",
    "kasus": "9901-2026-9999",
    "file_id": "2000000000",
    "flash_code": "LAP-0000-K-2001-0001",
    "report_no": "LAP-0000-2001TW1",
    "request_id": "2000000000",
}

DATES = {
    "opens_on": "16/09/2026",
    "due_on": "12/10/2026",
    "grace_on": "15/10/2026",
    "province_due_on": "26/10/2026",
    "governor_due_on": "31/10/2026",
}
NEW_USER = {
    "nama": "Orang Contoh Baru",
    "nama_pengguna": "orang.baru",
    "wilayah": "99.01",
    "peran": "OPERATOR_KAB",
}
CARE = {"ps adm": 200, "ps'": 404}  # accounts of 99.01: its head and the administrator
CARED = {"ps adm": 303, "ps'": 404}

READERS = f"{OWN} an pp"
DECIDED = "Diputuskan setelah rapat dengan kedua daerah."
DRAFTERS = "op pm op' pm'"
REGENCY_NAMED = {"wilayah": "99.01"}
LOST = "Telepon hilang di sungai; dikenali suaranya."
IN_REVIEW = {"t": "2026-tw2"}
SEEN = {"versi": "1"}
FIRST = {"kode": "99.01"}
EDITION_READERS = f"{REGENCY} an pp gub"
NO_COUNT = {"quota_id": "2000000000"}
NO_FILE = {"sha256": "0" * 64}
PDF = {"name": "pdf"}
REQUESTED = {"bagian": "request", "nomor": "2"}
SENT_ONCE = {"nomor": "1", "versi": "1"}

RAKOR = {"judul": "Rakor Kesbangpol 2026", "tahun": "2026"}
TASK = {"isi": "Menyusun peta konflik tingkat kecamatan."}
DID = {"status": "PROSES", "progress": "60", "description": "Rancangan keputusan dibahas."}

ROWS: tuple[Row, ...] = (
    # --- everybody: health, files, the way in and out
    Row("GET", "/healthz", {EVERYONE: 200}),
    Row("GET", "/siap", {EVERYONE: 200}),
    Row("GET", "/static/{address:path}", {EVERYONE: 200}, params={"address:path": "portal.css"}),
    Row("GET", "/masuk", {"tamu": 200}, others=303),
    Row("POST", "/masuk", {EVERYONE: 422}, form={"nama": "bukan.siapa", "sandi": "bukan apa-apa"}),
    Row("GET", "/masuk/dua-langkah", {SIGNED_IN: 303}),  # nobody of the table has a second factor
    Row("POST", "/masuk/dua-langkah", {SIGNED_IN: 303}, form={"kode": "123456"}),
    Row("POST", "/masuk/dua-langkah/kunci-sandi", {SIGNED_IN: 200}),
    Row("GET", "/masuk/kunci-sandi", {EVERYONE: 200}),
    Row("POST", "/masuk/kunci-sandi", {EVERYONE: 422}, form={"jawaban": "{{}}"}),
    # the provider of single sign-on is not set in this world: there is no such way
    Row("POST", "/masuk/sso", {EVERYONE: 404}),
    Row("GET", "/masuk/sso/kembali", {EVERYONE: 404}),
    Row("POST", "/masuk/sso/keluar", {EVERYONE: 404}),
    Row("POST", "/keluar", {SIGNED_IN: 303}),
    # --- one's own account
    Row("GET", "/akun", {SIGNED_IN: 200}),
    Row("GET", "/akun/sandi", {SIGNED_IN: 200}),
    Row("POST", "/akun/sandi", {SIGNED_IN: 422}, form={"sandi_baru": "a", "sandi_ulang": "b"}),
    Row("POST", "/akun/sesi/{session_id}/akhiri", {"op": 303}, others=404),
    Row("POST", "/akun/sesi/akhiri-lain", {SIGNED_IN: 303}),
    Row("GET", "/akun/dua-langkah", {SIGNED_IN: 200}),
    Row("GET", "/akun/dua-langkah/aplikasi", {SIGNED_IN: 200}),
    Row("POST", "/akun/dua-langkah/aplikasi", {SIGNED_IN: 409}, form={"kode": "123456"}),
    Row("POST", "/akun/dua-langkah/aplikasi/lepas", {}, others=404),
    Row("GET", "/akun/dua-langkah/kunci-sandi", {SIGNED_IN: 200}),
    Row("POST", "/akun/dua-langkah/kunci-sandi", {SIGNED_IN: 422}),
    Row("POST", "/akun/dua-langkah/kunci-sandi/{passkey_id}/lepas", {}, others=404),
    Row("POST", "/akun/dua-langkah/kode", {SIGNED_IN: 409}),
    Row("GET", "/akun/pemberitahuan", {SIGNED_IN: 200}),
    Row("POST", "/akun/pemberitahuan", {SIGNED_IN: 303}, form={"surel": "orang@contoh.example"}),
    Row("GET", "/akun/kalender", {SIGNED_IN: 200}),
    Row("POST", "/akun/kalender", {SIGNED_IN: 200}),
    Row("POST", "/akun/kalender/cabut", {SIGNED_IN: 303}),
    # --- the agenda; the feed asks for the key in its address and nothing else
    Row("GET", "/agenda", {SIGNED_IN: 200}),
    Row("GET", "/kalender.ics", {EVERYONE: 404}, query={"kunci": "bukan-kunci"}),
    # --- a password through a one-time link, for whoever holds one
    Row("GET", "/tautan/{token}", {EVERYONE: 404}, params={"token": "bukan-tautan"}),
    Row("POST", "/tautan", {EVERYONE: 404}, form={"tautan": "bukan-tautan"}),
    Row("GET", "/lupa-sandi", {EVERYONE: 200}),
    Row("POST", "/lupa-sandi", {EVERYONE: 303}, form={"nama": "bukan.siapa"}),
    # --- people: of every office for the administrator, of the own office for its head
    Row("GET", "/pengguna", {"ps ps' adm": 200}),
    Row("GET", "/pengguna/jarang-dipakai", {"ps ps' adm": 200}),
    Row("GET", "/pengguna/undang", {"ps ps' adm": 200}),
    Row("POST", "/pengguna/undang", {"ps adm": 200, "ps'": 422}, form=NEW_USER),
    Row("GET", "/pengguna/{user_id}", CARE),
    Row(
        "POST",
        "/pengguna/{user_id}",
        CARED,
        form={"nama": "Orang Contoh", "peran": "PEMERIKSA_KAB", "versi": "1"},
    ),
    Row("POST", "/pengguna/{user_id}/tautan", CARE),
    Row("POST", "/pengguna/{user_id}/status", CARED, form={"status": "nonaktif"}),
    Row("GET", "/pengguna/{user_id}/serah-terima", CARE),
    Row("POST", "/pengguna/{user_id}/serah-terima", CARED, form={"penerus": "{pm}"}),
    Row("POST", "/pengguna/{user_id}/serah-terima/{hand_over_id}/batal", CARED),
    Row("POST", "/pengguna/{user_id}/sesi/akhiri", CARED),
    Row("POST", "/pengguna/{user_id}/sso", {"adm": 404}),
    Row("POST", "/pengguna/{user_id}/sso/lepas", {"adm": 404}),
    # --- a lost second factor, of which the one waiting is opened by another administrator
    Row("GET", "/pengguna/{user_id}/pemulihan", {"adm": 200}),
    Row("POST", "/pengguna/{user_id}/pemulihan", {"adm": 422}, form={"alasan": LOST}),
    Row("GET", "/pemulihan", {"pp adm": 200}),
    Row("POST", "/pemulihan/{recovery_id}/setuju", {"pp adm": 303}),
    Row("POST", "/pemulihan/{recovery_id}/tolak", {"pp adm": 303, "op": 303}, others=404),
    # --- administration
    Row("GET", "/admin/periode", {"adm": 200}),
    Row("POST", "/admin/periode", {"adm": 303}),
    Row("GET", "/admin/periode/{period}", {"adm": 200}),
    Row("POST", "/admin/periode/{period}", {"adm": 303}, form=DATES),
    Row("POST", "/admin/periode/{period}/status", {"adm": 303}, form={"status": "TERKUNCI"}),
    Row("GET", "/admin/hari-libur", {"adm": 200}),
    Row(
        "POST",
        "/admin/hari-libur",
        {"adm": 303},
        query={"tahun": "2026"},
        form={"hari": "17/08/2026 Hari Kemerdekaan"},
    ),
    Row("GET", "/admin/pemberitahuan", {"adm": 200}),
    Row("POST", "/admin/pemberitahuan/uji", {"adm": 303}),
    Row("POST", "/admin/pemberitahuan/{notice_id}/ulang", {"adm": 303}),
    Row("GET", "/admin/wilayah", {"adm": 200}),
    Row("POST", "/admin/wilayah", {"adm": 422}),
    Row("GET", "/admin/wilayah/{sha256}", {"adm": 404}, params=NO_FILE),
    Row("GET", "/admin/wilayah/{sha256}/gambar.svg", {"adm": 404}, params=NO_FILE),
    Row("POST", "/admin/wilayah/{sha256}/terapkan", {"adm": 404}, params=NO_FILE),
    Row("POST", "/admin/wilayah/{sha256}/buang", {"adm": 303}, params=NO_FILE),
    Row("GET", "/admin/log", {"adm aud": 200}),
    Row("GET", "/admin/log/penglihat", {"adm aud": 200}),
    Row("GET", "/admin/log/unduh/{bentuk}", {"adm aud": 200}, params={"bentuk": "csv"}),
    Row("GET", "/admin/log/penglihat/unduh/{bentuk}", {"adm aud": 200}, params={"bentuk": "xlsx"}),
    Row("GET", "/admin/retensi", {"adm aud": 200}),
    Row("GET", "/admin/pengaman", {"adm": 200}),
    Row("POST", "/admin/pengaman/{quota_id}/longgarkan", {"adm": 404}, params=NO_COUNT),
    Row("GET", "/panduan/batas", {SIGNED_IN: 200}),
    # --- home, guide
    Row("GET", "/", {f"{REGENCY} an pp": 200}, others=303),
    Row("GET", "/panduan", {SIGNED_IN: 200}),
    Row("GET", "/panduan/tingkat", {SIGNED_IN: 200}),
    # --- follow-up of the Rakor: R07 concerns every regency, R11 the province alone
    Row("GET", "/tindak-lanjut", {f"{REGENCY} an pp gub": 200}),
    Row("GET", "/tindak-lanjut/upaya", {f"{REGENCY} an pp": 200}),
    Row("GET", "/tindak-lanjut/kelola", {"an pp": 200}),
    Row("POST", "/tindak-lanjut/kelola/muat", {"an pp": 409}),
    Row("POST", "/tindak-lanjut/kelola/rakor", {"an pp": 303}, form=RAKOR),
    Row("POST", "/tindak-lanjut/kelola/{rakor}", {"an pp": 303}, form={"kode": "R12"} | TASK),
    Row("GET", "/tindak-lanjut/{rakor}/{code}", {f"{REGENCY} an pp gub": 200}),
    Row("GET", "/tindak-lanjut/{rakor}/{code}/ubah", {"an pp": 200}),
    Row("POST", "/tindak-lanjut/{rakor}/{code}/ubah", {"an pp": 303}, form=SEEN | TASK),
    Row("GET", "/tindak-lanjut/{rakor}/{code}/isi", {f"{DRAFTERS}": 200, "an pp": 404}),
    Row(
        "POST",
        "/tindak-lanjut/{rakor}/{code}/isi",
        {"op pm": 303, "op' pm'": 422, "an pp": 404},
        form=SEEN | DID,
    ),
    Row(
        "POST",
        "/tindak-lanjut/{rakor}/{code}/bukti",
        {"op pm": 422, "op' pm'": 409, "an pp": 404},
    ),
    # there is no file behind it; absent and foreign look alike
    Row("GET", "/tindak-lanjut/{rakor}/{code}/bukti/{evidence_id}", {EDITION_READERS: 404}),
    Row("GET", "/tindak-lanjut/{rakor}/{code}/bukti/{evidence_id}/kecil", {EDITION_READERS: 404}),
    Row(
        "POST",
        "/tindak-lanjut/{rakor}/{code}/bukti/{evidence_id}/lepas",
        {"op pm": 303, "op' pm'": 404, "an pp": 404},
    ),
    # --- a regency's report, asked for by name: a draft in quarter III, quarter II is in review
    Row("GET", "/laporan", {READERS: 200, OTHER: 404}, query=REGENCY_NAMED),
    Row("GET", "/laporan/{t}", {READERS: 200, OTHER: 404}, query=REGENCY_NAMED),
    Row("GET", "/laporan/{t}/templat.xlsx", {READERS: 200, OTHER: 404}, query=REGENCY_NAMED),
    # --- cases: the regency's own, all for the province, which decides about them
    Row("GET", "/kasus", {f"{REGENCY} an pp": 200}),
    Row("GET", "/kasus/{nomor}", {READERS: 200, OTHER: 404}),
    Row(
        "POST",
        "/kasus/{nomor}/status",
        {"an pp": 303},
        form=SEEN | {"tindakan": "PANTAU", "alasan": DECIDED},
    ),
    Row(
        "POST",
        "/kasus/{nomor}/gabung",
        {"an pp": 422},
        form=SEEN | {"gabung-ke": "9902-2026-0001", "alasan-gabung": DECIDED},
    ),
    Row("POST", "/kasus/{nomor}/pisah", {"an pp": 409}, form=SEEN | {"alasan-pisah": DECIDED}),
    Row(
        "POST",
        "/kasus/{nomor}/taut",
        {"an pp": 303},
        form=SEEN | {"taut-dengan": "9902-2026-0001", "alasan-taut": DECIDED},
    ),
    Row("POST", "/kasus/{nomor}/lepas", {"an pp": 409}, form=SEEN | {"alasan-lepas": DECIDED}),
    Row(
        "GET",
        "/laporan/{t}/lanjutan",
        {"op pm": 200, "op' pm'": 404},
        query=REGENCY_NAMED,
    ),
    Row(
        "GET",
        "/laporan/{t}/lanjutan/{kasus}",
        {"op pm": 200, "op' pm'": 404},
        query=REGENCY_NAMED,
    ),
    Row(
        "POST",
        "/laporan/{t}/lanjutan/{kasus}",
        {"op pm": 422, "op' pm'": 404},
        query=REGENCY_NAMED,
        form=SEEN | {"change": "NAIK"},
    ),
    Row(
        "POST",
        "/laporan/{t}/lanjutan/{kasus}/tetap",
        {"op pm": 422, "op' pm'": 404},
        query=REGENCY_NAMED,
        form=SEEN,
    ),
    Row(
        "POST",
        "/laporan/{t}/lanjutan/{kasus}/jelaskan",
        {"op pm": 303, "op' pm'": 404},
        query=REGENCY_NAMED,
        form=SEEN | {"sebab": "DIPANTAU", "alasan": DECIDED},
    ),
    Row(
        "POST",
        "/laporan/{t}/lanjutan/{kasus}/batal",
        {"op pm": 303, "op' pm'": 404},
        query=REGENCY_NAMED,
        form=SEEN,
    ),
    Row("GET", "/laporan/{t}/entri", {READERS: 200, OTHER: 404}, query=REGENCY_NAMED),
    Row(
        "GET",
        "/laporan/{t}/entri/{key}",
        {READERS: 200, OTHER: 404},
        params=IN_REVIEW,
        query=REGENCY_NAMED,
    ),
    Row(
        "GET",
        "/laporan/{t}/catatan",
        {READERS: 200, OTHER: 404},
        params=IN_REVIEW,
        query=REGENCY_NAMED,
    ),
    Row(
        "POST",
        "/laporan/{t}/catatan/{note_id}/jawab",
        {DRAFTERS: 404},  # no note waits on this draft: absent and foreign look alike
        params={"note_id": "1"},
        query=REGENCY_NAMED,
        form={"jawaban": "Sudah diperbaiki."},
    ),
    Row(
        "GET",
        "/laporan/{t}/versi",
        {READERS: 200, OTHER: 404},
        params=IN_REVIEW,
        query=REGENCY_NAMED,
    ),
    Row(
        "GET",
        "/laporan/{t}/versi/{number}",
        {READERS: 200, OTHER: 404},
        params=IN_REVIEW,
        query=REGENCY_NAMED,
    ),
    Row(
        "GET",
        "/laporan/{t}/terkirim",
        {READERS: 200, OTHER: 404},
        params=IN_REVIEW,
        query=REGENCY_NAMED,
    ),
    Row(
        "GET",
        "/laporan/{t}/tanda-terima.pdf",
        {READERS: 200, OTHER: 404},
        params=IN_REVIEW,
        query=REGENCY_NAMED,
    ),
    Row(
        "GET",
        "/laporan/{t}/surat.pdf",
        {READERS: 200, OTHER: 404},
        params=IN_REVIEW,
        query=REGENCY_NAMED,
    ),
    # files of a draft; the stored bytes are not there, so absent and foreign look alike
    Row("GET", "/laporan/{t}/lampiran", {OWN: 200, f"{OTHER} an pp": 404}, query=REGENCY_NAMED),
    Row(
        "GET",
        "/laporan/{t}/lampiran/{file_id}",
        {f"{READERS} {OTHER}": 404},
        query=REGENCY_NAMED,
    ),
    Row(
        "GET",
        "/laporan/{t}/lampiran/{file_id}/kecil",
        {f"{READERS} {OTHER}": 404},
        query=REGENCY_NAMED,
    ),
    Row("POST", "/laporan/{t}/lampiran", {"op pm": 422, "op' pm'": 404}, query=REGENCY_NAMED),
    Row(
        "POST",
        "/laporan/{t}/lampiran/{file_id}/lepas",
        {"op pm": 303, "op' pm'": 404},
        query=REGENCY_NAMED,
    ),
    Row(
        "POST",
        "/laporan/{t}/lampiran/{file_id}/kembalikan",
        {"op pm": 303, "op' pm'": 404},
        query=REGENCY_NAMED,
    ),
    # flash reports: told by the regency, read and noted by the province
    Row("GET", "/data-pribadi", {SIGNED_IN: 200}),
    # the second request of the world is of the report in review
    Row("GET", "/data-pribadi/minta", {READERS: 200, OTHER: 404}, query=REQUESTED),
    Row(
        "POST",
        "/data-pribadi/minta",
        {READERS: 303, OTHER: 404},
        form={
            "yang": "request-2",
            "dasar": "SUBJEK",
            "alasan": "Warga meminta namanya dihapus.",
        },
    ),
    Row("GET", "/data-pribadi/cari", {f"{READERS} {OTHER}": 200}, query={"t": "2026-tw3"}),
    Row("GET", "/data-pribadi/{request_id}", {READERS: 200, OTHER: 404}),
    Row("POST", "/data-pribadi/{request_id}/putus", {"an pp": 303}, form={"putusan": "hapus"}),
    Row("GET", "/laporan-khusus", {f"{REGENCY} an pp": 200}),
    Row("GET", "/laporan-khusus/baru", {REGENCY: 200}),
    Row("POST", "/laporan-khusus/baru", {REGENCY: 422}, form={"apa": "bentrok"}),
    Row("GET", "/laporan-khusus/{flash_code}", {READERS: 200, OTHER: 404}),
    Row("GET", "/laporan-khusus/{flash_code}/perbaiki", {OWN: 200, OTHER: 404}),
    Row("POST", "/laporan-khusus/{flash_code}/perbaiki", {OWN: 422, OTHER: 404}),
    Row("POST", "/laporan-khusus/{flash_code}/sahkan", {"ps": 303, "ps'": 404}, form=SEEN),
    Row("POST", "/laporan-khusus/{flash_code}/terapkan", {"op pm": 409, "op' pm'": 404}),
    Row("POST", "/laporan-khusus/{flash_code}/dilihat", {"an pp": 303}, form=SEEN),
    # requests to others: a draft's are the regency's own, sent ones wait for the province
    Row(
        "GET",
        "/laporan/{t}/permintaan",
        {READERS: 200, OTHER: 404},
        query=REGENCY_NAMED,
    ),
    Row(
        "POST",
        "/laporan/{t}/permintaan",
        {"op pm": 303, "op' pm'": 404},
        query=REGENCY_NAMED,
        form={"tujuan": "GUBERNUR", "permintaan": "Memfasilitasi pengukuran ulang kebun."},
    ),
    Row(
        "POST",
        "/laporan/{t}/permintaan/{number}/buang",
        {"op pm": 303, "op' pm'": 404},
        query=REGENCY_NAMED,
    ),
    Row("GET", "/tindak-lanjut/permintaan", {f"{REGENCY} an pp": 200}),
    Row("GET", "/tindak-lanjut/permintaan/{report_no}/{number}", {READERS: 200, OTHER: 404}),
    Row(
        "POST",
        "/tindak-lanjut/permintaan/{report_no}/{number}",
        {"an pp": 303},
        form={"versi": "0", "status": "DITERUSKAN", "tanggapan": "Diteruskan ke dinas."},
    ),
    # there is no file behind these, and no waiting row: absent and foreign look alike
    Row(
        "GET",
        "/laporan/{t}/berkas/{number}",
        {f"{READERS} {OTHER}": 404},
        params=IN_REVIEW,
        query=REGENCY_NAMED,
    ),
    Row(
        "GET",
        "/laporan/{t}/berkas/{number}/tanda-terima",
        {f"{READERS} {OTHER}": 404},
        params=IN_REVIEW,
        query=REGENCY_NAMED,
    ),
    Row("GET", "/laporan/{t}/surat/asli", {f"{READERS} {OTHER}": 404}, query=REGENCY_NAMED),
    Row("GET", "/laporan/{t}/surat/berkas", {f"{READERS} {OTHER}": 404}, query=REGENCY_NAMED),
    Row("GET", "/laporan/{t}/bertanda.xlsx", {DRAFTERS: 404}, query=REGENCY_NAMED),
    Row("GET", "/laporan/{t}/unggah/{number}/kolom", {DRAFTERS: 404}, query=REGENCY_NAMED),
    Row(
        "POST",
        "/laporan/{t}/unggah/{number}/kolom",
        {DRAFTERS: 404},
        query=REGENCY_NAMED,
        form=SEEN | {"aksi": "pakai"},
    ),
    Row(
        "GET",
        "/laporan/{t}/hasil/buang",
        {DRAFTERS: 404},
        query=REGENCY_NAMED | {"baris": "1"},
    ),
    Row("POST", "/laporan/{t}/hasil/buang", {DRAFTERS: 404}, query=REGENCY_NAMED, form=SEEN),
    Row("POST", "/laporan/{t}/surat/lepas", {DRAFTERS: 404}, query=REGENCY_NAMED, form=SEEN),
    # --- making it: those who draft, in their own regency
    Row("POST", "/laporan/{t}/pertanyaan", {"op pm": 303, "op' pm'": 404}, query=REGENCY_NAMED),
    # --- pieces of a file are one's own, whoever drafts
    Row("GET", "/kiriman/{sha256}", {"op pm op' pm'": 200}, params={"sha256": "0" * 64}),
    Row(
        "POST",
        "/kiriman/{sha256}",
        {"op pm op' pm'": 422},
        params={"sha256": "0" * 64},
        query={"ukuran": "4", "mulai": "2"},
        form={"a": "bc"},
    ),
    Row("GET", "/laporan/{t}/unggah", {"op pm": 200, "op' pm'": 404}, query=REGENCY_NAMED),
    Row(
        "POST",
        "/laporan/{t}/unggah",
        {"op pm": 422, "op' pm'": 404},
        query=REGENCY_NAMED,
        form=SEEN,
    ),
    Row("GET", "/laporan/{t}/hasil", {"op pm": 200, "op' pm'": 404}, query=REGENCY_NAMED),
    Row(
        "POST",
        "/laporan/{t}/hasil",
        {"op pm": 303, "op' pm'": 404},
        query=REGENCY_NAMED,
        form=SEEN,
    ),
    Row("GET", "/laporan/{t}/surat", {"op pm": 200, "op' pm'": 404}, query=REGENCY_NAMED),
    Row(
        "POST",
        "/laporan/{t}/surat",
        {"op pm": 303, "op' pm'": 404},
        query=REGENCY_NAMED,
        form=SEEN | {"signing_capacity": "DEFINITIF", "sign_method": "TTE", "trend": "TETAP"},
    ),
    Row(
        "POST",
        "/laporan/{t}/surat/berkas",
        {"op pm": 422, "op' pm'": 404},
        query=REGENCY_NAMED,
        form=SEEN,
    ),
    Row(
        "GET",
        "/laporan/{t}/entri/{key}/buang",
        {"op pm": 200, "op' pm'": 404},
        query=REGENCY_NAMED,
    ),
    Row(
        "POST",
        "/laporan/{t}/entri/{key}/buang",
        {"op pm": 303, "op' pm'": 404},
        query=REGENCY_NAMED,
        form=SEEN,
    ),
    Row(
        "GET",
        "/laporan/{t}/upaya",
        {"op pm": 200, "op' pm'": 404},
        query=REGENCY_NAMED | {"entri": "P-001"},
    ),
    Row(
        "POST",
        "/laporan/{t}/upaya",
        {"op pm": 422, "op' pm'": 404},
        query=REGENCY_NAMED,
        form=SEEN | {"entri": "P-001"},
    ),
    # --- the form: the draft's one entry is there, a new one needs a key of its own
    Row("GET", "/laporan/{t}/isi", {"op pm": 200, "op' pm'": 404}, query=REGENCY_NAMED),
    Row("GET", "/laporan/{t}/isi/{key}", {"op pm": 200, "op' pm'": 404}, query=REGENCY_NAMED),
    Row(
        "POST",
        "/laporan/{t}/isi/{key}",
        {"op pm": 409, "op' pm'": 404},
        query=REGENCY_NAMED,
        form=SEEN | {"isi-title": "Sengketa lahan contoh yang diubah"},
    ),
    # without words the row stays as it is
    Row("PUT", "/laporan/{t}/isi/{key}", {"op pm": 200, "op' pm'": 404}, query=REGENCY_NAMED),
    Row(
        "GET", "/laporan/{t}/isi/{key}/buang", {"op pm": 200, "op' pm'": 404}, query=REGENCY_NAMED
    ),
    Row(
        "POST",
        "/laporan/{t}/isi/{key}/buang",
        {"op pm": 303, "op' pm'": 404},
        query=REGENCY_NAMED,
        form=SEEN,
    ),
    Row(
        "GET",
        "/laporan/{t}/isi/kerangka/{jenis}",
        {"op pm": 200, "op' pm'": 404},
        params={"jenis": "p"},
        query=REGENCY_NAMED,
    ),
    Row("GET", "/laporan/pekerja.js", {DRAFTERS: 200}),
    Row("GET", "/laporan/{t}/nihil", {"op pm": 303, "op' pm'": 404}, query=REGENCY_NAMED),
    Row(
        "POST",
        "/laporan/{t}/nihil",
        {"op pm": 422, "op' pm'": 404},
        query=REGENCY_NAMED,
        form=SEEN,
    ),
    Row(
        "GET",
        "/laporan/{t}/perubahan",
        {"op pm": 303, "op' pm'": 404},
        params=IN_REVIEW,
        query=REGENCY_NAMED,
    ),
    Row(
        "POST",
        "/laporan/{t}/perubahan",
        {"op pm": 422, "op' pm'": 404},
        params=IN_REVIEW,
        query=REGENCY_NAMED,
        form=SEEN,
    ),
    # --- passing it on: the draft lacks its letter, so a click is answered with what is missing
    Row("GET", "/laporan/{t}/periksa", {OWN: 200, OTHER: 404}, query=REGENCY_NAMED),
    Row(
        "POST",
        "/laporan/{t}/ajukan",
        {"op pm": 422, "op' pm'": 404},
        query=REGENCY_NAMED,
        form=SEEN,
    ),
    Row("POST", "/laporan/{t}/kirim", {"ps": 422, "ps'": 404}, query=REGENCY_NAMED, form=SEEN),
    Row(
        "POST",
        "/laporan/{t}/kembalikan",
        {"pm ps": 409, "pm' ps'": 404},
        query=REGENCY_NAMED,
        form=SEEN,
    ),
    Row(
        "GET", "/laporan/{t}/tarik", {"ps": 303, "ps'": 404}, params=IN_REVIEW, query=REGENCY_NAMED
    ),
    Row(
        "POST",
        "/laporan/{t}/tarik",
        {"ps": 409, "ps'": 404},
        params=IN_REVIEW,
        query=REGENCY_NAMED,
        form=SEEN,
    ),
    # --- the province: board, review, comparison, entries, editions
    Row("POST", "/kewajiban/{t}/{kode}/ingatkan", {"an pp": 303}, params=FIRST),
    Row(
        "POST",
        "/kewajiban/{t}/perpanjang",
        {"pp": 303},
        form={
            "wilayah-waktu": "99.02",
            "sampai": "20/10/2026",
            "alasan-waktu": "Kantor kebanjiran sepekan.",
        },
    ),
    Row(
        "POST",
        "/kewajiban/{t}/buka-kunci",
        {"pp": 303},
        params={"t": "2026-tw1"},
        form={
            "wilayah-kunci": "99.02",
            "terbuka-sampai": "12/10/2026",
            "alasan-kunci": "Kantor kebanjiran sepekan.",
        },
    ),
    Row(
        "POST",
        "/kewajiban/{t}/bebaskan",
        {"pp": 303},
        form={"wilayah-bebas": "99.02", "alasan": "Kantor pindah karena banjir."},
    ),
    Row("GET", "/verifikasi", {"an pp": 200}),
    Row("GET", "/verifikasi/kasus-mirip", {"an pp": 200}),
    Row("POST", "/verifikasi/kasus-mirip", {"an pp": 303}),
    Row("GET", "/verifikasi/terima-sekaligus", {"pp": 200}),
    Row("POST", "/verifikasi/terima-sekaligus", {"pp": 303}),
    Row("GET", "/verifikasi/{t}/{kode}", {"an pp": 200}, params=FIRST | IN_REVIEW),
    # nobody has the review in hand, so only a decider takes it over, and notes have to wait
    Row(
        "POST",
        "/verifikasi/{t}/{kode}/mulai",
        {"an pp": 303},
        params=FIRST | IN_REVIEW,
        form=SENT_ONCE,
    ),
    Row(
        "POST",
        "/verifikasi/{t}/{kode}/catatan",
        {"an pp": 409},
        params=FIRST | IN_REVIEW,
        form=SENT_ONCE,
    ),
    Row(
        "POST",
        "/verifikasi/{t}/{kode}/catatan/{note_id}/hapus",
        {"an pp": 409},
        params=FIRST | IN_REVIEW | {"note_id": "1"},
        form=SENT_ONCE,
    ),
    Row(
        "POST",
        "/verifikasi/{t}/{kode}/catatan/{note_id}/selesai",
        {"an pp": 409},
        params=FIRST | IN_REVIEW | {"note_id": "1"},
        form=SENT_ONCE,
    ),
    Row(
        "POST",
        "/verifikasi/{t}/{kode}/catatan/{note_id}/ulang",
        {"an pp": 409},
        params=FIRST | IN_REVIEW | {"note_id": "1"},
        form={"kurang-1": "Masih kurang lengkap."} | SENT_ONCE,
    ),
    Row(
        "POST",
        "/verifikasi/{t}/{kode}/nilai",
        {"an pp": 409},
        params=FIRST | IN_REVIEW,
        form=SENT_ONCE,
    ),
    # no letter and no must-fix note: a click is answered with what is missing
    Row(
        "POST",
        "/verifikasi/{t}/{kode}/terima",
        {"pp": 422},
        params=FIRST | IN_REVIEW,
        form=SENT_ONCE,
    ),
    Row(
        "POST",
        "/verifikasi/{t}/{kode}/kembalikan",
        {"pp": 422},
        params=FIRST | IN_REVIEW,
        form=SENT_ONCE,
    ),
    Row("GET", "/banding", {"an pp gub": 200}),
    Row("GET", "/entri", {"an pp": 200}),
    Row("GET", "/edisi", {"an pp": 200}),
    Row("GET", "/edisi/susun", {"an pp": 200}),
    # nothing is accepted and nothing published yet
    Row("POST", "/edisi/{t}/susun", {"pp": 422}),
    Row("GET", "/edisi/{t}/{n}", {"an pp": 404}, params={"n": "1"}),
    Row("POST", "/edisi/{t}/{n}/ulang", {"pp": 404}, params={"n": "1"}),
    Row("POST", "/edisi/{t}/{n}/ganti", {"pp": 404}, params={"n": "1"}),
    # --- editions: nothing is published yet; tests/web/test_map_page.py and its neighbours go on
    Row("GET", "/peta", {EDITION_READERS: 200}),
    Row("GET", "/peta/{t}/nilai.json", {EDITION_READERS: 404}),
    Row("GET", "/peta/{t}/{kode}/nilai.json", {EDITION_READERS: 404}, params=FIRST),
    Row("GET", "/peta/program/{sha256}.js", {EDITION_READERS: 404}, params=NO_FILE),
    Row("GET", "/peta/geometri/{sha256}.json", {EDITION_READERS: 404}, params=NO_FILE),
    Row("GET", "/wilayah/{kode}", {EDITION_READERS: 200}, params=FIRST),
    Row("GET", "/ringkasan", {"an pp gub": 200}),
    Row("GET", "/ringkasan/{t}", {"an pp gub": 404}),
    Row("GET", "/ringkasan/{t}/{number}/unduh/{name}", {"an pp gub": 404}, params=PDF),
    Row("GET", "/v/{kode}", {EVERYONE: 404}, params={"kode": "PKP-99-2026T3-AAAA-AAAA"}),
)
