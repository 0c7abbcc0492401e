"""The display shows the latest amount, and again when it comes back."""

import pytest

from devices.customer_display import CustomerDisplay, DisplayPort
from devices.display_commands import Sight, SightKind, encoder
from devices.serial_port import PortSettings, PortState, open_port
from devices.simulators.display import Glass, SimulatedDisplay


@pytest.fixture
def display(tmp_path, heard):
    changes, states = heard(), heard()
    far = SimulatedDisplay(tmp_path / "display", Glass("led8"), changes)
    path = far.line.path
    near = CustomerDisplay(lambda: open_port(PortSettings(str(path))), encoder("led8"), states)
    near.start()
    states.until((PortState.CONNECTED,))
    yield near, far, changes, states
    near.stop()
    assert not near.alive
    far.close()


def showing(far, changes, lines) -> bool:
    """Wait until the glass shows ``lines``."""
    seen = 0
    while far.glass.lines[0] != lines:
        seen += 1
        changes.first(seen)
    return True


def test_the_latest_amount_is_shown(display):
    near, far, changes, _ = display
    for minor in (100, 200, 12_850):
        near.show(Sight(SightKind.TOTAL, minor))
    assert showing(far, changes, "128.50")
    assert far.glass.light == 2


def test_a_display_that_comes_back_shows_where_the_sale_stands(display):
    near, far, changes, states = display
    near.show(Sight(SightKind.TOTAL, 100))
    assert showing(far, changes, "1.00")
    far.line.unplug()
    states.until((PortState.LOST,))
    near.show(Sight(SightKind.CHANGE, 310))
    far.line.plug()
    assert showing(far, changes, "3.10")
    assert near.alive


def test_a_display_that_is_not_there_is_told_once(tmp_path, heard):
    states = heard()

    def connect() -> DisplayPort:
        raise FileNotFoundError("display")

    near = CustomerDisplay(connect, encoder("epson"), states)
    near.start()
    states.until((PortState.LOST,))
    near.show(Sight(SightKind.TOTAL, 1))
    near.stop()
    assert states.all == [(PortState.LOST,)]


def test_the_glass_is_dark_when_the_till_has_ended(tmp_path, heard):
    states = heard()
    far = SimulatedDisplay(tmp_path / "display", Glass("cd5220"))
    path = far.line.path
    near = CustomerDisplay(lambda: open_port(PortSettings(str(path))), encoder("cd5220"), states)
    near.show(Sight(SightKind.TOTAL, 100))
    near.start()
    states.until((PortState.CONNECTED,))
    near.stop()
    far.close()
    assert far.glass.lines == ["", ""]
