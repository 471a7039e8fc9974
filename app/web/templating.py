"""Jinja environment, and `page()`: a template with the frame every page has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context

from app.access.scope import DEFAULT_ZONE
from app.model.day_words import weekday_id
from app.model.vocabulary import CASE_STATUS, FOLLOWUP_STATUS
from app.paths import resource
from app.web import formats
from app.web.answers import forget_flash, read_flash
from app.web.menu import menu_for
from app.web.once import fresh_key
from app.web.packing import pack_page
from app.web.visitor import visitor_or_nobody

if TYPE_CHECKING:
    from datetime import datetime

    from fastapi import Request
    from jinja2.runtime import Context

    from app.settings import Settings
    from app.web.static_files import StaticFiles


@pass_context
def _moment(context: Context, moment: datetime) -> str:
    """Write a moment in the reader's zone."""
    actor = context.get("actor")
    return formats.moment_id(moment, actor.zone if actor else DEFAULT_ZONE)


FILTERS = {
    "date_id": formats.date_id,
    "date_short": formats.date_short,
    "date_typed": formats.date_typed,
    "weekday_id": weekday_id,
    "moment_id": _moment,
    "number_id": formats.number_id,
    "decimal_id": formats.decimal_id,
    "rupiah": formats.rupiah,
    "size_id": formats.size_id,
    "count_of": formats.count_of,
    "case_status_label": CASE_STATUS.label_of,
    "followup_label": FOLLOWUP_STATUS.label_of,
}


def build_environment(static: StaticFiles) -> Environment:
    """Return the environment: everything escaped, nothing undefined."""
    environment = Environment(
        loader=FileSystemLoader(resource("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    environment.globals.update(static=static.address, fresh_key=fresh_key)
    once = environment.get_template("parts/once.html").make_module()
    environment.globals["once_field"] = vars(once)["once_field"]
    return environment


def page(request: Request, name: str, /, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Render `templates/pages/<name>.html` with the frame: who asks, menu, notices, flash."""
    state = request.app.state
    settings: Settings = state.settings
    environment: Environment = state.templates
    visitor = visitor_or_nobody(request, state.clock())
    flash = read_flash(request)
    html = environment.get_template(f"pages/{name}.html").render(
        site={
            "name": settings.portal_name,
            "agency": settings.agency_name,
            "boundary_source": visitor.boundary_source,
        },
        actor=visitor.actor,
        menu=menu_for(visitor.actor, request.url.path, state.paths),
        notices=visitor.notices,
        flash=flash,
        **context,
    )
    response = HTMLResponse(html, status_code=status)
    pack_page(request, response)
    if flash is not None:
        forget_flash(request, response)
    return response
