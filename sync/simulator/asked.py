"""What a simulated manager is asked for and moves nothing: copies, a look at the drawer."""

from pos_member.domain.operations import Approval
from pos_member.domain.shift_views import ReportOrder
from pos_member.services import reprints, x_report
from pos_member.services.reprints import ReprintOrder
from pos_member.services.till import Till
from sync.simulator.chain import MANAGER
from sync.simulator.counter import Counter
from sync.simulator.visits import CASHIER, Script, insist


def copy(counter: Counter, op_id: str) -> Script:
    """Have the receipt of ``op_id`` printed again; a till that never printed it says so."""
    order = ReprintOrder(op_id, CASHIER, Approval(MANAGER, "lost it"))

    def work(till: Till) -> None:
        reprints.reprint(till, order, counter.moment())

    yield from insist(counter, "print again", work)


def figures(counter: Counter) -> Script:
    """Have the figures of the shift shown that runs on."""
    order = ReportOrder(counter.next_id(), CASHIER, Approval(MANAGER, "handing over"))

    def work(till: Till) -> None:
        x_report.show(till, order, counter.moment())

    yield from insist(counter, "X report", work)
