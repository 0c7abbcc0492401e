"""The customer's pole display: one amount with its word or its light, always the latest one.

Its thread shows what was asked for last; a display that is slow or gone holds up nobody, and shows
where the sale stands as soon as it is back.
"""

import threading
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Protocol

from devices.display_commands import Encode, Sight
from devices.serial_port import BACK_OFF_FIRST_S, BACK_OFF_MOST_S, LINE_LOST, PortState

LOOK_S = 0.5
"""So often an idle line is asked whether it is still there."""


class DisplayPort(Protocol):
    """What a display is written to: pyserial's ``Serial``."""

    def write(self, content: bytes, /) -> int | None:
        """Send ``content``; ``OSError`` when the line is gone."""
        ...

    @property
    def in_waiting(self) -> int:
        """How many bytes have come; ``OSError`` when the line is gone."""
        ...

    def close(self) -> None:
        """Give the line back."""
        ...


class CustomerDisplay:
    """Shows sights on one display.

    Args:
        connect: opens the line anew each time, so that it may find a renamed port.
        encode: the bytes that show a sight on this family of displays.
        on_state: called in the display's thread when the line comes or goes.
        tap: is shown the bytes that are sent.
    """

    def __init__(
        self,
        connect: Callable[[], DisplayPort],
        encode: Encode,
        on_state: Callable[[PortState], None],
        tap: Callable[[bytes], None] = lambda _sent: None,
    ) -> None:
        self._connect = connect
        self._encode = encode
        self._on_state = on_state
        self._tap = tap
        self._state: PortState | None = None
        self._sight = Sight()
        self._news = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="customer display", daemon=True)

    def start(self) -> None:
        """Begin; returns at once, whether or not the display is there."""
        self._thread.start()

    def show(self, sight: Sight) -> None:
        """Show ``sight`` instead of what is shown; returns at once, from any thread."""
        self._sight = sight
        self._news.set()

    def stop(self, timeout_s: float = 2.0) -> None:
        """Clear the display and give the line back; waits for the thread."""
        self._sight = Sight()
        self._stopping.set()
        self._news.set()
        self._thread.join(timeout_s)

    @property
    def alive(self) -> bool:
        """Tell whether the thread runs; it does from ``start`` to ``stop``, whatever happens."""
        return self._thread.is_alive()

    def _run(self) -> None:
        back_off_s = BACK_OFF_FIRST_S
        while not self._stopping.is_set():
            if self._session():
                back_off_s = BACK_OFF_FIRST_S
            if not self._stopping.is_set():
                self._become(PortState.LOST)
            self._stopping.wait(back_off_s)
            back_off_s = min(2 * back_off_s, BACK_OFF_MOST_S)

    def _session(self) -> bool:
        """Show until the line is lost or not wanted; tell whether it was there at all."""
        try:
            port = self._connect()
        except (*LINE_LOST, ValueError):
            return False
        self._become(PortState.CONNECTED)
        with closing(port), suppress(*LINE_LOST):
            self._news.set()
            while True:
                ending = self._stopping.is_set()
                if self._news.wait(LOOK_S) or ending:
                    self._news.clear()
                    sent = self._encode(self._sight)
                    self._tap(sent)
                    port.write(sent)
                if ending:
                    return True
                _ = port.in_waiting
        return True

    def _become(self, state: PortState) -> None:
        if state is not self._state:
            self._state = state
            self._on_state(state)
