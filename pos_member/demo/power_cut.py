"""Kills a till without a last word, at a moment that a script chose before it pressed a key."""

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from pos_member.demo.shop import Counter

POLL_SECONDS = 0.0005
COMES_WITHIN_SECONDS = 6.0


class PowerCut:
    """One SIGKILL for the till at ``counter``; ``wait`` returns when it was made.

    Args:
        whole_family: kill the sync process beside the window too, as a real power cut does.

    Attributes:
        made: the till is dead.
        paper: how many bytes the printer had received when it was.
    """

    def __init__(self, counter: Counter, *, whole_family: bool) -> None:
        self.made = False
        self.paper = 0
        self._counter = counter
        self._whole_family = whole_family
        self._thread: threading.Thread | None = None

    def after(self, seconds: float) -> None:
        """Make it ``seconds`` from now."""
        due = time.monotonic() + seconds
        self._begin(lambda: time.monotonic() >= due)

    def at_paper(self, length: int) -> None:
        """Make it when the printer has received ``length`` bytes in its life, or after a while."""
        self._begin(lambda: self._length() >= length)

    def wait(self) -> None:
        """Return when it was made; at once when none was ordered."""
        if self._thread is not None:
            self._thread.join()

    def _begin(self, due: Callable[[], bool]) -> None:
        assert self._thread is None, "a till dies once"
        self._thread = threading.Thread(target=self._run, args=(due,), name="power cut")
        self._thread.start()

    def _run(self, due: Callable[[], bool]) -> None:
        pause = threading.Event()
        ends = time.monotonic() + COMES_WITHIN_SECONDS
        while not (due() and self._is_running()) and time.monotonic() < ends:
            pause.wait(POLL_SECONDS)
        process = self._counter.till.process
        if process is None:
            return
        children = children_of(process.pid) if self._whole_family else []
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        process.wait()
        self.paper = self._length()
        self.made = True

    def _is_running(self) -> bool:
        process = self._counter.till.process
        return process is not None and process.poll() is None

    def _length(self) -> int:
        paper = self._counter.paper
        return paper.stat().st_size if paper.exists() else 0


def children_of(pid: int) -> list[int]:
    """Return the processes that ``pid`` started; none where the system does not list them."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    with suppress(OSError):
        return [int(child) for child in listed.read_text(encoding="ascii").split()]
    return []
