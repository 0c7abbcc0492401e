"""What a count differs by is said from the drawer's side: missing cash is below zero."""

import pytest

from pos_member.domain.shift import Drawer, Totals
from pos_member.domain.shift_views import RunningShift


@pytest.mark.parametrize(("counted", "difference"), [(900, -100), (1_000, 0), (1_001, 1)])
def test_missing_cash_is_below_zero(counted: int, difference: int) -> None:
    shift = RunningShift(1, 0, True, Totals(drawer=Drawer(change_left=1_000)), 0, False)
    assert shift.difference(counted) == difference
