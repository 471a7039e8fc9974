"""Who reads, downloads or is refused stands in the trail; what cannot be written is not shown."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi.routing import iter_route_contexts
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app import audit
from app.audit import inspection
from app.model.account import Role
from app.model.record import AuditEvent
from app.web import recorded
from app.web.recorded import RecentReads, recorded_by
from app.web.refusal_count import MOST_LOOKS
from app.web.words import ACTIONS
from tests import factories
from tests.web.province_desk import ANALYST, REVIEW, Desk, desk  # noqa: F401

if TYPE_CHECKING:
    import pytest

    from tests.conftest import Clock

REPORT = "/laporan/2026-tw3"
FROM_PROVINCE = "?wilayah=99.01"
READING = ("baca.", "unduh.", "akses.", "laporan.unduh")

# Pages without content of reports, each with what it shows instead.
PLAIN = {
    "/akun": "one's own account",
    "/akun/sandi": "one's own password",
    "/akun/dua-langkah": "one's own second factor",
    "/akun/dua-langkah/aplikasi": "one's own second factor",
    "/akun/dua-langkah/kunci-sandi": "one's own second factor",
    "/akun/kalender": "one's own calendar key",
    "/kiriman/{sha256}": "how many bytes of one's own file are here",
    "/masuk/dua-langkah": "an empty form",
    "/masuk/kunci-sandi": "an empty form",
    "/masuk/sso/kembali": "the way back from the sign-in provider",
    "/pemulihan": "accounts",
    "/pengguna/{user_id}/pemulihan": "accounts",
    "/admin/retensi": "a schedule and counts",
    "/admin/pengaman": "accounts, counts and SHA-256",
    "/panduan/batas": "limits and one's own counts",
    "/akun/pemberitahuan": "one's own mail address",
    "/admin/wilayah": "boundaries are public",
    "/admin/wilayah/{sha256}": "boundaries are public",
    "/admin/wilayah/{sha256}/gambar.svg": "boundaries are public",
    "/admin/hari-libur": "holidays",
    "/admin/pemberitahuan": "which mails went out, without their text",
    "/admin/periode": "dates",
    "/admin/periode/{period}": "dates",
    "/agenda": "dates",
    "/kalender.ics": "dates",
    "/v/{kode}": "whether a printed code is real",
    "/laporan/pekerja.js": "program text",
    "/laporan/{t}/isi/kerangka/{jenis}": "an empty form",
    "/laporan/{t}/unggah": "an empty form",
    "/laporan-khusus/baru": "an empty form",
    "/lupa-sandi": "an empty form",
    "/tautan/{token}": "an empty form",
    "/masuk": "an empty form",
    "/panduan": "how things are done",
    "/panduan/tingkat": "how things are done",
    "/healthz": "alive",
    "/siap": "ready",
    "/peta/program/{sha256}.js": "program text",
    "/peta/geometri/{sha256}.json": "boundaries are public",
    "/pengguna": "accounts",
    "/pengguna/{user_id}": "accounts",
    "/pengguna/jarang-dipakai": "accounts",
    "/pengguna/undang": "an empty form",
    "/pengguna/{user_id}/serah-terima": "accounts and numbers of open work",
    "/static/{address:path}": "styles and program text",
}


def written(desk: Desk, username: str) -> list[AuditEvent]:  # noqa: F811
    """What a person read, downloaded or was refused, in order."""
    with desk.story.database.read() as session:
        query = select(AuditEvent).where(AuditEvent.actor == username).order_by(AuditEvent.id)
        found = [row for row in session.scalars(query) if row.action.startswith(READING)]
        session.expunge_all()
    return found


def acts(desk: Desk, username: str) -> list[tuple[str, str]]:  # noqa: F811
    """Kinds and subjects of the same."""
    return [(row.action, row.subject) for row in written(desk, username)]


def test_every_page_says_what_it_leaves_in_the_trail(desk: Desk) -> None:  # noqa: F811
    routes = [r for r in iter_route_contexts(desk.app.routes) if "GET" in (r.methods or ())]
    declared = {route.path for route in routes if recorded_by(route.dependant)}
    paths = {route.path for route in routes}
    assert paths - declared == set(PLAIN), "neither recorded nor listed as plain, or both"
    assert len(declared) > 50


def test_a_reading_names_who_what_whose_and_from_where(desk: Desk, clock: Clock) -> None:  # noqa: F811
    desk.send_report()
    analyst = desk.enter(ANALYST)
    assert analyst.client.get(REPORT + FROM_PROVINCE).status_code == 200
    (read,) = written(desk, ANALYST)
    assert (read.action, read.subject) == ("baca.laporan", "LAP-9901-2026TW3")
    assert (read.region_code, read.outcome, read.origin) == ("99.01", "", "testclient")
    analyst.client.get(REPORT + FROM_PROVINCE)
    analyst.client.get(f"{REPORT}/catatan{FROM_PROVINCE}")
    assert len(written(desk, ANALYST)) == 1  # one reading, over several pages
    analyst.client.get(f"{REPORT}/entri/P-001{FROM_PROVINCE}")
    assert acts(desk, ANALYST)[1:] == [("baca.entri", "LAP-9901-2026TW3 P-001")]
    clock.forward(minutes=11)
    analyst.client.get(REPORT + FROM_PROVINCE)
    assert len(written(desk, ANALYST)) == 3
    desk.enter("operator.kab.9901").client.get(REPORT)
    assert acts(desk, "operator.kab.9901")[-1] == ("baca.laporan", "LAP-9901-2026TW3")
    with desk.story.database.read() as session:
        assert inspection.inspect(session).verdict is inspection.Verdict.WHOLE


def test_every_download_is_a_row(desk: Desk) -> None:  # noqa: F811
    desk.send_report()
    analyst = desk.enter(ANALYST)
    addresses = {
        f"{REPORT}/berkas/1": ("unduh.unggahan", "LAP-9901-2026TW3 unggahan 1"),
        f"{REPORT}/surat/berkas": ("unduh.surat", "LAP-9901-2026TW3"),
    }
    for address, expected in addresses.items():
        for _ in range(2):
            assert analyst.client.get(address + FROM_PROVINCE).status_code == 200, address
        assert acts(desk, ANALYST)[-2:] == [expected] * 2


def test_a_refusal_is_a_row(desk: Desk) -> None:  # noqa: F811
    desk.send_report()
    with desk.story.database.write() as session:
        name = factories.make_user(session, Role.OPERATOR_KAB, region="99.02").username
    other = desk.enter(name)
    assert other.client.get(REPORT + FROM_PROVINCE).status_code == 404
    assert other.client.get("/verifikasi").status_code == 403
    assert other.client.get(f"{REPORT}/entri/P-001<b>{FROM_PROVINCE}").status_code == 404
    found = [(e.action, e.subject, e.outcome, e.region_code) for e in written(desk, name)]
    report = "LAP-9901-2026TW3"
    assert found == [
        ("akses.ditolak", report, "TIDAK_ADA", "99.01"),
        ("akses.ditolak", "/verifikasi 99.02", "DITOLAK", "99.02"),
        ("akses.ditolak", f"{report} P-001b", "TIDAK_ADA", "99.01"),
    ]


def test_whoever_tries_many_addresses_is_seen_and_cannot_fill_the_trail(desk: Desk) -> None:  # noqa: F811
    desk.send_report()
    with desk.story.database.write() as session:
        name = factories.make_user(session, Role.OPERATOR_KAB, region="99.02").username
    other = desk.enter(name)
    for number in range(2 * MOST_LOOKS):
        address = f"{REPORT}/entri/P-{number:03}{FROM_PROVINCE}"
        assert other.client.get(address).status_code == 404
    told = [event.details["jumlah"] for event in written(desk, name)]
    assert told == [*range(1, MOST_LOOKS + 1), 128]
    assert other.client.get("/verifikasi").status_code == 403
    assert len(written(desk, name)) == MOST_LOOKS + 1, "another way to be refused is no way round"


def test_what_cannot_be_written_down_is_not_shown(
    desk: Desk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.send_report()
    analyst = desk.enter(ANALYST)
    real = audit.record

    def full(*_: Any, **__: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    for address in (REVIEW, f"{REPORT}/berkas/1{FROM_PROVINCE}"):
        monkeypatch.setattr(audit, "record", full)
        answer = analyst.client.get(address)
        assert answer.status_code == 507
        assert "Sengketa" not in answer.text
        monkeypatch.setattr(audit, "record", real)  # with nothing in the way the same is shown
        assert analyst.client.get(address).status_code == 200


def test_what_is_remembered_is_bounded(clock: Clock) -> None:
    recent = RecentReads()
    for number in range(20_001):
        recent.add(("a", str(number)), clock())
    assert not recent.has(("a", "0"), clock())
    assert recent.has(("a", "20000"), clock())
    assert not recent.has(("a", "20000"), clock.forward(minutes=10))


def test_no_word_of_an_act_is_missing() -> None:
    named = set(re.findall(r'_records\("([a-z._]+)"', Path(recorded.__file__).read_text()))
    assert named | {recorded.ACCESS} <= set(ACTIONS)
