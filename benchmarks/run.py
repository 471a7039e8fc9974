"""Run every benchmark beside its peer and keep the figures: `make bench`, `make bench-tiny`,
`make bench-national`.

Each module of `BENCHMARKS` has `main(arguments)` and understands `--json FILE` and `--tiny`. They
run one after another in processes of their own, so that none inherits another's memory. Figures
of a noisy machine are only good as ratios; every module interleaves its own rounds.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "var" / "benchmarks"

# Rows of the performance goals each module measures.
BENCHMARKS: tuple[tuple[str, str], ...] = (
    ("bench_map", "1, 2: first build of an edition's map"),
    ("bench_intake", "5, 6: reading and judging a workbook"),
    ("bench_upload", "7: upload to result page over HTTP"),
    ("bench_places", "8: kecamatan of many points"),
    ("bench_levels", "9, 10, 11: levels from tallies, and what they cost"),
    ("bench_outputs", "12, 13: PDF, picture"),
    ("bench_pages", "3, 15: the map page on a slow line; a cheap page beside it"),
    ("bench_trail", "beyond the goals: who saw what as a file, over 100,000 rows"),
    ("bench_start", "16: start and memory of the web process"),
)


def run(name: str, rows: str, options: list[str]) -> bool:
    """Run one module; say how it ended."""
    print(f"\n== {name} (rows {rows})", flush=True)
    size = next((option[1:] for option in ("--tiny", "--large") if option in options), "")
    target = RESULTS / f"{name}{size}.json"
    command = [sys.executable, "-m", f"benchmarks.{name}", "--json", str(target), *options]
    started = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, check=False)
    took = time.perf_counter() - started
    kept = target.exists() and bool(json.loads(target.read_text()))
    print(f"-- {name}: {'done' if done.returncode == 0 else 'FAILED'} in {took:.0f} s")
    return done.returncode == 0 and kept


def main() -> None:
    """Run what was asked for, all by default; exit 1 when one could not run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("only", nargs="*", help="names of modules; default all")
    parser.add_argument("--tiny", action="store_true", help="tiny sizes: does it run at all")
    parser.add_argument("--large", action="store_true", help="the largest sizes of bench_levels")
    parser.add_argument("--server", help="a PostgreSQL server for bench_levels")
    asked = parser.parse_args()
    options = [f"--{name}" for name in ("tiny", "large") if getattr(asked, name)]
    options += ["--server", asked.server] if asked.server else []
    RESULTS.mkdir(parents=True, exist_ok=True)
    chosen = [item for item in BENCHMARKS if not asked.only or item[0] in asked.only]
    failed = [name for name, rows in chosen if not run(name, rows, options)]
    print(f"\nResults: {RESULTS.relative_to(ROOT)}")
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
