"""Documents that can be wrong: every word the glossary fixes is in the code, every link leads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODE = "\n".join(path.read_text() for path in (ROOT / "app").rglob("*.py"))
PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_the_glossary_speaks_of_words_in_use() -> None:
    rows = re.findall(
        r"^\| [^|]+ \| `(\w+)` \|", (ROOT / "docs/glossary.md").read_text(), re.MULTILINE
    )
    assert len(rows) > 60
    assert [word for word in rows if not re.search(rf"(\b|_){word}", CODE, re.IGNORECASE)] == []


def test_the_glossary_has_one_line_per_word() -> None:
    rows = re.findall(
        r"^\| ([^|]+) \| `\w+` \|", (ROOT / "docs/glossary.md").read_text(), re.MULTILINE
    )
    assert len(rows) == len(set(rows))


def test_every_table_is_in_the_overview() -> None:
    from app.db import METADATA

    text = (ROOT / "docs/database.md").read_text()
    assert [name for name in METADATA.tables if f"`{name}`" not in text] == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(paper: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", paper.read_text())
    assert [link for link in links if not (paper.parent / link).exists()] == []


def test_decisions_are_numbered_and_complete() -> None:
    papers = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in papers] == list(range(1, len(papers) + 1))
    for path in papers:
        found = re.findall(r"^## (.+)$", path.read_text(), re.MULTILINE)
        assert found == ["Context", "Decision", "Consequences", "Alternatives"], path.name
