"""Runs every measurement, each in a process of its own: ``python -m benchmarks [MEMBERS]``.

A process each keeps one measurement's memory and caches out of the next one's figures.
"""

import subprocess
import sys
import time

from benchmarks import million
from benchmarks.harness import RESULTS, members_asked, start_results

MEASUREMENTS = (
    "bench_quote",
    "bench_lookup",
    "bench_sale",
    "bench_codes",
    "bench_verify",
    "bench_catch_up",
    "bench_snapshot",
    "bench_apply",
    "bench_window",
)


def main() -> int:
    """Measure everything; 0 when all could be measured, whether the aims are reached or not."""
    members = members_asked()
    begin = time.monotonic()
    for size in (members // 10, members):
        if not (million.OUT / f"replica-{size}").exists():
            print(f"making a shop of {size:,} members, once", flush=True)
            million.replica_of(size)
    start_results(members)
    failed = [name for name in MEASUREMENTS if _run(name, members) != 0]
    print(f"{time.monotonic() - begin:.0f} s; figures in {RESULTS.relative_to(RESULTS.parents[1])}")
    for name in failed:
        print(f"{name} ended with an error", file=sys.stderr)
    return 1 if failed else 0


def _run(name: str, members: int) -> int:
    command = [sys.executable, "-m", f"benchmarks.{name}", str(members)]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
