"""Receipt numbers rise by one within the till, and go with their transaction."""

import pytest

from pos_member.services.numbers import counter_of, next_receipt
from tests.support.counter import Counter


def take(counter: Counter, day: str, *, fails: bool = False) -> str:
    with counter.till.journal.writing() as connection:
        number = next_receipt(connection, "A1", day)
        if fails:
            raise KeyboardInterrupt
    return number


def test_a_number_that_was_not_committed_is_given_again(counter: Counter) -> None:
    assert take(counter, "2026-11-22") == "A1-1122-000001"
    with pytest.raises(KeyboardInterrupt):
        take(counter, "2026-11-22", fails=True)
    assert take(counter, "2026-12-01") == "A1-1201-000002"


@pytest.mark.parametrize(
    ("number", "count"), [("A1-1122-000007", 7), ("", 0), ("A1-1122-x", 0), ("A1-1122-²", 0)]
)
def test_the_counter_is_read_back(number: str, count: int) -> None:
    assert counter_of(number) == count
