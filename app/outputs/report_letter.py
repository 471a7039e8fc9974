"""The covering letter of a report, as the offices write it (domain paper 5.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.areas.queries import get_region
from app.model import vocabulary as words
from app.model.day_words import date_id
from app.model.entry import Kind
from app.outputs.documents.data import Letterhead
from app.outputs.documents.report_data import LetterText

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.db import ReadSession
    from app.model.region import Office, Region
    from app.model.report import DistrictStatement, Revision
    from app.settings import Settings

_BASIS = (
    "Menindaklanjuti hasil Rapat Koordinasi Kesbangpol serta Peraturan Menteri Dalam Negeri "
    "Nomor 42 Tahun 2015, "
)
_CAPACITY = {"PLT": "Plt. ", "PLH": "Plh. ", "AN": "a.n. "}
_GAP = "................"  # a place to write by hand in a draft


def letterhead(office: Office, region: Region) -> Letterhead:
    """Write the head of the regency's letters: its government and its agency."""
    agency = office.agency_name.removesuffix(f" {region.name}")
    return Letterhead(f"Pemerintah {region.name}", agency)


def letter(
    revision: Revision,
    office: Office,
    counted: Mapping[str, int],
    statements: Sequence[DistrictStatement],
    addressee: str,
) -> LetterText:
    """Write the covering letter; what the office has not filled in is left to the pen.

    `counted` are its entries by kind; `addressee` is whom to address when the office named nobody.
    """
    quarter = revision.report.obligation.period.quarter
    day = date_id(revision.letter_date) if revision.letter_date else _GAP
    potentials, events = counted.get(Kind.POTENTIAL, 0), counted.get(Kind.EVENT, 0)
    if revision.is_nil:
        opening = f"{_BASIS}dilaporkan bahwa sampai dengan {date_id(quarter.last_day)}"
        emphasis = "tidak terdapat"
        rest = (
            "potensi maupun peristiwa konflik yang menonjol (nihil) berdasarkan "
            f"{_basis_of(statements)}."
        )
    else:
        opening, emphasis = _BASIS.strip(), ""
        rest = (
            "bersama ini disampaikan Laporan Peta Potensi Konflik dan Peta Konflik Triwulan "
            f"{quarter.roman} Tahun {quarter.year} sebagaimana terlampir, dengan ringkasan: "
            f"potensi konflik {potentials} kasus, peristiwa konflik {events} kejadian"
            f"{'' if potentials or events else ', nihil'}."
        )
    classification = words.CLASSIFICATION.label_of(revision.classification)
    return LetterText(
        place_and_date=f"{office.capital}, {day}",
        number=revision.letter_no or _GAP,
        nature=f"{classification} / {words.URGENCY.label_of(revision.urgency)}",
        enclosures=revision.letter_enclosures,
        subject=revision.letter_subject,
        addressee=revision.addressee or addressee,
        opening=opening,
        emphasis=emphasis,
        rest=rest,
        closing="Demikian disampaikan, atas perhatian Saudara diucapkan terima kasih.",
        position=(_CAPACITY.get(revision.signing_capacity, "") + _position(revision),),
        name=revision.signatory_name or _GAP,
        rank=revision.signatory_rank,
        cc=tuple(revision.cc),
    )


def usual_addressee(session: ReadSession, settings: Settings) -> str:
    """Address the governor through the province's agency when the office left the line empty."""
    name = get_region(session, settings.province).name.removeprefix("Provinsi ")
    return f"Gubernur {name} u.p. Kepala {settings.agency_name}"


def _position(revision: Revision) -> str:
    """Return the position without a prefix that the office typed itself."""
    position = revision.signatory_position or _GAP
    for prefix in _CAPACITY.values():
        position = position.removeprefix(prefix)
    return position


def _basis_of(statements: Sequence[DistrictStatement]) -> str:
    codes = dict.fromkeys(row.basis for row in statements if row.basis)
    labels = [words.INFORMATION_SOURCE.label_of(code) for code in codes]
    return ", ".join(labels) or "pemantauan di wilayah"
