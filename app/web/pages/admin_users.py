"""Accounts, for administrators: list, add, roles, close, new first password."""

from collections.abc import Iterable

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access import users
from app.access.scope import Permission
from app.access.users import Person
from app.db import ReadSession
from app.model.account import Role
from app.web.answers import go
from app.web.deps import Id, Now, Reads, SignedIn, Writes, requires
from app.web.forms import Errors, Fields, Form, clean
from app.web.once import already, remember
from app.web.templating import page

router = APIRouter()
MANAGE = requires(Permission.USER_MANAGE)
HERE = "/admin/pengguna"
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


@router.get(HERE, dependencies=[MANAGE])
def show(request: Request, actor: SignedIn, session: Reads, cari: str = "") -> Response:
    """List the accounts."""
    search = clean(cari)[:60]
    found = users.list_users(session, actor, search)
    return page(request, "admin_users", users=found, search=search)


@router.get(HERE + "/tambah", dependencies=[MANAGE])
def show_new(request: Request, actor: SignedIn, session: Reads) -> Response:
    """Show the form for a new account."""
    actor.require(Permission.USER_MANAGE)
    return _new_page(request, session, Person("", "", "", frozenset()), Errors())


@router.post(HERE + "/tambah", dependencies=[MANAGE])
def add(request: Request, fields: Form, actor: SignedIn, session: Writes, now: Now) -> Response:
    """Make an account and show its first password, this one time."""
    earlier = already(session, actor, fields.key, fields.sha256, now)
    if earlier is not None:
        return go(request, earlier, flash=_ALREADY, tone="caution")
    person = Person(
        username=fields.text("nama_pengguna").lower(),
        name=fields.text("nama"),
        region_code=fields.text("wilayah"),
        roles=_roles(fields),
    )
    errors = Errors(users.problems(session, person, is_new=True))
    if errors:
        return _new_page(request, session, person, errors)
    user, first = users.add_user(session, actor, person, now)
    remember(session, actor, fields.key, fields.sha256, f"{HERE}/{user.id}")
    return page(request, "admin_user_password", user=user, password=first, is_new=True)


@router.get(HERE + "/{user_id}", dependencies=[MANAGE])
def show_one(request: Request, user_id: Id, actor: SignedIn, session: Reads) -> Response:
    """Show one account for changing."""
    row = users.get_user(session, actor, user_id)
    roles = frozenset(held.role for held in row.user.roles)
    return _edit_page(request, row, row.user.name, roles, Errors())


@router.post(HERE + "/{user_id}", dependencies=[MANAGE])
def change(
    request: Request, user_id: Id, fields: Form, actor: SignedIn, session: Writes, now: Now
) -> Response:
    """Change name and roles."""
    row = users.get_user(session, actor, user_id)
    name, roles = fields.text("nama"), _roles(fields)
    person = Person(row.user.username, name, row.user.region_code, roles)
    errors = Errors(users.problems(session, person, is_new=False))
    if errors:
        return _edit_page(request, row, name, roles, errors)
    users.change_user(session, actor, user_id, name=name, roles=roles, now=now)
    return go(request, HERE, flash=f"Akun {row.user.username} disimpan.")


@router.post(HERE + "/{user_id}/status", dependencies=[MANAGE])
def change_status(
    request: Request, user_id: Id, fields: Form, actor: SignedIn, session: Writes, now: Now
) -> Response:
    """Close or reopen an account."""
    active = fields.text("status") == "aktif"
    user = users.set_active(session, actor, user_id, active=active, now=now)
    done = "diaktifkan" if active else "dinonaktifkan; semua sesinya berakhir"
    return go(request, f"{HERE}/{user_id}", flash=f"Akun {user.username} {done}.")


@router.post(HERE + "/{user_id}/sandi", dependencies=[MANAGE])
def new_password(
    request: Request, user_id: Id, fields: Form, actor: SignedIn, session: Writes, now: Now
) -> Response:
    """Give a new first password and show it, this one time."""
    earlier = already(session, actor, fields.key, fields.sha256, now)
    if earlier is not None:
        return go(request, earlier, flash=_ALREADY, tone="caution")
    user, first = users.reset_password(session, actor, user_id, now)
    remember(session, actor, fields.key, fields.sha256, f"{HERE}/{user.id}")
    return page(request, "admin_user_password", user=user, password=first, is_new=False)


_ALREADY = (
    "Formulir itu sudah diproses. Kata sandi pertama hanya tampil sekali; bila belum tercatat, "
    "buat kata sandi baru."
)


def _roles(fields: Fields) -> frozenset[Role]:
    return frozenset(Role(code) for code in fields.all("peran") if code in Role.__members__)


def _options(roles: Iterable[Role]) -> list[dict[str, str]]:
    return [{"value": r.value, "label": r.label, "hint": ROLE_HINTS[r]} for r in roles]


def _new_page(request: Request, session: ReadSession, person: Person, errors: Errors) -> Response:
    return page(
        request,
        "admin_user_new",
        status=422 if errors else 200,
        person=person,
        errors=errors,
        regions=[
            {"value": office.region_code, "label": office.display_name}
            for office in users.work_regions(session)
        ],
        roles=_options(Role),
    )


def _edit_page(
    request: Request, row: users.UserRow, name: str, roles: frozenset[Role], errors: Errors
) -> Response:
    return page(
        request,
        "admin_user",
        status=422 if errors else 200,
        row=row,
        name=name,
        held=roles,
        errors=errors,
        roles=_options(users.roles_for(row.user.region_code)),
    )
