"""The far end of a serial line: a pseudo-terminal whose near end has a name that stays.

The name is a link, as a USB device keeps its ``by-id`` link while its port number changes: a
replug makes a new pseudo-terminal under the same name.
"""

import os
import pty
import tty
from pathlib import Path


class PseudoLine:
    """A pseudo-terminal whose near end is found at ``path``; plug it in before use."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._far: int | None = None
        self._near: int | None = None

    def plug(self) -> None:
        """Make the line appear at ``path``; does nothing when it is there already."""
        if self._far is not None:
            return
        self._far, self._near = pty.openpty()
        tty.setraw(self._near)
        fresh = self.path.with_name(self.path.name + ".new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(self._near))
        fresh.replace(self.path)
