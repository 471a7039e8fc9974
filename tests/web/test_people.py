"""Accounts over HTTP: of every office for administrators, of one's own for a head."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, event, select
from starlette.responses import RedirectResponse
from starlette.testclient import TestClient

from app.model.account import Role, SignInSession, User, UserRole
from app.model.notice import Notice
from app.model.record import AuditEvent
from app.web.pages import forgotten as forgotten_page
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI
    from starlette.responses import Response
    from starlette.types import Receive, Scope, Send

    from app.db import Database
    from app.settings import Settings
    from tests.conftest import Clock

    Enter = Callable[..., None]

USERS = "/pengguna"
INVITE = f"{USERS}/undang"
CHOSEN = "layang-layang ungu di dermaga"
NEW = {
    "nama": "Orang Contoh Baru",
    "nama_pengguna": "Orang.Baru",
    "wilayah": "99.01",
    "peran": ["OPERATOR_KAB", "PEMERIKSA_KAB"],
    "kunci": "k1",
}


@pytest.fixture
def settings(make_settings: Callable[..., Settings], database: Database) -> Settings:
    """Settings of the invented province."""
    return make_settings(database_url=database.url, province="99")


@pytest.fixture
def admin(client: TestClient, enter: Enter) -> TestClient:
    enter(client, "admin")
    return client


@pytest.fixture
def head(client: TestClient, enter: Enter) -> TestClient:
    """The head of the agency in 99.01."""
    enter(client, "pengesah_kab")
    return client


@pytest.fixture
def delegate(client: TestClient, enter: Enter, people: Database) -> TestClient:
    """An operator of 99.01 who cares for the accounts of the office."""
    with people.write() as session:
        one(session, "operator_kab").manages_office = True
    enter(client, "operator_kab")
    return client


def one(session: object, username: str) -> User:
    """An account as it is stored."""
    found: User = session.scalars(  # type: ignore[attr-defined]
        select(User).where(User.username == username)
    ).one()
    return found


def id_of(database: Database, username: str) -> int:
    """The id of an account."""
    with database.read() as session:
        return one(session, username).id


def roles_of(database: Database, username: str) -> set[Role]:
    """Roles of an account."""
    with database.read() as session:
        query = select(UserRole.role).join(UserRole.user).where(User.username == username)
        return set(session.scalars(query))


def recorded(database: Database, action: str) -> list[AuditEvent]:
    """Acts of one kind."""
    with database.read() as session:
        found = list(session.scalars(select(AuditEvent).where(AuditEvent.action == action)))
        session.expunge_all()
        return found


def link_in(html: str) -> str:
    """The path of the link that is shown once."""
    found = re.search(r'value="http://127\.0\.0\.1:8000(/tautan/[\w-]{43})"', html)
    assert found is not None
    return found[1]


def hidden_in(html: str) -> dict[str, str]:
    """Names and values of the hidden fields."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))


def choose(app: FastAPI, path: str, password: str = CHOSEN) -> TestClient:
    """Open a link in another browser and choose a password."""
    person = TestClient(app, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
    shown = person.get(path)
    assert shown.status_code == 200
    form = hidden_in(shown.text) | {"sandi_baru": password, "sandi_ulang": password}
    answer = person.post("/tautan", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/masuk")
    return person


# --- inviting ----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["admin", "pengesah_kab"])
def test_a_new_person_comes_in_through_the_link(
    client: TestClient, app: FastAPI, people: Database, enter: Enter, who: str
) -> None:
    enter(client, who)
    answer = client.post(INVITE, data=NEW)
    assert answer.status_code == 200
    assert answer.headers["referrer-policy"] == "no-referrer"
    path = link_in(answer.text)
    assert roles_of(people, "orang.baru") == {Role.OPERATOR_KAB, Role.PEMERIKSA_KAB}
    person = choose(app, path)
    assert "Kata sandi tersimpan" in person.get("/masuk").text
    enter(person, "orang.baru", CHOSEN)
    assert person.get("/akun").status_code == 200
    again = client.post(INVITE, data=NEW)
    assert (again.status_code, path in again.text) == (303, False)
    assert [event.actor for event in recorded(people, "pengguna.tambah")] == [who]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"nama": " "}, "Tulis nama lengkap"),
        ({"nama_pengguna": "a b"}, "Nama pengguna 3 sampai 60"),
        ({"nama_pengguna": "admin"}, "sudah dipakai"),
        ({"wilayah": "11.01"}, "Pilih wilayah kerja"),
        ({"wilayah": ""}, "Pilih wilayah kerja"),
        ({"surel": "bukan surel"}, "Tulis satu alamat surel"),
        ({"peran": []}, "Pilih paling sedikit satu peran"),
        ({"peran": ["GURU"]}, "Pilih paling sedikit satu peran"),
        ({"peran": ["ADMIN"]}, "Di kabupaten/kota hanya ada"),
        ({"wilayah": "99"}, "hanya untuk kabupaten/kota"),
        ({"wilayah": "99", "peran": ["ADMIN", "ANALIS_PROV"]}, "tidak digabung"),
        ({"wilayah": "99", "peran": ["ADMIN"], "pengelola": "ya"}, "hanya ditunjuk di kabupaten"),
    ],
)
def test_a_description_that_does_not_fit_comes_back_as_typed(
    admin: TestClient, people: Database, changed: dict[str, object], sentence: str
) -> None:
    answer = admin.post(INVITE, data=NEW | changed)
    assert answer.status_code == 422
    assert sentence in answer.text
    if "nama" not in changed:
        assert 'value="Orang Contoh Baru"' in answer.text
    with people.read() as session:
        assert session.scalar(select(User.id).where(User.username == "orang.baru")) is None


def test_typed_markup_stays_text(admin: TestClient) -> None:
    hostile = "</td><script>alert(1)</script>{{1234*5678}}"
    admin.post(INVITE, data=NEW | {"nama": hostile})
    for path in (USERS, f"{USERS}?cari=%3Cscript%3E", f"{USERS}/jarang-dipakai", "/admin/log"):
        html = admin.get(path).text
        assert "<script>alert" not in html
        assert "7006652" not in html
    assert "&lt;script&gt;alert(1)" in admin.get(USERS).text


def test_searching_takes_signs_as_they_are(admin: TestClient) -> None:
    assert "Tidak ada pengguna yang cocok" in admin.get(f"{USERS}?cari=%25").text
    assert "operator_kab" in admin.get(f"{USERS}?cari=OPERATOR").text
    assert "operator_kab" in admin.get(f"{USERS}?cari=contoh+hulu").text


# --- changing and closing ----------------------------------------------------------------------


@pytest.mark.parametrize("who", ["admin", "pengesah_kab"])
@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("", {"nama": "Orang Contoh", "peran": "PEMERIKSA_KAB", "versi": "1"}),
        (
            "",
            {"nama": "Orang", "peran": "OPERATOR_KAB", "pengelola": "ya", "versi": "1"},
        ),
        ("/status", {"status": "nonaktif"}),
        ("/tautan", {}),
    ],
)
def test_other_rights_closing_and_links_end_sessions_at_once(
    client: TestClient,
    app: FastAPI,
    people: Database,
    enter: Enter,
    who: str,
    path: str,
    form: dict[str, str],
) -> None:
    enter(client, who)
    officer = TestClient(app, follow_redirects=False)
    enter(officer, "operator_kab")
    assert officer.get("/akun").status_code == 200
    answer = client.post(f"{USERS}/{id_of(people, 'operator_kab')}{path}", data=form)
    assert answer.status_code in {200, 303}
    assert officer.get("/akun").status_code == 303


def test_another_name_ends_no_session(
    admin: TestClient, app: FastAPI, people: Database, enter: Enter
) -> None:
    officer = TestClient(app, follow_redirects=False)
    enter(officer, "operator_kab")
    form = {"nama": "Nama Contoh Lain", "peran": "OPERATOR_KAB", "versi": "1"}
    admin.post(f"{USERS}/{id_of(people, 'operator_kab')}", data=form)
    assert "Nama Contoh Lain" in officer.get("/akun").text


def test_two_who_change_one_account_are_told(admin: TestClient, people: Database) -> None:
    page = f"{USERS}/{id_of(people, 'operator_kab')}"
    version = hidden_in(admin.get(page).text)["versi"]
    first = {"nama": "Nama Pertama", "peran": "OPERATOR_KAB", "versi": version}
    assert admin.post(page, data=first).status_code == 303
    second = first | {"nama": "Nama Kedua", "peran": ["PEMERIKSA_KAB"]}
    refused = admin.post(page, data=second)
    assert refused.status_code == 422
    assert "Orang lain baru saja mengubah akun ini" in refused.text
    assert 'value="Nama Kedua"' in refused.text
    newer = hidden_in(refused.text)["versi"]
    assert admin.post(page, data=second | {"versi": newer}).status_code == 303
    assert roles_of(people, "operator_kab") == {Role.PEMERIKSA_KAB}


def test_a_closed_account_opens_again(
    head: TestClient, app: FastAPI, people: Database, enter: Enter
) -> None:
    user_id = id_of(people, "operator_kab")
    head.post(f"{USERS}/{user_id}/status", data={"status": "nonaktif"})
    officer = TestClient(app, follow_redirects=False)
    form = {"nama": "operator_kab", "sandi": factories.PASSWORD}
    assert officer.post("/masuk", data=form).status_code == 422
    head.post(f"{USERS}/{user_id}/status", data={"status": "aktif"})
    enter(officer, "operator_kab")


@pytest.mark.parametrize("who", ["admin", "pengesah_kab"])
def test_nobody_changes_their_own_rights(
    client: TestClient, people: Database, enter: Enter, who: str
) -> None:
    enter(client, who)
    own = f"{USERS}/{id_of(people, who)}"
    other = "AUDITOR" if who == "admin" else "OPERATOR_KAB"
    changed = client.post(own, data={"nama": "Orang Contoh", "peran": other, "versi": "1"})
    assert changed.status_code == 422
    assert "Peran sendiri tidak dapat diubah" in changed.text
    assert client.post(f"{own}/status", data={"status": "nonaktif"}).status_code == 409
    assert client.post(f"{own}/tautan").status_code == 409
    assert client.get(f"{own}/serah-terima").status_code == 409
    form = {"penerus": str(id_of(people, "pemeriksa_kab"))}
    assert client.post(f"{own}/serah-terima", data=form).status_code == 409
    assert client.get(USERS).status_code == 200


# --- the office's last signatory and administrator -----------------------------------------------


def test_the_last_head_stays_until_there_is_another(admin: TestClient, people: Database) -> None:
    page = f"{USERS}/{id_of(people, 'pengesah_kab')}"
    closing, lesser = {"status": "nonaktif"}, {"nama": "Orang", "peran": "OPERATOR_KAB"}
    refused = admin.post(f"{page}/status", data=closing)
    assert refused.status_code == 409
    assert "adalah Pengesah terakhir di kantor ini" in refused.text
    assert "terakhir" in admin.post(page, data=lesser | {"versi": "1"}).text
    with people.write() as session:  # invited is not enough: the account must be in use
        waiting = factories.make_user(
            session, Role.PENGESAH_KAB, username="calon", password_hash=""
        ).id
    assert admin.post(f"{page}/status", data=closing).status_code == 409
    with people.write() as session:
        session.get_one(User, waiting).password_hash = "x"
    assert admin.post(f"{page}/status", data=closing).status_code == 303


def test_a_link_does_not_make_the_last_head_dispensable(
    admin: TestClient, app: FastAPI, people: Database, enter: Enter
) -> None:
    enter(TestClient(app, follow_redirects=False), "pengesah_kab")
    page = f"{USERS}/{id_of(people, 'pengesah_kab')}"
    assert admin.post(f"{page}/tautan").status_code == 200
    assert admin.post(f"{page}/status", data={"status": "nonaktif"}).status_code == 409
    with people.write() as session:
        calon = factories.make_user(session, Role.PENGESAH_KAB, username="calon").id
        session.get_one(User, calon).password_hash = ""
    closed = admin.post(f"{USERS}/{calon}/status", data={"status": "nonaktif"})
    assert closed.status_code == 303  # an invitation to the wrong person is taken back


def test_of_two_administrators_one_stays(
    admin: TestClient, app: FastAPI, people: Database, enter: Enter
) -> None:
    with people.write() as session:
        factories.make_user(session, Role.ADMIN, region="99", username="admin.dua")
    second = TestClient(app, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
    enter(second, "admin.dua")
    first_page = f"{USERS}/{id_of(people, 'admin')}/status"
    second_page = f"{USERS}/{id_of(people, 'admin.dua')}/status"
    assert admin.post(second_page, data={"status": "nonaktif"}).status_code == 303
    assert second.post(first_page, data={"status": "nonaktif"}).status_code == 401
    with people.read() as session:
        assert one(session, "admin").is_active


# --- one's own office --------------------------------------------------------------------------


def test_a_head_sees_the_own_office_alone(head: TestClient, people: Database) -> None:
    with people.write() as session:
        factories.make_user(session, region="99.02", username="orang.lain")
    assert 'href="/pengguna"' in head.get("/akun").text
    html = head.get(USERS).text
    assert "operator_kab" in html
    assert "orang.lain" not in html
    assert "orang.lain" not in head.get(f"{USERS}?cari=orang").text
    assert "Kabupaten Contoh Pesisir" not in head.get(INVITE).text
    other = f"{USERS}/{id_of(people, 'orang.lain')}"
    absent = head.get(f"{USERS}/2000000000").content
    for path in ("", "/serah-terima"):
        answer = head.get(other + path)
        assert (answer.status_code, answer.content) == (404, absent)
    for path in ("", "/status", "/tautan", "/serah-terima", "/serah-terima/1/batal"):
        assert head.post(other + path, data={"nama": "Orang"}).status_code == 404


@pytest.mark.parametrize("region", ["99.02", "99"])
def test_a_head_invites_into_the_own_office_alone(
    head: TestClient, people: Database, region: str
) -> None:
    answer = head.post(INVITE, data=NEW | {"wilayah": region})
    assert answer.status_code == 422
    assert "Pilih wilayah kerja" in answer.text


@pytest.mark.parametrize("role", ["ADMIN", "ANALIS_PROV", "AUDITOR"])
def test_a_head_gives_roles_of_a_regency_alone(
    head: TestClient, people: Database, role: str
) -> None:
    assert head.post(INVITE, data=NEW | {"peran": [role]}).status_code == 422
    page = f"{USERS}/{id_of(people, 'operator_kab')}"
    form = {"nama": "Orang Contoh", "peran": ["OPERATOR_KAB", role], "versi": "1"}
    assert head.post(page, data=form).status_code == 422
    assert roles_of(people, "operator_kab") == {Role.OPERATOR_KAB}


def test_officers_without_delegation_see_none_of_it(client: TestClient, enter: Enter) -> None:
    enter(client, "pemeriksa_kab")
    assert "/pengguna" not in client.get("/akun").text
    assert client.get(USERS).status_code == 403
    assert client.post(INVITE, data=NEW).status_code == 403


def test_delegation_is_given_and_taken_by_the_head(
    head: TestClient, app: FastAPI, people: Database, enter: Enter
) -> None:
    page = f"{USERS}/{id_of(people, 'operator_kab')}"
    form = {"nama": "Orang Contoh", "peran": "OPERATOR_KAB"}
    for version, extra, status in (("1", {"pengelola": "ya"}, 200), ("2", {}, 403)):
        assert head.post(page, data=form | extra | {"versi": version}).status_code == 303
        officer = TestClient(app, follow_redirects=False)
        enter(officer, "operator_kab")
        assert officer.get(USERS).status_code == status
    assert [e.details["pengelola"] for e in recorded(people, "pengguna.ubah")] == [True, False]


def test_a_delegate_gives_no_more_than_they_have(delegate: TestClient, people: Database) -> None:
    assert delegate.post(INVITE, data=NEW | {"peran": ["PENGESAH_KAB"]}).status_code == 422
    assert delegate.post(INVITE, data=NEW).status_code == 422  # a checker stands above
    form = NEW | {"peran": ["OPERATOR_KAB"], "pengelola": "ya", "kunci": "k2"}
    assert delegate.post(INVITE, data=form).status_code == 200
    with people.read() as session:
        assert not one(session, "orang.baru").manages_office
    for above in ("pengesah_kab", "pemeriksa_kab"):
        page = f"{USERS}/{id_of(people, above)}"
        assert "peran di atas peran Anda" in delegate.get(page).text
        form = {"nama": "Orang Contoh", "peran": "OPERATOR_KAB", "versi": "1"}
        assert delegate.post(page, data=form).status_code == 403
        assert delegate.post(f"{page}/status", data={"status": "nonaktif"}).status_code == 403
        assert delegate.post(f"{page}/tautan").status_code == 403
        assert delegate.get(f"{page}/serah-terima").status_code == 403
        own = str(id_of(people, "operator_kab"))
        assert delegate.post(f"{page}/serah-terima", data={"penerus": own}).status_code == 403
    page = f"{USERS}/{id_of(people, 'orang.baru')}"
    form = {"nama": "Orang", "peran": ["OPERATOR_KAB", "PENGESAH_KAB"], "versi": "1"}
    assert delegate.post(page, data=form).status_code == 422
    assert roles_of(people, "orang.baru") == {Role.OPERATOR_KAB}


# --- links over HTTP ---------------------------------------------------------------------------


def test_a_new_link_is_shown_once_and_a_double_click_makes_one(
    head: TestClient, people: Database
) -> None:
    page = f"{USERS}/{id_of(people, 'operator_kab')}/tautan"
    first = head.post(page, data={"kunci": "k9"})
    path = link_in(first.text)
    again = head.post(page, data={"kunci": "k9"})
    assert again.status_code == 303
    assert path not in head.get(again.headers["location"]).text
    assert len(recorded(people, "pengguna.tautan")) == 1


@pytest.mark.usefixtures("people")
def test_a_link_tells_no_other_page_and_no_log(
    head: TestClient, app: FastAPI, people: Database, capfd: pytest.CaptureFixture[str]
) -> None:
    path = link_in(head.post(f"{USERS}/{id_of(people, 'operator_kab')}/tautan").text)
    token = path.rpartition("/")[2]
    stranger = TestClient(app, headers={"Sec-Fetch-Site": "same-origin"})
    shown = stranger.get(path)
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert shown.headers["cache-control"] == "no-store"
    assert shown.text.count(token) == 1  # in the form, and in no address of the page
    form = hidden_in(shown.text)
    wrong = stranger.post("/tautan", data=form | {"sandi_baru": "a", "sandi_ulang": "b"})
    assert (wrong.status_code, "tidak sama" in wrong.text) == (422, True)
    weak = stranger.post("/tautan", data=form | {"sandi_baru": "pendek", "sandi_ulang": "pendek"})
    assert (weak.status_code, "paling sedikit 12 karakter" in weak.text) == (422, True)
    for answer in (wrong, weak):
        assert answer.headers["referrer-policy"] == "no-referrer"
    said = capfd.readouterr()
    assert token not in said.out + said.err
    with people.read() as session:
        trail = [f"{e.subject}{e.details}" for e in session.scalars(select(AuditEvent))]
    assert not any(token in line for line in trail)


def test_a_double_click_on_the_form_of_a_link_is_answered_alike(
    head: TestClient, app: FastAPI, people: Database, enter: Enter
) -> None:
    path = link_in(head.post(f"{USERS}/{id_of(people, 'operator_kab')}/tautan").text)
    person = TestClient(app, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
    form = hidden_in(person.get(path).text) | {"sandi_baru": CHOSEN, "sandi_ulang": CHOSEN}
    answers = [person.post("/tautan", data=form) for _ in range(2)]
    assert [a.status_code for a in answers] == [303, 303]
    used = person.get(path)
    assert (used.status_code, "sudah dipakai" in used.text) == (410, True)
    other = person.post("/tautan", data=form | {"kunci": "lain"})
    assert (other.status_code, "sudah dipakai" in other.text) == (410, True)
    enter(person, "operator_kab", CHOSEN)


@pytest.mark.parametrize(
    ("hours", "status", "words"), [(0.9, 200, ""), (1, 410, "lewat waktunya")]
)
def test_a_late_link_says_what_to_do(
    head: TestClient,
    people: Database,
    clock: Clock,
    hours: float,
    status: int,
    words: str,
) -> None:
    path = link_in(head.post(f"{USERS}/{id_of(people, 'operator_kab')}/tautan").text)
    clock.forward(hours=hours)
    answer = head.get(path)
    assert (answer.status_code, words in answer.text) == (status, True)
    if status == 410:
        assert "Minta tautan baru" in answer.text


def test_a_link_of_nobody_is_a_clear_page(client: TestClient, people: Database) -> None:
    for token in ("x", "a" * 43, "%00", "%F0%9F%98%80", "<b>"):
        answer = client.get(f"/tautan/{token}")
        assert answer.status_code in {400, 404}
        assert "<b>" not in answer.text.split("<main")[1]
    assert "terpotong waktu disalin" in client.get("/tautan/abc").text


# --- forgotten ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("people")
def test_without_mail_the_page_says_whom_to_ask(client: TestClient) -> None:
    assert 'href="/lupa-sandi"' in client.get("/masuk").text
    html = client.get("/lupa-sandi").text
    assert "pengelola pengguna di kantor Anda" in html
    assert "<form" not in html.split("<main")[1]
    assert client.post("/lupa-sandi", data={"nama": "operator_kab"}).status_code == 303


class LeavingResponse(RedirectResponse):
    """A redirect that notes how many statements there were when it left."""

    def __init__(self, location: str, statements: list[str], left: list[int]) -> None:
        super().__init__(location, status_code=303)
        self.statements, self.left = statements, left

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.left.append(len(self.statements))
        await super().__call__(scope, receive, send)


class TestWithMail:
    """A portal that sends mail."""

    @pytest.fixture
    def settings(self, make_settings: Callable[..., Settings], database: Database) -> Settings:
        return make_settings(
            database_url=database.url,
            province="99",
            smtp_host="127.0.0.1",
            mail_sender="portal@contoh.example",
        )

    def test_known_and_unknown_are_answered_with_the_same_bytes(
        self, client: TestClient, people: Database
    ) -> None:
        with people.write() as session:
            one(session, "operator_kab").email = "operator@contoh.example"
        answers = []
        for name in ("operator_kab", "pemeriksa_kab", "bukan.siapa"):
            posted = client.post("/lupa-sandi", data={"nama": name, "kunci": name})
            shown = client.get(posted.headers["location"])
            assert posted.headers == client.post("/lupa-sandi", data={"nama": "x"}).headers
            answers.append((posted.status_code, posted.content, shown.content))
        assert answers[0] == answers[1] == answers[2]
        with people.read() as session:
            mails = session.scalars(select(Notice.kind)).all()
        assert [kind.value for kind in mails] == ["RESET"]

    @pytest.mark.parametrize("guarded", [True, False], ids=["as it is", "mail before the answer"])
    def test_a_known_name_is_answered_with_no_more_work_than_an_unknown_one(
        self,
        client: TestClient,
        people: Database,
        monkeypatch: pytest.MonkeyPatch,
        *,
        guarded: bool,
    ) -> None:
        """Statements until the answer leaves are counted; without the guard they differ."""
        with people.write() as session:
            one(session, "operator_kab").email = "operator@contoh.example"
        statements: list[str] = []
        left: list[int] = []

        def count(*told: object) -> None:
            statements.append(str(told[2]))

        def leave(request: object, location: str) -> Response:
            del request
            return LeavingResponse(location, statements, left)

        def at_once(deed: Callable[..., None], *given: object) -> None:
            deed(*given)

        monkeypatch.setattr(forgotten_page, "go", leave)
        if not guarded:
            monkeypatch.setattr(forgotten_page, "BackgroundTask", at_once)
        client.post("/lupa-sandi", data={"nama": "pemanasan"})
        event.listen(Engine, "before_cursor_execute", count)
        try:
            work = []
            for name in ("operator_kab", "bukan.siapa"):
                statements.clear()
                client.post("/lupa-sandi", data={"nama": name})
                work.append(left[-1])
        finally:
            event.remove(Engine, "before_cursor_execute", count)
        assert min(work) > 0, "nothing was counted"
        assert (work[0] == work[1]) is guarded, work

    @pytest.mark.usefixtures("people")
    def test_an_empty_name_and_a_flood_are_told(self, client: TestClient) -> None:
        empty = client.post("/lupa-sandi", data={"nama": " "})
        assert (empty.status_code, "Tulis nama pengguna" in empty.text) == (422, True)
        statuses = [
            client.post("/lupa-sandi", data={"nama": f"tebak-{number}"}).status_code
            for number in range(21)
        ]
        assert statuses == [303] * 20 + [429]
        form = {"nama": "operator_kab", "sandi": factories.PASSWORD}
        assert client.post("/masuk", data=form).status_code == 303

    def test_an_invitation_goes_out_by_mail_too(self, head: TestClient, people: Database) -> None:
        answer = head.post(INVITE, data=NEW | {"surel": "baru@contoh.example"})
        assert "Dikirim ke baru@contoh.example" in answer.text
        with people.read() as session:
            mail = session.scalars(select(Notice)).one()
            link_id = mail.subject
            assert (mail.kind.value, mail.state.value) == ("UNDANGAN", "MENUNGGU")
        assert link_id.isdecimal()


# --- accounts nobody uses ----------------------------------------------------------------------


def test_unused_accounts_are_listed_and_acted_on(
    head: TestClient, people: Database, clock: Clock, enter: Enter, app: FastAPI
) -> None:
    page = f"{USERS}/jarang-dipakai"
    head.post(INVITE, data=NEW)
    with people.write() as session:
        factories.make_user(session, region="99.02", username="orang.lain")
    officer = TestClient(app, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
    enter(officer, "operator_kab")
    html = head.get(page).text
    assert "Undangan belum diambil (1)" in html
    assert "Tautan berlaku sampai" in html
    assert "Belum pernah masuk (2)" in html  # the checker, and one with a first password
    assert "orang.lain" not in html
    assert "Lama tidak dipakai" not in html
    clock.forward(days=91)
    enter(head, "pengesah_kab")
    html = head.get(page).text
    assert "Lama tidak dipakai (1)" in html
    assert "Tautan sudah tidak berlaku" in html
    closing = {"status": "nonaktif", "kembali": page}
    answer = head.post(f"{USERS}/{id_of(people, 'operator_kab')}/status", data=closing)
    assert answer.headers["location"] == page
    assert "Lama tidak dipakai" not in head.get(page).text
    assert link_in(head.post(f"{USERS}/{id_of(people, 'orang.baru')}/tautan").text)


def test_an_administrator_sees_unused_accounts_of_all(admin: TestClient, people: Database) -> None:
    with people.write() as session:
        factories.make_user(session, region="99.02", username="orang.lain")
    html = admin.get(f"{USERS}/jarang-dipakai").text
    assert "Orang Contoh orang.lain" in html
    assert "Kabupaten Contoh Pesisir" in html
    with people.read() as session:
        assert session.scalars(select(SignInSession)).all()
