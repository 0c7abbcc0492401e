"""The thread that prints: takes receipts that are on the disk already, one after the other.

A job is marked before its first byte leaves, so a till that dies in the middle prints a copy, never
a second original, and never opens the drawer twice. A printer in trouble stops nothing but itself.
"""

import logging
import threading
from collections.abc import Callable

from devices.printer import PrintJob as PaperJob
from devices.printer import ReceiptPrinter
from devices.transport import PrinterUnavailable
from pos_member.domain.views import DeviceHealth, DeviceState
from pos_member.services import printing
from pos_member.services.till import Till
from pos_member.storage.print_jobs import PrintJob
from ui.actions import Events
from ui.worker import Worker

log = logging.getLogger(__name__)

STATUS_SECONDS = 5.0
_HEALTH = {
    "printer_paper_out": DeviceHealth.PAPER_OUT,
    "printer_cover_open": DeviceHealth.COVER_OPEN,
}


class PrintRoom:
    """Prints what waits, and says what became of it.

    Args:
        ledger: the only writer of the print jobs' states.
    """

    def __init__(
        self, till: Callable[[], Till], printer: ReceiptPrinter, ledger: Worker, events: Events
    ) -> None:
        self._till = till
        self._printer = printer
        self._ledger = ledger
        self._events = events
        self._wanted = threading.Event()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="printer", daemon=True)

    def start(self) -> None:
        """Begin; receipts that waited when the till died are printed now."""
        self._thread.start()

    def look(self) -> None:
        """Look for receipts to print; returns at once, from any thread."""
        self._wanted.set()

    def stop(self) -> None:
        """End after the receipt in hand."""
        self._ending.set()
        self._wanted.set()
        self._thread.join(5.0)

    def _run(self) -> None:
        while not self._ending.is_set():
            self._wanted.clear()
            self._print_what_waits()
            if not self._wanted.wait(STATUS_SECONDS):
                self._tell_health()

    def _print_what_waits(self) -> None:
        while not self._ending.is_set():
            job = self._ledger.wait_for(lambda: printing.next_job(self._till()))
            if job is None:
                return
            self._print(job)

    def _print(self, job: PrintJob) -> None:
        till = self._till()
        self._ledger.wait_for(lambda: printing.sending(till, job.job))
        paper = PaperJob(str(job.job), printing.receipt_of(job), job.kick_drawer)
        try:
            self._printer.print_job(paper)
        except PrinterUnavailable as trouble:
            code = trouble.code
            log.warning("receipt not printed: %s", code)
            self._ledger.wait_for(lambda: printing.failed(till, job.job, code))
            self._tell(_HEALTH.get(code, DeviceHealth.OFFLINE))
            self._events.printed.emit(job.job, code)
            return
        self._ledger.wait_for(lambda: printing.done(till, job.job))
        self._tell(DeviceHealth.READY)
        self._events.printed.emit(job.job, "done")

    def _tell_health(self) -> None:
        try:
            status = self._printer.status()
        except PrinterUnavailable as trouble:
            self._tell(_HEALTH.get(trouble.code, DeviceHealth.OFFLINE))
            return
        trouble_code = status.trouble if status else None
        self._tell(
            _HEALTH.get(trouble_code, DeviceHealth.OFFLINE) if trouble_code else DeviceHealth.READY
        )

    def _tell(self, health: DeviceHealth) -> None:
        self._events.device_changed.emit(DeviceState("printer", health))
