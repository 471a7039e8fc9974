"""The officer's journeys over HTTP: sending, correcting, nil, signing off, going back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.model.account import Role, User
from app.model.entry import Entry
from app.model.particulars import Action
from app.model.region import Office
from app.model.report import PendingRow, Revision, State, Upload
from app.reports import review_notes, reviewing
from app.reports.queries import get_revision
from tests import factories
from tests.reports.story import LETTER_PDF as PDF
from tests.web import officer_helpers as at
from tests.web.officer_fixtures import enter_as, officer, settings
from tests.web.officer_helpers import REPORT, Officer, main_text

if TYPE_CHECKING:
    from app.db import Database
    from tests.conftest import Clock
    from tests.web.officer_fixtures import Enter

__all__ = ["enter_as", "officer", "settings"]


def count(database: Database, table: type) -> int:
    """Rows of a table."""
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def newest(database: Database) -> Revision:
    """The newest revision of all."""
    with database.read() as session:
        found = session.scalars(select(Revision).order_by(Revision.id.desc()).limit(1)).one()
        session.expunge(found)
    return found


def test_clean_workbook_needs_four_clicks(officer: Officer, database: Database) -> None:
    template = officer.template()
    home = officer.open("/laporan/2026-tw3")
    assert f'href="{REPORT}/unggah"' in home
    assert "Lanjutkan: unggah berkas" in home
    location = officer.upload(at.workbook(template)).headers["location"]
    assert location == f"{REPORT}/periksa"
    page = main_text(officer.open(location))
    assert "1 potensi, 1 peristiwa" in page
    assert "Belum dapat dikirim" not in page
    sent = officer.send(location, f"{REPORT}/kirim")
    assert sent.headers["location"] == f"{REPORT}/terkirim"
    receipt = officer.open(f"{REPORT}/terkirim")
    code = newest(database).receipt_code
    assert code
    assert re.fullmatch(r"PKP-9901-2026T3-\w{4}", code)
    assert code in receipt
    assert "paling lambat 15 Oktober 2026" in receipt
    pdf = officer.client.get(f"{REPORT}/tanda-terima.pdf")
    assert pdf.content.startswith(b"%PDF-")
    assert code in pdf.headers["content-disposition"]


def test_the_first_thing_to_do_comes_first(officer: Officer, enter_as: Enter) -> None:
    """The workbook before its upload; the province's own look at it does not count as taken."""
    province = enter_as("analis_prov")
    assert province.client.get(f"{REPORT}/templat.xlsx?wilayah=99.01").status_code == 200
    before = main_text(officer.open(REPORT))
    assert "Mulai: unduh templat Excel" in before
    assert "Unggah berkas yang sudah terisi" in before
    officer.template()
    after = main_text(officer.open(REPORT))
    assert "Lanjutkan: unggah berkas" in after
    assert "Mulai" not in after
    assert "Unggah berkas yang sudah terisi" not in after


def test_wrong_cells_are_mended_on_the_page(officer: Officer, database: Database) -> None:
    wrong_village = at.POTENTIAL | {"village": "Desa Contoh 9901012O01"}
    wrong_date = at.ACTIONS[1] | {"date_start": "31/09/2026"}
    rows = {"P": [at.POTENTIAL, wrong_village], "K": [at.EVENT], "U": [at.ACTIONS[0], wrong_date]}
    answer = officer.upload(at.workbook(officer.template(), rows))
    assert answer.headers["location"] == f"{REPORT}/hasil"
    html = officer.open(f"{REPORT}/hasil")
    assert at.title_of(html).startswith("Galat: ")
    text = main_text(html)
    assert "Ada 2 sel yang perlu diperbaiki" in text
    assert "3 dari 5 baris sudah benar dan tersimpan sebagai draf" in text
    assert "Lembar 2_Potensi · baris 7 · sel" in text
    assert "31/09/2026 bukan tanggal yang ada. September berakhir tanggal 30." in text
    form = officer.form(f"{REPORT}/hasil", f"{REPORT}/hasil")
    village = next(name for name in form if name.endswith("-village"))
    assert form[village] == at.VILLAGE, "the nearest village is chosen beforehand"
    date = next(name for name in form if name.endswith("-date_start"))
    still = officer.send(f"{REPORT}/hasil", f"{REPORT}/hasil", **{date: "31/11/2026"})
    assert still.headers["location"] == f"{REPORT}/hasil"
    assert count(database, PendingRow) == 1
    assert 'value="31/11/2026"' in officer.open(f"{REPORT}/hasil"), "what was typed stays"
    done = officer.send(f"{REPORT}/hasil", f"{REPORT}/hasil", **{date: "20/08/2026"})
    assert done.headers["location"] == f"{REPORT}/periksa"
    assert (count(database, Entry), count(database, Action)) == (3, 2)


def test_verdicts_add_up_and_the_same_file_changes_nothing(
    officer: Officer, database: Database
) -> None:
    data = at.workbook(officer.template())
    officer.upload(data)
    officer.upload(data, name="laporan.xlsx")
    with database.read() as session:
        uploads = list(session.scalars(select(Upload).order_by(Upload.id)))
        again = uploads[-1]
        assert (again.created_rows, again.changed_rows, again.refused_rows) == (0, 0, 0)
        assert again.unchanged_rows == again.total_rows == 4
        number = again.id
    original = officer.client.get(f"{REPORT}/berkas/{number}")
    assert original.content == data


def test_marked_copy_and_discarded_row(officer: Officer, database: Database) -> None:
    bad = at.POTENTIAL | {"likelihood": "enam"}
    officer.upload(at.workbook(officer.template(), {**at.GOOD, "P": [at.POTENTIAL, bad]}))
    marked = officer.client.get(f"{REPORT}/bertanda.xlsx")
    assert marked.status_code == 200
    assert marked.content.startswith(b"PK")
    html = officer.open(f"{REPORT}/hasil")
    where = re.search(r'href="([^"]+/hasil/buang\?baris=\d+)"', html)
    assert where is not None
    officer.send(where[1], f"{REPORT}/hasil/buang")
    assert count(database, PendingRow) == 0
    assert count(database, Entry) == 2


def test_entries_the_file_lacks_and_ignored_rows_are_told(officer: Officer) -> None:
    template = officer.template()
    officer.upload(at.workbook(template, {**at.GOOD, "P": [at.POTENTIAL, at.POTENTIAL]}))
    officer.upload(at.workbook(template, {**at.GOOD, "P": [at.POTENTIAL]}))
    text = main_text(officer.open(f"{REPORT}/hasil"))
    assert "1 entri draf tidak ada di berkas ini dan tetap disimpan: P-002" in text


def test_sign_off_by_another_person(enter_as: Enter, database: Database) -> None:
    operator, head = enter_as("operator_kab"), enter_as("pengesah_kab")
    with database.write() as session:
        session.get_one(Office, "99.01").single_officer = False
    operator.upload(at.workbook(operator.template()))
    page = operator.open(f"{REPORT}/periksa")
    assert f'action="{REPORT}/kirim"' not in page
    operator.send(f"{REPORT}/periksa", f"{REPORT}/ajukan")
    assert newest(database).state is State.MENUNGGU_PENGESAHAN
    assert "menunggu pengesahan" in main_text(operator.open(REPORT))
    assert "Lanjutkan: sahkan dan kirim" in head.open(REPORT)
    assert "Sahkan dan kirim" in head.open(f"{REPORT}/periksa")
    head.send(f"{REPORT}/periksa", f"{REPORT}/kembalikan", catatan="Perbaiki judul entri.")
    assert newest(database).state is State.DRAF
    assert "Perbaiki judul entri." in operator.open(REPORT)
    operator.send(f"{REPORT}/periksa", f"{REPORT}/ajukan")
    head.send(f"{REPORT}/periksa", f"{REPORT}/kirim")
    assert newest(database).state is State.DIKIRIM


def test_double_click_makes_one_report(officer: Officer, database: Database) -> None:
    officer.upload(at.workbook(officer.template()))
    form = officer.form(f"{REPORT}/periksa", f"{REPORT}/kirim")
    answers = [officer.client.post(f"{REPORT}/kirim", data=form) for _ in range(2)]
    assert [answer.headers["location"] for answer in answers] == [f"{REPORT}/terkirim"] * 2
    assert count(database, Revision) == 1


def test_second_person_is_told_and_nothing_is_overwritten(
    enter_as: Enter, database: Database
) -> None:
    one, other = enter_as("satu"), enter_as("rekan")
    one.upload(at.workbook(one.template()))
    old = other.form(f"{REPORT}/surat", f"{REPORT}/surat")
    one.send(f"{REPORT}/surat", f"{REPORT}/surat", letter_no="300/SATU")
    answer = other.client.post(f"{REPORT}/surat", data=old | {"letter_no": "300/REKAN"})
    assert answer.status_code == 409
    text = main_text(answer.text)
    assert "berubah sejak Anda membuka halaman ini" in text
    assert "300/SATU" in text
    assert 'value="300/REKAN"' in answer.text
    assert newest(database).letter_no == "300/SATU"
    stale = other.client.post(f"{REPORT}/kirim", data=old)
    assert stale.status_code == 403, "an operator does not confirm"


def test_withdrawn_returned_and_amended(enter_as: Enter, database: Database, clock: Clock) -> None:
    officer = enter_as("satu")
    officer.upload(at.workbook(officer.template()))
    officer.send(f"{REPORT}/periksa", f"{REPORT}/kirim")
    officer.send(f"{REPORT}/tarik", f"{REPORT}/tarik")
    officer.send(f"{REPORT}/periksa", f"{REPORT}/kirim")
    _review(database, clock, accepted=False)
    text = main_text(officer.open("/laporan/2026-tw3"))
    assert "Dikembalikan untuk diperbaiki: 1 catatan" in text
    assert "Dampak tidak sesuai uraian" in text
    assert "Kirim ulang paling lambat 15 Oktober 2026" in text
    assert "Dampak tidak sesuai uraian" in officer.open(f"{REPORT}/entri/P-001")
    fields = officer.form(f"{REPORT}/surat", f"{REPORT}/surat/berkas")
    officer.client.post(f"{REPORT}/surat/berkas", data=fields, files={"pdf": ("surat.pdf", PDF)})
    officer.send(f"{REPORT}/periksa", f"{REPORT}/kirim")
    _review(database, clock, accepted=True)
    assert "Diterima provinsi" in main_text(officer.open(REPORT))
    officer.send(
        f"{REPORT}/perubahan",
        f"{REPORT}/perubahan",
        alasan="KOREKSI",
        penjelasan="Jumlah massa keliru, seharusnya lebih kecil.",
    )
    assert newest(database).amendment_reason == "KOREKSI"
    assert "versi yang diterima tetap berlaku" in main_text(officer.open(REPORT)).lower()
    assert officer.client.get(f"{REPORT}/versi/3").status_code == 200


def _review(database: Database, clock: Clock, *, accepted: bool) -> None:
    with database.write() as session:
        reader = factories.make_actor(Role.ANALIS_PROV, region="99")
        revision = get_revision(session, reader.scope, factories.QUARTER, "99.01")
        user = session.scalars(select(User).where(User.username == "analis_prov")).one()
        session.refresh(user, ["roles"])
        actor = factories.actor_of(user)
        reviewing.start_review(session, actor, revision, clock())
        if accepted:
            reviewing.accept(session, actor, revision, letter_required=True, now=clock())
            return
        review_notes.add_note(
            session, actor, revision, row_key="P-001", field_name="impact", code="NILAI",
            severity="WAJIB", note="Dampak tidak sesuai uraian.", now=clock(),
        )  # fmt: skip
        reviewing.return_report(session, actor, revision, "Mohon diperbaiki.", clock())
