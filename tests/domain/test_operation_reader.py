"""A body that came from outside is read back exactly, or refused with the path."""

import copy
from typing import Any

import pytest

from pos_member.domain import canonical
from pos_member.domain.errors import Damaged
from pos_member.domain.operation_reader import KINDS, read_body
from pos_member.domain.operations import Body, Redeemed
from tests.support import bodies


@pytest.mark.parametrize("body", bodies.ALL, ids=lambda body: body.kind)
def test_every_operation_is_read_back_as_written(body: Body) -> None:
    assert read_body(body.kind, canonical.load(canonical.dump(body.to_json()))) == body


def test_an_older_till_says_nothing_of_headroom() -> None:
    for body in (bodies.TOP_UP, bodies.ENROLMENT):
        said: Any = canonical.load(canonical.dump(body.to_json()))
        del said["headroom"]
        assert read_body(body.kind, said) == body


def test_every_kind_has_an_example_here() -> None:
    assert {body.kind for body in bodies.ALL} == set(KINDS)


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(Damaged) as found:
        read_body("miracle", {})
    assert (found.value.code, found.value.values) == ("unknown_kind", {"kind": "miracle"})


def spoiled(body: Body, path: str, value: object) -> object:
    document: Any = copy.deepcopy(canonical.load(canonical.dump(body.to_json())))
    *way, last = path.split(".")
    place = document
    for step in way:
        place = place[int(step)] if step.isdigit() else place[step]
    place[last] = value
    return document


COUPON = Redeemed("c1", "ten-off", "", "lease-c1").to_json()
WRONG = [
    (bodies.SALE, "due", 10_005, "tenders"),
    (bodies.SALE, "due", "100", "due"),
    (bodies.SALE, "due", -1, "due"),
    (bodies.SALE, "member", None, "member"),
    (bodies.SALE, "tenders.0.kind", "gold", "tenders[0].kind"),
    (bodies.SALE, "tenders.0.legs.0.amount", 0, "tenders[0].legs[0].amount"),
    (bodies.SALE, "tenders.0.legs.0.kind", "coal", "tenders[0].legs[0].kind"),
    (bodies.SALE, "identified_by", "face", "identified_by"),
    (bodies.SALE, "approval.staff", "", "approval.staff"),
    (bodies.SALE, "rounding", 200_000, "rounding"),
    (bodies.SALE, "coupons", [COUPON, COUPON], "coupons"),
    (bodies.GUEST_SALE, "points_earned", 5, "member"),
    (bodies.GUEST_SALE, "qualifying", 5, "member"),
    (bodies.TOP_UP, "principal", 0, "principal"),
    (bodies.TOP_UP, "principal", 40_000, "tender"),
    (bodies.TOP_UP, "identified_by", None, "identified_by"),
    (bodies.TOP_UP, "tender.legs", [bodies.SALE.tenders[0].legs[0].to_json()], "tender"),
    (bodies.ENROLMENT, "personal.phone", "13800006620", "personal.phone"),
    (bodies.CAPPED_TOP_UP, "headroom.0.amount", 0, "headroom[0].amount"),
    (bodies.ENROLMENT, "headroom", -1, "headroom"),
    (bodies.ENROLMENT, "codes.0.kind", "tattoo", "codes[0].kind"),
    (bodies.OPENED, "grant.amount", 0, "grant.amount"),
    (bodies.RETURNED, "amount", 0, "amount"),
    (bodies.ABANDONED, "reason", "", "reason"),
    (bodies.COUNTER_ACT, "act", "whistle", "act"),
    (bodies.COUNTER_ACT, "about", "", "about"),
]


@pytest.mark.parametrize(("body", "path", "value", "named"), WRONG)
def test_what_does_not_fit_is_refused_with_its_path(
    body: Body, path: str, value: object, named: str
) -> None:
    with pytest.raises(Damaged) as found:
        read_body(body.kind, spoiled(body, path, value))
    assert (found.value.code, found.value.values["path"]) == ("shape", named)


def test_a_member_who_only_pays_cash_needs_no_legs() -> None:
    document = canonical.load(canonical.dump(bodies.GUEST_SALE.to_json()))
    assert read_body("sale", document) == bodies.GUEST_SALE


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"amount": 4_999}, "amount"),
        ({"principal": 999}, "amount"),
        ({"lines": []}, "amount"),
        ({"lines": [{"line": "1", "quantity": 1, "amount": 2_500}] * 2}, "lines"),
        ({"member": None}, "member"),
        ({"approval": None}, "approval"),
    ],
)
def test_a_refund_whose_parts_do_not_agree_is_refused(change: dict[str, Any], path: str) -> None:
    with pytest.raises(Damaged) as found:
        read_body("refund", bodies.REFUND.to_json() | change)
    assert found.value.values["path"] == path


def test_a_refund_of_nothing_at_all_is_refused() -> None:
    nothing = bodies.GUEST_REFUND.to_json() | {
        "lines": [], "amount": 0, "rounding": 0, "tenders": [],
    }  # fmt: skip
    with pytest.raises(Damaged) as found:
        read_body("refund", nothing)
    assert found.value.values["path"] == "lines"
