"""A seed that broke a promise is cut down to what it takes, which is played again by its names."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sync.simulator.run import TWICE, Outcome
from sync.simulator.shrink import shortest

ROOT = Path(__file__).parents[3]
PARTS = tuple(f"{kind}/{till}/{n}" for kind in ("late", "cut") for till in "12" for n in range(40))


def outcome(parts: Sequence[str], *broken: str) -> Outcome:
    return Outcome(1, 0, 1, 1, 1, {}, {}, {}, broken, (), tuple(parts))


def searched(*needed: str, worlds: int = 200) -> tuple[tuple[str, ...], int]:
    """Return what is left of ``PARTS`` where ``needed`` break the promise; the worlds played."""
    tried: list[Sequence[str]] = []

    def again(parts: Sequence[str]) -> Outcome:
        tried.append(parts)
        other = ("I1: something else",) if "cut/2/7" not in parts else ()
        return outcome(parts, *other, *(["I3: lost"] if set(needed) <= set(parts) else ()))

    found = shortest(outcome(PARTS, "I3: lost"), again, lambda: len(tried) < worlds)
    assert found.worlds == len(tried) <= worlds
    return found.outcome.parts, len(tried)


@pytest.mark.parametrize(
    "needed",
    [("late/1/3",), ("late/1/0", "cut/2/39"), ("late/1/5", "late/2/5", "cut/1/17"), ()],
)
def test_only_what_it_takes_is_left(needed: tuple[str, ...]) -> None:
    left, worlds = searched(*needed)
    assert set(left) == set(needed)
    assert worlds < len(PARTS)


def test_it_stops_when_there_is_no_time_with_what_it_has() -> None:
    left, worlds = searched("late/1/0", "late/1/9", worlds=12)
    assert worlds == 12
    assert {"late/1/0", "late/1/9"} < set(left) < set(PARTS)
    assert searched("late/1/0", worlds=0) == (PARTS, 0)


def test_what_does_not_break_again_is_not_cut() -> None:
    found = shortest(outcome(PARTS, "I8: differs"), outcome, lambda: True)
    assert (found.same, found.worlds, found.outcome.parts) == (False, 1, PARTS)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the sources to plant bugs in."""
    folder = tmp_path_factory.mktemp("planted")
    ignored = shutil.ignore_patterns("__pycache__", "*.ttf", "*.svg", "*.png")
    for package in ("pos_member", "sync", "resources"):
        shutil.copytree(ROOT / package, folder / package, ignore=ignored)
    return folder


def simulated(folder: Path, *options: str) -> tuple[int, dict[str, Any]]:
    """Play worlds by the sources in ``folder``; return the status and the report."""
    done = subprocess.run(
        [sys.executable, "-m", "pos_member", "simulate", "--json", *options],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if not name.startswith("COV")}
        | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.returncode, json.loads(done.stdout)


@contextmanager
def planted(folder: Path, file: str, rule: str, instead: str) -> Iterator[None]:
    source = (folder / file).read_text(encoding="utf-8")
    assert source.count(rule) == 1, "the rule stands elsewhere now"
    (folder / file).write_text(source.replace(rule, instead), encoding="utf-8")
    yield
    (folder / file).write_text(source, encoding="utf-8")


@pytest.mark.process
def test_a_planted_bug_is_cut_down_to_what_it_takes_and_played_again(copy: Path) -> None:
    till = "sync/simulator/visits.py"
    rule = "        done = topup.top_up(till, order, counter.moment())\n"
    wrong = "        if len(counter.receipts) > 1:\n            raise ValueError('forgot itself')\n"
    with planted(copy, till, rule, wrong + rule):
        status, report = simulated(copy, "--seeds", "1", "--shrink", "4")
        assert status == 1
        broken = report["shrunk"][0]
        assert broken["promises"] == ["ValueError: forgot itself"]
        replay = shlex.split(broken["replay"])
        assert replay[:2] == ["pos-member", "simulate"]
        assert broken["worlds"] == 4
        status, again = simulated(copy, *replay[2:], "--shrink", "0")
        assert (status, again["broken"][0]["promises"]) == (1, broken["promises"])
    assert simulated(copy, *replay[2:])[0] == 0


@pytest.mark.process
def test_a_world_that_differs_the_second_time_is_broken(copy: Path) -> None:
    rule = "zlib.crc32(line.encode(), self.crc)"
    with planted(copy, "sync/simulator/world.py", rule, f"{rule} + id(self)"):
        status, report = simulated(copy, "--seeds", str(TWICE), "--only", "customer/1/1")
    assert (status, report["shrunk"][0]["replay"]) == (1, "")
    assert report["broken"][0]["promises"] == ["I8: another trace the second time"]
