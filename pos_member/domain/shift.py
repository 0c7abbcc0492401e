"""The figures of a shift: pure sums over its operations, so that anybody can make them again.

Sales count as they were booked; a refund counts in the shift in which the money went back. A top-up
is no sale: it is a debt to the member until it is spent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pos_member.domain.amounts import digits_of, read_amount
from pos_member.domain.canonical import JsonValue
from pos_member.domain.operations import (
    Body,
    CashMoved,
    Enrolment,
    Refund,
    Sale,
    SessionRedeemed,
    ShiftOpened,
    Tendered,
    TopUp,
)
from pos_member.domain.shape import Shape
from pos_member.domain.shift_operations import Purpose

CASH = "cash"


@dataclass(frozen=True, slots=True)
class Tally:
    """How often, and minor units together."""

    count: int = 0
    amount: int = 0

    def plus(self, amount: int, count: int = 1) -> "Tally":
        """Return the tally with ``count`` more, of ``amount`` together."""
        return Tally(self.count + count, self.amount + amount)


NOTHING = Tally()


@dataclass(frozen=True, slots=True)
class Drawer:
    """Cash: what lay there, and what came and went since; all minor units, none negative.

    Attributes:
        change_left: what the shift before left, or what was counted in at its opening.
        refunded: paid out for refunds.
    """

    change_left: int = 0
    sold: Tally = NOTHING
    topped_up: Tally = NOTHING
    refunded: Tally = NOTHING
    paid_in: Tally = NOTHING
    paid_out: Tally = NOTHING
    dropped: Tally = NOTHING

    @property
    def expected(self) -> int:
        """Return what should lie in the drawer now."""
        came = self.sold.amount + self.topped_up.amount + self.paid_in.amount
        went = self.refunded.amount + self.paid_out.amount + self.dropped.amount
        return self.change_left + came - went


@dataclass(frozen=True, slots=True)
class Totals:
    """What a shift did.

    Attributes:
        sales: bills, with what they came to after all deductions.
        deductions: sales that had one, with all that was taken off.
        coupons: how many were used up.
        refunds: what came back of bills; voids are among them.
        tenders: kind of tender → what sales were paid with.
        top_ups: principal paid in; ``bonus`` was given on top.
        owed: by how much the shop owes its members more stored value (negative: less).
        members: registered here.
        sessions: of packages, used here.
        no_sales: how often the drawer was opened for nothing.
    """

    sales: Tally = NOTHING
    deductions: Tally = NOTHING
    coupons: int = 0
    refunds: Tally = NOTHING
    tenders: Mapping[str, Tally] = field(default_factory=dict)
    top_ups: Tally = NOTHING
    bonus: Tally = NOTHING
    owed: int = 0
    members: int = 0
    sessions: int = 0
    no_sales: int = 0
    drawer: Drawer = Drawer()

    def to_json(self) -> dict[str, JsonValue]:
        """Return the figures as the body of a closed shift keeps them."""
        drawer = self.drawer
        return {
            "sales": _pair(self.sales),
            "deductions": _pair(self.deductions),
            "coupons": self.coupons,
            "refunds": _pair(self.refunds),
            "tenders": {kind: _pair(each) for kind, each in self.tenders.items()},
            "top_ups": _pair(self.top_ups),
            "bonus": _pair(self.bonus),
            "owed": self.owed,
            "members": self.members,
            "sessions": self.sessions,
            "no_sales": self.no_sales,
            "drawer": {
                "change_left": drawer.change_left,
                "sold": _pair(drawer.sold),
                "topped_up": _pair(drawer.topped_up),
                "refunded": _pair(drawer.refunded),
                "paid_in": _pair(drawer.paid_in),
                "paid_out": _pair(drawer.paid_out),
                "dropped": _pair(drawer.dropped),
            },
        }


def totals_of(bodies: Iterable[Body], *, left: int = 0) -> Totals:
    """Return what ``bodies``, the operations of one shift in order, come to.

    ``left``: minor units that the shift before left in the drawer.
    """
    totals = Totals(drawer=Drawer(change_left=left))
    for body in bodies:
        totals = _with(totals, body)
    return totals


def _with(totals: Totals, body: Body) -> Totals:
    match body:
        case Sale():
            totals = _with_sale(totals, body)
        case Refund():
            totals = _with_refund(totals, body)
        case TopUp():
            totals = _with_top_up(totals, body)
        case Enrolment():
            totals = replace(totals, members=totals.members + 1)
        case SessionRedeemed():
            totals = replace(totals, sessions=totals.sessions + 1)
        case ShiftOpened(amount=amount):
            # What was taken before it was counted in is part of the count.
            totals = replace(totals, drawer=Drawer(change_left=amount))
        case CashMoved():
            totals = _with_move(totals, body)
    return totals


def _with_sale(totals: Totals, sale: Sale) -> Totals:
    tenders = dict(totals.tenders)
    for tender in sale.tenders:
        tenders[tender.kind] = tenders.get(tender.kind, NOTHING).plus(tender.amount)
    spent = sum(tender.amount for tender in sale.tenders if tender.kind == "stored_value")
    off = _taken_off(sale)
    return replace(
        totals,
        sales=totals.sales.plus(sale.due),
        deductions=totals.deductions.plus(off) if off else totals.deductions,
        coupons=totals.coupons + len(sale.coupons),
        tenders=tenders,
        owed=totals.owed - spent,
        drawer=replace(totals.drawer, sold=_cash(totals.drawer.sold, sale.tenders)),
    )


def _with_refund(totals: Totals, refund: Refund) -> Totals:
    return replace(
        totals,
        refunds=totals.refunds.plus(refund.amount),
        owed=totals.owed + refund.principal + refund.bonus,
        drawer=replace(totals.drawer, refunded=_cash(totals.drawer.refunded, refund.tenders)),
    )


def _with_top_up(totals: Totals, top_up: TopUp) -> Totals:
    return replace(
        totals,
        top_ups=totals.top_ups.plus(top_up.principal),
        bonus=totals.bonus.plus(top_up.bonus) if top_up.bonus else totals.bonus,
        owed=totals.owed + top_up.principal + top_up.bonus,
        drawer=replace(totals.drawer, topped_up=_cash(totals.drawer.topped_up, (top_up.tender,))),
    )


def _with_move(totals: Totals, moved: CashMoved) -> Totals:
    drawer = totals.drawer
    match moved.purpose:
        case Purpose.NO_SALE:
            return replace(totals, no_sales=totals.no_sales + 1)
        case Purpose.PAID_IN:
            drawer = replace(drawer, paid_in=drawer.paid_in.plus(moved.amount))
        case Purpose.PAID_OUT:
            drawer = replace(drawer, paid_out=drawer.paid_out.plus(moved.amount))
        case _:
            drawer = replace(drawer, dropped=drawer.dropped.plus(moved.amount))
    return replace(totals, drawer=drawer)


def _cash(tally: Tally, tenders: Iterable[Tendered]) -> Tally:
    for tender in tenders:
        if tender.kind == CASH and tender.amount:
            tally = tally.plus(tender.amount)
    return tally


def _taken_off(sale: Sale) -> int:
    """Return the minor units that deductions took off, as the sale's own quote says."""
    if not isinstance(sale.quoted, dict) or "outcome" not in sale.quoted:
        return 0
    outcome = Shape(sale.quoted).part("outcome")
    digits = digits_of(sale.where.currency)
    return read_amount(outcome, "list", digits) - read_amount(outcome, "due", digits)


def _pair(tally: Tally) -> list[JsonValue]:
    return [tally.count, tally.amount]
