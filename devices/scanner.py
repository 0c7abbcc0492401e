"""A serial scanner as a source of texts: its line, its framing, and nothing about their meaning.

Several scanners run side by side, each with its own name, which comes with every text.
"""

import time
from collections.abc import Callable

from devices.framing import LIMIT_BYTES, Framer, Framing
from devices.serial_port import (
    READ_TIMEOUT_MS,
    Port,
    PortReader,
    PortSettings,
    PortState,
    open_port,
)
from pos_member.domain.stripes import is_track, may_hold_bank_card

HIDDEN = b"***"
"""What is shown in place of a bank card."""

Tap = Callable[[bytes], None]
"""Is shown the bytes of each code as they came, its end included; of a bank card none."""

Translate = Callable[[str], str]
"""What a line's text means; an empty answer drops it."""


def as_read(text: str) -> str:
    """Return a scanner's text as it is."""
    return text


class SerialScanner:
    """Reads one scanner and calls ``on_text(text, source)`` for each complete code.

    Args:
        name: the source that comes with each text and state.
        connect: the line's settings, or a callable that opens it (to follow a renamed port).
        on_text: called in the reader's thread; must only hand on and never raise.
        on_state: called likewise with ``(state, source)`` when the line comes or goes.
        framing: how a code ends on this line.
        translate: what a text of this line means, for readers that are no scanners.
        tap: see ``Tap``; called like ``on_text``.
        double_ms: the same text again within so long is the same read.
    """

    def __init__(
        self,
        name: str,
        connect: PortSettings | Callable[[], Port],
        *,
        on_text: Callable[[str, str], None],
        on_state: Callable[[PortState, str], None],
        framing: Framing | None = None,
        translate: Translate = as_read,
        double_ms: int = 0,
        tap: Tap | None = None,
    ) -> None:
        self.name = name
        self._on_text = on_text
        self._on_state = on_state
        self._framer = Framer(framing)
        self._translate = translate
        self._tap = tap
        self._came, self._secret = b"", False
        self._double_s = double_ms / 1000
        self._last = ("", -self._double_s)
        self._listened_ms = 0
        self._reader = PortReader(
            name,
            connect if callable(connect) else lambda: open_port(connect),
            on_bytes=self._take,
            on_state=self._turn,
        )

    def start(self) -> None:
        """Begin reading; returns at once, whether or not the scanner is there."""
        self._reader.start()

    def stop(self) -> None:
        """Stop reading and give the line back."""
        self._reader.stop()

    @property
    def alive(self) -> bool:
        """Tell whether the reader's thread runs."""
        return self._reader.alive

    def _take(self, received: bytes) -> None:
        """Turn bytes, or a read that found none, into texts.

        Silence is counted in empty reads, each as long as the port's time-out. A clock would count
        the time in which this thread was not let run, and cut a code whose rest has long come.
        """
        if received:
            texts = self._framer.feed(received, now_ms=self._listened_ms)
        else:
            self._listened_ms += READ_TIMEOUT_MS
            texts = self._framer.silence(now_ms=self._listened_ms)
        if self._tap is not None:
            self._show(received, texts, self._tap)
        for text in map(self._translate, texts):
            if text and not self._is_again(text):
                self._on_text(text, self.name)

    def _show(self, received: bytes, texts: list[str], tap: Tap) -> None:
        """Show the bytes when no code is left begun: half a track is not known for one."""
        self._came = (self._came + received)[-LIMIT_BYTES:]
        self._secret = self._secret or any(is_track(t) or may_hold_bank_card(t) for t in texts)
        if self._came and not self._framer.waiting:
            tap(HIDDEN if self._secret else self._came)
            self._came, self._secret = b"", False

    def _is_again(self, text: str) -> bool:
        (last, at_s), now_s = self._last, time.monotonic()
        self._last = (text, now_s)
        return text == last and now_s - at_s < self._double_s

    def _turn(self, state: PortState) -> None:
        self._framer.forget()
        self._on_state(state, self.name)
