"""A copy of an old receipt takes a manager; the last one, and one that did not come out, do not."""

import pytest

from pos_member.domain.errors import Refused
from pos_member.domain.operations import Approval, CounterAct
from pos_member.services import printing
from pos_member.services.reprints import ReprintOrder, reprint
from pos_member.services.sold_here import body_of
from pos_member.services.verify import verify
from pos_member.storage import entries
from tests.services.test_checkout import person
from tests.services.test_refunds import BOSS, sold
from tests.support.counter import Counter, cash


@pytest.fixture
def shop(counter: Counter) -> Counter:
    counter.pull(staff=(person("boss", "manager"), person("anna", "cashier")))
    return counter


def acts_of(counter: Counter) -> list[tuple[str, CounterAct]]:
    """Return who did which acts, as the journal says it."""
    with counter.till.journal.reading() as connection:
        assert verify(connection).code == ""
        made = [(entry, body_of(entry)) for entry in entries.every(connection, 1)]
    return [(entry.draft.actor_id, body) for entry, body in made if isinstance(body, CounterAct)]


def entry_kinds(counter: Counter) -> list[str]:
    """Return the kinds of all entries of the journal, in order."""
    with counter.till.journal.reading() as connection:
        return [entry.draft.kind for entry in entries.every(connection, 1)]


def print_all(counter: Counter) -> list[tuple[str, bool]]:
    """Print whatever waits; return each receipt's number and whether it says that it is a copy."""
    printed = []
    while (job := printing.next_job(counter.till)) is not None:
        made = printing.receipt_of(job)
        printed.append((made.number, made.copy))
        printing.done(counter.till, job.job)
    return printed


def test_an_old_receipt_is_printed_again_by_a_manager_and_says_so(shop: Counter) -> None:
    first = sold(shop, cash("100"))
    sold(shop, cash("50"), prices=("50",))
    print_all(shop)
    with pytest.raises(Refused) as refused:
        reprint(shop.till, ReprintOrder(first, "anna"), shop.now())
    assert refused.value.values["reason"] == "reprint"
    with pytest.raises(Refused, match="not_manager"):
        reprint(shop.till, ReprintOrder(first, "anna", Approval("anna", "")), shop.now())
    assert print_all(shop) == []
    assert reprint(shop.till, ReprintOrder(first, "anna", BOSS), shop.now()) == "A1-1122-000001"
    assert reprint(shop.till, ReprintOrder(first, "boss"), shop.now()) == "A1-1122-000001"
    assert print_all(shop) == [("A1-1122-000001", True)] * 2
    acts = acts_of(shop)
    assert [(body.about, body.where.receipt) for _, body in acts] == [(first, "A1-1122-000001")] * 2
    assert [(actor, body.approval) for actor, body in acts] == [
        ("anna", BOSS),
        ("boss", Approval("boss", "reprint")),
    ]
    assert entry_kinds(shop).count("sale") == 2, "a copy is no other receipt"


def test_the_last_receipt_and_a_torn_one_take_nobody(shop: Counter) -> None:
    torn = sold(shop, cash("100"))
    job = printing.next_job(shop.till)
    assert job is not None
    printing.sending(shop.till, job.job)
    last = sold(shop, cash("50"), prices=("50",))
    print_all(shop)
    assert reprint(shop.till, ReprintOrder(torn, "anna"), shop.now()) == "A1-1122-000001"
    assert reprint(shop.till, ReprintOrder(last, "anna"), shop.now()) == "A1-1122-000002"
    assert print_all(shop) == [("A1-1122-000001", True), ("A1-1122-000002", True)]
    assert acts_of(shop) == []
    # It came out now: from here on it is an old receipt like any other.
    with pytest.raises(Refused, match="approval_needed"):
        reprint(shop.till, ReprintOrder(torn, "anna"), shop.now())


def test_what_never_had_a_receipt_has_no_copy(shop: Counter) -> None:
    with pytest.raises(Refused, match="no_receipt"):
        reprint(shop.till, ReprintOrder(shop.next_id(), "boss"), shop.now())
