"""Accounts, for administrators and for those who care for one office: list, change, close."""

from collections.abc import Iterable

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access import dormant, factor_recovery, office, sessions, single_sign_on, users
from app.access.held_factors import has_factor
from app.access.scope import Permission
from app.access.users import Change, Person
from app.db import ReadSession
from app.errors import Conflict
from app.handover import commands as handing
from app.handover.open_work import open_work
from app.model.account import Role, User
from app.reports.lateness import day_in
from app.web.answers import go
from app.web.deps import AccountReads, AccountWrites, Id, Now, SignedIn, requires
from app.web.formats import count_of
from app.web.forms import Errors, Fields, Form, clean
from app.web.templating import page

router = APIRouter()
CARE = requires(Permission.USER_MANAGE, Permission.OFFICE_PEOPLE)
CHANGE = requires(Permission.USER_MANAGE, Permission.OFFICE_PEOPLE, lately=True)
HERE = "/pengguna"
DORMANT = f"{HERE}/jarang-dipakai"
ROLE_HINTS = {
    Role.OPERATOR_KAB: "Kabupaten/kota: mengisi dan mengunggah laporan.",
    Role.PEMERIKSA_KAB: "Kabupaten/kota: mengisi dan memeriksa laporan.",
    Role.PENGESAH_KAB: "Kabupaten/kota: mengesahkan dan mengirim laporan.",
    Role.ANALIS_PROV: "Provinsi: menelaah laporan.",
    Role.PENGESAH_PROV: "Provinsi: memutuskan laporan dan menerbitkan edisi.",
    Role.PEMBACA_GUB: "Provinsi: membaca edisi yang sudah terbit.",
    Role.ADMIN: "Provinsi: pengguna, triwulan, batas wilayah. Tidak membaca isi laporan.",
    Role.AUDITOR: "Provinsi: membaca log.",
}


@router.get(HERE, dependencies=[CARE])
def show(request: Request, actor: SignedIn, session: AccountReads, cari: str = "") -> Response:
    """List the accounts within reach."""
    search = clean(cari)[:60]
    found = users.list_users(session, actor, search)
    everywhere = office.reach(actor).everywhere
    return page(request, "people", users=found, search=search, everywhere=everywhere)


@router.get(HERE + "/{user_id}", dependencies=[CARE])
def show_one(request: Request, user_id: Id, actor: SignedIn, session: AccountReads) -> Response:
    """Show one account for changing."""
    row = users.get_user(session, actor, user_id)
    held = held_by(row.user)
    return person_page(request, session, row, held, Errors())


@router.post(HERE + "/{user_id}", dependencies=[CHANGE])
def change(
    request: Request, user_id: Id, fields: Form, actor: SignedIn, session: AccountWrites, now: Now
) -> Response:
    """Change name, roles and delegation."""
    row = users.get_user(session, actor, user_id)
    version = fields.text("versi")
    wanted = Change(
        name=fields.text("nama"),
        roles=roles_of(fields),
        manages_office=fields.is_ticked("pengelola"),
        expected=int(version) if version.isdecimal() and len(version) < 9 else -1,
    )
    person = Person(
        row.user.username,
        wanted.name,
        row.user.region_code,
        wanted.roles,
        manages_office=wanted.manages_office,
    )
    errors = Errors(users.problems(session, actor, person, is_new=False))
    if not errors:
        try:
            users.change_user(session, actor, user_id, wanted, now)
        except Conflict as refusal:
            errors["peran"] = refusal.sentence
    if errors:
        return person_page(request, session, row, wanted, errors)
    return go(request, HERE, flash=f"Akun {row.user.username} disimpan.")


@router.post(HERE + "/{user_id}/status", dependencies=[CHANGE])
def change_status(
    request: Request, user_id: Id, fields: Form, actor: SignedIn, session: AccountWrites, now: Now
) -> Response:
    """Close or reopen an account."""
    active = fields.text("status") == "aktif"
    user = users.set_active(session, actor, user_id, active=active, now=now)
    done = "diaktifkan" if active else "dinonaktifkan; semua sesinya berakhir"
    back = DORMANT if fields.text("kembali") == DORMANT else f"{HERE}/{user_id}"
    return go(request, back, flash=f"Akun {user.username} {done}.")


@router.post(HERE + "/{user_id}/sesi/akhiri", dependencies=[CHANGE])
def end_sessions(
    request: Request, user_id: Id, actor: SignedIn, session: AccountWrites, now: Now
) -> Response:
    """End every session of somebody, such as the ones on a stolen telephone."""
    ended = sessions.end_for(session, actor, user_id, now)
    return go(request, f"{HERE}/{user_id}", flash=f"{count_of(ended, 'sesi')} diakhiri.")


def roles_of(fields: Fields) -> frozenset[Role]:
    """Return the roles that were ticked."""
    return frozenset(Role(code) for code in fields.all("peran") if code in Role.__members__)


def role_options(roles: Iterable[Role]) -> list[dict[str, str]]:
    """Return roles as a form offers them."""
    return [{"value": r.value, "label": r.label, "hint": ROLE_HINTS[r]} for r in roles]


def held_by(user: User) -> Change:
    """Return an account as the form for changing it starts."""
    return Change(user.name, user.role_set, user.manages_office)


def person_page(
    request: Request,
    session: ReadSession,
    row: users.UserRow,
    wanted: Change,
    errors: Errors,
    subject: str = "",
) -> Response:
    """Show one account with everything that can be done about it."""
    actor, now = request.state.visitor.actor, request.app.state.clock()
    user = row.user
    provider = request.app.state.provider
    links = single_sign_on.links_of(session, user.id)
    may_manage = actor.may(Permission.USER_MANAGE)
    return page(
        request,
        "person",
        status=422 if errors else 200,
        row=row,
        wanted=wanted,
        errors=errors,
        roles=role_options(office.roles_to_give(actor, user.region_code)),
        delegable=office.may_delegate(actor) and any(role.is_regency for role in user.role_set),
        above=office.stands_above(actor, user),
        opened=sessions.count(session, user.id),
        has_factor=has_factor(session, user.id),
        recovery=factor_recovery.open_for(session, user.id, now),
        may_recover=may_manage,
        provider=provider.label if provider is not None else "",
        links=links,
        may_link=may_manage and (provider is not None or bool(links)),
        subject=subject,
        last_seen=dormant.last_signed_in(session, [user.username]).get(user.username),
        work=open_work(session, actor, user, day_in(now, actor.zone)),
        handed=handing.latest(session, user),
        take_back_until=handing.take_back_until,
        now=now,
    )
