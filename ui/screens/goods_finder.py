"""Finding goods by name, initials or number, for the basket or for a code that nobody knows."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from pos_member.domain.errors import PosError
from pos_member.domain.views import GoodsView
from pos_member.i18n import format_money, tr
from ui.kit.label import Label
from ui.kit.line_input import LineInput
from ui.screens.ask_dialog import ChoiceDialog
from ui.theme import tokens as t
from ui.worker import Worker

SHOWN_MAX = 6
PAUSE_MS = 60


class GoodsFinder(ChoiceDialog):
    """Asks what it is.

    Signals:
        found: ``GoodsView`` that was chosen.
    """

    found = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        find: Callable[[str], list[GoodsView]],
        ledger: Worker,
        *,
        code: str,
        currency: str,
    ) -> None:
        subtitle = tr("goods.for_code", code=code) if code else tr("goods.hint")
        super().__init__(
            parent, tr("goods.title"), subtitle, primary=tr("goods.take"), icon="search",
            name="goods-finder",
        )  # fmt: skip
        self._find, self._ledger, self._currency = find, ledger, currency
        self._goods: dict[str, GoodsView] = {}
        self.line = LineInput(tr("goods.placeholder"), icon="search", large=True, name="goods-line")
        self.nothing = Label(tr("goods.nothing"), "label", "text2", wrap=True, name="goods-nothing")
        self.content.addWidget(self.line)
        self.content.addWidget(self.nothing)
        self.panel.setMinimumHeight(t.FINDER_H)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.line.text_changed.connect(lambda _text: self._pause.start())
        self.offer([])
        self._search()
        self.line.setFocus()

    @override
    def decide(self) -> None:
        """Take the chosen goods."""
        goods = self._goods.get(self.chosen)
        if goods is not None:
            self.found.emit(goods)
            self.accept()

    def _search(self) -> None:
        typed = self.line.text().strip()
        self._ledger.submit(lambda: self._find(typed), self._show, self._show_none)

    def _show(self, goods: list[GoodsView]) -> None:
        shown = goods[:SHOWN_MAX]
        self._goods = {one.sku: one for one in shown}
        self.offer([(one.sku, one.name, self._text(one)) for one in shown])
        self.nothing.setVisible(not shown)

    def _show_none(self, _why: PosError) -> None:
        self._show([])

    def _text(self, goods: GoodsView) -> str:
        price = format_money(goods.price_minor, self._currency)
        return " · ".join(part for part in (price, goods.code or goods.sku) if part)
