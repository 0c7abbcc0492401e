"""A drawer's operations say by how much it changes, and nothing that does not fit is read."""

from dataclasses import replace

import pytest

from pos_member.domain.errors import Damaged
from pos_member.domain.operation_reader import read_body
from pos_member.domain.operations import CashMoved
from pos_member.domain.shift_operations import Purpose
from pos_member.domain.transfers import transfers_of
from tests.support.bodies import CLOSED, COUNTED_IN, NO_SALE, SAFE_DROP, WHERE


@pytest.mark.parametrize(
    ("purpose", "change"),
    [(Purpose.PAID_IN, 700), (Purpose.PAID_OUT, -700), (Purpose.SAFE_DROP, -700)],
)
def test_only_cash_paid_in_makes_the_drawer_hold_more(purpose: Purpose, change: int) -> None:
    assert CashMoved(WHERE, purpose, 700, "why").change == change


def test_a_count_below_what_is_expected_is_a_difference_below_nothing() -> None:
    assert CLOSED.difference == -130
    assert replace(CLOSED, counted=25_000).difference == 100


@pytest.mark.parametrize("body", [COUNTED_IN, SAFE_DROP, NO_SALE, CLOSED])
def test_a_drawer_moves_no_account(body: object) -> None:
    assert transfers_of("op", body) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (replace(SAFE_DROP, amount=0), "amount"),
        (replace(NO_SALE, amount=1), "amount"),
        (replace(CLOSED, left=24_771), "left"),
    ],
)
def test_what_contradicts_itself_is_refused_with_its_path(body: object, path: str) -> None:
    with pytest.raises(Damaged) as refused:
        read_body(body.kind, body.to_json())  # type: ignore[attr-defined]
    assert refused.value.values["path"] == path
