"""``pos-member simulate --policy`` prints the table, and fails when the default misses its aim."""

import json

import pytest

from pos_member.cli import DONE, REFUSED, main
from pos_member.cli.policy_table import is_well, names_in, table
from pos_member.domain.errors import Damaged
from sync.simulator.policies import PLANS, Tally

GOOD = Tally(offline=1_000, accepted=600, in_part=155, online=10_000, held_up=50)


def test_policies_are_named_or_all_of_them() -> None:
    assert names_in("all") == list(PLANS)
    assert names_in("refuse,one") == ["refuse", "one"]
    with pytest.raises(Damaged, match="policy"):
        names_in("refuse,hope")


@pytest.mark.parametrize(
    ("changes", "well"),
    [
        ({}, True),
        ({"accepted": 599}, False),
        ({"held_up": 51}, False),
        ({"overdrawn": 1, "overdraft_minor": 1}, False),
    ],
)
def test_the_default_has_to_be_good_under_both_kinds_of_outage(
    changes: dict[str, int], well: object
) -> None:
    counts = {**GOOD.to_json(), **changes}
    assert is_well((GOOD, Tally(**counts))) is well


def test_a_line_says_what_is_paid_in_full_in_part_and_what_it_costs() -> None:
    over = Tally(offline=1_000, accepted=1_000, online=1, overdrawn=2, overdraft_minor=1_205)
    *_, last = table({"x": (GOOD, over)})
    assert last == "| x | 60.0 / 15.5 % | 100.0 / 0.0 % | 0.50-0.00 % | 2 cases, 12.05 |"


def test_the_command_prints_one_line_for_each_policy(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["simulate", "--policy", "refuse,cached", "--seeds", "1", "--members", "20"]
    assert main(asked) == DONE
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("|")[1].strip() for line in lines] == ["policy", "---", "refuse", "cached"]
    assert main([*asked, "--json"]) == DONE
    assert sorted(json.loads(capsys.readouterr().out)) == ["cached", "refuse"]


def test_a_policy_that_is_not_known_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--policy", "hope"]) not in (DONE, REFUSED)
    assert "hope" in capsys.readouterr().err
