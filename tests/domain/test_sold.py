"""What a sale sold is read out of its record, or the record is found damaged."""

from dataclasses import replace

import pytest

from pos_member.domain.errors import Damaged
from pos_member.domain.operations import Tendered
from pos_member.domain.sold import paid_by, sold_lines
from tests.support.sold import sale_of, value

LINES = (("a", 3_000, 100), ("b", 1_000, 100), ("c", 1_000, 99))
SALE = sale_of(LINES, (value(100, 50), Tendered("qr", 100), Tendered("cash", 49)))


def test_a_line_says_how_much_was_sold_and_what_was_paid_for_it():
    found = [(line.line_id, line.quantity, line.paid_minor) for line in sold_lines(SALE)]
    assert found == [*LINES]


def test_what_was_paid_is_told_apart_by_where_it_came_from():
    outside, principal, bonus, by_points = paid_by(SALE)
    assert [each.kind for each in outside] == ["qr", "cash"]
    assert (principal, bonus, by_points) == (100, 50, 0)


@pytest.mark.parametrize(
    "rows",
    ["a", [["a", "1.00"]], [["a"]], [["a", "one"]], [["a", "1.00"], ["b", "2.00"], ["c", "9"]]],
)
def test_a_record_that_is_no_quote_is_found_damaged(rows):
    assert isinstance(SALE.quoted, dict)
    broken = replace(SALE, quoted=SALE.quoted | {"outcome": {"lines": rows}})
    with pytest.raises(Damaged, match="shape"):
        sold_lines(broken)
