"""A cashier's hands on one till: scans on the line, keys on the window, eyes on what it shows."""

import threading
import time
from collections.abc import Callable
from typing import Any

from pos_member.demo.programs import NotReady
from pos_member.demo.shop import Counter

POLL_SECONDS = 0.004
PATIENCE_SECONDS = 12.0
AFTER_SCAN_SECONDS = 0.2
"""No hand is faster; a window takes an Enter sooner than that for the scanner's own."""

State = dict[str, Any]


class Stuck(RuntimeError):
    """The window did not come to show what a cashier would wait for."""


class Hands:
    """Plays one till as a person does: does one thing, looks, does the next."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter
        self.look_seconds = POLL_SECONDS
        self._pause = threading.Event()
        self._seen = 0.0
        self._fresh = False

    @property
    def state(self) -> State:
        """Return what the window shows now."""
        return dict(self.counter.till.do("state"))

    def scan(self, text: str) -> None:
        """Scan a code on the serial line."""
        self.counter.scanner.scan(text)
        self._fresh = True

    def enter_code(self, text: str) -> None:
        """Type a code or phone number into the scan field; the window takes it for a scan."""
        self.key("F2")
        self.type(text)
        self.key("Return")
        self._fresh = True

    def key(self, name: str) -> None:
        """Press a key, by the name Qt gives it (``F6``, ``Alt+2``, ``Return``)."""
        left = self._seen + AFTER_SCAN_SECONDS - time.monotonic()
        if name == "Return" and left > 0:
            self._pause.wait(left)
        self.counter.till.do("key", key=name)

    def type(self, text: str) -> None:
        """Type at the speed of a person as far as the window can tell."""
        self.counter.till.do("type", text=text)

    def click(self, name: str) -> None:
        """Touch what has the object name ``name``."""
        self.counter.till.do("click", name=name)

    def grab(self, file: str) -> None:
        """Take a picture of the window."""
        self.counter.till.do("grab", file=file)

    def wait(
        self, what: str, shows: Callable[[State], object], *, patience: float = PATIENCE_SECONDS
    ) -> State:
        """Wait until the window ``shows`` something true, and return its state.

        Raises:
            Stuck: it never did; the message says what was waited for and what is there.
        """
        ends = time.monotonic() + patience
        state: State = {}
        while time.monotonic() < ends:
            state = self.state
            if shows(state):
                self._look_up()
                return state
            self._pause.wait(self.look_seconds)
        raise Stuck(f"till {self.counter.name}: {what}; it shows {state}")

    def _look_up(self) -> None:
        """Note when the answer to a scan was seen: no hand goes to Enter at once."""
        if self._fresh:
            self._seen, self._fresh = time.monotonic(), False

    def is_there(self) -> bool:
        """Tell whether the till answers at all."""
        try:
            self.counter.till.do("state")
        except NotReady:
            return False
        return True
