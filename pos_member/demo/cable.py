"""The network between tills and server: a forwarder on loopback that can be cut and mended.

Cut means cut: the port stops listening and every open connection is reset in mid-message.
"""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from typing import Self

_CHUNK_BYTES = 65_536
_POLL_SECONDS = 0.2


class Cable:
    """Forwards connections from a port of its own to ``far``, while it is whole."""

    def __init__(self, far: tuple[str, int]) -> None:
        self.far = far
        self._lock = threading.Lock()
        self._ends: set[socket.socket] = set()
        self._listener = _listen(0)
        self.port: int = self._listener.getsockname()[1]
        self._whole = True
        self._accept_in_background(self._listener)

    @property
    def url(self) -> str:
        """Return the address that a till uses."""
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Stop listening and reset every connection."""
        with self._lock:
            self._whole = False
            ends, self._ends = self._ends, set()
        _close(self._listener)
        for end in ends:
            _reset(end)

    def mend(self) -> None:
        """Listen on the same port again."""
        if self._whole:
            return
        self._listener = _listen(self.port)
        self._whole = True
        self._accept_in_background(self._listener)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.cut()

    def _accept_in_background(self, listener: socket.socket) -> None:
        threading.Thread(target=self._accept, args=(listener,), name="cable", daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _address = listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            try:
                far = socket.create_connection(self.far, timeout=5)
            except OSError:
                _reset(near)
                continue
            self._join(near, far)

    def _join(self, near: socket.socket, far: socket.socket) -> None:
        with self._lock:
            if not self._whole:
                _reset(near)
                _reset(far)
                return
            self._ends |= {near, far}
            near.settimeout(None)
            far.settimeout(None)
        for source, target in ((near, far), (far, near)):
            carry = self._carrier(source, target, upward=source is near)
            threading.Thread(
                target=self._pump, args=(source, target, carry), name="cable", daemon=True
            ).start()

    def _carrier(
        self, _source: socket.socket, target: socket.socket, *, upward: bool
    ) -> Callable[[bytes], None]:
        """Return what carries the bytes of one direction; ``upward`` is towards the far end."""
        del upward
        return target.sendall

    def _pump(
        self, source: socket.socket, target: socket.socket, carry: Callable[[bytes], None]
    ) -> None:
        try:
            while chunk := source.recv(_CHUNK_BYTES):
                carry(chunk)
            if self._whole:
                target.shutdown(socket.SHUT_WR)
            else:
                # The end came from the cut: a broken line must not look like an orderly goodbye.
                _reset(target)
        except OSError:
            _reset(target)
        finally:
            with self._lock:
                self._ends.discard(source)
            # After a cut an orderly close here would overtake the reset that the cut is sending.
            (_close if self._whole else _reset)(source)


def _listen(port: int) -> socket.socket:
    listener = socket.create_server(("127.0.0.1", port), backlog=64)
    listener.settimeout(_POLL_SECONDS)
    return listener


def _reset(end: socket.socket) -> None:
    # Linger zero sends RST: the other side sees a broken line, not an orderly end. A reader that
    # waits in another thread is woken first, or the socket would live on under its hands.
    with contextlib.suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.shutdown(socket.SHUT_RD)
    end.close()


def _close(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
