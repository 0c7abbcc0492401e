"""A hand scanner at the far end of a pseudo-terminal: it scans, stutters, and gets unplugged."""

import threading
from collections.abc import Iterable
from pathlib import Path

from devices.simulators.lines import PseudoLine


class SimulatedScanner:
    """Sends codes as a scanner does; its near end is the serial port at ``path``."""

    def __init__(self, path: Path, *, suffix: bytes = b"\r") -> None:
        self._line = PseudoLine(path)
        self._suffix = suffix
        self._pause = threading.Event()

    @property
    def line(self) -> PseudoLine:
        """The line that it hangs on, to be plugged into a hub."""
        return self._line

    @property
    def path(self) -> Path:
        """The name of the serial port that the till opens."""
        return self._line.path

    def scan(self, text: str, *, encoding: str = "utf-8") -> None:
        """Send one code and what ends it."""
        self._line.send(text.encode(encoding) + self._suffix)

    def send(self, content: bytes) -> None:
        """Send bytes as they are: garbage, parts, several codes at once."""
        self._line.send(content)

    def trickle(self, pieces: Iterable[bytes], pause_s: float) -> None:
        """Send ``pieces`` one by one with ``pause_s`` between them."""
        for piece in pieces:
            self._line.send(piece)
            self._pause.wait(pause_s)

    def unplug(self) -> None:
        """Pull the plug; whoever reads is told at once."""
        self._line.unplug()

    def replug(self) -> None:
        """Put it back, on another port under the same name."""
        self._line.plug()
