"""All that the screens can ask for: callables that bootstrap builds and the ledger worker runs.

Every callable is synchronous and may take a few milliseconds, so a screen submits it to the worker
and never calls it on the GUI thread; ``quote``, ``plan_top_up`` and ``program`` alone are pure and
fast enough to be called where the answer is painted.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from pos_member.domain.basket import Basket
from pos_member.domain.coupon import CouponFacts
from pos_member.domain.operations import Approval
from pos_member.domain.pricing import Quote
from pos_member.domain.program import Program
from pos_member.domain.stored_value import TopUpPlan
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
from ui.package_actions import PackageActions
from ui.receipt_actions import ReceiptActions
from ui.shift_actions import ShiftActions


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """What the frame shows and never changes while the till runs."""

    store_name: str
    register: str
    currency: str
    zone: str
    version: str


@dataclass(frozen=True, slots=True)
class PlannedTender:
    """One way of paying that the cashier chose, before it is booked.

    ``amount`` in minor units of the bill; ``received`` for cash what was handed over; ``points``
    for points; ``reference`` for money that another machine took.
    """

    kind: str
    amount: int
    received: int = 0
    points: int = 0
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """Everything a sale needs. ``op_id`` is made before the first try and kept for every retry.

    ``tenders`` are booked with the sale; ``locked`` names tender lines that are durable already.
    """

    op_id: str
    basket: Basket
    member: MemberView | None
    tenders: tuple[PlannedTender, ...]
    cashier_id: str
    locked: tuple[TenderLine, ...] = ()
    approval: Approval | None = None


@dataclass(frozen=True, slots=True)
class TopUpOrder:
    """A top-up that the cashier confirmed; ``op_id`` as in ``Payment``."""

    op_id: str
    member: MemberView
    plan: TopUpPlan
    tender: PlannedTender
    cashier_id: str
    approval: Approval | None = None


@dataclass(frozen=True, slots=True)
class EnrolmentForm:
    """What the customer gave: the phone, and whatever else they wished."""

    op_id: str
    phone: str
    name: str = ""
    gender: str = ""
    birthday: str = ""
    card_number: str = ""
    referrer_id: str = ""
    consents: tuple[str, ...] = ()
    notice_version: str = ""
    cashier_id: str = ""


@dataclass(frozen=True, slots=True)
class FoundDevice:
    """What is plugged in: the words of the system, what it may be, and its line in the settings.

    ``kind`` is scanner, reader, printer or display, or empty where nobody can know.
    """

    place: str
    words: str
    kind: str
    line: str


@dataclass(frozen=True, slots=True)
class RestoredBasket:
    """A basket found open at start or taken back from hold, and whom it was for."""

    basket: Basket
    member: MemberView | None
    tenders: tuple[TenderLine, ...]
    interrupted: bool
    coupons: tuple[CouponFacts, ...] = ()


class QuoteBasket(Protocol):
    """Prices a basket: pure, well under a millisecond."""

    def __call__(
        self,
        basket: Basket,
        member: MemberView | None,
        *,
        points_offered: int = 0,
        tenders: tuple[PlannedTender, ...] = (),
        coupons: tuple[CouponFacts, ...] = (),
    ) -> Quote:
        """Return the quote of ``basket`` for ``member`` now."""
        ...


@dataclass(frozen=True, slots=True)
class Actions:
    """The callables. Each raises ``Refused`` or ``Unavailable`` with a code the catalogue knows.

    ``check_pin`` takes a third of a second and belongs on the *guard* worker, not the ledger's.
    ``want_leases`` asks the server for what a payment of ``needed`` minor units (or points) would
    take beyond what is sure here, ``want_room`` for what a top-up adds beyond what may be paid in
    here; answers come as ``Events.member_changed``. ``signed_in`` says who works from now on; it
    only notes that, and may be called where it is known. ``show_customer`` likewise: ``nothing``,
    ``total`` or ``change``, and minor units, for the customer's display.
    ``device_lines`` are the settings of the devices that are in use, by name; ``try_devices`` opens
    those that it is given instead, without saving them: what they say comes as events.
    ``choose_coupon`` and ``drop_coupon`` answer with all coupons that are on the counter then;
    ``want_coupon`` asks the server for the right to one (member's id, coupon's id).
    """

    shop: ShopFacts
    now_ms: Callable[[], int]
    new_id: Callable[[], str]
    program: Callable[[], Program]
    quote: QuoteBasket
    staff: Callable[[], list[StaffView]]
    check_pin: Callable[[str, str], StaffView]
    scan: Callable[[str], Scanned]
    search: Callable[[str], list[MemberHit]]
    open_member: Callable[[str, str], MemberView]
    find_goods: Callable[[str], list[GoodsView]]
    enrol: Callable[[EnrolmentForm], MemberView]
    save_basket: Callable[[Basket, MemberView | None], None]
    discard_basket: Callable[[Basket], None]
    hold_basket: Callable[[Basket, MemberView | None], None]
    held_baskets: Callable[[], list[HeldBasket]]
    take_basket: Callable[[str], RestoredBasket]
    open_basket: Callable[[], RestoredBasket | None]
    add_tender: Callable[[Basket, MemberView | None, PlannedTender, Approval | None], TenderLine]
    remove_tender: Callable[[str, Approval | None], None]
    pay: Callable[[Payment], SaleDone]
    plan_top_up: Callable[[MemberView, int], TopUpPlan]
    top_up: Callable[[TopUpOrder], TopUpDone]
    want_leases: Callable[[str, int, int], None]
    want_room: Callable[[str, int], None]
    choose_coupon: Callable[[Basket, MemberView | None, str], tuple[CouponFacts, ...]]
    drop_coupon: Callable[[str, str], tuple[CouponFacts, ...]]
    want_coupon: Callable[[str, str], None]
    receipts: ReceiptActions
    shift: ShiftActions
    packages: PackageActions
    reprint_last: Callable[[], str]
    sync_now: Callable[[], None]
    signed_in: Callable[[str], None] = field(default=lambda _staff_id: None)
    show_customer: Callable[[str, int], None] = field(default=lambda _kind, _minor: None)
    find_devices: Callable[[], list[FoundDevice]] = field(default=list)
    device_lines: Callable[[], dict[str, str]] = field(default=dict)
    try_devices: Callable[[dict[str, str]], None] = field(default=lambda _lines: None)
    remember_choice: Callable[[str, str], None] = field(default=lambda _name, _value: None)
    export_unsent: Callable[[], UnsentFile] = field(default=lambda: UnsentFile("", 0))


class Events(QObject):
    """What reaches the screens from outside, as queued signals.

    Signals:
        scanned: text of a code from any scanner.
        sync_changed: ``SyncState``.
        device_changed: ``DeviceState``.
        device_bytes: device, ``in`` or ``out``, and the bytes; of a bank card none.
        member_changed: id of a member whose figures or leases changed, empty when anybody's and
            the staff's may have; screens ask again.
        printed: print job number and a code: ``done`` or why it did not print.
        warned: code and values of something to tell at the next chance.
    """

    scanned = Signal(str)
    sync_changed = Signal(object)
    device_changed = Signal(object)
    device_bytes = Signal(str, str, bytes)
    member_changed = Signal(str)
    printed = Signal(int, str)
    warned = Signal(str, object)
