"""A refund's body says all that its transfers need, and is written canonically."""

from pos_member.domain import canonical
from tests.support import bodies


def test_points_come_back_lot_by_lot():
    assert bodies.REFUND.points_back == 50
    assert bodies.GUEST_REFUND.points_back == 0


def test_the_sale_is_found_in_the_body_where_the_journals_index_looks():
    raw = canonical.dump(bodies.REFUND.to_json())
    assert raw.index(b'"sale":"op-0"') == raw.index(b'"sale":"')
