"""Documents that can be wrong: every word the glossary fixes is in the code, every link leads."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path
from typing import Any

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


# --- security: what is promised is proven by a test that exists ----------------------------------


def promised() -> list[tuple[str, dict[str, Any]]]:
    """Rows of docs/keamanan.toml with the table they stand in."""
    found = tomllib.loads((ROOT / "docs/keamanan.toml").read_text())
    return [(kind, row) for kind in ("janji", "asvs") for row in found[kind]]


def test_every_promise_and_every_requirement_has_its_row() -> None:
    codes = [row["kode"] for kind, row in promised() if kind == "janji"]
    assert codes == [f"P{number}" for number in range(1, 31)]
    assert len([row for kind, row in promised() if kind == "asvs"]) == 65


@pytest.mark.parametrize("row", [row for _, row in promised()], ids=lambda row: row["kode"])
def test_a_proof_exists_or_is_said_to_be_missing(row: dict[str, Any]) -> None:
    assert row["uji"] or row["menunggu"], "neither a test nor what is missing"
    for name in row["uji"]:
        file, _, test = name.partition("::")
        assert re.search(rf"^\s*def {test}\(", (ROOT / file).read_text(), re.MULTILINE), name


def test_the_paper_on_security_is_as_its_data() -> None:
    spec = importlib.util.spec_from_file_location("tables", ROOT / "tools/security_table.py")
    assert spec is not None
    assert spec.loader is not None
    tables = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tables)
    paper = (ROOT / "docs/keamanan.md").read_text()
    assert tables.written(paper) == paper, "run: make security-table"


def test_commands_on_the_paper_exist() -> None:
    from app.cli import application

    known = {command.name for command in application.registered_commands}
    known |= {group.name for group in application.registered_groups}
    paper = (ROOT / "docs/keamanan.md").read_text()
    assert set(re.findall(r"petakonflik ([a-z]+)", paper)) <= known
