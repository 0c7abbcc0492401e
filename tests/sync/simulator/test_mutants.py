"""Worlds in which one rule was taken out of the product: a named test must notice.

A mutant is a patch of a copy of the sources, played in a process of its own: there is no switch in
the product. One that survives means that the worlds, or their judge, have a hole.
"""

import os
import shutil
import subprocess
import sys
from collections import Counter as Tally
from pathlib import Path

import pytest

from tests.sync.simulator.mutants import table
from tests.sync.simulator.mutants.every import MUTANTS
from tests.sync.simulator.mutants.mutant import WORLDS

ROOT = Path(__file__).parents[3]
PACKAGES = ("pos_member", "sync", "resources", "tests")
SEEDS = 8
SOUND = "tests/sync/simulator/test_scenarios.py"
PLAY = """
import sys
from sync.simulator.run import run
try:
    for seed in range(1, int(sys.argv[1]) + 1):
        report = run([seed])
        if not report.well:
            sys.exit("noticed: " + report.broken[0].broken[0])
except Exception as fault:
    sys.exit(f"noticed: {fault!r}")
"""


def copied(folder: Path) -> None:
    """Copy the sources into ``folder``, and the tests that kill."""
    ignored = shutil.ignore_patterns("__pycache__", "*.ttf", "*.svg", "*.png")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)


def played(folder: Path, killer: str) -> subprocess.CompletedProcess[str]:
    """Play worlds, or the one test that is named, by the sources in ``folder``."""
    command = [sys.executable, "-m", "pytest", "-q", killer]
    if killer == WORLDS:
        command = [sys.executable, "-c", PLAY, str(SEEDS)]
    surroundings = {
        name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTEST"))
    }
    return subprocess.run(
        command,
        cwd=folder,
        env=surroundings | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.mark.process
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_world_without_the_rule_is_noticed(tmp_path, mutant):
    copied(tmp_path)
    path = tmp_path / mutant.file
    source = path.read_text(encoding="utf-8")
    assert source.count(mutant.rule) == 1, "the rule stands elsewhere now"
    path.write_text(source.replace(mutant.rule, mutant.instead), encoding="utf-8")
    done = played(tmp_path, mutant.killer)
    assert done.returncode == 1, f"the mutant survived: {done.stdout}{done.stderr}"
    random = mutant.killer == WORLDS
    said = "noticed: " in done.stderr if random else " failed" in done.stdout
    assert said, done.stdout + done.stderr


@pytest.mark.process
def test_the_copy_itself_is_sound(tmp_path):
    copied(tmp_path)
    killers = {mutant.killer.split("::")[0] for mutant in MUTANTS} - {WORLDS}
    for killer in killers | {SOUND}:
        assert (tmp_path / killer).exists(), killer
    done = played(tmp_path, f"{SOUND}::test_a_payment_that_holds_rights_is_not_robbed_by_a_recall")
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_mutant_has_another_ones_name():
    assert [name for name, n in Tally(each.name for each in MUTANTS).items() if n > 1] == []


def test_the_table_in_the_documents_is_this_list():
    text = table.DOCUMENT.read_text(encoding="utf-8")
    assert text == table.written(text), f"run python -m {table.__name__}"
    assert len(MUTANTS) >= 20
