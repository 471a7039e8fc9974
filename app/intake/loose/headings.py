"""From the heading of an office's table to what its column means (domain paper 2.2)."""

from __future__ import annotations

import re
from functools import cache

from app.intake.columns import ACTION, CASE_HEADING, columns_for
from app.intake.loose import meanings as m
from app.intake.text import fold

_MARKS = re.compile(r"\s*\*+\s*|\s*:\s*$")
_ASIDE = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_JOINTS = re.compile(r"\s*[/&,]\s*|\s+dan\s+|\s+atau\s+")
MOST_HEADING = 160

# Headings seen in tables of offices; the first meaning that a register has is taken.
_WORDS: tuple[tuple[tuple[str, ...], str], ...] = (
    ((m.NUMBER,), "no|no.|nomor|no urut|no. urut|nomor urut|nmr"),
    ((m.REGION,), "kabupaten/kota|kab/kota|kab./kota|kabupaten|kab|kota|daerah|wilayah"),
    ((m.WHERE,), ("lokasi|tempat|tkp|lokasi kejadian|tempat kejadian|lokasi konflik|alamat"
     "|tempat kejadian perkara|lokasi potensi konflik|desa/kecamatan|kecamatan/desa"
     "|kelurahan/kecamatan|kec/desa|lokus|lokasi desa kecamatan|desa/kelurahan/kecamatan")),
    (("district",), "kecamatan|kec|kec.|nama kecamatan"),
    (("village",), ("desa|kelurahan|kampung|desa/kelurahan|desa/kel|desa/kel.|desa/kampung"
     "|kelurahan/desa|kel/desa|nama desa|desa kelurahan|kel./desa")),
    ((m.CATEGORY,), ("jenis konflik|kategori|klasifikasi|jenis|kategori konflik"
     "|klasifikasi konflik|jenis potensi|jenis potensi konflik|bentuk konflik|sumber konflik")),
    (("event_form", m.CATEGORY), "bentuk|bentuk kejadian|jenis kejadian|jenis peristiwa"),
    (("fields",), "bidang|ipoleksosbudhankam|ipoleksosbudkam|aspek|gatra"),
    (("title", m.SUBJECT), ("permasalahan|masalah|isu|isu konflik|potensi konflik|nama potensi"
     "|pokok masalah|pokok permasalahan|isu/permasalahan|nama konflik|konflik|kasus|kejadian"
     "|peristiwa|nama kejadian|isu strategis|judul|perihal|peristiwa konflik|objek konflik")),
    (("summary", "description"), ("uraian|uraian singkat|deskripsi|uraian permasalahan|gambaran"
     "|uraian masalah|keterangan singkat|ringkasan|uraian potensi konflik")),
    (("chronology", "summary"), ("kronologi|kronologis|kronologi kejadian|kronologis kejadian"
     "|fakta-fakta|fakta|uraian kejadian|jalannya kejadian|uraian peristiwa")),
    (("root_cause",), ("akar masalah|sumber masalah|penyebab|latar belakang|faktor penyebab|sebab"
     "|akar permasalahan|penyebab konflik")),
    (("trigger",), "pemicu|faktor pemicu|pemicu konflik"),
    ((m.PARTIES,), ("pihak terlibat|para pihak|aktor|pihak yang berkonflik|pihak|pihak-pihak"
     "|pihak yang terlibat|pihak yang bertikai|aktor yang terlibat|pelaku|subjek konflik")),
    (("party_a_name",), "pihak a|pihak i|pihak pertama|pihak 1|pihak kesatu"),
    (("party_b_name",), "pihak b|pihak ii|pihak kedua|pihak 2"),
    (("event_start", "info_date", "date_start"), ("waktu|tanggal|tanggal kejadian|waktu kejadian"
     "|hari/tanggal|hari tanggal|tgl|tgl.|tgl kejadian|bulan|waktu/tanggal|tanggal/waktu"
     "|waktu pelaksanaan|hari dan tanggal|waktu peristiwa|tanggal pelaksanaan")),
    (("impact_note",), "dampak|akibat|dampak sosial|dampak yang ditimbulkan"),
    ((m.TOLL, "impact_note"), ("korban|jumlah korban|korban jiwa|kerugian|korban/kerugian"
     "|akibat/korban|korban jiwa/luka|korban kerusakan|dampak/korban|korban kerugian")),
    (("deaths",), "meninggal|md|meninggal dunia|korban meninggal|tewas"),
    (("injured_serious",), "luka berat|lb|korban luka berat"),
    (("injured_minor",), "luka ringan|lr|korban luka ringan"),
    ((m.DISPLACED,), "pengungsi|mengungsi|jumlah pengungsi|kk/jiwa|pengungsi kk/jiwa"),
    (("displaced_hh",), "kk|mengungsi kk|pengungsi kk"),
    (("displaced_people",), "jiwa|mengungsi jiwa|pengungsi jiwa"),
    (("women_victims",), "perempuan|korban perempuan"),
    (("child_victims",), "anak|korban anak|anak-anak"),
    (("houses_damaged",), "rumah rusak|rumah|kerusakan rumah"),
    (("vehicles_damaged",), "kendaraan|kendaraan rusak"),
    (("loss_idr",), "kerugian materi|taksiran kerugian|kerugian rp|nilai kerugian"),
    ((m.MASS, "crowd"), "jumlah massa|massa|perkiraan massa|estimasi massa|jml massa"),
    ((m.ZONE,), ("tingkat kerawanan|tingkat potensi|zona|warna|tingkat risiko|zona kerawanan"
     "|tingkat|level|kerawanan|kategori kerawanan|status kerawanan|zona warna")),
    (("likelihood",), "kemungkinan|skala kemungkinan|probabilitas"),
    (("impact",), "skala dampak|tingkat dampak|penilaian dampak|penilaian risiko dampak"),
    ((m.EFFORTS, "description"), ("upaya penanganan|langkah|tindakan|penyelesaian|upaya"
     "|upaya yang telah dilakukan|langkah penanganan|tindakan yang diambil|upaya penyelesaian"
     "|penanganan|langkah-langkah|tindak lanjut|upaya yang dilakukan|langkah yang diambil"
     "|upaya/langkah|upaya pencegahan|langkah-langkah yang telah diambil")),
    ((m.AGENCIES,), ("instansi|opd penanggung jawab|leading sector|penanggung jawab|opd"
     "|instansi terkait|pelaksana|opd terkait|instansi penanggung jawab")),
    ((m.OBSTACLE,), "hambatan|kendala|hambatan/kendala|permasalahan/kendala"),
    (("development",), ("perkembangan|progres|perkembangan terakhir|perkembangan penanganan"
     "|perkembangan situasi|situasi terakhir|kondisi terkini|kondisi terakhir")),
    (("handling_status",), "status penanganan|status penyelesaian|status kasus"),
    (("recommendation",), ("rekomendasi|saran|saran tindak|rekomendasi/saran|saran/rekomendasi"
     "|saran tindak lanjut")),
    (("source",), "sumber informasi|sumber data|sumber|sumber info|sumber berita"),
    (("remarks",), "keterangan|ket.|ket|catatan"),
    (("result",), "hasil|hasil upaya|hasil yang dicapai"),
    (("lat",), "lintang|latitude|lat|koordinat lintang"),
    (("lon",), "bujur|longitude|long|lon|koordinat bujur"),
)  # fmt: skip
STATUS = frozenset({"status", "status (merah/kuning/hijau)", "status merah kuning hijau"})


def plain_heading(text: str) -> str:
    """Return a heading as headings are compared and remembered."""
    return _MARKS.sub(" ", fold(text)).strip()[:MOST_HEADING]


def meaning_of(kind: str, heading: str) -> str:
    """Return what a column of a register means by its heading; empty when that is not certain.

    `heading` is in plain form; under a heading that spans several columns it is
    `above / below`, and the lower one may be known alone.
    """
    known = _known(kind)
    for text in _ways(heading):
        found = known.get(text)
        if found:
            return found
    return ""


def _ways(heading: str) -> list[str]:
    """Return the forms a heading is looked up in, the fullest first."""
    above, _, below = heading.rpartition(" / ")
    ways = [heading, f"{above} {below}".strip(), below]
    ways += [_ASIDE.sub("", way).strip() for way in tuple(ways)]
    ways += [_JOINTS.sub("/", way) for way in tuple(ways)]
    return [way for way in dict.fromkeys(ways) if way]


@cache
def _known(kind: str) -> dict[str, str]:
    """Return heading to meaning: our own headings first, then what offices write."""
    known: dict[str, str] = {CASE_HEADING.casefold(): m.CASE} if kind != ACTION else {}
    columns = columns_for(kind)
    has = set(m.labels_for(kind))
    for column in columns:
        known.setdefault(plain_heading(column.heading), column.key)
    for keys, words in _WORDS:
        key = next((key for key in keys if key in has), "")
        for word in words.split("|") if key else ():
            known.setdefault(word, key)
    for column in columns:
        for synonym in column.synonyms:
            known.setdefault(synonym, column.key)
    return known


def register_by_words(text: str) -> str:
    """Return the register a sheet's name or title speaks of; empty when it could be any."""
    low = fold(text).replace("_", " ")
    if re.search(r"tindak ?lanjut|\bupaya\b|penanganan konflik$", low):
        return ACTION
    potential = "potensi" in low or "kerawanan" in low or "rawan" in low
    event = re.search(r"peristiwa|kejadian|konflik (yang )?terjadi|\binsiden", low) is not None
    if potential == event:
        return ""
    return "P" if potential else "K"
