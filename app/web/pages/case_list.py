"""The list of cases: one's own regency's, or all of the province's."""

from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from app.access.scope import Permission
from app.areas.queries import offices_of
from app.cases.listing import PAGE, CaseWish, list_cases
from app.model.vocabulary import CASE_STATUS
from app.web.deps import Reads, Setup, SignedIn, requires
from app.web.forms import clean
from app.web.pages.review_words import options
from app.web.paging import page_links
from app.web.recorded import REPORT_LIST
from app.web.templating import page

router = APIRouter()
Short = Annotated[str, Query(max_length=24)]
TONES = {"AKTIF": "busy", "DIPANTAU": "caution", "SELESAI": "done", "DIALIHKAN": "caution"}


def _wish(
    wilayah: Short = "",
    status: Short = "",
    cari: Annotated[str, Query(max_length=200)] = "",
    hal: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> CaseWish:
    return CaseWish(region=wilayah, status=status, text=clean(cari), number=hal)


Wish = Annotated[CaseWish, Depends(_wish)]


@router.get("/kasus", dependencies=[requires(Permission.REPORT_READ), REPORT_LIST])
def show(
    request: Request, session: Reads, actor: SignedIn, settings: Setup, wish: Wish
) -> Response:
    """List the cases accepted reports tell of, those told last first."""
    offices = {str(o.region_code): o for o in offices_of(session, settings.province)}
    lines, total = list_cases(session, actor.scope, wish)
    pages = max(1, -(-total // PAGE))
    return page(
        request,
        "case_list",
        wish=wish,
        lines=lines,
        total=total,
        pages=page_links(wish.number, pages, lambda item: _address(wish, item)),
        count=pages,
        names={code: office.short_name for code, office in offices.items()},
        tones=TONES,
        choices=_choices({} if actor.is_regency else offices),
    )


def _choices(offices: dict[str, Any]) -> dict[str, Any]:
    return {
        "status": options(CASE_STATUS),
        "wilayah": [{"value": code, "label": o.display_name} for code, o in offices.items()],
    }


def _address(wish: CaseWish, number: int) -> str:
    asked = replace(wish, number=number)
    query = {
        "wilayah": asked.region,
        "status": asked.status,
        "cari": asked.text,
        "hal": asked.number if asked.number > 1 else "",
    }
    return f"/kasus?{urlencode({name: value for name, value in query.items() if value})}"
