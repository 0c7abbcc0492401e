"""A serial line that is read for as long as it is wanted: unplugged, it is opened again.

One thread per line. It takes the first byte the moment it comes and whatever waits behind it:
reading a fixed number with a time-out would hold every code back until the time-out.
"""

import sys
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

import serial

if sys.platform == "win32":
    LINE_LOST: tuple[type[Exception], ...] = (OSError,)
else:
    import termios

    LINE_LOST = (OSError, termios.error)
"""What pyserial lets through when a device goes away: its own error is an ``OSError``."""

READ_TIMEOUT_MS = 30
BACK_OFF_FIRST_S = 0.1
BACK_OFF_MOST_S = 1.0


class PortState(StrEnum):
    """How a line stands; the words for it are in the catalogues."""

    CONNECTED = "connected"
    LOST = "lost"


class Port(Protocol):
    """What is read from: pyserial's ``Serial``, or what opens like it, ``READ_TIMEOUT_MS`` set."""

    def read(self, size: int = 1, /) -> bytes:
        """Return up to ``size`` bytes, fewer when the time-out passes; ``OSError`` when gone."""
        ...

    @property
    def in_waiting(self) -> int:
        """How many bytes can be read at once."""
        ...

    def close(self) -> None:
        """Give the line back; never raises."""
        ...


@dataclass(frozen=True, slots=True)
class PortSettings:
    """How a serial line is opened; ``parity`` is one of N, E, O."""

    port: str
    baud: int = 9600
    data_bits: int = 8
    parity: str = "N"
    stop_bits: int = 1

    def at(self, port: str) -> "PortSettings":
        """Return the same settings for ``port``."""
        return replace(self, port=port)


def open_port(settings: PortSettings, *, write_timeout_s: float | None = None) -> serial.Serial:
    """Open the line, for this program alone.

    Raises:
        OSError: it is not there, not permitted, or taken.
    """
    return serial.Serial(
        settings.port,
        baudrate=settings.baud,
        bytesize=settings.data_bits,
        parity=settings.parity,
        stopbits=settings.stop_bits,
        timeout=READ_TIMEOUT_MS / 1000,
        write_timeout=write_timeout_s,
        exclusive=True,
    )


class PortReader:
    """Reads one line in a thread of its own and reopens it with back-off when it is lost.

    Args:
        name: names the thread and the line, in reports.
        connect: opens the line anew each time, so that it may find a renamed port.
        on_bytes: called with what arrived; with ``b""`` when a read found nothing.
        on_state: called at each change of state, the first one included.

    Both callbacks run in the reader's thread and must only hand on (emit a queued signal).
    """

    def __init__(
        self,
        name: str,
        connect: Callable[[], Port],
        *,
        on_bytes: Callable[[bytes], None],
        on_state: Callable[[PortState], None],
    ) -> None:
        self._connect = connect
        self._on_bytes = on_bytes
        self._on_state = on_state
        self._state: PortState | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"line {name}", daemon=True)

    def start(self) -> None:
        """Begin reading; returns at once, connected or not."""
        self._thread.start()

    def stop(self, timeout_s: float = 2.0) -> None:
        """Stop reading and give the line back; waits for the thread."""
        self._stopping.set()
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
        """Read until the line is lost or not wanted; tell whether it was there at all."""
        try:
            port = self._connect()
        except (*LINE_LOST, ValueError):  # a baud rate that this machine does not have
            return False
        self._become(PortState.CONNECTED)
        with closing(port), suppress(*LINE_LOST):
            while not self._stopping.is_set():
                first = port.read(1)
                waiting = port.in_waiting if first else 0
                self._on_bytes(first + port.read(waiting) if waiting else first)
        return True

    def _become(self, state: PortState) -> None:
        if state is not self._state:
            self._state = state
            self._on_state(state)
