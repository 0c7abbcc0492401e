"""From the scanner's bytes to the painted member card, and from the start to the first window.

The till is the real program in its own process on a replica of a million members, the scanner the
far end of a pseudo-terminal, the server a third process.
"""

import os
import random
import select
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Self

from benchmarks import million
from benchmarks.harness import Row, Timing, members_asked, report, timing
from benchmarks.watched_till import NOTES
from devices.simulators.scanner import SimulatedScanner
from pos_member.demo.programs import ServerProgram
from pos_member.services.identity import write_identity
from sync.protocol import replica
from sync.server import feed, sample
from sync.server.database import ServerDatabase
from sync.server.house import House
from sync.server.serve import DATABASE_FILE

IDLE_SCANS, BUSY_SCANS_LEAST = 300, 200
SYNCED_ROWS = 100_000
PEOPLE = 2_000
STARTS = 9
_PAUSE_S = 0.05
_PAINT_WITHIN_S, _READY_WITHIN_S = 3.0, 60.0
_END_WITHIN_S = 20
_ROUNDS_MOST = 12


class Watched:
    """A program whose window says when it paints."""

    def __init__(self, *command: str) -> None:
        self._ear, voice = os.pipe()
        self._heard = b""
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            # A till that is installed has its modules compiled, whatever this environment says.
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(million.OUT / "compiled"),
            NOTES: str(voice),
        }
        self.started_ns = time.perf_counter_ns()
        self._process = subprocess.Popen(
            [sys.executable, "-m", *command],
            env=environment,
            pass_fds=(voice,),
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(voice)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=_END_WITHIN_S)
        except subprocess.TimeoutExpired:
            print("a till did not end when asked to, and was killed")
            self._process.kill()
            self._process.wait()
        os.close(self._ear)

    def hear(self, what: str, within_s: float) -> int | None:
        """Return when ``what`` was painted, in nanoseconds; ``None`` when it was not in time."""
        until = time.perf_counter() + within_s
        while (left := until - time.perf_counter()) > 0:
            line, _, rest = self._heard.partition(b"\n")
            if b"\n" in self._heard:
                self._heard = rest
                said, _, at_ns = line.decode().partition(" ")
                if said == what:
                    return int(at_ns)
                continue
            if select.select([self._ear], [], [], left)[0]:
                came = os.read(self._ear, 4096)
                if not came:
                    return None
                self._heard += came
        return None


class Counter:
    """A till with its scanner, and members who come by."""

    def __init__(self, folder: Path, members: int, house: House) -> None:
        self._folder = folder
        self._house = house
        # One after the other: who stands at the counter already is not painted again.
        self._people = cycle(million.somebodies(members, PEOPLE))
        self._chance = random.Random(8)
        self._scanner = SimulatedScanner(folder / "scanner")
        self._scanner.replug()
        self.arguments = (
            "benchmarks.watched_till", "till", "--data", str(folder),
            "--scanner", str(self._scanner.path), "--window", "1366x768",
        )  # fmt: skip

    def sign_in(self, till: Watched) -> None:
        """Sign in by badge and wait until members are found."""
        badge = _badge()
        until = time.perf_counter() + _READY_WITHIN_S
        while time.perf_counter() < until:
            self._scanner.scan(badge)
            time.sleep(1)
            if self.scan(till) is not None:
                return
        raise RuntimeError(f"the till shows no member; see {self._folder}/logs")

    def scan(self, till: Watched) -> int | None:
        """Scan somebody; return nanoseconds from the first byte to the painted card."""
        somebody = next(self._people)
        text = sample.qr_text(self._house, bytes.fromhex(somebody.code))
        start = time.perf_counter_ns()
        self._scanner.scan(text)
        painted = till.hear("painted", _PAINT_WITHIN_S)
        return None if painted is None else painted - start

    def scans(self, till: Watched, goes_on: Callable[[int], bool]) -> list[int]:
        """Scan somebody every now and then while ``goes_on``; return the nanoseconds of each."""
        spent: list[int] = []
        while goes_on(len(spent)):
            found = self.scan(till)
            assert found is not None, "a member was scanned and never painted"
            spent.append(found)
            time.sleep(_PAUSE_S * (0.5 + self._chance.random()))
        return spent

    def close(self) -> None:
        """Pull the scanner's plug."""
        self._scanner.unplug()


def rows(size: int) -> list[Row]:
    """Measure starts first, then scans at rest, then scans while rows come in."""
    with _shop(size) as (folder, house, server):
        counter = Counter(folder, size, house)
        try:
            made = [_start_row(counter)]
            with Watched(*counter.arguments) as till:
                counter.sign_in(till)
                _until_synced(folder, server)
                idle = timing(counter.scans(till, lambda done: done < IDLE_SCANS))
                busy, synced_s = _while_syncing(counter, till, folder, server, size)
        finally:
            counter.close()
    return [*made, _idle_row(idle), _busy_row(timing(busy), idle, synced_s)]


def _start_row(counter: Counter) -> Row:
    ours: list[float] = []
    bare: list[float] = []
    for _ in range(STARTS + 1):
        for spent, command in ((ours, counter.arguments), (bare, ("benchmarks.bare_window",))):
            with Watched(*command) as window:
                shown = window.hear("shown", _READY_WITHIN_S)
                assert shown is not None, command
                spent.append((shown - window.started_ns) / 1e6)
    ours_ms, bare_ms = median(ours[1:]), median(bare[1:])
    return Row(
        "process start to first painted window",
        f"{ours_ms:.0f} ms",
        f"empty Qt window {bare_ms:.0f} ms",
        round(ours_ms / bare_ms, 2),
        "≤ 250 ms",
        ours_ms <= 250,
        {"slowest_ms": round(max(ours[1:])), "fastest_ms": round(min(ours[1:]))},
    )


def _idle_row(idle: Timing) -> Row:
    return Row(
        "scan byte to painted card, idle",
        f"p99 {idle.p99 / 1000:.1f} ms",
        f"p50 {idle.p50 / 1000:.1f} ms",
        None,
        "p99 < 10 ms",
        idle.p99 < 10_000,
        {"scans": idle.calls},
    )


def _busy_row(busy: Timing, idle: Timing, synced_s: float) -> Row:
    return Row(
        f"scan to card while {SYNCED_ROWS:,} rows sync",
        f"p99 {busy.p99 / 1000:.1f} ms",
        f"idle p99 {idle.p99 / 1000:.1f} ms",
        round(busy.p99 / idle.p99, 2),
        "p99 < 25 ms",
        busy.p99 < 25_000,
        {"scans": busy.calls, "p50_us": busy.p50, "sync_s": round(synced_s, 2)},
    )


def _while_syncing(
    counter: Counter, till: Watched, folder: Path, server: ServerDatabase, size: int
) -> tuple[list[int], float]:
    """Scan while figures of 100,000 members come in, so often that there are scans enough."""
    spent: list[int] = []
    seconds: list[float] = []
    chance = random.Random(9)
    for _ in range(_ROUNDS_MOST):
        changed = chance.sample(range(1, size + 1), min(SYNCED_ROWS, size))
        with server.writing() as connection:
            feed.changed(connection, feed.Change.FIGURES, changed)
        start = time.perf_counter()
        spent += counter.scans(till, lambda _done: not _is_synced(folder, server))
        seconds.append(time.perf_counter() - start)
        if len(spent) >= BUSY_SCANS_LEAST:
            break
    return spent, median(seconds)


def _until_synced(folder: Path, server: ServerDatabase) -> None:
    until = time.perf_counter() + _READY_WITHIN_S
    while not _is_synced(folder, server):
        assert time.perf_counter() < until, "the till does not catch up"
        time.sleep(0.1)


def _is_synced(folder: Path, server: ServerDatabase) -> bool:
    raw = sqlite3.connect(f"file:{folder / million.REPLICA}?mode=ro", uri=True)
    here = raw.execute("SELECT value FROM meta WHERE key = ?", (replica.META_CURSOR,)).fetchone()
    raw.close()
    with server.reading() as connection:
        return bool(here[0] == feed.head(connection))


@contextmanager
def _shop(size: int) -> Iterator[tuple[Path, House, ServerDatabase]]:
    """Run a copy of the shop's server, and give a till's data folder that belongs to it."""
    shop = million.shop_of(size)
    shop.database.dispose()
    with TemporaryDirectory(dir=million.OUT) as place:
        served, folder = Path(place) / "server", Path(place) / "till"
        shutil.copytree(million.OUT / f"server-{size}", served, ignore=_no_snapshots)
        shutil.copytree(million.replica_of(size), folder)
        program = ServerProgram.start(served, "--port", "0")
        identity = replace(million.identity_of(shop), server_url=str(program.ready["url"]))
        write_identity(folder, identity)
        database = ServerDatabase(f"sqlite:///{served / DATABASE_FILE}")
        try:
            yield folder, shop.house, database
        finally:
            database.dispose()
            program.stop()


def _no_snapshots(_folder: str, names: Sequence[str]) -> list[str]:
    return [name for name in names if name == "snapshots"]


def _badge() -> str:
    """Return the badge of somebody who may sell."""
    database = ServerDatabase("sqlite://")
    database.migrate()
    house = million.shop_of(1_000).house
    known = database.write(lambda c: sample.fill(c, house, members=1)).staff
    return next(person["badge"] for person in known if person["role"] == "cashier")


def main() -> None:
    """Measure and print."""
    report(rows(members_asked()))


if __name__ == "__main__":
    main()
