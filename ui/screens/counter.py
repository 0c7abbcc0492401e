"""The till without its widgets: desks, scans, people and news, wired to one another.

The window shows what stands here and gives back what is pressed; a test can play a day on this
object alone. Everything that arrives from outside arrives here, on the GUI thread.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from pos_member.domain.errors import PosError
from pos_member.domain.refund_views import RefundDone
from pos_member.domain.views import (
    DeviceState,
    MemberView,
    SaleDone,
    Scanned,
    ScanOutcome,
    SessionDone,
    StaffView,
    SyncState,
    TopUpDone,
)
from ui.actions import Actions, Events, RestoredBasket
from ui.screens.chime import Chime
from ui.screens.coupon_desk import said_of
from ui.screens.customer_line import CustomerLine
from ui.screens.enrol_desk import EnrolDesk
from ui.screens.hold_desk import HoldDesk
from ui.screens.lookup_desk import LookupDesk
from ui.screens.package_desk import PackageDesk
from ui.screens.pay_desk import PayDesk
from ui.screens.pay_values import Phase
from ui.screens.pin_desk import PinDesk
from ui.screens.receipt_desk import ReceiptDesk
from ui.screens.refund_desk import RefundDesk
from ui.screens.said import Said, Tone
from ui.screens.sale_desk import SaleDesk
from ui.screens.scan_gate import Passing, ScanGate
from ui.screens.shift_desk import ShiftDesk
from ui.screens.top_up_desk import TopUpDesk
from ui.screens.wording import ShopClock
from ui.sounds import Sound
from ui.worker import Worker

TakeScan = Callable[[Scanned], bool]
_FOR_THE_SALE = (
    ScanOutcome.GOODS,
    ScanOutcome.MEMBER,
    ScanOutcome.UNKNOWN_GOODS,
    ScanOutcome.COUPON,
)
HEARD = {Tone.WARN: Sound.UNKNOWN, Tone.ERROR: Sound.REFUSED}


class Counter(QObject):
    """Everything a cashier works with.

    Attributes:
        last_receipt: number of the last sale's receipt, until the next one.
        warning: what was told before anybody had signed in; said again to whoever does.
        greeted: a member was attached and their card is still to be painted.

    Signals:
        said: ``Said``, for the scan field.
        sounded: ``Sound``.
        person_changed: somebody signed in, or the till was locked.
        sync_changed, device_changed: new state, already taken in.
        sale_wanted: something was scanned that belongs on the sale screen.
        receipt_wanted: operation of a receipt whose code was scanned.
        printed: print job and what became of it.
    """

    said = Signal(object)
    sounded = Signal(object)
    person_changed = Signal()
    sync_changed = Signal()
    device_changed = Signal(object)
    sale_wanted = Signal()
    receipt_wanted = Signal(str)
    printed = Signal(int, str)

    def __init__(self, actions: Actions, events: Events, ledger: Worker, guard: Worker) -> None:
        super().__init__()
        self.actions, self.events, self.ledger = actions, events, ledger
        self.clock = ShopClock(actions.shop.zone)
        self.gate = ScanGate(actions.now_ms, self)
        self.sale = SaleDesk(actions, ledger, self)
        self.holding = HoldDesk(actions, ledger, self.sale, self)
        self.pay = PayDesk(actions, ledger, self.sale, self)
        self.lookup = LookupDesk(actions, ledger, self)
        self.enrolment = EnrolDesk(actions, ledger, self)
        self.top_up = TopUpDesk(actions, ledger, self)
        self.packages = PackageDesk(actions, ledger, self)
        self.receipts = ReceiptDesk(actions, ledger, self)
        self.refund = RefundDesk(actions, ledger, self)
        self.shift = ShiftDesk(actions, ledger, self)
        self.pins = PinDesk(actions.check_pin, guard, actions.now_ms, self)
        self.approvals = PinDesk(actions.check_pin, guard, actions.now_ms, self)
        self.person: StaffView | None = None
        self.locked = True
        self.sync = SyncState()
        self.devices: dict[str, DeviceState] = {}
        self.take_scan: TakeScan = lambda _scanned: False
        self._chime = Chime(self)
        self._customer = CustomerLine(actions.show_customer, self.sale, self.pay, self)
        self.greeted = False
        self.last_receipt = ""
        self.warning: Said | None = None
        self._booking: int | None = None
        self._heard_sync = False
        self._closed: int | None = self.gate.narrow(Passing.BADGES)
        self._connect()

    def open(self) -> None:
        """Ask for what the first screen shows: who works here, and what was left open."""
        self.refresh_people()
        self.ledger.submit(self.actions.open_basket, self._restore, self.complain)

    def refresh_people(self) -> None:
        """Ask anew who may sign in, and who is locked out."""
        self.ledger.submit(self.actions.staff, self._take_people, self.complain)

    @property
    def is_revoked(self) -> bool:
        """Tell whether the server trusts this till no more: then nobody works here."""
        return self.sync.trouble == "revoked"

    def lock(self) -> None:
        """Lock the till; the basket stays."""
        if self.locked:
            return
        self.locked = True
        self.gate.forget_waiting()
        self._closed = self.gate.narrow(Passing.BADGES)
        self.pins.clear()
        self.person_changed.emit()
        self.refresh_people()

    def complain(self, why: PosError) -> None:
        """Say a refusal or an outage."""
        self.say(Said.error(why))

    def say(self, said: Said) -> None:
        """Say something in the one place for it, with its sound."""
        self.said.emit(said)
        if said.tone in HEARD:
            self.sounded.emit(HEARD[said.tone])

    def refresh_member(self) -> None:
        """Ask for the figures of the member who is here."""
        member = self.sale.member
        if member is not None:
            self._reopen(member.member_id, member.identified_by)

    def _connect(self) -> None:
        events, gate = self.events, self.gate
        events.scanned.connect(gate.receive)
        events.sync_changed.connect(self._hear_sync)
        events.device_changed.connect(self._hear_device)
        events.member_changed.connect(self._hear_member)
        events.printed.connect(self._hear_printer)
        events.warned.connect(self._hear_warning)
        gate.passed.connect(self._look_up)
        gate.badge.connect(self._look_up_badge)
        gate.refused.connect(lambda code: self.say(Said(Tone.ERROR, f"error.{code}")))
        self.sale.coupons.changed.connect(self._say_coupon)
        self.sale.member_changed.connect(self._greet)
        self.pay.changed.connect(self._hold_scans_while_booking)
        self.pay.paid.connect(self._paid)
        self.top_up.booked.connect(self._topped_up)
        self.refund.booked.connect(self._refunded)
        self.packages.used.connect(self._used_session)
        self.pins.accepted.connect(self._sign_in)
        for talker in (self.sale, self.sale.coupons, self.holding, self.receipts, self.shift):
            talker.said.connect(self.say)
        turning_away = self.pay, self.top_up, self.packages, self.refund, self.shift
        for desk in (*turning_away, self.pins, self.approvals):
            desk.refused.connect(lambda: self.sounded.emit(Sound.REFUSED))
        self._chime.due.connect(self.sounded)

    # Scans.

    def _look_up(self, text: str) -> None:
        self.ledger.submit(lambda: self.actions.scan(text), self._scanned, self.complain)

    def _scanned(self, scanned: Scanned) -> None:
        if self.take_scan(scanned):
            return
        if scanned.op_id:
            self.receipt_wanted.emit(scanned.op_id)
            return
        self.sale.take(scanned)
        if scanned.outcome in _FOR_THE_SALE:
            self.sale_wanted.emit()

    def _say_coupon(self, coupon_id: str) -> None:
        if coupon_id:
            self.say(said_of(self.sale.quote, coupon_id))

    def _look_up_badge(self, text: str) -> None:
        taker = self.pins if self.locked else self.approvals
        self.ledger.submit(lambda: self.actions.scan(text), taker.take_badge, self.complain)

    def _hold_scans_while_booking(self) -> None:
        holding = self.pay.phase in (Phase.WAITING, Phase.BOOKING)
        if holding and self._booking is None:
            self._booking = self.gate.narrow(Passing.HOLD)
        elif not holding and self._booking is not None:
            token, self._booking = self._booking, None
            self.gate.widen(token)

    def _paid(self, done: SaleDone) -> None:
        self.last_receipt = done.receipt
        self.sounded.emit(Sound.PAID)

    def _topped_up(self, done: TopUpDone) -> None:
        self.last_receipt = done.receipt
        self.sounded.emit(Sound.PAID)
        self.refresh_member()

    def _refunded(self, done: RefundDone) -> None:
        self.last_receipt = done.receipt
        self.sounded.emit(Sound.PAID)
        self.refresh_member()

    def _used_session(self, _done: SessionDone) -> None:
        self.sounded.emit(Sound.PAID)
        self.refresh_member()

    # People.

    def _take_people(self, people: list[StaffView]) -> None:
        self.pins.offer(people)
        self.packages.take_people(people)
        self.approvals.offer([one for one in people if one.role == "manager"])

    def _sign_in(self, person: StaffView) -> None:
        self.person = self.pay.cashier = self.refund.cashier = person
        self.enrolment.cashier = self.top_up.cashier = self.receipts.cashier = person
        self.packages.cashier = person
        self.shift.work_for(person)
        self.actions.signed_in(person.staff_id)
        self.locked = False
        if self._closed is not None:
            self.gate.widen(self._closed)
        self.person_changed.emit()
        if self.warning is not None:
            warning, self.warning = self.warning, None
            self.say(warning)

    def _greet(self) -> None:
        self.greeted = self.sale.member is not None
        if self.greeted:
            self.sounded.emit(Sound.MEMBER)

    # News.

    def _restore(self, found: RestoredBasket | None) -> None:
        if found is None:
            return
        self.sale.restore(found)
        if found.interrupted:
            self.say(Said(Tone.WARN, "said.interrupted"))

    def _hear_sync(self, state: SyncState) -> None:
        self.sync = state
        if not self._heard_sync:
            self._heard_sync = True
            self._chime.begin(online=state.online)
        if self.is_revoked:
            self.lock()
        self._chime.hear(online=state.online)
        self.pay.hear_sync(state)
        self.top_up.hear_online(online=state.online)
        self.packages.hear_online(online=state.online)
        self.sync_changed.emit()

    def _hear_device(self, state: DeviceState) -> None:
        self.devices[state.name] = state
        self.device_changed.emit(state)

    def _hear_member(self, member_id: str) -> None:
        """Ask again for whoever is shown; no id means that anybody may have changed."""
        if not member_id and self.locked:
            self.refresh_people()
        member = self.sale.member
        if member is not None and member_id in ("", member.member_id):
            self._reopen(member.member_id, member.identified_by)
        self.top_up.hear_member(member_id)
        self.packages.hear_member(member_id)

    def _reopen(self, member_id: str, identified_by: str) -> None:
        def refreshed(member: MemberView) -> None:
            self.sale.refresh_member(member)
            self.pay.wish.answer(member_id)
            self.sale.coupons.hear(member_id)

        self.ledger.submit(
            lambda: self.actions.open_member(member_id, identified_by), refreshed, self.complain
        )

    def _hear_printer(self, job: int, code: str) -> None:
        self.printed.emit(job, code)
        if code != "done":
            self.say(Said(Tone.WARN, "said.paper"))

    def _hear_warning(self, code: str, values: object) -> None:
        known = values if isinstance(values, dict) else {}
        warning = Said(Tone.WARN, f"error.{code}", known)
        if self.locked:
            self.warning = warning
        self.say(warning)
