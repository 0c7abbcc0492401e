"""Operations: one user action each, as the journal and the wire carry it.

A body says all that was decided on rights held at the till, so its transfers are a pure function of
it: the same function on till and server. Bodies hold no personal data, only references and salted
hashes; the values travel and rest beside them, where they can be erased.
"""

import hashlib
from dataclasses import dataclass, field
from typing import TypeAlias

from pos_member.domain.canonical import JsonValue
from pos_member.domain.counter_act import CounterAct
from pos_member.domain.lease import Leg
from pos_member.domain.lease_operations import LeaseOpened, LeaseReturned
from pos_member.domain.operation_parts import (
    CODE_KINDS,
    EXTERNAL_KINDS,
    IDENTIFIED_BY,
    TENDER_KINDS,
    Approval,
    Redeemed,
    Tendered,
    Where,
)
from pos_member.domain.package_operation import PackageSold, SessionRedeemed
from pos_member.domain.refund_operation import Refund, ReturnedLine
from pos_member.domain.shift_operations import CashMoved, ShiftClosed, ShiftOpened

__all__ = [
    "CODE_KINDS",
    "EXTERNAL_KINDS",
    "IDENTIFIED_BY",
    "NUMBERED",
    "TENDER_KINDS",
    "Approval",
    "Body",
    "CashMoved",
    "CounterAct",
    "DrawerOperation",
    "Enrolment",
    "LeaseOpened",
    "LeaseReturned",
    "MemberCodeBinding",
    "PackageSold",
    "Personal",
    "Redeemed",
    "Refund",
    "ReturnedLine",
    "Sale",
    "SessionRedeemed",
    "ShiftClosed",
    "ShiftOpened",
    "TenderAbandoned",
    "Tendered",
    "TopUp",
    "Where",
]


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
        coupons: what it used up; what they took off stands in ``quoted``.
        packages: what its lines sold of packages; the sessions become a lease of this till whose
            id is the operation's id, usable here at once and nowhere twice.
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
    coupons: tuple[Redeemed, ...] = ()
    packages: tuple[PackageSold, ...] = ()

    kind = "sale"

    @property
    def legs(self) -> tuple[Leg, ...]:
        """Return all that the sale takes from leases, coupons too."""
        paid = tuple([leg for tender in self.tenders for leg in tender.legs])
        return paid + tuple([each.leg for each in self.coupons if each.lease_id])

    def to_json(self) -> dict[str, object]:
        """Return the body."""
        body: dict[str, object] = {
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
            "coupons": [each.to_json() for each in self.coupons],
        }
        if self.packages:
            body["packages"] = [each.to_json() for each in self.packages]
        return body


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


DrawerOperation: TypeAlias = ShiftOpened | CashMoved | ShiftClosed
NUMBERED = Sale | Refund | TopUp | SessionRedeemed | DrawerOperation
"""What prints a receipt, or a slip, with the next number of its till."""
Body: TypeAlias = (
    Sale
    | Refund
    | TopUp
    | Enrolment
    | LeaseOpened
    | LeaseReturned
    | TenderAbandoned
    | CounterAct
    | DrawerOperation
    | SessionRedeemed
)


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
