"""Write `geodata/SOURCES.md`: where every file comes from, under which licence, and its hash."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from places.packages import Pin

CONTENTS = {
    "regencies.geojson": "10 kabupaten/kota, **batas perkiraan**",
    "districts.geojson": "105 kecamatan, **batas perkiraan**",
    "land.geojson": "Daratan sekitar (Indonesia, Malaysia, Brunei) untuk peta dasar",
    "codes.csv": "38 provinsi, 514 kabupaten/kota, 7.285 kecamatan; kode BPS di kolom tersendiri",
    "villages-64.csv": "1.038 desa dan kelurahan",
    "village-points-64.csv": "Titik desa dan kelurahan yang diketahui",
    "code-changes.csv": "Kode yang ditambah, dihapus, atau diganti namanya, 2016 sampai 2025",
    "offices-64.csv": "Provinsi dan 10 kabupaten/kota: ibu kota, penduduk, luas, badan pelapor",
}
BOUNDARIES = ("regencies.geojson", "districts.geojson", "land.geojson")

HEAD = """# Asal data wilayah

**Batas perkiraan.** Batas kabupaten/kota dan kecamatan di sini bukan batas resmi. Garisnya
diturunkan dari titik desa dan garis pantai, dan hanya untuk memberi gambaran sampai berkas resmi
dimuat dengan `petakonflik wilayah muat BERKAS`. Setiap halaman dan dokumen yang memakainya
menuliskan "Batas perkiraan".

- Sistem koordinat: EPSG:4326 (WGS 84), derajat, urutan bujur lalu lintang, empat desimal.
- Sumber diambil pada {date}.
- Lisensi batas dan daratan: Open Database License (ODbL) 1.0. Atribusi: © kontributor
  OpenStreetMap (geo-maps), idn-area-data, geografis.
- Cara membuat ulang: `python tools/build_geodata.py` (memerlukan klien `npm` untuk mengambil
  paket; hasilnya sama byte demi byte pada versi pustaka yang sama). Angka penyetel ada di
  `tools/geodata.toml`, fakta pembanding di `tools/places/facts/`.
"""

METHOD = """
## Cara pembuatan

1. Titik desa (kode 2020) diberi kode 2025: kode dan nama yang sama dipertahankan, desa yang
   pindah kecamatan dicari menurut nama di dalam kabupatennya. Titik yang terletak di tengah
   kabupaten lain dan jauh dari kecamatannya sendiri tidak dipakai.
2. Setiap petak daratan menjadi bagian kabupaten/kota dengan desa terdekat; desa kedua dan ketiga
   ikut dihitung (diagram Voronoi yang tahan satu titik keliru). Jauh dari permukiman, luas resmi
   kabupaten/kota ikut menggeser batas; dekat permukiman hampir tidak. Di dalamnya, setiap petak
   menjadi bagian kecamatan dari desa terdekat.
3. Potongan kecil yang terlepas diberikan ke kecamatan tetangga, lebih dulu yang sekabupaten.
   Kecamatan dan kabupaten/kota digabungkan dari petak yang sama, dihaluskan dengan batas
   bersama tetap berimpit, lalu dipotong pada garis pantai.

Dibandingkan dengan batas resmi, sekitar 92 % daratan jatuh di kabupaten/kota yang benar dan
sekitar 80 % di kecamatan yang benar. Yang paling lemah: pedalaman tanpa desa, Bontang, dan
kecamatan kecil di dalam kota.

Luas dan jumlah penduduk adalah angka Kementerian Dalam Negeri (2025); padanan kode BPS kecamatan
dari daftar tahun 2020, jadi kecamatan yang dibentuk sesudahnya belum berkode BPS di sini.

Kode BPS tidak sama dengan kode Kemendagri walaupun bentuknya mirip (6402 BPS adalah Kutai
Barat, 64.02 Kemendagri adalah Kutai Kartanegara). Karena itu kode BPS hanya ada di kolom
`bps_code` dan tidak pernah dipakai sebagai kunci.

Tanggal di `code-changes.csv` adalah rentang: perubahan terjadi di antara dua daftar kode yang
dibandingkan, tidak sebelum `not_before` dan tidak sesudah `not_after`.
"""


def sources_document(config: dict[str, Any], pins: dict[str, Pin], files: dict[str, bytes]) -> str:
    """Return the page as Markdown."""
    lines = [HEAD.format(date=config["build"]["sources_date"])]
    lines += [
        "## Paket asal",
        "",
        "| Paket | Versi | Dipakai untuk | Lisensi |",
        "|---|---|---|---|",
    ]
    lines += [f"| `{p.name}` | {p.version} | {p.use} | {p.licence} |" for p in pins.values()]
    lines += ["", "## Berkas", "", "| Berkas | Isi | Lisensi | SHA-256 |", "|---|---|---|---|"]
    for name, content in files.items():
        licence = (
            "ODbL 1.0" if name in BOUNDARIES or name.startswith("vill") else "Fakta; ODbL 1.0"
        )
        digest = hashlib.sha256(content).hexdigest()
        lines.append(f"| `{name}` | {CONTENTS[name]} | {licence} | `{digest}` |")
    return "\n".join(lines) + "\n" + METHOD
