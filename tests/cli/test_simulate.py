"""``pos-member simulate``: which seeds, what is told, and the status of a broken promise."""

import json
from dataclasses import replace

import pytest

from pos_member.cli import main, simulate
from pos_member.domain.errors import Damaged
from sync.simulator.invariants import Invariant
from sync.simulator.run import Outcome, Report
from sync.simulator.scenarios import EVERY
from sync.simulator.shrink import Shrunk


@pytest.mark.parametrize(
    ("text", "seeds"), [("1-50", (1, 50)), ("7", (7, 7)), ("3-3", (3, 3)), ("0-1", (0, 1))]
)
def test_a_span_of_seeds_is_read(text: str, seeds: tuple[int, int]) -> None:
    assert simulate.span(text) == seeds


@pytest.mark.parametrize("text", ["", "a", "2-1", "-1", "1-2-3", "1-", "9" * 25, "1 - 2"])
def test_what_is_no_span_is_bad_usage(text: str) -> None:
    with pytest.raises(Damaged, match="seeds"):
        simulate.span(text)


def test_a_seed_is_played_and_its_promises_hold(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--seeds", "1", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["worlds"], answer["broken"]) == (1, [])
    assert main(["simulate", "--seeds", "1"]) == 0
    assert capsys.readouterr().out.startswith("seed 1: held, trace ")


def test_a_broken_promise_is_told_with_the_end_of_its_trace(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = Report()
    report.add(
        Outcome(9, 1, 5, 2, 3, {"late": 2}, {"sale": 4}, {"balance_cap": 1}, ("a receipt is lost",),
                ("12 push",))
    )  # fmt: skip
    whole = replace(report.broken[0], broken=("I3: a receipt is lost", "KeyError: 1"))
    simulate._tell(Shrunk(whole, 1, same=False))
    assert capsys.readouterr().err.splitlines() == [
        "pos-member: seed 9: I3: a receipt is lost",
        "pos-member: seed 9: KeyError: 1",
        f"    broken: {Invariant.I3.value}",
        "    a fault of the program",
        "    12 push",
    ]
    shrunk = Shrunk(replace(whole, parts=("customer/1/2", "server restored/3/1")), 41, same=True)
    simulate._tell(shrunk)
    assert capsys.readouterr().err.splitlines()[-2:] == [
        "    2 parts, after 41 worlds:",
        "    pos-member simulate --seeds 9 --only 'customer/1/2,server restored/3/1'",
    ]
    assert simulate.summary(report).splitlines() == [
        "1 worlds, 5 steps, 3 write points, 2 receipts, 1 with a broken promise",
        "operations: 4",
        "  sale                            4",
        "customers turned away by a rule: 1",
        "  balance_cap                     1",
        "faults: 2",
        "  late                            2",
    ]


def test_one_seed_is_played_with_the_parts_that_are_named_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["simulate", "--seeds", "1", "--only", "customer/1/1,customer/1/2", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["faults"].get("late", 0), answer["shrunk"]) == (0, [])
    assert sum(answer["operations"].values()) <= 2
    for wrong in (["--only", "customer/1"], ["--only", "late/1/1", "--seeds", "1-2"]):
        assert main(["simulate", "--seeds", "1", *wrong]) == 2
        assert "pos-member: " in capsys.readouterr().err


def test_a_sweep_says_how_many_writes_there_are_and_what_struck_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["simulate", "--sweep", "3000"]) == 0
    told = capsys.readouterr().out
    assert f" writes in {len(EVERY)} scenarios\n" in told and len(EVERY) >= 12
    assert told.endswith("0 with a broken promise\n")
