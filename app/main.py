"""The web application: wiring only, no logic, no globals."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from anyio import to_thread
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.middleware.gzip import GZipMiddleware

from app import __version__
from app.access.keys import secret_key
from app.paths import static_folder
from app.web import refusals
from app.web.deps import Clock, Rule
from app.web.pages import (
    account,
    account_calendar,
    account_mail,
    action,
    admin_boundaries,
    admin_boundary_check,
    admin_holidays,
    admin_notices,
    admin_periods,
    admin_users,
    agenda,
    amendment,
    audit_trail,
    calendar_feed,
    check,
    compare,
    document_check,
    editions_list,
    entries,
    entry_list,
    followup,
    followup_desk,
    followup_evidence,
    followup_form,
    guide,
    health,
    home,
    home_province,
    letter,
    map_data,
    nil,
    publish,
    region,
    report,
    result,
    review,
    review_queue,
    sent,
    sign_in,
    static,
    summary,
    summary_download,
    template_download,
    upload,
    version,
)
from app.web.pages import (
    map as map_page,
)
from app.web.security import Guard
from app.web.static_files import StaticFiles
from app.web.templating import build_environment

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from fastapi.dependencies.models import Dependant
    from fastapi.routing import RouteContext

    from app.db import Database
    from app.settings import Settings

# Every page module has one line here; nothing is found by itself.
ROUTERS = (
    account.router,
    account_calendar.router,
    account_mail.router,
    action.router,
    admin_boundaries.router,
    admin_boundary_check.router,
    admin_holidays.router,
    admin_notices.router,
    admin_periods.router,
    admin_users.router,
    agenda.router,
    amendment.router,
    audit_trail.router,
    calendar_feed.router,
    check.router,
    compare.router,
    document_check.router,
    editions_list.router,
    entries.router,
    entry_list.router,
    followup_desk.router,
    followup.router,
    followup_evidence.router,
    followup_form.router,
    guide.router,
    health.router,
    home.router,
    home_province.router,
    letter.router,
    map_data.router,
    map_page.router,
    nil.router,
    publish.router,
    region.router,
    report.router,
    result.router,
    review.router,
    review_queue.router,
    sent.router,
    sign_in.router,
    static.router,
    summary.router,
    summary_download.router,
    template_download.router,
    upload.router,
    version.router,
)


class RuleMissing(Exception):
    """The portal does not start like this; the message says which routes."""


def create_app(
    settings: Settings,
    database: Database,
    clock: Clock,
    send_edition: Callable[[int], None] | None = None,
) -> FastAPI:
    """Return the portal on a database; without a queue the worker's sweep finds new editions.

    Raises:
        RuleMissing: a route has not exactly one rule.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        # A request waits for a thread, and not half-way for a connection.
        to_thread.current_default_thread_limiter().total_tokens = settings.web_threads
        yield

    app = FastAPI(
        title=settings.portal_name,
        version=__version__,
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    files = StaticFiles.below(static_folder())
    app.state.settings = settings
    app.state.database = database
    app.state.clock = clock
    app.state.send_edition = send_edition or _leave_to_the_sweep
    app.state.key = secret_key(settings)
    app.state.static = files
    app.state.templates = build_environment(files)
    for router in ROUTERS:
        app.include_router(router)
    refusals.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    app.add_middleware(Guard, settings=settings, render=refusals.refusal_page)
    routes = list(iter_route_contexts(app.routes))
    _refuse_routes_without_rule(routes)
    app.state.paths = frozenset(route.path for route in routes)
    return app


def _leave_to_the_sweep(_edition_id: int) -> None:
    """Send nothing: the row itself is the order."""


def rules_of(dependant: Dependant) -> list[Rule]:
    """Return the rules a route declares, wherever they hang."""
    found = [dependant.call] if isinstance(dependant.call, Rule) else []
    for inner in dependant.dependencies:
        found += rules_of(inner)
    return found


def _refuse_routes_without_rule(routes: list[RouteContext]) -> None:
    wrong = [f"{route.path}" for route in routes if len(rules_of(route.dependant)) != 1]
    if wrong:
        raise RuleMissing(f"routes without exactly one rule: {', '.join(wrong)}")
