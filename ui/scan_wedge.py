"""Catches codes from scanners that type like a keyboard, before any widget can act on them.

A scanner types faster than a hand and ends with Enter. The filter sits on the application, so a
code is found wherever the focus is, also while a dialog is open: its characters are taken back out
of the field they began to leak into, and its Enter presses nothing. A hand's typing passes through.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from typing_extensions import override

from pos_member.domain.stripes import is_track, may_hold_bank_card

GAP_MS = 30
"""The longest pause between two keys of a scanner; hands need about 60 ms."""

LENGTH_MIN = 6
LEAK_MAX = 2
"""So many keys reach the widget before the burst is told apart from a hand."""

SETTLE_MS = 150
"""So long after a code an Enter still belongs to the scanner (some send CR and LF)."""

RELEASE_MS = 120
"""After so long without a key, held characters are given to the field: it was a hand after all."""

_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


@runtime_checkable
class TypedInto(Protocol):
    """A widget that takes keys without being a line edit, and can forget the last of them."""

    def typed_state(self) -> object:
        """Return what was typed so far, for ``restore_typed``."""
        ...

    def restore_typed(self, state: object) -> None:
        """Go back to ``state``."""
        ...


@dataclass(slots=True)
class _Burst:
    """Keys that came close together: what they were, and what the field held before."""

    restore: Callable[[], None]
    last_ms: int
    target: QObject
    text: str = ""
    held: str = ""
    composed: bool = field(default=False)


class ScanWedge(QObject):
    """The filter; install it with ``QApplication.installEventFilter``.

    ``time_of`` gives the ms of a key event, by default when the system saw the key: a window that
    was busy for a moment does not make a scanner look slow.

    Signals:
        scanned: the code, once, without its terminator; delivered after the key is done with.
        cut_short: what there was of a code with too few characters, to be scanned again.
    """

    scanned = Signal(str)
    cut_short = Signal(str)
    _found = Signal(str)
    _broken = Signal(str)

    def __init__(
        self,
        *,
        time_of: Callable[[QKeyEvent], int] = QKeyEvent.timestamp,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._time_of = time_of
        self._burst: _Burst | None = None
        self._last_code_ms: int | None = None
        self._releasing = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(RELEASE_MS)
        self._timer.timeout.connect(self._release)
        self._found.connect(self.scanned, Qt.ConnectionType.QueuedConnection)
        self._broken.connect(self.cut_short, Qt.ConnectionType.QueuedConnection)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if self._releasing or watched is not _receiver():
            return False
        if kind == QEvent.Type.InputMethod:
            self._let_compose()
            return False
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            return self._keep_from_shortcuts(event)
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._take(watched, event)
        return False

    def _take(self, watched: QObject, event: QKeyEvent) -> bool:
        """Return whether the key is the scanner's and must not reach ``watched``."""
        now_ms = self._time_of(event)
        if _is_end(event) and not event.modifiers() & _COMMANDS:
            return self._end(now_ms)
        character = event.text()
        if _is_shift(event):
            return False
        if not _is_typed(event):
            self._release()
            self._burst = None
            return False
        burst = self._burst
        if burst is None or now_ms - burst.last_ms > GAP_MS or burst.target is not watched:
            self._release()
            self._burst = _Burst(_restorer(watched), now_ms, watched, character)
            return False
        burst.text += character
        burst.last_ms = now_ms
        if len(burst.text) <= LEAK_MAX or burst.composed:
            return False
        burst.held += character
        self._timer.start()
        return True

    def _end(self, now_ms: int) -> bool:
        burst = self._burst
        if burst is not None and self._ends_scan(now_ms):
            burst.held = ""
            self._timer.stop()
            burst.restore()
            self._burst, self._last_code_ms = None, now_ms
            (self._found if len(burst.text) >= LENGTH_MIN else self._broken).emit(burst.text)
            return True
        self._release()
        self._burst = None
        return self._just_scanned(now_ms)

    def _ends_scan(self, now_ms: int) -> bool:
        """Return whether an end key now is a scanner's: no hand types three keys that fast."""
        burst = self._burst
        return (
            burst is not None
            and not burst.composed
            and len(burst.text) > LEAK_MAX
            and now_ms - burst.last_ms <= GAP_MS
        )

    def _just_scanned(self, now_ms: int) -> bool:
        return self._last_code_ms is not None and now_ms - self._last_code_ms < SETTLE_MS

    def _keep_from_shortcuts(self, event: QKeyEvent) -> bool:
        """Claim keys in the middle of a burst, or Enter would fire a shortcut before we see it."""
        now_ms = self._time_of(event)
        if event.modifiers() & _COMMANDS:
            return False
        if _is_end(event):
            claimed = self._ends_scan(now_ms) or self._just_scanned(now_ms)
        else:
            burst = self._burst
            within = burst is not None and now_ms - burst.last_ms <= GAP_MS
            claimed = within and _is_typed(event)
        if claimed:
            event.accept()
        return claimed

    def _let_compose(self) -> None:
        """Leave the field alone from now on: an input method is writing into it."""
        self._release()
        if self._burst is not None:
            self._burst.composed = True

    def _release(self) -> None:
        """Give held characters to the widget they were meant for: a fast hand typed them."""
        self._timer.stop()
        burst = self._burst
        if burst is None or not burst.held:
            return
        held, burst.held = burst.held, ""
        if is_track(burst.text) or may_hold_bank_card(burst.text):
            # A card reader that ends with no key: nothing of a bank card may stand in a field.
            self._burst = None
            burst.restore()
            self._found.emit(burst.text)
            return
        if burst.target is not _receiver():
            return
        self._releasing = True
        for character in held:
            press = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, character)
            QApplication.sendEvent(burst.target, press)
        self._releasing = False


def _receiver() -> QWidget | None:
    """Return the widget that Qt gives keys to; parents see a key again only if it is unaccepted."""
    if (popup := QApplication.activePopupWidget()) is not None:
        return _first(popup.focusWidget(), popup)
    return _first(QApplication.focusWidget(), QApplication.activeWindow())


def _first(widget: QWidget | None, otherwise: QWidget | None) -> QWidget | None:
    return otherwise if widget is None else widget


def _is_shift(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Shift, Qt.Key.Key_CapsLock)


def _is_end(event: QKeyEvent) -> bool:
    # A scanner set to end with LF types a key that Qt has no name for.
    return event.key() in _ENDS or event.text() == "\n"


def _is_typed(event: QKeyEvent) -> bool:
    character = event.text()
    printable = len(character) == 1 and character.isprintable()
    return printable and not event.isAutoRepeat() and not event.modifiers() & _COMMANDS


def _restorer(watched: QObject) -> Callable[[], None]:
    """Return what brings ``watched``, or whoever above it takes keys, back to how it is now."""
    if isinstance(watched, QLineEdit):
        return _line_restorer(watched)
    if isinstance(watched, QPlainTextEdit):
        return _note_restorer(watched)
    above: QObject | None = watched
    while above is not None:
        if isinstance(above, TypedInto):
            keeper, state = above, above.typed_state()
            return lambda: keeper.restore_typed(state)
        above = above.parent()
    return _nothing


def _line_restorer(line: QLineEdit) -> Callable[[], None]:
    text, place = line.text(), line.cursorPosition()
    start, length = line.selectionStart(), line.selectionLength()

    def restore() -> None:
        if line.text() != text:
            line.setText(text)
        if length:
            line.setSelection(start, length)
        else:
            line.setCursorPosition(place)

    return restore


def _note_restorer(note: QPlainTextEdit) -> Callable[[], None]:
    text, place = note.toPlainText(), note.textCursor().position()

    def restore() -> None:
        if note.toPlainText() != text:
            note.setPlainText(text)
        cursor = note.textCursor()
        cursor.setPosition(place)
        note.setTextCursor(cursor)

    return restore


def _nothing() -> None:
    """Nothing was typed into, so there is nothing to take back."""
