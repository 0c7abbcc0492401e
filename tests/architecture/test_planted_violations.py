"""Every check of the house can fail: planted faults are found, and their decent twins are not.

Words that the checks look for are put together here from halves, or this file would be found.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import budgets, rules
from tools.house import House

ROOT = Path(__file__).parents[2]

Check = Callable[[House], list[str]]


def house_with(folder: Path, place: str, code: str) -> House:
    """Return a house that holds ``code`` and nothing else."""
    path = folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(code, encoding="utf-8")
    return House(folder)


def lines(count: int) -> str:
    return "".join(f"    line_{n} = {n}\n" for n in range(count))


def ways(count: int) -> str:
    return "".join(f"    if way == {n}:\n        return {n}\n" for n in range(count))


DOMAIN = "pos_member/domain/planted.py"
SERVICE = "pos_member/services/planted.py"
SCREEN = "ui/planted.py"
TEST = "tests/test_planted.py"

# What is checked, where it stands, a fault, and the closest thing to it that is none.
FAULTS: list[tuple[Check, str, str, str]] = [
    (budgets.long_files, SERVICE, "x = 1\n" * 401, "x = 1\n" * 300),
    (budgets.long_files, SERVICE, "x = 1\n" * 301, "x = 1\n" * 300),
    (budgets.long_functions, SERVICE, f"def f():\n{lines(50)}", f"def f():\n{lines(29)}"),
    (
        budgets.long_functions,
        SERVICE,
        f"def f():\n{lines(30)}",
        f'def f():\n    """Say.\n\n    {"more"}\n    """\n{lines(29)}',
    ),
    (budgets.tangled_functions, SERVICE, f"def f(way):\n{ways(8)}", f"def f(way):\n{ways(7)}"),
    (
        budgets.wide_signatures,
        SERVICE,
        "def f(a, b, c, d, e, g): 1",
        "def f(a, b, c, d, e, *, g): 1",
    ),
    (
        budgets.wide_signatures,
        SERVICE,
        "def f(a, b, c, /, d, e, g): 1",
        "def f(self, a, b, c, d, e): 1",
    ),
    (budgets.missing_annotations, SERVICE, "def f(a) -> int: ...", "def f(a: int) -> int: ..."),
    (budgets.missing_annotations, SERVICE, "def f(): ...", "def f() -> None: ..."),
    (budgets.missing_annotations, SERVICE, "def f(*a) -> None: ...", "def f(*a: int) -> None: ..."),
    (budgets.missing_docstrings, SERVICE, "x = 1", '"""A room."""'),
    (
        budgets.missing_docstrings,
        SERVICE,
        '"""A room."""\ndef f(): 1',
        '"""A room."""\ndef _f(): 1',
    ),
    (
        budgets.missing_docstrings,
        SERVICE,
        '"""A room."""\nclass A:\n    """A."""\n    def f(self): ...',
        '"""A room."""\nclass A:\n    """A."""\n    @override\n    def f(self): ...',
    ),
    (rules.late_imports, SERVICE, "def f():\n    import json", "import json"),
    (rules.late_imports, SERVICE, "importlib.import_module('ui')", "import importlib"),
    (rules.late_imports, SCREEN, "def f():\n    from json import loads", "from json import loads"),
    (rules.unseeded_chance, SERVICE, "chance = random.Random()", "chance = random.Random(7)"),
    (rules.unseeded_chance, TEST, "chance = Random()", "chance = Random('seed')"),
    (rules.floats_in_domain, DOMAIN, "rate = 0.5", "rate = 5000"),
    (rules.floats_in_domain, DOMAIN, "half = total / 2", "half = total // 2"),
    (rules.floats_in_domain, DOMAIN, "float(total)", "int(total)"),
    (rules.silenced_types_in_domain, DOMAIN, "x = f()  # type: " + "ignore[misc]", "x = f()"),
    (
        rules.broad_excepts,
        SERVICE,
        "try:\n    f()\nexcept Exception:\n    g()",
        "try:\n    f()\nexcept OSError:\n    g()",
    ),
    (
        rules.broad_excepts,
        SERVICE,
        "try:\n    f()\nexcept (OSError, BaseException):\n    g()",
        "try:\n    f()\nexcept BaseException:\n    undo()\n    raise",
    ),
    (
        rules.broad_excepts,
        SERVICE,
        "try:\n    f()\nexcept Exception:  # why\n    g()\n" * 5,
        "try:\n    f()\nexcept Exception:  # why\n    g()\n" * 4,
    ),
    (rules.pretended_parts, TEST, "from unittest import mock", "from unittest import TestCase"),
    (rules.pretended_parts, TEST, "import unittest.mock", "import unittest"),
    (
        rules.pretended_parts,
        TEST,
        "from pos_member.domain import money\nmonkeypatch.setattr(money, 'at_rate', None)",
        "import sys\nmonkeypatch.setattr(sys, 'argv', [])",
    ),
    (
        rules.pretended_parts,
        TEST,
        "monkeypatch.setattr('sync.client.push.send', None)",
        "monkeypatch.setattr('sys.argv', [])",
    ),
    (
        rules.pretended_parts,
        TEST,
        "import sync.client.push as push\nmonkeypatch.setattr(push, 'send', None)",
        "import sync.client.push as push\nmonkeypatch.setattr(push, 'MAX_ROWS', 2)",
    ),
    (rules.sleeping_tests, TEST, "time.sleep(1)", "done.wait(1)"),
    (rules.sleeping_tests, TEST, "qtbot.wait(100)", "qtbot.waitUntil(ready, timeout=100)"),
    (rules.unfinished_words, SERVICE, "# TO" + "DO more", "# To do it at once is right."),
    (rules.unfinished_words, SERVICE, "raise NotImplemented" + "Error", "return NotImplemented"),
    (rules.stray_colours, SCREEN, "sheet = 'color: #FF8800'", "sheet = 'color: {accent}'"),
    (rules.stray_colours, SCREEN, "QColor(1, 2, 3)", "QColor(tokens.accent)"),
    (
        rules.addresses,
        "docs/notes.md",
        "https://example.org/" + "simple/thing",
        "https://example.org/simple-thing",
    ),
    (rules.addresses, "docs/notes.md", f"see {Path.home()}/notes", "see ~/notes"),
    (budgets.unmirrored_modules, SERVICE, "x = 1", ""),
]


@pytest.mark.parametrize(("check", "place", "fault", "twin"), FAULTS)
def test_a_fault_is_found_and_its_decent_twin_is_not(
    check: Check, place: str, fault: str, twin: str, tmp_path: Path
) -> None:
    assert check(house_with(tmp_path / "fault", place, fault)) != []
    if twin:
        assert check(house_with(tmp_path / "twin", place, twin)) == []


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("pos_member/cli/planted.py", "def f():\n    import json"),
        ("pos_member/bootstrap/planted.py", "def f():\n    import json"),
    ],
)
def test_the_start_may_import_late(place: str, code: str, tmp_path: Path) -> None:
    assert rules.late_imports(house_with(tmp_path, place, code)) == []


def test_colours_stand_in_the_tokens(tmp_path: Path) -> None:
    house = house_with(tmp_path, "ui/theme/tokens.py", "ACCENT = '#FF8800'")
    assert rules.stray_colours(house) == []


@pytest.mark.parametrize(
    ("module", "test"),
    [
        ("pos_member/domain/money.py", "tests/domain/test_money.py"),
        ("pos_member/domain/money.py", "tests/domain/test_money_properties.py"),
        ("sync/client/push.py", "tests/sync/client/test_push.py"),
        ("ui/screens/sale.py", "tests/ui/screens/test_sale.py"),
    ],
)
def test_a_mirrored_test_counts(module: str, test: str, tmp_path: Path) -> None:
    house_with(tmp_path, test, "")
    assert budgets.unmirrored_modules(house_with(tmp_path, module, "x = 1")) == []


# What imports cannot show is read by ruff, under the settings of this project.
BANNED = [
    (SERVICE, "TID251", "import datetime as dt\n\nnow = dt.datetime.now(dt.UTC)\n"),
    (SERVICE, "TID251", "from datetime import date\n\ntoday = date.today()\n"),
    (SERVICE, "TID251", "from uuid import uuid4 as draw\n\nid_ = draw()\n"),
    (SERVICE, "TID251", "import time\n\nnow = time.time()\n"),
    (SERVICE, "TID251", "import random\n\nchance = random.random()\n"),
    (SERVICE, "TID251", "from random import shuffle\n\nshuffle([])\n"),
    (SERVICE, "TID251", "import os\n\nchance = os.urandom(8)\n"),
    (SCREEN, "TID251", "import time\n\ntime.sleep(1)\n"),
    ("sync/client/planted.py", "TID251", "import secrets\n\nchance = secrets.token_bytes(8)\n"),
    (TEST, "TID251", "from unittest.mock import Mock\n\nMock()\n"),
    (TEST, "TID251", "import time\n\ntime.sleep(1)\n"),
    (SERVICE, "PLC0415", "def f() -> None:\n    import json\n"),
    (SERVICE, "C901", f"def f(way: int) -> int:\n{ways(8)}    return 9\n"),
    (SERVICE, "BLE001", "try:\n    x = 1\nexcept Exception:\n    x = 2\n"),
    (SERVICE, "D103", "def f() -> None: ...\n"),
    (SERVICE, "ANN001", "def f(a) -> None: ...\n"),
    (SERVICE, "FIX002", "# TO" + "DO: more\n"),
    (SERVICE, "S608", 'def f(name: str) -> str:\n    return f"SELECT 1 FROM t WHERE a = {name}"\n'),
]


@pytest.fixture(scope="module")
def objections(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """What ruff says of all that is banned, read once: the place and the rule."""
    house = tmp_path_factory.mktemp("banned")
    (house / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    for number, (place, _, code) in enumerate(BANNED):
        house_with(house, place.replace("planted", f"planted_{number}"), code)
    run = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format", "json", "."],
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        (Path(said["filename"]).relative_to(house.resolve()).as_posix(), said["code"])
        for said in json.loads(run.stdout)
    }


@pytest.mark.parametrize("number", range(len(BANNED)), ids=lambda n: f"{BANNED[n][:2]}")
def test_ruff_objects(number: int, objections: set[tuple[str, str]]) -> None:
    place, rule, _ = BANNED[number]
    assert (place.replace("planted", f"planted_{number}"), rule) in objections


HALF_COVERED = """
def larger(a: int, b: int) -> int:
    if a > b:
        return a
    return b
"""

RUN_ONE_WAY = """
from pos_member.domain.planted import larger

def test_one_way() -> None:
    assert larger(2, 1) == 2
"""

RUN_BOTH_WAYS = RUN_ONE_WAY + "    assert larger(1, 2) == 2\n"


@pytest.mark.parametrize(("tests", "status"), [(RUN_ONE_WAY, 1), (RUN_BOTH_WAYS, 0)])
def test_a_branch_of_the_domain_that_no_test_runs_fails_the_suite(
    tests: str, status: int, tmp_path: Path
) -> None:
    house_with(tmp_path, "pos_member/__init__.py", "")
    house_with(tmp_path, "pos_member/domain/__init__.py", "")
    house_with(tmp_path, DOMAIN, HALF_COVERED)
    house_with(tmp_path, TEST, tests)
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    (tmp_path / "pyproject.toml").write_text(
        "[tool.pytest.ini_options]\npythonpath = ['.']\n"
        "[tool.coverage.run]\nbranch = true\nsource = ['pos_member']\n"
    )
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tools.coverage_gates", "--cov", "--cov-report="],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(tmp_path), "PYTEST_ADDOPTS": "-p no:cacheprovider"},
    )
    closing = run.stdout.rstrip().splitlines()[-1]
    assert (run.returncode, "1 passed" in closing) == (status, True), run.stdout + run.stderr
    assert (f"{DOMAIN}: 5, 3 (1 of 2 ways)" in run.stdout) is bool(status)
