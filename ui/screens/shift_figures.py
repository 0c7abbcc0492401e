"""What the shift did: shown once the drawer is counted, and the pad that counts until then."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from pos_member.domain.shift import Tally, Totals
from pos_member.i18n import format_money, tr
from ui.kit.label import Label
from ui.kit.marks import Chip
from ui.kit.pads import NumPad
from ui.kit.paint import RIGHT
from ui.kit.surfaces import Card, Icon, Rule, column, row
from ui.screens.counter import Counter
from ui.screens.shift_desk import ShiftDesk
from ui.theme import tokens as t

_TENDERS = ("stored_value", "qr", "cash", "bank_card", "points", "transfer")


@dataclass(frozen=True, slots=True)
class Figure:
    """A line: what, how often, how much; ``strong`` leads its group, ``role`` colours the sum."""

    caption: str
    count: str
    amount: str
    strong: bool = False
    role: str = "text"


class FiguresCard(Card):
    """The middle of the shift."""

    def __init__(self, counter: Counter, desk: ShiftDesk) -> None:
        super().__init__(padding=t.S16, gap=t.S8, name="shift-figures")
        self._desk = desk
        self._currency = counter.actions.shop.currency
        self.number = Chip("", name="shift-number")
        self.sealed = Label(tr("shift.sealed"), "label", "text2", wrap=True, name="shift-sealed")
        self.pad = NumPad("amount", key_height=t.PAD_KEY_TALL, name="shift-pad")
        self._seal = Icon("lock", "text2", t.I18)
        self._counting = QWidget()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self._lines.setContentsMargins(0, 0, t.SCROLL_BAR, 0)
        self._shown: tuple[Figure | None, ...] = ()
        self._lay_out()
        self.pad.pressed.connect(desk.type_key)
        desk.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the pad while it is counted, the figures after it."""
        desk = self._desk
        known = desk.compared and desk.shift is not None
        for part in (self.sealed, self._seal):
            part.setVisible(not known)
        counting = not desk.compared and desk.closed is None
        self._counting.setVisible(counting)
        self._scroll.setVisible(known)
        self.number.setVisible(desk.shift is not None)
        if desk.shift is not None:
            self.number.set_chip(f"Z {desk.shift.number:04d}")
        if known and desk.shift is not None:
            self._show(tuple(figures_of(desk.shift.totals, self._currency)))

    def set_key_height(self, height: int) -> None:
        """Make the pad's keys ``height`` px tall."""
        self.pad.set_key_height(height)

    def _show(self, figures: tuple[Figure | None, ...]) -> None:
        if figures == self._shown:
            return
        self._shown = figures
        while (gone := self._lines.takeAt(0)) is not None:
            widget = gone.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for one in figures:
            self._lines.addWidget(Rule() if one is None else _line(one))

    def _lay_out(self) -> None:
        inner = QWidget()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(self._lines)
        inside.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inner)
        for blank in (self._scroll.viewport(), inner):  # the card shows through
            blank.setAutoFillBackground(False)
        title = Label(f"2  {tr('shift.figures')}", "heading")
        self.body.addLayout(row(title, self.number, None, gap=t.S10))
        sealed = row(self._seal, gap=t.S8)
        sealed.addWidget(self.sealed, 1)
        self.body.addLayout(sealed)
        self.body.addWidget(self._scroll, 1)
        self._counting.setLayout(column(None, self.pad, gap=0))
        self.body.addWidget(self._counting, 1)


def figures_of(totals: Totals, currency: str) -> Iterator[Figure | None]:
    """Yield what a shift did, line by line; ``None`` is a rule between groups."""

    def line(name: str, tally: Tally, *, sign: int = 1, strong: bool = False,
             role: str = "text") -> Figure:  # fmt: skip
        count = tr("shift.times", count=tally.count)
        return Figure(tr(name), count, format_money(sign * tally.amount, currency), strong, role)

    yield line("shift.sales", totals.sales, strong=True)
    if totals.deductions.count:
        yield line("shift.deductions", totals.deductions, sign=-1, role="success")
    yield from _used_up(totals)
    if totals.refunds.count:
        yield line("shift.refunds", totals.refunds, sign=-1, role="danger")
    yield None
    for kind in _TENDERS:
        if kind in totals.tenders:
            yield line(f"tender.{kind}", totals.tenders[kind])
    yield None
    yield line("shift.top_ups", totals.top_ups, strong=True)
    if totals.bonus.count:
        yield line("shift.bonus", totals.bonus)
    owed = format_money(totals.owed, currency, plus=True)
    yield Figure(tr("shift.owed"), "", owed, strong=True)
    yield Figure(tr("shift.members"), "", tr("shift.people", count=totals.members))
    yield None
    yield from _drawer(totals, currency)


def _used_up(totals: Totals) -> Iterator[Figure]:
    if totals.sessions:
        yield Figure(tr("shift.sessions"), "", tr("packages.count", count=totals.sessions))
    if totals.coupons:
        yield Figure(tr("shift.coupons"), "", tr("shift.pieces", count=totals.coupons))


def _drawer(totals: Totals, currency: str) -> Iterator[Figure]:
    drawer = totals.drawer
    kept = format_money(drawer.change_left, currency)
    yield Figure(tr("shift.float"), "", kept, strong=True)
    for name, tally, sign in (
        ("shift.cash_sold", drawer.sold, 1),
        ("shift.cash_topped_up", drawer.topped_up, 1),
        ("shift.cash_refunded", drawer.refunded, -1),
        ("shift.paid_in", drawer.paid_in, 1),
        ("shift.paid_out", drawer.paid_out, -1),
        ("shift.safe_drop", drawer.dropped, -1),
    ):
        if tally.count:
            count = tr("shift.times", count=tally.count)
            amount = format_money(sign * tally.amount, currency, plus=True)
            yield Figure(tr(name), count, amount)
    if totals.no_sales:
        yield Figure(tr("shift.no_sale"), "", tr("shift.times", count=totals.no_sales))


def _line(one: Figure) -> QWidget:
    made = QWidget()
    made.setObjectName("figure")
    step, role = ("label_large", "text") if one.strong else ("label", "text2")
    weight = t.BOLD if one.strong else t.MEDIUM
    count = Label(one.count, "label", "text2", align=RIGHT)
    count.setFixedWidth(t.FIGURE_COUNT_W)
    line = row(gap=t.S8)
    line.addWidget(Label(one.caption, step, role, weight=weight, elide=True), 1)
    line.addWidget(count)
    amount = Label(one.amount, "label_large", one.role, weight=t.BOLD, align=RIGHT)
    amount.setMinimumWidth(t.RESULT_FIGURE_W)
    line.addWidget(amount)
    line.setContentsMargins(0, t.S2, 0, t.S2)
    made.setLayout(line)
    return made
