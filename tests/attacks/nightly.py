"""Run the long form of every attack there is, one after the other, and sum up.

Found are the modules of this folder named `NAME_attack.py`; each is a program of its own, so that
one that dies takes no other with it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.memory import MemoryRoom

FOLDER = Path(__file__).resolve().parent


def attacks(folder: Path = FOLDER) -> list[str]:
    """Return the names of the modules, in their order."""
    return sorted(path.stem for path in folder.glob("*_attack.py"))


def run(name: str, arguments: list[str]) -> dict[str, object]:
    """Run one attack; its last line is what it measured."""
    words = [sys.executable, "-m", f"tests.attacks.{name}", *arguments]
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=False)
    last = done.stdout.strip().splitlines()[-1:]
    try:
        measured = json.loads(last[0]) if last else {}
    except json.JSONDecodeError:
        measured = {"said": last[0][:200]}
    return {"name": name, "held": done.returncode == 0 and bool(last), "measured": measured}


def main(arguments: list[str] | None = None) -> int:
    """Run all in their long form, or with the arguments given, and print a line for each."""
    asked = ["--long"] if arguments is None else arguments
    failed = []
    room = MemoryRoom.take()
    try:
        for name in attacks():
            result = run(name, asked)
            print(json.dumps(result), flush=True)
            if not result["held"]:
                failed.append(name)
    finally:
        if room is not None:
            room.give_back()
    print(json.dumps({"attacks": len(attacks()), "failed": failed}))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or None))
