"""Paying: which tender, how much, and the one press that books it, exactly once.

The operation's id belongs to the basket: whatever is pressed again, after whatever went wrong, is
the same operation. From the press to the answer nothing else is taken.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from pos_member.domain.errors import PosError
from pos_member.domain.operations import Approval
from pos_member.domain.program import CashRules
from pos_member.domain.stripes import is_track, may_hold_bank_card
from pos_member.domain.tender import EXTERNAL, MEMBER_FUNDED, TenderKind
from pos_member.domain.views import SaleDone, StaffView, SyncState, TenderLine
from ui.actions import Actions, Payment, PlannedTender
from ui.kit.amount_input import AmountEntry
from ui.screens.lease_wish import LeaseWish, Need, need_of
from ui.screens.pay_values import (
    USUAL,
    Ask,
    Phase,
    Primary,
    Typed,
    button_of,
    is_taken_outside,
    left_after,
    plan,
)
from ui.screens.said import Said, Tone
from ui.screens.sale_desk import SaleDesk
from ui.screens.tender_offers import PayFacts, TenderOffer, offers
from ui.worker import Worker

NEEDS_APPROVAL = "approval_needed"
SETTLE_MS = 700


class PayDesk(QObject):
    """The payment of the open sale.

    Signals:
        changed: anything of it.
        split_wanted: the bill is paid in parts or needs a reference: show the payment page.
        approval_wanted: ``Ask``.
        paid: ``SaleDone``.
        refused: something was turned away; the reason stands in ``problem``.
    """

    changed = Signal()
    split_wanted = Signal()
    approval_wanted = Signal(object)
    paid = Signal(object)
    refused = Signal()

    def __init__(
        self, actions: Actions, ledger: Worker, sale: SaleDesk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._ledger = ledger
        self._op_id, self._op_basket = "", ""
        self._chosen: TenderKind | None = None
        self._tried: TenderKind | None = None
        self.sale = sale
        self.sync = SyncState()
        self.cashier: StaffView | None = None
        self.entry = AmountEntry()
        self.reference = ""
        self.phase = Phase.OPEN
        self.problem: Said | None = None
        self._problem_of: object = None
        self.done: SaleDone | None = None
        self._done_ms = 0
        self.wish = LeaseWish(self._ask_for, self)
        self.wish.settled.connect(self._wish_settled)
        sale.changed.connect(self._sale_changed)
        sale.member_changed.connect(self._member_changed)

    # What it looks like.

    def facts(self) -> PayFacts:
        """Return what the tiles depend on."""
        quote = self.sale.quote
        return PayFacts(
            due_minor=quote.due_minor,
            locked=self.sale.locked,
            member=self.sale.member,
            points_limit=quote.points_limit,
            cash=self._actions.program().cash if self.sale.basket.lines else CashRules(),
            online=self.sync.online,
            wish_pending=self.wish.pending,
        )

    def offers(self) -> dict[TenderKind, TenderOffer]:
        """Return every way of paying as it stands."""
        return offers(self.facts())

    @property
    def kind(self) -> TenderKind:
        """Return the tender in hand: the chosen one, else stored value, else cash."""
        now = self.offers()
        if self._chosen is not None and now[self._chosen].blocked is None:
            return self._chosen
        return next((kind for kind in USUAL if now[kind].blocked is None), TenderKind.CASH)

    @property
    def planned(self) -> PlannedTender:
        """Return the tender that a press would take."""
        typed = Typed(self.entry.minor, self.reference)
        return plan(self.facts(), self.offers()[self.kind], typed)

    @property
    def left_after_minor(self) -> int:
        """Return what is still to be paid after the planned tender."""
        return left_after(self.facts(), self.planned)

    @property
    def change_minor(self) -> int:
        """Return the change that the planned cash gives."""
        planned = self.planned
        return max(0, planned.received - planned.amount)

    @property
    def primary(self) -> Primary:
        """Return what the one button says."""
        return button_of(self.facts(), self.planned, self._blocked())

    @property
    def blocked_on_payment_page(self) -> Said | None:
        """Return why the button is off on the page where a reference is typed."""
        return self._blocked(reference_matters=True)

    # What the cashier does.

    def choose(self, kind: TenderKind) -> None:
        """Pay with ``kind``; a tender that cannot pay now says why and changes nothing."""
        if self.phase is not Phase.OPEN:
            return
        blocked = self.offers()[kind].blocked
        if blocked is not None:
            self._turn_away(blocked)
            return
        self._chosen, self.problem = kind, None
        self.entry, self.reference = AmountEntry(), ""
        self._consider_wish()
        self.changed.emit()

    def type_key(self, key: str) -> None:
        """Take a key of the pad."""
        if self.phase is Phase.OPEN:
            self.entry, self.problem = self.entry.press(key), None
            self.changed.emit()

    def set_entry(self, entry: AmountEntry) -> None:
        """Take ``entry`` as what stands on the pad."""
        if self.phase is Phase.OPEN:
            self.entry = entry
            self.changed.emit()

    def clear_entry(self) -> bool:
        """Forget what was typed; return whether there was anything."""
        typed = bool(self.entry.minor)
        self.entry = AmountEntry()
        if typed:
            self.changed.emit()
        return typed

    def set_reference(self, text: str) -> None:
        """Take what the other machine printed."""
        if text != self.reference:
            self.reference, self.problem = text, None
            self.changed.emit()

    def press(self, *, on_payment_page: bool = False) -> None:
        """Do what the button says. A second press before the answer is none."""
        if self.phase is Phase.DONE and self._settled():
            self.dismiss()
            return
        if self.phase is not Phase.OPEN:
            return
        blocked = self._blocked(reference_matters=on_payment_page)
        if blocked is not None:
            self._turn_away(blocked)
            return
        external = self.kind in EXTERNAL and self.facts().left_minor > 0
        if not on_payment_page and (external or self.sale.locked):
            self.split_wanted.emit()
        elif self.kind in MEMBER_FUNDED and self.wish.wait():
            self.phase, self._tried = Phase.WAITING, self.kind
            self.changed.emit()
        else:
            self._take()

    def remove(self, tender_id: str) -> None:
        """Take a locked tender back; money that another machine took needs a manager."""
        line = next(one for one in self.sale.locked if one.tender_id == tender_id)
        if self.phase is not Phase.OPEN:
            return
        if is_taken_outside(line):
            why = Said(Tone.WARN, "approve.remove_tender")
            self.approval_wanted.emit(
                Ask(why, line.amount, lambda approval: self._remove(line, approval))
            )
        else:
            self._remove(line, None)

    def dismiss(self) -> None:
        """Put the result away: the next sale begins."""
        if self.phase is Phase.DONE:
            self.done, self.phase = None, Phase.OPEN
            self.changed.emit()

    def hear_sync(self, state: SyncState) -> None:
        """Take where the till stands with the server."""
        came_online = state.online and not self.sync.online
        self.sync = state
        if not state.online:
            self.wish.answer(self._member_id())
        elif came_online:
            self.wish.forget()
            self._consider_wish()
        self.changed.emit()

    # How a payment goes.

    def _take(self, approval: Approval | None = None) -> None:
        """Book the sale, or lock the part that the planned tender pays."""
        self.phase, self._tried = Phase.OPEN, self.kind
        facts = self.facts()
        if facts.left_minor == 0:
            self._book((), approval)
            return
        planned = self.planned
        if planned.amount <= 0:
            self._turn_away(self.offers()[self.kind].note)
        elif self.left_after_minor == 0:
            self._book((planned,), approval)
        else:
            self._lock(planned, approval)

    def _book(self, tenders: tuple[PlannedTender, ...], approval: Approval | None) -> None:
        payment = Payment(
            op_id=self._operation(),
            basket=self.sale.basket,
            member=self.sale.member,
            tenders=tenders,
            cashier_id=self.cashier.staff_id if self.cashier else "",
            locked=self.sale.locked,
            approval=approval,
        )
        self._begin()
        self._ledger.submit(
            lambda: self._actions.pay(payment),
            self._booked,
            lambda why: self._failed(why, lambda granted: self._book(tenders, granted)),
        )

    def _settled(self) -> bool:
        """The second half of a double click must not take the change off the screen."""
        return not 0 <= self._actions.now_ms() - self._done_ms < SETTLE_MS

    def _booked(self, done: SaleDone) -> None:
        self.done, self.phase, self.problem = done, Phase.DONE, None
        self._done_ms = self._actions.now_ms()
        self._chosen, self.entry, self.reference = None, AmountEntry(), ""
        self.sale.start_anew()
        self.wish.forget()
        self.changed.emit()
        self.paid.emit(done)

    def _lock(self, planned: PlannedTender, approval: Approval | None) -> None:
        basket, member = self.sale.basket, self.sale.member
        self._begin()
        self._ledger.submit(
            lambda: self._actions.add_tender(basket, member, planned, approval),
            self._locked,
            lambda why: self._failed(why, lambda granted: self._lock(planned, granted)),
        )

    def _locked(self, line: TenderLine) -> None:
        self._end()
        self._chosen, self.entry, self.reference = None, AmountEntry(), ""
        self.sale.lock((*self.sale.locked, line))
        self.split_wanted.emit()

    def _remove(self, line: TenderLine, approval: Approval | None) -> None:
        self._begin()

        def removed(_nothing: None) -> None:
            self._end()
            rest = tuple(one for one in self.sale.locked if one is not line)
            self.sale.lock(rest)

        self._ledger.submit(
            lambda: self._actions.remove_tender(line.tender_id, approval),
            removed,
            lambda why: self._failed(why, lambda granted: self._remove(line, granted)),
        )

    def _failed(self, why: PosError, again: Callable[[Approval], None]) -> None:
        self._end()
        if why.code == NEEDS_APPROVAL:
            what = why.values.get("for_")
            known = what if what == "price_override" else why.code
            said = Said(Tone.WARN, f"approve.{known}", why.values)
            self.approval_wanted.emit(Ask(said, self.planned.amount, again))
            self.changed.emit()
        else:
            self._turn_away(Said.error(why))

    def _begin(self) -> None:
        self.phase, self.problem = Phase.BOOKING, None
        self.sale.set_paying(paying=True)
        self.changed.emit()

    def _end(self) -> None:
        self.phase = Phase.OPEN
        self.sale.set_paying(paying=False)

    def _turn_away(self, why: Said) -> None:
        self.problem, self._problem_of = why, self._bill()
        self.changed.emit()
        self.refused.emit()

    def _blocked(self, *, reference_matters: bool = False) -> Said | None:
        quote, basket = self.sale.quote, self.sale.basket
        if not basket.lines:
            return Said(Tone.WARN, "blocked.empty")
        if quote.blocked is not None:
            values = {"count": basket.unknown_lines, **quote.blocked_values}
            return Said(Tone.WARN, f"blocked.{quote.blocked}", values)
        if may_hold_bank_card(self.reference) or is_track(self.reference):
            return Said(Tone.ERROR, "error.bank_card")
        if reference_matters and self.kind in EXTERNAL and self.facts().left_minor > 0:
            return None if self.reference.strip() else Said(Tone.WARN, "blocked.reference")
        return None

    def _operation(self) -> str:
        if self._op_basket != self.sale.basket.basket_id:
            self._op_basket, self._op_id = self.sale.basket.basket_id, self._actions.new_id()
        return self._op_id

    # What it reacts to.

    def _sale_changed(self) -> None:
        if self.phase is Phase.DONE and self.sale.basket.lines:
            self.dismiss()
        if self.phase is Phase.OPEN:
            # Newer figures alone do not take the reason away: nobody would have read it.
            if self._problem_of != self._bill():
                self.problem = None
            self._consider_wish()
        self.changed.emit()

    def _member_changed(self) -> None:
        self._chosen = None
        self.wish.forget()
        self._consider_wish()

    def _bill(self) -> object:
        """Return what the cashier is about to book, the same as long as no hand changes it."""
        return self.sale.basket.basket_id, self.sale.basket.lines, self._member_id()

    def _member_id(self) -> str:
        return self.sale.member.member_id if self.sale.member else ""

    def _consider_wish(self) -> None:
        """Ask for what this bill would take beyond what is sure here."""
        member = self.sale.member
        if member is None or not self.sync.online:
            return
        limit = self.sale.quote.points_limit.points if self._chosen is TenderKind.POINTS else 0
        need = need_of(member, self.facts().left_minor, points=limit)
        if need is not None:
            self.wish.consider(need)

    def _ask_for(self, need: Need) -> None:
        self._ledger.submit(
            lambda: self._actions.want_leases(need.member_id, need.value_minor, need.points)
        )

    def _wish_settled(self) -> None:
        if self.phase is Phase.WAITING:
            self._take_what_was_pressed()
        self.changed.emit()

    def _take_what_was_pressed(self) -> None:
        """Book nothing by another tender than the button named when it was pressed."""
        pressed = self._tried or self.kind
        if pressed is self.kind:
            self._take()
            return
        self.phase = Phase.OPEN
        self._turn_away(self.offers()[pressed].note)
