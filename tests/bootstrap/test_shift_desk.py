"""The desk of the drawer: through the services on real files, and to the real lock of a drawer."""

import pytest

from devices.simulators.printer import PrinterBody, TcpPrinter
from pos_member.bootstrap.chance_and_time import Clock
from pos_member.bootstrap.desk import Hands
from pos_member.bootstrap.device_desk import DeviceDesk
from pos_member.bootstrap.shift_desk import ShiftDesk
from pos_member.domain.errors import Refused, Unavailable
from pos_member.domain.operations import Approval, ShiftClosed
from pos_member.domain.shift_operations import Purpose
from pos_member.domain.shift_views import CashOrder, CloseOrder, OpenOrder, ReportOrder
from pos_member.services.settings import Settings
from tests.services.test_checkout import person

BOSS = Approval("boss", "approve.no_sale")


@pytest.fixture
def staffed(counter):
    counter.pull(staff=(person("boss", "manager"), person("anna", "cashier")))
    return counter


def test_before_the_files_are_open_it_is_starting() -> None:
    desk = ShiftDesk(Hands(), clock=Clock("Asia/Shanghai"), tolerance=lambda: 0)
    with pytest.raises(Unavailable, match="starting"):
        desk.running()


def test_a_shift_is_counted_moved_reported_and_closed_by_the_tills_tolerance(staffed) -> None:
    desk = ShiftDesk(Hands(till=staffed.till), clock=Clock("Asia/Shanghai"), tolerance=lambda: 100)
    desk.count_in(OpenOrder(staffed.next_id(), 10_000, "anna"))
    dropped = CashOrder(staffed.next_id(), Purpose.SAFE_DROP, 4_000, "full", "anna")
    assert desk.move_cash(dropped) == desk.move_cash(dropped)
    seen = ReportOrder(staffed.next_id(), "boss")
    assert desk.show_report(seen).total_minor == 6_000
    assert desk.print_report(seen) > 0
    # What an order says of the tolerance is not heard: it is the shop's.
    order = CloseOrder(staffed.next_id(), 1, 5_899, 5_000, "anna", "lost", tolerance_minor=999)
    with pytest.raises(Refused, match="approval_needed"):
        desk.close(order)
    within = CloseOrder(order.op_id, 1, 5_900, 5_000, "anna")
    assert desk.preview(within).entries[0].name == "Z 0001"
    body = desk.close(within).body
    assert isinstance(body, ShiftClosed) and body.difference == -100
    assert desk.running().number == 2 and desk.running().totals.drawer.expected == 5_000


def test_a_drawer_without_a_sale_is_kicked_once_with_its_slip(
    qtbot, staffed, ledger, events, tmp_path
) -> None:
    body = PrinterBody(tmp_path / "paper.bin")
    far = TcpPrinter(body)
    devices = DeviceDesk(lambda: staffed.till, ledger, events)
    devices.open(Settings(printer=f"tcp:127.0.0.1:{far.port}"))
    hands = Hands(till=staffed.till, devices=devices)
    desk = ShiftDesk(hands, clock=Clock("Asia/Shanghai"), tolerance=lambda: 0)
    order = CashOrder(staffed.next_id(), Purpose.NO_SALE, 0, "change", "anna", BOSS)
    with qtbot.waitSignal(events.printed, timeout=20_000) as printed:
        done = ledger.wait_for(lambda: desk.move_cash(order))
    assert printed.args == [done.print_job, "done"]
    assert ledger.wait_for(lambda: desk.move_cash(order)) == done
    devices.close()
    far.close()
    assert body.pulses == 1
    assert f"NO: {done.receipt}".encode() in bytes(body.printed)
