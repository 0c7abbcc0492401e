"""What was sold is printed behind the screen; a printer in trouble costs a copy, never a sale."""

from collections.abc import Callable, Iterator

import pytest

from devices.simulators.printer import PrinterBody, TcpPrinter
from pos_member.bootstrap.devices import open_printer
from pos_member.bootstrap.print_room import PrintRoom
from pos_member.domain.views import DeviceHealth
from pos_member.services import checkout
from pos_member.services.settings import Settings
from tests.support.counter import cash


@pytest.fixture
def sell(counter, ledger) -> Callable[[], str]:
    """Give a sale for cash on the ledger's thread, which returns its receipt number."""

    def sold() -> str:
        payment = counter.payment(counter.basket("10.00"), cash("10.00"))
        return checkout.pay(counter.till, payment, counter.now()).receipt

    return lambda: ledger.wait_for(sold)


@pytest.fixture
def body(tmp_path) -> PrinterBody:
    return PrinterBody(tmp_path / "paper.bin")


@pytest.fixture
def room(body, counter, ledger, events) -> Iterator[PrintRoom]:
    far = TcpPrinter(body)
    printer = open_printer(Settings(printer=f"tcp:127.0.0.1:{far.port}"))
    assert printer is not None
    made = PrintRoom(lambda: counter.till, printer, ledger, events)
    made.start()
    yield made
    made.stop()
    far.close()


def test_a_sale_is_printed_once(qtbot, room, sell, events, tmp_path) -> None:
    number = sell()
    with qtbot.waitSignal(events.printed, timeout=20_000) as printed:
        room.look()
    assert printed.args[1] == "done"
    assert (tmp_path / "paper.bin").read_bytes().count(f"NO: {number}".encode()) == 1


def test_an_open_cover_is_told_and_the_sale_stays(qtbot, room, sell, events, body) -> None:
    body.cover_open = True
    heard: list[DeviceHealth] = []
    events.device_changed.connect(lambda state: heard.append(state.health))
    sell()
    with qtbot.waitSignal(events.printed, timeout=20_000) as printed:
        room.look()
    assert printed.args[1] == "printer_cover_open"
    qtbot.waitUntil(lambda: DeviceHealth.COVER_OPEN in heard, timeout=20_000)
