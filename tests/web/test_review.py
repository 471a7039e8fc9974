"""Review over HTTP: queue, side by side, notes, the province's reading, the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.model.particulars import Assessment
from app.model.report import ReviewNote, State
from app.reports import removal, sending
from tests.reports.story import NOW, POTENTIAL, TODAY
from tests.web.officer_helpers import forms_of, main_text
from tests.web.province_desk import ANALYST, DECIDER, OPERATOR, REVIEW, Desk, desk

if TYPE_CHECKING:
    from tests.web.officer_helpers import Officer

__all__ = ["desk"]
NOTE = {"catatan": "Dampak tidak sesuai uraian; nilai kembali.", "bagian": "impact"}


def state(desk: Desk, number: int | None = None) -> State:
    """State of the newest version."""
    with desk.story.database.read() as session:
        return desk.story.revision(session, number).state


def started(desk: Desk, username: str = ANALYST) -> Officer:
    """Somebody who has taken the sent report up."""
    officer = desk.enter(username)
    officer.send(REVIEW, f"{REVIEW}/mulai")
    return officer


def test_queue_tells_who_waits_and_what_is_missing(desk: Desk) -> None:
    officer = desk.enter(ANALYST)
    assert "Tidak ada laporan yang menunggu" in officer.open("/verifikasi")
    desk.send_report(letter=False)
    words = main_text(officer.open("/verifikasi"))
    assert "Kabupaten Contoh Hulu" in words
    assert "Menunggu telaah" in words
    assert "menyusul" in words
    officer.send(REVIEW, f"{REVIEW}/mulai")
    assert "Sedang ditelaah Anda" in main_text(officer.open("/verifikasi"))


def test_clean_report_is_approved_with_three_clicks_from_home(desk: Desk) -> None:
    desk.send_report()
    officer = desk.enter(DECIDER)
    assert f'href="{REVIEW}"' in officer.open("/")  # first click
    page = officer.open(REVIEW)
    asking = f"{REVIEW}?entri=P-001&amp;putuskan=terima#putusan"
    assert asking in page  # second click
    question = f"{REVIEW}?entri=P-001&putuskan=terima"
    answer = officer.send(question, f"{REVIEW}/terima")  # third click
    assert answer.headers["location"] == "/verifikasi"
    assert state(desk) is State.DITERIMA


def test_looking_does_not_take_the_report_up(desk: Desk) -> None:
    desk.send_report()
    desk.enter(ANALYST).open(REVIEW)
    assert state(desk) is State.DIKIRIM


def test_every_fact_is_shown_and_outside_text_stays_text(desk: Desk) -> None:
    desk.send_report()
    page = desk.enter(ANALYST).open(f"{REVIEW}?entri=P-002")
    words = main_text(page)
    for value in ("Kelompok Tani Contoh", POTENTIAL["root_cause"], "Fasilitasi pengukuran ulang"):
        assert value in words
    assert "<b>kedua</b>" not in page
    assert "&lt;b&gt;kedua&lt;/b&gt;" in page
    assert "skor" in words
    assert "zona" in words


def test_missing_letter_is_said_before_anybody_tries(desk: Desk) -> None:
    desk.send_report(letter=False)
    officer = desk.enter(DECIDER)
    page = officer.open(f"{REVIEW}?putuskan=terima")
    assert "Belum dapat diterima:" in page
    assert f"{REVIEW}/terima" not in forms_of(page)
    typed = forms_of(page)[f"{REVIEW}/mulai"]
    answer = officer.client.post(f"{REVIEW}/terima", data=typed)
    assert answer.status_code == 422
    assert "Surat pengantar bertanda tangan belum dilampirkan" in answer.text
    assert state(desk) is State.DIKIRIM


def test_returning_needs_a_must_fix_note_and_says_so(desk: Desk) -> None:
    desk.send_report()
    officer = started(desk, DECIDER)
    assert "Tulis paling sedikit satu catatan wajib" in officer.open(
        f"{REVIEW}?putuskan=kembalikan"
    )
    officer.send(REVIEW, f"{REVIEW}/catatan", sifat="SARAN", **NOTE)
    assert f"{REVIEW}/kembalikan" not in officer.open(f"{REVIEW}?putuskan=kembalikan")
    officer.send(REVIEW, f"{REVIEW}/catatan", **NOTE)
    officer.send(
        f"{REVIEW}?putuskan=kembalikan", f"{REVIEW}/kembalikan", pengantar="Mohon segera."
    )
    assert state(desk, 1) is State.DIKEMBALIKAN
    words = main_text(desk.enter(OPERATOR).open("/laporan/2026-tw3"))
    assert "nilai kembali" in words


def test_short_note_comes_back_with_what_was_typed(desk: Desk) -> None:
    desk.send_report()
    officer = started(desk)
    page = officer.send(REVIEW, f"{REVIEW}/catatan", 422, catatan="pendek", bagian="trigger").text
    assert "paling sedikit 10 karakter" in page
    assert forms_of(page)[f"{REVIEW}/catatan"]["catatan"] == "pendek"


def test_note_stands_beside_its_field_and_can_be_taken_back(desk: Desk) -> None:
    desk.send_report()
    officer = started(desk)
    officer.send(f"{REVIEW}?entri=P-001&bagian=impact", f"{REVIEW}/catatan", **NOTE)
    page = officer.open(f"{REVIEW}?entri=P-001")
    assert "1 catatan" in main_text(page)
    with desk.story.database.read() as session:
        note = session.scalars(select(ReviewNote)).one()
        assert (note.row_key, note.field_name) == ("P-001", "impact")
        remove = f"{REVIEW}/catatan/{note.id}/hapus"
    officer.send(REVIEW, remove)
    with desk.story.database.read() as session:
        assert session.scalars(select(ReviewNote)).all() == []


def test_second_reviewer_is_told_and_writes_nothing(desk: Desk) -> None:
    desk.send_report()
    first = started(desk)
    form = first.form(REVIEW, f"{REVIEW}/catatan")
    head = desk.enter(DECIDER)
    assert "Sedang ditelaah" in main_text(head.open(REVIEW))
    answer = head.client.post(f"{REVIEW}/catatan", data=form | NOTE | {"kunci": ""})
    assert answer.status_code == 409
    assert "sedang ditelaah Orang Contoh" in main_text(answer.text)
    assert NOTE["catatan"] in answer.text  # what was typed can be copied
    assert f"{REVIEW}/catatan" not in forms_of(answer.text)
    page = head.send(REVIEW, f"{REVIEW}/mulai", 422).text
    assert "Tulis alasan mengambil alih" in page
    head.send(REVIEW, f"{REVIEW}/mulai", alasan_alih="Analis bertugas luar sampai pekan depan.")
    assert "Analis bertugas luar" in main_text(first.open(REVIEW))
    assert f"{REVIEW}/catatan" in forms_of(head.open(REVIEW))
    late = first.client.post(f"{REVIEW}/catatan", data=form | NOTE)
    assert late.status_code == 409
    assert "Tulisan Anda belum tersimpan" in main_text(late.text)
    assert NOTE["catatan"] in late.text


def test_province_reads_an_entry_otherwise_and_the_original_stays(desk: Desk) -> None:
    desk.send_report()
    officer = started(desk)
    here, act = f"{REVIEW}?entri=P-001", f"{REVIEW}/nilai"
    page = officer.send(here, act, 422, zona="MERAH", alasan="ya").text
    assert forms_of(page)[act]["zona"] == "MERAH"
    officer.send(here, act, zona="MERAH", alasan="Ketegangan naik setelah laporan dikirim.")
    words = main_text(officer.open(here))
    assert "Tinggi" in words
    assert "Dinilai provinsi zona merah; isian daerah Sedang (skor 14)." in words
    assert "Ketegangan naik setelah laporan dikirim." in words
    for address in (
        "/entri?t=2026-tw3",
        "/laporan/2026-tw3/entri?wilayah=99.01",
        "/laporan/2026-tw3/entri/P-001?wilayah=99.01",
    ):
        shown = main_text(officer.open(address)).lower()
        assert "dinilai provinsi zona merah; isian daerah sedang (skor 14)" in shown, address
    officer.send(here, act, zona="", alasan="")
    with desk.story.database.read() as session:
        assert session.scalars(select(Assessment)).one().zone is None


def test_form_made_for_an_earlier_state_is_refused(desk: Desk) -> None:
    desk.send_report()
    head = desk.enter(DECIDER)
    form = head.form(f"{REVIEW}?putuskan=terima", f"{REVIEW}/terima")
    desk.story.review()
    assert head.client.post(f"{REVIEW}/terima", data=form).status_code == 409
    assert state(desk) is State.DITELAAH


def test_double_click_on_accept_is_one_acceptance(desk: Desk) -> None:
    desk.send_report()
    head = desk.enter(DECIDER)
    form = head.form(f"{REVIEW}?putuskan=terima", f"{REVIEW}/terima")
    answers = [head.client.post(f"{REVIEW}/terima", data=form) for _ in "ab"]
    assert [answer.headers["location"] for answer in answers] == ["/verifikasi", "/verifikasi"]


def test_resent_version_tells_what_changed(desk: Desk) -> None:
    desk.send_report()
    head = started(desk, DECIDER)
    head.send(REVIEW, f"{REVIEW}/catatan", **NOTE)
    head.send(f"{REVIEW}?putuskan=kembalikan", f"{REVIEW}/kembalikan")
    desk.story.upload(
        ("P", "P-001", {"likelihood": "4", "likelihood_basis": "Tiga kali rapat gagal."})
    )
    with desk.story.database.write() as session:
        revision = desk.story.revision(session)
        removal.drop_entry(session, desk.story.operator, revision, "P-002", NOW)
        sending.submit(session, desk.story.confirmer, revision, today=TODAY, now=NOW)
    words = main_text(head.open(REVIEW))
    assert "1 entri berubah, tidak ada entri baru, 1 entri dihapus." in words
    assert "berubah sejak versi 1: kemungkinan" in words
    assert "Yang diubah sejak versi 1" in words
    assert "Dikembalikan" in main_text(head.open(f"{REVIEW}?versi=1"))


def test_nothing_sent_and_nowhere_look_alike(desk: Desk) -> None:
    officer = desk.enter(ANALYST)
    for path in (REVIEW, "/verifikasi/2026-tw3/99.77", "/verifikasi/2026-tw9/99.01"):
        officer.open(path, 404)
    desk.send_report()
    officer.open(f"{REVIEW}?entri=P-999", 404)
    officer.open(f"{REVIEW}?versi=7", 404)
