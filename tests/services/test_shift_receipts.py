"""What a shift prints: every figure once, and at the end what was counted."""

from dataclasses import replace

import pytest

from pos_member.domain import receipt
from pos_member.domain.operations import Body
from pos_member.domain.shift import totals_of
from pos_member.services.shift_receipts import Slip, cash_slip, shift_report
from tests.support.bodies import (
    CLOSED,
    COUNTED_IN,
    ENROLMENT,
    GUEST_SALE,
    NO_SALE,
    REFUND,
    SAFE_DROP,
    SALE,
    TOP_UP,
)
from tests.support.counter import Counter

DAY: tuple[Body, ...] = (
    COUNTED_IN, SALE, GUEST_SALE, REFUND, TOP_UP, ENROLMENT, SAFE_DROP, NO_SALE,
)  # fmt: skip


@pytest.fixture
def slip(counter: Counter) -> Slip:
    return Slip("00000000-0000-7000-8000-0000000000c1", "Anna", counter.now())


def said(printed: receipt.Receipt) -> dict[str, int]:
    return {entry.name: entry.figure for entry in printed.entries}


def test_a_closed_shift_prints_what_was_counted_and_the_reason(
    counter: Counter, slip: Slip
) -> None:
    quoted = {"outcome": {"list": "120.00", "due": "100.04"}}
    sold = replace(SALE, quoted=quoted)
    totals = totals_of((COUNTED_IN, sold, *DAY[2:]))
    printed = shift_report(counter.till, totals, 7, closed=replace(CLOSED, number=7), slip=slip)
    figures = said(printed)
    assert figures | {
        "Z 0007": 0, "笔数": 2, "销售额": 10_504, "优惠 x1": -1_996, "退货 x1": -5_000,
        "现金 x2": 5_400, "扫码支付 x1": 2_000, "储值 x1": 3_000, "充值本金 x1": 50_000,
        "赠送金 x1": 5_000, "新会员": 1, "备用金": 50_000, "现金销售 x2": 5_400,
        "现金退款 x1": -2_448, "交存保险柜 x1": -30_000, "开钱箱": 1, "实点现金": 24_770,
        "差额": -130, "重新清点次数": 1, "留作备用金": 20_000,
    } == figures  # fmt: skip
    assert [entry.note for entry in printed.entries if entry.name == "差额"] == [CLOSED.reason]
    assert printed.number == CLOSED.where.receipt
    assert receipt.from_json(receipt.to_json(printed)) == printed


def test_a_quiet_shift_prints_no_line_that_says_nothing(counter: Counter, slip: Slip) -> None:
    printed = shift_report(counter.till, totals_of(()), 1, closed=None, slip=slip)
    figures = said(printed)
    assert "X 0001" in figures and "实点现金" not in figures
    assert not [name for name in figures if name.startswith(("退货", "现金退款", "优惠"))]


def test_coupons_are_counted(counter: Counter, slip: Slip) -> None:
    totals = replace(totals_of(()), coupons=3)
    assert said(shift_report(counter.till, totals, 1, closed=None, slip=slip))["优惠券"] == 3


@pytest.mark.parametrize(
    ("body", "names", "total"),
    [
        (COUNTED_IN, ["备用金"], 50_000),
        (SAFE_DROP, ["交存保险柜", "noon"], 30_000),
        (NO_SALE, ["开钱箱", "change for a customer", "已授权"], 0),
    ],
)
def test_a_slip_says_what_moved_why_and_whether_it_was_allowed(
    counter: Counter, slip: Slip, body: object, names: list[str], total: int
) -> None:
    printed = cash_slip(counter.till, body, slip=slip)  # type: ignore[arg-type]
    assert [entry.name for entry in printed.entries] == names
    assert (printed.total_minor, printed.number) == (total, "A1-1122-000001")
