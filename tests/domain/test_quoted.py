"""A quote on record can be priced again to the fen, and a falsified one shows."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_member.domain import canonical
from pos_member.domain.coupon import CouponFacts
from pos_member.domain.errors import Damaged, Refused
from pos_member.domain.pricing_values import MemberFacts
from pos_member.domain.quoted import QuoteInputs, differences, read_inputs, record
from pos_member.domain.shape import Shape
from pos_member.domain.tender import TenderKind, TenderPlan
from tests.support.priced import NOON_MS, basket, basket_lines, line, shop

INPUTS = QuoteInputs(
    basket=basket(line("a", "55.56"), line("b", "20.00")),
    member=MemberFacts("m1", "gold", 900),
    coupons=(CouponFacts("k", "c50", "m1", "2026-01-01", "2026-12-31"),),
    points_offered=300,
    tenders=(
        TenderPlan(TenderKind.POINTS, 300, points=300),
        TenderPlan(TenderKind.STORED_VALUE, 2_000, bonus_minor=500),
        TenderPlan(TenderKind.CASH, 3_500, received_minor=5_000),
        TenderPlan(TenderKind.QR, 1, reference="4200001"),
    ),
    at_ms=NOON_MS,
)
KEPT = record(INPUTS, INPUTS.price(shop()))


def through_the_wire(value):
    return canonical.load(canonical.dump(value))


def test_inputs_read_back_as_they_were_written():
    assert read_inputs(Shape(through_the_wire(INPUTS.to_json()))) == INPUTS


@given(
    basket_lines(),
    st.none() | st.builds(MemberFacts, st.just("m"), st.just("vip"), st.integers(0, 999)),
)
def test_any_sale_prices_again_to_the_fen(lines, holder):
    inputs = QuoteInputs(basket(*lines), holder, (), 0, (), NOON_MS)
    kept = through_the_wire(record(inputs, inputs.price(shop())))
    assert differences(kept, shop()) == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("due", "59.99"),
        ("list", "0.00"),
        ("lines", []),
        ("rules", []),
        ("points_taken", 0),
        ("points_earned", 1_000),
        ("qualifying", 0),
    ],
)
def test_what_was_reported_otherwise_is_named(name, value):
    false = copy.deepcopy(KEPT)
    false["outcome"][name] = value
    assert differences(false, shop()) == (name,)


def test_a_price_changed_in_the_program_shows():
    dearer = shop(tiers=[{"id": "gold", "name": "gold"}])
    assert {"due", "lines", "rules"} <= set(differences(KEPT, dearer))


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [("engine", 2, "engine_unknown"), ("program_version", 8, "program_differs")],
)
def test_what_cannot_be_compared_is_refused(key, value, code):
    with pytest.raises(Refused) as caught:
        differences({**KEPT, key: value}, shop())
    assert caught.value.code == code


def test_only_a_basket_and_a_moment_are_needed():
    made = read_inputs(Shape({"basket": {"lines": []}, "at": "2026-11-22T12:00:00+08:00"}))
    assert made == QuoteInputs(made.basket, None, (), 0, (), NOON_MS)


def test_points_of_a_tender_are_offered():
    tenders = [{"kind": "points", "amount": "3.00", "points": 300}]
    made = read_inputs(Shape({"basket": {"lines": []}, "tenders": tenders, "at": 0}))
    assert made.points_offered == 300


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"at": None}, "at"),
        ({"at": "noon"}, "at"),
        ({"at": "2026-11-22T12:00:00"}, "at"),
        ({"basket": None}, "basket"),
        ({"member": {"tier": "gold"}}, "member.id"),
        ({"member": {"id": "m", "name": "林"}}, "member.name"),
        ({"coupons": [{"id": "k"}]}, "coupons[0].template"),
        (
            {"coupons": [{"id": "k", "template": "c", "last_day": "31.12.26"}]},
            "coupons[0].last_day",
        ),
        ({"tenders": [{"kind": "gold", "amount": "1.00"}]}, "tenders[0].kind"),
        ({"tenders": [{"kind": "qr", "amount": 1}]}, "tenders[0].amount"),
        ({"points_offered": -1}, "points_offered"),
    ],
)
def test_what_is_wrong_is_named_with_its_path(fields, path):
    with pytest.raises(Damaged) as caught:
        read_inputs(Shape({"basket": {"lines": []}, "at": 0, **fields}))
    assert caught.value.values["path"] == path
