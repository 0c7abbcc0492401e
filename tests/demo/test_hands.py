"""A cashier's hands scan, press, and look until the window shows what they wait for."""

import pytest

from devices.simulators.scanner import SimulatedScanner
from pos_member.demo.hands import Hands, Stuck
from pos_member.demo.programs import NotReady, TillProgram
from pos_member.demo.shop import Counter


class Window(TillProgram):
    """The far end of a till that is played: remembers orders and shows one thing after another."""

    def play(self, *shown: str) -> list[tuple[str, dict[str, object]]]:
        self.orders: list[tuple[str, dict[str, object]]] = []
        self.shown = list(shown)
        return self.orders

    def do(self, what: str, **values: object) -> object:
        self.orders.append((what, values))
        if not self.shown:
            raise NotReady("the window is gone")
        here = self.shown[0]
        if what == "state" and len(self.shown) > 1:
            del self.shown[0]
        return {"screen": here}


@pytest.fixture
def window(tmp_path):
    made = Window("01", tmp_path, ())
    yield made
    made._door.close()


@pytest.fixture
def hands(window, tmp_path):
    scanner = SimulatedScanner(tmp_path / "scanner")
    scanner.replug()
    yield Hands(Counter("01", window, scanner, None, tmp_path / "paper", ()))
    scanner.unplug()


def test_every_gesture_is_one_order(hands, window) -> None:
    orders = window.play("sale")
    hands.key("F6")
    hands.type("138")
    hands.click("pay")
    hands.grab("a.png")
    assert [what for what, _ in orders] == ["key", "type", "click", "grab"]


def test_waiting_ends_when_the_window_shows_it(hands, window) -> None:
    window.play("sign-in", "sign-in", "sale")
    assert hands.wait("the sale", lambda state: state["screen"] == "sale") == {"screen": "sale"}


def test_waiting_in_vain_says_for_what_and_what_is_there(hands, window) -> None:
    window.play("sign-in")
    with pytest.raises(Stuck, match=r"the sale; it shows .*sign-in"):
        hands.wait("the sale", lambda state: state["screen"] == "sale", patience=0.05)


def test_a_window_that_is_gone_is_not_there(hands, window) -> None:
    window.play("sale")
    assert hands.is_there()
    window.play()
    assert not hands.is_there()
