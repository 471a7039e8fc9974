"""Alive and ready, for whoever watches the machines."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import Response

from app.disk import is_short, places
from app.paths import resource
from app.web.deps import Setup, Store, public

router = APIRouter()
# Asked directly: Alembic takes half a second to import and is needed for nothing else here.
_MIGRATION = text("SELECT version_num FROM alembic_version")


@router.get("/healthz", dependencies=[public()])
def alive() -> Response:
    """Say that the process answers."""
    return JSONResponse({"status": "hidup"})


@router.get("/siap", dependencies=[public()])
def ready(store: Store, settings: Setup) -> Response:
    """Say whether the database answers and has the newest schema; never anything about data.

    With too little room the portal still serves readers, so it stays ready and says so.
    """
    try:
        with store.read() as session:
            migration = session.scalar(_MIGRATION)
    except SQLAlchemyError:
        return JSONResponse({"status": "basis data tidak menjawab"}, status_code=503)
    if migration != (resource("migrations") / "HEAD").read_text().strip():
        return JSONResponse({"status": "skema basis data belum mutakhir"}, status_code=503)
    short = is_short(places(settings), settings.disk_reserve_bytes)
    return JSONResponse({"status": "siap", "penyimpanan": "hampir penuh" if short else "cukup"})
