"""Sales and refunds in a ledger document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain.ledger_file import answer
from pos_member.domain.money import format_minor
from tests.support.ledgers import (
    LATER,
    MEMBER,
    NOON,
    by,
    document,
    held,
    lots,
    played,
    reasons,
    sale,
    sentences,
    step,
)

PACKAGE = {"id": "p", "sku": "PK", "price": "100.00"}


def test_four_tenders_pay_and_a_refund_brings_everything_back_but_the_coupon():
    told = played(
        sale("80.00", coupons=["k1"], tenders=[
            by("points", "2.00", points=200), by("stored_value", "30.00"), by("qr", "8.00"),
            by("cash", "30.00", received="50.00"),
        ]),
        step("refund", sale="1", lines=[{"line": "1", "quantity": "0.5"}]),
        step("refund", sale="1"),
    )  # fmt: skip
    assert reasons(told) == [None, None, None]
    assert (held(told, 0)["member/m1/principal"], lots(told, 0)) == ("70.00", {"old": 100, "1": 68})
    assert held(told) == {
        "member/m1/bonus": "20.00", "member/m1/points": 300, "member/m1/principal": "100.00",
    }  # fmt: skip


def test_bonus_pays_when_the_principal_is_gone():
    told = played(sale("110.00", tenders=[by("stored_value", "110.00")]))
    assert held(told)["member/m1/bonus"] == "10.00"
    assert "member/m1/principal" not in held(told)


def test_a_sale_to_nobody_moves_the_shops_accounts_alone():
    told = played(sale("9.99", member=None, tenders=[by("cash", "9.90")]), step("refund", sale="1"))
    assert held(told, 0) == held(told, 1)
    assert told.document["steps"][1]["accounts"] == told.document["opening"]["accounts"]


def test_a_coupon_that_takes_nothing_off_stays_the_members():
    told = played(sale("10.00", coupons=["k1"], tenders=[by("cash", "10.00")]))
    assert lots(told)["k1"] == 1


def test_sessions_that_are_not_used_come_back_and_used_ones_do_not():
    told = played(
        {**sale(tenders=[by("cash", "100.00")]), "basket": {"lines": [PACKAGE]}},
        step("session", member="m1", package="care", service="wash"),
        step("refund", sale="1"),
        step("refund", sale="1", lines=[{"line": "p", "quantity": "4"}]),
    )
    assert reasons(told) == [None, None, "sessions_used", None]
    assert held(told, 1)["member/m1/session"] == held(told, 2)["member/m1/session"] == 4
    assert "member/m1/session" not in held(told, 3)


def test_sessions_that_are_all_used_do_not_come_back():
    use = [
        step("session", member="m1", package="care", service="wash", id=f"u{i}") for i in range(5)
    ]
    bought = {**sale(tenders=[by("cash", "100.00")]), "basket": {"lines": [PACKAGE]}}
    told = played(bought, *use, step("refund", sale="1", lines=[{"line": "p"}]))
    assert told.refused.values == {"left": 0}


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (sale(tenders=[]), "basket_empty"),
        (sale("10.00", at=0, tenders=[by("cash", "10.00")]), "program_not_yet_valid"),
        (sale("10.00", member="m2", tenders=[by("cash", "10.00")]), "member_unknown"),
        (sale("10.00", tenders=[by("cash", "5.00")]), "not_paid"),
        (sale("10.00", tenders=[by("cash", "11.00")]), "tender_over"),
        (sale("200.00", tenders=[by("stored_value", "200.00")]), "stored_value_short"),
        (sale("10.00", tenders=[by("stored_value", "5.00")] * 2), "tender_twice"),
        (sale("10.00", member=None, tenders=[by("stored_value", "10.00")]), "member_needed"),
        (sale("10.00", member=None, tenders=[by("points", "1.00", points=100)]), "member_needed"),
        (sale("10.00", tenders=[by("points", "4.00", points=400), by("cash", "6.00")]),
         "points_over_limit"),
        (sale("60.00", coupons=["none"], tenders=[by("cash", "50.00")]), "coupon_unknown"),
        (sale("60.00", member=None, coupons=["k1"], tenders=[by("cash", "50.00")]),
         "coupon_needs_member"),
        ({**sale(tenders=[]), "basket": {"lines": [{"code": "690", "known": False}]}},
         "unknown_lines"),
        ({**sale(tenders=[]), "basket": {"currency": "USD", "lines": [{"price": "1.00"}]}},
         "currency_differs"),
    ],
)  # fmt: skip
def test_a_sale_that_is_refused_moves_nothing(asked, reason):
    told = played(asked, step("time"), valid_from_ms=1)
    assert reasons(told) == [reason, None]
    part = told.document["steps"][0]
    assert (part["transfers"], part["accounts"]) == ([], told.document["opening"]["accounts"])


def test_the_coupons_of_one_sale_are_limited():
    two = {**MEMBER, "coupons": [{"id": k, "template": "c50"} for k in ("k1", "k2")]}
    told = played(sale("99.00", coupons=["k1", "k2"], tenders=[by("cash", "89.00")]), member=two)
    assert reasons(told) == ["coupon_limit"]


def test_a_coupon_pays_once_and_only_its_member():
    other = {"id": "m2", "tier": "plain"}
    paid = {"coupons": ["k1"], "tenders": [by("cash", "50.00")]}
    asked = document(
        sale("60.00", member="m2", **paid), sale("60.00", **paid), sale("60.00", **paid)
    )
    told = answer({**asked, "members": [MEMBER, other]}, sentences)
    assert reasons(told) == ["coupon_of_another", None, "coupon_used"]


def test_what_may_be_spent_in_a_day_is_counted_over_its_sales():
    rich = {"id": "m1", "principal": "900.00"}
    spend = {"tenders": [by("stored_value", "200.00")]}
    told = played(
        sale("200.00", **spend), sale("200.00", **spend), sale("200.00", at=LATER, **spend),
        member=rich,
    )  # fmt: skip
    assert reasons(told) == [None, "spend_over_day", None]


@pytest.mark.parametrize(
    ("lines", "at", "reason"),
    [
        ([{"line": "2"}], LATER, "return_excluded"),
        ([{"line": "1"}], "2026-12-23T00:00:00+08:00", "return_too_late"),
        ([{"line": "1"}], "2026-12-22T23:59:59+08:00", None),
        ([{"line": "1", "quantity": "2"}], LATER, "refund_over"),
        ([{"line": "9"}], LATER, "line_gone"),
    ],
)
def test_goods_come_back_within_their_window(lines, at, reason):
    bought = sale("10.00", "20.00", tenders=[by("cash", "30.00")])
    bought["basket"]["lines"][1]["category"] = "books"
    told = played(bought, {"do": "refund", "at": at, "sale": "1", "lines": lines})
    assert reasons(told) == [None, reason]


def test_what_came_back_altogether_does_not_come_back_again():
    told = played(
        sale("10.00", tenders=[by("cash", "10.00")]), step("refund", sale="1"),
        step("refund", sale="1"),
    )  # fmt: skip
    assert reasons(told) == [None, None, "refund_empty"]


# --- properties ----------------------------------------------------------------------------------

CENTS = st.integers(1, 9_999)


@st.composite
def bills(draw):
    """Draw a sale of a few lines, paid by points, stored value and cash as far as each goes."""
    prices = draw(st.lists(CENTS, min_size=1, max_size=4))
    due = sum(prices)
    points = draw(st.integers(0, min(3, due // 200))) * 100
    stored = draw(st.integers(0, min(12_000, due - points)))
    tenders = [by("points", format_minor(points), points=points)] if points else []
    tenders += [by("stored_value", format_minor(stored))] if stored else []
    rest = due - points - stored
    tenders += [by("bank_card", format_minor(rest))] if rest else []
    return sale(*map(format_minor, prices), tenders=tenders)


@given(bills())
def test_a_sale_and_its_full_refund_are_the_identity_on_every_account_and_lot(bill):
    told = played(bill, {"do": "refund", "at": NOON, "sale": "1"})
    assert reasons(told) == [None, None]
    opening, last = told.document["opening"], told.document["steps"][1]
    assert last["accounts"] == opening["accounts"]
    assert last["lots"] == opening["lots"]


@given(bills(), st.data())
def test_any_order_of_partial_refunds_is_the_full_refund(bill, data):
    names = [line["id"] for line in bill["basket"]["lines"]]
    order = data.draw(st.permutations(names))
    parts = [{"do": "refund", "at": NOON, "sale": "1", "lines": [{"line": name}]} for name in order]
    told = played(bill, *parts)
    assert told.document["steps"][-1]["accounts"] == told.document["opening"]["accounts"]
