"""Write migrations: `start` makes the first one anew, `new WORDS` adds the next.

Until the first release ships, a change of the models makes `0001_start.py` anew (`make
migration-start`). After it has shipped, history is only added to (`make migration NAME="..."`).
Both compare the models with an SQLite file that has run every migration, and rewrite
`migrations/HEAD`, so that two branches with a new migration conflict in git and not in service.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command

from app import schema
from app.db import Database
from app.paths import resource

START = "0001_start"
FREEZE = "0002_freeze_sent"  # written by hand: triggers are not in the models
VERSIONS = resource("migrations") / "versions"
POSTGRESQL = 'if op.get_context().dialect.name == "postgresql":'
EXTENSION = 'op.execute("CREATE EXTENSION IF NOT EXISTS postgis")'
GIST = 'op.execute("CREATE INDEX ix_area_boundary ON area USING gist (boundary)")'


def start() -> Path:
    """Write the first migration from the models as they are; its name never changes."""
    later = sorted(path for path in VERSIONS.glob("*.py") if path.stem != START)
    with tempfile.TemporaryDirectory() as aside:
        # What stands on the first migration cannot be read while the first is away.
        for path in later:
            shutil.move(path, Path(aside) / path.name)
        try:
            (VERSIONS / f"{START}.py").unlink(missing_ok=True)
            first = _generate(START, "Every table of the first release")
            first.write_text(_with_postgis(first.read_text()))
        finally:
            for path in later:
                shutil.move(Path(aside) / path.name, path)
    _write_head((later or [first])[-1].stem)
    return first


def new(words: str) -> Path:
    """Write the next migration from what changed in the models."""
    number = int(schema.newest()[:4]) + 1
    slug = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
    return _generate(f"{number:04d}_{slug}", words)


def _generate(revision: str, message: str) -> Path:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/scratch.db")
        if revision != START:
            schema.upgrade(database)
        with database.writer.connect() as connection:
            command.revision(
                schema.configuration(connection), message, autogenerate=True, rev_id=revision
            )
        database.dispose()
    _write_head(revision)
    path = VERSIONS / f"{revision}.py"
    path.write_text(re.sub(r" *# ### .*\n", "", path.read_text()))
    return path


def _write_head(revision: str) -> None:
    (resource("migrations") / "HEAD").write_text(f"{revision}\n")


def _with_postgis(text: str) -> str:
    """Add what only PostgreSQL has and Alembic cannot find: the extension and its index."""
    head, body = text.split("def upgrade() -> None:\n")
    up, down = body.split("\n\n\ndef downgrade")
    before = f"    {POSTGRESQL}\n        {EXTENSION}\n"
    after = f"\n    {POSTGRESQL}\n        {GIST}\n"
    return f"{head}def upgrade() -> None:\n{before}{up.rstrip()}{after}\n\ndef downgrade{down}"


def main(arguments: list[str]) -> None:
    """Run one of the two verbs and format what it wrote."""
    match arguments:
        case ["start"]:
            path = start()
        case ["new", *words] if words:
            path = new(" ".join(words))
        case _:
            raise SystemExit("usage: python tools/migration.py start | new WORDS")
    ruff = str(Path(sys.executable).with_name("ruff"))
    subprocess.run([ruff, "format", "-q", str(path)], check=True)
    subprocess.run([ruff, "check", "-q", "--fix", str(path)], check=True)
    print(path)


if __name__ == "__main__":
    main(sys.argv[1:])
