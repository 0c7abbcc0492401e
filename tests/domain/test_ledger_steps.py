"""Steps are read strictly: what does not fit is named by its path."""

import pytest

from pos_member.domain.errors import Damaged
from pos_member.domain.ledger_steps import (
    CouponAct,
    PointsAct,
    RefundAct,
    SessionAct,
    TimeAct,
    TopUpAct,
    read_steps,
)
from pos_member.domain.shape import Shape
from pos_member.domain.tender import TenderKind, TenderPlan
from tests.support.ledgers import LATER, NOON, by, sale, step


def read(*steps: dict) -> list:
    return [each.act for each in read_steps(Shape({"steps": list(steps)}), "CNY")]


def test_every_kind_of_step_is_read():
    assert read(
        step("refund", sale="s", lines=[{"line": "a", "quantity": "0.5"}]),
        step("top_up", member="m", pay="5.00", by="qr"),
        step("top_up", member="m", pay="5.00"),
        step("points", member="m", points=3, event="review"),
        step("coupon", member="m", coupon="k", template="c", first_day="2026-01-01"),
        step("session", member="m", package="p", service="wash", performer="lin"),
        step("time"),
    ) == [
        RefundAct("s", (("a", 500),)),
        TopUpAct("m", TenderPlan(TenderKind.QR, 500)),
        TopUpAct("m", TenderPlan(TenderKind.CASH, 500)),
        PointsAct("m", 3, "review"),
        CouponAct("m", "k", "c", "2026-01-01", ""),
        SessionAct("m", "p", "wash", "lin"),
        TimeAct(),
    ]


def test_a_step_without_an_id_is_named_by_its_place():
    steps = [step("time"), step("time", id="x"), step("time")]
    assert [each.step_id for each in read_steps(Shape({"steps": steps}), "CNY")] == ["1", "x", "3"]


def test_a_sale_may_be_nobodys():
    [act] = read({key: value for key, value in sale("1.00").items() if key != "member"})
    assert (act.member_id, act.coupons, act.tenders) == (None, (), ())


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        ([{"do": "dance", "at": NOON}], "steps[0].do"),
        ([{"do": "time", "at": NOON, "sale": "x"}], "steps[0].sale"),
        ([step("time"), {"do": "time", "at": NOON}], "steps[1].at"),
        ([{"do": "time", "at": "2026-11-22"}], "steps[0].at"),
        ([step("time", id="a"), step("time", id="a")], "steps[1].id"),
        ([step("time", id="a/b")], "steps[0].id"),
        ([step("time", id="一")], "steps[0].id"),
        ([step("points", member="m", points=0)], "steps[0].points"),
        ([step("top_up", member="m", pay="5.001")], "steps[0].pay"),
        ([step("top_up", member="m", pay="5", by="points")], "steps[0].by"),
        ([sale("1.00", tenders=[by("cash", "1.00", bonus="1.00")])], "steps[0].tenders[0].bonus"),
        ([step("refund", sale="s", lines=[{"line": "a"}] * 2)], "steps[0].lines[1].line"),
        (
            [step("coupon", member="m", coupon="k", template="c", first_day=LATER[:10],
                  last_day=NOON[:10])],
            "steps[0].last_day",
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_by_its_path(steps, path):
    with pytest.raises(Damaged) as caught:
        read(*steps)
    assert caught.value.values["path"] == path
