"""What a printer says of itself: real-time answers to DLE EOT, and one in turn when it is done.

An answer is told from noise by its four fixed bits; a printer that does not answer is not broken,
many never do.
"""

import time
from dataclasses import dataclass

from devices.escpos import STATUS_WHEN_DONE
from devices.transport import PrinterLine, PrinterUnavailable

ANSWER_TIMEOUT_S = 0.4
DONE_TIMEOUT_S = 10.0
_FIXED_BITS, _FIXED_VALUE = 0x93, 0x12
_DONE_BITS = 0x90
_QUESTIONS = (1, 2, 4)
"""DLE EOT asks for the printer, the cause of its being offline, the paper."""
_OFFLINE = 0x08
_COVER_OPEN, _PAPER_STOP, _ERROR = 0x04, 0x20, 0x40
_PAPER_LOW, _PAPER_OUT = 0x0C, 0x60


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """How a printer says it stands."""

    online: bool = True
    cover_open: bool = False
    paper_out: bool = False
    paper_low: bool = False
    fault: bool = False

    @property
    def trouble(self) -> str | None:
        """The code of what keeps it from printing, the most telling one first."""
        causes = (
            ("printer_cover_open", self.cover_open),
            ("printer_paper_out", self.paper_out),
            ("printer_fault", self.fault),
            ("printer_offline", not self.online),
        )
        return next((code for code, present in causes if present), None)


def ask(question: int) -> bytes:
    """Return the command that asks for status ``question`` (1 printer, 2 cause, 4 paper)."""
    return b"\x10\x04" + bytes((question,))


def is_answer(code: int) -> bool:
    """Tell whether a byte has the form of a real-time answer."""
    return code & _FIXED_BITS == _FIXED_VALUE


def status_of(printer: int, cause: int, paper: int) -> PrinterStatus:
    """Read the three answers together."""
    return PrinterStatus(
        online=not printer & _OFFLINE,
        cover_open=bool(cause & _COVER_OPEN),
        paper_out=bool(cause & _PAPER_STOP) or bool(paper & _PAPER_OUT),
        paper_low=bool(paper & _PAPER_LOW),
        fault=bool(cause & _ERROR),
    )


def read_status(line: PrinterLine) -> PrinterStatus | None:
    """Ask the printer how it stands; None when it does not answer in time.

    Raises:
        PrinterUnavailable: the line broke, or takes no bytes.
    """
    answers: list[int] = []
    for question in _QUESTIONS:
        line.write(ask(question))
        answer = next(filter(is_answer, line.read(ANSWER_TIMEOUT_S)), None)
        if answer is None:
            return None
        answers.append(answer)
    return status_of(*answers)


def require_ready(status: PrinterStatus | None) -> None:
    """Refuse a printer that says it cannot print; one that says nothing may try.

    Raises:
        PrinterUnavailable: with the code of the trouble.
    """
    if status is not None and status.trouble is not None:
        raise PrinterUnavailable(status.trouble)


def wait_until_done(line: PrinterLine, *, timeout_s: float = DONE_TIMEOUT_S) -> None:
    """Wait for the answer that comes behind the last printed line, asking for trouble meanwhile.

    A printer that answers, has no trouble and never says that it is done counts as done: some do
    not know the command, and a receipt printed for ever is worse than one unconfirmed.

    Raises:
        PrinterUnavailable: the trouble it tells, or ``printer_silent`` when it stopped answering.
    """
    line.write(STATUS_WHEN_DONE)
    end_s = time.monotonic() + timeout_s
    answers: list[int] = []
    answered = False
    while time.monotonic() < end_s:
        received = line.read(ANSWER_TIMEOUT_S)
        if any(code & _DONE_BITS == 0 for code in received):
            return
        answers.extend(filter(is_answer, received))
        if len(answers) >= len(_QUESTIONS):
            require_ready(status_of(*answers[: len(_QUESTIONS)]))
            answers.clear()
            answered = True
        if not received:
            answers.clear()
            line.write(b"".join(map(ask, _QUESTIONS)))
    if not answered:
        raise PrinterUnavailable("printer_silent")
