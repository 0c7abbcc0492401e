"""The approval of a second person: what is asked, who approves, and that person's PIN or badge."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ui.kit.button import Button
from ui.kit.choices import Select
from ui.kit.dialog import Dialog
from ui.kit.field import Field
from ui.kit.label import Label
from ui.kit.pads import BACK, NumPad, PinDots
from ui.kit.paint import CENTRE
from ui.kit.surfaces import Icon, Inset, column, row
from ui.kit.totals import KeyValue
from ui.theme import tokens as t
from ui.theme.tokens import SEMIBOLD

PIN_LENGTH = 6
PIN_LENGTH_MIN = 4


class PinEntry(QWidget):
    """Dots and a pad; keyboard, pad and touch all type. The digits are kept here alone.

    Signals:
        changed: how many digits there are.
        badge_wanted: the scan key of the pad.
    """

    changed = Signal(int)
    badge_wanted = Signal()

    def __init__(self, *, key_height: int = t.PIN_KEY, name: str = "pin-entry") -> None:
        super().__init__()
        self.setObjectName(name)
        self._digits = ""
        self.dots = PinDots(PIN_LENGTH)
        self.pad = NumPad("pin", key_height=key_height, gap=t.S10, name=f"{name}-pad")
        self.pad.pressed.connect(self.press)
        self.setLayout(column(row(None, self.dots, None), self.pad, gap=t.S20))

    def pin(self) -> str:
        """Return the digits typed so far."""
        return self._digits

    def ready(self) -> bool:
        """Return whether there are enough digits to try."""
        return len(self._digits) >= PIN_LENGTH_MIN

    def clear(self, *, refused: bool = False) -> None:
        """Forget the digits; ``refused`` shows that they were wrong."""
        self._digits = ""
        self.dots.set_filled(0, refused=refused)
        self.changed.emit(0)

    def set_pin(self, digits: str) -> None:
        """Go back to ``digits``: a scanner typed the rest."""
        self._digits = digits
        self.dots.set_filled(len(digits))
        self.changed.emit(len(digits))

    def press(self, key: str) -> None:
        """Take a key of the pad or the keyboard."""
        if key == "scan":
            self.badge_wanted.emit()
            return
        if key == BACK:
            self._digits = self._digits[:-1]
        elif key.isascii() and key.isdigit() and len(self._digits) < PIN_LENGTH:
            self._digits += key
        self.dots.set_filled(len(self._digits))
        self.changed.emit(len(self._digits))


class ApprovalDialog(Dialog):
    """Asks a second person.

    Signals:
        approved: staff id and PIN; the caller answers with ``show_refused`` or ``accept``.
        badge_wanted: the scan key of the pad.
    """

    approved = Signal(str, str)
    badge_wanted = Signal()

    def __init__(self, parent: QWidget, texts: dict[str, str], *, name: str = "approval") -> None:
        """``texts``: title, subtitle, ask, approver, note, refuse, approve."""
        super().__init__(
            parent,
            texts["title"],
            texts["subtitle"],
            icon="shield-check",
            own_head=True,
            name=name,
        )
        self.facts = Inset(padding=(t.S14, t.S10, t.S14, t.S10), gap=0, name="approval-facts")
        self.approver = Select((), avatar=True, name="approver")
        self.pin = PinEntry()
        self.ask = Label(texts["ask"], "body", weight=SEMIBOLD, align=CENTRE, wrap=True)
        self.refuse_button = Button(
            texts["refuse"], "secondary", "large", icon="x", key="Esc", name="approval-refuse"
        )
        self.approve_button = Button(
            texts["approve"], "primary", "large", icon="check", key="Enter", name="approval-ok"
        )
        note = row(
            Icon("history", "text2", t.I16),
            Label(texts["note"], "hint", "text2", elide=True),
            gap=t.S6,
        )
        left = column(
            self.head, self.facts, Field(texts["approver"], self.approver), note, None,
            self.refuse_button, gap=t.S12,
        )  # fmt: skip
        right = column(self.ask, self.pin, None, self.approve_button, gap=t.S14)
        both = row(gap=t.S24)
        both.addLayout(left, 4)
        both.addLayout(right, 3)
        self.content.addLayout(both)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()
        self._connect()

    def show_facts(self, facts: Sequence[tuple[str, str, str]]) -> None:
        """Show what is asked: triples of caption, value and colour role."""
        for caption, value, role in facts:
            self.facts.body.addWidget(KeyValue(caption, value, role=role, name="approval-fact"))

    def show_refused(self, reason: str) -> None:
        """Say why the PIN was not taken, and wait for another."""
        self.ask.setText(reason)
        self.ask.set_role("danger")
        self.pin.clear(refused=True)
        self.approve_button.set_busy(busy=False)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if text and text in "0123456789":
            self.pin.press(text)
        elif event.key() == Qt.Key.Key_Backspace:
            self.pin.press(BACK)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.approve()
        else:
            super().keyPressEvent(event)

    def typed_state(self) -> object:
        """Return the digits typed so far, for the wedge filter."""
        return self.pin.pin()

    def restore_typed(self, state: object) -> None:
        """Go back to ``state``."""
        self.pin.set_pin(str(state))

    def approve(self) -> None:
        """Hand the PIN over, if there are enough digits."""
        if self.pin.ready():
            self.approve_button.set_busy(busy=True)
            self.approved.emit(self.approver.value, self.pin.pin())

    def _connect(self) -> None:
        self.refuse_button.clicked.connect(self.reject)
        self.approve_button.clicked.connect(self.approve)
        self.pin.badge_wanted.connect(self.badge_wanted)
