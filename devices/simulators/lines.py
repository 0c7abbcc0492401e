"""The far end of a serial line: a pseudo-terminal whose near end has a name that stays.

The name is a link, as a USB device keeps its ``by-id`` link while its port number changes: a
replug makes a new pseudo-terminal under the same name. POSIX only.
"""

import os
import pty
import select
import threading
import tty
from contextlib import suppress
from pathlib import Path


class PseudoLine:
    """A pseudo-terminal whose near end is found at ``path``, plugged in from the start."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._far: int | None = None
        self._near: int | None = None
        self._changing = threading.Lock()
        self.plug()

    @property
    def far(self) -> int | None:
        """The descriptor of the device's own end; None while it is unplugged."""
        return self._far

    def plug(self) -> None:
        """Make the line appear at ``path``; does nothing when it is there already."""
        if self._far is not None:
            return
        far, near = pty.openpty()
        tty.setraw(near)
        os.set_blocking(far, False)
        fresh = self.path.with_name(self.path.name + ".new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(near))
        fresh.replace(self.path)
        self._far, self._near = far, near

    def unplug(self) -> None:
        """Take the line away: whoever has it open is told at once."""
        with self._changing:
            far, near = self._far, self._near
            self._far = self._near = None
        self.path.unlink(missing_ok=True)
        for descriptor in (far, near):
            if descriptor is not None:
                os.close(descriptor)

    def send(self, content: bytes, *, timeout_s: float = 5.0) -> None:
        """Send ``content``; what nobody takes within the time is lost, as on a real line."""
        while content and self._far is not None:
            _, writable, _ = select.select([], [self._far], [], timeout_s)
            if not writable:
                return
            with suppress(BlockingIOError):
                content = content[os.write(self._far, content) :]

    def receive(self, most: int, timeout_s: float) -> bytes:
        """Return what has come from the near end, at most ``most`` bytes; ``b""`` for nothing."""
        with self._changing:
            if self._far is None:
                return b""
            readable, _, _ = select.select([self._far], [], [], timeout_s)
            with suppress(OSError):  # nobody has the near end open
                return os.read(self._far, most) if readable else b""
        return b""
