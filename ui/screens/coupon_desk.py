"""The coupons of the open sale: put on the counter, taken off, asked for where the right is away.

A coupon whose right lies at another till is asked for once, and the till waits a short while for
it; what comes later stands in the member's panel and is pressed again.
"""

from PySide6.QtCore import QObject, QTimer, Signal

from pos_member.domain.basket import Basket
from pos_member.domain.coupon import CouponFacts
from pos_member.domain.errors import PosError
from pos_member.domain.pricing import Quote
from pos_member.domain.views import MemberView
from ui.actions import Actions
from ui.screens.lease_wish import WAIT_MS
from ui.screens.said import Said, Tone
from ui.worker import Worker

NOT_HERE = "coupon_not_here"


class CouponDesk(QObject):
    """What is on the counter beside the goods.

    Signals:
        changed: id of the coupon that was put on the counter; empty where one was taken off.
        said: ``Said``, why one is not.
    """

    changed = Signal(str)
    said = Signal(object)

    def __init__(
        self,
        actions: Actions,
        ledger: Worker,
        parent: QObject | None = None,
        *,
        wait_ms: int = WAIT_MS,
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._ledger = ledger
        self.chosen: tuple[CouponFacts, ...] = ()
        self._asked: tuple[Basket, MemberView, str] | None = None
        self._patience = QTimer(self, singleShot=True, interval=wait_ms)
        self._patience.timeout.connect(self._give_up)

    def is_chosen(self, coupon_id: str) -> bool:
        """Tell whether a coupon is on the counter."""
        return any(each.coupon_id == coupon_id for each in self.chosen)

    def press(self, basket: Basket, member: MemberView | None, coupon_id: str) -> None:
        """Put a coupon on the counter, or take it off again; without an id, as the key does."""
        if not coupon_id:
            self._press_next(basket, member)
        elif self.is_chosen(coupon_id):
            basket_id = basket.basket_id
            self._ledger.submit(
                lambda: self._actions.drop_coupon(basket_id, coupon_id),
                lambda found: self._take(found, ""),
                self._complain,
            )
        else:
            self.choose(basket, member, coupon_id)

    def choose(self, basket: Basket, member: MemberView | None, coupon_id: str) -> None:
        """Put a coupon on the counter; where the right to it is away, ask for it and wait."""
        self._ledger.submit(
            lambda: self._actions.choose_coupon(basket, member, coupon_id),
            lambda found: self._take(found, coupon_id),
            lambda why: self._refused(why, basket, member, coupon_id),
        )

    def hear(self, member_id: str) -> None:
        """Try again what was asked for: something of ``member_id`` is news."""
        if self._asked is not None and self._asked[1].member_id == member_id:
            self.choose(*self._asked)

    def restore(self, found: tuple[CouponFacts, ...] = ()) -> None:
        """Take ``found`` as what is on the counter: another sale, or none of the member's."""
        self._forget_wish()
        self.chosen = found

    def _press_next(self, basket: Basket, member: MemberView | None) -> None:
        """Take the first one off, else put on what is here and ends first."""
        usable = [each for each in member.coupons if not each.is_early] if member else []
        here = sorted(usable, key=lambda each: not each.is_here)
        if self.chosen:
            self.press(basket, member, self.chosen[0].coupon_id)
        elif here:
            self.choose(basket, member, here[0].coupon_id)
        else:
            self.said.emit(Said(Tone.WARN, "said.coupon_none"))

    def _take(self, found: tuple[CouponFacts, ...], coupon_id: str) -> None:
        self._forget_wish()
        self.chosen = found
        self.changed.emit(coupon_id)

    def _refused(
        self, why: PosError, basket: Basket, member: MemberView | None, coupon_id: str
    ) -> None:
        if why.code != NOT_HERE or member is None:
            self._forget_wish()
            self._complain(why)
        elif self._asked is None:
            self._asked = basket, member, coupon_id
            self._patience.start()
            member_id = member.member_id
            self._ledger.submit(lambda: self._actions.want_coupon(member_id, coupon_id))

    def _give_up(self) -> None:
        self._forget_wish()
        self.said.emit(Said(Tone.WARN, "error.coupon_elsewhere"))

    def _forget_wish(self) -> None:
        self._patience.stop()
        self._asked = None

    def _complain(self, why: PosError) -> None:
        self.said.emit(Said.error(why))


def said_of(quote: Quote, coupon_id: str) -> Said:
    """Return what to say of a coupon that was put on the counter: what it takes off, or why not."""
    off = sum(
        each.amount_minor
        for line in quote.lines
        for each in line.deductions
        if each.values.get("coupon") == coupon_id
    )
    if off:
        return Said(Tone.OK, "said.coupon", {"amount": off}, ("amount",))
    for rule in quote.refused:
        if rule.values.get("coupon") == coupon_id and "missing_minor" in rule.values:
            missing = {"amount": rule.values["missing_minor"]}
            return Said(Tone.WARN, "said.coupon_missing", missing, ("amount",))
    return Said(Tone.WARN, "said.coupon_waits")
