"""A clock that is set back, even to 1970, neither reorders, nor doubles, nor loses anything."""

from pathlib import Path

import pytest

from pos_member.services import checkout, verify
from pos_member.storage import entries
from tests.support.counter import DAY_MS, START_MS, Counter, cash


@pytest.fixture
def counter(tmp_path: Path):
    made = Counter(tmp_path)
    made.publish(valid_from_ms=0)
    yield made
    made.till.close()


def sell(counter: Counter) -> str:
    payment = counter.payment(counter.basket("5"), cash("5"))
    return checkout.pay(counter.till, payment, counter.now()).receipt


@pytest.mark.parametrize("wall_ms", [START_MS - 3_600_000, START_MS - DAY_MS, 0])
def test_sales_go_on_by_their_numbers_and_not_by_the_clock(counter: Counter, wall_ms: int) -> None:
    first = [sell(counter), sell(counter)]
    counter.wall_ms = wall_ms
    second = [sell(counter), sell(counter)]
    counter.restart(reboot=True)
    third = sell(counter)
    numbers = [*first, *second, third]
    assert len(set(numbers)) == len(numbers)
    assert [int(number.rsplit("-", 1)[1]) for number in numbers] == [1, 2, 3, 4, 5]
    with counter.till.journal.reading() as connection:
        found = [entry.seq for entry in entries.after(connection, 1, 0, 100)]
        assert found == sorted(set(found))
        assert verify.verify(connection).code == ""
