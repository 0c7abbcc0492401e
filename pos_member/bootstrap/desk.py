"""What the screens ask for, done by the services: gathers what each needs, tells who must know.

All of it runs on the ledger's thread but ``check_pin``, which compares on the guard's, and what is
pure. The screens get callables and values and never learn what is behind them.
"""

import logging
import time
from dataclasses import dataclass

from pos_member.bootstrap.chance_and_time import Clock, now_ms
from pos_member.bootstrap.device_desk import DeviceDesk
from pos_member.bootstrap.export import export_unsent
from pos_member.bootstrap.sync_desk import SyncDesk
from pos_member.domain.basket import Basket
from pos_member.domain.coupon import CouponFacts
from pos_member.domain.errors import Refused, Unavailable
from pos_member.domain.operations import Approval
from pos_member.domain.pricing import Quote
from pos_member.domain.program import Program
from pos_member.domain.stored_value import TopUpPlan
from pos_member.domain.stripes import is_track, may_hold_bank_card
from pos_member.domain.tender import TenderKind, TenderPlan
from pos_member.domain.views import (
    GoodsView,
    HeldBasket,
    MemberHit,
    MemberView,
    SaleDone,
    Scanned,
    StaffView,
    TenderLine,
    TopUpDone,
    UnsentFile,
)
from pos_member.services import (
    checkout,
    coupons,
    enrolment,
    lookup,
    open_baskets,
    open_tenders,
    printing,
    program,
    scanning,
    staff,
    topup,
)
from pos_member.services.quoting import inputs_of
from pos_member.services.rights import Spender
from pos_member.services.till import Till
from ui.actions import (
    EnrolmentForm,
    FoundDevice,
    Payment,
    PlannedTender,
    RestoredBasket,
    TopUpOrder,
)
from ui.worker import Worker

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Hands:
    """What the desk reaches for: set one after the other while the till starts."""

    till: Till | None = None
    sync: SyncDesk | None = None
    devices: DeviceDesk | None = None


class Desk:
    """The actions of one till.

    Args:
        hands: filled in as the till opens; what is asked before is ``Unavailable("starting")``.
        ledger: the worker whose thread everything here runs on.
    """

    def __init__(
        self,
        hands: Hands,
        *,
        clock: Clock,
        ledger: Worker,
    ) -> None:
        self._hands = hands
        self._clock = clock
        self._ledger = ledger
        self._programs: dict[int, Program] = {}
        self._program: Program | None = None
        self._cashier_id = ""

    @property
    def till(self) -> Till:
        """Return the open till.

        Raises:
            Unavailable: ``starting``.
        """
        if self._hands.till is None:
            raise Unavailable("starting")
        return self._hands.till

    def refresh_program(self) -> None:
        """Read the program again, on the ledger's thread, because the replica changed."""
        try:
            found = program.program_at(self.till, now_ms())
        except Unavailable:
            return  # the first sync is still to come; the screens say so
        self._programs[found.version] = found
        self._program = found

    def speak(self, language: str) -> None:
        """Word receipts, tiers and offers in ``language`` from now on: ``zh`` or ``en``."""
        self.till.language = language

    def program(self) -> Program:
        """Return the program that prices now.

        Raises:
            Unavailable: ``no_program``: the first sync is still to come.
        """
        if self._program is None:
            raise Unavailable("no_program")
        return self._program

    def quote(
        self,
        basket: Basket,
        member: MemberView | None,
        *,
        points_offered: int = 0,
        tenders: tuple[PlannedTender, ...] = (),
        coupons: tuple[CouponFacts, ...] = (),
    ) -> Quote:
        """Price ``basket`` under the version that it began with."""
        chosen = self._programs.get(basket.program_version) or self.program()
        plans = [_plan(tender) for tender in tenders]
        now, points = now_ms(), points_offered
        return inputs_of(
            basket, member, points_offered=points, tenders=plans, coupons=coupons, now_ms=now
        ).price(chosen)

    def plan_top_up(self, member: MemberView, pay_minor: int) -> TopUpPlan:
        """Return what paying ``pay_minor`` in gives; pure."""
        return topup.plan(self.program(), member, pay_minor)

    def staff(self) -> list[StaffView]:
        """Return who may sign in here."""
        return staff.staff_list(self.till, self._clock.moment())

    def check_pin(self, staff_id: str, pin: str) -> StaffView:
        """Sign a person in; the count is on the disk before anything is compared."""
        moment = self._clock.moment
        attempt = self._ledger.wait_for(lambda: staff.begin_attempt(self.till, staff_id, moment()))
        matched = staff.pin_matches(attempt, pin)
        return self._ledger.wait_for(
            lambda: staff.finish_attempt(self.till, attempt, matched=matched, moment=moment())
        )

    def signed_in(self, staff_id: str) -> None:
        """Note who works from now on: baskets and tenders taken back carry the name."""
        self._cashier_id = staff_id

    def scan(self, text: str) -> Scanned:
        """Say what was scanned."""
        return scanning.scan(self.till, text, self._clock.moment())

    def search(self, typed: str) -> list[MemberHit]:
        """Return the members that what was typed may mean, the likeliest first."""
        return lookup.search(self.till, typed, self._clock.moment())

    def find_goods(self, typed: str) -> list[GoodsView]:
        """Return goods by name, initials or number."""
        return lookup.find_goods(self.till, typed)

    def open_member(self, member_id: str, identified_by: str) -> MemberView:
        """Return a member with today's figures."""
        return lookup.open_member(self.till, member_id, identified_by, self._clock.moment())

    def enrol(self, form: EnrolmentForm) -> MemberView:
        """Register a member and tell the sync process."""
        joining = enrolment.Joining(
            op_id=form.op_id,
            phone=form.phone,
            name=form.name,
            gender=form.gender,
            birthday=form.birthday,
            card_number=form.card_number,
            referrer_id=form.referrer_id,
            consents=form.consents,
            notice_version=form.notice_version,
            cashier_id=form.cashier_id,
        )
        made = enrolment.enrol(self.till, joining, self._clock.moment())
        self._booked()
        return made

    def want_leases(self, member_id: str, value_minor: int, points: int) -> None:
        """Ask the server for what a payment takes beyond what is sure here."""
        if self._hands.sync is None:
            return
        member = self.open_member(member_id, "name")
        self._hands.sync.want(member, value_minor=value_minor, points=points)

    def want_room(self, member_id: str, added_minor: int) -> None:
        """Ask the server for what a top-up adds beyond what may be paid in here."""
        if self._hands.sync is not None:
            member = self.open_member(member_id, "name")
            self._hands.sync.want(member, room_minor=added_minor)

    def choose_coupon(
        self, basket: Basket, member: MemberView | None, coupon_id: str
    ) -> tuple[CouponFacts, ...]:
        """Put a coupon on the counter; its basket is saved first, so that a kill keeps both."""
        self.save_basket(basket, member)
        online, now = self._spender(member, None).online, self._clock.moment()
        return coupons.choose(self.till, basket, member, coupon_id, online=online, moment=now)

    def drop_coupon(self, basket_id: str, coupon_id: str) -> tuple[CouponFacts, ...]:
        """Take a coupon off the counter."""
        return coupons.drop(self.till, basket_id, coupon_id)

    def want_coupon(self, member_id: str, coupon_id: str) -> None:
        """Ask the server for the right to a coupon."""
        if self._hands.sync is not None:
            self._hands.sync.want_coupon(member_id, coupon_id)

    def save_basket(self, basket: Basket, member: MemberView | None) -> None:
        """Keep the open basket, so that it is there after a kill."""
        open_baskets.save_basket(
            self.till, basket, member, cashier_id=self._cashier_id, moment=self._clock.moment()
        )

    def discard_basket(self, basket: Basket) -> None:
        """Give the open basket up."""
        open_baskets.discard_basket(self.till, basket.basket_id, self._clock.moment())

    def hold_basket(self, basket: Basket, member: MemberView | None) -> None:
        """Put the open basket aside."""
        open_baskets.hold_basket(
            self.till, basket, member, cashier_id=self._cashier_id, moment=self._clock.moment()
        )

    def held_baskets(self) -> list[HeldBasket]:
        """Return what was put aside."""
        return open_baskets.held_baskets(self.till, self._clock.moment())

    def take_basket(self, basket_id: str) -> RestoredBasket:
        """Take a held basket back."""
        return _restored(open_baskets.take_basket(self.till, basket_id, self._clock.moment()))

    def open_basket(self) -> RestoredBasket | None:
        """Return the basket that was open when the till ended."""
        found = open_baskets.open_basket(self.till, self._clock.moment())
        return _restored(found) if found else None

    def add_tender(
        self,
        basket: Basket,
        member: MemberView | None,
        tender: PlannedTender,
        approval: Approval | None,
    ) -> TenderLine:
        """Book one part of a payment: rights reserved, or money taken outside."""
        return open_tenders.add_tender(
            self.till,
            basket,
            _bookable(tender),
            spender=self._spender(member, approval),
            moment=self._clock.moment(),
        )

    def remove_tender(self, tender_id: str, approval: Approval | None) -> None:
        """Take one part of a payment back."""
        open_tenders.remove_tender(
            self.till,
            tender_id,
            approval=approval,
            cashier_id=self._cashier_id,
            moment=self._clock.moment(),
        )
        self._booked()

    def pay(self, payment: Payment) -> SaleDone:
        """Book the sale; the receipt is printed behind it."""
        begin_ns = time.perf_counter_ns()
        done = checkout.pay(
            self.till,
            checkout.Payment(
                op_id=payment.op_id,
                basket=payment.basket,
                cashier_id=payment.cashier_id,
                tenders=tuple(_bookable(tender) for tender in payment.tenders),
                spender=self._spender(payment.member, payment.approval),
            ),
            self._clock.moment(),
        )
        log.info("sale booked in %.2f ms", (time.perf_counter_ns() - begin_ns) / 1e6)
        self._booked()
        return done

    def top_up(self, order: TopUpOrder) -> TopUpDone:
        """Book the top-up; the receipt is printed behind it."""
        done = topup.top_up(
            self.till,
            topup.TopUpOrder(
                op_id=order.op_id,
                member=order.member,
                pay_minor=order.plan.principal_minor,
                tender=_bookable(order.tender),
                cashier_id=order.cashier_id,
                approval=order.approval,
            ),
            self._clock.moment(),
        )
        self._booked()
        return done

    def reprint_last(self) -> str:
        """Queue a copy of the last receipt and return its number."""
        _job, number = printing.reprint_last(self.till, self._clock.moment())
        self._look()
        return number

    def show_customer(self, kind: str, minor: int) -> None:
        """Show an amount on the customer display; returns at once, from any thread."""
        if self._hands.devices is not None:
            self._hands.devices.show_customer(kind, minor, self.till.identity.currency)

    def find_devices(self) -> list[FoundDevice]:
        """Return what is plugged in, each with a proposal."""
        return self._hands.devices.find() if self._hands.devices else []

    def device_lines(self) -> dict[str, str]:
        """Return the settings of the devices that are in use now, saved or only tried."""
        return self._hands.devices.lines() if self._hands.devices else {}

    def try_devices(self, lines: dict[str, str]) -> None:
        """Use the devices in ``lines`` from now on, and let each show that it works."""
        if self._hands.devices is not None:
            self._hands.devices.try_out(lines)

    def torn_receipt(self) -> str:
        """Return the number of the last receipt where it may not be on paper; else empty."""
        return printing.torn_receipt(self.till)

    def export_unsent(self) -> UnsentFile:
        """Write what the server lacks of the journal to a file that can be carried away."""
        return export_unsent(self.till.folder, stamp=str(now_ms()))

    def sync_now(self) -> None:
        """Try the server at once."""
        if self._hands.sync is not None:
            self._hands.sync.sync_now()

    def _spender(self, member: MemberView | None, approval: Approval | None) -> Spender:
        online = self._hands.sync is not None and self._hands.sync.state.online
        return Spender(member, approval, online=online)

    def _booked(self) -> None:
        self._look()
        if self._hands.sync is not None:
            self._hands.sync.grew()

    def _look(self) -> None:
        if self._hands.devices is not None:
            self._hands.devices.look()


def _plan(tender: PlannedTender) -> TenderPlan:
    return TenderPlan(
        TenderKind(tender.kind),
        tender.amount,
        received_minor=tender.received,
        points=tender.points,
        reference=tender.reference,
    )


def _bookable(tender: PlannedTender) -> TenderPlan:
    """Return what is to be written down of ``tender``.

    Raises:
        Refused: ``bank_card``: the reference holds the number of a card, which nobody keeps.
    """
    if is_track(tender.reference) or may_hold_bank_card(tender.reference):
        raise Refused("bank_card")
    return _plan(tender)


def _restored(found: open_baskets.Restored) -> RestoredBasket:
    known = found.basket, found.member, found.tenders, found.interrupted
    return RestoredBasket(*known, found.coupons)
