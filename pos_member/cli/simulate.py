"""``pos-member simulate``: plays tills and server through bad days, one seed a day, and judges.

A seed that broke a promise is named with what broke, cut down to the few things that it takes, and
the command that plays just these again.
"""

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from pos_member.cli import DONE, REFUSED
from pos_member.cli.text import write_json
from pos_member.domain.errors import Damaged
from sync.simulator import postgresql
from sync.simulator.chain import Founder
from sync.simulator.invariants import sentence_of
from sync.simulator.run import Outcome, Report, memory_folder, play
from sync.simulator.run import run as simulate
from sync.simulator.shrink import Shrunk, shortest
from sync.simulator.sweep import sweep

ENOUGH = 100
"""Of fewer worlds it is not said which kinds are rare."""
SEED_MAX = 2**63 - 1
_PART = re.compile(r"[a-z_ ]{1,40}/[a-z0-9-]{1,20}/[0-9]{1,9}")
_SPAN = re.compile(r"(\d{1,19})(?:-(\d{1,19}))?")


def run(options: argparse.Namespace) -> int:
    """Print what the worlds of the seeds came to; status 1 when a promise broke in one of them.

    Raises:
        Damaged: ``seeds``: not ``A-B`` with A at most B.
    """
    if options.sweep > 0:
        return _sweep(options.sweep, in_json=options.json)
    first, last = span(options.seeds or "1-50")
    only = parts(options.only, alone=first == last)
    progress = None if options.json else _progress
    began = time.monotonic()
    with _database(options.server) as url:
        report = simulate(range(first, last + 1), progress, database_url=url, only=only)
        per_second = report.worlds / max(time.monotonic() - began, 1e-9)
        shrunk = _shrunk(report.broken, url, options.shrink)
    if options.json:
        found = report.to_json() | {"worlds_per_minute": round(60 * per_second)}
        write_json(found | {"shrunk": [_in_json(each) for each in shrunk]})
    else:
        print(summary(report))
        print(f"{per_second:.2f} worlds a second")
    for each in shrunk:
        _tell(each)
    return DONE if report.well else REFUSED


def _sweep(stride: int, *, in_json: bool) -> int:
    with tempfile.TemporaryDirectory(dir=memory_folder()) as folder:
        swept = sweep(Founder(Path(folder)), stride=stride)
    if in_json:
        write_json(swept.to_json())
    else:
        print(f"{sum(swept.points.values())} writes in {len(swept.points)} scenarios")
        for kind in sorted(swept.runs):
            print(f"  {kind:<24}{swept.runs[kind]:>9}")
        print(f"{len(swept.broken)} with a broken promise")
    for strike, promises in swept.broken:
        for promise in promises:
            print(f"pos-member: {strike}: {promise}", file=sys.stderr)
    return REFUSED if swept.broken else DONE


def _shrunk(broken: Sequence[Outcome], url: str, worlds: int) -> list[Shrunk]:
    """Cut ``broken`` worlds down, playing at most so many ``worlds`` for all of them."""
    left = iter(range(worlds))
    with tempfile.TemporaryDirectory(prefix="worlds-", dir=memory_folder()) as folder:
        founder = Founder(Path(folder), database_url=url) if broken else None

        def again(seed: int, only: Sequence[str]) -> Outcome:
            assert founder is not None
            return play(seed, founder, only)

        return [
            shortest(each, partial(again, each.seed), lambda: next(left, None) is not None)
            for each in broken
        ]


@contextmanager
def _database(server: str) -> Iterator[str]:
    if server == "sqlite":
        yield ""
        return
    with postgresql.running() as socket:
        yield postgresql.new_database(socket, "worlds")


def span(seeds: str) -> tuple[int, int]:
    """Return first and last of ``A-B``, or of ``A`` alone.

    Raises:
        Damaged: ``seeds``: it is neither.
    """
    match = _SPAN.fullmatch(seeds)
    first = int(match[1]) if match else 1
    last = int(match[2] or match[1]) if match else 0
    if not first <= last <= SEED_MAX:
        raise Damaged("seeds", given=seeds[:60], wanted="A-B")
    return first, last


def parts(given: str | None, *, alone: bool) -> tuple[str, ...] | None:
    """Return the parts that ``--only`` names; ``None`` where it is not given.

    Raises:
        Damaged: ``only``: it names something that is no part, or there is more than one seed.
    """
    if given is None:
        return None
    found = tuple(part for part in given.split(",") if part)
    if not alone or not all(_PART.fullmatch(part) for part in found):
        raise Damaged("only", given=given[:60], wanted="--seeds N --only KIND/WHO/NUMBER,...")
    return found


def replay(shrunk: Shrunk) -> str:
    """Return the command that plays ``shrunk`` again."""
    seed, only = shrunk.outcome.seed, ",".join(shrunk.outcome.parts)
    return f"pos-member simulate --seeds {seed} --only '{only}'"


def summary(report: Report) -> str:
    """Return the report as a person reads it: totals, then how often each thing came."""
    totals = f"{report.worlds} worlds, {report.steps} steps, {report.write_points} write points"
    lines = [f"{totals}, {report.receipts} receipts, {len(report.broken)} with a broken promise"]
    tallies = (
        ("operations", report.operations),
        ("customers turned away by a rule", report.refused),
        ("faults", report.faults),
    )
    for title, tally in tallies:
        lines.append(f"{title}: {sum(tally.values())}")
        lines += [f"  {name:<24}{tally[name]:>9}" for name in sorted(tally)]
    if report.worlds >= ENOUGH:
        lines.append(
            f"rare, less than 1,000 in 20,000 worlds: {', '.join(report.rare()) or 'none'}"
        )
    return "\n".join(lines)


def _progress(outcome: Outcome) -> None:
    state = "BROKEN" if outcome.broken else "held"
    print(f"seed {outcome.seed}: {state}, trace {outcome.crc:08x}", flush=True)


def _tell(shrunk: Shrunk) -> None:
    broken = shrunk.outcome
    for promise in broken.broken:
        print(f"pos-member: seed {broken.seed}: {promise}", file=sys.stderr)
    for sentence in dict.fromkeys(map(sentence_of, broken.broken)):
        print(
            f"    broken: {sentence}" if sentence else "    a fault of the program", file=sys.stderr
        )
    for line in broken.tail:
        print(f"    {line}", file=sys.stderr)
    if shrunk.same:
        print(f"    {len(broken.parts)} parts, after {shrunk.worlds} worlds:", file=sys.stderr)
        print(f"    {replay(shrunk)}", file=sys.stderr)


def _in_json(shrunk: Shrunk) -> dict[str, object]:
    return {
        "seed": shrunk.outcome.seed,
        "promises": list(shrunk.outcome.broken),
        "parts": list(shrunk.outcome.parts),
        "worlds": shrunk.worlds,
        "replay": replay(shrunk) if shrunk.same else "",
    }
