"""Operations: one user action each, as the journal and the wire carry it.

A body says all that was decided on rights held at the till, so its transfers are a pure function of
it: the same function on till and server. Bodies hold no personal data, only references and salted
hashes; the values travel and rest beside them, where they can be erased.
"""

import hashlib
from dataclasses import dataclass, field
from typing import TypeAlias

from pos_member.domain.canonical import JsonValue
from pos_member.domain.lease import Grant, Leg, Lot
from pos_member.domain.ledger import Kind

TENDER_KINDS = ("stored_value", "points", "cash", "qr", "bank_card", "transfer")
EXTERNAL_KINDS = ("qr", "bank_card", "transfer")
CODE_KINDS = ("qr", "card")
IDENTIFIED_BY = ("code", "card", "phone", "name", "enrolled")


@dataclass(frozen=True, slots=True)
class Approval:
    """Who allowed what the cashier may not decide alone, and why."""

    staff_id: str
    reason: str

    def to_json(self) -> dict[str, object]:
        """Return the approval as a canonical value."""
        return {"staff": self.staff_id, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Tendered:
    """One tender of a sale or top-up.

    Attributes:
        amount: minor units that it pays of the bill.
        legs: for stored value and points: what it takes from which lease.
        received: for cash: minor units handed over; change is ``received - amount``.
        reference: for external tenders: what the other machine printed.
    """

    kind: str
    amount: int
    legs: tuple[Leg, ...] = ()
    received: int = 0
    reference: str = ""

    @property
    def points(self) -> int:
        """Return the points that this tender burns."""
        return sum(leg.amount for leg in self.legs if leg.kind is Kind.POINTS)

    def to_json(self) -> dict[str, object]:
        """Return the tender as a canonical value."""
        return {
            "kind": self.kind,
            "amount": self.amount,
            "legs": [leg.to_json() for leg in self.legs],
            "received": self.received,
            "reference": self.reference,
        }


@dataclass(frozen=True, slots=True)
class Where:
    """Where and on which shop day an operation belongs, and the receipt it printed."""

    store_id: str
    day: str
    receipt: str
    currency: str = "CNY"

    def to_json(self) -> dict[str, object]:
        """Return the place as a canonical value."""
        return {
            "store": self.store_id,
            "day": self.day,
            "receipt": self.receipt,
            "currency": self.currency,
        }


@dataclass(frozen=True, slots=True)
class Sale:
    """A paid basket.

    Attributes:
        due: minor units of the bill; tenders plus ``rounding`` add up to it.
        rounding: minor units that rounding the cash part gave away (negative: took).
        points_earned: points granted; burnable after sync.
        points_expire_day: last day of their life, empty for ever.
        qualifying: units credited towards the next tier.
        quoted: all inputs of the quote and its outcome, so that it can be priced again to the fen.
    """

    where: Where
    member_id: str | None
    identified_by: str | None
    due: int
    rounding: int
    tenders: tuple[Tendered, ...]
    points_earned: int
    points_expire_day: str
    qualifying: int
    quoted: JsonValue
    approval: Approval | None = None

    kind = "sale"

    def to_json(self) -> dict[str, object]:
        """Return the body."""
        return {
            "where": self.where.to_json(),
            "member": self.member_id,
            "identified_by": self.identified_by,
            "due": self.due,
            "rounding": self.rounding,
            "tenders": [tender.to_json() for tender in self.tenders],
            "points_earned": self.points_earned,
            "points_expire_day": self.points_expire_day,
            "qualifying": self.qualifying,
            "quoted": self.quoted,
            "approval": self.approval.to_json() if self.approval else None,
        }


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """What came back of one line: ``quantity`` thousandths, ``amount`` minor units of its price."""

    line_id: str
    quantity: int
    amount: int

    def to_json(self) -> dict[str, object]:
        """Return the line as a canonical value."""
        return {"line": self.line_id, "quantity": self.quantity, "amount": self.amount}


@dataclass(frozen=True, slots=True)
class Refund:
    """A sale, or a part of it, taken back: every leg goes where it came from.

    The principal becomes a lease of this till whose id is the operation's id; bonus and points are
    the server's to lend.

    Attributes:
        sale_id: the operation that sold.
        amount: minor units of the bill; tenders, stored value, ``points_worth`` and ``rounding``
            add up to it.
        rounding: of what rounding the cash gave away (negative: took) at the sale.
        tenders: money from outside that goes back.
        points: the lots of points that are given back, with what they had paid.
        earned: points that the sale had earned and that are taken back.
        voids: the whole sale is undone on its own day, before the shop closes it.
        at_risk: the till could not know what others refunded of it; a manager took the risk.
    """

    where: Where
    sale_id: str
    member_id: str | None
    lines: tuple[ReturnedLine, ...]
    amount: int
    rounding: int
    tenders: tuple[Tendered, ...]
    principal: int
    bonus: int
    points: tuple[Lot, ...]
    points_worth: int
    earned: int
    qualifying: int
    approval: Approval
    voids: bool = False
    at_risk: bool = False

    kind = "refund"

    @property
    def points_back(self) -> int:
        """Return how many points are given back."""
        return sum(lot.amount for lot in self.points)

    def to_json(self) -> dict[str, object]:
        """Return the body."""
        return {
            "where": self.where.to_json(),
            "sale": self.sale_id,
            "member": self.member_id,
            "lines": [line.to_json() for line in self.lines],
            "amount": self.amount,
            "rounding": self.rounding,
            "tenders": [tender.to_json() for tender in self.tenders],
            "principal": self.principal,
            "bonus": self.bonus,
            "points": [lot.to_json() for lot in self.points],
            "points_worth": self.points_worth,
            "earned": self.earned,
            "qualifying": self.qualifying,
            "approval": self.approval.to_json(),
            "voids": self.voids,
            "at_risk": self.at_risk,
        }


@dataclass(frozen=True, slots=True)
class TopUp:
    """Stored value paid in, with what was given on top.

    The principal becomes a lease of this till whose id is the operation's id: it is spendable here
    at once and nowhere twice.

    Attributes:
        headroom: what it takes of the headroom on loan here, principal and bonus together; nothing
            where the program has no cap.
    """

    where: Where
    member_id: str
    identified_by: str
    principal: int
    bonus: int
    points: int
    points_expire_day: str
    offer_id: str | None
    program_version: int
    tender: Tendered
    approval: Approval | None = None
    headroom: tuple[Leg, ...] = ()

    kind = "top_up"

    def to_json(self) -> dict[str, object]:
        """Return the body."""
        return {
            "where": self.where.to_json(),
            "member": self.member_id,
            "identified_by": self.identified_by,
            "principal": self.principal,
            "bonus": self.bonus,
            "points": self.points,
            "points_expire_day": self.points_expire_day,
            "offer": self.offer_id,
            "program_version": self.program_version,
            "tender": self.tender.to_json(),
            "approval": self.approval.to_json() if self.approval else None,
            "headroom": [leg.to_json() for leg in self.headroom],
        }


@dataclass(frozen=True, slots=True)
class MemberCodeBinding:
    """A code that names the new member: ``qr`` (20 hex digits) or ``card`` (12 digits)."""

    kind: str
    code: str

    def to_json(self) -> dict[str, object]:
        """Return the binding as a canonical value."""
        return {"kind": self.kind, "code": self.code}


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A new member. What identifies a person stands beside the body, under ``personal``.

    Attributes:
        personal: field name → salted SHA-256 of its value in hex.
        consents: purposes agreed to, each ticked by the customer's own wish.
        notice_version: which text of the privacy notice was shown.
        headroom: minor units that may be paid in at this till at once: a lease whose id is the
            operation's id. The cap that is in force, for nobody else can have lent of it; 0 where
            there is none.
    """

    where: Where
    member_id: str
    personal: dict[str, str]
    codes: tuple[MemberCodeBinding, ...]
    consents: tuple[str, ...]
    notice_version: str
    referrer_id: str | None = None
    headroom: int = 0

    kind = "enrolment"

    def to_json(self) -> dict[str, object]:
        """Return the body."""
        return {
            "where": self.where.to_json(),
            "member": self.member_id,
            "personal": dict(self.personal),
            "codes": [code.to_json() for code in self.codes],
            "consents": list(self.consents),
            "notice_version": self.notice_version,
            "referrer": self.referrer_id,
            "headroom": self.headroom,
        }


@dataclass(frozen=True, slots=True)
class LeaseOpened:
    """A grant written down, so that a restored server learns of it again in its right place."""

    grant: Grant

    kind = "lease_opened"

    def to_json(self) -> dict[str, object]:
        """Return the body."""
        return {"grant": self.grant.to_json()}


@dataclass(frozen=True, slots=True)
class LeaseReturned:
    """Part or all of what a lease still held, given back to the member's available balance."""

    lease_id: str
    member_id: str
    account_kind: Kind
    amount: int
    lots: tuple[Lot, ...] = ()

    kind = "lease_returned"

    def to_json(self) -> dict[str, object]:
        """Return the body."""
        return {
            "lease": self.lease_id,
            "member": self.member_id,
            "kind": self.account_kind.value,
            "amount": self.amount,
            "lots": [lot.to_json() for lot in self.lots],
        }


@dataclass(frozen=True, slots=True)
class TenderAbandoned:
    """An external tender that was taken, and whose basket never became a sale."""

    where: Where
    basket_id: str
    tender: Tendered
    reason: str
    approval: Approval | None = None

    kind = "tender_abandoned"

    def to_json(self) -> dict[str, object]:
        """Return the body."""
        return {
            "where": self.where.to_json(),
            "basket": self.basket_id,
            "tender": self.tender.to_json(),
            "reason": self.reason,
            "approval": self.approval.to_json() if self.approval else None,
        }


Body: TypeAlias = Sale | Refund | TopUp | Enrolment | LeaseOpened | LeaseReturned | TenderAbandoned


@dataclass(frozen=True, slots=True)
class Personal:
    """What identifies a person, beside the body that holds its salted hashes.

    Attributes:
        salt: 32 hex digits, hashed before each value.
        values: field name → text (name, phone, gender, birthday as MM-DD, note …).
    """

    salt: str
    values: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """Return the values as they travel beside the operation."""
        return {"salt": self.salt, "values": dict(self.values)}

    def hashes(self) -> dict[str, str]:
        """Return field name → SHA-256 over salt and value in hex: what the body says of them."""
        salt = bytes.fromhex(self.salt)
        return {
            name: hashlib.sha256(salt + value.encode()).hexdigest()
            for name, value in self.values.items()
        }
