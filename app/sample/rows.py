"""The sample's rows as an officer would type them: cells of text for the portal's own parser."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from app.intake.columns import ACTION_SHEET, EVENT_SHEET, POTENTIAL_SHEET
from app.intake.parse import parse_row
from app.intake.parsed import Parsed, ParsedAction, ParsedEntry, RefusedRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from app.intake.context import IntakeContext
    from app.intake.cover import ParsedCover
    from app.sample.plan import CasePlan

_COUNTS = (
    "deaths",
    "injured_serious",
    "injured_minor",
    "women_victims",
    "child_victims",
    "displaced_hh",
    "displaced_people",
    "houses_damaged",
    "public_damaged",
    "worship_damaged",
    "vehicles_damaged",
)
_TOLL = {
    1: {},
    2: {"injured_minor": "3"},
    3: {"injured_serious": "1", "injured_minor": "4", "loss_idr": "85 juta"},
    4: {
        "deaths": "1",
        "injured_serious": "2",
        "injured_minor": "6",
        "displaced_hh": "14",
        "displaced_people": "52",
        "loss_idr": "640.000.000",
    },
}
_CROWD = {1: ("40", "60"), 2: ("60", "90"), 3: ("120", "180"), 4: ("250", "400")}
_MOVES = {-1: "Berlanjut, menurun", 0: "Berlanjut, tetap", 1: "Berlanjut, meningkat"}
_NEWS = {
    -1: "Dialog berjalan baik dan ketegangan mereda dibanding triwulan lalu.",
    0: "Belum ada kesepakatan baru; para pihak menunggu langkah berikutnya.",
    1: "Tuntutan menguat dan beberapa pertemuan warga digelar selama triwulan ini.",
}


class RowRefused(RuntimeError):
    """The portal's own rules refuse a row of the sample: the sample is wrong."""


@dataclass(frozen=True, slots=True)
class Written:
    """Parsed rows of one report, and which case each potential's code stands for."""

    parsed: Parsed
    keys: Mapping[str, CasePlan]


def write_report(
    plans: Sequence[CasePlan],
    offset: int,
    case_numbers: Mapping[str, str],
    context: IntakeContext,
    cover: ParsedCover,
) -> Written:
    """Write and parse every row of one regency's quarter.

    Raises:
        RowRefused: the portal's own rules refuse a row of the sample.
    """
    entries: list[ParsedEntry] = []
    actions: list[ParsedAction] = []
    keys: dict[str, CasePlan] = {}
    for plan in plans:
        key = f"P-{len(keys) + 1:03d}"
        keys[key] = plan
        place = _place(plan, context)
        write = _ending if plan.has_ended(offset) else _potential
        cells = write(plan, offset, place, context, case_numbers.get(plan.key, ""))
        entries.append(_entry(POTENTIAL_SHEET, len(entries) + 5, key, cells, context))
        if plan.has_ended(offset) or _acted(plan, offset) or plan.clashes.get(offset):
            actions.append(_action(plan, offset, key, len(actions), place, context))
    clashing = [key for key, plan in keys.items() if plan.clashes.get(offset)]
    for number, key in enumerate(clashing, 1):
        plan, event_key = keys[key], f"K-{number:03d}"
        place = _place(plan, context)
        case_no = case_numbers.get(plan.key, "")
        cells = _event(plan, offset, place, context) | {"same_case": key, "case_no": case_no}
        entries.append(_entry(EVENT_SHEET, number + 4, event_key, cells, context))
        actions.append(_action(plan, offset, event_key, len(actions), place, context))
    parsed = Parsed(
        cover=cover,
        entries=tuple(entries),
        actions=tuple(actions),
        refused=(),
        problems=(),
        total_rows=len(entries) + len(actions),
    )
    return Written(parsed, keys)


def _place(plan: CasePlan, context: IntakeContext) -> dict[str, str]:
    districts = context.places.districts()
    code, district = districts[plan.district % len(districts)]
    villages = context.places.villages(code)
    village = villages[plan.village % len(villages)][1] if villages else ""
    return {"district": district, "village": village}


def _words(plan: CasePlan, place: Mapping[str, str], text: str) -> str:
    del plan
    return text.format(desa=place["village"] or place["district"], kec=place["district"])


def _day(plan: CasePlan, offset: int, context: IntakeContext, within: int) -> date:
    """Return a day of the quarter that is not in the future."""
    random = Random(f"{plan.key} {offset} {within}")  # noqa: S311 - a fixed story, no secret
    first = context.quarter.first_day
    last = min(context.quarter.last_day, context.today)
    return first + timedelta(days=random.randrange(max(1, (last - first).days)))


def _acted(plan: CasePlan, offset: int) -> bool:
    return (offset + plan.village) % 4 != 0


def _common(
    plan: CasePlan, offset: int, place: Mapping[str, str], context: IntakeContext
) -> dict[str, str]:
    dispute = plan.dispute
    a_type, a_name = dispute.party_a
    b_type, b_name = dispute.party_b
    told = _day(plan, offset, context, 1)
    return {
        "law_source": dispute.source,
        "topic": dispute.topic,
        "tags": dispute.tags,
        "athg": dispute.athg,
        **place,
        "other_locations": _neighbour(plan, context) if "batas" in dispute.source else "",
        "root_cause": dispute.cause,
        "trigger": dispute.trigger,
        "party_a_name": _words(plan, place, a_name),
        "party_a_type": a_type,
        "party_b_name": _words(plan, place, b_name),
        "party_b_type": b_type,
        "lead_agency": dispute.agency,
        "source": "FKDM Kecamatan",
        "detail": f"FKDM Kecamatan {place['district']}",
        "method": "Pemantauan lapangan",
        "obtained_on": f"{told:%d/%m/%Y}",
        "recommendation": "Lanjutkan fasilitasi dan pastikan langkah yang disepakati dijalankan "
        "tepat waktu.",
    }


def _neighbour(plan: CasePlan, context: IntakeContext) -> str:
    """A boundary dispute lies in two places: the next kecamatan of the regency."""
    districts = context.places.districts()
    return f"Kec. {districts[(plan.district + 1) % len(districts)][1]}"


def _potential(
    plan: CasePlan, offset: int, place: Mapping[str, str], context: IntakeContext, case_no: str
) -> dict[str, str]:
    likelihood, impact = plan.scores[offset]
    before = plan.scores.get(offset - 1) if case_no in context.previous_cases else None
    step = 0 if before is None else likelihood + impact - sum(before)
    move = (step > 0) - (step < 0)
    acted = _acted(plan, offset) or bool(plan.clashes.get(offset))
    cells = {
        "case_no": case_no,
        "title": _words(plan, place, plan.dispute.title),
        "summary": _words(plan, place, plan.dispute.summary),
        "likelihood": str(likelihood),
        "likelihood_basis": "Pernah terjadi dalam setahun terakhir dengan pihak yang sama.",
        "impact": str(impact),
        "impact_basis": "Dapat mengganggu layanan dan kegiatan usaha di beberapa desa.",
        "handling_status": "Dalam proses" if acted else "Perlu tindak lanjut",
        "change": "" if before is None else _MOVES[move],
        "development": "" if before is None else _NEWS[move],
    }
    return _common(plan, offset, place, context) | cells


def _ending(
    plan: CasePlan, offset: int, place: Mapping[str, str], context: IntakeContext, case_no: str
) -> dict[str, str]:
    """The last word on a case: over, and on which basis."""
    final = _potential(replace(plan, scores={offset: (1, 1)}), offset, place, context, case_no)
    agreed = plan.village % 3 != 0
    return final | {
        "change": "Selesai",
        "handling_status": "Selesai",
        "development": "Para pihak menandatangani berita acara kesepakatan di kantor camat."
        if agreed
        else "Pemerintah daerah menetapkan penyelesaian dan kedua pihak menerimanya.",
        "closure_basis": "Kesepakatan para pihak" if agreed else "Keputusan/kebijakan pemerintah",
        "recommendation": "Pantau pelaksanaan kesepakatan.",
    }


def _event(
    plan: CasePlan, offset: int, place: Mapping[str, str], context: IntakeContext
) -> dict[str, str]:
    severity = plan.clashes[offset]
    day = _day(plan, offset, context, 2)
    crowd = _CROWD[severity]
    clash = plan.dispute.clash
    cells = {
        "title": _words(plan, place, clash.title),
        "event_start": f"{day:%d/%m/%Y} 09.30",
        "event_form": clash.form,
        "chronology": _words(plan, place, clash.story),
        "weapons": clash.weapons if severity > 1 else "Tidak ada",
        "crowd_min": crowd[0],
        "crowd_max": crowd[1],
        "handling_status": "Dalam proses",
        "development": "Situasi di lokasi sudah terkendali.",
        **dict.fromkeys(_COUNTS, "0"),
        **_TOLL[severity],
    }
    return _common(plan, offset, place, context) | cells


def _action(
    plan: CasePlan,
    offset: int,
    entry_key: str,
    count: int,
    place: Mapping[str, str],
    context: IntakeContext,
) -> ParsedAction:
    sort, agency, text, result = plan.dispute.action
    day = _day(plan, offset, context, 3)
    cells = {
        "entry_key": entry_key,
        "date_start": f"{day:%d/%m/%Y}",
        "action_type": sort,
        "lead_agency": agency,
        "description": _words(plan, place, text),
        "result": result,
        "result_status": "Berhasil sebagian",
        "next_step": "Pertemuan lanjutan para pihak",
        "next_due": f"{day + timedelta(days=45 + plan.village % 60):%d/%m/%Y}",
    }
    key = f"U-{count + 1:03d}"
    row = parse_row(ACTION_SHEET, count + 5, key, cells, context)
    if not isinstance(row, ParsedAction):
        raise RowRefused(_why(key, row))
    return row


def _entry(
    sheet: str, number: int, key: str, cells: Mapping[str, str], context: IntakeContext
) -> ParsedEntry:
    row = parse_row(sheet, number, key, cells, context)
    if not isinstance(row, ParsedEntry):
        raise RowRefused(_why(key, row))
    return row


def _why(key: str, row: object) -> str:
    problems = row.problems if isinstance(row, RefusedRow) else ()
    return f"{key}: " + "; ".join(f"{item.column}: {item.message}" for item in problems)
