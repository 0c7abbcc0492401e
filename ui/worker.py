"""Runs work off the GUI thread and brings its result back on it.

One worker is one thread, so what is submitted to it runs in order: the *ledger* worker is the only
writer of the till's journal. The GUI thread never waits: it gets a queued signal.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from pos_member.domain.errors import PosError

Result = TypeVar("Result")


class Worker(QObject):
    """A single thread that works for the window.

    Signals:
        failed_unexpectedly: a bug that a job ran into; the job's ``on_error`` hears too.
    """

    failed_unexpectedly = Signal(object)
    _deliver = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._deliver.connect(_call, Qt.ConnectionType.QueuedConnection)
        self._stopping = False

    def submit(
        self,
        job: Callable[[], Result],
        on_done: Callable[[Result], None] | None = None,
        on_error: Callable[[PosError], None] | None = None,
    ) -> None:
        """Run ``job`` on the worker's thread, then one of the two callbacks on the GUI thread.

        ``on_error`` hears refusals and outages; a bug is told through ``failed_unexpectedly``, and
        given to ``on_error`` as ``PosError("bug")``.
        """
        if not self._stopping:
            self._pool.submit(self._run, job, on_done, on_error)

    def wait_for(self, job: Callable[[], Result]) -> Result:
        """Run ``job`` here and wait for it: only for other worker threads, never for the GUI."""
        return self._pool.submit(job).result()

    def stop(self) -> None:
        """Finish what was submitted, then end the thread."""
        self._stopping = True
        self._pool.shutdown(wait=True)

    def _run(
        self,
        job: Callable[[], Result],
        on_done: Callable[[Result], None] | None,
        on_error: Callable[[PosError], None] | None,
    ) -> None:
        try:
            result = job()
        except PosError as refused:
            error = refused
        except Exception as bug:  # the boundary: a bug in one job must not end the till
            self.failed_unexpectedly.emit(bug)
            error = PosError("bug", what=type(bug).__name__)
        else:
            if on_done is not None:
                self._deliver.emit(lambda: on_done(result))
            return
        if on_error is not None:
            self._deliver.emit(lambda: on_error(error))


def _call(callback: Callable[[], None]) -> None:
    callback()
