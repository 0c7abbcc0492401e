"""What an operation must say of itself before its transfers are believed; pure.

The reader has checked its shape. Here its parts must agree: what a tender pays and what its legs
take, the shop and the currency, ids that are ids. A till that is right never fails here.
"""

import re

from pos_member.domain.errors import Damaged
from pos_member.domain.lease import Leg, Lot
from pos_member.domain.ledger import LENT_KINDS, LOT_KINDS, Kind, package_of
from pos_member.domain.operations import (
    EXTERNAL_KINDS,
    Body,
    CounterAct,
    Enrolment,
    LeaseOpened,
    LeaseReturned,
    Refund,
    Sale,
    SessionRedeemed,
    TenderAbandoned,
    Tendered,
    TopUp,
    Where,
)

_ID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MONEY_KINDS = (Kind.PRINCIPAL, Kind.BONUS)


def check(body: Body, *, store_id: str, currency: str) -> None:
    """Check that the parts of ``body`` agree, for a till of ``store_id``.

    Raises:
        Damaged: ``foreign_store``, ``foreign_currency``, ``not_an_id``, ``tender_differs``,
            ``headroom_differs``, ``package_differs``, ``lots_differ`` or ``kind_not_lent``.
    """
    if isinstance(body, LeaseOpened | LeaseReturned):
        _lending(body)
        return
    _place(body.where, store_id, currency)
    match body:
        case Sale():
            _tenders(body)
            _packages(body)
        case SessionRedeemed():
            _session(body)
        case Refund():
            _refund(body)
        case TopUp():
            _outside(body.tender, ("cash", *EXTERNAL_KINDS))
            _headroom(body)
        case TenderAbandoned():
            _outside(body.tender, EXTERNAL_KINDS)
        case Enrolment(member_id=named) | CounterAct(about=named):
            check_id(named)


def _lending(body: LeaseOpened | LeaseReturned) -> None:
    if isinstance(body, LeaseOpened):
        _lent(body.grant.kind, body.grant.amount, body.grant.lots)
    else:
        _lent(body.account_kind, body.amount, body.lots)


def check_id(text: str) -> None:
    """Check that ``text`` is an id as we write them.

    Raises:
        Damaged: ``not_an_id``.
    """
    if not _ID.fullmatch(text):
        raise Damaged("not_an_id", text=text[:60])


def _place(where: Where, store_id: str, currency: str) -> None:
    if where.store_id != store_id:
        raise Damaged("foreign_store", store=where.store_id)
    if where.currency != currency:
        raise Damaged("foreign_currency", currency=where.currency)


def _tenders(sale: Sale) -> None:
    for tender in sale.tenders:
        _tender(tender)


def _packages(sale: Sale) -> None:
    """One life for all that is sold of a package at once: it is one lot."""
    lives = {(each.package_id, each.last_day) for each in sale.packages}
    if len(lives) != len({each.package_id for each in sale.packages}):
        raise Damaged("package_differs")


def _session(used: SessionRedeemed) -> None:
    """One session of one lot, of the package that it says."""
    leg = used.leg
    _leg(leg)
    if (
        leg.kind is not Kind.SESSION
        or leg.amount != 1
        or package_of(used.lot.lot) != used.package_id
    ):
        raise Damaged("package_differs")


def _tender(tender: Tendered) -> None:
    for leg in tender.legs:
        _leg(leg)
    paid = sum(leg.amount for leg in tender.legs)
    if tender.kind == "stored_value":
        fits = all(leg.kind in _MONEY_KINDS for leg in tender.legs) and paid == tender.amount
    elif tender.kind == "points":
        burns = all(leg.kind is Kind.POINTS for leg in tender.legs)
        fits = burns and bool(paid) == bool(tender.amount)
    else:
        fits = not tender.legs
    if not fits:
        raise Damaged("tender_differs", kind=tender.kind)


def _outside(tender: Tendered, kinds: tuple[str, ...]) -> None:
    if tender.kind not in kinds or tender.legs or not tender.amount:
        raise Damaged("tender_differs", kind=tender.kind)


def _refund(refund: Refund) -> None:
    """Money goes back outside by ways that it came; what it paid by holding is named apart."""
    for tender in refund.tenders:
        if tender.kind not in ("cash", *EXTERNAL_KINDS) or tender.legs:
            raise Damaged("tender_differs", kind=tender.kind)
    for leg in refund.sessions:
        _leg(leg)
        if leg.kind is not Kind.SESSION:
            raise Damaged("package_differs")
    if bool(refund.points) > bool(refund.points_worth):
        raise Damaged("tender_differs", kind=Kind.POINTS.value)


def _headroom(top_up: TopUp) -> None:
    """It fills no more headroom than it adds. Less is a matter of the cap, not of its own parts."""
    for leg in top_up.headroom:
        _leg(leg)
    fits = all(leg.kind is Kind.HEADROOM for leg in top_up.headroom)
    filled = sum(leg.amount for leg in top_up.headroom)
    if not fits or filled > top_up.principal + top_up.bonus:
        raise Damaged("headroom_differs")


def _leg(leg: Leg) -> None:
    _lent(leg.kind, leg.amount, leg.lots)


def _lent(kind: Kind, amount: int, lots: tuple[Lot, ...]) -> None:
    if kind not in LENT_KINDS:
        raise Damaged("kind_not_lent", kind=kind.value)
    if sum(lot.amount for lot in lots) != (amount if kind in LOT_KINDS else 0):
        raise Damaged("lots_differ")
    if kind is Kind.COUPON and amount != 1:
        raise Damaged("lots_differ")
