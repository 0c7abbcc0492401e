"""``pos-member simulate``: which seeds, what is told, and the status of a broken promise."""

import json

import pytest

from pos_member.cli import main, simulate
from pos_member.domain.errors import Damaged
from sync.simulator.run import Outcome, Report
from sync.simulator.scenarios import EVERY


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
        Outcome(9, 1, 5, 2, 3, {"late": 2}, {"sale": 4}, ("a receipt is lost",), ("12 push",))
    )
    simulate._tell(report.broken[0])
    assert capsys.readouterr().err == "pos-member: seed 9: a receipt is lost\n    12 push\n"
    assert simulate.summary(report).splitlines() == [
        "1 worlds, 5 steps, 3 write points, 2 receipts, 1 with a broken promise",
        "operations: 4",
        "  sale                            4",
        "faults: 2",
        "  late                            2",
    ]


def test_a_sweep_says_how_many_writes_there_are_and_what_struck_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["simulate", "--sweep", "3000"]) == 0
    told = capsys.readouterr().out
    assert f" writes in {len(EVERY)} scenarios\n" in told and len(EVERY) >= 12
    assert told.endswith("0 with a broken promise\n")
