"""Worlds in which one rule was taken out of the product: a named test must notice.

A mutant is a patch of a copy of the sources, played in a process of its own: there is no switch in
the product. One that survives means that the worlds, or their judge, have a hole.
"""

import compileall
import os
import py_compile
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
SOUND = "tests/sync/simulator/test_scenarios.py"


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Return a copy of the sources and of the tests that kill, compiled."""
    folder = tmp_path_factory.mktemp("copy")
    ignored = shutil.ignore_patterns("__pycache__", "*.ttf", "*.svg", "*.png")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    # By hash: a mutant of the same length, written in the same second, must not pass for the rule.
    how = py_compile.PycInvalidationMode.CHECKED_HASH
    assert compileall.compile_dir(folder, quiet=2, invalidation_mode=how)
    return folder


@pytest.fixture
def mutate(copy):
    """Yield what writes a mutant into the copy; the rule is put back afterwards."""
    written = {}

    def write(mutant) -> None:
        path = copy / mutant.file
        source = path.read_text(encoding="utf-8")
        assert source.count(mutant.rule) == 1, "the rule stands elsewhere now"
        written[path] = source
        path.write_text(source.replace(mutant.rule, mutant.instead), encoding="utf-8")

    yield write
    for path, source in written.items():
        path.write_text(source, encoding="utf-8")


@pytest.fixture(scope="module")
def play(copy):
    """Return what plays a killer by the sources in the copy: its status, and what it said."""
    surroundings = {
        name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTEST"))
    }
    nursery = subprocess.Popen(
        [sys.executable, "-m", "tests.sync.simulator.mutants.nursery"],
        cwd=copy,
        env=surroundings | {"PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    said = copy / "said.txt"

    def played(killer) -> tuple[int, str]:
        nursery.stdin.write(f"{killer}\t{said}\n")
        nursery.stdin.flush()
        return int(nursery.stdout.readline()), said.read_text(encoding="utf-8")

    with nursery:
        yield played
        nursery.stdin.close()


@pytest.mark.process
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_world_without_the_rule_is_noticed(mutate, play, mutant):
    mutate(mutant)
    status, said = play(mutant.killer)
    assert status == 1, f"the mutant survived: {said}"
    assert ("noticed: " if mutant.killer == WORLDS else " failed") in said, said


@pytest.mark.process
def test_the_copy_itself_is_sound(copy, play):
    killers = {mutant.killer.split("::")[0] for mutant in MUTANTS} - {WORLDS}
    for killer in killers | {SOUND}:
        assert (copy / killer).exists(), killer
    status, said = play(f"{SOUND}::test_a_payment_that_holds_rights_is_not_robbed_by_a_recall")
    assert status == 0, said


def test_no_mutant_has_another_ones_name():
    assert [name for name, n in Tally(each.name for each in MUTANTS).items() if n > 1] == []


def test_the_table_in_the_documents_is_this_list():
    text = table.DOCUMENT.read_text(encoding="utf-8")
    assert text == table.written(text), f"run python -m {table.__name__}"
    assert len(MUTANTS) >= 20
