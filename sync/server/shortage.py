"""What is not there any more and was spent all the same: the store pays, never the member.

That is what a void lease no longer holds, and a coupon that was redeemed without a lease and is
used already. A till restored from an old image, a cloned one, or one that was replaced may have
spent what its server had taken for unspent. The customer has left, so the operation stands.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeAlias

from pos_member.domain.lease import Leg, Lot
from pos_member.domain.ledger import (
    COUPON,
    Kind,
    Reason,
    Transfer,
    lease_account,
    member_account,
    store_account,
    unit_of,
)
from pos_member.domain.operations import LeaseReturned, Redeemed, Refund, Sale, SessionRedeemed
from sync.server.books import Left
from sync.server.desk import Desk

SHORTAGE = "shortage"
"""The store's account, and the code of an operation that took from it."""
VOID_CODE = "lease_void"
"""The code of a return that gave back less than it says: the lease did not hold it any more."""


Spending: TypeAlias = Sale | SessionRedeemed | Refund
"""What takes out of leases for good; a refund takes sessions of packages that come back."""


def cover(desk: Desk, sale: Spending, legs: Sequence[Leg]) -> tuple[Transfer, ...]:
    """Return what the store must put in so that ``sale``, or another spending, can take it out.

    Into void leases, and to a member whose coupon was redeemed without a lease and is not there.
    ``legs`` are its own.
    """
    void = [leg for leg in legs if desk.leases[leg.lease_id].void]
    coupons = sale.coupons if isinstance(sale, Sale) else ()
    if not void and not coupons:
        return ()
    missing: list[Transfer] = []
    left: dict[str, Left] = {}
    taken: dict[tuple[str, str], int] = defaultdict(int)
    for leg in void:
        held = left.setdefault(leg.lease_id, desk.books.left_in(leg.lease_id))
        for lot, amount, there in _parts(leg, held):
            key = (leg.lease_id, lot.lot if lot else "")
            free = max(0, there - taken[key])
            taken[key] += amount
            if amount > free:
                missing.append(_put_in(desk, sale, leg, lot, amount - free))
    if isinstance(sale, Sale):
        missing += [_second(desk, sale, used) for used in coupons if _is_gone(desk, sale, used)]
    return tuple(missing)


def _is_gone(desk: Desk, sale: Sale, used: Redeemed) -> bool:
    """Tell whether a coupon that was redeemed without a lease is not the member's any more."""
    assert sale.member_id is not None
    no = desk.member_no(sale.member_id)
    return not used.lease_id and not desk.books.free(no, Kind.COUPON, used.coupon_id)


def _second(desk: Desk, sale: Sale, used: Redeemed) -> Transfer:
    assert sale.member_id is not None
    pays = store_account(desk.store_id, SHORTAGE)
    to = member_account(sale.member_id, Kind.COUPON)
    return Transfer(pays, to, 1, COUPON, Reason.LOSS, used.coupon_id, used.last_day)


def shrunk(desk: Desk, returned: LeaseReturned) -> LeaseReturned | None:
    """Return as much of ``returned`` as its void lease still holds; ``None`` for nothing."""
    held = desk.books.left_in(returned.lease_id)
    if not returned.lots:
        amount = min(returned.amount, held.amount)
        return replace(returned, amount=amount) if amount else None
    lots = tuple(
        replace(lot, amount=min(lot.amount, held.lots[lot.lot]))
        for lot in returned.lots
        if held.lots.get(lot.lot)
    )
    return replace(returned, amount=sum(lot.amount for lot in lots), lots=lots) if lots else None


def _parts(leg: Leg, held: Left) -> Iterable[tuple[Lot | None, int, int]]:
    """Yield (lot, amount asked, amount there) of ``leg``; one part without a lot for money."""
    if not leg.lots:
        yield None, leg.amount, held.amount
        return
    for lot in leg.lots:
        yield lot, lot.amount, held.lots.get(lot.lot, 0)


def _put_in(desk: Desk, sale: Spending, leg: Leg, lot: Lot | None, amount: int) -> Transfer:
    assert sale.member_id is not None
    pays, reason = store_account(desk.store_id, SHORTAGE), Reason.LOSS
    if lot and leg.kind is Kind.COUPON:
        no = desk.member_no(sale.member_id)
        if desk.books.free(no, Kind.COUPON, lot.lot):
            # It was given back to the member, who has used it now: nobody loses anything.
            pays, reason = member_account(sale.member_id, Kind.COUPON), Reason.SUSPENSE
    return Transfer(
        pays,
        lease_account(leg.lease_id, sale.member_id, leg.kind),
        amount,
        unit_of(leg.kind, sale.where.currency),
        reason,
        lot.lot if lot else "",
        lot.expires_day if lot else "",
    )
