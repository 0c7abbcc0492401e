"""What must hold of a receipt whose printer is unplugged in its middle, tried on a real line.

The till's end is the real one; its spool is played by the rule that the print room keeps: what had
begun comes again from its start, as a copy. The drawer is asked for at every attempt on purpose.
"""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from devices.escpos_interpreter import interpret, page_text
from devices.places import KnownPort
from devices.printer import PrintJob, ReceiptPrinter
from devices.printer_lines import printer_connect, printer_profile
from devices.receipt_labels import ZH
from devices.receipt_samples import sample
from devices.simulators.footprint import Footprint, footprint
from devices.simulators.hub import Hub, UsbIdentity, hub_ports
from devices.simulators.printer import PrinterBody, SerialPrinter
from devices.specs import read_spec
from devices.transport import PrinterUnavailable
from pos_member.domain.receipt import ReceiptKind

PRINTER = UsbIdentity(0x0416, 0x5011, "P-1", "simulated receipt printer")
PLACE = "serial:usb:0416:5011:P-1"
RETRY_S = 1.0
"""As often as the print room asks a printer in trouble."""
_COLUMNS, _PAPER_MM = 48, 80
_WARM_UP = 3
_POLL_S = 0.002
_WAIT_S = 20.0
_SLOWEST, _FASTEST = 2_000, 6_000


@dataclass(frozen=True, slots=True)
class Receipts:
    """What became of receipts whose printer was unplugged in their middle.

    Attributes:
        slowest_s: from the plug to the whole receipt on paper.
        lost: receipts that never came out whole.
        doubled: whole ones beyond the first that are not marked as copies.
        kicks_more: how often a drawer opened again for the same receipt.
    """

    rounds: int
    torn: int
    slowest_s: float
    lost: int
    doubled: int
    kicks_more: int
    threads_more: int
    handles_more: int
    memory_more_kib: int


class _Bench:
    """A printer at the far end of a line on a hub, and the till's end of it."""

    def __init__(self, folder: Path, retry_s: float) -> None:
        self._hub = Hub(folder)
        self.body = PrinterBody(folder / "paper.bin")
        self._far = SerialPrinter(folder / "printer", self.body)
        self.plug()
        spec = read_spec(PLACE)

        def ports() -> list[KnownPort]:
            return hub_ports(folder)

        self.near = ReceiptPrinter(
            printer_connect(spec, ports),
            printer_profile(spec, paper_mm=_PAPER_MM, encoding="gb18030"),
            ZH,
        )
        self._retry_s = retry_s
        self._spool = ThreadPoolExecutor(1, "spool")
        self._spool.submit(footprint).result()  # its thread is no leak of the first round

    def plug(self) -> None:
        """Plug the printer in, under a port name that nobody had before."""
        self._hub.plug(self._far.line, PRINTER)

    def unplug(self) -> None:
        """Pull the plug."""
        self._hub.unplug(self._far.line)

    def start(self, job: PrintJob) -> "Future[float]":
        """Print ``job``; the result is the moment at which it was whole."""
        return self._spool.submit(self._until_whole, job)

    def close(self) -> None:
        """Switch both ends off."""
        self._spool.shutdown()
        self._far.close()

    def _until_whole(self, job: PrintJob) -> float:
        while True:
            try:
                self.near.print_job(job)
            except PrinterUnavailable as trouble:
                if trouble.began:
                    job = replace(job, receipt=job.receipt.as_copy(), torn=True)
                time.sleep(self._retry_s)
            else:
                return time.monotonic()


def try_receipts(folder: Path, *, rounds: int, seed: int = 1, retry_s: float = RETRY_S) -> Receipts:
    """Unplug the printer somewhere in each of ``rounds`` receipts, and plug it in again."""
    chance, bench = Random(seed), _Bench(folder, retry_s)  # noqa: S311 - the same from its seed
    torn = lost = doubled = kicks = 0
    slowest_s = 0.0
    before = footprint()
    for number in range(rounds):
        if number == min(_WARM_UP, rounds - 1):  # what is loaded and kept for good has been by then
            before = footprint()
        receipt = replace(sample(ReceiptKind.SALE, "zh_CN"), number=f"A01-0305-{number:06}")
        bench.body.printed.clear()
        bench.body.pulses = 0
        bench.body.bytes_per_s = chance.randrange(_SLOWEST, _FASTEST)
        original, copy = (bench.near.encoded(one) for one in (receipt, receipt.as_copy()))
        whole = bench.start(PrintJob(f"job {number}", receipt, open_drawer=True))
        _wait_for_paper(bench.body, chance.randrange(1, len(original)))
        bench.unplug()
        torn += not whole.done()
        bench.body.bytes_per_s = 0
        plugged_s = time.monotonic()
        bench.plug()
        slowest_s = max(slowest_s, whole.result(_WAIT_S) - plugged_s)
        paper = _paper(bytes(bench.body.printed))
        originals, copies = paper.count(_paper(original)), paper.count(_paper(copy))
        lost += not (originals + copies)
        doubled += max(0, originals - 1)
        kicks += max(0, bench.body.pulses - 1)
    more = footprint().since(before)
    bench.close()
    return _found(rounds, torn, slowest_s, (lost, doubled, kicks), more)


def _found(
    rounds: int, torn: int, slowest_s: float, wrong: tuple[int, int, int], more: Footprint
) -> Receipts:
    return Receipts(
        rounds, torn, round(slowest_s, 2), *wrong, more.threads, more.handles, more.memory_kib
    )


def _wait_for_paper(body: PrinterBody, printed: int) -> None:
    """Wait until so many bytes are printed; a printer that stands still is waited for no longer."""
    end_s = time.monotonic() + _WAIT_S
    while len(body.printed) < printed and time.monotonic() < end_s:
        time.sleep(_POLL_S)


def _paper(content: bytes) -> str:
    return page_text(interpret(content, _COLUMNS)).strip("\n")
