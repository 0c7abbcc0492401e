"""The mark of a simulated program, which can be killed between its commit and the mark."""

from pathlib import Path

from typing_extensions import override

from pos_member.storage.high_water import HighWater
from sync.simulator.crash import CrashPoints


class KillableMark(HighWater):
    """A high-water mark with a crash point before it is written."""

    def __init__(self, path: Path, crashes: CrashPoints) -> None:
        super().__init__(path)
        self._crashes = crashes

    @override
    def committed(self) -> None:
        """Write it, unless killed just before."""
        if self._noted is not None:
            self._crashes.point()
        super().committed()
