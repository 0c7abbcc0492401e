"""A sale is one commit, decided on rights that are here, and never made twice."""

from pathlib import Path

import pytest

from pos_member.domain.errors import Refused
from pos_member.domain.ledger import Kind
from pos_member.services import checkout, verify
from tests.support.counter import Counter, cash, value


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    made = Counter(tmp_path)
    made.publish()
    return made


def test_a_cash_sale_is_in_the_journal_with_its_receipt(counter: Counter) -> None:
    done = checkout.pay(
        counter.till, counter.payment(counter.basket("12.34"), cash("12.30", "20")), counter.now()
    )
    assert (done.receipt, done.due, done.change) == ("A1-1122-000001", 1234, 770)
    with counter.till.journal.reading() as connection:
        assert verify.verify(connection) == verify.Verified(1)


def test_stored_value_pays_what_is_sure_and_cash_the_rest(counter: Counter) -> None:
    who = counter.member(principal=10_000)
    counter.lend(who, Kind.PRINCIPAL, 5_000)
    seen = counter.see(who)
    assert (seen.standing.book, seen.standing.sure) == (10_000, 5_000)
    payment = counter.payment(counter.basket("80"), value("80"), member=seen)
    with pytest.raises(Refused) as refused:
        checkout.pay(counter.till, payment, counter.now())
    assert refused.value.code == "lease_short"
    assert refused.value.values == {"asked": 8000, "sure": 5000, "kind": "stored_value"}
    split = counter.payment(counter.basket("80"), value("50"), cash("30"), member=seen)
    checkout.pay(counter.till, split, counter.now())
    after = counter.see(who).standing
    assert (after.principal, after.sure, after.points, after.pending_points) == (5_000, 0, 80, 80)
