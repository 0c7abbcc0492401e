"""The basket on the sale screen: its lines, what to do with them, and the sums with reasons."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pos_member.domain.basket import BasketLine
from pos_member.domain.money import ONE
from pos_member.domain.pricing_values import QuoteLine
from pos_member.i18n import format_money, group_digits, tr
from ui.kit import basket_delegate
from ui.kit.basket import BasketList
from ui.kit.button import Button
from ui.kit.empty import EmptyState
from ui.kit.label import Label
from ui.kit.marks import Chip
from ui.kit.notices import UndoBar
from ui.kit.surfaces import Card, Rule, column, row
from ui.kit.totals import TotalLine, Totals
from ui.screens import wording
from ui.screens.keymap import CAPS
from ui.screens.sale_desk import SaleDesk
from ui.screens.sale_values import Removed
from ui.theme import tokens as t

CODE_GROUP = 4
REASONS_MAX = 3
_Inputs = tuple[BasketLine, QuoteLine | None]


class BasketPanel(Card):
    """What is in the basket.

    Signals:
        hold_pressed, clear_pressed: for the whole basket.
        find_pressed, price_pressed: id of the line it is for.
    """

    hold_pressed = Signal()
    clear_pressed = Signal()
    find_pressed = Signal(str)
    price_pressed = Signal(str)

    def __init__(self, sale: SaleDesk) -> None:
        super().__init__(padding=(t.S1, t.S4, t.S1, t.S10), gap=0, name="basket")
        self._sale = sale
        self._currency = sale.basket.currency
        self._pieces = Chip("", name="pieces")
        self._unknown = Chip("", "warn", name="unknown-count")
        self.hold = Button(
            tr("sale.hold"), "ghost", "compact", icon="pause", key=CAPS["hold"], name="hold"
        )
        self.clear = Button(tr("sale.clear"), "ghost", "compact", icon="trash-2", name="clear")
        head = row(
            Label(tr("sale.basket"), "heading"),
            self._pieces,
            self._unknown,
            None,
            self.hold,
            self.clear,
        )
        head.setContentsMargins(t.S14, 0, t.S8, 0)
        top = QWidget()
        top.setFixedHeight(t.PANEL_HEAD)
        top.setLayout(head)
        self.lines = BasketList()
        self.empty = EmptyState("shopping-basket", tr("sale.empty"), tr("sale.empty_hint"))
        self.totals = Totals()
        foot = row(self.totals)
        foot.setContentsMargins(t.S10, t.S8, t.S10, 0)
        self.body.addWidget(top)
        self.body.addWidget(Rule())
        middle = QWidget()
        middle.setLayout(column(self.lines, self.empty, gap=0))
        self.body.addWidget(middle, 1)
        self.body.addLayout(foot)
        self.undo_bar = UndoBar(middle)
        self._undoable: Removed | None = None
        self._texts: dict[str, tuple[_Inputs, basket_delegate.BasketLine]] = {}
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show the basket as it is now."""
        sale = self._sale
        lines = sale.shown_lines()
        self._pieces.set_chip(tr("sale.pieces", count=sale.pieces))
        self._pieces.setVisible(bool(lines))
        unknown = sale.basket.unknown_lines
        self._unknown.set_chip(tr("sale.unknown_count", count=unknown), icon="search-x")
        self._unknown.setVisible(unknown > 0)
        self.hold.setVisible(bool(lines))
        self.clear.setVisible(bool(lines) and not unknown)
        self.lines.blockSignals(True)
        self.lines.set_lines(self._painted(lines), select=sale.selected)
        self.lines.blockSignals(False)
        self.lines.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        self.totals.show_lines(self._sums())
        self.totals.setVisible(bool(lines))
        self._show_undo()

    def _connect(self) -> None:
        sale = self._sale
        self.hold.clicked.connect(self.hold_pressed)
        self.clear.clicked.connect(self.clear_pressed)
        self.lines.selected.connect(sale.select)
        self.lines.quantity_step.connect(self._step)
        self.lines.reprice.connect(self.price_pressed)
        self.lines.find_by_name.connect(self.find_pressed)
        self.lines.remove.connect(sale.remove)
        self.undo_bar.undone.connect(sale.undo)
        self.undo_bar.gone.connect(sale.forget_removed)
        sale.changed.connect(self.refresh)
        sale.line_touched.connect(self.lines.flash)

    def _step(self, key: str, step: int) -> None:
        self._sale.select(key)
        self._sale.change_quantity(step)

    def _painted(self, lines: list[BasketLine]) -> list[basket_delegate.BasketLine]:
        """Return ``lines`` with their texts; a line that did not change keeps the ones it has."""
        before, priced = self._texts, {line.line_id: line for line in self._sale.quote.lines}
        self._texts = {}
        for line in lines:
            inputs = (line, priced.get(line.line_id))
            known, shown = before.get(line.line_id, (None, None))
            made = shown if shown is not None and known == inputs else self._shown(*inputs)
            self._texts[line.line_id] = (inputs, made)
        return [made for _, made in self._texts.values()]

    def _shown(self, line: BasketLine, priced: QuoteLine | None) -> basket_delegate.BasketLine:
        if priced is None or not line.known:
            return basket_delegate.BasketLine(
                line.line_id,
                tr("sale.unknown_line"),
                "—",
                detail=_code(line.code),
                unknown=True,
            )
        reasons = [wording.why(each, self._currency) for each in priced.deductions]
        unit = line.unit_minor if line.manual_price_minor is None else line.manual_price_minor
        each = "sale.per_kilo" if line.weighed else "sale.each"
        return basket_delegate.BasketLine(
            line.line_id,
            line.name,
            format_money(priced.payable_minor, self._currency),
            quantity=wording.times(line.quantity),
            many=line.quantity != ONE,
            detail=tr("sale.service") if line.service else line.code or line.sku,
            badge=" · ".join(reasons),
            unit=tr(each, amount=format_money(unit, self._currency)),
        )

    def _sums(self) -> list[TotalLine]:
        sale, currency = self._sale, self._currency
        quote = sale.quote
        sums = [TotalLine(tr("sale.subtotal"), format_money(quote.list_minor, currency))]
        shown = quote.deductions[:REASONS_MAX]
        for each in shown:
            amount = format_money(-each.amount_minor, currency)
            sums.append(TotalLine(wording.why(each, currency), amount, saving=True))
        rest = quote.deductions[REASONS_MAX:]
        if rest:
            amount = format_money(-sum(each.amount_minor for each in rest), currency)
            caption = tr("sale.more_reasons", count=len(rest))
            sums.append(TotalLine(caption, amount, saving=True))
        if sale.member is None and quote.list_minor:
            sums.append(TotalLine(tr("sale.member_saving"), tr("sale.after_member"), quiet=True))
        return sums

    def _show_undo(self) -> None:
        removed = self._sale.removed
        if removed is self._undoable:
            return
        self._undoable = removed
        if removed is None:
            self.undo_bar.dismiss()
            return
        name = removed.line.name or _code(removed.line.code)
        self.undo_bar.show_toast(tr("sale.removed", name=name), tr("sale.undo"))


def _code(code: str) -> str:
    """Return a scanned code so that it can be compared with what is printed."""
    return group_digits(code, (CODE_GROUP,)) if code.isdigit() else code
