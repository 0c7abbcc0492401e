"""Printers behind a file or a program: the system's USB printer device, its queue, a plain file.

They have the shape of ``devices.transport``'s lines. A device file may answer, a queue and a plain
file never do: what they took counts as printed.
"""

import os
import select
import stat
import subprocess
import time
from contextlib import suppress

from devices.transport import CHUNK_BYTES, JOB_TIMEOUT_S, STALL_TIMEOUT_S, PrinterUnavailable

_QUEUE_PROGRAM = "lp"


class DeviceLine:
    """A USB printer by the device file that the system gives it, such as ``/dev/usb/lp0``.

    Raises:
        PrinterUnavailable: ``printer_unreachable``.
    """

    def __init__(
        self, path: str, *, stall_s: float = STALL_TIMEOUT_S, job_s: float = JOB_TIMEOUT_S
    ) -> None:
        self._where = path
        self._stall_s, self._job_s = stall_s, job_s
        try:
            self._file = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
            if not stat.S_ISCHR(os.fstat(self._file).st_mode):
                os.close(self._file)
                raise FileNotFoundError(path)
        except OSError as error:
            raise PrinterUnavailable("printer_unreachable", where=path) from error

    def write(self, content: bytes) -> None:
        """Send all of ``content`` piece by piece, so that only a standstill is a time-out."""
        end_s = time.monotonic() + self._job_s
        while content:
            _, writable, _ = select.select([], [self._file], [], self._stall_s)
            if not writable or time.monotonic() > end_s:
                raise PrinterUnavailable("printer_stalled", where=self._where)
            try:
                with suppress(BlockingIOError):
                    content = content[os.write(self._file, content[:CHUNK_BYTES]) :]
            except OSError as error:
                raise PrinterUnavailable("printer_lost", where=self._where) from error

    def read(self, timeout_s: float) -> bytes:
        """Return what the printer answered: nothing where it is a one-way printer, or gone."""
        readable, _, _ = select.select([self._file], [], [], timeout_s)
        with suppress(OSError):
            return os.read(self._file, 64) if readable else b""
        return b""

    def close(self) -> None:
        """Give the device back."""
        with suppress(OSError):
            os.close(self._file)


class QueueLine:
    """A printer that the system drives: each write is one raw job of its queue (CUPS ``lp``)."""

    def __init__(self, name: str, *, job_s: float = JOB_TIMEOUT_S) -> None:
        self._name = name
        self._job_s = job_s

    def write(self, content: bytes) -> None:
        """Hand ``content`` to the queue.

        Raises:
            PrinterUnavailable: ``printer_unreachable``: no such queue, or no queues here;
                ``printer_stalled``: it took no job in time.
        """
        try:
            subprocess.run(  # noqa: S603 - the name is an argument of its own
                [_QUEUE_PROGRAM, "-s", "-d", self._name, "-o", "raw"],
                input=content,
                capture_output=True,
                timeout=self._job_s,
                check=True,
            )
        except subprocess.TimeoutExpired as error:
            raise PrinterUnavailable("printer_stalled", where=self._name) from error
        except (OSError, subprocess.CalledProcessError) as error:
            raise PrinterUnavailable("printer_unreachable", where=self._name) from error

    def read(self, timeout_s: float) -> bytes:
        """Return nothing: a queue does not answer."""
        del timeout_s
        return b""

    def close(self) -> None:
        """Nothing is held open."""


class FileLine:
    """A plain file that receipts are added to.

    Raises:
        PrinterUnavailable: ``printer_unreachable``: it cannot be written.
    """

    def __init__(self, path: str) -> None:
        self._where = path
        try:
            self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        except OSError as error:
            raise PrinterUnavailable("printer_unreachable", where=path) from error

    def write(self, content: bytes) -> None:
        """Add ``content``; raises ``PrinterUnavailable`` (``printer_lost``): the disk is full."""
        try:
            while content:
                content = content[os.write(self._file, content) :]
        except OSError as error:
            raise PrinterUnavailable("printer_lost", where=self._where) from error

    def read(self, timeout_s: float) -> bytes:
        """Return nothing: a file does not answer."""
        del timeout_s
        return b""

    def close(self) -> None:
        """Close the file."""
        with suppress(OSError):
            os.close(self._file)
