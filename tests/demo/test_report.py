"""The report's verdict: a day passes only when every promise that it can check was kept."""

import pytest

from pos_member.demo import report

KEPT = {
    "lost": 0,
    "doubled": 0,
    "overdrawn": 0,
    "quarantined": 0,
    "ledger_sum": 0,
    "totals_agree": True,
    "figures_agree": True,
    "power_cut": {"killed": True, "basket_came_back": True},
}


def test_a_day_that_kept_its_promises_passes() -> None:
    assert report.passed(dict(KEPT))


@pytest.mark.parametrize(
    "broken",
    [
        {"lost": 1},
        {"doubled": 1},
        {"overdrawn": 1},
        {"quarantined": 1},
        {"ledger_sum": -1},
        {"totals_agree": False},
        {"figures_agree": False},
        {"power_cut": {"killed": True, "basket_came_back": False}},
    ],
)
def test_one_broken_promise_fails_the_day(broken: dict[str, object]) -> None:
    assert not report.passed(KEPT | broken)


def test_percentiles_of_nothing_are_a_count_of_none() -> None:
    assert report._percentiles([]) == {"count": 0}
    assert report._percentiles([3.0, 1.0, 2.0]) == {"count": 3, "p50": 2.0, "p99": 3.0}
