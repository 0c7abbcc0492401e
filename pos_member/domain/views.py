"""What services answer and screens show: plain values, personal data already masked.

They stand in the domain so that a screen can name them without loading a database.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from pos_member.domain.money import Milli


@dataclass(frozen=True, slots=True)
class Standing:
    """What a member holds, in three honest parts: the book, what is sure here, and as of when.

    Minor units, points, qualifying units. ``sure_*`` can be spent without asking anybody; the rest
    of the book needs the network. ``pending_points`` were earned here and are burnable after sync.

    Attributes:
        room: what may still be paid in below the cap, by the book; ``None`` without a cap.
        sure_room: what may be paid in here without asking anybody.
        as_of_ms: the server's time at which its part of these figures was so.
    """

    principal: int
    bonus: int
    points: int
    qualifying: int
    sure_principal: int
    sure_bonus: int
    sure_points: int
    pending_points: int
    as_of_ms: int
    room: int | None = None
    sure_room: int = 0

    @property
    def book(self) -> int:
        """Return the stored value on the books, principal and bonus."""
        return self.principal + self.bonus

    @property
    def sure(self) -> int:
        """Return the stored value that can be spent here now."""
        return self.sure_principal + self.sure_bonus


@dataclass(frozen=True, slots=True)
class CouponView:
    """A coupon of a member, worded in the till's language; days as ``YYYY-MM-DD``, empty for none.

    Attributes:
        is_here: it can be used here without asking anybody.
        is_early: its first day is still to come.
    """

    coupon_id: str
    name: str
    first_day: str
    last_day: str
    is_here: bool
    is_early: bool


@dataclass(frozen=True, slots=True)
class SessionsView:
    """Sessions of one package that a member may use here, worded in the till's language.

    Attributes:
        services: the goods that one is good for, by SKU.
        left: how many lie at this till.
        last_day: as ``YYYY-MM-DD``, empty for ever; ``is_ended`` after it.
    """

    lot: str
    package_id: str
    name: str
    services: tuple[str, ...]
    left: int
    last_day: str
    is_ended: bool = False


@dataclass(frozen=True, slots=True)
class SessionDone:
    """A session that was used; ``left`` of the same package lie here now."""

    op_id: str
    package_id: str
    performer: str
    left: int
    last_day: str
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member as the cashier sees one; the phone is always masked.

    Attributes:
        identified_by: code, card, phone, name or enrolled: decides who may spend.
        synced: false for a member registered here that the server does not know yet.
        next_tier_at: minor units that the next tier asks for, of which ``next_tier_spent`` count
            already; 0 where money is not what is missing. ``next_tier_missing`` says all of it in
            words of the till's language; empty where the amounts do.
        segments, asked_tags: what promotions of the program ask for, as it holds today.
        tier_until: last day of the tier's validity, empty for ever; ``tier_in_grace`` after it.
    """

    member_id: str
    name: str
    salutation: str
    phone_mask: str
    card_number: str
    tier_id: str
    tier_name: str
    tier_ramp: str
    next_tier_name: str
    next_tier_at: int
    status: str
    identified_by: str
    standing: Standing
    birthday: str = ""
    joined_day: str = ""
    last_visit_day: str = ""
    last_visit_text: str = ""
    home_store: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    coupons: tuple[CouponView, ...] = ()
    synced: bool = True
    next_tier_spent: int = 0
    next_tier_missing: str = ""
    tier_until: str = ""
    tier_in_grace: bool = False
    segments: tuple[str, ...] = ()
    asked_tags: tuple[str, ...] = ()
    packages: tuple[SessionsView, ...] = ()

    def in_tier_of(self, before: "MemberView") -> "MemberView":
        """Return the member in the tier and the segments that ``before`` says."""
        return replace(
            self,
            tier_id=before.tier_id,
            tier_name=before.tier_name,
            tier_ramp=before.tier_ramp,
            next_tier_name=before.next_tier_name,
            next_tier_at=before.next_tier_at,
            next_tier_spent=before.next_tier_spent,
            next_tier_missing=before.next_tier_missing,
            tier_until=before.tier_until,
            tier_in_grace=before.tier_in_grace,
            segments=before.segments,
            asked_tags=before.asked_tags,
        )


@dataclass(frozen=True, slots=True)
class MemberHit:
    """One row of a member search.

    ``matched`` says on what: phone, tail, former, card, name.
    """

    member_id: str
    name: str
    phone_mask: str
    card_number: str
    tier_id: str
    tier_name: str
    tier_ramp: str
    book: int
    points: int
    last_visit_day: str
    matched: str


@dataclass(frozen=True, slots=True)
class GoodsView:
    """Goods or a service as the catalogue has them; prices in minor units."""

    sku: str
    name: str
    category: str
    price_minor: int
    member_price_minor: int | None
    code: str
    service: bool
    weighed: bool
    tax_bp: int


class ScanOutcome(StrEnum):
    """What a scanned text turned out to be."""

    MEMBER = "member"
    GOODS = "goods"
    STAFF = "staff"
    COUPON = "coupon"
    UNKNOWN_GOODS = "unknown_goods"
    UNKNOWN_MEMBER = "unknown_member"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Scanned:
    """The answer to a scan.

    ``code`` is the reason's stable code for what was refused or unknown, ``text`` what was
    scanned as far as it may be shown. A label may say how much of the ``goods`` the pack holds
    (``quantity``), or what the pack costs (``pack_minor``, minor units). Of a genuine receipt,
    ``op_id`` is its operation.
    """

    outcome: ScanOutcome
    text: str
    code: str = ""
    member: MemberView | None = None
    goods: GoodsView | None = None
    staff_id: str = ""
    quantity: Milli | None = None
    pack_minor: int | None = None
    coupon_id: str = ""
    op_id: str = ""


@dataclass(frozen=True, slots=True)
class StaffView:
    """A person who signs in; ``role`` is cashier or manager."""

    staff_id: str
    name: str
    role: str
    locked_until_ms: int = 0


@dataclass(frozen=True, slots=True)
class TenderLine:
    """One tender of an open payment, already durable: rights reserved, or money taken outside.

    ``amount`` in minor units; ``points`` burnt for a points tender; ``state`` is reserved or
    confirmed (money taken by another machine: removing it needs a manager).
    """

    tender_id: str
    kind: str
    amount: int
    points: int
    reference: str
    state: str


@dataclass(frozen=True, slots=True)
class SaleDone:
    """A sale that is in the journal, whatever happens to the printer now."""

    op_id: str
    receipt: str
    due: int
    change: int
    points_earned: int
    print_job: int
    offline: bool


@dataclass(frozen=True, slots=True)
class TopUpDone:
    """A top-up that is in the journal; ``book`` is the stored value after it."""

    op_id: str
    receipt: str
    principal: int
    bonus: int
    points: int
    book: int
    print_job: int


@dataclass(frozen=True, slots=True)
class HeldBasket:
    """A basket put aside, or found open after a restart."""

    basket_id: str
    held_ms: int
    pieces: int
    due: int
    member_name: str
    interrupted: bool


@dataclass(frozen=True, slots=True)
class UnsentFile:
    """What the server lacks of this till's journal, written to ``file``; how many operations."""

    file: str
    operations: int


@dataclass(frozen=True, slots=True)
class SyncState:
    """Where this till stands with the server; connectivity and queue are told apart.

    Attributes:
        online: the last exchange was answered, with the server's signature.
        queued: operations that the server has not acknowledged; ``oldest_ms`` of the first.
        trouble: stable code when there is more to say than offline: identity, login_page, update,
            revoked, superseded, fork, suspect, clock, busy, slow. Empty when all is well.
    """

    online: bool = False
    since_ms: int = 0
    queued: int = 0
    oldest_ms: int = 0
    needs_review: int = 0
    last_sync_ms: int = 0
    latency_ms: int = 0
    retry_at_ms: int = 0
    trouble: str = ""


class DeviceHealth(StrEnum):
    """How a device is."""

    READY = "ready"
    RECONNECTING = "reconnecting"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class DeviceState:
    """One device for the status bar; ``name`` is scanner, printer, drawer or display."""

    name: str
    health: DeviceHealth
