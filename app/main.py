"""The web application: wiring only, no logic, no globals."""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING

from anyio import to_thread
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.middleware.gzip import GZipMiddleware

from app import __version__
from app.access import keys, passwords
from app.access.provider import Provider
from app.access.registration import Registration
from app.intake import attached_image, attached_pdf
from app.model.confidential import NOTHING
from app.paths import static_folder
from app.scanning.gate import scanner_of
from app.web import refusals
from app.web.deps import Clock, Rule
from app.web.metrics import Measured, Meter
from app.web.pages import (
    account,
    account_calendar,
    account_factor,
    account_mail,
    account_passkey,
    action,
    admin_boundaries,
    admin_boundary_check,
    admin_holidays,
    admin_notices,
    admin_periods,
    admin_retention,
    admin_watch,
    agenda,
    amendment,
    arriving,
    audit_trail,
    calendar_feed,
    case,
    case_list,
    case_twins,
    check,
    columns,
    compare,
    continuing,
    document_check,
    editions_list,
    enclosures,
    entries,
    entry_form,
    entry_form_list,
    entry_form_offline,
    entry_list,
    flash,
    followup,
    followup_desk,
    followup_evidence,
    followup_form,
    forgotten,
    guide,
    health,
    home,
    home_province,
    letter,
    limits,
    map_data,
    nil,
    one_time_link,
    paper,
    people,
    people_dormant,
    people_handover,
    people_invite,
    people_sso,
    personal_data,
    publish,
    recovery,
    region,
    report,
    report_notes,
    request_queue,
    requests,
    result,
    review,
    review_bulk,
    review_queue,
    review_talk,
    sent,
    sign_in,
    sign_in_factor,
    sign_in_sso,
    static,
    summary,
    summary_download,
    template_download,
    upload,
    upload_receipt,
    version,
    version_compare,
)
from app.web.pages import (
    map as map_page,
)
from app.web.recorded import RecentReads
from app.web.refusal_count import MOST_LOOKS, RefusalCount
from app.web.refused_changes import RefusedChanges
from app.web.security import Guard
from app.web.static_files import StaticFiles
from app.web.templating import build_environment

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from fastapi.dependencies.models import Dependant
    from fastapi.routing import RouteContext
    from jinja2 import Environment

    from app.db import Database
    from app.settings import Settings

# Every page module has one line here; nothing is found by itself.
ROUTERS = (
    account.router,
    account_calendar.router,
    account_factor.router,
    account_mail.router,
    account_passkey.router,
    action.router,
    admin_boundaries.router,
    admin_boundary_check.router,
    admin_holidays.router,
    admin_notices.router,
    admin_periods.router,
    admin_retention.router,
    admin_watch.router,
    agenda.router,
    amendment.router,
    arriving.router,
    audit_trail.router,
    calendar_feed.router,
    check.router,
    columns.router,
    compare.router,
    document_check.router,
    editions_list.router,
    case_list.router,
    case_twins.router,
    case.router,
    continuing.router,
    enclosures.router,
    entry_form.router,
    entry_form_list.router,
    entry_form_offline.router,
    entries.router,
    entry_list.router,
    flash.router,
    followup_desk.router,
    followup.router,
    followup_evidence.router,
    followup_form.router,
    forgotten.router,
    guide.router,
    health.router,
    home.router,
    home_province.router,
    letter.router,
    limits.router,
    map_data.router,
    map_page.router,
    nil.router,
    one_time_link.router,
    paper.router,
    # Fixed addresses before the ones that take a number.
    people_dormant.router,
    people_invite.router,
    people.router,
    people_handover.router,
    people_sso.router,
    personal_data.router,
    publish.router,
    recovery.router,
    region.router,
    report.router,
    request_queue.router,
    requests.router,
    report_notes.router,
    result.router,
    review.router,
    review_bulk.router,
    review_queue.router,
    review_talk.router,
    sent.router,
    sign_in.router,
    sign_in_factor.router,
    sign_in_sso.router,
    static.router,
    summary.router,
    summary_download.router,
    template_download.router,
    upload.router,
    upload_receipt.router,
    version_compare.router,
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
        ValueError: the scanner's address is none on this machine.
        Invalid: the settings of single sign-on are incomplete or unsafe.
    """
    scanner_of(settings, settings.scanner_gate_seconds)

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
    for turns in (passwords.TURNS, attached_image.TURNS, attached_pdf.TURNS):
        turns.share(settings.web_processes)
    app.state.settings = settings
    app.state.database = database.within(NOTHING)  # a request widens it to the person's own reach
    app.state.clock = clock
    app.state.send_edition = send_edition or _leave_to_the_sweep
    app.state.key = keys.secret_key(settings)
    registration = Registration.of(settings)
    app.state.provider = Provider(registration) if registration is not None else None
    app.state.recent_reads = RecentReads()
    app.state.refused_looks = RefusalCount(MOST_LOOKS)
    app.state.static, app.state.templates = _files_and_templates()
    # Not include_router, which would analyse and match every route a second time.
    app.router.routes.extend(route for router in ROUTERS for route in router.routes)
    refusals.install(app)
    _wrap(app, settings, database, clock)
    routes = list(iter_route_contexts(app.routes))
    _refuse_routes_without_rule(routes)
    app.state.paths = frozenset(route.path for route in routes)
    return app


@cache
def _files_and_templates() -> tuple[StaticFiles, Environment]:
    """Read and compile once a process: neither changes while it runs."""
    files = StaticFiles.below(static_folder())
    return files, build_environment(files)


def _wrap(app: FastAPI, settings: Settings, database: Database, clock: Clock) -> None:
    """Put the layers around the routes, the innermost first."""
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    app.add_middleware(Guard, settings=settings, render=refusals.refusal_page)
    app.add_middleware(RefusedChanges)  # around the wall, which refuses changes itself
    if settings.metrics_port:
        app.state.meter = Meter(database, clock)
        app.add_middleware(Measured, meter=app.state.meter)


def _leave_to_the_sweep(_edition_id: int) -> None:
    """Send nothing: the row itself is the order."""


def rules_of(dependant: Dependant) -> list[Rule]:
    """Return the rules a route declares, wherever they hang."""
    found = [dependant.call] if isinstance(dependant.call, Rule) else []
    for inner in dependant.dependencies:
        found += rules_of(inner)
    return found


def _refuse_routes_without_rule(routes: list[RouteContext]) -> None:
    if wrong := [f"{route.path}" for route in routes if len(rules_of(route.dependant)) != 1]:
        raise RuleMissing(f"routes without exactly one rule: {', '.join(wrong)}")
