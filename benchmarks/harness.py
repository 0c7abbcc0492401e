"""Measures side by side in one run and prints ratios: never a timed test, never a lone figure.

Ways of doing the same thing take turns in small rounds, each round begun by another one, so that a
busy machine slows all of them and none always finds the pages warm that the other has read.
"""

import gc
import json
import os
import platform
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

RESULTS = Path(__file__).parent / "results.json"
ROUNDS = 40
PARTS = 5
"""A percentile is the median of the percentiles of so many parts: one hiccup does not make it."""


@dataclass(frozen=True)
class Timing:
    """Microseconds of single calls by the wall clock; ``cpu_p99`` leaves out waiting for a core."""

    p50: float
    p99: float
    mean: float
    calls: int
    cpu_p99: float = 0.0


@dataclass(frozen=True)
class Row:
    """One line of the report: a figure, its baseline in the same run, the aim and the verdict."""

    what: str
    ours: str
    baseline: str
    ratio: float | None
    aim: str
    reached: bool
    details: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        verdict = "reached" if self.reached else "NOT REACHED"
        ratio = "" if self.ratio is None else f"{self.ratio:8.2f} x"
        figures = f"{self.ours:>18} {self.baseline:>26} {ratio:>10}"
        return f"{self.what:44} {figures}  {self.aim} — {verdict}"


def take_turns(ways: dict[str, Callable[[int], object]], calls: int) -> dict[str, Timing]:
    """Time each of ``ways`` for ``calls`` calls, in turns; each is given the number of the call."""
    spent: dict[str, list[int]] = {name: [] for name in ways}
    worked: dict[str, list[int]] = {name: [] for name in ways}
    for way in ways.values():
        for i in range(min(50, calls)):
            way(i)
    per_round = max(1, calls // ROUNDS)
    gc.collect()
    gc.disable()
    try:
        order = list(ways.items())
        for first in range(0, calls, per_round):
            order.append(order.pop(0))
            for name, way in order:
                for i in range(first, min(first + per_round, calls)):
                    began = time.thread_time_ns()
                    start = time.perf_counter_ns()
                    way(i)
                    spent[name].append(time.perf_counter_ns() - start)
                    worked[name].append(time.thread_time_ns() - began)
    finally:
        gc.enable()
    return {name: replace(timing(spent[name]), cpu_p99=timing(worked[name]).p99) for name in ways}


def timing(nanoseconds: Sequence[int]) -> Timing:
    """Return what single calls of ``nanoseconds``, in the order of the clock, amount to."""
    size = max(1, len(nanoseconds) // PARTS)
    parts = [sorted(nanoseconds[first : first + size]) for first in range(0, size * PARTS, size)]
    parts = [part for part in parts if part]
    return Timing(
        p50=statistics.median(part[len(part) // 2] for part in parts) / 1000,
        p99=statistics.median(part[len(part) * 99 // 100] for part in parts) / 1000,
        mean=statistics.median(statistics.fmean(part) for part in parts) / 1000,
        calls=len(nanoseconds),
    )


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that ``work`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def start_results(members: int) -> None:
    """Forget the figures of former runs: ``results.json`` is one run on one machine."""
    known = {
        "members": members,
        "machine": {
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            "system": platform.platform(terse=True),
            "cores": os.cpu_count(),
        },
        "figures": {},
    }
    _write(known)


def report(rows: Sequence[Row]) -> None:
    """Print ``rows`` and add them to ``results.json``."""
    for row in rows:
        print(row, flush=True)
    if not RESULTS.exists():
        start_results(members_asked())
    known = json.loads(RESULTS.read_text(encoding="utf-8"))
    load = round(os.getloadavg()[0], 1)
    for row in rows:
        # Who else was busy: a figure of a machine at rest and one of a crowded one are not alike.
        known["figures"][row.what] = asdict(row) | {"load_average": load}
    _write(known)


def _write(known: dict[str, object]) -> None:
    RESULTS.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def members_asked(default: int = 1_000_000) -> int:
    """Return how many members to measure with: the first argument, or ``default``."""
    return int(sys.argv[1]) if len(sys.argv) > 1 else default
