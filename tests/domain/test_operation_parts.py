"""Tenders say how many points they burn, whatever else they take."""

from pos_member.domain.lease import Leg
from pos_member.domain.ledger import Kind
from pos_member.domain.operation_parts import EXTERNAL_KINDS, TENDER_KINDS, Tendered


def test_a_tender_burns_what_its_legs_of_points_take():
    legs = (Leg("l1", Kind.POINTS, 60), Leg("l2", Kind.POINTS, 40), Leg("l3", Kind.BONUS, 5))
    assert Tendered("points", 100, legs).points == 100
    assert Tendered("cash", 100).points == 0


def test_what_is_taken_outside_is_a_tender():
    assert set(EXTERNAL_KINDS) < set(TENDER_KINDS)
