"""What may be said of a recommendation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.followup.progress import Progress, faults
from app.model.vocabulary import FOLLOWUP_STATUS

WORDS = "Rapat persiapan dua kali."


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (Progress("BELUM", 0), set()),
        (Progress("PROSES", 40, WORDS), set()),
        (Progress("SELESAI", 100, WORDS), set()),
        (Progress("TERKENDALA", 60, WORDS, "Anggaran belum ada."), set()),
        (Progress("TDK_RELEVAN", 0, WORDS, "Tidak ada tahapan pilkada."), set()),
        (Progress("SELESAI", 80, WORDS), {"progress"}),
        (Progress("PROSES", 100, WORDS), {"progress"}),
        (Progress("BELUM", 10), {"progress"}),
        (Progress("PROSES", 101, WORDS), {"progress"}),
        (Progress("PROSES", 40), {"description"}),
        (Progress("TERKENDALA", 40, WORDS), {"obstacle"}),
        (Progress("TDK_RELEVAN", 0, WORDS), {"obstacle"}),
        (Progress("LUPA", 40, WORDS), {"status"}),
        (Progress("PROSES", 40, WORDS + "x" * 600), {"description"}),
        (Progress("PROSES", 40, "Oleh 6403010101900001 di kantor."), {"description"}),
    ],
)
def test_each_rule_names_its_field(said: Progress, wrong: set[str]) -> None:
    assert set(faults(said)) == wrong


@given(
    status=st.sampled_from([code.code for code in FOLLOWUP_STATUS]),
    progress=st.integers(-5, 110),
    description=st.text(max_size=30),
    obstacle=st.text(max_size=30),
)
def test_what_passes_keeps_what_the_database_demands(
    status: str, progress: int, description: str, obstacle: str
) -> None:
    said = Progress(status, progress, description, obstacle)
    if not faults(said):
        assert 0 <= progress <= 100
        assert (status == "SELESAI") == (progress == 100)
