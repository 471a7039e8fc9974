"""`make audit`: known faults of what is locked, the list of parts (SBOM), licences.

Only one thing may be missing: the service that knows faults. When it cannot be reached, that is
said plainly and the rest still counts; a fault that is found always fails.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
SBOM = ROOT / "dist" / "sbom.cdx.json"


def known_faults() -> bool:
    """Ask pip-audit about every locked package; return whether no fault is known."""
    command = [
        str(BIN / "pip-audit"),
        "--requirement",
        str(ROOT / "requirements.lock"),
        "--disable-pip",
        "--require-hashes",
        "--progress-spinner=off",
        "--timeout=20",
        "--format=json",
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        found = json.loads(run.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError):
        print("Known faults: NOT CHECKED, the service cannot be reached from here:")
        print("  " + (run.stderr.strip().splitlines() or ["no answer"])[-1][:200])
        return True
    return judge(found)


def judge(found: list[dict[str, Any]]) -> bool:
    """Say what pip-audit knows; a package it could not ask about is not one without faults."""
    faulty = [item for item in found if item.get("vulns")]
    skipped = [item["name"] for item in found if "skip_reason" in item]
    for item in faulty:
        names = ", ".join(fault["id"] for fault in item["vulns"])
        print(f"Known faults: {item['name']} {item['version']}: {names}")
    if skipped:
        print(
            f"Known faults: NOT CHECKED for {len(skipped)} of {len(found)} packages, the service"
        )
        print(
            "knows nothing of them from here. Run this where there is a network before a release."
        )
    elif not faulty:
        print(f"Known faults: none in {len(found)} packages.")
    return not faulty


def list_parts() -> bool:
    """Write the list of parts from the lock file; no network is asked."""
    SBOM.parent.mkdir(exist_ok=True)
    command = [
        str(BIN / "cyclonedx-py"),
        "requirements",
        str(ROOT / "requirements.lock"),
        "--pyproject",
        str(ROOT / "pyproject.toml"),
        "--output-reproducible",
        "--short-PURLs",
        "-o",
        str(SBOM),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr[-2000:])
        return False
    parts = json.loads(SBOM.read_text())["components"]
    print(f"Parts: {len(parts)} listed in {SBOM.relative_to(ROOT)}.")
    return bool(parts)


def licences_and_locks() -> bool:
    """Run the tests that compare what is installed with what is locked, and read licences."""
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "tests/test_supply.py"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(0 if all([known_faults(), list_parts(), licences_and_locks()]) else 1)
