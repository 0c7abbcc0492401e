"""The house stays readable: sizes, shape and manners of the code are within their budgets."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tools import budgets, rules
from tools.house import House

ROOT = Path(__file__).parents[2]
MIRRORED_PERCENT = 95

CHECKS = [
    budgets.long_files,
    budgets.long_functions,
    budgets.tangled_functions,
    budgets.wide_signatures,
    budgets.missing_annotations,
    budgets.missing_docstrings,
    rules.late_imports,
    rules.unseeded_chance,
    rules.floats_in_domain,
    rules.silenced_types_in_domain,
    rules.broad_excepts,
    rules.pretended_parts,
    rules.sleeping_tests,
    rules.unfinished_words,
    rules.stray_colours,
    rules.addresses,
]


@pytest.fixture(scope="module")
def house() -> House:
    return House(ROOT)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_house_keeps_its_budget(check: Callable[[House], list[str]], house: House) -> None:
    assert "\n".join(check(house)) == ""


def test_modules_have_the_test_file_of_their_name(house: House) -> None:
    owed = [source for source in house.product if budgets.mirrors(source)]
    bare = budgets.unmirrored_modules(house)
    percent = 100 * (len(owed) - len(bare)) // len(owed)
    assert percent >= MIRRORED_PERCENT, "\n".join([f"{percent} % are mirrored", *bare])
