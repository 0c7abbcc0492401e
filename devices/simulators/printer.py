"""A receipt printer at the far end of a TCP or serial line, with paper, a cover and a drawer.

Every byte goes to the record file the moment it arrives, unbuffered, so that an independent reader
can count what reached the printer even when everything else is killed.
"""

import os
import re
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from devices.escpos_commands import Command, CommandReader
from devices.simulators.lines import PseudoLine

_POLL_S = 0.02
_BUFFER_BYTES = 4096
_PULSE = b"\x1bp"
_ASKED_NOW = b"\x10\x04"
_ASKED_IN_TURN = b"\x1dr"
_REAL_TIME = re.compile(rb"\x10\x04([\x01-\x04])")
_FIXED_VALUE = 0x12


class PrinterBody:
    """What the printer does with bytes; the scripted faults are plain attributes.

    Attributes:
        paper_out, cover_open: stop printing; bytes go into its buffer, status is still answered.
        paper_left: bytes until the paper runs out in the middle; None for plenty.
        mute: answers nothing, as many cheap printers.
        garbage: answers noise.
        frozen: takes no bytes at all, so that whoever writes comes to a standstill.
        bytes_per_s: how fast it takes bytes; 0 for as fast as they come.
        pulses: how often the drawer was opened.
    """

    def __init__(self, record: Path) -> None:
        self.paper_out = False
        self.cover_open = False
        self.paper_left: int | None = None
        self.mute = False
        self.garbage = False
        self.frozen = False
        self.bytes_per_s = 0
        self.pulses = 0
        self.printed = bytearray()
        self._record = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._reader = CommandReader()
        self._waiting = bytearray()

    def close(self) -> None:
        """Close the record file."""
        os.close(self._record)

    def mend(self) -> None:
        """End every fault: paper in, cover shut, as quick and talkative as when it was new."""
        self.paper_out = self.cover_open = self.mute = self.garbage = self.frozen = False
        self.paper_left, self.bytes_per_s = None, 0

    @property
    def ready(self) -> bool:
        """Tell whether it prints what it gets."""
        return not (self.paper_out or self.cover_open)

    def receive(self, content: bytes) -> bytes:
        """Record and take ``content``; return what it answers.

        A question in real time is answered at once, ahead of what waits to be printed and in the
        middle of another command too; what the buffer has no room for is lost.
        """
        os.write(self._record, content)
        answers = b"".join(self._status(asked[0]) for asked in _REAL_TIME.findall(content))
        content = _REAL_TIME.sub(b"", content)
        self._waiting += content if self.ready else content[: _BUFFER_BYTES - len(self._waiting)]
        return self._answered(answers) + self.work()

    def work(self) -> bytes:
        """Print what waits, as far as there is paper; return what is answered in turn."""
        answers = b""
        while self._waiting and self.ready:
            step = bytes(self._waiting[:1])
            del self._waiting[:1]
            self._use_paper()
            self.printed += step
            for command in self._reader.feed(step):
                answers += self._do(command)
        return self._answered(answers)

    def _use_paper(self) -> None:
        if self.paper_left is not None:
            self.paper_left -= 1
            self.paper_out = self.paper_left <= 0

    def _do(self, command: Command) -> bytes:
        if command.lead == _PULSE:
            self.pulses += 1
        elif command.lead == _ASKED_NOW:
            return self._status(command.rest[0])
        elif command.lead == _ASKED_IN_TURN:
            return b"\x00"
        return b""

    def _status(self, question: int) -> bytes:
        bits = {
            1: 0x08 * (not self.ready),
            2: 0x04 * self.cover_open | 0x20 * self.paper_out,
            4: 0x60 * self.paper_out,
        }.get(question, 0)
        return bytes((_FIXED_VALUE | bits,))

    def _answered(self, answers: bytes) -> bytes:
        if self.mute:
            return b""
        return b"\xff\x55" * len(answers) if self.garbage else answers


class _FarEnd:
    """The thread that carries bytes between a line and the printer's body."""

    def __init__(self, body: PrinterBody) -> None:
        self.body = body
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="simulated printer", daemon=True)

    def close(self) -> None:
        """Switch the printer off and give everything back."""
        self._stopping.set()
        self._thread.join(5)
        self.body.close()

    def _run(self) -> None:
        raise AssertionError

    def _carry(self, receive: Callable[[int], bytes], send: Callable[[bytes], None]) -> bool:
        """Move one portion; tell whether anything came."""
        most = self._portion()
        received = receive(most) if most > 0 else b""
        answers = self.body.receive(received) if received else self.body.work()
        if answers:
            send(answers)
        if most <= 0 or self.body.bytes_per_s:
            self._stopping.wait(_POLL_S)
        return bool(received)

    def _portion(self) -> int:
        if self.body.frozen:
            return 0
        return int(self.body.bytes_per_s * _POLL_S) or 1 if self.body.bytes_per_s else _BUFFER_BYTES


class SerialPrinter(_FarEnd):
    """The printer on a pseudo-terminal; ``path`` is the serial port that the till opens."""

    def __init__(self, path: Path, body: PrinterBody) -> None:
        super().__init__(body)
        self._line = PseudoLine(path)
        self._changing = threading.Lock()
        self._thread.start()

    @property
    def line(self) -> PseudoLine:
        """The line that it hangs on, to be plugged into a hub."""
        return self._line

    @property
    def path(self) -> Path:
        """The name of the serial port."""
        return self._line.path

    def unplug(self) -> None:
        """Pull the plug; whoever writes is told."""
        with self._changing:
            self._line.unplug()

    def replug(self) -> None:
        """Put it back, on another port under the same name."""
        with self._changing:
            self._line.plug()

    def close(self) -> None:
        """Switch the printer off and take the line away."""
        super().close()
        self._line.unplug()

    def _run(self) -> None:
        while not self._stopping.is_set():
            with self._changing:
                came = self._carry(lambda most: self._line.receive(most, 0), self._line.send)
            if not came:
                self._stopping.wait(_POLL_S / 4)


class TcpPrinter(_FarEnd):
    """The printer on a TCP port of the loopback, one caller at a time."""

    def __init__(self, body: PrinterBody, port: int = 0) -> None:
        super().__init__(body)
        self._listening = socket.create_server(("127.0.0.1", port))
        self._listening.settimeout(_POLL_S)
        self.port: int = self._listening.getsockname()[1]
        self._cutting = threading.Event()
        self._thread.start()

    def cut_line(self) -> None:
        """Break the connection that is open now, as a pulled cable or a reset does."""
        self._cutting.set()

    def close(self) -> None:
        """Switch the printer off and give the port back."""
        super().close()
        self._listening.close()

    def _run(self) -> None:
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                caller, _ = self._listening.accept()
                self._cutting.clear()
                with caller, suppress(ConnectionError):
                    self._serve(caller)

    def _serve(self, caller: socket.socket) -> None:
        caller.settimeout(_POLL_S)
        ended = False

        def receive(most: int) -> bytes:
            nonlocal ended
            try:
                received = caller.recv(most)
            except TimeoutError:
                return b""
            ended = not received
            return received

        while not (ended or self._stopping.is_set() or self._cutting.is_set()):
            self._carry(receive, caller.sendall)
