"""Ten thousand changed balances into a replica of a million members, from the bytes to the disk."""

import random
import shutil
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks import million
from benchmarks.harness import Row, members_asked, report
from pos_member.storage.cache import make_current
from sync.client.replica_files import ReplicaFolder
from sync.protocol import limits
from sync.protocol.pages import FigureRow, Page, dump_page, load_page

CHANGES = 10_000
ROUNDS = 9
_AIM_S, _AIM_LONGEST_MS = 0.3, 10
_BARE = (
    "INSERT INTO figures VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT(no) DO UPDATE SET"
    " principal = excluded.principal, bonus = excluded.bonus, points = excluded.points,"
    " qualifying = excluded.qualifying, included_seq = excluded.included_seq"
)


def rows(size: int) -> list[Row]:
    """Apply pages of changed balances, and the same rows by bare SQL, in turns."""
    ours: list[float] = []
    bare: list[float] = []
    longest: list[float] = []
    chance = random.Random(5)
    with TemporaryDirectory(dir=million.OUT) as place:
        folder = Path(place)
        shutil.copyfile(million.replica_of(size) / million.REPLICA, folder / million.REPLICA)
        make_current(folder, million.REPLICA)
        files = ReplicaFolder(folder, terminal_id=million.TERMINAL)
        for number in range(ROUNDS):
            changed = _changed(chance, size, number)
            pages = _pages(changed, number)
            with _watched(files) as spans:
                start = time.perf_counter()
                for page in pages:
                    files.apply(load_page(page))
                ours.append(time.perf_counter() - start)
            longest.append(max(spans))
            bare.append(_bare(folder / million.REPLICA, changed))
        files.close()
    return _rows(ours[1:], bare[1:], longest[1:], bytes_sent=sum(map(len, pages)))


def _rows(
    ours: Sequence[float], bare: Sequence[float], longest: Sequence[float], *, bytes_sent: int
) -> list[Row]:
    seconds, base, worst_ms = median(ours), median(bare), median(longest) * 1_000
    return [
        Row(
            f"catching up {CHANGES:,} balances",
            f"{seconds:.3f} s",
            f"bare SQL, one commit {base:.3f} s",
            round(seconds / base, 2),
            f"≤ {_AIM_S} s",
            seconds <= _AIM_S,
            {"slowest_s": round(max(ours), 3), "json_bytes": bytes_sent},
        ),
        Row(
            "its longest write transaction",
            f"{worst_ms:.1f} ms",
            f"worst of {ROUNDS - 1}: {max(longest) * 1_000:.1f} ms",
            None,
            f"≤ {_AIM_LONGEST_MS} ms",
            worst_ms <= _AIM_LONGEST_MS,
        ),
    ]


def _changed(chance: random.Random, size: int, number: int) -> list[FigureRow]:
    numbers = chance.sample(range(1, size + 1), min(CHANGES, size))
    return [
        FigureRow(no, chance.randrange(10**6), 0, chance.randrange(10**4), no, number)
        for no in numbers
    ]


def _pages(changed: Sequence[FigureRow], number: int) -> list[bytes]:
    """Return the changes as the server sends them: pages of canonical JSON."""
    most = limits.PULL_ROWS_MAX
    return [
        dump_page(
            Page(
                "epoch",
                million.NOW_MS,
                f"0.{number * CHANGES + first + most}",
                more=first + most < len(changed),
                figures=tuple(changed[first : first + most]),
            )
        )
        for first in range(0, len(changed), most)
    ]


def _bare(path: Path, changed: Sequence[FigureRow]) -> float:
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA synchronous=FULL")
    raw.execute("PRAGMA wal_autocheckpoint=0")
    start = time.perf_counter()
    raw.execute("BEGIN IMMEDIATE")
    raw.executemany(
        _BARE,
        [(r.no, r.principal, r.bonus, r.points, r.qualifying, r.included_seq) for r in changed],
    )
    raw.execute("COMMIT")
    seconds = time.perf_counter() - start
    raw.close()
    return seconds


@contextmanager
def _watched(files: ReplicaFolder) -> Iterator[list[float]]:
    """Give the seconds of each write transaction while the block runs."""
    writer = files._current()  # noqa: SLF001 - only the writer knows when it holds the file
    begin = writer._transaction  # noqa: SLF001
    spans: list[float] = []

    @contextmanager
    def timed(*, flushed: bool = False) -> Iterator[None]:
        start = time.perf_counter()
        with begin(flushed=flushed):
            yield
        spans.append(time.perf_counter() - start)

    writer._transaction = timed  # type: ignore[method-assign]  # noqa: SLF001
    try:
        yield spans
    finally:
        writer._transaction = begin  # type: ignore[method-assign]  # noqa: SLF001


def main() -> None:
    """Measure and print."""
    report(rows(members_asked()))


if __name__ == "__main__":
    main()
