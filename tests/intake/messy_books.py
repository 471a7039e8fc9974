"""Tables as offices send them, made by code, each with the verdicts it must get."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl

from tests.intake import books

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

P_HEAD = (
    "No", "Permasalahan", "Uraian", "Lokasi", "Jenis Konflik", "Tema", "Akar Masalah",
    "Pihak Terlibat", "Zona", "Status Penanganan", "Rekomendasi", "Sumber Informasi",
)  # fmt: skip
K_HEAD = (
    "No", "Kejadian", "Waktu", "Kecamatan", "Desa", "Jenis Konflik", "Tema", "Bentuk",
    "Kronologis", "Para Pihak", "Jumlah Massa", "Korban", "Status Penanganan", "Saran",
    "Sumber Data",
)  # fmt: skip
P_TITLE = "Sengketa lahan plasma Riam Satu Ulu"
K_TITLE = "Penutupan jalan kebun oleh warga"
SUMMARY = "Kelompok tani menuntut pembagian kebun plasma sesuai perjanjian kemitraan."
CAUSE = "Luas kebun plasma yang diperjanjikan belum disepakati."
TALE = (
    "Pukul 07.30 WITA warga memasang portal kayu di simpang. Camat dan Polsek tiba dan membuka "
    "dialog; portal dibuka sore hari."
)
SHEET = "Data"


def potential(number: int = 1, **changes: Any) -> list[Any]:
    cells = {
        "No": number,
        "Permasalahan": P_TITLE if number == 1 else f"Sengketa lahan plasma blok {number}",
        "Uraian": SUMMARY,
        "Lokasi": "Desa Riam Satu Ulu, Kec. Riam Satu",
        "Jenis Konflik": "Sumber Daya Alam",
        "Tema": "Plasma/kemitraan kebun",
        "Akar Masalah": CAUSE,
        "Pihak Terlibat": "Kelompok Tani Harapan Contoh vs PT Contoh Sawit Alfa",
        "Zona": "Kuning",
        "Status Penanganan": "Dalam proses",
        "Rekomendasi": "Percepat pengukuran bersama.",
        "Sumber Informasi": "FKDM Kecamatan",
    }
    return [*(cells | changes).values()]


def event(number: int = 1, **changes: Any) -> list[Any]:
    cells = {
        "No": number,
        "Kejadian": K_TITLE if number == 1 else f"Penutupan jalan kebun bagian {number}",
        "Waktu": "Rabu, 19 Agustus 2026",
        "Kecamatan": "Riam Satu",
        "Desa": "Riam Satu Ulu",
        "Jenis Konflik": "Sengketa SDA antarmasyarakat / dengan pelaku usaha",
        "Tema": "Plasma/kemitraan kebun",
        "Bentuk": "Blokade jalan/akses",
        "Kronologis": TALE,
        "Para Pihak": "1. Warga Desa Riam Satu Ulu\n2. PT Contoh Sawit Alfa",
        "Jumlah Massa": "100 - 130 orang",
        "Korban": "Nihil",
        "Status Penanganan": "Selesai",
        "Saran": "Dampingi kesepakatan.",
        "Sumber Data": "Polri",
    }
    return [*(cells | changes).values()]


@dataclass(frozen=True)
class Book:
    """A file and what must become of it; rows as Excel shows them.

    `facts` are values by title, `cells` what was read of refused rows (`sheet!row`); `refused`
    names columns (with the cell they stand in, when that is told), `ignored` rows; `asked` the
    headings somebody has to explain, and `answers` what is answered (by heading; a sheet's
    register by its name). `told` are words that must stand in a remark.
    """

    name: str
    make: Callable[[], bytes]
    good: int = 1
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    cells: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()
    ignored: Mapping[int, str] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    answers: Mapping[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    file_name: str = "laporan.xlsx"


def workbook(
    sheets: Mapping[str, Sequence[Sequence[Any]]],
    merges: Mapping[str, Sequence[str]] | None = None,
) -> bytes:
    """Write rows from A1; None leaves a cell empty."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for area in (merges or {}).get(name, ()):
            sheet.merge_cells(area)
    return books.saved(book)


def plain(*rows: Sequence[Any], head: Sequence[str] = P_HEAD, name: str = "Potensi") -> bytes:
    return workbook({name: [head, *rows]})


def csv_of(rows: Sequence[Sequence[Any]], sign: str, encoding: str) -> bytes:
    def cell(value: Any) -> str:
        text = "" if value is None else str(value)
        return f'"{text}"' if re.search(rf'["\n{re.escape(sign)}]', text) else text

    lines = [sign.join(cell(value) for value in row) for row in rows]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def titled() -> bytes:
    above = [["PEMERINTAH KABUPATEN CONTOH HULU"], ["DAFTAR POTENSI KONFLIK TRIWULAN III"], []]
    return workbook({"Sheet1": [*above, P_HEAD, potential(), potential(2)]})


def two_row_header() -> bytes:
    top = [*K_HEAD[:11], "Korban", None, None, *K_HEAD[12:]]
    below = [None] * 11 + ["Meninggal", "Luka Berat", "Luka Ringan"] + [None] * 3
    row = event()
    cells = [*row[:11], "-", "nihil", "2 org", *row[12:]]
    merges = [f"{openpyxl.utils.get_column_letter(i)}1:{openpyxl.utils.get_column_letter(i)}2"
              for i in (*range(1, 12), 15, 16, 17)]  # fmt: skip
    return workbook({"Peristiwa": [top, below, cells]}, {"Peristiwa": ["L1:N1", *merges]})


def merged_down() -> bytes:
    """One dispute over three rows, its parties one a row; the place merged over two disputes."""
    first = potential(**{"Pihak Terlibat": "Kelompok Tani Harapan Contoh"})
    more = [None] * 12
    more[7] = "PT Contoh Sawit Alfa"
    second = potential(2, Lokasi=None)
    merges = [f"{letter}2:{letter}3" for letter in "ABCEFGIJKL"] + ["D2:D4"]
    return workbook({"Potensi": [P_HEAD, first, more, second]}, {"Potensi": merges})


def everything_around() -> bytes:
    rows: list[Sequence[Any]] = [
        ["Lampiran Surat Nomor 300/1/CONTOH/2026"],
        [],
        P_HEAD,
        [f"({n})" for n in range(1, 13)],
        list(range(1, 13)),
        ["", "(diisi pokok masalah)", "diisi uraian", "diisi desa dan kecamatan"],
        ["Contoh:", "Sengketa batas desa", SUMMARY],
        potential(),
        [None] * 12,
        ["", "JUMLAH", 1],
        P_HEAD,
        potential(2),
        [],
        ["Catatan: data sementara"],
        [None, None, None, None, None, None, None, None, None, "Riam Satu, 5 Oktober 2026"],
        [None, None, None, None, None, None, None, None, None, "Kepala Badan,"],
        [None, None, None, None, None, None, None, None, None, "Pejabat Contoh"],
    ]
    return workbook({"Potensi": rows})


def blank_columns() -> bytes:
    def spread(row: Sequence[Any]) -> list[Any]:
        return [None, *row[:3], None, None, *row[3:]]

    return workbook({"Potensi": [[], spread(P_HEAD), spread(potential())]})


def sections() -> bytes:
    head = [*P_HEAD[:3], *P_HEAD[4:]]
    one, two = potential(), potential(2)
    rows = [
        head,
        ["I", "KECAMATAN RIAM SATU"],
        [*one[:3], *one[4:]],
        ["II", "Kec. Riam Dua"],
        [*two[:3], *two[4:]],
    ]
    return workbook({"Potensi": rows})


def whole_province(heading: str = "Kabupaten/Kota") -> bytes:
    head = ["No", heading, *P_HEAD[1:]]
    rows = [
        [number, region, *potential(number)[1:]]
        for number, region in enumerate(
            ("Kab. Contoh Hulu", "Contoh Pesisir", "Kab. Contoh Pesisir", "KCH"), start=1
        )
    ]
    rows[3][1] = "Kabupaten Contoh Hulu"
    return workbook({"Potensi": [head, *rows]})


def both_registers() -> bytes:
    acts = [
        ["No", "Judul", "Tanggal", "Bentuk upaya", "Instansi", "Uraian", "Hasil", "Status hasil"],
        [1, P_TITLE, "12 Agustus 2026", "Mediasi oleh camat", "Badan Kesbangpol Kabupaten/Kota",
         "Mediasi ketiga di kantor camat", "Sepakat ukur bersama", "Berhasil"],
        [2, K_TITLE, "20-8-26", "Rapat koordinasi", "Polsek Riam Satu",
         "Rapat membuka portal di kantor camat", "Portal dibuka", "Berhasil"],
    ]  # fmt: skip
    return workbook(
        {
            "Potensi Konflik TW III": [P_HEAD, potential()],
            "Kejadian": [K_HEAD, event()],
            "Tindak Lanjut": acts,
            "Petunjuk": [["Isi semua kolom"], ["dengan", "lengkap"]],
        }
    )


def wps() -> bytes:
    """Imitate a re-save by WPS: cells with their text in them, no dimension, empty rows after."""
    source = plain(potential(), potential(2, Uraian=SUMMARY + " <&> dua  spasi"))
    with zipfile.ZipFile(io.BytesIO(source)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    sheet, dropped = re.subn(r"<dimension [^>]*/>", "", sheet)
    assert dropped == 1
    assert 't="inlineStr"' in sheet
    empty = "".join(
        f'<row r="{n}" spans="1:60"><c r="A{n}"/><c r="BH{n}" s="0"/></row>' for n in range(4, 400)
    )
    sheet = sheet.replace("</sheetData>", empty + "</sheetData>")
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)
    return buffer.getvalue()


def scale(**changes: Any) -> bytes:
    """Headings of two rows where the upper one spans, and no `No`."""
    top = [*P_HEAD[1:8], "Penilaian risiko", None, *P_HEAD[9:]]
    below = [None] * 7 + ["Kemungkinan", "Dampak"] + [None] * 3
    row = potential(**changes)
    return workbook({"Potensi": [top, below, [*row[1:8], 3, "4 Signifikan", *row[9:]]]})


def dates() -> bytes:
    spelt = [
        "19 Agustus 2026", "Rabu, 19 Agustus 2026", "19-8-26", "19/08/2026", "2026-08-19",
        "19 Agt 2026", "19.08.2026", 46253, date(2026, 8, 19), "19/08/2026 07.30",
        "19 Agustus 2026 pukul 07.30 WITA", "19 s.d. 21 Agustus 2026", "awal Agustus 2026",
        "Agustus 2026", "pertengahan Agustus 2026", "sekitar 19 Agustus 2026",
        "minggu ketiga Agustus 2026", "30 Juli s.d. 2 Agustus 2026", "Jum’at, 21 Agustus 2026",
        "hari Rabu tanggal 19 Agustus 2026", "19 Agustus", "kemarin", "31 September 2026",
    ]  # fmt: skip
    rows = [event(n, Waktu=text, Kejadian=f"Penutupan jalan hari {n}")
            for n, text in enumerate(spelt, start=1)]  # fmt: skip
    return workbook({"Peristiwa": [K_HEAD, *rows]})


KUNING = {"likelihood": 3, "impact": 3}
BOOKS: tuple[Book, ...] = (
    Book("plain table on a sheet of another name", lambda: plain(potential()),
         facts={P_TITLE: KUNING | {"law_source": "U5D", "topic": "PLASMA", "source": "FKDM_KEC",
                                   "district": "99.01.01.2001", "party_a_type": "TANI",
                                   "party_b_type": "PERUSAHAAN"}},
         told=("perlu dinilai", "dibaca sebagai")),
    Book("title rows above", titled, good=2),
    Book("two-row merged headings", two_row_header,
         cells={"Peristiwa!3": {"deaths": "-", "injured_serious": "nihil",
                                "injured_minor": "2 org"}},
         refused=frozenset({"Peristiwa!3:women_victims", "Peristiwa!3:child_victims",
                            "Peristiwa!3:displaced_hh", "Peristiwa!3:displaced_people",
                            "Peristiwa!3:houses_damaged", "Peristiwa!3:public_damaged",
                            "Peristiwa!3:worship_damaged", "Peristiwa!3:vehicles_damaged"}),
         good=0),
    Book("two-row headings with a spanning one", scale,
         cells={"Potensi!3": {"likelihood": "3", "impact": "4 Signifikan"}},
         refused=frozenset({"Potensi!3:impact_basis"}),
         good=0),
    Book("cells merged downwards", merged_down, good=2,
         facts={P_TITLE: {"party_b_name": "PT Contoh Sawit Alfa"},
                "Sengketa lahan plasma blok 2": {"district": "99.01.01.2001"}},
         told=("lanjutan baris 2",)),
    Book("instructions, samples, numbering, totals, signatures", everything_around, good=2,
         ignored={4: "nomor kolom", 5: "nomor kolom", 6: "petunjuk", 7: "contoh", 10: "jumlah",
                  11: "judul kolom", 14: "catatan kaki", 15: "tanda tangan", 16: "tanda tangan",
                  17: "tanda tangan"}),
    Book("blank columns and rows", blank_columns),
    Book("kecamatan as sections", sections, good=2, ignored={2: "judul bagian", 4: "judul bagian"},
         facts={P_TITLE: {"district": "99.01.01"},
                "Sengketa lahan plasma blok 2": {"district": "99.01.02"}}),
    Book("table of the whole province", whole_province, good=2,
         ignored={3: "Contoh Pesisir", 4: "Contoh Pesisir"}),
    Book("regencies under a heading that could mean any place",
         lambda: whole_province("Wilayah"), good=2,
         ignored={3: "Contoh Pesisir", 4: "Contoh Pesisir"}),
    Book("a kecamatan under the same heading",
         lambda: plain([*potential(Lokasi=None)[:3], "Kec. Riam Dua", *potential()[4:]],
                       head=[*P_HEAD[:3], "Wilayah", *P_HEAD[4:]]),
         facts={P_TITLE: {"district": "99.01.02"}}),
    Book("both registers and actions under other names", both_registers, good=4,
         ignored={}, told=("tidak dibaca",)),
    Book("colours of zones",
         lambda: plain(potential(Zona="MERAH"), potential(2, Zona="zona hijau"),
                       potential(3, Zona="Sedang"), potential(4, Zona="ungu")),
         good=3, refused=frozenset({"Potensi!5:likelihood", "Potensi!5:impact"}),
         facts={P_TITLE: {"likelihood": 4, "impact": 3},
                "Sengketa lahan plasma blok 2": {"likelihood": 2, "impact": 2},
                "Sengketa lahan plasma blok 3": KUNING}, told=("perlu dinilai",)),
    Book("several villages in one cell",
         lambda: plain(potential(Lokasi="Desa Riam Satu Ulu dan Riam Satu Ilir Kec. Riam Satu"),
                       potential(2, Lokasi="1. Riam Satu Ulu\n2. Batu Indah"),
                       potential(3, Lokasi="Simpang Tiga, Desa Antah, Kec. Riam Dua")), good=2,
         facts={P_TITLE: {"district": "99.01.01.2001", "others": ["99.01.01.2002"]},
                "Sengketa lahan plasma blok 2": {"others": ["99.01.10.2001"]}},
         refused=frozenset({"Potensi!4:village"})),
    Book("several parties in one cell",
         lambda: plain(potential(**{"Pihak Terlibat": "a. Warga Riam\nb. PT Contoh\nc. Pemdes"}),
                       potential(2, **{"Pihak Terlibat": "Warga Riam dengan PT Contoh Alfa"}),
                       potential(3, **{"Pihak Terlibat": "Kubu Timur; Kubu Barat"})), good=2,
         facts={P_TITLE: {"party_a_name": "Warga Riam", "party_b_name": "PT Contoh",
                          "party_b_type": "PERUSAHAAN"}},
         refused=frozenset({"Potensi!4:party_a_type", "Potensi!4:party_b_type"}),
         told=("terdampak",)),
    Book("dates in every spelling", dates, good=20,
         facts={f"Penutupan jalan hari {n}": {"day": date(2026, 8, 19)} for n in range(1, 13)}
         | {"Penutupan jalan hari 12": {"day": date(2026, 8, 19), "end": date(2026, 8, 21)},
            "Penutupan jalan hari 13": {"day": date(2026, 8, 1), "time_precision": "BULAN"},
            "Penutupan jalan hari 14": {"day": date(2026, 8, 1), "time_precision": "BULAN"},
            "Penutupan jalan hari 18": {"day": date(2026, 7, 30), "end": date(2026, 8, 2)},
            "Penutupan jalan hari 19": {"day": date(2026, 8, 21), "time_precision": "HARI"}},
         refused=frozenset({"Peristiwa!22:event_start", "Peristiwa!23:event_start",
                            "Peristiwa!24:event_start"}), told=("ketelitian Bulan",)),
    Book("casualties in words",
         lambda: plain(event(Korban="2 org luka ringan; 5 KK/17 jiwa mengungsi"),
                       event(2, Korban="-"), event(3, Korban="tidak ada korban jiwa"),
                       event(4, Korban="beberapa luka"), head=K_HEAD, name="Peristiwa"),
         good=2, facts={K_TITLE: {"deaths": 0, "injured_minor": 2, "displaced_hh": 5,
                                  "displaced_people": 17},
                        "Penutupan jalan kebun bagian 2": {"deaths": 0, "displaced_hh": 0}},
         refused=frozenset({f"Peristiwa!{row}:{key}" for row in (4, 5) for key in (
             "injured_serious", "injured_minor", "women_victims", "child_victims", "displaced_hh",
             "displaced_people", "houses_damaged", "public_damaged", "worship_damaged",
             "vehicles_damaged")} | {"Peristiwa!5:deaths"}),
         told=("dicatat 0", "belum terbaca seluruhnya")),
    Book("semicolons in Windows-1252",
         lambda: csv_of([["POTENSI KONFLIK"], P_HEAD, potential(Uraian=SUMMARY + " – café")],
                        ";", "cp1252"), file_name="laporan.csv"),
    Book("tabs in UTF-16", lambda: csv_of([["POTENSI"], P_HEAD, potential()], "\t", "utf-16"),
         file_name="laporan.txt"),
    Book("commas in UTF-8 with a mark",
         lambda: csv_of([["DAFTAR POTENSI"], P_HEAD, potential()], ",", "utf-8-sig"),
         file_name="laporan.csv"),
    Book("cells with line breaks in a text",
         lambda: csv_of([K_HEAD, event()], ";", "utf-8"), file_name="laporan.csv"),
    Book("a re-save by WPS", wps, good=2),
    Book("a heading nobody knows",
         lambda: plain([*potential(), "Aman terkendali"], head=[*P_HEAD, "Situasi lapangan"]),
         asked=frozenset({"situasi lapangan"}), answers={"situasi lapangan": "remarks"},
         facts={P_TITLE: {"remarks": "Aman terkendali"}}),
    Book("a register nobody can tell",
         lambda: plain(potential()[:4], head=["No", "Isu", "Uraian", "Lokasi"], name="Sheet1"),
         asked=frozenset({"Sheet1"}), answers={"Sheet1": "P"}, good=0,
         refused=frozenset({f"Sheet1!2:{key}" for key in (
             "law_source", "topic", "root_cause", "likelihood", "impact", "handling_status",
             "source")})),
    Book("one long problem and no summary",
         lambda: plain([*potential(Permasalahan=SUMMARY * 4)[:2], *potential()[3:]],
                       head=[*P_HEAD[:2], *P_HEAD[3:]]),
         facts={}, told=("Judul diambil dari awal uraian",)),
    Book("status that is a colour, and one that is not",
         lambda: workbook({
             "Potensi": [[*P_HEAD[:8], "Status", *P_HEAD[9:]], potential()],
             "Peristiwa": [[*K_HEAD[:12], "Status", *K_HEAD[13:]], event()]}),
         good=2, facts={P_TITLE: KUNING, K_TITLE: {"handling_status": "SELESAI"}}),
    Book("efforts, obstacles and agencies",
         lambda: plain([*potential(), "Mediasi dua kali", "Cuaca", "Polsek Riam, Disbun"],
                       head=[*P_HEAD, "Upaya Penanganan", "Hambatan", "Instansi"]),
         facts={P_TITLE: {"development": "Upaya penanganan: Mediasi dua kali\nHambatan: Cuaca",
                          "lead_agency": "POLRI"}}, told=("Upaya dicatat di Perkembangan",)),
    Book("numbers as offices write them",
         lambda: plain(event(**{"Jumlah Massa": "± 200 orang",
                                "Korban": "1 (satu) orang luka berat"}),
                       event(2, **{"Jumlah Massa": "1.250"}),
                       event(3, **{"Jumlah Massa": "ratusan"}),
                       head=K_HEAD, name="Kejadian"),
         good=2, facts={K_TITLE: {"crowd_min": 200, "crowd_max": 200, "injured_serious": 1},
                        "Penutupan jalan kebun bagian 2": {"crowd_max": 1250}},
         refused=frozenset({"Kejadian!4:crowd_min", "Kejadian!4:crowd_max"})),
    Book("wrong cells are named where they stand",
         lambda: plain(potential(Permasalahan="pendek"), potential(2, Lokasi="Kec. Antah"),
                       potential(3, **{"Sumber Informasi": "entah"}),
                       potential(4, **{"Akar Masalah": None})), good=0,
         refused=frozenset({"Potensi!2:title@B2", "Potensi!3:district@D3", "Potensi!4:source@L4",
                            "Potensi!5:root_cause@G5"})),
    Book("formulas that look like text", lambda: plain(potential(Uraian="'=1+1 " + SUMMARY))),
    Book("three sheets, one a month",
         lambda: workbook({month: [["POTENSI KONFLIK BULAN " + month.upper()], P_HEAD,
                                   potential(n)] for n, month in enumerate(
                                       ("Juli", "Agustus", "September"), start=1)}), good=3),
)  # fmt: skip
