"""Points that members owe: a refund took back what its sale earned, and it was not there any more.

What is free pays first: the lot that the sale earned, then those that expire first. For the rest,
what tills have on loan is asked back; what is left stays owed, and the next points pay it. No
figure is ever below zero for it.
"""

from collections.abc import Iterable

from pos_member.domain.clock import ShopDays
from pos_member.domain.lease import Lot, oldest_lots
from pos_member.domain.ledger import (
    POINTS,
    Kind,
    Reason,
    Transfer,
    member_account,
    owed_account,
    package_of,
)
from pos_member.domain.points import debt_first
from sync.server import lending, sets
from sync.server.desk import Desk


def settle(desk: Desk) -> None:
    """Let the members of this batch pay with free points what they owe.

    Not while a restored server learns: what looks free may be on loan to a till still to come.
    """
    if desk.recovering:
        return
    books = desk.books
    debtors = {no: cause_id for no, cause_id in books.touched.items() if books.owed(no)}
    desk.debtors = set(debtors)
    names = {no: member_id for member_id, no in desk.members.items() if no in debtors}
    for no, cause_id in sorted(debtors.items()):
        held, to = member_account(names[no], Kind.POINTS), owed_account(names[no])
        made = [
            Transfer(held, to, lot.amount, POINTS, Reason.OWED, lot.lot, lot.expires_day)
            for lot in oldest_lots(_lots(desk, no), books.owed(no))
        ]
        if made:
            books.post(f"owed/{cause_id}", made, no=no, now_ms=desk.now_ms)


def ask_back(desk: Desk) -> None:
    """Ask tills for points that members still owe, once the batch is written."""
    for no in sorted(desk.debtors):
        missing = desk.books.owed(no)
        for row in _LENT.rows(desk.connection, [no]) if missing else ():
            part = min(missing, row.remaining)
            if part:
                lending.ask_back(desk.connection, row.lease_id, row.remaining - part)
            missing -= part


def _lots(desk: Desk, no: int) -> list[Lot]:
    """Return the free lots in the order in which they pay; what has expired pays for its own."""
    today = ShopDays(desk.house.store.zone).calendar_day(desk.now_ms)
    own = {lot for member, lot in desk.taken_back if member == no}
    return debt_first(_free(desk, no), today, own)


def _free(desk: Desk, no: int) -> Iterable[Lot]:
    """Yield what is free in each lot of points."""
    books = desk.books
    coupons = {row.coupon_id for row in _COUPONS.rows(desk.connection, [no])}
    days = {lot: day for (owner, lot), day in books.moved.expires.items() if owner == no}
    days |= {row.lot: row.expires_day for row in _LOTS.rows(desk.connection, [no])}
    for lot, day in days.items():
        if lot in coupons or package_of(lot):
            continue
        if amount := books.free(no, Kind.POINTS, lot):
            yield Lot(lot, amount, day)


_LOTS = sets.Reading("SELECT lot, expires_day FROM lot WHERE no {among}")
_COUPONS = sets.Reading("SELECT coupon_id FROM coupon WHERE no {among}")
_LENT = sets.Reading(
    "SELECT lease_id, remaining FROM lease WHERE no {among}"
    " AND kind = 'points' AND void = 0 AND remaining > 0 ORDER BY expires_ms, lease_id"
)
