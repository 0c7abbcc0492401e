"""A customer display at the far end of a pseudo-terminal: it shows what it got, and how."""

import threading
from collections.abc import Callable
from pathlib import Path

from devices.simulators.lines import PseudoLine

_COLUMNS = 20
_LINE_END = 0x0D
_LIGHT_BYTES = 3
_POLL_S = 0.05


class Glass:
    """What a display makes of bytes; a byte that it does not know is kept in ``unknown``.

    Attributes:
        light: which LED is lit: 0 none, 1 price, 2 total, 3 received, 4 change.
        lines: the one line of digits, or both lines.
    """

    def __init__(self, family: str, encoding: str = "ascii") -> None:
        self.family = family
        self.light = 0
        self.lines = ["", ""]
        self.unknown = bytearray()
        self._encoding = encoding
        self._pending = bytearray()

    def feed(self, received: bytes) -> None:
        """Take bytes in any pieces."""
        self._pending += received
        while self._pending and (taken := self._step()):
            del self._pending[:taken]

    def _step(self) -> int:
        """Do the first command; return its length, or 0 while it is not all here."""
        pending = bytes(self._pending)
        if pending in (b"\x1b", b"\x1f"):
            return 0
        known: dict[bytes, Callable[[bytes], int]] = {
            b"\x0c": self._clear,
            b"\x1b@": self._reset,
            b"\x1bQ": self._write_line,
        }
        if self.family == "led8":
            known[b"\x1bs"] = self._light_up
        if self.family == "epson":
            known[b"\x1f$"] = self._write_at
        do = known.get(pending[:1]) or known.get(pending[:2]) or self._wonder
        return do(pending)

    def _wonder(self, pending: bytes) -> int:
        self.unknown += pending[:1]
        return 1

    def _clear(self, _pending: bytes) -> int:
        self.lines = ["", ""]
        return 1

    def _reset(self, _pending: bytes) -> int:
        self.light, self.lines = 0, ["", ""]
        return 2

    def _light_up(self, pending: bytes) -> int:
        if len(pending) < _LIGHT_BYTES:
            return 0
        self.light = pending[2] - ord("0")
        return _LIGHT_BYTES

    def _write_line(self, pending: bytes) -> int:
        end = pending.find(_LINE_END)
        if end > 0:
            self.lines[pending[2] - ord("A")] = self._text(pending[3:end])
        return end + 1

    def _write_at(self, pending: bytes) -> int:
        whole = 4 + _COLUMNS
        if len(pending) < whole:
            return 0
        self.lines[pending[3] - 1] = self._text(pending[4:whole])
        return whole

    def _text(self, coded: bytes) -> str:
        return coded.decode(self._encoding, "replace").strip()


class SimulatedDisplay:
    """The display; its near end is the serial port at ``line.path``.

    Args:
        on_change: called in the display's thread when what it shows has changed.
    """

    def __init__(
        self, path: Path, glass: Glass, on_change: Callable[[], None] = lambda: None
    ) -> None:
        self.line = PseudoLine(path)
        self.glass = glass
        self._on_change = on_change
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="simulated display", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Switch it off."""
        self._stopping.set()
        self._thread.join(5)
        self.line.unplug()

    def _run(self) -> None:
        while not self._stopping.is_set():
            received = self.line.receive(256, _POLL_S)
            if received:
                self.glass.feed(received)
                self._on_change()
            else:
                self._stopping.wait(_POLL_S / 10)
