"""All entries of a quarter across regencies, filtered and sorted by the address."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.areas.queries import offices_of
from app.model.entry import Entry, Kind
from app.model.level import Level
from app.model.quarter import Quarter
from app.model.region import Office
from app.model.report import State
from app.model.vocabulary import HANDLING_STATUS, KIND, TOPIC
from app.reports import queries
from app.reports.entry_search import SORTS, Wanted, search
from app.reports.entry_standing import level_of_entry, status_of
from app.web.deps import Now, Reads, Setup, SignedIn, requires
from app.web.formats import date_short
from app.web.forms import clean
from app.web.pages.board import choose_period
from app.web.pages.entry_view import KIND_WORDS, place_names, place_of
from app.web.pages.report_room import day_in
from app.web.pages.review_words import options
from app.web.paging import page_links
from app.web.recorded import REPORT_LIST
from app.web.templating import page

router = APIRouter()
Short = Annotated[str, Query(max_length=24)]
LEVELS = (Level.SANGAT_TINGGI, Level.TINGGI, Level.SEDANG, Level.RENDAH)
HEADINGS = (
    ("tingkat", "Tingkat"),
    ("judul", "Entri"),
    ("wilayah", "Lokasi"),
    ("", "Jenis"),
    ("", "Penanganan"),
    ("tanggal", "Tanggal"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the list."""

    key: str
    title: str
    href: str
    level: Level
    place: str
    kind: str
    status: str
    day: str
    is_accepted: bool


def _wanted(  # noqa: PLR0913, PLR0917 - one parameter of the address each
    wilayah: Short = "",
    jenis: Short = "",
    tingkat: Short = "",
    tema: Short = "",
    penanganan: Short = "",
    cari: Annotated[str, Query(max_length=200)] = "",
    urut: Short = "",
    hal: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Wanted:
    return Wanted(
        region=wilayah,
        kind=jenis,
        level=tingkat,
        topic=tema,
        handling=penanganan,
        text=clean(cari),
        sort=urut if urut in SORTS else SORTS[0],
        number=hal,
    )


Asked = Annotated[Wanted, Depends(_wanted)]


@router.get("/entri", dependencies=[requires(Permission.REPORT_REVIEW), REPORT_LIST])
def show(  # noqa: PLR0913, PLR0917 - who asks for what of which quarter
    request: Request,
    session: Reads,
    actor: SignedIn,
    settings: Setup,
    now: Now,
    wanted: Asked,
    t: Short = "",
) -> Response:
    """List the entries of the quarter named, else of the newest that is over."""
    every = queries.periods(session, actor.scope)
    if not every:
        return page(request, "entry_list_nothing")
    quarter = choose_period(every, t, day_in(now, actor.zone)).quarter
    offices = {str(o.region_code): o for o in offices_of(session, settings.province)}
    found = search(session, actor.scope, quarter, wanted)
    names = place_names(session, found.entries)
    return page(
        request,
        "entry_list",
        quarter=quarter,
        wanted=wanted,
        found=found,
        lines=[_line(entry, place_of(entry, names), offices, quarter) for entry in found.entries],
        choices=_choices(offices, [period.quarter for period in every]),
        chips=_chips(wanted, quarter, offices),
        headings=_headings(wanted, quarter),
        pages=page_links(
            found.number, found.pages, lambda item: address(wanted, quarter, number=item)
        ),
        clear=f"/entri?t={quarter.slug}",
    )


def _line(entry: Entry, place: str, offices: dict[str, Office], quarter: Quarter) -> Line:
    code = str(entry.revision.report.obligation.region_code)
    day = entry.event_start.date() if entry.event_start is not None else entry.info_date
    return Line(
        key=entry.row_key,
        title=entry.title,
        href=f"/laporan/{quarter.slug}/entri/{entry.row_key}?wilayah={code}"
        f"&versi={entry.revision.number}",
        level=level_of_entry(entry),
        place=", ".join(part for part in (place, offices[code].short_name) if part),
        kind=KIND_WORDS[Kind(entry.kind)],
        status=status_of(entry),
        day=_day(day, quarter),
        is_accepted=entry.revision.state is State.DITERIMA,
    )


def _day(day: date, quarter: Quarter) -> str:
    """Write a day short, with its year when that is not the quarter's."""
    return date_short(day) if day.year == quarter.year else f"{date_short(day)} {day.year}"


def _choices(offices: dict[str, Office], quarters: list[Quarter]) -> dict[str, Any]:
    return {
        "t": [{"value": item.slug, "label": item.label} for item in quarters],
        "wilayah": [{"value": code, "label": o.display_name} for code, o in offices.items()],
        "jenis": options(KIND),
        "tingkat": [{"value": level.value, "label": level.label} for level in LEVELS],
        "tema": options(TOPIC),
        "penanganan": options(HANDLING_STATUS),
    }


def address(wanted: Wanted, quarter: Quarter, **changed: Any) -> str:
    """Return the address of the list with some of what is wanted changed; empties left out."""
    asked = replace(wanted, **({"number": 1} | changed))
    query = {
        "t": quarter.slug,
        "wilayah": asked.region,
        "jenis": asked.kind,
        "tingkat": asked.level,
        "tema": asked.topic,
        "penanganan": asked.handling,
        "cari": asked.text,
        "urut": asked.sort if asked.sort != SORTS[0] else "",
        "hal": asked.number if asked.number > 1 else "",
    }
    return f"/entri?{urlencode({name: value for name, value in query.items() if value})}"


def _chips(wanted: Wanted, quarter: Quarter, offices: dict[str, Office]) -> list[dict[str, str]]:
    """Return the filters in force in words, each with the address without it."""
    office = offices.get(wanted.region)
    level = Level(wanted.level).label if wanted.level in Level.__members__ else wanted.level
    words = {
        "region": office.display_name if office else wanted.region,
        "kind": KIND.label_of(wanted.kind),
        "level": level,
        "topic": TOPIC.label_of(wanted.topic),
        "handling": HANDLING_STATUS.label_of(wanted.handling),
        "text": f"\u201c{wanted.text}\u201d" if wanted.text else "",
    }
    return [
        {"label": label, "href": address(wanted, quarter, **{name: ""})}
        for name, label in words.items()
        if label
    ]


def _headings(wanted: Wanted, quarter: Quarter) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "href": address(wanted, quarter, sort=sort) if sort else "",
            "current": sort == wanted.sort,
        }
        for sort, label in HEADINGS
    ]
