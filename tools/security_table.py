"""Write the tables of docs/keamanan.md from docs/keamanan.toml: `make security-table`."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAPER, DATA = DOCS / "keamanan.md", DOCS / "keamanan.toml"


def rows() -> dict[str, list[dict[str, Any]]]:
    """Read the data file."""
    return tomllib.loads(DATA.read_text())


def state_of(row: dict[str, Any]) -> str:
    """Say how far a row is: proven, proven in part, or not yet."""
    if not row["uji"]:
        return f"**belum**: {row['menunggu']}"
    return f"sebagian; belum: {row['menunggu']}" if "menunggu" in row else "ada"


def table(kind: str) -> str:
    """Return the lines of one table."""
    heads = ["Kode", "Isi", *(["Cara"] if kind == "asvs" else []), "Keadaan", "Uji"]
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for row in rows()[kind]:
        tests = "<br>".join(f"`{name}`" for name in row["uji"]) or "–"
        cells = [row["kode"], row["isi"], *([row["cara"]] if kind == "asvs" else [])]
        lines.append("| " + " | ".join([*cells, state_of(row), tests]) + " |")
    return "\n".join(lines)


def written(paper: str) -> str:
    """Return the paper with its tables as the data file has them."""
    for kind in ("janji", "asvs"):
        marks = rf"(<!-- {kind} -->\n).*?(\n<!-- /{kind} -->)"
        paper = re.sub(
            marks, lambda found, k=kind: found[1] + table(k) + found[2], paper, flags=re.DOTALL
        )
    return paper


if __name__ == "__main__":
    PAPER.write_text(written(PAPER.read_text()))
    sys.exit(0)
