"""What this program holds of the machine: threads, open handles, memory. Linux only."""

import gc
import os
import threading
from dataclasses import dataclass
from pathlib import Path

_OF_THIS_PROGRAM = Path("/proc/self")


@dataclass(frozen=True, slots=True)
class Footprint:
    """What is held at one moment, or how much more than at another."""

    threads: int
    handles: int
    memory_kib: int

    def since(self, before: "Footprint") -> "Footprint":
        """Return how much more this is than ``before``."""
        return Footprint(
            self.threads - before.threads,
            self.handles - before.handles,
            self.memory_kib - before.memory_kib,
        )


def footprint() -> Footprint:
    """Return what is held now, after what nobody wants any more is collected."""
    gc.collect()
    pages = int((_OF_THIS_PROGRAM / "statm").read_text("ascii").split()[1])
    return Footprint(
        threads=threading.active_count(),
        handles=len(list((_OF_THIS_PROGRAM / "fd").iterdir())),
        memory_kib=pages * os.sysconf("SC_PAGE_SIZE") // 1024,
    )
