"""The receipt printer and the drawer on it: one job at a time, and the drawer once a job.

A receipt may be printed again, a drawer must not open again: whatever goes wrong behind the pulse,
a repeated job prints without it. A caller that restarts keeps that in its own row, by handing in
``open_drawer`` only with the first attempt.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from devices.escpos import FEED_AND_CUT, Draw, PrinterProfile, drawer_pulse, encode
from devices.escpos_commands import CommandReader
from devices.layouts import Layouts
from devices.printer_status import PrinterStatus, read_status, require_ready, wait_until_done
from devices.receipt import StyledLine, lay_out
from devices.receipt_labels import ReceiptLabels
from devices.transport import Connect, PrinterLine, PrinterUnavailable
from pos_member.domain.receipt import Receipt

_KEPT_JOBS = 200


@dataclass(frozen=True, slots=True)
class PrintJob:
    """What is to be printed; ``job_id`` is the row's own id, the same at every attempt.

    ``torn``: an attempt broke off, so its paper is cut off before this one begins.
    """

    job_id: str
    receipt: Receipt
    open_drawer: bool = False
    torn: bool = False


class ReceiptPrinter:
    """Prints receipts on one printer; every call blocks, so call it off the window's thread.

    Args:
        connect: opens the line for one job.
        profile: what the printer can do.
        labels: the fixed words of a receipt.
        draw: draws lines where the profile needs it (``devices.drawing.draw_line``).
        layouts: the shop's layouts and logo; without them the built-in ones.
    """

    def __init__(
        self,
        connect: Connect,
        profile: PrinterProfile,
        labels: ReceiptLabels,
        draw: Draw | None = None,
        *,
        layouts: Layouts | None = None,
    ) -> None:
        self._layouts = layouts or Layouts()
        self._connect = connect
        self._profile = profile
        self._labels = labels
        self._draw = draw
        self._opened_for: dict[str, None] = {}

    def print_job(self, job: PrintJob) -> None:
        """Print a receipt, the drawer first: the customer waits for change, not for paper.

        Returns when the printer says that it is done, or, where it never answers, when the line
        has taken the bytes.

        Raises:
            PrinterUnavailable: nothing (``began`` is false), or not all, was printed; print the
                whole job again.
        """
        line = self._connect()
        began = False
        try:
            answers = self._check(line)
            began = True
            if job.open_drawer:
                self._open_drawer_once(line, job.job_id)
            receipt = self.encoded(job.receipt)
            line.write((self._behind_torn(receipt) if job.torn else b"") + receipt)
            if answers and self._profile.confirms:
                wait_until_done(line)
        except PrinterUnavailable as trouble:
            trouble.began = began
            raise
        finally:
            line.close()

    def print_lines(self, lines: Iterable[StyledLine]) -> None:
        """Print lines that are no receipt (a test page, a report).

        Raises:
            PrinterUnavailable: as for a receipt.
        """
        line = self._connect()
        try:
            answers = self._check(line)
            line.write(encode(lines, self._profile, self._draw))
            if answers and self._profile.confirms:
                wait_until_done(line)
        finally:
            line.close()

    def open_drawer(self) -> None:
        """Open the drawer without a receipt.

        Raises:
            PrinterUnavailable: it may or may not have opened; never try again unasked.
        """
        line = self._connect()
        try:
            line.write(drawer_pulse(self._profile))
        finally:
            line.close()

    def status(self) -> PrinterStatus | None:
        """Return how the printer says it stands; None when it does not answer.

        Raises:
            PrinterUnavailable: it is not there.
        """
        line = self._connect()
        try:
            return read_status(line)
        finally:
            line.close()

    def encoded(self, receipt: Receipt) -> bytes:
        """Return the bytes that print ``receipt`` on this printer."""
        columns = self._profile.columns
        layout, logo = self._layouts.layout(receipt.kind), self._layouts.logo(columns)
        lines = lay_out(receipt, columns, self._labels, layout, logo)
        return encode(lines, self._profile, self._draw)

    def _behind_torn(self, receipt: bytes) -> bytes:
        """Return what ends the paper of an attempt that broke off, in the middle of a command even.

        A printer that kept its power still waits for the rest of that command and would take the
        next receipt for it. NUL fills any up: white dots in a picture, nothing between commands.
        """
        longest = max(len(one.lead) + len(one.rest) for one in CommandReader().feed(receipt))
        return b"\x00" * longest + b"\n" + (FEED_AND_CUT if self._profile.cuts else b"")

    def _check(self, line: PrinterLine) -> bool:
        """Refuse a printer in trouble; tell whether it answers at all."""
        if not self._profile.answers:
            return False
        status = read_status(line)
        require_ready(status)
        return status is not None

    def _open_drawer_once(self, line: PrinterLine, job_id: str) -> None:
        if job_id in self._opened_for:
            return
        # Noted before it is sent: a line that breaks may have carried the pulse.
        self._opened_for[job_id] = None
        if len(self._opened_for) > _KEPT_JOBS:
            del self._opened_for[next(iter(self._opened_for))]
        line.write(drawer_pulse(self._profile))
