"""``pos-member devices``: what is plugged in, simulated devices, and trials of lines."""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

from devices.simulators.bench import Bench, settings_for
from devices.simulators.receipt_trial import Receipts, try_receipts
from devices.simulators.trials import Fuzz, Replugs, Scans, try_fuzz, try_replugs, try_scans
from pos_member.bootstrap.devices import known_ports
from pos_member.cli.text import write_json
from pos_member.domain.errors import Damaged

DONE, WRONG = 0, 1
SCANS_PER_SECOND = 30.0
SCANS, REPLUGS, FUZZED = 1_800, 500, 1_000_000
BACK_WITHIN_S = 3.0
MEMORY_MORE_KIB = 8_192
"""What a trial may leave behind: the allocator's own play, far below what 500 lines would leak."""

Found = Scans | Replugs | Receipts | Fuzz


def run(options: argparse.Namespace) -> int:
    """List the ports, simulate devices, or run a trial and judge it.

    Raises:
        Damaged: ``trial_unknown``; ``script_line``.
    """
    tasks = {"list": _list, "try": _try, "simulate": _simulate}
    return tasks[options.task](options)


def _simulate(options: argparse.Namespace) -> int:
    """Simulate until the script ends; say where the devices are first, and what was seen last."""
    folder = Path(options.folder or tempfile.mkdtemp(prefix="pos-member-devices-"))
    folder.mkdir(parents=True, exist_ok=True)
    bench = Bench(folder.resolve(), family=options.family)
    try:
        _say_line({"ports": str(folder.resolve()), "settings": settings_for(options.family)})
        if options.subject in (None, "-"):
            _follow(bench, sys.stdin)
        else:
            with Path(options.subject).open(encoding="utf-8") as script:
                _follow(bench, script)
        _say_line(bench.seen())
    finally:
        bench.close()
    return DONE


def _follow(bench: Bench, script: Iterable[str]) -> None:
    for line in script:
        if line.strip() == "show":
            _say_line(bench.seen())
        else:
            bench.obey(line)


def _say_line(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)


def _list(options: argparse.Namespace) -> int:
    listed = [
        {"place": port.place, "port": port.path, "words": port.words} for port in known_ports()
    ]
    if options.json:
        write_json(listed)
    else:
        for port in listed:
            print(*port.values(), sep="\t")
    return DONE


def _try(options: argparse.Namespace) -> int:
    trials: dict[str, Callable[[Path, int], Found]] = {
        "scans": lambda folder, count: try_scans(
            folder, scans=count or SCANS, per_second=SCANS_PER_SECOND
        ),
        "replugs": lambda folder, count: try_replugs(folder, rounds=count or REPLUGS),
        "receipts": lambda folder, count: try_receipts(folder, rounds=count or REPLUGS),
        "fuzz": lambda _folder, count: try_fuzz(strings=count or FUZZED),
    }
    if options.subject not in trials:
        raise Damaged("trial_unknown", name=str(options.subject))
    with tempfile.TemporaryDirectory() as folder:
        found = trials[options.subject](Path(folder), options.count or 0)
    if options.json:
        write_json(asdict(found))
    else:
        for name, value in asdict(found).items():
            print(f"{name}: {value}")
    return DONE if holds(found) else WRONG


def holds(found: Found) -> bool:
    """Tell whether a trial came out as it must."""
    match found:
        case Scans():
            return not (found.lost or found.doubled or found.joined)
        case Replugs():
            return not (found.lost or found.doubled) and _leaves_nothing(found)
        case Receipts():
            wrong = found.lost or found.doubled or found.kicks_more
            return not wrong and _leaves_nothing(found)
        case Fuzz():
            return not found.invented


def _leaves_nothing(found: Replugs | Receipts) -> bool:
    left = found.threads_more > 0 or found.handles_more > 0
    return (
        not left and found.memory_more_kib <= MEMORY_MORE_KIB and found.slowest_s <= BACK_WITHIN_S
    )
