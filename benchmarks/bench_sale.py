"""A durable sale against one bare fdatasync of the same bytes, and how often a sale syncs."""

import gc
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import million
from benchmarks.harness import Row, Timing, members_asked, report, timing
from benchmarks.selling import Seller

SALES, WARM = 400, 20
COUNTED = 50
_CALLS = re.compile(r"^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s+(?:\d+\s+)?f\w*sync$", re.MULTILINE)
"""Of strace's table: share, seconds, microseconds a call, calls, errors, name."""


def sale_row(size: int) -> Row:
    """Time ``checkout.pay`` and a bare fdatasync of as many bytes, one after the other."""
    ours, bare, grown = _take_turns(size)
    ratio = ours.p50 / bare.p50
    return Row(
        "durable sale of three lines",
        f"p50 {ours.p50 / 1000:.2f} ms",
        f"bare fdatasync {bare.p50 / 1000:.2f} ms",
        round(ratio, 2),
        "≤ 1.15 x",
        ratio <= 1.15,
        {
            "p99_us": ours.p99,
            "bare_p99_us": bare.p99,
            "bytes": grown,
            "beyond_the_sync_us": round(ours.p50 - bare.p50),
        },
    )


def _take_turns(size: int) -> tuple[Timing, Timing, int]:
    ours: list[int] = []
    bare: list[int] = []
    with million.till_of(size) as till, TemporaryDirectory(dir=million.OUT) as place:
        seller = Seller(till, size)
        log = Path(f"{till.journal.path}-wal")
        file = os.open(Path(place) / "bare", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        gc.disable()
        for _ in range(SALES + WARM):
            payment = seller.ring_up()
            before = log.stat().st_size
            start = time.perf_counter_ns()
            seller.sell(payment)
            ours.append(time.perf_counter_ns() - start)
            block = os.urandom(log.stat().st_size - before)
            start = time.perf_counter_ns()
            os.write(file, block)
            os.fdatasync(file)
            bare.append(time.perf_counter_ns() - start)
        gc.enable()
        os.close(file)
    return timing(ours[WARM:]), timing(bare[WARM:]), len(block)


def syncs_row(size: int) -> Row | None:
    """Count the syncs of a sale from outside; ``None`` where there is no strace."""
    if shutil.which("strace") is None:
        print("syncs per sale: not counted, there is no strace here")
        return None
    # What opening, lending and closing sync is in both counts; a rung-up basket is not synced.
    found = (_syncs(size, 2 * COUNTED) - _syncs(size, COUNTED)) / COUNTED
    return Row(
        "syncs of one sale",
        f"{found:.2f}",
        f"strace, {COUNTED} sales",
        None,
        "exactly 1",
        found == 1,
    )


def _syncs(size: int, sales: int) -> int:
    """Return how many fsync and fdatasync calls a process makes that sells so often."""
    with TemporaryDirectory() as place:
        counts = Path(place) / "counts"
        watched = ["strace", "-f", "-c", "-e", "trace=fsync,fdatasync", "-o", str(counts)]
        selling = [sys.executable, "-m", "benchmarks.selling", str(size), str(sales)]
        subprocess.run([*watched, *selling], check=True, stdout=subprocess.DEVNULL)
        table = counts.read_text(encoding="ascii")
    rows = re.findall(
        r"^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s+(?:\d+\s+)?f\w*sync$", table, re.MULTILINE
    )
    return sum(int(calls) for calls in rows)


def main() -> None:
    """Measure and print."""
    size = members_asked()
    report([row for row in (sale_row(size), syncs_row(size)) if row is not None])


if __name__ == "__main__":
    main()
