"""Row 16 of the performance goals: start and memory of the web process, beside its peer.

The peer is the usual single process that imports geopandas and folium next to FastAPI because a
page somewhere draws a map. Both are started fresh in turn, with byte code kept as an installed
portal has it, whatever the environment says; memory is the process's own peak.
Run: python -m benchmarks.bench_start [--json FILE] [--tiny].
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
GOAL_SECONDS, GOAL_MB = 0.8, 120
MEASURE = """
import resource, time
wall, cpu = time.perf_counter(), time.process_time()
{imports}
used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(time.perf_counter() - wall, time.process_time() - cpu, used)
"""
CASES = {
    "ours": "import app.main",
    "peer": "import app.main, geopandas, folium",
    "limit": "import fastapi, sqlalchemy.orm",
}


def once(imports: str, byte_code: str) -> tuple[float, float, float]:
    """Start one process; return seconds on the wall, seconds of CPU, and megabytes."""
    kept = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", MEASURE.format(imports=imports)],
        cwd=ROOT,
        env={**kept, "PYTHONPYCACHEPREFIX": byte_code},
        capture_output=True,
        text=True,
        check=True,
    )
    wall, cpu, megabytes = map(float, done.stdout.split())
    return wall, cpu, megabytes


def measure(rounds: int) -> dict[str, dict[str, float]]:
    """Interleave the cases; medians and the least of each."""
    seen: dict[str, list[tuple[float, float, float]]] = {name: [] for name in CASES}
    with tempfile.TemporaryDirectory() as byte_code:
        for imports in CASES.values():
            once(imports, byte_code)  # the first start reads the disk and compiles
        for _ in range(rounds):
            for name, imports in CASES.items():
                seen[name].append(once(imports, byte_code))
    return {
        name: {
            "wall_s": statistics.median(run[0] for run in runs),
            "wall_least_s": min(run[0] for run in runs),
            "cpu_s": statistics.median(run[1] for run in runs),
            "memory_mb": statistics.median(run[2] for run in runs),
        }
        for name, runs in seen.items()
    }


def main() -> None:
    """Measure, print a table, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--tiny", action="store_true", help="one round: does it run at all")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    figures: dict[str, Any] = measure(1 if asked.tiny else asked.rounds)
    for name, row in figures.items():
        print(
            f"{name:6} {row['wall_s']:6.2f} s (least {row['wall_least_s']:.2f}), "
            f"CPU {row['cpu_s']:.2f} s, {row['memory_mb']:.0f} MB   {CASES[name]}"
        )
    ours, peer = figures["ours"], figures["peer"]
    met = ours["cpu_s"] <= GOAL_SECONDS and ours["memory_mb"] <= GOAL_MB
    print(
        f"{peer['cpu_s'] / ours['cpu_s']:.1f} times the CPU and "
        f"{peer['memory_mb'] - ours['memory_mb']:.0f} MB are saved; goal of {GOAL_SECONDS} s and "
        f"{GOAL_MB} MB {'met' if met else 'NOT met'}"
    )
    if asked.json:
        figures["machine"] = platform.platform()
        asked.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
