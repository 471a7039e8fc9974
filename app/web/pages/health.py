"""Alive and ready, for whoever watches the machines."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import Response

from app import schema
from app.web.deps import Store, public

router = APIRouter()


@router.get("/healthz", dependencies=[public()])
def alive() -> Response:
    """Say that the process answers."""
    return JSONResponse({"status": "hidup"})


@router.get("/siap", dependencies=[public()])
def ready(store: Store) -> Response:
    """Say whether the database answers and has the newest schema; never anything about data."""
    try:
        is_current = schema.is_current(store)
    except SQLAlchemyError:
        return JSONResponse({"status": "basis data tidak menjawab"}, status_code=503)
    if not is_current:
        return JSONResponse({"status": "skema basis data belum mutakhir"}, status_code=503)
    return JSONResponse({"status": "siap"})
