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
        self._pause = threading.Event()
        self._scanned = 0.0

    @property
    def state(self) -> State:
        """Return what the window shows now."""
        return dict(self.counter.till.do("state"))

    def scan(self, text: str) -> None:
        """Scan a code on the serial line."""
        self.counter.scanner.scan(text)
        self._scanned = time.monotonic()

    def key(self, name: str) -> None:
        """Press a key, by the name Qt gives it (``F6``, ``Alt+2``, ``Return``)."""
        left = self._scanned + AFTER_SCAN_SECONDS - time.monotonic()
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
                return state
            self._pause.wait(POLL_SECONDS)
        raise Stuck(f"till {self.counter.name}: {what}; it shows {state}")

    def is_there(self) -> bool:
        """Tell whether the till answers at all."""
        try:
            self.counter.till.do("state")
        except NotReady:
            return False
        return True
