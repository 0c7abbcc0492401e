"""What a cashier does at the drawer of a simulated till: counts in, moves cash, closes."""

from pos_member.domain.operations import Approval
from pos_member.domain.shift_operations import Purpose
from pos_member.domain.shift_views import CashOrder, CloseOrder, OpenOrder
from pos_member.services import drawer
from pos_member.services.shift import running
from pos_member.services.till import Till
from sync.simulator.chain import MANAGER
from sync.simulator.counter import Counter
from sync.simulator.visits import CASHIER, Script, insist

COUNTING_MS = 20_000
"""How long the cash is counted: customers are served meanwhile."""


def count_in(counter: Counter, amount: int) -> Script:
    """Count ``amount`` minor units of float into the drawer."""
    order = OpenOrder(counter.next_id(), amount, CASHIER)

    def work(till: Till) -> None:
        done = drawer.count_in(till, order, counter.moment())
        counter.printed(done.receipt, done.op_id, order.op_id)

    yield from insist(counter, f"count in {amount}", work)


def move(counter: Counter, purpose: Purpose, amount: int) -> Script:
    """Open the drawer without a sale, for ``amount`` minor units."""
    allowed = Approval(MANAGER, "errand")
    order = CashOrder(counter.next_id(), purpose, amount, "errand", CASHIER, allowed)

    def work(till: Till) -> None:
        done = drawer.move_cash(till, order, counter.moment())
        counter.printed(done.receipt, done.op_id, order.op_id)

    yield from insist(counter, f"{purpose} {amount}", work)


def close(counter: Counter, off: int) -> Script:
    """Count the drawer, ``off`` minor units wrong, and close the shift that was counted."""
    op_id = counter.next_id()
    counted: list[tuple[int, int]] = []

    def count(till: Till) -> None:
        shift = running(till)
        counted.append((shift.number, max(0, shift.totals.drawer.expected + off)))

    yield from insist(counter, "count", count)
    yield COUNTING_MS

    def work(till: Till) -> None:
        (number, amount), allowed = counted[-1], Approval(MANAGER, "counted twice")
        order = CloseOrder(
            op_id, number, amount, amount // 2, CASHIER, reason="off", approval=allowed
        )
        done = drawer.close(till, order, counter.moment())
        counter.printed(done.receipt, done.op_id, op_id)

    yield from insist(counter, "close shift", work)
