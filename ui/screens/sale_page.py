"""The sale screen: basket left because it grows, money right where the hand is, member between."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout
from typing_extensions import override

from pos_member.domain.money import Milli
from pos_member.domain.tender import TenderKind
from pos_member.domain.views import SaleDone
from ui.actions import Actions
from ui.kit.amount_input import AmountEntry
from ui.kit.button import Button
from ui.kit.surfaces import Stack
from ui.screens.basket_panel import BasketPanel
from ui.screens.member_panel import MemberPanel
from ui.screens.page import Page
from ui.screens.pay_desk import PayDesk
from ui.screens.pay_panel import PayPanel
from ui.screens.pay_values import Phase
from ui.screens.result_card import ResultCard
from ui.screens.tender_offers import tender_at
from ui.screens.wording import ShopClock
from ui.theme import tokens as t

MILLI_PER_CENT = 10
_SELECTING = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_COUNTING = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class SalePage(Page):
    """The sale.

    Signals:
        find_goods: id of the unknown line it is for, or empty.
        edit_price: id of the line.
        command: of the key map, for the window.
        searched: text to look a member up by.
    """

    place = "sale"
    find_goods = Signal(str)
    edit_price = Signal(str)
    command = Signal(str)
    searched = Signal(str)

    def __init__(self, pay: PayDesk, actions: Actions, clock: ShopClock) -> None:
        super().__init__()
        self.setObjectName("sale-page")
        self._pay, self._sale = pay, pay.sale
        currency = actions.shop.currency
        self.basket = BasketPanel(self._sale)
        self.member = MemberPanel(pay, actions, clock)
        self.payment = PayPanel(pay, currency)
        self.result = ResultCard(currency)
        self._money = Stack()
        self._money.addWidget(self.payment)
        self._money.addWidget(self.result)
        box = QHBoxLayout(self)
        box.setContentsMargins(t.S12, t.S12, t.S12, t.S12)
        box.setSpacing(t.S12)
        box.addWidget(self.basket, 1)
        box.addWidget(self.member)
        box.addWidget(self._money)
        self._set_widths(t.WINDOW_W)
        self._connect()

    @override
    def obey(self, command: str) -> bool:
        """Do ``command`` if it means something on the sale screen."""
        done = {
            "find_goods": lambda: self.find_goods.emit(self._unknown_line()),
            "edit_price": self._edit_price,
            "hold": lambda: self.command.emit("hold_or_recall"),
            "points": lambda: self._choose(TenderKind.POINTS),
            "coupons": self._sale.press_coupon,
            "pay": self._press,
        }
        if command.startswith("tender_"):
            self._choose(tender_at(int(command[-1])))
        elif command in done:
            done[command]()
        else:
            return False
        return True

    @override
    def type_key(self, event: QKeyEvent) -> bool:
        """Take digits, the quantity star, the arrows and the keys that remove."""
        key, text = Qt.Key(event.key()), event.text()
        if key in _SELECTING:
            self._sale.move_selection(_SELECTING[key])
        elif key in _COUNTING:
            self._sale.change_quantity(_COUNTING[key])
        elif key == Qt.Key.Key_Delete or text == "-":
            self._sale.remove(self._sale.selected)
        elif key == Qt.Key.Key_Backspace:
            self._pay.type_key("back")
        elif text == "*":
            self._take_times()
        elif text == "+":
            self._press()
        elif len(text) == 1 and (text.isdecimal() or text == "."):
            self._pay.type_key(text)
        else:
            return False
        return True

    @override
    def primary_button(self) -> Button | None:
        """Return the button that pays, or the one that goes on."""
        done = self._pay.phase is Phase.DONE
        return self.result.next if done else self.payment.primary

    @override
    def go_back(self) -> bool:
        """Forget what was typed, or put the result away; a sale is never discarded."""
        if self._pay.phase is Phase.DONE:
            self._pay.dismiss()
            return True
        return self._pay.clear_entry()

    @override
    def typed_state(self) -> object:
        """Return what stands on the pad."""
        return self._pay.entry

    @override
    def restore_typed(self, state: object) -> None:
        """Put back what stood on the pad."""
        if isinstance(state, AmountEntry):
            self._pay.set_entry(state)

    @override
    def give_room(self, claims: int) -> None:
        """Give way with the pad's keys alone: nothing moves sideways or disappears."""
        self.payment.give_room(claims)
        self.result.give_room(claims)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_widths(self.window().width())

    def _set_widths(self, window_width: int) -> None:
        wide = window_width >= t.WIDE_FROM
        self.payment.set_wide(wide=wide)
        if wide:
            member, pay = t.MEMBER_W_WIDE, t.PAY_W_WIDE
        elif window_width < t.NARROW_TO:
            member, pay = t.MEMBER_W_MIN, t.PAY_W_MIN
        else:
            member, pay = t.MEMBER_W, t.PAY_W
        self.member.setFixedWidth(member)
        self._money.setFixedWidth(pay)

    def _connect(self) -> None:
        self.basket.hold_pressed.connect(lambda: self.command.emit("hold_or_recall"))
        self.basket.clear_pressed.connect(self._sale.clear)
        self.basket.find_pressed.connect(self.find_goods)
        self.basket.price_pressed.connect(self.edit_price)
        self.member.searched.connect(self.searched)
        self.member.new_pressed.connect(lambda: self.command.emit("new_member"))
        self.member.top_up_pressed.connect(lambda: self.command.emit("top_up"))
        self.member.points_pressed.connect(lambda: self._choose(TenderKind.POINTS))
        self.payment.pressed.connect(self._press)
        self.result.next_pressed.connect(self._press)
        self.result.reprint_pressed.connect(lambda: self.command.emit("reprint"))
        self._pay.paid.connect(self._show_result)
        self._pay.changed.connect(self._show_side)

    def _press(self) -> None:
        self._pay.press()

    def _choose(self, kind: TenderKind) -> None:
        self._pay.choose(kind)

    def _edit_price(self) -> None:
        line = self._unknown_line() or self._sale.selected
        if line:
            self.edit_price.emit(line)

    def _unknown_line(self) -> str:
        """Return the unknown line that keys mean: the selected one, else the newest."""
        selected = self._sale.selected_line
        if selected is not None and not selected.known:
            return selected.line_id
        if selected is not None:
            return ""
        return next((one.line_id for one in self._sale.shown_lines() if not one.known), "")

    def _take_times(self) -> None:
        quantity = Milli(self._pay.entry.minor * MILLI_PER_CENT)
        self._pay.set_entry(AmountEntry())
        if quantity:
            self._sale.set_times(quantity)

    def _show_result(self, done: SaleDone) -> None:
        self.result.show_sale(done)
        self._show_side()

    def _show_side(self) -> None:
        done = self._pay.phase is Phase.DONE
        self._money.setCurrentWidget(self.result if done else self.payment)
