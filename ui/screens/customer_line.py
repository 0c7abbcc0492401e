"""What the customer's display shows: the bill while it grows, then the change."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from pos_member.domain.views import SaleDone
from ui.screens.pay_desk import PayDesk
from ui.screens.sale_desk import SaleDesk

Show = Callable[[str, int], None]


class CustomerLine(QObject):
    """Follows the sale and tells ``show`` what the customer is to see, each thing once."""

    def __init__(self, show: Show, sale: SaleDesk, pay: PayDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._show, self._sale = show, sale
        self._shown = ("nothing", 0)
        self._paid = False
        sale.changed.connect(self._follow)
        pay.paid.connect(self._say_change)

    def _follow(self) -> None:
        if self._sale.basket.lines:
            self._paid = False
            self._tell("total", self._sale.quote.due_minor)
        elif not self._paid:
            self._tell("nothing", 0)

    def _say_change(self, done: SaleDone) -> None:
        self._paid = True
        self._tell("change", done.change)

    def _tell(self, kind: str, minor: int) -> None:
        if (kind, minor) != self._shown:
            self._shown = (kind, minor)
            self._show(kind, minor)
