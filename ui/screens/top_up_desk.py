"""Topping up: for whom, how much, what it gives, with which money, and the one booking."""

from PySide6.QtCore import QObject, Signal

from pos_member.domain.errors import PosError
from pos_member.domain.operations import Approval
from pos_member.domain.program import StoredValueRules
from pos_member.domain.stored_value import TopUpPlan
from pos_member.domain.tender import EXTERNAL, TenderKind
from pos_member.domain.views import MemberView, StaffView, TopUpDone
from ui.actions import Actions, PlannedTender, TopUpOrder
from ui.kit.amount_input import AmountEntry
from ui.screens.lease_wish import LeaseWish, Need
from ui.screens.pay_values import Ask
from ui.screens.said import Said, Tone
from ui.worker import Worker

TENDERS = (TenderKind.CASH, TenderKind.QR, TenderKind.BANK_CARD, TenderKind.TRANSFER)
"""In the order of their keys, Alt 1 to Alt 4."""
NO_ROOM = "headroom_short"
"""Below a cap: the server, or another till, may have what this one lacks."""


class TopUpDesk(QObject):
    """One top-up.

    Signals:
        changed: anything of it.
        approval_wanted: ``Ask``.
        booked: ``TopUpDone``.
        refused: something was turned away; the reason stands in ``problem``.
    """

    changed = Signal()
    approval_wanted = Signal(object)
    booked = Signal(object)
    refused = Signal()

    def __init__(self, actions: Actions, ledger: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions, self._ledger = actions, ledger
        self.wish = LeaseWish(self._ask_for_room, self)
        self.wish.settled.connect(self._room_settled)
        self.cashier: StaffView | None = None
        self.online = True
        self.member: MemberView | None = None
        self.done: TopUpDone | None = None
        self.begin(None)

    def begin(self, member: MemberView | None) -> None:
        """Start over, for ``member`` or for nobody yet."""
        self.member = member
        self.wish.forget()
        self._op_id = ""
        self.entry = AmountEntry()
        self.offer_id = ""
        self.kind = TenderKind.CASH
        self.reference = ""
        self.plan: TopUpPlan | None = None
        self.problem: Said | None = None
        self.busy = False
        self.done = None
        self.changed.emit()

    @property
    def rules(self) -> StoredValueRules:
        """Return what may be topped up."""
        try:
            return self._actions.program().stored_value
        except PosError:
            return StoredValueRules()

    @property
    def pay_minor(self) -> int:
        """Return the minor units to be paid in."""
        return self.entry.minor

    @property
    def blocked(self) -> Said | None:
        """Return why nothing can be booked yet, the first reason first."""
        if self.member is None:
            return Said(Tone.WARN, "top_up.needs_member")
        if self.wish.pending:
            return Said(Tone.WARN, "top_up.asking_room")
        if self.plan is None:
            return self.problem or Said(Tone.WARN, "top_up.needs_amount")
        if self.kind is TenderKind.QR and not self.online:
            return Said(Tone.WARN, "tender.needs_network")
        if self.kind in EXTERNAL and not self.reference.strip():
            return Said(Tone.WARN, "blocked.reference")
        return None

    def choose_offer(self, offer_id: str) -> None:
        """Take the offer ``offer_id``."""
        offer = next(one for one in self.rules.offers if one.offer_id == offer_id)
        self._take(AmountEntry(offer.pay_minor))

    def type_key(self, key: str) -> None:
        """Take a key of the pad: any other amount."""
        if not self.busy and self.done is None:
            self._take(self.entry.press(key))

    def clear_amount(self) -> None:
        """Begin with another amount."""
        self._take(AmountEntry())

    def choose_tender(self, kind: TenderKind) -> None:
        """Take the money as ``kind``."""
        if self.busy or self.done is not None:
            return
        if kind is TenderKind.QR and not self.online:
            self._turn_away(Said(Tone.WARN, "tender.needs_network"))
            return
        self.kind, self.reference = kind, ""
        self.changed.emit()

    def set_reference(self, text: str) -> None:
        """Take what the other machine printed."""
        if text != self.reference:
            self.reference = text
            self.changed.emit()

    def hear_online(self, *, online: bool) -> None:
        """Take whether the server is in reach."""
        if online != self.online:
            self.online = online
            self._plan_again()
            self.changed.emit()

    def hear_member(self, member_id: str) -> None:
        """Take that a member's figures or leases are news; no id means that anybody's may be."""
        member = self.member
        if member is not None and member_id in ("", member.member_id):
            self._reopen(member)

    def submit(self) -> None:
        """Book the top-up, once; with a manager first where the bonus needs one."""
        if self.done is not None:
            self.begin(None)
            return
        if self.busy:
            return
        blocked = self.blocked
        if blocked is not None:
            self._turn_away(blocked)
            return
        assert self.plan is not None
        if self.plan.needs_approval:
            self._ask()
        else:
            self._book(None)

    def _ask(self) -> None:
        assert self.plan is not None
        values: dict[str, str | int] = {
            "bonus_minor": self.plan.bonus_minor,
            "limit_minor": self.plan.bonus_limit_minor or 0,
        }
        why = Said(Tone.WARN, f"approve.{self.plan.reason}", values)
        self.approval_wanted.emit(Ask(why, self.plan.principal_minor, self._book))

    def _take(self, entry: AmountEntry) -> None:
        if self.busy or self.done is not None:
            return
        self.entry, self.problem = entry, None
        self.wish.forget()
        self._plan_again()
        self.changed.emit()

    def _plan_again(self) -> None:
        """Plan what was typed by what is known now; ask for room while somebody could give it."""
        if self.busy or self.done is not None or (self.plan is not None and self.problem):
            return  # what went wrong at booking stays on the screen
        self.plan, self.problem = None, None
        if self.member is not None and self.entry.minor:
            try:
                self.plan = self._actions.plan_top_up(self.member, self.entry.minor)
            except PosError as why:
                self.problem = None if self._is_asking(self.member, why) else Said.error(why)
        self.offer_id = (self.plan.offer_id or "") if self.plan else self._offer_typed()

    def _is_asking(self, member: MemberView, why: PosError) -> bool:
        """Ask for the room that is short, once; tell whether the answer is still to come."""
        if why.code == NO_ROOM and self.online:
            self.wish.consider(Need(member.member_id, int(why.values["asked_minor"]), 0))
            return self.wish.wait()
        return False

    def _offer_typed(self) -> str:
        """An offer that was turned away stays marked: the reason is about it."""
        offers = self.rules.offers if self.entry.minor else ()
        same = (one.offer_id for one in offers if one.pay_minor == self.entry.minor)
        return next(same, "")

    def _ask_for_room(self, need: Need) -> None:
        self._ledger.submit(lambda: self._actions.want_room(need.member_id, need.value_minor))

    def _room_settled(self) -> None:
        """The wait is over: what came is planned with, and what did not is said."""
        self._plan_again()
        self.changed.emit()

    def _book(self, approval: Approval | None) -> None:
        assert self.member is not None
        assert self.plan is not None
        self._op_id = self._op_id or self._actions.new_id()
        amount = self.plan.principal_minor
        received = amount if self.kind is TenderKind.CASH else 0
        order = TopUpOrder(
            op_id=self._op_id,
            member=self.member,
            plan=self.plan,
            tender=PlannedTender(
                self.kind, amount, received=received, reference=self.reference.strip()
            ),
            cashier_id=self.cashier.staff_id if self.cashier else "",
            approval=approval,
        )
        self.busy = True
        self.changed.emit()
        self._ledger.submit(lambda: self._actions.top_up(order), self._booked, self._failed)

    def _booked(self, done: TopUpDone) -> None:
        self.busy, self.done = False, done
        self.changed.emit()
        self.booked.emit(done)
        if self.member is not None:
            self._reopen(self.member)

    def _reopen(self, member: MemberView) -> None:
        self._ledger.submit(
            lambda: self._actions.open_member(member.member_id, member.identified_by),
            self._refresh,
        )

    def _refresh(self, member: MemberView) -> None:
        if self.member is None or self.member.member_id != member.member_id:
            return
        self.member = member
        self._plan_again()
        self.wish.answer(member.member_id)
        self.changed.emit()

    def _failed(self, why: PosError) -> None:
        self.busy = False
        if why.code == "approval_needed":
            self._ask()
        else:
            self._turn_away(Said.error(why))

    def _turn_away(self, why: Said) -> None:
        self.problem = why
        self.changed.emit()
        self.refused.emit()
