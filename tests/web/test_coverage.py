"""Coverage and confidence stand wherever a regency's figures are."""

from __future__ import annotations

from app.access.scope import EVERYWHERE
from app.model.area_code import AreaCode
from app.outputs.figures import live_figures
from app.outputs.figures_map import province_map
from app.reports import drafts
from app.settings import Settings
from tests.web.province_desk import ANALYST, OPERATOR, Desk, desk

__all__ = ["desk"]


def test_the_officer_reads_which_kecamatan_stay_unknown(desk: Desk) -> None:
    desk.story.upload(("P", "P-001", {}))
    text = desk.enter(OPERATOR).open("/laporan/2026-tw3/periksa")
    assert "1 dari 3 kecamatan; tanpa informasi" in text
    assert "Kecamatan Contoh 990102, Kecamatan Contoh 990103" in text


def test_a_checked_nil_counts_as_covered(desk: Desk) -> None:
    desk.story.upload(("P", "P-001", {}))
    with desk.story.database.write() as session:
        drafts.save_statements(
            session,
            desk.story.operator,
            desk.story.draft(session),
            {AreaCode("99.01.02"): ("NIHIL", "FKDM_KEC", "")},
            desk.story.now,
        )
    text = desk.enter(OPERATOR).open("/laporan/2026-tw3/periksa")
    assert "2 dari 3 kecamatan; tanpa informasi" in text
    desk.story.attach_letter()
    desk.story.send()
    desk.story.review()
    desk.story.accept()
    assert "cakupan 67 % (B)" in desk.enter(ANALYST).open("/?t=2026-tw3")
    with desk.story.database.read() as session:
        figures = live_figures(
            session,
            EVERYWHERE,
            desk.story.quarter,
            today=desk.story.today,
            settings=Settings(province="99"),
        )
    said = {area.code: area.coverage_text for area in province_map(figures).areas}
    assert said["99.01"] == "cakupan 2 dari 3 kecamatan, keyakinan B"
    assert said["99.02"] == ""
