"""The line to a printer, by serial port or TCP: bounded writes, short reads, errors with a name.

A line is opened for one job and closed behind it, so that a printer that was switched off between
two receipts is found again. Every wait has an end: a printer may be slow, but never for ever.
"""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Protocol

import serial

from devices.serial_port import LINE_LOST, PortSettings, open_port
from pos_member.domain.errors import Unavailable

CHUNK_BYTES = 256
CONNECT_TIMEOUT_S = 2.0
STALL_TIMEOUT_S = 3.0
"""How long a printer may take no byte at all; a slow one that takes some has longer."""
JOB_TIMEOUT_S = 60.0
LINGER_S = 0.3


class PrinterUnavailable(Unavailable):
    """The printer did not print; ``code`` says why, the sale stands, the receipt can be reprinted.

    Codes: ``printer_unreachable`` (not there), ``printer_stalled`` (takes no bytes),
    ``printer_lost`` (gone in the middle), ``printer_paper_out``, ``printer_cover_open``,
    ``printer_offline``, ``printer_fault``, ``printer_silent`` (never said that it was done).

    Attributes:
        began: bytes of the job may have reached the printer; else there is nothing of it on paper.
    """

    code = "printer_unreachable"
    began = False


class PrinterLine(Protocol):
    """An open line to a printer."""

    def write(self, content: bytes) -> None:
        """Send all of ``content``; raises ``PrinterUnavailable``."""
        ...

    def read(self, timeout_s: float) -> bytes:
        """Return what has come, waiting ``timeout_s`` for a first byte; ``b""`` for nothing."""
        ...

    def close(self) -> None:
        """Let what was sent arrive, and give the line back; never raises."""
        ...


Connect = Callable[[], PrinterLine]


class TcpLine:
    """A network printer, usually on port 9100.

    Raises:
        PrinterUnavailable: ``printer_unreachable``.
    """

    def __init__(
        self,
        host: str,
        port: int = 9100,
        *,
        stall_s: float = STALL_TIMEOUT_S,
        job_s: float = JOB_TIMEOUT_S,
    ) -> None:
        self._where = f"{host}:{port}"
        try:
            self._socket = socket.create_connection((host, port), CONNECT_TIMEOUT_S)
        except OSError as error:
            raise PrinterUnavailable("printer_unreachable", where=self._where) from error
        self._stall_s, self._job_s = stall_s, job_s

    def write(self, content: bytes) -> None:
        """Send all of ``content`` piece by piece, so that only a standstill is a time-out."""
        self._socket.settimeout(self._stall_s)
        try:
            for piece in _pieces(content, self._where, self._job_s):
                self._socket.sendall(piece)
        except TimeoutError as error:
            raise PrinterUnavailable("printer_stalled", where=self._where) from error
        except OSError as error:
            raise PrinterUnavailable("printer_lost", where=self._where) from error

    def read(self, timeout_s: float) -> bytes:
        """Return what the printer answered."""
        self._socket.settimeout(timeout_s)
        try:
            answered = self._socket.recv(64)
        except TimeoutError:
            return b""
        except OSError as error:
            raise PrinterUnavailable("printer_lost", where=self._where) from error
        if not answered:
            raise PrinterUnavailable("printer_lost", where=self._where)
        return answered

    def close(self) -> None:
        """Say that no more comes, and read until the printer has closed too.

        Closing with unread answers would reset the connection and could take bytes of the receipt
        with it that the printer has not read yet.
        """
        with self._socket, suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)
            self._socket.settimeout(LINGER_S)
            while self._socket.recv(64):
                pass


class SerialLine:
    """A printer on a serial port or a USB one that looks like it.

    Raises:
        PrinterUnavailable: ``printer_unreachable``.
    """

    def __init__(
        self,
        settings: PortSettings,
        *,
        stall_s: float = STALL_TIMEOUT_S,
        job_s: float = JOB_TIMEOUT_S,
    ) -> None:
        self._where = settings.port
        self._job_s = job_s
        try:
            self._port = open_port(settings, write_timeout_s=stall_s)
        except (*LINE_LOST, ValueError) as error:
            raise PrinterUnavailable("printer_unreachable", where=self._where) from error

    def write(self, content: bytes) -> None:
        """Send all of ``content`` piece by piece, so that only a standstill is a time-out."""
        try:
            for piece in _pieces(content, self._where, self._job_s):
                self._port.write(piece)
        except serial.SerialTimeoutException as error:
            raise PrinterUnavailable("printer_stalled", where=self._where) from error
        except LINE_LOST as error:
            raise PrinterUnavailable("printer_lost", where=self._where) from error

    def read(self, timeout_s: float) -> bytes:
        """Return what the printer answered."""
        try:
            self._port.timeout = timeout_s
            first = self._port.read(1)
            return first + self._port.read(self._port.in_waiting) if first else b""
        except LINE_LOST as error:
            raise PrinterUnavailable("printer_lost", where=self._where) from error

    def close(self) -> None:
        """Give the port back; what was written is in the driver's hands."""
        with suppress(*LINE_LOST):
            self._port.close()


def _pieces(content: bytes, where: str, job_s: float) -> Iterator[bytes]:
    """Yield ``content`` in pieces for as long as a job may take."""
    end_s = time.monotonic() + job_s
    for at in range(0, len(content), CHUNK_BYTES):
        if time.monotonic() > end_s:
            raise PrinterUnavailable("printer_stalled", where=where)
        yield content[at : at + CHUNK_BYTES]


class TappedLine:
    """A line whose bytes somebody watches: ``tap(direction, bytes)`` with ``out`` or ``in``."""

    def __init__(self, line: PrinterLine, tap: Callable[[str, bytes], None]) -> None:
        self._line, self._tap = line, tap

    def write(self, content: bytes) -> None:
        """Show ``content`` and send it."""
        self._tap("out", content)
        self._line.write(content)

    def read(self, timeout_s: float) -> bytes:
        """Return what has come, and show it."""
        received = self._line.read(timeout_s)
        if received:
            self._tap("in", received)
        return received

    def close(self) -> None:
        """Give the line back."""
        self._line.close()
