"""The desk reads in one go what a batch refers to, and locks members in their order."""

import threading

import pytest

from pos_member.domain.ledger import Kind
from sync.protocol.messages import Want
from sync.server.database import ServerDatabase
from tests.sync.server import far_end
from tests.sync.server.books import assert_whole, figures
from tests.sync.server.far_end import Till, cash, stored_value


def test_one_batch_may_enrol_top_up_spend_and_give_back(till: Till) -> None:
    member = till.enrol()
    lease = till.top_up(member, 10_000)
    till.sell(member, stored_value(lease, 3_000), points=30)
    till.give_back_lease(lease, member, 7_000)
    till.sell(None, cash(100))
    assert {result.outcome for result in till.push().results} == {"applied"}
    assert figures(till, member)["free_principal"] == 7_000
    assert_whole(till)


@pytest.mark.postgresql
def test_batches_that_cross_never_wait_in_a_circle(clean_postgresql: ServerDatabase) -> None:
    house = far_end.house()
    first = Till(clean_postgresql, house, seed=1).register_here()
    members = [first.enrol(phone=f"1380013{i:04d}") for i in range(6)]
    for member in members:
        first.give_back_lease(first.top_up(member, 60_000), member, 60_000)
    first.push()
    tills = [Till(clean_postgresql, house, seed=n, register=str(n)).register_here()
             for n in range(2, 6)]  # fmt: skip
    start = threading.Barrier(len(tills))
    failed: list[BaseException] = []

    def work(till: Till, order: list[str]) -> None:
        try:
            start.wait(30)
            for _ in range(4):
                till.push(*(Want(till.new_id(), m, Kind.PRINCIPAL, 500) for m in order))
                for member in order:
                    till.sell(member, cash(100), points=1)
                till.push()
        except BaseException as error:
            failed.append(error)
            raise

    threads = [
        threading.Thread(target=work, args=(till, members[:: 1 if i % 2 else -1]))
        for i, till in enumerate(tills)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    totals = assert_whole(first)
    assert totals["quarantined"] == 0
    assert totals["on_loan"]["principal"] == 4 * 4 * 6 * 500
