"""The thread that prints: takes receipts that are on the disk already, one after the other.

A job is marked before its first byte leaves, so a till that dies in the middle prints a copy, never
a second original, and never opens the drawer twice. A receipt that a printer in trouble broke off
comes again from its start, as a copy, once the printer is well. A printer in trouble stops nothing
but itself.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable

from devices.printer import PrintJob as PaperJob
from devices.printer import ReceiptPrinter
from devices.transport import PrinterUnavailable
from pos_member.domain.receipt import Receipt
from pos_member.domain.views import DeviceHealth, DeviceState
from pos_member.services import printing
from pos_member.services.till import Till
from pos_member.storage.print_jobs import PrintJob
from ui.actions import Events
from ui.worker import Worker

log = logging.getLogger(__name__)

STATUS_SECONDS = 5.0
RETRY_SECONDS = 1.0
"""How often a printer in trouble is asked; a receipt goes on within this of its being well."""
TRIES_MOST = 3
"""So often a receipt is begun; then it is only offered, or it would hold up all others."""
_HEALTH = {
    "printer_paper_out": DeviceHealth.PAPER_OUT,
    "printer_cover_open": DeviceHealth.COVER_OPEN,
}


class PrintRoom:
    """Prints what waits, and says what became of it.

    Args:
        ledger: the only writer of the print jobs' states.
        drawer: whether a cash drawer hangs on the printer.
    """

    def __init__(
        self,
        till: Callable[[], Till],
        printer: ReceiptPrinter,
        ledger: Worker,
        events: Events,
        *,
        drawer: bool = True,
    ) -> None:
        self._till = till
        self._printer = printer
        self._ledger = ledger
        self._events = events
        self._drawer = drawer
        self._trouble = ""
        self._told: tuple[int, str] | None = None
        self._tries: Counter[int] = Counter()
        self._wanted = threading.Event()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="printer", daemon=True)

    def start(self) -> None:
        """Begin; receipts that waited when the till died are printed now."""
        self._thread.start()

    def look(self) -> None:
        """Look for receipts to print; returns at once, from any thread."""
        self._wanted.set()

    def print_test(self, receipt: Receipt) -> None:
        """Print a test page on this thread; never the drawer, never the journal.

        Raises:
            PrinterUnavailable: it was not printed.
        """
        self._printer.print_job(PaperJob("test", receipt))

    def stop(self) -> None:
        """End after the receipt in hand."""
        self._ending.set()
        self._wanted.set()
        self._thread.join(5.0)

    def _run(self) -> None:
        while not self._ending.is_set():
            self._wanted.clear()
            self._print_what_waits()
            if not self._wanted.wait(RETRY_SECONDS if self._trouble else STATUS_SECONDS):
                self._ask_health()

    def _print_what_waits(self) -> None:
        while not self._ending.is_set():
            job = self._ledger.wait_for(lambda: printing.next_job(self._till()))
            if job is None or (self._trouble and not self._ask_health()):
                return
            self._print(job)
            if self._trouble:
                return

    def _print(self, job: PrintJob) -> None:
        till = self._till()
        self._ledger.wait_for(lambda: printing.sending(till, job.job))
        paper = PaperJob(
            str(job.job),
            printing.receipt_of(job),
            open_drawer=job.kick_drawer and self._drawer,
            torn=bool(job.copy and job.trouble),
        )
        try:
            self._printer.print_job(paper)
        except PrinterUnavailable as trouble:
            log.warning("receipt not printed: %s", trouble.code)
            self._broke_off(job, trouble)
            return
        self._trouble = ""
        self._ledger.wait_for(lambda: printing.done(till, job.job))
        self._tell(DeviceHealth.READY)
        self._events.printed.emit(job.job, "done")

    def _broke_off(self, job: PrintJob, trouble: PrinterUnavailable) -> None:
        """Let the job wait for the printer, or give it up where it fails again and again."""
        till, code, torn = self._till(), trouble.code, trouble.began
        self._trouble = code
        self._tries[job.job] += torn
        if self._tries[job.job] >= TRIES_MOST:
            self._ledger.wait_for(lambda: printing.failed(till, job.job, code))
        else:
            self._ledger.wait_for(lambda: printing.put_back(till, job, code, torn=torn))
        self._tell(_HEALTH.get(code, DeviceHealth.OFFLINE))
        if self._told != (job.job, code):
            self._told = (job.job, code)
            self._events.printed.emit(job.job, code)

    def _ask_health(self) -> bool:
        """Tell how the printer is, and return whether it may print."""
        try:
            status = self._printer.status()
            code = (status.trouble or "") if status else ""
        except PrinterUnavailable as trouble:
            code = trouble.code
        self._tell(_HEALTH.get(code, DeviceHealth.OFFLINE) if code else DeviceHealth.READY)
        return not code

    def _tell(self, health: DeviceHealth) -> None:
        self._events.device_changed.emit(DeviceState("printer", health))
