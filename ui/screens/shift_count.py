"""Counting the drawer: a row for each note and coin, and their sum. Nothing to compare with."""

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from pos_member.i18n import format_count, format_money, tr
from ui.kit.amount_input import AmountInput
from ui.kit.button import Button
from ui.kit.label import Label, MoneyLabel
from ui.kit.naming import named
from ui.kit.notices import Notice
from ui.kit.paint import CENTRE, RIGHT, draw_surface, draw_text
from ui.kit.surfaces import Card, Rule, row
from ui.screens.counter import Counter
from ui.screens.keymap import CAPS
from ui.screens.shift_desk import ShiftDesk
from ui.theme import tokens as t


class FaceRow(QWidget):
    """A note or coin, how many of it, and what they come to.

    Signals:
        marked: its face in minor units.
    """

    marked = Signal(int)

    def __init__(self, face: int, currency: str) -> None:
        super().__init__()
        self.face, self.pieces = face, 0
        self._currency = currency
        self._caption = format_money(face, currency).removesuffix(".00")
        self._on = self._open = False
        self._text = ""
        named(self, f"face-{face}", self._caption)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_pieces(self, pieces: int | None, *, marked: bool, is_open: bool) -> None:
        """Show ``pieces``, ``None`` where it was not counted; ``marked`` where keys go."""
        if is_open != self._open:
            self.updateGeometry()
        self.pieces, self._on, self._open = pieces or 0, marked, is_open
        self._text = "" if pieces is None else format_count(pieces)
        self.setAccessibleDescription(self._text)
        self.setProperty("marked", marked)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(t.COUNT_W, t.TOUCH_MIN)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(t.COUNT_W, t.TOUCH_MIN if self._open else t.COUNT_ROW)

    @override
    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.marked.emit(self.face)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = QPainter(self), QRectF(self.rect())
        name = QRectF(rect.left(), rect.top(), t.FACE_W, rect.height())
        draw_text(painter, name, self._caption, "body", "text")
        times = QRectF(name.right(), rect.top(), t.S24, rect.height())
        draw_text(painter, times, "×", "label", "text2", align=CENTRE)
        height = min(rect.height() - t.S2, t.TOUCH_MIN - t.S4)
        top = rect.center().y() - height / 2
        box = QRectF(times.right() + t.S8, top, t.PIECES_W, height)
        edge, width = ("focus", t.BORDER_SELECTED) if self._on else ("strong", t.BORDER)
        fill = "surface" if self._open else "inset"
        draw_surface(painter, box, fill, radius=t.R_CONTROL, border=edge, width=width)
        draw_text(painter, box, self._text, "body", "text", align=CENTRE)
        sums = QRectF(box.right() + t.S8, rect.top(), rect.right() - box.right() - t.S8,
                      rect.height())  # fmt: skip
        worth = format_money(self.face * self.pieces, self._currency) if self._text else ""
        draw_text(painter, sums, worth, "body", "text", align=RIGHT)


class CountCard(Card):
    """The left third of the shift."""

    def __init__(self, counter: Counter, desk: ShiftDesk) -> None:
        super().__init__(padding=t.S16, gap=t.S6, name="shift-count")
        self._desk = desk
        self._currency = counter.actions.shop.currency
        self.switch = Button("", "soft", "compact", key=CAPS["edit_price"], name="count-switch")
        self.rows = {face: FaceRow(face, self._currency) for face in desk.faces}
        self.sum = AmountInput(tr("shift.sum"), self._currency, name="count-sum")
        self.caption = Label(tr("shift.counted"), "body", "text2")
        self.total = MoneyLabel("", "tile_amount", align=RIGHT, name="count-total")
        self.expected = Label("", "label", "text2", elide=True, name="count-expected")
        self.answer = Notice("", "", "info", name="count-answer")
        self.again = Button(
            tr("shift.again"), "secondary", "small", icon="repeat-2", key=CAPS["hold"],
            name="count-again",
        )  # fmt: skip
        self._lay_out()
        self.switch.clicked.connect(desk.switch)
        self.again.clicked.connect(desk.count_again)
        for shown in self.rows.values():
            shown.marked.connect(desk.mark)
        desk.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the count as it stands, and what it should be once it is ended."""
        desk = self._desk
        is_open = not desk.compared and desk.closed is None
        for face, shown in self.rows.items():
            pieces = desk.count.pieces.get(face)
            marked = is_open and face == desk.marked and not desk.by_sum
            shown.setVisible(not desk.by_sum)
            shown.show_pieces(pieces, marked=marked, is_open=is_open)
        self.sum.setVisible(desk.by_sum)
        self.sum.show_amount(tr("shift.sum"), desk.count.total)
        self.switch.setText(tr("shift.by_piece" if desk.by_sum else "shift.by_sum"))
        self.switch.setVisible(bool(desk.faces) and is_open)
        self.total.setText(format_money(desk.count.total, self._currency))
        self.again.setVisible(desk.compared and desk.closed is None)
        self._show_answer()

    def _show_answer(self) -> None:
        desk = self._desk
        shown = desk.compared and desk.shift is not None
        self.expected.setVisible(shown)
        self.answer.setVisible(shown)
        if not shown or desk.shift is None:
            return
        due = format_money(desk.shift.totals.drawer.expected, self._currency)
        self.expected.setText(tr("shift.expected", amount=due))
        self.answer.show_notice(*difference_in_words(desk.difference, desk.tolerance,
                                                     self._currency))  # fmt: skip

    def _lay_out(self) -> None:
        head = row(Label(f"1  {tr('shift.count')}", "heading"), gap=t.S8)
        head.addStretch(1)
        head.addWidget(self.switch)
        head.addWidget(self.again)
        self.body.addLayout(head)
        faces = QVBoxLayout()
        faces.setSpacing(t.S2)
        for shown in self.rows.values():
            faces.addWidget(shown)
        self.body.addLayout(faces)
        self.body.addWidget(self.sum)
        self.body.addStretch(1)
        self.body.addWidget(Rule())
        self.body.addLayout(row(self.caption, None, self.total))
        self.body.addWidget(self.expected)
        self.body.addWidget(self.answer)


def difference_in_words(difference: int, tolerance: int, currency: str) -> tuple[str, str, str]:
    """Return title, text and colour of what a count came to."""
    if difference == 0:
        return tr("shift.exact"), "", "success"
    side = "shift.over" if difference > 0 else "shift.short"
    title = tr(side, amount=format_money(abs(difference), currency))
    limit = format_money(tolerance, currency)
    if abs(difference) <= tolerance:
        return title, tr("shift.within", limit=limit), "warn"
    return title, tr("shift.beyond", limit=limit), "danger"
