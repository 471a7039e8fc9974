"""Help: how to fill the report, what counts as what, and how levels come about."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.intake import anchors
from app.model.codes import CodeList
from app.model.level import Level
from app.model.risk import MATRIX, entry_level, risk_of
from app.model.vocabulary import AGENCY, EVENT_FORM, HANDLING_STATUS, LAW_SOURCE, LIKELIHOOD, TOPIC
from app.web.deps import signed_in
from app.web.templating import page

router = APIRouter()
# The lists officers ask for most; the workbook's help sheet has all of them.
LISTS: tuple[CodeList, ...] = (LAW_SOURCE, TOPIC, EVENT_FORM, HANDLING_STATUS, AGENCY)
# First rule that fits, as `app.model.risk.severity_of` applies them.
_SEVERITIES: tuple[tuple[str, Level, str], ...] = (
    (
        "5",
        Level.SANGAT_TINGGI,
        (
            "Sedikitnya 2 orang meninggal, lebih dari 100 KK mengungsi, kerugian mulai "
            "Rp5 miliar, atau Status Keadaan Konflik provinsi/nasional"
        ),
    ),
    (
        "4",
        Level.TINGGI,
        (
            "1 orang meninggal, sedikitnya 5 luka berat, ada yang mengungsi, kerugian mulai "
            "Rp500 juta, rumah ibadah rusak, atau Status Keadaan Konflik kabupaten/kota"
        ),
    ),
    (
        "3",
        Level.SEDANG,
        (
            "Ada luka berat, kerugian mulai Rp50 juta, rumah rusak, atau kekerasan dengan massa "
            "sedikitnya 500 orang"
        ),
    ),
    ("2", Level.RENDAH, "Ada luka ringan, kerugian, atau kekerasan"),
    ("1", Level.RENDAH, "Selain itu"),
)


@router.get("/panduan", dependencies=[signed_in()])
def show(request: Request) -> Response:
    """Show how to fill the report and what is recorded where."""
    return page(request, "guide", steps=anchors.STEPS, registers=anchors.REGISTERS, lists=LISTS)


@router.get("/panduan/tingkat", dependencies=[signed_in()])
def show_levels(request: Request) -> Response:
    """Show the levels, the matrix with its anchors, and the severity of events."""
    return page(
        request,
        "guide_levels",
        levels=list(Level),
        matrix=[
            (LIKELIHOOD.label_of(row), row, [_cell(row, column) for column in range(1, 6)])
            for row in sorted(MATRIX, reverse=True)
        ],
        likelihood=anchors.LIKELIHOOD_ANCHORS,
        impact=anchors.IMPACT_ANCHORS,
        severities=_SEVERITIES,
    )


def _cell(likelihood: int, impact: int) -> tuple[int, Level]:
    score, code = risk_of(likelihood, impact)
    return score, entry_level(code)
