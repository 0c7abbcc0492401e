"""The open sale: basket, member and quote, and every way that they change.

Nothing is computed here: each change makes a new basket, has it quoted (a pure call, well under a
millisecond), paints, and is saved behind the screen's back so that it survives a power cut.
"""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Signal

from pos_member.domain.basket import Basket, BasketLine
from pos_member.domain.errors import PosError
from pos_member.domain.money import ONE, Milli
from pos_member.domain.pricing import Quote
from pos_member.domain.tender import MEMBER_FUNDED
from pos_member.domain.views import GoodsView, MemberView, Scanned, ScanOutcome, TenderLine
from ui.actions import Actions, PlannedTender, RestoredBasket
from ui.screens.autosave import Autosave
from ui.screens.coupon_desk import CouponDesk
from ui.screens.said import Said, Tone, Values
from ui.screens.sale_values import Removed, as_pack, line_of, newcomer, nothing_yet
from ui.worker import Worker

WEIGHED_STEP = Milli(100)
_OTHERS = {ScanOutcome.UNKNOWN_MEMBER: "unknown_member", ScanOutcome.STAFF: "badge_here"}


class SaleDesk(QObject):
    """What is being sold, to whom, and what it costs.

    Signals:
        changed: anything of it.
        said: ``Said``, for the one place of feedback.
        line_touched: id of the line to flash.
        member_changed: another member, or none.
    """

    changed = Signal()
    said = Signal(object)
    line_touched = Signal(str)
    member_changed = Signal()

    def __init__(self, actions: Actions, ledger: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._ledger = ledger
        self._autosave = Autosave(actions.save_basket, ledger, self._complain)
        self.paying = False
        self.coupons = CouponDesk(actions, ledger, self)
        self.coupons.changed.connect(self._coupons_changed)
        self.member_changed.connect(self.coupons.restore)
        self.basket = self._new_basket()
        self.member: MemberView | None = None
        self.locked: tuple[TenderLine, ...] = ()
        self.selected = ""
        self.times = Milli(0)
        self.removed: Removed | None = None
        self.quote: Quote = self._quoted()

    # What it looks like.

    @property
    def pieces(self) -> int:
        """Return how many pieces are known."""
        return self.basket.pieces - self.basket.unknown_lines

    @property
    def paid_minor(self) -> int:
        """Return what locked tenders pay already."""
        return sum(tender.amount for tender in self.locked)

    @property
    def selected_line(self) -> BasketLine | None:
        """Return the line that keys act on."""
        return next((one for one in self.basket.lines if one.line_id == self.selected), None)

    def shown_lines(self) -> list[BasketLine]:
        """Return the lines in the order of the screen: what nobody knows stands on top."""
        unknown = [line for line in reversed(self.basket.lines) if not line.known]
        return unknown + [line for line in self.basket.lines if line.known]

    def saving_as_newcomer(self) -> int:
        """Return the minor units that a guest would save here by joining."""
        if not self.basket.lines:
            return 0
        tiers = self._actions.program().tiers
        joined = newcomer(tiers[0].tier_id if tiers else "")
        return self._actions.quote(self.basket, joined).saved_minor - self.quote.saved_minor

    # What a scan brings.

    def take(self, scanned: Scanned) -> None:
        """Take what a scan was found to be."""
        match scanned.outcome:
            case ScanOutcome.GOODS if scanned.goods is not None:
                self.add_goods(scanned.goods, scanned.quantity, scanned.pack_minor)
            case ScanOutcome.MEMBER if scanned.member is not None:
                self.attach(scanned.member)
            case ScanOutcome.UNKNOWN_GOODS:
                self._add_unknown(scanned.text)
            case ScanOutcome.COUPON:
                self.press_coupon(scanned.coupon_id, again=False)
            case outcome if outcome in _OTHERS:
                self.said.emit(Said(Tone.WARN, f"said.{_OTHERS[outcome]}"))
            case _:
                self.said.emit(Said(Tone.ERROR, f"error.{scanned.code}", {"text": scanned.text}))

    def add_goods(
        self, goods: GoodsView, quantity: Milli | None = None, pack_minor: int | None = None
    ) -> None:
        """Add one of ``goods``, or as many as were typed before ``*``.

        A pack's own label may say how much it holds (``quantity``) or what it costs as it is.
        """
        sold = goods if pack_minor is None else as_pack(goods, pack_minor)
        line = line_of(sold, self._actions.new_id(), quantity or self.times or ONE)
        if self._change(lambda basket: self._added(basket, line)):
            shown = next(one for one in reversed(self.basket.lines) if one.is_like(line))
            self._show_line(shown.line_id)
            values: Values = {"name": goods.name, "amount": sold.price_minor}
            self.said.emit(Said(Tone.OK, "said.goods", values, ("amount",)))

    def resolve(self, line_id: str, goods: GoodsView) -> None:
        """Say that the unknown code of ``line_id`` is ``goods``."""
        known = line_of(goods, line_id, ONE)
        if self._change(lambda basket: basket.resolved(line_id, known)):
            self._show_line(line_id)

    def price_unknown(self, line_id: str, unit_minor: int, name: str) -> None:
        """Sell what nobody knows at ``unit_minor``, under ``name``."""
        code = self.basket.line(line_id).code
        known = BasketLine(line_id, "", name, unit_minor, code=code)
        if self._change(lambda basket: basket.resolved(line_id, known)):
            self._show_line(line_id)

    def set_price(self, line_id: str, unit_minor: int | None, reason: str) -> None:
        """Set the unit price of a line by hand, or with ``None`` take that back."""
        if self._change(lambda basket: basket.with_price(line_id, unit_minor, reason)):
            self._show_line(line_id)

    def set_times(self, quantity: Milli) -> None:
        """Take the quantity typed before ``*``: for the selected line, else for the next scan."""
        line = self.selected_line
        if line is not None and line.known:
            self.set_quantity(line.line_id, quantity)
        else:
            self.times = quantity
            self.changed.emit()

    def set_quantity(self, line_id: str, quantity: Milli) -> None:
        """Set the quantity of a line."""
        if self._change(lambda basket: basket.with_quantity(line_id, quantity)):
            self._show_line(line_id)

    def change_quantity(self, step: int) -> None:
        """Change the selected line by ``step`` pieces (tenths of a kilogram); never below one."""
        line = self.selected_line
        if line is None or not line.known:
            return
        unit = WEIGHED_STEP if line.weighed else ONE
        quantity = Milli(line.quantity + step * unit)
        if quantity > 0:
            self.set_quantity(line.line_id, quantity)

    def remove(self, line_id: str) -> None:
        """Take a line out; ``undo`` brings it back."""
        line = next((one for one in self.basket.lines if one.line_id == line_id), None)
        if line is None:
            return
        removed = Removed(line, self.basket.lines.index(line))
        shown = [one.line_id for one in self.shown_lines()]
        if self._change(lambda basket: basket.without(line_id)):
            at = shown.index(line_id)
            rest = [one.line_id for one in self.shown_lines()]
            self.selected = rest[min(at, len(rest) - 1)] if rest else ""
            self.removed = removed
            self.changed.emit()

    def undo(self) -> None:
        """Bring the removed line back to its place."""
        removed, self.removed = self.removed, None
        if removed is None:
            return

        def put_back(basket: Basket) -> Basket:
            lines = list(basket.lines)
            lines.insert(removed.place, removed.line)
            return Basket(
                basket.basket_id,
                tuple(lines),
                basket.program_version or self._actions.program().version,
                basket.started_ms or self._actions.now_ms(),
                basket.currency,
            )

        if self._change(put_back):
            self._show_line(removed.line.line_id)

    def forget_removed(self) -> None:
        """Let the removed line go for good."""
        if self.removed is not None:
            self.removed = None
            self.changed.emit()

    def select(self, line_id: str) -> None:
        """Have keys act on the line ``line_id``."""
        self.selected = line_id
        self.changed.emit()

    def move_selection(self, step: int) -> None:
        """Select the line ``step`` places on; from nothing, the first or the last."""
        shown = [line.line_id for line in self.shown_lines()]
        if not shown:
            return
        if self.selected in shown:
            at = max(0, min(shown.index(self.selected) + step, len(shown) - 1))
        else:
            at = 0 if step > 0 else len(shown) - 1
        self.select(shown[at])

    # Whom it is for.

    def attach(self, member: MemberView) -> None:
        """Sell to ``member`` from now on; everything is priced anew."""
        same = self.member is not None and self.member.member_id == member.member_id
        if not same and not self._member_may_change():
            return
        try:
            self._actions.program()
        except PosError as why:
            self._complain(why)
            return
        before = self.quote.saved_minor
        self.member = member
        self._requote()
        saved = self.quote.saved_minor - before
        if not same:
            self.member_changed.emit()
        self.changed.emit()
        self._save()
        if saved > 0:
            self.said.emit(Said(Tone.OK, "said.member_saves", {"amount": saved}, ("amount",)))
        else:
            self.said.emit(Said(Tone.OK, "said.member", {"name": member.name}))

    def detach(self) -> None:
        """Sell to a guest."""
        if self.member is not None and self._member_may_change():
            self.member = None
            self._requote()
            self.member_changed.emit()
            self.changed.emit()
            self._save()

    def refresh_member(self, member: MemberView) -> None:
        """Take newer figures of the member who is here; a sale keeps the tier it began with."""
        before = self.member
        if before is not None and before.member_id == member.member_id:
            # A tier that is reached or lost meanwhile changes no price in the middle of a sale.
            self.member = member.in_tier_of(before) if self.basket.lines else member
            self._requote()
            self.changed.emit()

    def press_coupon(self, coupon_id: str = "", *, again: bool = True) -> None:
        """Put a coupon on, ``again`` takes it off; without an id, what the key means."""
        if self.may_change() and (again or not self.coupons.is_chosen(coupon_id)):
            self.coupons.press(self.basket, self.member, coupon_id)

    # The sale as a whole.

    def restore(self, found: RestoredBasket) -> None:
        """Go on with a basket that was put aside or left open."""
        self.basket, self.member, self.locked = found.basket, found.member, found.tenders
        self.selected = found.basket.lines[-1].line_id if found.basket.lines else ""
        self.removed, self.times = None, Milli(0)
        self.member_changed.emit()
        self.coupons.restore(found.coupons)
        self._requote()
        self.changed.emit()

    def take_in(self, lines: Iterable[BasketLine]) -> None:
        """Put ``lines`` that were scanned meanwhile behind those that are here."""
        for line in lines:
            self._change(lambda basket, line=line: self._added(basket, line))  # type: ignore[misc]
        self.changed.emit()

    def lock(self, tenders: tuple[TenderLine, ...]) -> None:
        """Take ``tenders`` as what is durable of the payment now."""
        self.locked = tenders
        self._requote()
        self.changed.emit()

    def set_paying(self, *, paying: bool) -> None:
        """Hold still while the sale is being booked: nothing may write the basket after it."""
        self.paying = paying
        self._autosave.hold(holding=paying)

    def clear(self) -> None:
        """Throw the basket away and begin another, with nobody."""
        if self.may_change():
            gone = self.basket
            self.start_anew()
            self._ledger.submit(lambda: self._actions.discard_basket(gone), None, self._complain)

    def start_anew(self) -> None:
        """Begin an empty sale with nobody; the last one is booked, held or thrown away."""
        had_member = self.member is not None
        self._autosave.forget()
        self.basket, self.member, self.locked = self._new_basket(), None, ()
        self.selected, self.removed, self.times = "", None, Milli(0)
        self.set_paying(paying=False)
        self._requote()
        if had_member:
            self.member_changed.emit()
        self.changed.emit()

    # How it changes.

    def _added(self, basket: Basket, line: BasketLine) -> Basket:
        version, now_ms = self._actions.program().version, self._actions.now_ms()
        return basket.add(line, program_version=version, at_ms=now_ms)

    def _add_unknown(self, text: str) -> None:
        line = BasketLine(self._actions.new_id(), "", "", 0, code=text, known=False)
        if self._change(lambda basket: self._added(basket, line)):
            self._show_line(line.line_id)
            self.said.emit(Said(Tone.WARN, "said.unknown_goods", {"code": text}))

    def _change(self, change: Callable[[Basket], Basket]) -> bool:
        """Make ``change``, unless money is on the table; return whether it was made."""
        if not self.may_change():
            return False
        before = self.basket
        try:
            self.basket = change(before)
            self._requote()
        except PosError as why:
            self.basket = before
            self._complain(why)
            return False
        self.times, self.removed = Milli(0), None
        self._save()
        return True

    def may_change(self) -> bool:
        """Tell whether lines may change; where they may not, say why."""
        if self.paying:
            self.said.emit(Said(Tone.ERROR, "error.sale_being_paid"))
        elif self.locked:
            self.said.emit(Said(Tone.ERROR, "error.tenders_locked"))
        return not self.paying and not self.locked

    def _member_may_change(self) -> bool:
        if self.paying or any(tender.kind in MEMBER_FUNDED for tender in self.locked):
            self.said.emit(Said(Tone.ERROR, "error.member_tender_locked"))
            return False
        return True

    def _show_line(self, line_id: str) -> None:
        """Select a line that changed, unless an unknown code still waits to be resolved there."""
        held = self.selected_line
        touched = self.basket.line(line_id)
        if held is None or held.known or not touched.known:
            self.selected = line_id
        self.changed.emit()
        self.line_touched.emit(line_id)

    def _coupons_changed(self) -> None:
        self._requote()
        self.changed.emit()

    def _requote(self) -> None:
        self.quote = self._quoted()

    def _quoted(self) -> Quote:
        if not self.basket.lines:
            # Before the first sync there is no program, and nothing needs none.
            return nothing_yet(self._actions.shop.currency)
        tenders = tuple(
            PlannedTender(one.kind, one.amount, points=one.points) for one in self.locked
        )
        points = sum(one.points for one in self.locked)
        bill, chosen = (self.basket, self.member), self.coupons.chosen
        return self._actions.quote(*bill, points_offered=points, tenders=tenders, coupons=chosen)

    def _new_basket(self) -> Basket:
        return Basket(self._actions.new_id(), currency=self._actions.shop.currency)

    def _save(self) -> None:
        self._autosave.save(self.basket, self.member)

    def _complain(self, why: PosError) -> None:
        self.said.emit(Said.error(why))
