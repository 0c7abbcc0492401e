"""The shift: the drawer counted at the left, what it did in the middle, closed at the right."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from typing_extensions import override

from pos_member.domain.shift_operations import Purpose
from pos_member.i18n import tr
from ui.kit.button import Button
from ui.kit.label import Label
from ui.kit.pads import BACK, DOT
from ui.kit.surfaces import row
from ui.screens.counter import Counter
from ui.screens.keymap import CAPS
from ui.screens.page import Page
from ui.screens.shift_close import CloseCard
from ui.screens.shift_count import CountCard
from ui.screens.shift_desk import ShiftDesk
from ui.screens.shift_figures import FiguresCard
from ui.theme import tokens as t

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Tab: 1}
MOVES = (
    ("tender_2", Purpose.PAID_IN, "plus"),
    ("tender_3", Purpose.PAID_OUT, "minus"),
    ("tender_4", Purpose.SAFE_DROP, "landmark"),
    ("tender_5", Purpose.NO_SALE, "archive"),
)
"""Command, why the drawer is opened, and its icon."""
_PAD = (t.PAD_KEY_TALL, t.PAD_KEY, t.PAD_KEY)


class ShiftPage(Page):
    """The shift of this till.

    Signals:
        float_wanted: count the float in.
        move_wanted: ``Purpose``: open the drawer without a sale.
        reason_wanted: say why the count differs.
        left_wanted: say what stays in the drawer.
        handed_over: the shift is closed, and whoever comes next signs in.
    """

    place = "shift"
    float_wanted = Signal()
    move_wanted = Signal(object)
    reason_wanted = Signal()
    left_wanted = Signal()
    handed_over = Signal()

    def __init__(self, counter: Counter, desk: ShiftDesk) -> None:
        super().__init__()
        self.setObjectName("shift-page")
        self._counter, self._desk = counter, desk
        self.about = Label("", "label", "text2", elide=True, name="shift-about")
        self.float = _head(tr("shift.count_in"), "banknote", "tender_1", "shift-float")
        self.moves = {
            purpose: _head(tr(f"shift.{purpose.value}"), icon, command, f"shift-{purpose.value}")
            for command, purpose, icon in MOVES
        }
        self.report = _head(tr("shift.x_report"), "file-text", "pay", "shift-x")
        self.count = CountCard(counter, desk)
        self.figures = FiguresCard(counter, desk)
        self.close_card = CloseCard(counter, desk)
        self._lay_out()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show whose shift it is and what may be done."""
        shift, clock = self._desk.shift, self._counter.clock
        begun = clock.as_of(shift.begun_ms, self._counter.actions.now_ms()) if (
            shift is not None and shift.begun_ms
        ) else ""  # fmt: skip
        self.about.setText(tr("shift.since", time=begun) if begun else tr("shift.not_begun"))
        counted = shift is not None and shift.counted_in
        self.float.set_blocked(tr("shift.counted_in") if counted else "")

    @override
    def type_key(self, event: QKeyEvent) -> bool:
        """Count: move through the notes, type how many."""
        key, text = Qt.Key(event.key()), event.text()
        if key in _STEPS:
            self._desk.move(_STEPS[key])
        elif key == Qt.Key.Key_Backspace:
            self._desk.type_key(BACK)
        elif len(text) == 1 and ((text.isascii() and text.isdigit()) or text == DOT):
            self._desk.type_key(text)
        else:
            return False
        return True

    @override
    def obey(self, command: str) -> bool:
        """Open the drawer for what its key says; show a report; count anew or as a sum."""
        known = {command: self.moves[purpose] for command, purpose, _icon in MOVES}
        known |= {
            "tender_1": self.float,
            "pay": self.report,
            "edit_price": self.count.switch,
            "hold": self.count.again,
            "points": self.close_card.say_why,
            "coupons": self.close_card.change_left,
            "reprint": self.close_card.preview,
        }
        if command not in known:
            return False
        known[command].click_if_ready()
        return True

    @override
    def typed_state(self) -> object:
        """Return what plain keys have changed here."""
        return self._desk.typed_state()

    @override
    def restore_typed(self, state: object) -> None:
        """Go back to ``state``: the keys were the beginning of a scan."""
        self._desk.restore_typed(state)

    @override
    def primary_button(self) -> Button | None:
        """Return the button that ends the count, and then closes."""
        return self.close_card.primary

    @override
    def go_back(self) -> bool:
        """Go back to counting first."""
        if not self._desk.compared or self._desk.closed is not None:
            return False
        self._desk.count_again()
        return True

    @override
    def arrive(self) -> None:
        """Look again: something may have been sold meanwhile, or the next shift has begun."""
        self.close_card.refresh()
        if self._desk.closed is not None:
            self._desk.dismiss()
        else:
            self._desk.refresh()

    @override
    def give_room(self, claims: int) -> None:
        """Give way: what explains goes, the pad's keys shrink."""
        self.close_card.give_room(claims)
        self.figures.set_key_height(_PAD[min(claims, t.CLAIMS_MAX)])

    def _lay_out(self) -> None:
        head = row(Label(tr("shift.title"), "title"), gap=t.S8)
        head.addWidget(self.about, 1)
        for button in (self.float, *self.moves.values(), self.report):
            head.addWidget(button)
        cards = QHBoxLayout()
        cards.setSpacing(t.S12)
        cards.addWidget(self.count, 4)
        cards.addWidget(self.figures, 4)
        cards.addWidget(self.close_card)
        box = QVBoxLayout(self)
        box.setContentsMargins(t.S14, t.S12, t.S14, t.S12)
        box.setSpacing(t.S10)
        box.addLayout(head)
        box.addLayout(cards, 1)

    def _connect(self) -> None:
        desk, close = self._desk, self.close_card
        self.float.clicked.connect(self.float_wanted)
        for purpose, button in self.moves.items():
            button.clicked.connect(
                lambda _on=False, purpose=purpose: self.move_wanted.emit(purpose)
            )
        self.report.clicked.connect(desk.show_report)
        close.say_why.clicked.connect(self.reason_wanted)
        close.change_left.clicked.connect(self.left_wanted)
        close.primary.clicked.connect(self._go_on)
        desk.changed.connect(self.refresh)

    def _go_on(self) -> None:
        if self._desk.closed is not None:
            self._desk.dismiss()
            self.handed_over.emit()
        else:
            self._desk.submit()


def _head(text: str, icon: str, command: str, name: str) -> Button:
    return Button(text, "secondary", "normal", icon=icon, key=CAPS[command], name=name)
