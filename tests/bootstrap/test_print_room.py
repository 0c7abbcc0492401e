"""What was sold is printed behind the screen; a printer in trouble costs a copy, never a sale."""

import re
from collections.abc import Callable, Iterator

import pytest

from devices.escpos_interpreter import interpret, page_text
from devices.simulators.printer import PrinterBody, SerialPrinter, TcpPrinter
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


def paper_of(body: PrinterBody) -> str:
    return page_text(interpret(bytes(body.printed), 48))


def told(events) -> list[str]:
    codes: list[str] = []
    events.printed.connect(lambda _job, code: codes.append(code))
    return codes


def test_a_receipt_waits_for_paper_and_is_an_original_then(qtbot, room, sell, events, body) -> None:
    body.paper_out, codes = True, told(events)
    number = sell()
    room.look()
    qtbot.waitUntil(lambda: codes == ["printer_paper_out"], timeout=20_000)
    assert body.pulses == 0
    body.paper_out = False
    qtbot.waitUntil(lambda: codes == ["printer_paper_out", "done"], timeout=20_000)
    assert paper_of(body).count(f"NO: {number}") == 1
    assert "补打" not in paper_of(body)
    assert body.pulses == 1


def test_paper_that_ends_in_the_middle_brings_the_receipt_again_from_its_start_and_no_kick(
    qtbot, room, sell, events, body
) -> None:
    body.paper_left, codes = 500, told(events)
    first, second = sell(), sell()
    room.look()
    qtbot.waitUntil(lambda: codes == ["printer_paper_out"], timeout=20_000)
    body.paper_left, body.paper_out = None, False
    qtbot.waitUntil(lambda: codes.count("done") == 2, timeout=20_000)
    papers = [paper for paper in paper_of(body).split("~" * 48) if "NO: " in paper]
    numbers = [re.findall("NO: (.*)", paper) for paper in papers]
    assert numbers == [[first], [first], [second]]
    assert ["补打" in paper for paper in papers] == [False, True, False]
    assert body.pulses == 2


@pytest.fixture
def serial_room(
    body, counter, ledger, events, tmp_path
) -> Iterator[tuple[SerialPrinter, PrintRoom]]:
    """Give a printer on a serial line, with a room for it and without a drawer."""
    far = SerialPrinter(tmp_path / "printer", body)
    printer = open_printer(Settings(printer=f"serial:{far.path}"))
    assert printer is not None
    room = PrintRoom(lambda: counter.till, printer, ledger, events, drawer=False)
    room.start()
    yield far, room
    room.stop()
    far.close()


def test_a_plug_pulled_in_the_middle_of_a_receipt_loses_nothing(
    qtbot, serial_room, events, sell, body
) -> None:
    (far, room), codes = serial_room, told(events)
    body.bytes_per_s = 2_000
    number = sell()
    room.look()
    qtbot.waitUntil(lambda: len(body.printed) > 100, timeout=20_000)
    far.unplug()
    qtbot.waitUntil(lambda: len(codes) == 1, timeout=20_000)
    body.bytes_per_s = 0
    far.replug()
    qtbot.waitUntil(lambda: codes[-1] == "done", timeout=20_000)
    assert codes[0] in {"printer_lost", "printer_silent"}
    assert f"NO: {number}" in paper_of(body).split("*** 补打")[-1]
    assert body.pulses == 0


def test_a_printer_that_breaks_off_again_and_again_holds_up_nobody_else(
    qtbot, room, sell, events, body
) -> None:
    body.paper_left, codes = 300, told(events)
    sell()
    events.device_changed.connect(
        lambda state: (
            setattr(body, "paper_out", False) if state.health is DeviceHealth.PAPER_OUT else None
        )
    )
    room.look()
    qtbot.waitUntil(lambda: codes == ["printer_paper_out"], timeout=20_000)
    for _ in range(2):
        qtbot.waitUntil(lambda: not body.paper_out, timeout=20_000)
        body.paper_left = 300
        qtbot.waitUntil(lambda: body.paper_left is None or body.paper_left <= 0, timeout=20_000)
    body.paper_left = None
    sell()
    room.look()
    qtbot.waitUntil(lambda: codes[-1] == "done", timeout=20_000)
    assert codes.count("done") == 1
