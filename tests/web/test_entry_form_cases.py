"""The form and the cases of last quarter: the list tells of them, the form changes them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from app.model.entry import Entry
from app.reports.content import entry_facts
from app.reports.entry_pages import find_entry
from tests.web.officer_helpers import forms_of, main_text
from tests.web.province_desk import LONG_AGO, OPERATOR, Desk, desk

__all__ = ["desk"]
REPORT = "/laporan/2026-tw3"
CASE = "9901-2026-0001"


def facts(desk: Desk, code: str) -> dict[str, Any]:
    with desk.story.database.read() as session:
        entry = find_entry(session, desk.story.revision(session), code)
        assert entry is not None
        return entry_facts(entry) | {"case": entry.case.case_no if entry.case else ""}


def test_a_case_told_on_is_changed_in_the_form_and_stays_the_case(desk: Desk) -> None:
    replace(desk.story, quarter=LONG_AGO).whole(("P", "P-001", {}))
    officer = desk.enter(OPERATOR)
    shown = main_text(officer.open(f"{REPORT}/isi"))
    assert "1 kasus dari laporan terakhir masih terbuka" in shown
    officer.send(f"{REPORT}/lanjutan", f"{REPORT}/lanjutan/{CASE}/tetap")
    assert "masih terbuka" not in main_text(officer.open(f"{REPORT}/isi"))
    with desk.story.database.read() as session:
        revision = desk.story.revision(session)
        code = session.scalars(select(Entry.row_key).where(Entry.revision_id == revision.id)).one()
    before = facts(desk, code)
    address = f"{REPORT}/isi/{code}"
    page = officer.open(address)
    ticks: dict[str, Any] = {}
    for name, value in re.findall(r'name="([^"]+)" type="checkbox" value="([^"]*)" checked', page):
        ticks.setdefault(name, []).append(value)
    form = forms_of(page)[address] | ticks
    assert officer.client.post(address, data=form).status_code == 303
    assert facts(desk, code) == before
    news = {"isi-development": "Pengukuran bersama disepakati bulan depan."}
    form = forms_of(officer.open(address))[address] | ticks | news
    assert officer.client.post(address, data=form).status_code == 303
    after = facts(desk, code)
    assert after == before | {"development": news["isi-development"]}
    assert after["case"] == CASE
