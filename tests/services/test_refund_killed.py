"""A program that is killed in the middle of a refund has booked all of it, or nothing of it.

The child is a process of its own and dies by SIGKILL before one of its statements; what it leaves
behind is opened again, and the cashier presses once more.
"""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from pos_member.domain.ledger import Kind
from pos_member.services import printing
from pos_member.services.receipt_journal import receipt_detail
from pos_member.services.refunds import RefundOrder, refund
from pos_member.services.verify import verify
from tests.services.test_checkout import person
from tests.services.test_refunds import BOSS, sold
from tests.support.counter import Counter, cash, value

STRIDE = 4


def counting(die_at: int = 0) -> tuple[list[str], Callable[..., None]]:
    """Return the statements that ran, and the listener that dies before one of them."""
    seen: list[str] = []

    def listener(*given: object) -> None:
        seen.append(str(given[2]))
        if len(seen) == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    return seen, listener


def played(folder: Path, sale: Counter, order: RefundOrder, die_at: int = 0) -> list[str]:
    """Book the refund on the files in ``folder``; return the statements that it took."""
    counter = Counter(folder, wall_ms=sale.wall_ms, flush=True)
    seen, listener = counting(die_at)
    event.listen(Engine, "before_cursor_execute", listener)
    try:
        refund(counter.till, order, counter.now())
    finally:
        event.remove(Engine, "before_cursor_execute", listener)
        counter.till.close()
    return seen


def killed(folder: Path, sale: Counter, order: RefundOrder, die_at: int) -> bool:
    """Book it in a process that dies; return whether it died as planned."""
    child = os.fork()
    if child == 0:
        played(folder, sale, order, die_at)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def test_a_refund_is_there_whole_or_not_at_all_and_never_twice(tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.mkdir()
    shop = Counter(made, flush=True)
    shop.publish()
    shop.pull(staff=(person("boss", "manager"), person("anna", "cashier")))
    who = shop.member(principal=5_000)
    shop.lend(who, Kind.PRINCIPAL, 5_000)
    sale_id = sold(shop, value("40"), cash("60"), who=who)
    order = RefundOrder(shop.next_id(), sale_id, "anna", {"1": 1_000}, BOSS)
    shop.till.close()
    whole = shutil.copytree(made, tmp_path / "whole")
    statements = played(whole, shop, order)
    booked = 0
    for die_at in range(1, len(statements) + 1, STRIDE):
        folder = shutil.copytree(made, tmp_path / str(die_at))
        assert killed(folder, shop, order, die_at)
        after = Counter(folder, wall_ms=shop.wall_ms)
        with after.till.journal.reading() as connection:
            assert verify(connection).code == ""
        before = receipt_detail(after.till, sale_id, "anna", after.now()).refunds
        booked += len(before)
        done = refund(after.till, order, after.now())
        found = receipt_detail(after.till, sale_id, "anna", after.now())
        assert [(row.op_id, row.amount) for row in found.refunds] == [(order.op_id, 6_000)]
        # 0.60 of every yuan was cash, and the principal is back to the fen.
        assert (done.tenders, done.stored_value) == ((("cash", 3_600),), 2_400)
        assert after.see(who).standing.principal == 5_000 - 4_000 + 2_400
        papers = []
        while (job := printing.next_job(after.till)) is not None:
            papers.append(printing.receipt_of(job).kind.value)
            printing.done(after.till, job.job)
        assert papers == ["sale", "refund"]
        after.till.close()
    assert booked == 0, "everything before the commit leaves nothing behind"
    assert len(statements) > 2 * STRIDE
