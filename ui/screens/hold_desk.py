"""Sales put aside and taken up again (挂单): whatever fails or comes between, nothing is lost.

A counter is free for the next customer at once, before the journal has answered. So an answer may
find something new there: it stays.
"""

from PySide6.QtCore import QObject, Signal

from pos_member.domain.errors import PosError
from pos_member.domain.views import HeldBasket
from ui.actions import Actions, RestoredBasket
from ui.screens.said import Said, Tone
from ui.screens.sale_desk import SaleDesk
from ui.worker import Worker


class HoldDesk(QObject):
    """The sales that wait.

    Signals:
        said: ``Said``.
        offered: the held baskets to choose from.
    """

    said = Signal(object)
    offered = Signal(object)

    def __init__(
        self, actions: Actions, ledger: Worker, sale: SaleDesk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._actions, self._ledger, self._sale = actions, ledger, sale

    def press(self) -> None:
        """Hold the open sale; on an empty basket offer those that wait."""
        if self._sale.basket.lines:
            self.hold()
        else:
            self._ledger.submit(self._actions.held_baskets, self._offer, self._complain)

    def hold(self) -> None:
        """Put the basket aside for later; the counter is free at once."""
        sale = self._sale
        if not sale.basket.lines or not sale.may_change():
            return
        held, member = sale.basket, sale.member
        sale.start_anew()

        def failed(why: PosError) -> None:
            self._put_back(RestoredBasket(held, member, (), interrupted=False))
            self._complain(why)

        self._ledger.submit(lambda: self._actions.hold_basket(held, member), None, failed)
        self.said.emit(Said(Tone.OK, "said.held", {"count": held.pieces}))

    def recall(self, basket_id: str) -> None:
        """Go on with the held basket ``basket_id``."""
        self._ledger.submit(
            lambda: self._actions.take_basket(basket_id), self._put_back, self._complain
        )

    def _offer(self, held: list[HeldBasket]) -> None:
        if held:
            self.offered.emit(held)
        else:
            self.said.emit(Said(Tone.WARN, "held.none"))

    def _put_back(self, found: RestoredBasket) -> None:
        """Bring a basket onto the counter, before what came there meanwhile."""
        sale = self._sale
        came, somebody = sale.basket.lines, sale.member
        sale.restore(found)
        sale.take_in(came)
        if found.member is None and somebody is not None:
            sale.attach(somebody)

    def _complain(self, why: PosError) -> None:
        self.said.emit(Said.error(why))
